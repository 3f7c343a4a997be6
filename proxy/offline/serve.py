"""Serving an application in a thread, on a port that the system chooses."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

_PATIENCE = 10.0
"""Seconds for starting, and again for stopping."""


@contextlib.contextmanager
def serve_in_thread(app: ASGIApp, *, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve ``app`` while the block runs; gives ``http://127.0.0.1:PORT`` (no ``/v1``).

    The application's lifespan runs. Answers that are still running at the end are cut off after a
    second. Raises RuntimeError when the application does not start.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, 0))
        config = uvicorn.Config(
            app,
            ws="none",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=_run, args=(server, listener), name="serve-in-thread", daemon=True
        )
        thread.start()
        try:
            _wait_for(server, thread)
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    # So ends uvicorn when the application does not start; the caller sees that it has not.
    with contextlib.suppress(SystemExit):
        server.run(sockets=[listener])


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the application did not start")
        time.sleep(0.005)
