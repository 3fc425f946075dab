"""The Grid page of CREDEX with demo data, warm, from the rerun message to script_finished over a WebSocket.

Baseline: its static twin, the same view with the service's results and the person taken from constants. Both servers
run side by side, their page runs take turns, and the medians are compared.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[2]
RUNS, WARM_UP = 60, 8
COORDINATOR = "coordinator@demo.example"


@contextmanager
def server(url: str, *, static: bool) -> Iterator[str]:
    """A server of its own on a free port, the app itself or its static twin; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "TOC_DATABASE_URL": url, "TOC_PORT": str(port), "TOC_DEMO": "true"}
    command = [sys.executable, "-m", "tests.support.bench_server", "static" if static else "app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 90
        while not _answers(address):
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError("The server did not start.")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def cookies(address: str) -> str:
    """Sign in as the coordinator; gives the cookies as a header."""
    from toc.services.administering import DEMO_PASSWORD

    with httpx.Client(base_url=address, headers={"Origin": address}) as client:
        client.get("/sign-in")
        token = next(value for name, value in client.cookies.items() if "form" in name)
        fields = {"email": COORDINATOR, "password": DEMO_PASSWORD, "form_token": token, "next": "/"}
        client.post("/sign-in", data=fields)
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def run_page(socket: ClientConnection) -> tuple[float, int]:
    """One run of the page: seconds until it has finished, and how many messages it sent."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    started, count = time.perf_counter(), 0
    socket.send(message.SerializeToString())
    while True:
        data = socket.recv(timeout=60)
        count += 1
        answer = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if answer.WhichOneof("type") == "script_finished":
            return time.perf_counter() - started, count


@contextmanager
def page(address: str) -> Iterator[ClientConnection]:
    """The page, open in a browser's stead."""
    with connect(
        address.replace("http", "ws") + "/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers={"Cookie": cookies(address), "Origin": address},
        max_size=None,
    ) as opened:
        yield opened


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        with server(url, static=False) as app, server(url, static=True) as twin, page(app) as one, page(twin) as other:
            for _ in range(WARM_UP):
                run_page(one), run_page(other)
            runs = [(run_page(one), run_page(other)) for _ in range(RUNS)]
    live = [seconds for (seconds, _), _ in runs]
    static = [seconds for _, (seconds, _) in runs]
    print(f"Grid page, warm: {statistics.median(live) * 1000:.1f} ms median of {RUNS} runs, {runs[-1][0][1]} messages")
    print(f"its static twin: {statistics.median(static) * 1000:.1f} ms, {runs[-1][1][1]} messages")
    print(f"ratio: {statistics.median(live) / statistics.median(static):.2f} (at most 1.5 wanted)")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
