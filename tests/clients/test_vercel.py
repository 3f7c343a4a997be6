"""The Vercel AI SDK works unchanged, in all formats it speaks with us; ``make test`` installs it."""

import shutil
from pathlib import Path

import pytest

from proxy.offline import RecordingProvider
from tests.clients import pages
from tests.clients.processes import ROOT, installed, run_client
from tests.clients.shop import EMAIL, NAME, PHONE, assert_not_received
from tests.running import RunningProxy

FOLDER = ROOT / "tests" / "clients" / "vercel"
FORMATS = ("chat", "responses", "messages", "compatible")


def test_every_feature_of_the_vercel_ai_sdk_that_the_page_names(
    proxy: RunningProxy,
    provider: RecordingProvider,
    tmp_path: Path,
    subtests: pytest.Subtests,
) -> None:
    """One process for all of them, in all four of its providers."""
    packages = installed(FOLDER / "node_modules" / ".installed")
    (tmp_path / "node_modules").symlink_to(packages)
    shutil.copy(FOLDER / "client.mjs", tmp_path)
    page = pages.module_of("vercel-ai-sdk", "js", proxy)
    (tmp_path / "page.mjs").write_text(page)
    said = run_client(["node", "--preserve-symlinks", str(tmp_path / "client.mjs")])

    with subtests.test("the page's examples"):
        assert said["examples"].count(NAME) >= 4
        assert f"looking for {EMAIL}" in said["examples"]
    for wire in FORMATS:
        for name in (f"{wire}: whole", f"{wire}: streamed"):
            with subtests.test(name):
                assert NAME in said[name]
                assert EMAIL in said[name]
        for name in (f"{wire}: tool", f"{wire}: tool, streamed"):
            with subtests.test(name):
                assert said[name]["inputs"] == [{"email": EMAIL}]
                assert PHONE in said[name]["text"]
        with subtests.test(f"{wire}: second turn"):
            assert said[f"{wire}: second turn"]
        with subtests.test(f"{wire}: held"):
            whole, streamed, reason = said[f"{wire}: held"]
            assert "R-" in whole
            assert "R-" in streamed
            assert reason == "stop"
    for wire in ("chat", "responses", "messages"):
        with subtests.test(f"{wire}: object"):
            assert all(EMAIL in made["email"] for made in said[f"{wire}: object"])
        with subtests.test(f"{wire}: held object"):
            assert said[f"{wire}: held object"] == "AI_NoObjectGeneratedError"
    for name, status, word in (
        ("image", 400, "media.images"),
        ("key", 401, "key"),
        ("state", 400, "kept at the provider"),
        ("provider tool", 400, "at the provider"),
        ("kept answers", 400, "store: false"),
    ):
        with subtests.test(f"refused: {name}"):
            told = said[f"refused: {name}"]
            assert told["status"] == status
            assert word in told["message"]
    assert_not_received(provider)
