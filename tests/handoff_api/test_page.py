"""The page for integrators: its lines of curl do what it says, on a running proxy."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from proxy.errors import ErrorCode
from tests.console.stage import customer, reference_in
from tests.running import RunningProxy, chat_proxy

PAGE = (Path(__file__).parents[2] / "docs" / "handoff-api.md").read_text()
LINES = re.findall(r"^curl (?:.*\\\n)*.*$", PAGE, re.MULTILINE)
NEEDED = {
    "/queue": "cases",
    "/conversation": "messages",
    "/claim": "owner",
    "/reply": "answered_at",
}


@pytest.fixture(scope="module")
def agent_key(proxy: RunningProxy) -> str:
    """A key as the page makes it."""
    command = next(line for line in PAGE.splitlines() if line.startswith("chat-proxy handoff keys"))
    words = command.split()[1:]
    made = chat_proxy(*words, "--data", proxy.data, "--json")
    return str(json.loads(made.stdout)["agent_key"])


def test_the_lines_of_curl_answer_a_customer(proxy: RunningProxy, agent_key: str) -> None:
    someone = customer(proxy)
    case = reference_in(someone.say("I want to talk to a human agent"))
    answers = [_run(line, proxy, agent_key, case) for line in LINES]
    assert len(answers) == 5
    for line, answer in zip(LINES, answers, strict=True):
        assert "error" not in answer, (line, answer)
    for path, field in NEEDED.items():
        (found,) = [a for line, a in zip(LINES, answers, strict=True) if f'{path}"' in line]
        assert found[field]
    assert answers[-1]["state"] == "returned"
    read = someone.say("Hello?")
    assert "I am looking into it." in read


def _run(line: str, proxy: RunningProxy, key: str, case: str) -> dict[str, Any]:
    script = f'AUTH="Authorization: Bearer $AGENT_KEY"\n{line}'
    environment = {
        "QUEUE": f"{proxy.url}/handoff/v1",
        "AGENT_KEY": key,
        "CASE": case,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_running_proxy_describes_itself_as_the_file_in_docs(proxy: RunningProxy) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"curl -s {proxy.url}/handoff/v1/openapi.json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    file = Path(__file__).parents[2] / "docs" / "handoff-api.openapi.json"
    assert json.loads(done.stdout) == json.loads(file.read_text())


def test_every_code_on_the_page_is_one() -> None:
    codes = {code.value for code in ErrorCode}
    named = set(re.findall(r"\b4\d\d `([a-z_]+)`|\(4\d\d `([a-z_]+)`\)", PAGE))
    assert {one for pair in named for one in pair if one} <= codes
    assert len(named) >= 3
