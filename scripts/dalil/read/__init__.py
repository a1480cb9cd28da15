"""Sources to nouns. The only room that opens files in `docs/`; each module reads one notation."""

from dalil.read.site import read_site

__all__ = ["read_site"]
