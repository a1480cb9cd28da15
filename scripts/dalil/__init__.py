"""Dalil: a bilingual guide to voluntary reviews of the Global Compact for Migration, and its generator."""

import zoneinfo

__version__ = "0.1.0"

# Time zones come from the pinned package and not from the machine, so that the same sources give the same times everywhere.
zoneinfo.reset_tzpath(())
