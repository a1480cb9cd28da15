"""Changelogs: the same releases, with as many changes, in every language."""

from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.model import Release, Site


def parity(site: Site) -> Iterator[Finding]:
    """A release that is not told of alike, at its line in the changelog of the later language (0: it is not there at all)."""
    first, *others = site.languages
    known = _by_version(site, first)
    for code in others:
        told = _by_version(site, code)
        for version in sorted(known.keys() | told.keys()):
            one, other = known.get(version), told.get(version)
            if not (one and other and (one.day, len(one.changes)) == (other.day, len(other.changes))):
                yield found("release-differs", f"CHANGELOG.{code}.md", other.line if other else 0, version=version,
                            here=len(other.changes) if other else 0, there=len(one.changes) if one else 0)


def _by_version(site: Site, code: str) -> dict[str, Release]:
    return {release.version: release for release in site.releases.get(code, ())}
