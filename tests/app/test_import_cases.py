"""Every file of the cases by the page Import and by `toc import`: both say what the import itself says."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from tests.app.conftest import OpenPage
from tests.support import case_framework as cases
from tests.support.case_imports import FILES
from toc import cli
from toc.config import DEMO_TODAY
from toc.errors import TocError
from toc.model.query import SYSTEM, Clock
from toc.model.terms import Role
from toc.services import batching, importing
from toc.services.batching import Upload
from toc.services.importing import Found, Kind, Options
from toc.store import people
from toc.store.database import Store

CASES = sorted(path for path in FILES.iterdir() if path.is_file() and path.name != ".DS_Store")
CLOCK = Clock(DEMO_TODAY)
TARGETS = ("C072",)


def kind_of(path: Path) -> Kind:
    return Kind.TARGETS if path.name.startswith(TARGETS) else Kind.MEASUREMENTS


def said(store: Store, path: Path) -> Found | str:
    """The preview of a file, or why it is refused as a whole."""
    try:
        return importing.preview(store, SYSTEM, path.read_bytes(), Options(cases.CODE, kind_of(path)), clock=CLOCK)
    except TocError as error:
        return str(error)


def plain(text: str) -> str:
    return " ".join(text.replace("\\", "").split())


@pytest.fixture(scope="module")
def cases_store(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store with the framework of the cases for all previews, which write nothing."""
    path = tmp_path_factory.mktemp("cases") / "toc.db"
    shutil.copyfile(_migrated_file, path)
    opened = cases.case_store(Store(f"sqlite:///{path}"))
    yield opened
    opened.engine.dispose()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_command_line_says_what_the_import_says(
    cases_store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOC_DATABASE_URL", str(cases_store.engine.url))
    monkeypatch.setenv("TOC_TODAY", DEMO_TODAY.isoformat())
    words = ["import", str(path), "--preview", "--json", "--framework", cases.CODE, "--kind", kind_of(path).value]
    result = CliRunner().invoke(cli.app, words)
    expected = said(cases_store, path)
    if isinstance(expected, str):
        assert isinstance(result.exception, TocError)
        assert str(result.exception) == expected
    else:
        assert json.loads(result.stdout) == expected.as_json()
        assert result.exit_code == (2 if expected.refused else 0)


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_page_says_what_the_import_says(open_page: OpenPage, demo_store: Store, path: Path) -> None:
    cases.case_store(demo_store)
    with demo_store.reading() as session:
        person = people.find_actor(session, "coordinator@credex.example")
    assert person is not None
    body = path.read_bytes()
    expected = said(demo_store, path)
    if not body:
        with pytest.raises(TocError, match="empty"):
            batching.upload(demo_store, person, cases.CODE, kind_of(path), Upload(path.name, body))
        return
    key = batching.upload(demo_store, person, cases.CODE, kind_of(path), Upload(path.name, body))
    app = open_page("import_data", Role.COORDINATOR, framework=cases.CODE, batch=key)
    assert not app.exception
    if isinstance(expected, str):
        assert plain(expected) in plain(" ".join(one.value for one in app.error))
        assert [one for one in app.button if one.label == "Choose another file"]
        return
    assert counts(app)["New"] == expected.new
    assert counts(app)["Refused"] == expected.refused
    asked = " ".join(plain(one.value) for one in app.markdown)
    for one in expected.questions:
        assert plain(one.question.text()) in asked


def counts(app: AppTest) -> dict[str, int]:
    return {metric.label: int(metric.value) for metric in app.metric}
