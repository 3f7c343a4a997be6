"""``try-model``: a good model is called good, a bad one bad, each for its own reason."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from proxy.cli.try_model import _all_good, _report
from proxy.model_trial.base import (
    CallFate,
    Fate,
    Format,
    FormatTrial,
    Placed,
    TaskTrial,
    Trial,
)
from proxy.model_trial.corpus import TASKS
from proxy.offline import (
    RecordedRequest,
    RecordingProvider,
    Reply,
    Said,
    serve_in_thread,
    shop_assistant,
)
from tests.running import chat_proxy

PLACEHOLDER = re.compile(r"\[([A-Z]{2,12})_([0-9A-HJKMNP-TV-Z]{6})\]")


def changed(new: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    return lambda text: PLACEHOLDER.sub(new, text)


BENDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "good": str,
        "lower-cases": str.lower,
        "drops-brackets": changed(r"\1_\2"),
        "translates": changed(r"[KUNDE_\2]"),
        "numbers": changed(r"[\1_1]"),
        "truncates": lambda text: text[:-3] if text.endswith("]") else text,
        "refuses-tools": str,
        "never-calls": str,
    }
)
"""Model → what it does to its own words."""
IN_ALL_FORMATS = ("good", "translates")
"""The others are spoken to in chat completions only: it is the same model that answers."""


def model(request: RecordedRequest) -> Reply:
    """A model that repeats every placeholder it sees and calls the tool it is given, then bends it."""
    document = request.json()
    name = document["model"]
    if name not in IN_ALL_FORMATS and request.path != "/v1/chat/completions":
        return Reply(status=404, error="Not Found")
    if name == "refuses-tools" and document.get("tools"):
        return Reply(status=400, error="this model does not support tools")
    bend = BENDS[name]
    said = shop_assistant(request).choices[0]
    if said.tool_calls and name != "never-calls":
        calls = [replace(call, arguments=bend(call.arguments)) for call in said.tool_calls]
        return Reply(choices=(Said(tool_calls=tuple(calls)),))
    seen = dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(request.body.decode()))
    return Reply(choices=(Said(bend("You are " + ", ".join(seen))),))


def tried() -> dict[str, Any]:
    """Every model tried in one run of the command, and what was received meanwhile."""
    provider = RecordingProvider(model, api_key="sk-real")
    with serve_in_thread(provider.app) as url:
        words = [word for name in BENDS for word in ("--model", name)]
        done = chat_proxy(
            "try-model",
            "--upstream",
            url,
            *words,
            "--json",
            check=False,
            OPENAI_API_KEY="sk-real",
            CHAT_PROXY_DETECTION_WORKERS="1",
        )
    assert done.returncode == 1, done.stderr
    return {**json.loads(done.stdout), "received": provider.everything().decode().lower()}


def placeholders(told: dict[str, Any], name: str) -> list[dict[str, int]]:
    formats = told["models"][name]["formats"]
    assert len(served(told, name)) == (3 if name in IN_ALL_FORMATS else 1), formats
    return [form["placeholders"] for form in served(told, name)]


def served(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    formats = told["models"][name]["formats"].values()
    return [form for form in formats if form["not_served"] is None]


def a_good_model_is_good_in_every_format_and_every_task(told: dict[str, Any]) -> None:
    good = told["models"]["good"]
    assert good["good"] is True
    assert set(good["formats"]) == {"chat", "responses", "messages"}
    for form in good["formats"].values():
        assert [task["task"] for task in form["tasks"]] == [task.name for task in TASKS]
        assert form["placeholders"] == {"exact": 17}
        assert form["tool_calls"] == {"worked": 2}
        assert all(task["unprotected"] == 0 for task in form["tasks"])


def what_is_asked_is_protected_like_any_turn(told: dict[str, Any]) -> None:
    for value in ("crystal", "minh", "novak", "okonkwo", "555-0123", "harbour street"):
        # As a word: four letters stand by chance in one of thousands of random ids.
        assert not re.search(rf"\b{value}\b", told["received"]), value


def spellings_that_are_put_back_count_as_come_back_and_are_told_apart(told: dict[str, Any]) -> None:
    for name in ("lower-cases", "drops-brackets"):
        assert told["models"][name]["good"] is True
        assert placeholders(told, name) == [{"respelled": 17}]


def a_model_that_bends_placeholders_is_called_bad_and_how(told: dict[str, Any]) -> None:
    for name, fate in (("translates", "relabelled"), ("numbers", "code dropped")):
        assert told["models"][name]["good"] is False
        assert all(counts == {fate: 17} for counts in placeholders(told, name))
        assert all(form["tool_calls"] == {"wrong arguments": 2} for form in served(told, name))


def a_model_that_stops_short_loses_its_last_placeholder(told: dict[str, Any]) -> None:
    assert told["models"]["truncates"]["good"] is False
    for counts in placeholders(told, "truncates"):
        assert counts["cut off"] == 10
        assert counts["exact"] + counts["cut off"] == 17


def a_model_without_tools_is_told_by_its_own_error(told: dict[str, Any]) -> None:
    for form in served(told, "refuses-tools"):
        troubles = [task["trouble"] for task in form["tasks"] if task["trouble"]]
        assert troubles == ["400: this model does not support tools"] * 3
        assert form["good"] is False
    for form in served(told, "never-calls"):
        assert form["tool_calls"] == {"no call": 2}


def a_format_that_the_provider_does_not_serve_counts_neither_way(told: dict[str, Any]) -> None:
    formats = told["models"]["lower-cases"]["formats"]
    assert told["models"]["lower-cases"]["good"] is True
    assert formats["chat"]["good"] is True
    assert formats["messages"]["not_served"] == "404: Not Found"


CHECKS = (
    a_good_model_is_good_in_every_format_and_every_task,
    what_is_asked_is_protected_like_any_turn,
    spellings_that_are_put_back_count_as_come_back_and_are_told_apart,
    a_model_that_bends_placeholders_is_called_bad_and_how,
    a_model_that_stops_short_loses_its_last_placeholder,
    a_model_without_tools_is_told_by_its_own_error,
    a_format_that_the_provider_does_not_serve_counts_neither_way,
)


def test_every_model_is_told_for_what_it_is(subtests: pytest.Subtests) -> None:
    """One run of the command for all, because starting the detectors costs seconds."""
    told = tried()
    for check in CHECKS:
        with subtests.test(check.__name__):
            check(told)


def test_the_report_for_people_says_what_did_not_come_back_and_ends_in_a_verdict() -> None:
    bad = TaskTrial(
        "in words", (Placed("[EMAIL_7K3M9Q]", Fate.RELABELLED, "mail [CORREO_7K3M9Q]"),)
    )
    call = TaskTrial("a tool call", call=CallFate.NO_CALL)
    broken = TaskTrial("in German", trouble="400: no")
    trial = Trial(
        "small",
        (
            FormatTrial(Format.CHAT, (bad, call, broken)),
            FormatTrial(Format.MESSAGES, not_served="404: Not Found"),
        ),
    )
    text = "\n".join(_report(trial))
    assert "placeholders that came back  0 of 1" in text
    assert "tool calls that worked       0 of 1" in text
    assert "in words: [EMAIL_7K3M9Q] relabelled; the model wrote: mail [CORREO_7K3M9Q]" in text
    assert "a tool call: tool call: no call" in text
    assert "in German: no answer (400: no)" in text
    assert "messages: not tried (404: Not Found)" in text
    assert "small does not always cope" in text
    good = Trial("large", (FormatTrial(Format.CHAT, (TaskTrial("in words"),)),))
    assert "large copes" in "\n".join(_report(good))
    nowhere = Trial("none", (FormatTrial(Format.CHAT, not_served="404: x"),))
    assert "none was not tried" in "\n".join(_report(nowhere))
    assert not nowhere.good


def test_a_format_asked_for_by_name_must_be_served() -> None:
    tried = FormatTrial(Format.CHAT, (TaskTrial("in words"),))
    trial = Trial("m", (tried, FormatTrial(Format.MESSAGES, not_served="404: x")))
    assert _all_good([trial], named=False)
    assert not _all_good([trial], named=True)
    assert _all_good([Trial("m", (tried,))], named=True)
