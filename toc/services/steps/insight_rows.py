"""A finding with its names: what it is about, where it is, and what somebody may do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from toc.figures.findings import Finding
from toc.model.document import FrameworkDocument
from toc.model.query import ALL, Actor
from toc.model.terms import Permission
from toc.services.permissions import allowed
from toc.store.findings import AsideRow


@dataclass(frozen=True)
class Insight:
    """A finding as a page shows it.

    Attributes:
        subject: name of the indicator, objective or organisation that it is about.
        code: its code; empty for an organisation.
        place: name of the country, or that it is all of them together.
        objective: title of the objective; empty where it is about several.
        may_set_aside: the person may set it aside, or bring it back.
        may_mend: the person may do there what mends it.
        aside: why and until when it is set aside; None where it is not.
    """

    finding: Finding
    subject: str
    code: str
    place: str
    objective: str
    may_set_aside: bool
    may_mend: bool
    aside: AsideRow | None = None


def place_name(document: FrameworkDocument, country: str) -> str:
    """Name of a country, or that it is all of them together."""
    return "All countries together" if country == ALL else document.country_by_code[country].name


def insight_of(document: FrameworkDocument, actor: Actor, finding: Finding, aside: AsideRow | None) -> Insight:
    """A finding with its names, and what somebody may do about it."""
    objective = document.objective_by_code.get(finding.objective)
    indicator = document.indicator_by_code.get(finding.indicator)
    subject, code = finding.organisation, ""
    if indicator is not None:
        subject, code = indicator.name, indicator.code
    elif objective is not None:
        subject, code = objective.title, objective.code
    if aside is not None and not allowed(actor, Permission.VIEW_UNAPPROVED, country=finding.country):
        aside = replace(aside, by="")
    return Insight(
        finding=finding,
        subject=subject,
        code=code,
        place=place_name(document, finding.country),
        objective=objective.title if objective is not None else "",
        may_set_aside=allowed(actor, Permission.ACT, country=finding.country),
        may_mend=finding.page != "framework" or allowed(actor, Permission.PLAN),
        aside=aside,
    )


def in_force(said: Mapping[str, AsideRow], key: str, today: date) -> AsideRow | None:
    """Why a finding is set aside on a day; None where it is not, or its day has passed."""
    row = said.get(key)
    return row if row is not None and row.until is not None and row.until >= today else None
