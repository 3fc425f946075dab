"""The house rules of CONTRIBUTING.md hold in every file, and each check is shown to fail on a small bad example."""

import subprocess

import pytest

from tests.support import house_rules as rules
from tests.support import tree
from tests.support.house_rules import Source

SOURCES = [Source(path, tree.read(path)) for path in tree.own_code()]


@pytest.mark.parametrize("check", rules.CHECKS, ids=lambda check: check.__name__)
def test_the_code_keeps_the_rule(check):
    faults = [fault for source in SOURCES for fault in check(source)]
    assert not faults, "\n".join(faults)


def test_no_file_holds_a_machines_path_a_registrys_address_or_unfinished_work():
    faults = [fault for path in tree.own_files() for fault in rules.faulty_text(path, tree.read(path))]
    assert not faults, "\n".join(faults)


def test_the_checks_see_the_code_of_every_layer():
    seen = {source.module for source in SOURCES}
    for module in ("app.server", "toc.cli", "toc.errors", "toc.model.terms", "tests.test_house_rules"):
        assert module in seen


def test_every_module_of_the_product_has_a_layer_of_its_own():
    homeless = [
        source.module
        for source in SOURCES
        if source.module not in ("toc", "app")
        and source.module.startswith(("toc.", "migrations."))
        and not any(name != "toc" and rules.under(source.module, (name,)) for name, _ in rules.LAYERS)
    ]
    assert homeless == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/views/grid.py", "from toc.store.database import Store"),
        ("app/views/grid.py", "from toc.figures.progress import assess"),
        ("app/views/grid.py", "from app.views import countries"),
        ("app/views/grid.py", "import app.server"),
        ("app/main.py", "from app.views.grid import draw"),
        ("app/main.py", "from app import server"),
        ("app/widgets.py", "from toc.store import measurements"),
        ("app/routes/files.py", "from app.widgets import badge"),
        ("app/gate.py", "from toc import store"),
        ("toc/services/recording.py", "from app.context import get_store"),
        ("toc/services/recording.py", "from toc.charts import theme"),
        ("toc/services/recording.py", "from toc.services.importing import _rows"),
        ("toc/services/recording.py", "from .importing import _rows"),
        ("toc/figures/progress.py", "from toc.store.panel import load_panel"),
        ("toc/figures/progress.py", "from ..store import panel"),
        ("toc/figures/progress.py", "def late():\n    import toc.store.panel"),
        ("toc/figures/progress.py", "from toc.model.framework import Framework"),
        ("toc/store/panel.py", "from toc.figures.values import value_at"),
        ("toc/model/framework.py", "from toc.store.head import Head"),
        ("toc/model/terms.py", "from toc.model.query import Query"),
        ("toc/charts/grid.py", "from toc.tables import grid"),
        ("toc/exchange/readers.py", "from toc.model.terms import Measure"),
        ("toc/errors.py", "from toc.config import Settings"),
        ("toc/figures/values.py", "if TYPE_CHECKING:\n    from toc.store.panel import Row"),
        ("toc/anything_new.py", "from toc.errors import Invalid"),
        ("toc/tables.py", "from tests.support import tree"),
    ],
)
def test_an_import_against_the_arrow_is_found(path, line):
    assert len(list(rules.wrong_imports(Source(path, line)))) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/views/grid.py", "from app.context import get_store"),
        ("app/views/grid.py", "from toc.services import analysing"),
        ("app/context.py", "from toc.store.database import Store"),
        ("app/server.py", "from app.routes import session"),
        ("toc/services/recording.py", "from toc.services.steps import audit"),
        ("toc/services/recording.py", "from .steps import audit"),
        ("toc/services/recording.py", "from toc.figures.periods import overlap"),
        ("toc/exchange/writers.py", "from toc import __version__"),
        ("toc/figures/progress.py", "from toc.figures import values"),
        ("tests/figures/test_progress.py", "from toc.store.panel import load_panel"),
        ("app/views/grid.py", "import datetime"),
    ],
)
def test_an_import_along_the_arrow_is_fine(path, line):
    assert list(rules.wrong_imports(Source(path, line))) == []


@pytest.mark.parametrize(
    ("path", "line", "fine"),
    [
        ("toc/services/recording.py", "import streamlit as st", False),
        ("app/views/grid.py", "import streamlit as st", True),
        ("app/views/grid.py", "from plotly import graph_objects", False),
        ("toc/charts/grid.py", "import plotly.graph_objects as go", True),
        ("toc/services/recording.py", "from sqlmodel import select", False),
        ("toc/store/panel.py", "from sqlalchemy import select", True),
        ("toc/model/panel.py", "from sqlmodel import SQLModel", False),
        ("toc/model/framework.py", "from sqlmodel import SQLModel", True),
        ("toc/figures/values.py", "import pandas as pd", False),
        ("app/views/grid.py", "import pandas", False),
        ("toc/tables.py", "import pandas as pd", True),
        ("toc/services/recording.py", "from pydantic_settings import BaseSettings", False),
        ("tests/charts/test_grid.py", "import plotly", True),
        ("toc/figures/values.py", "import pandasmine", True),
        ("app/widgets.py", "if TYPE_CHECKING:\n    import pandas as pd", True),
        ("app/widgets.py", "if TYPE_CHECKING:\n    pass\nelse:\n    import pandas as pd", False),
    ],
)
def test_a_package_outside_its_place_is_found(path, line, fine):
    assert (list(rules.misplaced_packages(Source(path, line))) == []) is fine


CLOCK = "class Clock:\n    def now(self):\n        return datetime.now(UTC)\n"


@pytest.mark.parametrize(
    ("path", "text", "fine"),
    [
        ("app/server.py", "import os\nurl = os.environ['X']", False),
        ("app/server.py", "import os\nurl = os.getenv('X')", False),
        ("app/server.py", "from os import environ", False),
        ("toc/config.py", "import os\nnames = list(os.environ)", True),
        ("toc/services/recording.py", "moment = datetime.now(UTC)", False),
        ("toc/services/recording.py", "moment = datetime.datetime.now()", False),
        ("toc/services/recording.py", "day = date.today()", False),
        ("toc/services/recording.py", "import time\nmoment = time.time()", False),
        ("toc/services/recording.py", "from time import time", False),
        ("toc/services/recording.py", "default_factory = datetime.utcnow", False),
        ("toc/services/recording.py", "day = clock.today('Europe/Brussels')", True),
        ("app/gate.py", "import time\nstarted = time.perf_counter()", True),
        ("toc/model/query.py", CLOCK, True),
        ("toc/model/query.py", CLOCK + "\nMOMENT = datetime.now(UTC)", False),
        ("toc/model/measurement.py", CLOCK, False),
        ("tests/test_clock.py", "day = date.today()", True),
    ],
)
def test_a_look_at_the_environment_or_the_time_is_found(path, text, fine):
    assert (list(rules.reads_outside(Source(path, text))) == []) is fine


def _function(lines):
    return "def long():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    ("path", "text", "faults"),
    [
        ("toc/tables.py", "x = 1\n" * 350, 0),
        ("toc/tables.py", "x = 1\n" * 351, 1),
        ("app/views/grid.py", "x = 1\n" * 150, 0),
        ("app/views/grid.py", "x = 1\n" * 151, 1),
        ("toc/tables.py", _function(50), 0),
        ("toc/tables.py", _function(51), 1),
        ("toc/tables.py", "async " + _function(51), 1),
        ("toc/tables.py", "class A:\n    " + _function(51).replace("\n", "\n    "), 1),
        ("migrations/versions/0001_first.py", _function(400), 0),
        ("migrations/env.py", _function(51), 1),
    ],
)
def test_a_file_or_function_that_is_too_long_is_found(path, text, faults):
    assert len(list(rules.too_long(Source(path, text)))) == faults


@pytest.mark.parametrize(
    ("path", "text", "faults"),
    [
        ("toc/tables.py", '"""Tables."""\nx = 1', 0),
        ("toc/tables.py", "x = 1", 1),
        ("toc/tables.py", "# Tables.\n", 1),
        ("toc/store/__init__.py", '"""The store."""', 0),
        ("toc/store/__init__.py", '"""The store."""\nfrom toc.store.database import Store', 1),
        ("toc/__init__.py", '"""All."""\n__version__ = "0.1.0"', 0),
        ("toc/__init__.py", '"""All."""\nimport toc.errors', 1),
        ("app/__init__.py", '"""Pages."""\n__version__ = "0.1.0"', 1),
    ],
)
def test_a_missing_docstring_or_a_full_init_is_found(path, text, faults):
    assert len(list(rules.docstring_faults(Source(path, text)))) == faults


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        ("app/calendar.py", False),
        ("toc/json/readers.py", False),
        ("toc/statistics.py", False),
        ("app/views/reporting_calendar.py", True),
        ("toc/store/__init__.py", True),
    ],
)
def test_a_name_of_the_standard_library_is_found(path, fine):
    assert (list(rules.shadowing_names(Source(path, ""))) == []) is fine


@pytest.mark.parametrize(
    ("path", "caught", "fine"),
    [
        ("toc/services/recording.py", " Exception", False),
        ("toc/services/recording.py", " (ValueError, Exception)", False),
        ("toc/services/recording.py", " BaseException as error", False),
        ("toc/services/recording.py", "", False),
        ("tests/test_docs.py", " Exception", False),
        ("toc/services/recording.py", " (ValueError, KeyError)", True),
        ("toc/cli.py", " Exception", True),
        ("app/main.py", " Exception", True),
        ("app/server.py", " Exception", True),
        ("app/widgets.py", " Exception", False),
    ],
)
def test_a_handler_that_catches_everything_is_found(path, caught, fine):
    text = f"try:\n    pass\nexcept{caught}:\n    pass\n"
    assert (list(rules.catch_alls(Source(path, text))) == []) is fine


def test_raw_html_outside_the_widgets_is_found():
    text = "st.markdown(text, unsafe_allow_html=True)"
    assert len(list(rules.raw_html(Source("app/views/grid.py", text)))) == 1
    assert list(rules.raw_html(Source("app/widgets.py", text))) == []


@pytest.mark.parametrize(
    ("line", "fine"),
    [
        ("cd /" + "work/main", False),
        ("see /" + "root/notes", False),
        ("open('/" + "tmp/x')", False),
        ("--index-url https:" + "//" + "pypi" + ".example/simple", False),
        ("https:" + "//files." + "pythonhosted" + ".org/x", False),
        ("# " + "TO" + "DO later", False),
        ("# " + "FIX" + "ME", False),
        ("GET /files/progress.csv", True),
        ("the team/" + "work/package", True),
        ("toc export progress -o data/progress.csv", True),
        ("https://www.example.org/report", True),
    ],
)
def test_a_machines_path_a_registry_and_unfinished_work_are_found_in_any_text(line, fine):
    assert (list(rules.faulty_text("README.md", "first\n" + line)) == []) is fine


def test_without_git_the_walk_finds_the_same_code(monkeypatch):
    with_git = tree.own_code()
    monkeypatch.setattr(tree.shutil, "which", lambda name: None)
    assert tree.own_code() == with_git


def test_where_git_refuses_the_folder_the_walk_takes_over(monkeypatch):
    refused = subprocess.CompletedProcess([], returncode=128, stdout="", stderr="dubious ownership")
    monkeypatch.setattr(tree.subprocess, "run", lambda *args, **kwargs: refused)
    assert "toc/errors.py" in tree.own_files()
