"""A real proxy before a recording provider: what the provider has received is what left.

Strategy: the proxy is the one that ``chat-proxy serve`` starts, in a process of its own with its
own detection workers, and requests reach it over HTTP. Its policy is the measured one with every
topic switched off that can be: a turn that a person would answer is to count as forwarded.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml

from proxy.errors import AdministratorError, ErrorCode
from proxy.offline import RecordingProvider, serve_in_thread
from proxy.policy.base import HUMAN_TOPIC, Policy
from proxy.policy.load import load_policy

_COMMAND = (sys.executable, "-m", "proxy.cli")
_LISTENING = re.compile(r"listening on (http://\S+)")
_PLACEHOLDER = re.compile(rb"\[([A-Z]{2,12})_[0-9A-HJKMNP-TV-Z]{6}\]")
_SECONDS = 60.0
"""Longest wait for one answer."""


@dataclass(frozen=True, slots=True)
class RunningProxy:
    """A proxy that serves, and the record of its provider."""

    client: httpx.Client
    provider: RecordingProvider

    def forward(self, body: bytes, conversation: str) -> bytes | None:
        """The exact bytes that reached the provider; None if nothing did (held or refused)."""
        before = len(self.provider.requests)
        self.client.post(
            "/v1/chat/completions",
            content=body,
            headers={"Content-Type": "application/json", "X-Conversation-Id": conversation},
        )
        arrived = self.provider.requests[before:]
        return arrived[0].body if arrived else None


@contextmanager
def running_proxy(policy: Path) -> Iterator[RunningProxy]:
    """Serve a policy for the length of the block. Raises ProxyError if the proxy does not start."""
    provider = RecordingProvider()
    with tempfile.TemporaryDirectory() as name, serve_in_thread(provider.app) as upstream:
        folder = Path(name)
        chosen = without_topics(policy, folder / "policy")
        data = folder / "data"
        made = subprocess.run(
            [*_COMMAND, "init", "--data", str(data), "--json"], capture_output=True, check=True
        )
        key = json.loads(made.stdout)["client_key"]
        words = ["serve", "--data", str(data), "--upstream", upstream, "--port", "0"]
        with (
            _listening([*_COMMAND, *words, "--policy", str(chosen)]) as url,
            httpx.Client(
                base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=_SECONDS
            ) as client,
        ):
            yield RunningProxy(client, provider)


def without_topics(policy: Path, folder: Path) -> Path:
    """A copy of a policy, and of what lies beside it, with all topics off but the required one."""
    folder.mkdir(parents=True)
    for each in policy.parent.iterdir():
        if each.is_file() and each.suffix in {".yaml", ".yml", ".csv"}:
            shutil.copy(each, folder / each.name)
    loaded: Policy = load_policy(policy)
    written = yaml.safe_load(policy.read_text(encoding="utf-8"))
    change = written["topics"]["change"] = dict(written["topics"].get("change") or {})
    for topic in loaded.topics.topics:
        if topic.name != HUMAN_TOPIC:
            change[topic.name] = {"enabled": False}
    copy = folder / policy.name
    text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False)
    copy.write_text(f"{text}...\n", encoding="utf-8")
    return copy


def same_but_for_keys(one: bytes, other: bytes) -> bool:
    """Whether two bodies differ in nothing but the keys that their placeholders were made with."""
    return _PLACEHOLDER.sub(rb"[\1]", one) == _PLACEHOLDER.sub(rb"[\1]", other)


@contextmanager
def _listening(command: list[str]) -> Iterator[str]:
    """A serving process; gives its address, and ends it afterwards."""
    env = {
        **os.environ,
        "CHAT_PROXY_REQUESTS_PER_MINUTE": "10000000",
        "OPENAI_API_KEY": "evaluation",
    }
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if found := _LISTENING.search(line):
                    yield found[1]
                    return
            raise AdministratorError(
                ErrorCode.INVALID_SETTINGS, "The proxy to measure did not start."
            )
        finally:
            process.terminate()
