"""The parts of README.md that are made from the code: `make docs` writes them, test_docs.py compares them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.support.tree import ROOT
from toc.columns import FILES
from toc.config import Settings, variable
from toc.model.terms import Permission, Role
from toc.services.permissions import MATRIX, Reach

README = ROOT / "README.md"
REACHES = {
    None: "",
    Reach.EVERYTHING: "yes",
    Reach.OWN_COUNTRIES: "own countries",
    Reach.OWN_ORGANISATION: "own organisation",
}


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar in a text is escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(text.replace("|", "\\|") for text in line) + " |" for line in lines)


def settings_table() -> str:
    """Return one row for each setting: its variable, its default, what it is for."""
    rows = (
        (f"`{variable(name)}`", _default(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    return table(("Setting", "Default", "Meaning"), rows)


def _default(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value}`"


def roles_table() -> str:
    """Return one row for each permission: what it allows, and under each role how far it reaches."""
    rows = (
        (permission.label, permission.meaning, *(REACHES[MATRIX[role].get(permission)] for role in Role))
        for permission in Permission
    )
    return table(("Permission", "What it allows", *(role.label for role in Role)), rows)


def columns_section() -> str:
    """Return a heading and a table of its columns for each public file."""
    parts = []
    for name, columns in FILES.items():
        rows = ((f"`{column.name}`", column.kind, column.meaning, column.missing) for column in columns)
        parts.append(f"### `{name}.csv`\n\n" + table(("Column", "Kind", "Meaning", "An empty cell says"), rows))
    return "\n\n".join(parts)


SECTIONS: dict[str, Callable[[], str]] = {
    "settings": settings_table,
    "roles": roles_table,
    "columns": columns_section,
}


def section(text: str, name: str) -> str:
    """Return what stands between the markers of a section.

    Raises:
        ValueError: the markers are not there.
    """
    start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
    return text[text.index(start) + len(start) : text.index(end)].strip("\n")


def filled(text: str) -> str:
    """Return the README's text with every generated section made anew."""
    for name, make in SECTIONS.items():
        start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
        before, after = text[: text.index(start)], text[text.index(end) + len(end) :]
        text = f"{before}{start}\n\n{make()}\n\n{end}{after}"
    return text


def write(path: Path = README) -> None:
    """Write the generated sections into the README."""
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
