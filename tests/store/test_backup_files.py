"""A backup is whole or not there; what is none, is damaged or comes from a newer version is refused in words."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.example_framework import loaded, planted, record
from toc.errors import Conflict, Invalid, NotFound, TocError
from toc.store import backup_files
from toc.store.database import Store


@pytest.fixture
def file(sqlite_store: Store, tmp_path: Path) -> Path:
    """A backup of a small store."""
    loaded(sqlite_store)
    record(sqlite_store, planted(5))
    folder = tmp_path / "kept"
    folder.mkdir()
    backup_files.write(sqlite_store, folder / "backup.db")
    return folder / "backup.db"


def refusal(file: Path) -> TocError:
    with pytest.raises((Invalid, NotFound)) as error, backup_files.reading(file):
        pass
    return error.value


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_a_backup_is_one_file_that_its_owner_alone_may_read(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_sound_backup_is_read_and_stays_as_it_is(file: Path) -> None:
    before = file.read_bytes()
    with backup_files.reading(file) as opened:
        assert (opened.store.current(), opened.brought_up_to_date) == (True, False)
        with opened.store.writing() as session:
            session.connection().exec_driver_sql("DELETE FROM kept")
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_there_is_never_overwritten(sqlite_store: Store, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(Conflict, match="is there already"):
        backup_files.write(sqlite_store, file)
    assert file.read_bytes() == before


def test_a_name_that_is_taken_meanwhile_stays_with_whoever_took_it(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "late.db"
    fill = backup_files._fill

    def slow(store: Store, part: Path) -> backup_files.Written:
        written = fill(store, part)
        file.write_text("somebody else's", encoding="utf-8")
        return written

    monkeypatch.setattr(backup_files, "_fill", slow)
    with pytest.raises(Conflict, match="is there already"):
        backup_files.write(sqlite_store, file)
    assert file.read_text(encoding="utf-8") == "somebody else's"
    assert not list(tmp_path.glob(".*"))


def test_nothing_is_left_of_a_backup_that_failed(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_part: Path, _file: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(backup_files, "_publish", full)
    before = set(tmp_path.iterdir())
    with pytest.raises(Invalid, match="cannot be written"):
        backup_files.write(sqlite_store, tmp_path / "never.db")
    assert {path for path in set(tmp_path.iterdir()) - before if "never" in path.name} == set()


def test_a_folder_that_is_not_there_is_said(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no folder"):
        backup_files.write(sqlite_store, tmp_path / "nowhere" / "backup.db")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "backup.db").message


@pytest.mark.parametrize("body", [b"", b"code,value\nF1.1,5\n", bytes(range(256)) * 40])
def test_a_file_of_another_kind_is_no_backup(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(body)
    assert "is not a backup" in refusal(file).message


def test_a_store_in_use_is_no_backup(sqlite_store: Store) -> None:
    assert "is not a backup" in refusal(Path(sqlite_store.engine.url.database or "")).message


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET value = '6'",
        "DELETE FROM review_event",
        "UPDATE backup_seal SET sha256 = ''",
        "DELETE FROM backup_seal",
        "DROP TABLE share_link",
    ],
)
def test_a_backup_that_was_changed_is_damaged(file: Path, statement: str) -> None:
    change(file, statement)
    assert "is damaged" in refusal(file).message


def test_a_backup_that_was_cut_off_is_damaged(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20_000])
    assert "is damaged" in refusal(file).message


def test_a_byte_that_flips_in_what_is_kept_is_damage(file: Path) -> None:
    body = bytearray(file.read_bytes())
    place = body.index(b"Trees planted")
    body[place] ^= 1
    file.write_bytes(bytes(body))
    assert "is damaged" in refusal(file).message


def sealed_anew(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE backup_seal SET sha256 = ?", (backup_files._digest(connection),))


def test_a_backup_of_a_newer_schema_is_refused(file: Path) -> None:
    change(file, "UPDATE alembic_version SET version_num = '9999'")
    sealed_anew(file)
    assert "newer version of the product" in refusal(file).message


def test_a_backup_of_a_newer_form_is_refused(file: Path) -> None:
    change(file, "UPDATE backup_seal SET format = 2")
    assert "newer version of the product" in refusal(file).message
