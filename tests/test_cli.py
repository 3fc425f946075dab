"""The command line, end to end on a store of its own: load, import, export, check, migrate, accounts."""

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.support.example_framework import CODE, example_framework
from tests.support.served import free_port
from toc import cli, columns
from toc.errors import TocError
from toc.exchange.framework_file import to_json
from toc.model.query import Actor
from toc.model.terms import Role
from toc.store import people
from toc.tables import decimal_of

SECTION_8 = Path(__file__).parent / "files" / "progress_section8"
EXAMPLES = json.loads((SECTION_8 / "expected.json").read_text(encoding="utf-8"))["rows"]

COORDINATOR = Actor(1, "Anna", "anna@example.org", Role.COORDINATOR)


@pytest.fixture
def toc(monkeypatch, sqlite_url):
    """Run `toc` with words, on a store of the test's own; an error that people can act on becomes exit code 2."""
    monkeypatch.setenv("TOC_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TOC_TODAY", "2028-03-01")

    def run(*words: str) -> Result:
        result = CliRunner().invoke(cli.app, [str(word) for word in words])
        if isinstance(result.exception, TocError):
            result.exit_code = 2
        elif result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def rows_of(result: Result) -> list[dict[str, str]]:
    text = result.stdout_bytes.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def figures(toc, *words: str) -> dict[tuple[str, str], dict[str, str]]:
    found = rows_of(toc("export", "progress", *words))
    return {(row["indicator_code"], row["country"]): row for row in found}


def test_the_facts_of_the_report_come_back_out_and_a_missing_one_is_empty_never_0(toc):
    assert toc("load", "credex").exit_code == 0
    found = figures(toc, "--as-of", "2026-01-31")
    together = found["SYS-M1.1", "ALL"]
    assert (together["numerator"], together["denominator"]) == ("60.5", "66")
    assert Decimal(together["value"]) == decimal_of(Fraction(6050, 66))
    assert found["SYS-M1.1", "EE"]["value"] == "100"
    assert (found["SYS-M1.1", "BE"]["numerator"], found["SYS-M1.1", "BE"]["denominator"]) == ("8", "11")
    assert (found["PRO-S1.2", "IE"]["numerator"], found["PRO-S1.2", "IE"]["denominator"]) == ("4", "240")
    assert found["LRN-S1.1", "NL"]["value"] == "64"
    for code in ("PRO-S1.1", "PRO-S1.2", "LRN-S1.1", "LRN-S1.3", "INS-L2.1"):
        for country in ("IT", "ES"):
            assert found[code, country]["value"] == "", (code, country)
    assert {row["data_basis"] for row in found.values()} == {"", "baseline"}


def test_loading_twice_changes_nothing(toc):
    first = json.loads(toc("load", "credex", "--json").stdout)
    again = json.loads(toc("load", "credex", "--json").stdout)
    assert first["changes"]
    assert again == {**first, "changes": []}


@pytest.fixture
def section_8(toc):
    """The worked examples brought in as a coordinator would: targets, then measurements, approved."""
    toc("load", "credex")
    targets = toc("import", SECTION_8 / "targets.csv", "--kind", "targets", "--json")
    measured = toc("import", SECTION_8 / "measurements.csv", "--approve", "--json")
    assert json.loads(targets.stdout)["refused"] == json.loads(measured.stdout)["refused"] == 0
    return toc


@pytest.mark.parametrize("day", sorted({row["as_of"] for row in EXAMPLES}))
def test_worked_examples_brought_in_by_import_come_out_exactly(section_8, day):
    found = figures(section_8, "--as-of", day)
    for example in (row for row in EXAMPLES if row["as_of"] == day):
        row = found[example["indicator_code"], example["country"]]
        for name, expected in example["columns"].items():
            assert same(row[name], expected), (example["example"], name, row[name], expected)


def same(cell: str, expected: str | None) -> bool:
    try:
        return Decimal(cell) == decimal_of(Fraction(expected or ""))
    except (ValueError, ArithmeticError):
        return cell == (expected or "")


@pytest.mark.parametrize("kind", ["measurements", "targets"])
def test_what_was_exported_is_imported_again_without_a_change(section_8, tmp_path, kind):
    path = tmp_path / f"{kind}.csv"
    assert section_8("export", kind, "-o", path).exit_code == 0
    before = path.read_bytes()
    report = json.loads(section_8("import", path, "--kind", kind, "--json").stdout)
    assert report["rows"] == report["unchanged"] > 0
    assert section_8("export", kind, "-o", path).exit_code == 0
    assert path.read_bytes() == before


def test_an_import_with_a_bad_row_saves_nothing_and_names_the_row(section_8, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        "indicator_code,country,organisation,period,value\n"
        "INS-S1.1,NL,HKU,2026-S1,12\n"
        "INS-S1.1,NL,HKU,2026-S2,twelve\n"
        "INS-S1.1,XX,HKU,2026-S2,12\n",
        encoding="utf-8",
    )
    result = section_8("import", path, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 2
    assert (report["new"], report["refused"], report["saved"]) == (1, 2, 0)
    assert {(told["row"], told["column"]) for told in report["messages"] if told["kind"] == "error"} == {
        (3, "value"),
        (4, "country"),
    }
    assert json.loads(section_8("import", path, "--save-good", "--json").stdout)["saved"] == 1


def test_the_row_report_is_a_csv_with_every_row(section_8, tmp_path):
    path, report = tmp_path / "one.csv", tmp_path / "report.csv"
    path.write_text("indicator_code,country,period,value\nINS-S1.1,NL,2026-S1,12\nINS-S1.1,NL,2026-S2,x\n")
    section_8("import", path, "--preview", "--report", report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert {(row["row"], row["state"]) for row in told} == {("2", "refused"), ("3", "refused")}
    assert all(row["message"] and row["remedy"] for row in told)


@pytest.mark.parametrize(
    "kind", ["measurements", "targets", "progress", "objectives", "links", "summaries", "stakeholders"]
)
def test_every_public_file_has_its_columns_in_order(section_8, kind):
    header = section_8("export", kind).stdout_bytes.decode("utf-8-sig").splitlines()[0]
    assert header.split(",") == columns.names(columns.FILES[kind])


def test_filters_of_an_export_keep_their_rows_only(section_8):
    rows = rows_of(section_8("export", "progress", "--country", "ee", "--horizon", "S"))
    assert {(row["country"], row["horizon"]) for row in rows} == {("EE", "S")}
    assert rows_of(section_8("export", "measurements", "--country", "NL", "--as-of", "2026-06-30"))[0]["period"] == (
        "2026-S1"
    )


def test_the_moment_in_an_export_gives_the_same_figures_after_later_changes(section_8, tmp_path):
    first = rows_of(section_8("export", "progress", "--as-of", "2026-12-31"))
    moment = first[0]["known_at"]
    path = tmp_path / "more.csv"
    path.write_text("indicator_code,country,organisation,period,value\nLRN-S1.1,NL,HKU,2026-S1,99\n")
    assert section_8("import", path, "--approve").exit_code == 0
    assert figures(section_8, "--as-of", "2026-12-31")["LRN-S1.1", "NL"]["value"] == "224"
    then = rows_of(section_8("export", "progress", "--as-of", "2026-12-31", "--known-at", moment))
    assert then == first


def test_a_framework_goes_out_as_a_document_and_comes_in_again_unchanged(toc, tmp_path):
    toc("load", "credex")
    path = tmp_path / "credex.json"
    assert toc("export", "framework", "-o", path).exit_code == 0
    assert json.loads(toc("load", path, "--json").stdout)["changes"] == []


def test_a_second_framework_stands_beside_the_first_and_has_to_be_named_then(toc, tmp_path):
    path = tmp_path / "orchard.json"
    path.write_text(to_json(example_framework()), encoding="utf-8")
    assert toc("load", path).exit_code == 0
    assert rows_of(toc("export", "progress"))[0]["framework"] == CODE
    toc("load", "credex")
    unnamed = toc("export", "progress")
    assert unnamed.exit_code == 2
    assert "Several frameworks" in str(unnamed.exception)
    assert {row["framework"] for row in rows_of(toc("export", "objectives", "--framework", CODE))} == {CODE}


def test_a_store_that_is_behind_is_refused_with_what_to_do(toc):
    for words in (["migrate", "--check"], ["export", "progress"], ["check"]):
        refused = toc(*words)
        assert refused.exit_code == 2
        assert refused.exception.remedy == "Run: toc migrate"
    assert toc("migrate").exit_code == 0
    assert toc("migrate", "--check").exit_code == 0


def test_check_says_that_a_store_is_sound_and_what_is_not(section_8, sqlite_url):
    assert "sound" in section_8("check").stdout
    import sqlite3

    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as file:
        file.execute("UPDATE kept SET value = '1' WHERE value IS NOT NULL")
    broken = section_8("check", "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["problems"]
    section_8("check", "--rebuild")
    assert section_8("check").exit_code == 0


def test_an_account_is_made_with_a_link_that_is_shown_once(toc):
    toc("load", "credex")
    made = toc("user", "add", "anna@credex.example", "--role", "partner", "--organisation", "HKU")
    assert made.exit_code == 0
    assert "http://127.0.0.1:8501/set-password?token=" in made.stdout
    again = toc("user", "add", "anna@credex.example", "--role", "partner", "--organisation", "HKU")
    assert again.stdout != made.stdout
    assert toc("user", "add", "bo@credex.example", "--role", "king").exit_code == 2


def test_accounts_are_listed_reset_deactivated_and_reactivated(toc):
    toc("load", "credex")
    toc("user", "add", "anna@credex.example", "--role", "administrator")
    reset = toc("user", "reset", "anna@credex.example")
    assert "http://127.0.0.1:8501/set-password?token=" in reset.stdout
    listed = toc("user", "list")
    assert ("anna@credex.example", "Administrator", "Invited") == tuple(listed.stdout.split()[:3])
    assert "never signed in" in listed.stdout
    assert json.loads(toc("user", "list", "--json").stdout)[0]["state"] == "invited"
    assert toc("user", "deactivate", "anna@credex.example").exit_code == 0
    assert "Deactivated" in toc("user", "list").stdout
    assert toc("user", "reset", "anna@credex.example").exit_code == 2
    assert toc("user", "reactivate", "anna@credex.example").exit_code == 0
    assert "Invited" in toc("user", "list").stdout
    assert toc("user", "deactivate", "nobody@credex.example").exit_code == 2


def test_an_import_as_a_partner_takes_only_what_the_partner_may_report(section_8, tmp_path):
    section_8("user", "add", "anna@credex.example", "--role", "partner", "--organisation", "HKU")
    path = tmp_path / "own.csv"
    path.write_text("indicator_code,country,period,value\nINS-S1.1,NL,2026-S1,12\nINS-S1.1,IT,2026-S1,12\n")
    report = json.loads(section_8("import", path, "--as", "anna@credex.example", "--preview", "--json").stdout)
    assert [(row["country"], row["organisation"], row["state"]) for row in report["values"]] == [("NL", "HKU", "new")]
    assert [(told["row"], told["column"]) for told in report["messages"]] == [(3, "organisation")]
    assert section_8("import", path, "--as", "anna@credex.example", "--approve").exit_code == 2


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["export", "progress", "--as-of", "31/12/2027"], "--as-of"),
        (["export", "progress", "--known-at", "2027-12-31"], "--known-at"),
        (["export", "progress", "--country", "XX"], "country"),
        (["export", "progress", "--horizon", "Z"], "horizon"),
        (["import", "missing.csv"], None),
        (["load", "missing.json"], None),
    ],
)
def test_words_that_do_not_fit_are_refused_by_name(section_8, words, field):
    refused = section_8(*words)
    assert refused.exit_code == 2
    if field is not None:
        assert refused.exception.field == field


def test_every_command_explains_itself_with_an_example(toc):
    single = (["serve"], ["migrate"], ["load"], ["import"], ["export"], ["check"])
    for words in (*single, ["user", "add"], ["user", "list"], ["user", "reset"], ["user", "deactivate"]):
        help_text = toc(*words, "--help").stdout
        assert "Example: toc" in help_text


def test_the_program_ends_with_one_sentence_and_exit_code_2(monkeypatch, capsys, sqlite_url):
    monkeypatch.setenv("TOC_DATABASE_URL", sqlite_url)
    monkeypatch.setattr("sys.argv", ["toc", "export", "progress"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "The store's schema is not up to date. Run: toc migrate\n"


def test_remind_prints_the_texts_without_a_mail_server_and_fails_where_one_does_not_answer(toc, monkeypatch):
    toc("load", "credex")
    toc("user", "add", "anna@example.org", "--role", "coordinator")
    monkeypatch.setattr(people, "list_digest_readers", lambda session: [(1, COORDINATOR)])
    printed = toc("remind")
    assert printed.exit_code == 0
    assert "No mail server is set" in printed.stdout
    assert "Dear Anna," in printed.stdout
    monkeypatch.setenv("TOC_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TOC_SMTP_PORT", str(free_port()))
    assert "1 mailed" in toc("remind", "--dry-run").stdout
    failed = toc("remind")
    assert failed.exit_code == 2
    assert "anna@example.org: The mail server 127.0.0.1 did not take the mail." in failed.stdout
