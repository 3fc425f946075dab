"""The real browser of the browser tests: found on this computer, or installed where a machine tests by itself."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = (
    "The browser tests were skipped: install Chromium or Chrome (on Debian and Ubuntu: apt install chromium), "
    "or name one with TOC_TEST_BROWSER."
)


def find_browser() -> str | None:
    """Return the path of a Chromium or Chrome; None where there is none.

    The variable TOC_TEST_BROWSER goes first; where it names no program there is no browser, rather than another one.
    """
    chosen = os.environ.get("TOC_TEST_BROWSER")
    if chosen:
        return shutil.which(chosen)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def may_install(*, is_root: bool | None = None) -> bool:
    """Whether the tests may install a browser: a machine that tests by itself (CI=true), as root, with apt-get.

    Where TOC_TEST_BROWSER names one, that one is wanted and no other is installed.
    """
    if os.environ.get("TOC_TEST_BROWSER"):
        return False
    root = os.geteuid() == 0 if is_root is None else is_root
    return os.environ.get("CI") == "true" and root and shutil.which("apt-get") is not None


def install_browser() -> None:
    """Install Debian's Chromium; what goes wrong stands on standard error, and no browser is then found."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", "chromium"]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(done.stderr)
            return
