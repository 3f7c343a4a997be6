"""Settings: environment over defaults, nothing unknown, no secret printed."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from proxy.settings import Settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("CHAT_PROXY_"):
            monkeypatch.delenv(name)


def test_the_defaults_are_usable_but_name_no_provider() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.upstream is None
    assert settings.upstream_key is None
    assert settings.policy is None


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DATA", "/srv/x", Path("/srv/x")),
        ("PORT", "0", 0),
        ("UPSTREAM", "https://x.example", "https://x.example"),
        ("ALLOWED_HOSTS", '["a.example", "b.example"]', ("a.example", "b.example")),
        ("DETECTION_WORKERS", "3", 3),
        ("TURN_SECONDS", "1.5", 1.5),
    ],
)
def test_each_setting_has_an_environment_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    monkeypatch.setenv(f"CHAT_PROXY_{name}", text)
    assert getattr(Settings(), name.lower()) == value


def test_what_is_given_is_stronger_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAT_PROXY_PORT", "1111")
    assert Settings(port=2222).port == 2222


NUMBERS = [
    name
    for name, field in Settings.model_fields.items()
    if field.annotation in (int, float) and name != "port"
]


@pytest.mark.parametrize("name", NUMBERS)
def test_no_limit_and_no_time_may_be_negative(name: str) -> None:
    with pytest.raises(ValidationError):
        Settings(**{name: -1})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [{"port": 65536}, {"port": -1}, {"detection_workers": 0}, {"nonsense": 1}, {"port": "x"}],
)
def test_what_cannot_be_used_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**given)


def test_the_providers_key_is_never_printed() -> None:
    settings = Settings(upstream_key=SecretStr("sk-secret"))
    assert "sk-secret" not in repr(settings)
    assert "sk-secret" not in str(settings.model_dump())
    assert "sk-secret" not in settings.model_dump_json()


def test_settings_do_not_change_while_a_proxy_runs() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
