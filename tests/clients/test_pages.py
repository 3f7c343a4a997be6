"""Every example of docs/clients runs against a running proxy, and nothing of the customer's leaves."""

import shutil
import subprocess

import pytest

from proxy.offline import RecordingProvider
from tests.clients import pages
from tests.clients.shop import EMAIL, NAME, assert_not_received
from tests.running import RunningProxy

IN_THIS_PROCESS = [page for page in pages.pages() if pages.blocks(page, "python")]
IN_THIS_PROCESS.remove("litellm")  # test_litellm.py: in an environment of its own


@pytest.mark.parametrize("page", IN_THIS_PROCESS)
def test_the_python_of_a_page_runs_as_it_stands(
    page: str, proxy: RunningProxy, provider: RecordingProvider
) -> None:
    printed = pages.run_python(page, proxy).printed
    assert NAME in printed
    assert EMAIL in printed
    assert_not_received(provider)


def test_the_commands_of_the_curl_page_run_as_they_stand(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    assert shutil.which("curl"), "curl is missing: install it (the tests use it as a client)"
    script = pages.module_of("curl", "sh", proxy)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],  # noqa: S607 - wherever it is on the path
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(NAME) == 4
    assert "x-chat-proxy-protected: 2" in done.stdout
    assert "data: [DONE]" in done.stdout
    assert len(provider.requests) == 4
    assert_not_received(provider)


@pytest.mark.parametrize("page", pages.pages())
def test_every_page_has_the_two_lines_and_says_what_works_and_what_is_refused(page: str) -> None:
    text = pages.text_of(page)
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    for title in ("## The two lines", "## What works", "## What is refused"):
        assert title in titles
    first = text.split("## The two lines")[1].split("## ")[0]
    assert pages.ADDRESS in first
    assert pages.KEY in first


def test_the_overview_and_the_retailers_page_lead_to_every_page() -> None:
    overview = (pages.FOLDER / "README.md").read_text()
    for page in pages.pages():
        assert f"]({page}.md)" in overview
    root = pages.FOLDER.parents[1]
    assert "docs/clients/README.md" in (root / "README.md").read_text()
    assert "clients/README.md" in (root / "docs" / "retailer.md").read_text()
