"""A real proxy in a process of its own, before a recording provider: the stage of the whole-way tests."""

import asyncio
import json
import os
import re
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryFile

from proxy.cellar import DEFAULT_TENANT
from proxy.clock import SystemClock
from proxy.ids import new_client_id
from proxy.storage.client_keys import new_client_key
from proxy.storage.clients import Client, ClientStore, Role
from proxy.storage.database import Database
from tests.preloaded import Forked, preloaded


def chat_proxy(
    *words: str | Path, check: bool = True, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run one verb of the command line, as an administrator would."""
    return run_module("proxy.cli", *words, check=check, env=env)


def run_module(
    module: str,
    *words: str | Path,
    check: bool = True,
    timeout: float = 170,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """``python -m module words`` in a process of its own, to its end."""
    given = [*map(str, words)]
    with (
        TemporaryFile("w+") as out,
        TemporaryFile("w+") as err,
        Path(os.devnull).open() as no_input,
    ):
        files = (no_input.fileno(), out.fileno(), err.fileno())
        code = preloaded().start(module, given, files, {**os.environ, **(env or {})}).wait(timeout)
        out.seek(0)
        err.seek(0)
        done = subprocess.CompletedProcess([module, *given], code, out.read(), err.read())
    if check:
        done.check_returncode()
    return done


@dataclass
class RunningProxy:
    """A served data folder."""

    data: Path
    auditor_key: Path
    client_key: str
    upstream: str
    policy: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    process: Forked | None = None
    lines: list[str] = field(default_factory=list)
    listener: threading.Thread | None = None

    def start(self) -> None:
        """Serve; returns when the proxy listens."""
        words = ["serve", "--data", str(self.data), "--upstream", self.upstream, "--port", "0"]
        if self.policy is not None:
            words += ["--policy", str(self.policy)]
        env = {"OPENAI_API_KEY": "sk-provider-key", "CHAT_PROXY_DETECTION_WORKERS": "1"}
        reading, writing = os.pipe()
        with Path(os.devnull).open() as no_input:
            self.process = preloaded().start(
                "proxy.cli",
                words,
                (no_input.fileno(), writing, writing),
                {**os.environ, **env, **self.env},
            )
        os.close(writing)
        heard: Queue[str] = Queue()
        self.listener = threading.Thread(target=self._listen, args=(reading, heard), daemon=True)
        self.listener.start()
        self.url = self._await_address(heard)

    def _listen(self, reading: int, heard: "Queue[str]") -> None:
        with open(reading) as lines:
            for line in lines:
                self.lines.append(line)
                heard.put(line)
        heard.put("")

    def _await_address(self, heard: "Queue[str]") -> str:
        deadline = time.monotonic() + 170
        while time.monotonic() < deadline:
            try:
                line = heard.get(timeout=1)
            except Empty:
                continue
            found = re.search(r"listening on (http://\S+)", line)
            if found:
                return found[1]
            if line == "":
                break
        raise AssertionError("the proxy did not start:\n" + "".join(self.lines))

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(number)
        self.process.wait(120)
        if self.listener is not None:
            self.listener.join(60)  # All that it wrote is in ``lines`` then.
        self.process = None

    @property
    def output(self) -> str:
        """Everything it has written to standard output and standard error."""
        return "".join(self.lines)

    def opened_log(self, bundle: Path) -> list[dict[str, object]]:
        """The audit log, exported, verified and opened with the auditor's key."""
        chat_proxy("audit", "export", "--data", self.data, bundle)
        chat_proxy("audit", "verify", bundle)
        done = chat_proxy("audit", "open", bundle, "--auditor-key", self.auditor_key, "--json")
        return [json.loads(line) for line in done.stdout.splitlines()]


def installed(
    folder: Path,
    upstream: str,
    *,
    database: str | None = None,
    staffed: bool = True,
    **more: object,
) -> RunningProxy:
    """A fresh data folder, not yet served; its tables and streams in ``database`` if one is named.

    ``staffed``: somebody could answer, in every queue of the tenant ``default``.
    """
    data = folder / "data"
    key_file = folder / "auditor.key"
    store = ["--database", database] if database else []
    done = chat_proxy("init", "--data", data, "--auditor-key-out", key_file, *store)
    found = re.search(r"^client key: (\S+)$", done.stdout, re.MULTILINE)
    assert found, done.stdout
    if staffed:
        asyncio.run(_staff(data, database))
    return RunningProxy(data, key_file, found[1], upstream, **more)  # type: ignore[arg-type]


async def _staff(data: Path, database: str | None) -> None:
    """An agent key that nobody holds. Straight into the store: the log stays as ``init`` left it."""
    opened = await (Database.open(database) if database else Database.for_data_folder(data))
    _, record = new_client_key(secrets.token_bytes)
    tenant, now = DEFAULT_TENANT, SystemClock().now()
    client = Client(new_client_id(), tenant, "team", Role.HUMAN_AGENT, record, now)
    try:
        await ClientStore(opened).add(client)
    finally:
        await opened.close()


@contextmanager
def serving(folder: Path, upstream: str, **more: object) -> Iterator[RunningProxy]:
    """A proxy that serves a fresh data folder."""
    proxy = installed(folder, upstream, **more)  # type: ignore[arg-type]
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
