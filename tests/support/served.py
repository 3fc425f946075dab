"""The app as people start it: `toc serve --demo` on a free port of this computer, with a store of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STARTS_WITHIN_SECONDS = 120
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(url: str, folder: Path) -> Iterator[str]:
    """Serve the demonstration from a store until the block is left; gives the app's address.

    Args:
        url: of the store.
        folder: where the server runs and writes its log, another than the checkout.

    Raises:
        RuntimeError: with the log, where the server does not answer.
    """
    port, log = free_port(), folder / "serve.log"
    environment = {**os.environ, "TOC_DATABASE_URL": url, "TOC_PORT": str(port)}
    with log.open("w") as output:
        command = [sys.executable, "-c", "from toc.cli import main; main()", "serve", "--demo"]
        environment["PYTHONPATH"] = str(ROOT)
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - an address of this computer
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"The server did not answer:\n{log.read_text()}")
