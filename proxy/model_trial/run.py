"""Asking a real model: a whole proxy on a data folder that is thrown away, with a witness at its log.

Strategy: the request goes in at the front door as a chatbot's would, and the answer is read as it
comes out. What left and what the provider wrote stands in the records of the turn, before they are
sealed: the witness keeps those of the turn under way, under a policy whose records hold everything
(the customers are made up). So what the model wrote and what the customer would read can be laid
side by side. Nothing is kept: the folder, its keys and its log are deleted.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import httpx

from proxy.app import create_app
from proxy.audit.events import AuditEvent
from proxy.cellar import install
from proxy.dialects.base import Allowed, AnswerSlot, Dialect, Fragment, Limits
from proxy.dialects.registry import dialect_for
from proxy.errors import ErrorCode, ProviderError
from proxy.gateway.base import Policies, Recorder
from proxy.model_trial.base import Format, FormatTrial, Task, TaskTrial, Trial
from proxy.model_trial.judge import Wrote, judge
from proxy.model_trial.requests import PATHS, request_for
from proxy.policy.base import ContentLevel, Policy
from proxy.settings import Settings
from proxy.turn import Channel, Sink, Turn
from proxy.wiring import House, open_house

_NOT_SERVED = frozenset({404, 405, 501})
"""So answers a provider that has no such route. (Many say 404 to an unknown model, too.)"""

_KEY_REFUSED = frozenset({401, 403})

Progress = Callable[[int], None]
"""Told after each task how many are done with it: several at once where a format is not served."""


@dataclass(slots=True)
class _Witness:
    """The audit log, and the newest turn's records before they are sealed. Satisfies ``Recorder``."""

    recorder: Recorder
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    answer: str = field(default="", repr=False)

    async def record(self, event: AuditEvent) -> None:
        """Make the event durable; keep what it tells."""
        await self.recorder.record(event)
        if "values" in event.sealed:
            self.values = cast("Mapping[str, str]", event.sealed["values"])
        if "answer" in event.sealed:
            self.answer = str(event.sealed["answer"])


@dataclass(frozen=True, slots=True)
class _TellingAll:
    """The policy in force, with everything in its records. Satisfies ``Policies``."""

    policies: Policies

    def current(self) -> Policy:
        """The policy."""
        return replace(self.policies.current(), content=ContentLevel.FULL)


async def ask_models(
    settings: Settings,
    models: Sequence[str],
    *,
    formats: Sequence[Format],
    tasks: Sequence[Task],
    progress: Progress,
    prefix: str = "",
) -> tuple[Trial, ...]:
    """Ask each model of the provider of ``settings`` every task in every format.

    ``prefix``: what stands before the formats' own paths, ``/openai`` for Azure.
    Of ``settings`` all counts but the data folder: a temporary one is used. Raises ProviderError
    when the provider cannot be reached or refuses the key, AdministratorError for bad settings.
    """
    with TemporaryDirectory(prefix="chat-proxy-try-model-") as folder:
        data = Path(folder) / "data"
        installed = await install(
            data, auditor_public=None, auditor_key_out=None, client="try-model"
        )
        async with open_house(settings.model_copy(update={"data": data})) as house:
            witness = _Witness(house.door.rooms.recorder)
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(create_app(_witnessed(house, witness))),
                base_url="http://try-model",
                headers={"Authorization": f"Bearer {installed.client_key}"},
                timeout=None,  # noqa: S113 - the proxy's own limits decide how long a turn may take
            ) as client:
                asking = _Asking(client, witness, tasks, progress, prefix)
                return tuple([await asking.model(model, formats) for model in models])


def _witnessed(house: House, witness: _Witness) -> House:
    told = _TellingAll(house.door.rooms.policies)
    rooms = replace(house.door.rooms, recorder=witness, policies=told)
    return replace(house, door=replace(house.door, rooms=rooms))


@dataclass(frozen=True, slots=True)
class _Asking:
    """A client of the proxy, and the witness of what it does."""

    client: httpx.AsyncClient
    witness: _Witness
    tasks: Sequence[Task]
    progress: Progress
    prefix: str = ""

    async def model(self, model: str, formats: Sequence[Format]) -> Trial:
        """One model, in every format."""
        return Trial(model, tuple([await self._format(model, form) for form in formats]))

    async def _format(self, model: str, form: Format) -> FormatTrial:
        """All tasks in one format, unless the first answer says that it is not spoken here."""
        done: list[TaskTrial] = []
        for task in self.tasks:
            body = request_for(task, model, form)
            answer = await self._post(form, task, body)
            if not done and answer.status_code in _NOT_SERVED:
                self.progress(len(self.tasks))
                return FormatTrial(form, not_served=_trouble(answer))
            done.append(self._judged(form, task, body, answer))
            self.progress(1)
        return FormatTrial(form, tuple(done))

    async def _post(self, form: Format, task: Task, body: Mapping[str, Any]) -> httpx.Response:
        self.witness.values, self.witness.answer = {}, ""
        # An explicit id: placeholders differ from task to task, as those of customers do.
        named = {"X-Conversation-Id": f"try-model-{form.value}-{task.name}"}
        answer = await self.client.post(self.prefix + PATHS[form], json=body, headers=named)
        told = _error(answer).get("code")
        if answer.status_code in _KEY_REFUSED or told == ErrorCode.PROVIDER_UNREACHABLE.value:
            raise ProviderError(
                ErrorCode.PROVIDER_ERROR,
                f"The provider cannot be asked ({_trouble(answer)}).",
                status=answer.status_code,
            )
        return answer

    def _judged(
        self, form: Format, task: Task, body: Mapping[str, Any], answer: httpx.Response
    ) -> TaskTrial:
        if answer.status_code >= 400:
            return TaskTrial(task.name, trouble=_trouble(answer))
        if answer.headers.get("x-chat-proxy-decision") != "forwarded":
            return TaskTrial(task.name, trouble="this policy does not forward the task")
        try:
            shown, calls = _read(form, body, answer.content)
        except ProviderError as error:
            return TaskTrial(task.name, trouble=error.message)
        return judge(task, Wrote(self.witness.answer, shown, calls), self.witness.values)


def _error(answer: httpx.Response) -> Mapping[str, str]:
    """The error object, which all formats have under this name."""
    try:
        told = answer.json()
    except ValueError:
        return {}
    error = told.get("error") if isinstance(told, dict) else None
    return error if isinstance(error, dict) else {}


def _trouble(answer: httpx.Response) -> str:
    return f"{answer.status_code}: {_error(answer).get('message', 'no message')}"


# Reading what a customer would read, by the dialects themselves.


def _read(
    form: Format, request: Mapping[str, Any], body: bytes
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words of an answer, and its tool calls. Raises ProviderError when it is none."""
    dialect = dialect_for(PATHS[form])
    assert dialect is not None, "the formats that are tried are spoken"
    turn = dialect.read_turn(json.dumps(request).encode(), limits=Limits(), allowed=Allowed())
    texts: dict[Channel, str] = {}
    calls: dict[Channel, _Called] = {}
    for piece in _pieces(dialect, turn, body):
        if piece.sink is Sink.TOOL_ARGUMENTS:
            calls.setdefault(piece.channel, _Called()).add(piece)
        elif piece.sink is Sink.CUSTOMER_TEXT and not (piece.again and piece.channel in texts):
            texts[piece.channel] = texts.get(piece.channel, "") + piece.text
    return "\n".join(texts.values()), tuple((one.name, one.arguments) for one in calls.values())


@dataclass(slots=True)
class _Called:
    """One tool call: its arguments as JSON text, or, where the format sends a tree, leaf by leaf."""

    name: str = ""
    text: str = field(default="", repr=False)
    leaves: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, piece: AnswerSlot | Fragment) -> None:
        """The next piece; one that repeats what is known changes nothing."""
        self.name = piece.channel.tool or self.name
        if not piece.json:
            self.leaves[str(piece.path[-1])] = piece.text
        elif not (piece.again and self.text):
            self.text += piece.text

    @property
    def arguments(self) -> str:
        """The arguments as JSON; no tool of the corpus has arguments within arguments."""
        return self.text or json.dumps(self.leaves, ensure_ascii=False)


def _pieces(dialect: Dialect, turn: Turn, body: bytes) -> Iterator[AnswerSlot | Fragment]:
    if not turn.stream:
        yield from dialect.read_answer(body, turn).slots
        return
    reader = dialect.stream_reader(turn)
    for event in [*reader.feed(body), *reader.finish()]:
        if event.error:
            raise ProviderError(ErrorCode.PROVIDER_BROKEN_ANSWER, "The stream ended in an error.")
        yield from event.fragments
