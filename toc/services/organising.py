"""Organisations: who they are, which countries they report for, and which indicators, in a framework.

Source: product.md (Manage, People); progress.md 2, Assignment.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from toc.errors import Conflict, Fault, Invalid, NotFound
from toc.model.document import AssignmentDef, FrameworkDocument, IndicatorDef, OrganisationDef
from toc.model.query import ALL, Actor, Query
from toc.model.terms import Permission, Scope
from toc.services.permissions import require
from toc.services.steps.definition_change import LoadResult, with_parts, write_definition
from toc.store import frameworks, people
from toc.store.database import Session, Store

_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class OrganisationDraft:
    """A new organisation.

    Attributes:
        short_name: what everybody calls it, at most 60 characters; the key that people use, and stays as it is.
        name: in full.
        country: two capital letters; where it is at home, in or outside the framework.
        reports_for: codes of the framework's countries; none for one that only takes part.
    """

    short_name: str
    name: str
    country: str
    reports_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as a list shows it.

    Attributes:
        reports_for: codes of the countries that it may report for.
        indicators: codes of the indicators that it is expected to report, for any country or the consortium.
        accounts: how many people have an account in use.
    """

    short_name: str
    name: str
    country: str
    role: str
    reports_for: tuple[str, ...]
    indicators: tuple[str, ...]
    accounts: int


@dataclass(frozen=True)
class OrganisationsPage:
    """The organisations of a framework, in its order."""

    document: FrameworkDocument
    rows: tuple[OrganisationRow, ...]


def list_organisations(store: Store, actor: Actor, query: Query) -> OrganisationsPage:
    """The organisations of the query's framework, as they stand now.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: there is no such framework.
    """
    require(actor, Permission.PLAN)
    with store.reading() as session:
        document = frameworks.current_document(session, query.framework)
        found = people.list_accounts(session)
    accounts = Counter(name for account, name in found if account.deactivated_at is None)
    rows = tuple(
        OrganisationRow(
            short_name=part.short_name,
            name=part.name,
            country=part.country,
            role=part.role,
            reports_for=part.reports_for,
            indicators=_indicators_of(document, part.short_name),
            accounts=accounts[part.short_name],
        )
        for part in document.organisations
    )
    return OrganisationsPage(document, rows)


def add_organisation(store: Store, actor: Actor, draft: OrganisationDraft, *, framework: str) -> LoadResult:
    """Add an organisation to a framework.

    Returns:
        What changed.

    Raises:
        NotAllowed: the actor may not administer.
        NotFound: there is no such framework.
        Conflict: there is an organisation of that short name, in any spelling of small and capital letters.
        Invalid: a field is missing or does not fit.
    """
    require(actor, Permission.ADMINISTER)
    part = _checked(draft)
    with store.writing() as session:
        before = frameworks.current_document(session, framework)
        if part.short_name.casefold() in {known.casefold() for known in people.list_organisations(session)}:
            raise Conflict(
                "There is an organisation {name} already.",
                field="short_name",
                remedy="Choose another short name, or change the one that is there.",
                details={"name": part.short_name},
            )
        after = with_parts(before, organisations=(*before.organisations, part))
        return _write(session, actor, before, after, "add organisation", "", part.short_name)


def rename_organisation(store: Store, actor: Actor, short_name: str, *, name: str) -> tuple[LoadResult, ...]:
    """Change an organisation's full name, in every framework that it takes part in; its short name stays.

    Returns:
        What changed, for each framework.

    Raises:
        NotAllowed: the actor may not administer.
        NotFound: no framework has such an organisation.
        Invalid: the name is empty.
    """
    require(actor, Permission.ADMINISTER)
    wanted = _filled(name, "name")
    results = []
    with store.writing() as session:
        for code, _ in frameworks.list_frameworks(session):
            before = frameworks.current_document(session, code)
            if short_name in {part.short_name for part in before.organisations}:
                after = _with_organisation(before, short_name, name=wanted)
                results.append(_write(session, actor, before, after, "rename organisation", "", short_name))
        if not results:
            raise _unknown(short_name)
    return tuple(results)


def set_reporting(
    store: Store,
    actor: Actor,
    short_name: str,
    *,
    framework: str,
    countries: Collection[str],
    indicators: Collection[str],
    reason: str,
) -> LoadResult:
    """Set the countries that an organisation reports for, and the indicators that it is expected to report.

    An indicator that is new here is assigned for every one of the countries (one of the consortium: for ALL), beside
    those who report it already. One that is no longer named is taken away everywhere. Others stay as they are.

    Args:
        store: where the framework is.
        actor: needs the permission to plan.
        short_name: of the organisation.
        framework: code of the framework.
        countries: codes.
        indicators: codes.
        reason: why, kept with the framework's new version.

    Returns:
        What changed; empty where all of it stood already.

    Raises:
        NotAllowed: the actor may not plan.
        NotFound: there is no such framework or organisation.
        Invalid: there is no reason, a code is unknown, or an indicator or country would be left without its reporter.
    """
    require(actor, Permission.PLAN)
    why = _filled(reason, "reason")
    with store.writing() as session:
        before = frameworks.current_document(session, framework)
        had = next((part.reports_for for part in before.organisations if part.short_name == short_name), ())
        chosen = tuple(code for code in dict.fromkeys((*had, *before.country_by_code)) if code in countries)
        _refuse_unknown("countries", set(countries) - {*chosen})
        _refuse_unknown("indicators", set(indicators) - before.indicator_by_code.keys())
        named = _with_organisation(before, short_name, reports_for=chosen)
        _refuse_leaving(before, short_name, chosen)
        after = with_parts(named, assignments=_assignments(before, named, short_name, frozenset(indicators)))
        return _write(session, actor, before, after, "set reporting", why, short_name)


def _refuse_leaving(document: FrameworkDocument, short_name: str, countries: tuple[str, ...]) -> None:
    """Refuse to take away a country for which an organisation reports whatever is not assigned to others."""
    faults = [
        Fault(
            "countries",
            "{organisation} reports for {country} whatever is assigned to nobody else, and has to keep it.",
            {"organisation": short_name, "country": found.name},
            "Keep {country}, or name another organisation for it in the framework's file.",
        )
        for found in document.countries
        if found.organisation == short_name and found.code not in countries
    ]
    if faults:
        raise Invalid(faults=faults)


def _assignments(
    before: FrameworkDocument, after: FrameworkDocument, short_name: str, wanted: frozenset[str]
) -> list[AssignmentDef]:
    """The assignments with one organisation's indicators changed; those that say what holds anyway are left out."""
    shown = frozenset(_indicators_of(before, short_name))
    countries = next(part.reports_for for part in after.organisations if part.short_name == short_name)
    made = dict(before.assignment_by_key)
    faults = []
    for indicator in before.indicators:
        for place in _places(before, indicator):
            old = before.reporters(indicator.code, place)
            new = tuple(name for name in old if name != short_name)
            new_here = indicator.code in wanted - shown and (place == ALL or place in countries)
            stays = indicator.code in wanted and short_name in old and (place == ALL or place in countries)
            if new_here or stays:
                new = old if short_name in old else (*old, short_name)
            if not new:
                faults.append(_without_reporter(short_name, indicator, place))
            elif new != old:
                made[indicator.code, place] = new
    if faults:
        raise Invalid(faults=faults)
    default = with_parts(after, assignments=())
    return sorted(
        (
            AssignmentDef(indicator=code, country=place, organisations=names)
            for (code, place), names in made.items()
            if names != default.reporters(code, place)
        ),
        key=lambda found: (found.indicator, found.country),
    )


def _without_reporter(short_name: str, indicator: IndicatorDef, place: str) -> Fault:
    return Fault(
        "indicators",
        "{organisation} is the only one that reports {indicator} for {country}.",
        {"organisation": short_name, "indicator": indicator.code, "country": place},
        "Give it to another organisation first.",
    )


def _places(document: FrameworkDocument, indicator: IndicatorDef) -> Iterable[str]:
    """Countries (or ALL) that an indicator is reported for."""
    places = (ALL,) if indicator.scope is Scope.CONSORTIUM else tuple(document.country_by_code)
    return (place for place in places if (indicator.code, place) not in document.not_applicable_by_key)


def _indicators_of(document: FrameworkDocument, short_name: str) -> tuple[str, ...]:
    return tuple(
        indicator.code
        for indicator in document.indicators
        if any(short_name in document.reporters(indicator.code, place) for place in _places(document, indicator))
    )


def _with_organisation(document: FrameworkDocument, short_name: str, **fields: object) -> FrameworkDocument:
    if short_name not in {part.short_name for part in document.organisations}:
        raise _unknown(short_name)
    parts = (
        part.model_copy(update=fields) if part.short_name == short_name else part for part in document.organisations
    )
    return with_parts(document, organisations=parts)


def _write(
    session: Session,
    actor: Actor,
    before: FrameworkDocument,
    after: FrameworkDocument,
    action: str,
    reason: str,
    short_name: str,
) -> LoadResult:
    from_file = frameworks.find_facts_from_file(session, before.code)
    said = (_said(before, short_name), _said(after, short_name))
    return write_definition(session, actor, before, after, action=action, reason=reason, from_file=from_file, said=said)


def _said(document: FrameworkDocument, short_name: str) -> dict[str, object]:
    """What the audit log tells of an organisation."""
    for part in document.organisations:
        if part.short_name == short_name:
            plain = part.model_dump(mode="json")
            return {"organisation": plain, "indicators": [*_indicators_of(document, short_name)]}
    return {"organisation": None}


def _checked(draft: OrganisationDraft) -> OrganisationDef:
    short_name, name = _filled(draft.short_name, "short_name"), _filled(draft.name, "name")
    country = draft.country.strip().upper()
    if len(short_name) > 60:
        raise Invalid("The short name is longer than 60 characters.", field="short_name", remedy="Shorten it.")
    if not _COUNTRY.fullmatch(country):
        raise Invalid(
            "“{text}” is not a country code.",
            field="country",
            remedy="Write two letters, such as IT.",
            details={"text": draft.country},
        )
    return OrganisationDef(short_name=short_name, name=name, country=country, reports_for=draft.reports_for)


def _filled(text: str, field: str) -> str:
    found = " ".join(text.split())
    if not found:
        raise Invalid("This is empty: {field}.", field=field, remedy="Fill it in.", details={"field": _FIELDS[field]})
    return found


_FIELDS = {"short_name": "short name", "name": "full name", "reason": "reason"}


def _refuse_unknown(field: str, unknown: Collection[str]) -> None:
    if unknown:
        details = {"what": field, "codes": ", ".join(sorted(unknown))}
        raise Invalid("The framework has no {what} {codes}.", field=field, remedy="Leave them out.", details=details)


def _unknown(short_name: str) -> NotFound:
    return NotFound("There is no organisation {name}.", field="organisation", details={"name": short_name})
