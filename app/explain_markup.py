"""Measurements behind a figure as own markup: one entry each, with the ways to its revision and its files."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from app.figure_text import day_text
from app.language import _
from app.markup import quiet, safe
from toc.figures.results import Quantity
from toc.services import evidencing

if TYPE_CHECKING:
    from toc.services.explaining import Behind, EvidenceItem


def steps(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """What was computed, step by step: label, figure, the formula that gives it, and what it says in words."""
    found = ""
    for label, figure, formula, words in rows:
        lines = [f"<b>{safe(figure)}</b>" if figure else "", f"= {safe(formula)}" if formula else ""]
        first = " ".join(line for line in lines if line)
        said = quiet(words) if figure else safe(words)
        more = f"<div>{said}</div>" if words else ""
        found += f"<dt>{safe(label)}</dt><dd>{f'<div>{first}</div>' if first else ''}{more}</dd>"
    return f'<dl class="toc-facts toc-steps">{found}</dl>'


def link_row(label: str, links: Iterable[tuple[str, str]]) -> str:
    """A label and links in one line that wraps; each is a text and its address."""
    row = " ".join(_link(address, text, same_tab=True) for text, address in links)
    return f'<div class="toc-links">{quiet(label)} {row}</div>'


def behind_list(
    rows: Iterable["Behind"],
    names: Mapping[str, str],
    text: Callable[[Quantity | None], str],
    locale: str,
    *,
    with_country: bool,
) -> str:
    """A list of measurements; each opens its page, and its files.

    Args:
        rows: in their order.
        names: of the countries, by code.
        text: writes a value in the indicator's unit.
        locale: of the reader.
        with_country: name the country of each.
    """
    entries = "".join(f"<li>{_entry(row, names, text, locale, with_country)}</li>" for row in rows)
    return f'<ul class="toc-behind">{entries}</ul>'


def _entry(
    row: "Behind", names: Mapping[str, str], text: Callable[[Quantity | None], str], locale: str, with_country: bool
) -> str:
    country = names.get(row.country, row.country) if with_country or not row.organisation else ""
    title = ", ".join(part for part in (country, row.organisation, row.period) if part)
    page = f"/measurement?measurement={row.measurement_id}"
    head = _link(page, title, same_tab=True) if row.measurement_id else safe(title)
    value = _("nothing to report") if row.nothing_to_report else text(row.quantity) if row.quantity else ""
    said = [f"<b>{safe(value)}</b>" if value else "", quiet(row.reason) if row.reason else ""]
    first = " ".join(part for part in (head, *said) if part)
    more = "; ".join(_facts(row, locale))
    files = " ".join(_file(item) for item in row.evidence)
    source = _source(row.source_url)
    lines = [quiet(more) if more else "", source, files]
    return f"<div>{first}</div>" + "".join(f"<div>{line}</div>" for line in lines if line)


def _facts(row: "Behind", locale: str) -> Iterable[str]:
    """Revision, approval, grade and source as words."""
    if row.revision is not None:
        yield _("revision {number}").format(number=row.revision)
    if row.approved_at is not None:
        yield _("approved {day}").format(day=day_text(row.approved_at.date(), locale))
    if row.newer:
        yield _("a newer revision does not count yet")
    if row.grade is not None:
        yield row.grade.label.lower()
    if row.source:
        yield _("source: {text}").format(text=row.source)


def _source(url: str) -> str:
    """The source's own link; what is no address of the web stays text."""
    if not url:
        return ""
    host = evidencing.host_of(url)
    return quiet(url) if host is None else _link(url, _("Source at {host}").format(host=host))


def _file(item: "EvidenceItem") -> str:
    """A file to download, or a link with its host."""
    if item.url is None:
        return _link(f"/files/evidence/{item.evidence_id}", _("File: {title}").format(title=item.title))
    host = evidencing.host_of(item.url)
    return safe(item.title) if host is None else _link(item.url, f"{item.title} ({host})")


def _link(address: str, label: str, *, same_tab: bool = False) -> str:
    target = ' target="_self"' if same_tab else ""
    return f'<a href="{_quoted(address)}"{target}>{safe(label)}</a>'


def _quoted(address: str) -> str:
    """An address for an attribute."""
    return "".join(f"&#{ord(sign)};" if sign in "\"'<>&`" else sign for sign in address)
