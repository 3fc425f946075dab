"""Checks of the house rules (CONTRIBUTING.md): each takes source text and gives a sentence per fault.

Nothing here reads the tree; test_house_rules.py does, and proves on small bad examples that each check can fail.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.layers import LAYERS, NOT_ITS_OWN, PLAIN_MODEL

OWN_PACKAGES = ("app", "toc", "migrations", "tests")

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
    "typer": ("toc.cli", "toc.cli_user", "toc.cli_parts", "toc.cli_backup"),
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
