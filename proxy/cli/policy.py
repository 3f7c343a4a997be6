"""Verbs for security teams: check a policy file, and see what it does to a text."""

import secrets
from dataclasses import asdict
from pathlib import Path

import click

from proxy.cli.options import examples, json_option
from proxy.cli.printing import Exit, say, say_json, say_table
from proxy.gateway.trial import try_text
from proxy.policy.advice import advice
from proxy.policy.compare import weakenings
from proxy.policy.load import load_policy
from proxy.policy.problems import PolicyError

_UNCOVERED = " (not covered: names and streets are not found in it; policy: detection.languages)"

file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group()
def policy() -> None:
    """Check policy files, and try them on a text before they are in force."""


@policy.command()
@file_argument
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Check FILE: keys, patterns against their own examples, times to live, what it may not allow.

    Exit code 1 when something is wrong; each problem is named with file, line, column and remedy.
    What is in order but should be thought of (nobody's contact, no hours) is said besides.
    """
    try:
        loaded = load_policy(file)
    except PolicyError as error:
        problems = [
            {
                "file": str(problem.file),
                "line": problem.line,
                "column": problem.column,
                "message": problem.message,
                "fix": problem.fix,
            }
            for problem in error.problems
        ]
        if as_json:
            say_json({"valid": False, "problems": problems})
        else:
            for one in problems:
                say(f"{one['file']}:{one['line']}:{one['column']}: {one['message']}")
                say(f"    {one['fix']}")
        ctx.exit(Exit.FOUND)
    facts = {
        "valid": True,
        "name": loaded.name,
        "version": loaded.version,
        "entity_types": len(loaded.detection.entities),
        "topics": len(loaded.topics.topics),
        "advice": list(advice(loaded)),
    }
    if as_json:
        say_json(facts)
        return
    say(f"{file}: in order. Policy {loaded.name!r}, version {loaded.version[:12]}…,")
    say(f"{facts['entity_types']} entity types, {facts['topics']} topics.")
    for sentence in advice(loaded):
        say(f"Think of {sentence}")


@policy.command()
@click.argument("old", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("new", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@click.pass_context
def compare(ctx: click.Context, old: Path, new: Path, as_json: bool) -> None:
    """Say what the policy NEW protects less than OLD, in sentences that a reviewer can sign.

    Exit code 1 when it protects anything less. Whether a changed phrase or pattern finds less is for
    its examples to say. A policy is in force from the next start of the proxy on.
    """
    before, after = load_policy(old), load_policy(new)
    weaker = weakenings(before, after)
    if as_json:
        say_json({"old": before.version, "new": after.version, "weaker": list(weaker)})
    elif weaker:
        for sentence in weaker:
            say(sentence)
    else:
        say(f"{new} protects nothing less than {old}.")
    if weaker:
        ctx.exit(Exit.FOUND)


@policy.command(
    "try",
    epilog=examples(
        'chat-proxy policy try policies/default.yaml "crystal minh" --asked "Your full name?"',
    ),
)
@file_argument
@click.argument("text")
@click.option("--asked", metavar="QUESTION", help="What the bot asked just before.")
@json_option
def try_policy(file: Path, text: str, asked: str | None, as_json: bool) -> None:
    """Show what FILE does with TEXT: what is found, by which rule, what would be sent, which topic.

    Nothing is sent or recorded.
    """
    loaded = load_policy(file)
    trial = try_text(loaded, text, asked, secrets.token_bytes)
    covered = trial.language in {*loaded.detection.languages, "und"}
    if as_json:
        say_json({**asdict(trial), "language_covered": covered})
        return
    say(f"decision: {trial.decision}")
    if trial.topic is not None:
        say(f"topic:    {trial.topic.topic} ({trial.topic.severity.value}), by {trial.topic.rule}")
    say(f"language: {trial.language}{'' if covered else _UNCOVERED}")
    say(f"sent:     {trial.sent if trial.sent is not None else '(nothing: a person answers)'}")
    if not trial.findings:
        say("found:    nothing")
        return
    rows = [
        {"found": f.text, "type": f.entity_type, "rule": f.rule, "score": f"{f.score:.2f}"}
        for f in trial.findings
    ]
    say_table(["found", "type", "rule", "score"], rows)
