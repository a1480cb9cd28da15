"""What a text says of time: days, hours and lengths, and when two of a kind agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# The zone of hours that name one which is not known here; nothing can be said of such hours.
UNKNOWN = "?"
_NOON = timedelta(hours=12)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """One day or several, as pairs of month and day. No `years`: none is given. `exact`: single days are named, not a part of a month."""

    days: frozenset[tuple[int, int]]
    years: frozenset[int] = frozenset()
    exact: bool = True

    def agrees(self, other: Days) -> bool:
        """Whether both can be true: single days lie within each other, parts of months meet."""
        if self.exact and other.exact:
            return self._same_years(other) and (self.days <= other.days or other.days <= self.days)
        return self._same_years(other) and bool(self.days & other.days)

    def within(self, other: Days) -> bool:
        """Whether it names no other single day than `other`, which names all there are."""
        return self._same_years(other) and (self.days <= other.days if self.exact else bool(self.days & other.days))

    def _same_years(self, other: Days) -> bool:
        return not (self.years and other.years) or bool(self.years & other.years)

    @property
    def day(self) -> date | None:
        """The day, if it is a single one of a known year that the calendar has."""
        try:
            ((month, day),), (year,) = self.days, self.years
            return date(year, month, day)
        except ValueError:
            return None


@dataclass(frozen=True)
class Hours:
    """A beginning, an end, or both, by the clock of `zone`: a name of the IANA base, minutes ahead of universal time, or nothing.

    `half`: the clock is one of twelve hours, and nothing says which half of the day is meant.
    """

    start: time | None
    end: time | None
    zone: str = ""
    half: bool = False

    def agrees(self, other: Hours, day: date | None, zone: str) -> bool:
        """Whether both can be true on a day; hours without a zone are in `zone`. True where nothing can be said."""
        ours, theirs = self._moments(day, zone), other._moments(day, zone)
        if ours is None or theirs is None or (day is None and (self.zone or zone) != (other.zone or zone)):
            return True
        turn = _NOON if self.half or other.half else _DAY
        return all(not a or not b or (a - b) % turn == timedelta() for a, b in zip(ours, theirs, strict=True))

    def _moments(self, day: date | None, zone: str) -> tuple[datetime | None, datetime | None] | None:
        """Beginning and end in universal time; in the clock's own where no zone or no day is known."""
        known = self.zone or zone
        if known == UNKNOWN:
            return None
        behind = ahead(known, day, self.start or self.end) if known and day else timedelta()
        return tuple(datetime.combine(day or date.min.replace(year=2), clock) - behind if clock else None  # type: ignore[return-value]
                     for clock in (self.start, self.end))

    @property
    def minutes(self) -> int:
        """The length, or 0 where it is not given."""
        if not (self.start and self.end):
            return 0
        long = datetime.combine(date.min, self.end) - datetime.combine(date.min, self.start)
        return int((long % (_NOON if self.half else _DAY)).total_seconds() // 60)


def ahead(zone: str, day: date, clock: time | None) -> timedelta:
    """How much a zone is ahead of universal time on a day."""
    if zone.lstrip("+-").isdecimal():
        return timedelta(minutes=int(zone))
    return datetime.combine(day, clock or time(12), ZoneInfo(zone)).utcoffset() or timedelta()


@dataclass(frozen=True)
class Length:
    """A length in minutes."""

    minutes: int


Value = Days | Hours | Length


@dataclass(frozen=True)
class Phrase:
    """What a text says of time from `start` up to `end`."""

    value: Value
    start: int
    end: int
