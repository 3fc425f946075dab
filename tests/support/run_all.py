"""`make test`: all tests, with the browser that some of them need, and a plain last line where there is none."""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.support.browser import MISSING, find_browser, install_browser, may_install


def closing(exit_code: int, *, has_browser: bool) -> tuple[int, str | None]:
    """Return the exit code and the last line: a missing browser is said, and is a failure where CI=true."""
    if has_browser:
        return exit_code, None
    return (exit_code or 1 if os.environ.get("CI") == "true" else exit_code), MISSING


def main(arguments: Sequence[str]) -> int:
    """Run pytest with these arguments; return its exit code, or 1 where a browser is owed and missing."""
    if find_browser() is None and may_install():
        install_browser()
    ran = subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode
    exit_code, line = closing(ran, has_browser=find_browser() is not None)
    if line:
        sys.stdout.write(line + "\n")
    return exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
