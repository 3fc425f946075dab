"""A small store in which every action can be tried by every role: a person of each, and measurements near and far.

The partner belongs to POMAR, which reports for Portugal; KIPOS reports there as well, and for Greece. Each place
has one approved measurement, one that waits and a draft, each with a source that names place and state.
"""

import shutil
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from tests.support.example_framework import CODE, loaded, planted, record
from tests.support.people import add_person, signed_in
from toc.model.drafts import About, ActionDraft, MeasurementDraft
from toc.model.query import SYSTEM, Actor, Clock, Query
from toc.model.terms import ReviewState, Role
from toc.services import acting, closing_periods, discussing, doubting, evidencing
from toc.store import people
from toc.store.database import Store
from toc.store.measurements import list_measurements

TODAY = date(2021, 6, 30)
CLOCK = Clock(TODAY)
QUERY = Query(CODE, TODAY)
OTHER = "other@orchard.example"


class Where(Enum):
    """How far something is from the partner."""

    OWN = "the own organisation"
    NEIGHBOUR = "another organisation in the own country"
    ABROAD = "another country"


PLACES = {Where.OWN: ("POMAR", "PT"), Where.NEIGHBOUR: ("KIPOS", "PT"), Where.ABROAD: ("KIPOS", "GR")}
QUARTERS = {
    "approved": (date(2020, 1, 1), date(2020, 3, 31)),
    "submitted": (date(2020, 4, 1), date(2020, 6, 30)),
    "draft": (date(2020, 7, 1), date(2020, 9, 30)),
    "new": (date(2020, 10, 1), date(2020, 12, 31)),
}
CLOSED = (date(2021, 1, 1), date(2021, 3, 31))
SECRET = "source known to"


def email_of(role: Role) -> str:
    """The address of the person of a role."""
    return f"{role.value}@orchard.example"


def draft_of(where: Where, quarter: str = "new", value: int = 7) -> MeasurementDraft:
    """A measurement of trees planted in a place."""
    organisation, country = PLACES[where]
    start, end = QUARTERS[quarter]
    return planted(
        value,
        organisation=organisation,
        country=country,
        period_start=start,
        period_end=end,
        source=f"{SECRET} {where.name.lower()} {quarter}",
    )


def csv_of(where: Where) -> bytes:
    """A file with one row to import for a place."""
    organisation, country = PLACES[where]
    return f"indicator_code,country,organisation,period,value\nF1.1,{country},{organisation},2020-Q4,7\n".encode()


def build(store: Store, **changed: object) -> Store:
    """Fill a store: the framework with some of its fields changed, people, measurements, evidence."""
    loaded(store, **changed)
    for role in Role:
        add_person(store, email_of(role), role, "POMAR" if role is Role.PARTNER else None, name=f"The {role.value}")
    add_person(store, OTHER, Role.VIEWER, name="Somebody else")
    start, end = CLOSED
    closed = closing_periods.close(store, SYSTEM, CODE, period_start=start, period_end=end, clock=CLOCK)
    closing_periods.ask_exception(store, SYSTEM, closed, organisation="COOP", reason="Ill")
    for where in Where:
        for number, state in enumerate(("approved", "submitted", "draft"), start=1):
            made = record(store, draft_of(where, state, 1000 * number + 100), state)
            if state == "draft":
                continue
            evidencing.add_link(
                store,
                SYSTEM,
                made.measurement_id,
                title=f"{SECRET} {where.name.lower()} {state}",
                url="https://www.example.org/list",
            )
            evidencing.add_file(
                store, SYSTEM, made.measurement_id, name="list.csv", body=b"a,b\n1,2\n", limit_megabytes=1
            )
            doubting.raise_follow_up(store, SYSTEM, made.measurement_id, f"{SECRET} {where.name.lower()} {state}")
            coordinator = person(store, Role.COORDINATOR)
            discussing.comment(store, coordinator, made.measurement_id, f"{SECRET} {where.name}?", question=True)
    for country in sorted({country for _, country in PLACES.values()}):
        acting.make_action(store, SYSTEM, CODE, About(country), ActionDraft(f"{SECRET} {country}"), clock=CLOCK)
    return store


def fill(empty: Path, path: Path, **changed: object) -> Path:
    """Copy an empty SQLite store to a path and fill the copy; passwords are hashed as tests hash them."""
    shutil.copyfile(empty, path)
    store = Store(f"sqlite:///{path}")
    build(store, **changed)
    store.engine.dispose()
    return path


@dataclass(frozen=True)
class World:
    """A filled store, where a person acts on one place."""

    store: Store
    actor: Actor
    where: Where

    @property
    def organisation(self) -> str:
        """Of the place."""
        return PLACES[self.where][0]

    @property
    def country(self) -> str:
        """Of the place."""
        return PLACES[self.where][1]

    @property
    def query(self) -> Query:
        """For the country of the place."""
        return Query(CODE, TODAY, self.country)

    def key(self, state: str, *, revision: bool = False) -> int:
        """Key of the place's measurement in a state, or of its revision."""
        with self.store.reading() as session:
            rows = list_measurements(session, CODE, country=self.country, organisation=self.organisation)
        found = next(row for row in rows if row.review_state is ReviewState(state))
        return found.revision_id if revision else found.measurement_id

    def evidence(self, state: str, *, file: bool = False) -> int:
        """Key of the link, or of the file, behind the place's measurement in a state."""
        items = evidencing.list_evidence(self.store, SYSTEM, self.key(state))
        return next(item.evidence_id for item in items if (item.url is None) is file)

    def question(self) -> int:
        """Key of the question about the place's approved measurement."""
        coordinator = person(self.store, Role.COORDINATOR)
        return discussing.list_comments(self.store, coordinator, self.key("approved"))[0].comment_id

    def closed(self) -> int:
        """Key of the closed period."""
        return closing_periods.list_closed(self.store, SYSTEM, CODE)[0].row.id

    def exception(self) -> int:
        """Key of the exception that was asked for."""
        return closing_periods.list_exceptions(self.store, SYSTEM, CODE)[0].row.id

    def token(self) -> str:
        """A new session of the person."""
        return signed_in(self.store, self.actor.email)


def person(store: Store, role: Role) -> Actor:
    """The person of a role, as a service sees it."""
    with store.reading() as session:
        found = people.find_actor(session, email_of(role))
    assert found is not None
    return found
