"""How an organisation measures an indicator, in its own words; every text stays, the latest one is in force.

Countries whose texts differ are marked where they are compared. Source: progress.md 10.
"""

from dataclasses import dataclass
from datetime import datetime

from toc.errors import Conflict, Fault, Invalid
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Actor, Query
from toc.model.terms import Permission
from toc.services.permissions import allowed, require, shown_name, visible_countries
from toc.services.steps.audit import audit
from toc.services.steps.seen import country_name
from toc.services.steps.stored import COMMAND_LINE
from toc.services.steps.visibility import seen_places
from toc.services.steps.vocabulary import Vocabulary
from toc.store import frameworks, head, series_methods
from toc.store.database import Session, Store
from toc.store.series import SeriesKey, find_or_make_series
from toc.store.series_methods import MethodRow

LONGEST = 1000
"""So many letters the text has at most."""


@dataclass(frozen=True, slots=True)
class MethodDraft:
    """How an organisation measures an indicator for a country.

    Attributes:
        country: code, or ALL for a consortium indicator.
        organisation: short name.
        method: in the person's words; empty takes what was said before back.
    """

    framework: str
    indicator: str
    country: str
    organisation: str
    method: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said once about how something is measured.

    Attributes:
        number: its key; later ones are higher.
        method: exactly as typed, never to be read as markup; empty where it takes the one before back.
        at: moment in UTC.
        by: name of the person; guests are told no names.
    """

    number: int
    method: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Described:
    """How one organisation measures an indicator for one country.

    Attributes:
        country: code, or ALL.
        country_name: for people.
        said: everything that was said, the newest first; at least one.
    """

    indicator: str
    country: str
    country_name: str
    organisation: str
    said: tuple[Said, ...]

    @property
    def now(self) -> Said:
        """What is in force."""
        return self.said[0]


def set_method(
    store: Store, actor: Actor, draft: MethodDraft, *, reason: str = "", expected: int | None = None
) -> bool:
    """Say how an organisation measures an indicator for a country, from now on.

    Frozen reports keep what was said before; a period needs not be measured yet.

    Args:
        store: where it goes.
        actor: may record for the organisation and the country, or plan.
        draft: what is said.
        reason: why it changes, in the person's words; may be empty.
        expected: number of what the person saw in force, 0 for nothing; None does not look at that.

    Returns:
        False where the same was said already, and nothing was written.

    Raises:
        NotAllowed: not for this organisation or country.
        NotFound: there is no such framework.
        Invalid: no such indicator, country or organisation, or the text is too long or cannot be kept.
        Conflict: somebody else has said otherwise meanwhile.
    """
    if not allowed(actor, Permission.PLAN):
        country = None if draft.country == ALL else draft.country
        require(actor, Permission.RECORD, organisation=draft.organisation, country=country)
    method = draft.method.strip()
    _check_texts(method=method, reason=reason)
    with store.writing() as session:
        document = frameworks.current_document(session, draft.framework)
        key = _key(document, draft)
        standing = _in_force(session, key)
        if method == (standing.method if standing else ""):
            return False
        if expected is not None and expected != (standing.method_id if standing else 0):
            raise Conflict(
                "Somebody else has changed this text meanwhile.",
                field="method",
                remedy="Look at what is said now, then save again if yours holds.",
            )
        series_id = find_or_make_series(session, key)
        series_methods.add_method(session, series_id, method, at=head.moment(session), account_id=actor.account_id)
        subject = f"{key.framework} {key.indicator} {key.country} {key.organisation}"
        before = {"method": standing.method} if standing else None
        audit(
            session, actor, "say how it is measured", subject, before=before, after={"method": method},
            reason=reason.strip(),
        )  # fmt: skip
        head.touch(session)
        return True


def list_methods(store: Store, actor: Actor, query: Query, indicator: str) -> tuple[Described, ...]:
    """How an indicator is measured, by countries in the framework's order (ALL last), then organisations.

    Of a framework that is not open to partners, a partner sees the own countries and what the own organisation said
    of a consortium indicator. Where nothing was ever said there is no entry; what was taken back stands as an empty
    text.

    Args:
        store: where it is.
        actor: may see figures.
        query: names the framework; its moment, where it has one, leaves out what was said after it.
        indicator: code.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such framework.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        rows = series_methods.list_methods(session, query.framework, indicator, known_at=query.known_at)
    places = seen_places(document, visible_countries(actor, document))
    found: dict[tuple[str, str], tuple[Said, ...]] = {}
    for row in rows:
        if row.country in places or (row.country == ALL and row.organisation == actor.organisation):
            key = (row.country, row.organisation)
            said = Said(row.method_id, row.method, row.at, shown_name(actor, row.by or COMMAND_LINE))
            found[key] = (said, *found.get(key, ()))
    order = [*document.country_by_code, ALL]
    return tuple(
        Described(indicator, country, country_name(document, country), organisation, said)
        for (country, organisation), said in sorted(found.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))
    )


def _key(document: FrameworkDocument, draft: MethodDraft) -> SeriesKey:
    """The series that a draft is about, with the codes as the framework writes them."""
    vocabulary = Vocabulary(document)
    indicator = vocabulary.indicator(draft.indicator)
    country, _ = vocabulary.country(draft.country, indicator)
    organisation = vocabulary.organisation(draft.organisation, None, indicator, country)
    return SeriesKey(draft.framework, indicator.code, country, organisation)


def _in_force(session: Session, key: SeriesKey) -> MethodRow | None:
    rows = series_methods.list_methods(session, key.framework, key.indicator)
    own = [row for row in rows if (row.country, row.organisation) == (key.country, key.organisation)]
    return own[-1] if own else None


def _check_texts(**texts: str) -> None:
    faults = []
    for field, text in texts.items():
        if len(text) > LONGEST:
            fields = {"letters": len(text), "most": LONGEST}
            message = "The text has {letters} letters; at most {most} are kept."
            faults.append(Fault(field, message, fields, "Shorten it."))
        if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            faults.append(Fault(field, "The text holds a sign that cannot be kept.", {}, "Type the text again."))
    if faults:
        raise Invalid(faults=faults)
