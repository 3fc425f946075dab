"""The project's own files, as they stand in the checkout."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "data", "build", "htmlcov", "__pycache__", ".hypothesis"}


def own_files() -> list[str]:
    """Return the paths from the root of all files that are tracked, or would be: nothing that .gitignore names.

    Where there is no git (a download without history), every file outside the folders of tools and data.
    """
    git = shutil.which("git")
    if git:
        command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return sorted(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())
    return sorted(_walked(ROOT))


def _walked(folder: Path) -> Iterator[str]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or path.name.endswith(("_cache", ".egg-info", ".pyc")) or ".coverage" in path.name:
            continue
        if path.is_dir():
            yield from _walked(path)
        else:
            yield path.relative_to(ROOT).as_posix()


def own_code() -> list[str]:
    """Return the paths from the root of all our Python files."""
    return [path for path in own_files() if path.endswith(".py")]


def read(path: str) -> str:
    """Return the text of one of our files; bytes that are no UTF-8 become replacement marks."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")
