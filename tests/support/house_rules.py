"""Checks of the house rules (CONTRIBUTING.md): each takes source text and gives a sentence per fault.

Nothing here reads the tree; test_house_rules.py does, and proves on small bad examples that each check can fail.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

OWN_PACKAGES = ("app", "toc", "migrations", "tests")

# Who may import whom. The first entry counts whose name the module has or lies under; it may import what that entry
# lists, what lies under that, and its own layer. One arrow: from the pages down to the errors.
APP_ALSO = (
    "toc.services",
    "toc.tables",
    "toc.tables_indicator",
    "toc.charts",
    "toc.columns",
    "toc.exchange.writers",
    "toc.exchange.number_text",
    "toc.figures.results",
    "toc.figures.flags",
    "toc.figures.promises",
    "toc.tables_standing",
    "toc.tables_pathway",
    "toc.model.drafts",
    "toc.model.terms",
    "toc.model.finding",
    "toc.model.query",
    "toc.model.document",
    "toc.errors",
)
FRAME = (
    "app.account_panel",
    "app.context",
    "app.explain_markup",
    "app.explain_panel",
    "app.filters",
    "app.filter_widgets",
    "app.organisation_panel",
    "app.people_panel",
    "app.widgets",
    "app.language",
    "app.markup",
    "app.pathway_markup",
    "app.pathway_panel",
    "app.judgement_panel",
    "app.figure_text",
    "app.tables_shown",
    "app.entry_state",
    "app.entry_fields",
    "app.breakdown_fields",
    "app.conflict_panel",
    "app.own_entries",
    "app.entry_panel",
    "app.import_panel",
    "app.import_kept",
    "app.import_effects",
    "app.report_panel",
    "app.insight_markup",
    "app.insights_panel",
    "app.share_panel",
    "app.action_panel",
    "app.many_rows",
    "app.measurement_panel",
    "app.discussion_panel",
    "app.closing_panel",
    "app.review_panel",
    "app.evidence_panel",
    "app.calendar_panel",
    "app.framework_buttons",
    "app.framework_checks",
    "app.framework_edit",
    "app.framework_facts",
    "app.framework_fields",
    "app.framework_files",
    "app.framework_panel",
    "app.framework_state",
    "app.indicator_panel",
    "app.breakdown_panel",
    "app.comparing_panel",
    "app.compared_markup",
    "app.standing_panel",
)
PLAIN_MODEL = (
    "toc.model.terms",
    "toc.model.panel",
    "toc.model.query",
    "toc.model.document",
    "toc.model.consistency",
    "toc.model.finding",
    "toc.errors",
)
FRAMEWORK_FILES = ("toc.exchange", "toc.model.document", "toc.model.consistency", "toc.errors")
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("app.views", (*FRAME, *APP_ALSO)),
    ("app.routes", ("app.context", "app.language", "toc.config", *APP_ALSO)),
    ("app.server", ("app.gate", "app.routes", *FRAME, "toc.config", *APP_ALSO)),
    ("app.context", ("app.language", "toc.config", "toc.store.database", *APP_ALSO)),
    ("app", (*FRAME, "toc.config", *APP_ALSO)),
    (
        "toc.cli",
        (
            "app.server",
            "toc.cli_user",
            "toc.cli_parts",
            "toc.services",
            "toc.store.database",
            "toc.config",
            "toc.columns",
            "toc.exchange",
            "toc.tables",
            "toc.model.query",
            "toc.model.terms",
            "toc.errors",
        ),
    ),
    (
        "toc.cli_user",
        (
            "toc.cli_parts",
            "toc.services",
            "toc.config",
            "toc.model.query",
            "toc.model.terms",
            "toc.errors",
        ),
    ),
    ("toc.cli_parts", ("toc.store.database", "toc.config", "toc.errors")),
    (
        "toc.services.steps.report_sheets",
        ("toc.services", "toc.exchange", "toc.figures", "toc.tables", "toc.columns", "toc.charts.theme", *PLAIN_MODEL),
    ),
    (
        "toc.services",
        (
            "toc.store",
            "toc.model",
            "toc.figures",
            "toc.tables",
            "toc.tables_explained",
            "toc.tables_indicator",
            "toc.tables_standing",
            "toc.tables_pathway",
            "toc.tables_findings",
            "toc.exchange",
            "toc.columns",
            "toc.errors",
        ),
    ),
    ("toc.tables_explained", ("toc.tables", "toc.figures", *PLAIN_MODEL)),
    ("toc.tables_indicator", ("toc.tables", "toc.figures", "toc.columns", *PLAIN_MODEL)),
    ("toc.tables", ("toc.figures", "toc.columns", *PLAIN_MODEL)),
    ("toc.tables_pathway", ("toc.figures", "toc.tables", *PLAIN_MODEL)),
    ("toc.tables_findings", ("toc.figures", "toc.tables", *PLAIN_MODEL)),
    ("toc.tables_standing", ("toc.figures", "toc.columns", "toc.tables", *PLAIN_MODEL)),
    ("toc.charts", ("toc.errors",)),
    ("toc.exchange.framework_file", FRAMEWORK_FILES),
    ("toc.exchange.framework_folder", FRAMEWORK_FILES),
    ("toc.exchange.framework_writer", FRAMEWORK_FILES),
    ("toc.exchange", ("toc.columns", "toc.errors")),
    ("toc.figures", PLAIN_MODEL),
    ("toc.store", ("toc.model", "toc.errors")),
    ("toc.model.terms", ("toc.errors",)),
    ("toc.model.panel", PLAIN_MODEL),
    ("toc.model.query", PLAIN_MODEL),
    ("toc.model.document", PLAIN_MODEL),
    ("toc.model.consistency", PLAIN_MODEL),
    ("toc.model.finding", PLAIN_MODEL),
    ("toc.model", ("toc.errors",)),
    ("toc.columns_parts", ()),
    ("toc.columns_pathway", ("toc.columns_parts",)),
    ("toc.columns_findings", ("toc.columns_parts",)),
    ("toc.columns_actions", ("toc.columns_parts",)),
    ("toc.columns_indicator", ("toc.columns_parts",)),
    (
        "toc.columns",
        (
            "toc.columns_parts",
            "toc.columns_indicator",
            "toc.columns_pathway",
            "toc.columns_findings",
            "toc.columns_actions",
            "toc.model.terms",
            "toc.errors",
        ),
    ),
    ("toc.config", ("toc.errors",)),
    ("toc.errors", ()),
    ("toc", ()),
    ("migrations", ("toc.model", "toc.store", "toc.errors")),
    ("sample_data", ("toc.exchange", "toc.figures", *PLAIN_MODEL)),
)
NOT_ITS_OWN = ("", "toc", "app", "app.views")
"""Layers whose modules do not import each other."""

# Packages that are imported in these places and nowhere else.
ONLY_HERE: dict[str, tuple[str, ...]] = {
    "streamlit": ("app",),
    "starlette": ("app",),
    "plotly": ("toc.charts",),
    "sqlalchemy": ("toc.model", "toc.store", "migrations"),
    "sqlmodel": ("toc.model", "toc.store", "migrations"),
    "alembic": ("toc.store", "migrations"),
    "pandas": ("toc.tables", "toc.charts", "toc.exchange"),
    "pydantic_settings": ("toc.config",),
    "authlib": ("app.routes",),
    "joserfc": ("app.routes",),
    "typer": ("toc.cli", "toc.cli_user", "toc.cli_parts"),
}
WITHOUT_DATABASE = tuple(name for name in PLAIN_MODEL if name.startswith("toc.model."))

THE_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
CATCH_ALL_ALLOWED = ("app.main", "app.server", "toc.cli")
MAX_FUNCTION = 50


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @property
    def module(self) -> str:
        """The dotted name; a package is named like its folder."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, self.path)


def under(name: str, places: tuple[str, ...]) -> bool:
    """Return whether a dotted name is one of the places or lies under one."""
    return any(name == place or name.startswith(place + ".") for place in places)


def for_types_only(tree: ast.Module) -> set[int]:
    """Return the lines under `if TYPE_CHECKING:`, which never run."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for part in node.body
        for line in range(part.lineno, (part.end_lineno or part.lineno) + 1)
    }


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Give the line and the full dotted name of all that is imported, relative imports and names from a package too."""
    package = source.module if source.path.endswith("__init__.py") else source.module.rpartition(".")[0]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            above = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (above, node.module or "") if part)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def wrong_imports(source: Source) -> Iterator[str]:
    """Give each import of an own module against the arrow, of a page, or of a service's private name."""
    if source.module.startswith("tests"):
        return
    layer, allowed = next((entry for entry in LAYERS if under(source.module, (entry[0],))), ("", ()))
    for line, name in imported(source):
        if name.split(".")[0] not in OWN_PACKAGES:
            continue
        if under(name, ("app.views", "tests")):
            yield f"{source.path}:{line}: nothing imports {name}"
        elif name.startswith("toc.services.") and any(part.startswith("_") for part in name.split(".")):
            yield f"{source.path}:{line}: {name} is a private name of a service"
        elif name != "toc.__version__" and not under(name, allowed if layer in NOT_ITS_OWN else (*allowed, layer)):
            yield f"{source.path}:{line}: {layer or source.module} may not import {name}"


def misplaced_packages(source: Source) -> Iterator[str]:
    """Give each import of a package that has its own place, in another place; names for type hints are no import."""
    if source.module.startswith("tests"):
        return
    unseen = for_types_only(source.tree)
    for line, name in imported(source):
        package = name.split(".")[0]
        if line in unseen:
            continue
        if package in ONLY_HERE and not under(source.module, ONLY_HERE[package]):
            yield f"{source.path}:{line}: {package} is imported in {', '.join(ONLY_HERE[package])} only"
        elif package in ("sqlalchemy", "sqlmodel") and source.module in WITHOUT_DATABASE:
            yield f"{source.path}:{line}: {source.module} knows no database"


def reads_outside(source: Source) -> Iterator[str]:
    """Give each look at the environment outside toc/config.py, and at the time outside Clock in toc/model/query.py."""
    if source.module.startswith("tests"):
        return
    for line, name in imported(source):
        if name in ("os.environ", "os.getenv") and source.module != "toc.config":
            yield f"{source.path}:{line}: the environment is read in toc/config.py only"
        if tuple(name.split(".")) in THE_TIME and name.startswith("time."):
            yield f"{source.path}:{line}: the time is read by Clock only"
    clock = _lines_of_class(source, "Clock") if source.module == "toc.model.query" else range(0)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if owner == "os" and node.attr in ("environ", "getenv") and source.module != "toc.config":
            yield f"{source.path}:{node.lineno}: the environment is read in toc/config.py only"
        if (owner, node.attr) in THE_TIME and node.lineno not in clock:
            yield f"{source.path}:{node.lineno}: the time is read by Clock only"


def _lines_of_class(source: Source, name: str) -> range:
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return range(0)


def too_long(source: Source) -> Iterator[str]:
    """Give files above 350 lines, pages above 150 and functions above 50; migrations are records and may be long."""
    if source.path.startswith("migrations/versions/"):
        return
    limit = 150 if source.path.startswith("app/views/") else 350
    lines = len(source.text.splitlines())
    if lines > limit:
        yield f"{source.path}: {lines} lines, at most {limit}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION:
                yield f"{source.path}:{node.lineno}: {node.name} has {length} lines, at most {MAX_FUNCTION}"


def docstring_faults(source: Source) -> Iterator[str]:
    """Give a module without a docstring, and an `__init__` that holds more than that (toc's also has the version)."""
    tree = source.tree
    if not ast.get_docstring(tree):
        yield f"{source.path}: no module docstring"
    if source.path.endswith("__init__.py"):
        more = [ast.unparse(node) for node in tree.body[1:]]
        if any(source.path != "toc/__init__.py" or not text.startswith("__version__ = ") for text in more):
            yield f"{source.path}: holds more than its docstring"


def shadowing_names(source: Source) -> Iterator[str]:
    """Give a file or folder named like a module of the standard library."""
    for part in source.module.split("."):
        if part in sys.stdlib_module_names:
            yield f"{source.path}: {part} is a module of the standard library"


def catch_alls(source: Source) -> Iterator[str]:
    """Give each handler that catches everything, but at the two edges."""
    if source.module in CATCH_ALL_ALLOWED:
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        if any(kind is None or getattr(kind, "id", "") in ("Exception", "BaseException") for kind in caught):
            yield f"{source.path}:{node.lineno}: catches everything"


def raw_html(source: Source) -> Iterator[str]:
    """Give each place but app/widgets.py that lets a text through as HTML."""
    if source.path == "app/widgets.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            yield f"{source.path}:{node.value.lineno}: unsafe_allow_html belongs in app/widgets.py"


# Put together from pieces, so that this file does not hold what it looks for. In an address the word after the slashes
# may name a registry or a mirror; in a file name it may not begin at one machine's root folders.
_MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("wor" + "k", "tm" + "p", "roo" + "t", "hom" + "e")) + r")/\w")
_REGISTRY = re.compile("py" + r"pi\.org|python" + r"hosted\.org|:" + r"//[\w.-]*(?:py" + "pi|mirror)", re.I)
_UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
_FAULTY_TEXT = ((_MACHINE, "a path of one machine"), (_REGISTRY, "a registry's address"), (_UNFINISHED, "unfinished"))


def faulty_text(path: str, text: str) -> Iterator[str]:
    """Give each line of any tracked text that holds a machine's path, a registry's address, or unfinished work."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, what in _FAULTY_TEXT:
            if pattern.search(line):
                yield f"{path}:{number}: {what}: {line.strip()[:80]}"


CHECKS = (
    wrong_imports,
    misplaced_packages,
    reads_outside,
    too_long,
    docstring_faults,
    shadowing_names,
    catch_alls,
    raw_html,
)
