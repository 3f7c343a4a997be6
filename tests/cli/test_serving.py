"""``serve`` and ``run``: what keeps a proxy from starting is one clear line, and what it says when it starts."""

import socket
import stat
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from proxy.cellar import DEFAULT_TENANT
from proxy.cli import serving
from proxy.errors import AdministratorError
from proxy.handoff.staffing import Answerer, Means, Roster
from proxy.ids import TenantId
from proxy.settings import Settings
from tests.cli.conftest import Folder, Run
from tests.gateway.stage import POLICY
from tests.handoff.world import SetRoster


@pytest.fixture(autouse=True)
def plain_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handlers of the test run stay as they are."""
    monkeypatch.setattr(serving, "set_up_logging", lambda: None)


@pytest.fixture(autouse=True)
def free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the developer's own may be serving on the default port."""
    monkeypatch.setenv("CHAT_PROXY_PORT", "0")


def test_without_a_provider_there_is_no_start(folder: Folder) -> None:
    done = folder("serve")
    assert done.exit_code == 3
    assert "listening" not in done.stdout
    (line,) = done.stderr.splitlines()
    assert "--upstream" in line
    assert "[invalid_settings]" in line


@pytest.mark.parametrize(
    "url", ["ftp://x.example", "https://", "https://u:p@x.example", "https://x.example/v1?k=1"]
)
def test_a_providers_address_that_cannot_be_used_is_refused(folder: Folder, url: str) -> None:
    done = folder("serve", "--upstream", url)
    assert done.exit_code == 3
    assert "upstream URL" in done.stderr


def test_a_folder_that_is_none_is_refused_and_not_made(run: Run, tmp_path: Path) -> None:
    done = run("serve", "--data", tmp_path / "none", "--upstream", "https://x.example")
    assert done.exit_code == 3
    assert "[not_initialised]" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_wrong_policy_is_named_by_file_and_line(folder: Folder, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("version: 1\n...\n")
    done = folder("serve", "--upstream", "https://x.example", "--policy", file)
    assert done.exit_code == 3
    assert f"{file}:" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"), [(["--port", "99999"], 3), (["--port", "http"], 2), (["--nonsense"], 2)]
)
def test_settings_that_cannot_be_used_are_named(
    folder: Folder, words: list[str], code: int
) -> None:
    done = folder("serve", "--upstream", "https://x.example", *words)
    assert done.exit_code == code
    assert "port" in done.stderr or "nonsense" in done.stderr


def test_a_wrong_environment_variable_is_named_without_its_value(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT_PROXY_BODY_BYTES", "sk-secret-by-mistake")
    done = folder("serve", "--upstream", "https://x.example")
    assert done.exit_code == 3
    assert "body_bytes" in done.stderr
    assert "sk-secret" not in done.output


class StartedError(Exception):
    """It would serve now."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Stops where a house would be opened."""
    seen: list[Settings] = []

    def open_house(settings: Settings) -> None:
        seen.append(settings)
        raise StartedError

    monkeypatch.setattr(serving, "open_house", open_house)
    return seen


def test_the_providers_key_comes_from_the_named_variable_and_is_never_shown(
    folder: Folder, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", "sk-of-the-shop")
    with pytest.raises(StartedError):
        folder("serve", "--upstream", "https://x.example", "--upstream-key-env", "SHOP_KEY")
    (settings,) = started
    assert settings.upstream_key is not None
    assert settings.upstream_key.get_secret_value() == "sk-of-the-shop"
    assert "sk-of-the-shop" not in repr(settings)


def test_options_are_stronger_than_the_environment(
    folder: Folder, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT_PROXY_PORT", "1111")
    monkeypatch.setenv("CHAT_PROXY_BODY_SECONDS", "7")
    with pytest.raises(StartedError):
        folder("serve", "--upstream", "https://x.example", "--port", "2222")
    (settings,) = started
    assert (settings.port, settings.body_seconds) == (2222, 7)


def test_first_contact_makes_folder_key_and_offline_provider(
    run: Run, tmp_path: Path, started: list[Settings]
) -> None:
    data = tmp_path / "data"
    with pytest.raises(StartedError):
        run("run", "--data", data)
    assert (data / "keys").exists()
    key_file = tmp_path / "data.client-key"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert key_file.read_text().startswith("sk-")
    (settings,) = started
    assert str(settings.upstream).startswith("http://127.0.0.1:")


def test_starting_again_keeps_folder_and_key(
    run: Run, tmp_path: Path, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT_PROXY_UPSTREAM", "https://x.example")
    for _ in range(2):
        with pytest.raises(StartedError):
            run("run", "--data", tmp_path / "data")
    assert [settings.upstream for settings in started] == ["https://x.example"] * 2


def test_with_a_providers_key_first_contact_goes_to_that_provider(
    run: Run, tmp_path: Path, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    with pytest.raises(StartedError):
        run("run", "--data", tmp_path / "data")
    assert started[0].upstream == "https://api.openai.com"


def house(*, development: bool, answerers: Sequence[Answerer] = ()) -> Any:
    policy = replace(POLICY, name="default")
    roster = Roster(answerers, frozenset({DEFAULT_TENANT, TenantId("other")}))
    return SimpleNamespace(
        staffing=SetRoster(roster),
        policies=SimpleNamespace(current=lambda: policy),
        cellar=SimpleNamespace(development=development),
    )


async def test_a_start_says_where_nobody_could_answer(capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(upstream="https://x.example")
    ada = Answerer(DEFAULT_TENANT, Means.PERSON)
    await serving._greet(settings, house(development=True))
    assert "nobody could answer in general, general (tenant other), so" in capsys.readouterr().out
    await serving._greet(settings, house(development=True, answerers=[ada]))
    assert "nobody could answer in general (tenant other), so" in capsys.readouterr().out
    both = [ada, Answerer(TenantId("other"), Means.KEY)]
    await serving._greet(settings, house(development=True, answerers=both))
    assert "nobody could answer" not in capsys.readouterr().out


@pytest.mark.parametrize("development", [True, False])
async def test_the_greeting_names_policy_and_provider_and_marks_a_development_key(
    capsys: pytest.CaptureFixture[str], *, development: bool
) -> None:
    settings = Settings(upstream="https://x.example")
    await serving._greet(settings, house(development=development))
    lines = capsys.readouterr().out
    assert "policy: default, version abababababab" in lines
    assert "https://x.example" in lines
    assert "think of topics.contact: customers are sent to help@example.com" in lines
    assert ("DEVELOPMENT" in lines) is development


def test_a_setting_nobody_knows_is_refused() -> None:
    with pytest.raises(AdministratorError):
        serving.settings_for(nonsense=1)


@pytest.mark.parametrize(
    ("key", "upstream", "offline"),
    [(None, None, True), (None, "", True), ("sk-x", None, False), (None, "https://x", False)],
)
def test_only_without_any_provider_the_offline_one_answers(
    key: str | None, upstream: str | None, offline: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHAT_PROXY_UPSTREAM", raising=False)
    if upstream is not None:
        monkeypatch.setenv("CHAT_PROXY_UPSTREAM", upstream)
    assert serving._is_offline(key) is offline


def test_a_taken_port_is_said_at_once_in_a_line(folder: Folder, started: list[Settings]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        done = folder("serve", "--upstream", "https://x.example", "--port", port)
    assert done.exit_code == 3
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
    assert started == []


def test_a_misspelt_setting_is_pointed_out(
    folder: Folder, started: list[Settings], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """A variable that no setting reads would be passed over in silence."""
    monkeypatch.setenv("CHAT_PROXY_BODY_BITES", "7")
    serving._warn_of_unknown(["CHAT_PROXY_BODY_BITES", "CHAT_PROXY_DATA", "PATH"])
    said = capsys.readouterr().err
    assert "CHAT_PROXY_BODY_BITES" in said
    assert "CHAT_PROXY_BODY_BYTES" in said
    assert "PATH is" not in said
    assert "CHAT_PROXY_DATA" not in said
