"""LiteLLM works unchanged as a client: it has an environment of its own, which ``make test`` sets up."""

import json
import re
from pathlib import Path

import pytest

from proxy.offline import RecordingProvider
from tests.clients import pages
from tests.clients.processes import ROOT, installed, run_client
from tests.clients.shop import EMAIL, NAME, PHONE, assert_not_received
from tests.running import RunningProxy

CLIENT = ROOT / "tests" / "clients" / "litellm" / "client.py"


def test_every_feature_of_litellm_that_the_page_names(
    proxy: RunningProxy,
    provider: RecordingProvider,
    tmp_path: Path,
    subtests: pytest.Subtests,
) -> None:
    """One process for all of them, because importing LiteLLM takes seconds."""
    environment = installed(ROOT / ".venv-litellm" / ".installed")
    (tmp_path / "page.py").write_text(pages.module_of("litellm", "python", proxy))
    said = run_client(
        [str(environment / "bin" / "python"), str(CLIENT)],
        PYTHONPATH=str(tmp_path),
        LITELLM_LOCAL_MODEL_COST_MAP="True",
    )

    for name in (
        *("whole", "streamed", "examples"),
        *("anthropic, whole", "anthropic, streamed"),
        *("azure, whole", "azure, streamed"),
    ):
        with subtests.test(name):
            assert NAME in said[name]
            assert EMAIL in said[name]
    for name in ("asynchronous", "responses"):
        with subtests.test(name):
            assert all(NAME in text and EMAIL in text for text in said[name])
    for name in ("tool", "tool, streamed", "anthropic, tool", "azure, tool"):
        with subtests.test(name):
            arguments, answer = said[name]
            assert json.loads(arguments) == {"email": EMAIL}
            assert PHONE in answer
    for name in ("held", "anthropic, held"):
        with subtests.test(name):
            whole, streamed, reason = said[name]
            assert "R-" in whole
            assert "R-" in streamed
            assert reason == "stop"
    with subtests.test("one conversation has one case, by its header"):
        first, second = (re.findall(r"R-[0-9A-Z-]+", text)[0] for text in said["named"])
        assert first == second
    with subtests.test("refused"):
        media, stranger = said["refused"]
        assert "media.images" in media
        assert "AuthenticationError" in stranger
    assert_not_received(provider)
    assert {sent.path for sent in provider.requests} == {
        "/v1/chat/completions",
        "/v1/messages",
        "/v1/responses",
        "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21",
    }
