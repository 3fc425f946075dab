"""What a view asks for and who asks: Query, Actor, Clock. Frozen, hashable, free of database types."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from toc.model.terms import Role

ALL = "ALL"
"""The country code of all countries together, and of consortium indicators."""


@dataclass(frozen=True, slots=True)
class Query:
    """The filters of a view: which framework, country and horizon, at which date, as known when.

    Attributes:
        framework: code of the framework.
        as_of: the date a view looks at (d), inclusive.
        country: a country code, or ALL for every country.
        horizon: code of a horizon, or None for every horizon.
        known_at: moment in UTC up to which records are known (k); None is now.
        include_unapproved: lay submitted and draft values over the approved ones.
    """

    framework: str
    as_of: date
    country: str = ALL
    horizon: str | None = None
    known_at: datetime | None = None
    include_unapproved: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks or acts, as the services see it.

    Attributes:
        account_id: key of the account; None for the command line acting as the administrator.
        name: name for people.
        email: address, unique.
        role: what the person does here.
        organisation: short name of the own organisation; None for accounts without one.
        countries: codes of the countries that the own organisation reports for.
        locale: language whose way of writing numbers and dates the person chose; None where none was.
        guest_of: code of the framework that a read-only link shows; None for people with an account. A guest sees
            its approved figures, of `countries` alone where there are any, and no names of people.
        guest_until: last day on which the link works; None for people with an account.
    """

    account_id: int | None
    name: str
    email: str
    role: Role
    organisation: str | None = None
    countries: frozenset[str] = field(default_factory=frozenset)
    locale: str | None = None
    guest_of: str | None = None
    guest_until: date | None = None

    @property
    def is_guest(self) -> bool:
        """Whether a read-only link was followed and nobody signed in."""
        return self.guest_of is not None


SYSTEM = Actor(account_id=None, name="Command line", email="", role=Role.ADMINISTRATOR)
"""The command line without `--as`: acts as the administrator."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The only place that reads the time.

    Attributes:
        fixed_today: the date to take for today (setting TOC_TODAY), or None for the calendar's.
    """

    fixed_today: date | None = None

    def today(self, timezone: str) -> date:
        """Today's date in a framework's time zone (an IANA name), or the fixed one."""
        return self.fixed_today or datetime.now(ZoneInfo(timezone)).date()

    def now(self) -> datetime:
        """The present moment in UTC; never fixed."""
        return datetime.now(UTC)
