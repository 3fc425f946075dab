"""People for tests: organisations in a store, a clock that can be moved, accounts that are signed in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from argon2 import PasswordHasher
from sqlmodel import select

from toc.config import Settings
from toc.model.framework import Framework, Organisation, OrganisationCountry
from toc.model.query import SYSTEM, Actor, Clock
from toc.model.terms import Role
from toc.services import administering, signing_in
from toc.services.steps.throttle import Throttle
from toc.store.database import Store

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A hasher that takes no time; tests put it in place of the real one."""


@dataclass(frozen=True)
class Hands(Clock):
    """A clock that shows what it is set to."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def later(self, **time: float) -> "Hands":
        return Hands(self.fixed_today, self.at + timedelta(**time))


CLOCK = Hands()
DEMO = Settings(demo=True)
PLAIN = Settings()


def add_organisation(store: Store, short_name: str, *countries: str) -> None:
    """Put an organisation into the store, reporting for countries of a framework."""
    with store.writing() as session:
        organisation = Organisation(short_name=short_name, name=short_name, country=countries[0], role="partner")
        session.add(organisation)
        session.flush()
        framework = session.exec(select(Framework)).first() or Framework(
            code="TINY",
            name="Tiny",
            source="",
            start_year=2025,
            baseline_date=date(2025, 11, 28),
            timezone="UTC",
            grace_days=30,
            tolerance_points=Decimal(10),
            consortium_organisation_id=organisation.id,
        )
        session.add(framework)
        session.flush()
        for position, country in enumerate(countries):
            session.add(
                OrganisationCountry(
                    framework_id=framework.id, organisation_id=organisation.id, country=country, position=position
                )
            )


def add_person(store: Store, email: str, role: Role, organisation: str | None = None, name: str = "Piet") -> None:
    """Make an account and set its password with the link."""
    draft = administering.AccountDraft(email=email, name=name, role=role, organisation=organisation)
    link = administering.make_account(store, SYSTEM, draft, clock=CLOCK)
    administering.set_password(store, link.partition("token=")[2], PASSWORD, clock=CLOCK)


def person(store: Store, email: str, role: Role, organisation: str | None = None, name: str = "Piet") -> Actor:
    """Somebody with an account, as services know them."""
    add_person(store, email, role, organisation, name)
    return administering.actor_by_email(store, email)


def signed_in(store: Store, email: str, *, settings: Settings = PLAIN, clock: Clock = CLOCK) -> str:
    """Sign an account in; the token."""
    return signing_in.sign_in(
        store, settings, email=email, password=PASSWORD, address="test", clock=clock, throttle=Throttle()
    ).token


def one_of_each_role(store: Store) -> dict[Role, str]:
    """An account of each role, the partner's for HKU, which is in the store; the e-mail addresses by role."""
    made: dict[Role, str] = {}
    for role in Role:
        made[role] = f"{role.value}@credex.example"
        add_person(store, made[role], role, "HKU" if role is Role.PARTNER else None, name=f"The {role.value}")
    return made
