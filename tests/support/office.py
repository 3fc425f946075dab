"""LibreOffice without a window, where it is installed: files are converted as a person's computer would open them."""

import shutil
import subprocess
from pathlib import Path

MISSING = "LibreOffice (soffice) is not installed; nothing was opened in it."


def find_office() -> str | None:
    """Path of the program; None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(program: str, file: Path, to: str) -> bytes:
    """The bytes of a file in another format, as LibreOffice writes it.

    Args:
        program: from `find_office`.
        file: to open; the profile and the result are put beside it.
        to: ending of the format, such as `ods` or `txt:Text (encoded):UTF8`.
    """
    folder = file.parent
    command = [
        program,
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(folder / "converted"),
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    made = folder / "converted" / f"{file.stem}.{to.partition(':')[0]}"
    assert made.is_file(), done.stdout + done.stderr
    return made.read_bytes()
