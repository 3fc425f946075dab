"""What is public is documented: commands, settings, permissions, columns, and where things are."""

import re
import tomllib

import pytest
import typer.main

import toc
from tests.support import readme, tree
from toc.cli import app
from toc.columns import FILES
from toc.config import Settings, variable
from toc.model.terms import Permission

README = tree.read("README.md")
CONTRIBUTING = tree.read("CONTRIBUTING.md")


def rows_under(text, heading):
    """The cells of each table row under a heading of the second level."""
    part = re.split(rf"^## {re.escape(heading)}$", text, flags=re.M)[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line[:1] == "|"]


def commands(command, name="toc"):
    """The full names of the commands under a command, groups themselves left out."""
    below = getattr(command, "commands", None)
    if below is None:
        return [name]
    return [found for key, part in below.items() for found in commands(part, f"{name} {key}")]


def test_the_commands_of_the_readme_are_those_that_there_are():
    described = {row[0].strip("`") for row in rows_under(README, "Commands")[2:]}
    assert described == set(commands(typer.main.get_command(app)))


def test_every_option_that_the_readme_names_is_one_of_its_command():
    for row in rows_under(README, "Commands")[2:]:
        command = typer.main.get_command(app)
        for part in row[0].strip("`").split()[1:]:
            command = command.commands[part]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"`(--?[a-z-]+)", row[1])) <= known, row[0]


@pytest.mark.parametrize("name", readme.SECTIONS)
def test_the_generated_part_of_the_readme_is_what_the_code_says(name):
    assert readme.section(README, name) == readme.SECTIONS[name](), "run `make docs`"


def test_every_setting_stands_in_the_readme_with_its_description():
    part = readme.section(README, "settings")
    for name, field in Settings.model_fields.items():
        assert f"`{variable(name)}`" in part
        assert field.description in part


def test_every_permission_stands_in_the_readme_with_its_meaning():
    part = readme.section(README, "roles")
    for permission in Permission:
        assert f"| {permission.label} | {permission.meaning} |" in part


def test_every_public_column_stands_in_the_data_dictionary_under_its_file():
    part = readme.section(README, "columns")
    for name, columns in FILES.items():
        of_file = part.split(f"### `{name}.csv`")[1].split("###")[0]
        assert re.findall(r"^\| `(\w+)`", of_file, flags=re.M) == [column.name for column in columns]


def test_writing_the_generated_parts_twice_changes_nothing(tmp_path):
    copy = tmp_path / "README.md"
    copy.write_text(README.replace("| `TOC_PORT` |", "| `TOC_OLD_NAME` |"), encoding="utf-8")
    readme.write(copy)
    once = copy.read_text(encoding="utf-8")
    readme.write(copy)
    assert copy.read_text(encoding="utf-8") == once == readme.filled(README)


def test_a_bar_in_a_text_does_not_break_a_table():
    assert readme.table(("A",), [("x|y",)]) == "| A |\n| --- |\n| x\\|y |"


def test_every_path_that_the_tables_of_contributing_name_exists():
    rows = rows_under(CONTRIBUTING, "Find it in under a minute") + rows_under(CONTRIBUTING, "The folders")
    paths = {path for row in rows for cell in row for path in re.findall(r"`([\w./]+/[\w./]*)`", cell)}
    assert len(paths) > 30
    assert {path for path in paths if not (tree.ROOT / path).exists()} == set()


def test_every_folder_of_the_product_is_explained():
    explained = {row[0].strip("`").rstrip("/") for row in rows_under(CONTRIBUTING, "The folders")[2:]}
    folders = {path.rpartition("/")[0] for path in tree.own_files() if path.startswith(("app/", "toc/", "migrations/"))}
    assert {folder for folder in folders if not folder.startswith("toc/locale")} <= explained


def test_the_code_and_the_package_have_the_same_version():
    project = tomllib.loads(tree.read("pyproject.toml"))["project"]
    assert toc.__version__ == project["version"]


def test_the_readme_gives_two_commands_to_set_up():
    start = re.split(r"^## Start$", README, flags=re.M)[1].split("\n## ")[0]
    assert re.findall(r"^```\n(.*?)\n```$", start, flags=re.M | re.S) == ["make run", "make test"]


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", tree.read("Makefile"), flags=re.M))
    assert set(re.findall(r"`make ([a-z]+)`", README + CONTRIBUTING)) <= targets


def test_the_lock_files_carry_hashes_agree_and_name_no_registry():
    pins = {}
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock"):
        text = tree.read(name)
        assert not re.search(r"https?://|^-", text, flags=re.M)
        entries = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in entry for entry in entries)
        pins[name] = {entry.split(" ")[0] for entry in entries}
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"] <= pins["requirements-bench.lock"]
