"""The corpus is the same conversation in every format, and the proxy reads it as such."""

import json

import pytest

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import dialect_for
from proxy.model_trial.base import Bot, Customer, Format, Looked, Task
from proxy.model_trial.corpus import TASKS
from proxy.model_trial.requests import PATHS, request_for
from proxy.turn import Speaker, Turn


def read(task: Task, form: Format) -> Turn:
    dialect = dialect_for(PATHS[form])
    assert dialect is not None
    body = json.dumps(request_for(task, "some-model", form)).encode()
    return dialect.read_turn(body, limits=Limits(), allowed=Allowed())


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_task_is_a_turn_in_every_format(task: Task, form: Format) -> None:
    turn = read(task, form)
    said = [m.text for m in turn.messages if m.speaker is Speaker.CUSTOMER and m.text]
    assert said == [line.text for line in task.lines if isinstance(line, Customer)]
    bot = [m.text for m in turn.messages if m.speaker is Speaker.ASSISTANT and m.text]
    assert bot == [line.text for line in task.lines if isinstance(line, Bot)]
    results = [line for line in task.lines if isinstance(line, Looked)]
    assert any(slot.speaker is Speaker.TOOL for slot in turn.slots) is bool(results)
    assert turn.stream is task.stream
    if task.call is not None:
        assert task.call.name in turn.tools


def test_names_are_unique_and_every_way_is_asked_for() -> None:
    assert len({task.name for task in TASKS}) == len(TASKS)
    assert all(bool(task.wanted) != bool(task.call) for task in TASKS)
    assert {task.stream for task in TASKS if task.call} == {True, False}
    assert {task.stream for task in TASKS if task.wanted} == {True, False}
