"""Verbs for webhooks."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from tests.cli.conftest import Folder

URL = "https://desk.example.com/hooks/path-token"


@contextmanager
def listening(status: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """An endpoint on this machine that always answers the same."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """One webhook."""
            headers = {name.lower(): value for name, value in self.headers.items()}
            got.append((headers, self.rfile.read(int(headers["content-length"]))))
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/in", got
        server.shutdown()
        thread.join()


def test_an_endpoint_is_added_listed_switched_and_removed(folder: Folder) -> None:
    made = folder.json("webhooks", "add", URL, "--tenant", "shop", "--private")
    assert made["signing_secret"].startswith("whsec_")
    (row,) = folder.json("webhooks", "list")
    assert (row["endpoint"], row["tenant"], row["private"]) == (made["endpoint"], "shop", "yes")
    assert row["host"] == "https://desk.example.com"
    for words in (["webhooks", "list"], ["webhooks", "secret", "list", made["endpoint"]]):
        shown = folder(*words).stdout
        assert "path-token" not in shown
        assert made["signing_secret"] not in shown
    assert folder("webhooks", "off", made["endpoint"]).exit_code == 0
    status = folder("webhooks", "status")
    assert (status.exit_code, "switched_off" in status.stdout) == (1, True)
    assert folder("webhooks", "on", made["endpoint"]).exit_code == 0
    assert folder("webhooks", "status").exit_code == 0
    assert folder.json("webhooks", "resend", made["endpoint"]) == {"resent": 0}
    assert folder("webhooks", "remove", made["endpoint"]).exit_code == 0
    assert folder.json("webhooks", "list") == []


def test_a_secret_is_added_listed_and_revoked(folder: Folder) -> None:
    endpoint = folder.json("webhooks", "add", URL)["endpoint"]
    second = folder.json("webhooks", "secret", "add", endpoint)
    listed = folder.json("webhooks", "secret", "list", endpoint)
    assert listed[0]["secret"] == second["secret"]
    assert len(listed) == 2
    assert folder("webhooks", "secret", "revoke", endpoint, second["secret"]).exit_code == 0
    last = folder("webhooks", "secret", "revoke", endpoint, listed[1]["secret"])
    assert (last.exit_code, "[conflict]" in last.stderr) == (3, True)


def test_for_people_the_secret_is_shown_once(folder: Folder) -> None:
    done = folder("webhooks", "add", URL)
    assert "signing secret: whsec_" in done.stdout
    assert done.stdout.count("whsec_") == 1


def test_a_secret_of_the_receivers_comes_from_a_file_that_nobody_else_reads(
    folder: Folder, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    text = "whsec_" + base64.b64encode(b"s" * 32).decode()
    file.write_text(text + "\n")
    file.chmod(0o644)
    refused = folder("webhooks", "add", URL, "--secret-file", file)
    assert (refused.exit_code, "chmod 600" in refused.stderr) == (3, True)
    file.chmod(0o600)
    done = folder("webhooks", "add", URL, "--secret-file", file)
    assert (done.exit_code, text in done.output) == (0, False)
    file.write_text("whsec_short")
    wrong = folder("webhooks", "add", URL, "--secret-file", file)
    assert (wrong.exit_code, "whsec_short" in wrong.output) == (3, False)


@pytest.mark.parametrize(("status", "code"), [(204, 0), (500, 1), (410, 1)])
def test_a_ping_says_what_the_endpoint_answered(folder: Folder, status: int, code: int) -> None:
    """To this machine over plain http: the data folder has a development key."""
    with listening(status) as (url, got):
        made = folder.json("webhooks", "add", url)
        done = folder("webhooks", "test", made["endpoint"])
    assert (done.exit_code, done.stdout) == (code, f"answered: {status}\n")
    ((headers, body),) = got
    assert Webhook(made["signing_secret"]).verify(body, headers)["type"] == "ping"


def test_a_ping_that_goes_nowhere_says_why(folder: Folder) -> None:
    endpoint = folder.json("webhooks", "add", "https://127.0.0.1/")["endpoint"]
    done = folder("webhooks", "test", endpoint)
    assert (done.exit_code, done.stdout) == (1, "answered: forbidden_address\n")


@pytest.mark.parametrize("url", ["http://desk.example.com/", "https://u:p@desk.example.com/"])
def test_an_address_that_cannot_be_used_is_refused(folder: Folder, url: str) -> None:
    done = folder("webhooks", "add", url)
    assert (done.exit_code, "[invalid_settings]" in done.stderr) == (3, True)


def test_an_unknown_endpoint_is_said_to_be_unknown(folder: Folder) -> None:
    done = folder("webhooks", "off", "hook_nobody")
    assert (done.exit_code, "webhooks list" in done.stderr) == (3, True)
