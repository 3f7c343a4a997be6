"""``chat-proxy try-model``: whether a real model copes with placeholders."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from proxy.cli.options import examples, json_option, running
from proxy.cli.printing import Exit, say, say_json
from proxy.cli.serving import policy_option, settings_for, upstream_key_option
from proxy.model_trial import TASKS, Format, FormatTrial, Trial, ask_models
from proxy.model_trial.base import CallFate, Fate, TaskTrial

_AZURE = "/openai"
"""Before the formats' own paths."""


@click.command(
    "try-model",
    epilog=examples(
        "chat-proxy try-model --upstream https://api.openai.com --model gpt-4o-mini",
        "chat-proxy try-model --upstream http://127.0.0.1:8000/v1 --model my-model --format chat",
    ),
)
@click.option(
    "--model",
    "models",
    required=True,
    multiple=True,
    metavar="NAME",
    help="The model's name at the provider; may be given again, to compare.",
)
@click.option(
    "--upstream",
    envvar="CHAT_PROXY_UPSTREAM",
    required=True,
    metavar="URL",
    help="Base URL of the provider, such as https://api.openai.com.",
)
@upstream_key_option
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([form.value for form in Format]),
    help="Wire format to try; may be given again. Default: all that the provider serves.",
)
@click.option(
    "--azure",
    is_flag=True,
    help="The provider is an Azure resource: ask under /openai/v1, with its own key header.",
)
@policy_option
@json_option
@click.pass_context
@running
async def try_model(
    ctx: click.Context,
    models: tuple[str, ...],
    upstream: str,
    upstream_key_env: str,
    formats: tuple[str, ...],
    azure: bool,
    policy: Path | None,
    as_json: bool,
) -> None:
    """Ask a real model a dozen made-up customers' turns, and say what became of their placeholders.

    The turns go the way of any turn: protected, sent, restored. Real requests are made, which your
    provider may bill. Nothing is kept. Exit code 1 when anything did not come back.
    """
    settings = settings_for(
        policy=policy, upstream=upstream, upstream_key=os.environ.get(upstream_key_env)
    )
    asked = [Format(name) for name in formats] or list(Format)
    with click.progressbar(
        length=len(models) * len(asked) * len(TASKS),
        label="asking",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        trials = await ask_models(
            settings,
            models,
            formats=asked,
            tasks=TASKS,
            progress=bar.update,
            prefix=_AZURE if azure else "",
        )
    good = _all_good(trials, named=bool(formats))
    if as_json:
        say_json({"good": good, "models": {trial.model: _facts(trial) for trial in trials}})
    else:
        for line in (line for trial in trials for line in _report(trial)):
            say(line)
    ctx.exit(Exit.DONE if good else Exit.FOUND)


def _all_good(trials: Sequence[Trial], *, named: bool) -> bool:
    """``named``: the formats were asked for by name; then one that is not served is no success."""
    served = all(form.not_served is None for trial in trials for form in trial.formats)
    return all(trial.good for trial in trials) and (served or not named)


def _report(trial: Trial) -> Iterator[str]:
    yield f"{trial.model}"
    for form in trial.formats:
        yield from _format(form)
        yield ""
    if not any(one.not_served is None for one in trial.formats):
        yield f"{trial.model} was not tried: the provider serves none of these formats."
    elif trial.good:
        yield f"{trial.model} copes: every placeholder came back and every tool call worked."
    else:
        yield f"{trial.model} does not always cope. Where it does not, customers read placeholders or"
        yield "miss words, and tools get placeholders or are not called; nothing leaks by that."


def _format(form: FormatTrial) -> Iterator[str]:
    if form.not_served is not None:
        yield f"{form.format.value}: not tried ({form.not_served})"
        return
    fates = Counter(one.fate for one in form.placed())
    back = sum(count for fate, count in fates.items() if fate.came_back)
    calls = list(form.calls())
    yield f"{form.format.value}:"
    yield f"  placeholders that came back  {back} of {fates.total()}"
    yield f"    as they were               {fates[Fate.EXACT]}"
    yield f"    in another spelling        {fates[Fate.RESPELLED]}"
    yield f"  tool calls that worked       {calls.count(CallFate.WORKED)} of {len(calls)}"
    if unprotected := sum(task.unprotected for task in form.tasks):
        yield f"  values that this policy does not protect, so not tried: {unprotected}"
    for task in form.tasks:
        yield from (f"  {task.task}: {line}" for line in _bad(task))


def _bad(task: TaskTrial) -> Iterator[str]:
    """What did not come back, and how."""
    if task.trouble is not None:
        yield f"no answer ({task.trouble})"
    if task.call not in {None, CallFate.WORKED}:
        yield f"tool call: {task.call}"
    for one in task.placed:
        if not one.fate.came_back:
            yield f"{one.placeholder} {one.fate.value}; the model wrote: {one.wrote}"


def _facts(trial: Trial) -> dict[str, object]:
    return {
        "good": trial.good,
        "formats": {
            form.format.value: {
                "not_served": form.not_served,
                "good": form.good,
                "placeholders": _counted([one.fate.value for one in form.placed()]),
                "tool_calls": _counted([call.value for call in form.calls()]),
                "tasks": [_task(task) for task in form.tasks],
            }
            for form in trial.formats
        },
    }


def _counted(words: Sequence[str]) -> dict[str, int]:
    return dict(Counter(words))


def _task(task: TaskTrial) -> dict[str, object]:
    return {
        "task": task.task,
        "good": task.good,
        "trouble": task.trouble,
        "tool_call": task.call,
        "unprotected": task.unprotected,
        "placeholders": [
            {"placeholder": one.placeholder, "fate": one.fate.value, "wrote": one.wrote}
            for one in task.placed
        ],
    }
