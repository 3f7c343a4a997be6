"""Verbs for human agents: the queue from a terminal.

Whoever can read the data folder can work here, under any name: it is for those who run the proxy.
"""

from pathlib import Path
from typing import Final

import click

from proxy.cellar import Cellar, open_cellar
from proxy.cli.late import LateVerbs
from proxy.cli.options import (
    as_anyone_option,
    as_option,
    data_option,
    examples,
    json_option,
    running,
    tenant_option,
)
from proxy.cli.printing import say, say_json, say_table
from proxy.clock import iso
from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.desk import ACTIVE, Desk
from proxy.ids import TenantId

TERMINAL: Final = "terminal"
"""In the log, in place of an agent key: the name beside it is what somebody typed after ``--as``."""


@click.group(
    cls=LateVerbs,
    late={
        "keys": "proxy.cli.handoff_keys",
        "openapi": "proxy.cli.handoff_openapi",
        "staff": "proxy.cli.handoff_staff",
        "show": "proxy.cli.handoff_reading",
        "look": "proxy.cli.handoff_reading",
    },
    epilog=examples(
        "chat-proxy handoff list",
        "chat-proxy handoff claim  R-AAAAA-… --as Jo",
        "chat-proxy handoff show   R-AAAAA-… --as Jo",
        "chat-proxy handoff look   R-AAAAA-… 1:13:21 --as Jo",
        'chat-proxy handoff reply  R-AAAAA-… --as Jo "I am sorry to hear that. …"',
        'chat-proxy handoff return R-AAAAA-… --as Jo "Gets a new charger; no open question."',
    ),
)
def handoff() -> None:
    """Answer customers whose messages wait for a person."""


case_argument = click.argument("case")


@handoff.command("list")
@data_option
@tenant_option
@as_anyone_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Closed cases too.")
@running
async def list_cases(
    data: Path, tenant: str, agent: str | None, as_json: bool, everything: bool
) -> None:
    """Show what waits, most urgent first. No text of a customer is opened."""
    del agent  # Accepted, so that every verb of a human agent is called alike.
    states = frozenset(CaseState) if everything else ACTIVE
    async with open_cellar(data) as cellar:
        rows = await cellar.desk().list(TenantId(tenant), states)
    if as_json:
        say_json([facts(row) for row in rows])
        return
    if not rows:
        say("Nobody waits.")
        return
    say_table(
        ["reference", "state", "severity", "language", "opened", "answer_by", "owner"],
        [facts(row) for row in rows],
    )


@handoff.command()
@data_option
@tenant_option
@as_option
@json_option
@case_argument
@running
async def claim(data: Path, tenant: str, agent: str, as_json: bool, case: str) -> None:
    """Take a case. Only you can answer it then."""
    async with open_cellar(data) as cellar:
        _done(await terminal_desk(cellar).claim(TenantId(tenant), case, agent), as_json=as_json)


@handoff.command()
@data_option
@tenant_option
@as_option
@json_option
@case_argument
@click.argument("text")
@running
async def reply(data: Path, tenant: str, agent: str, as_json: bool, case: str, text: str) -> None:
    """Write to the customer, who reads TEXT with the next message in the chat."""
    async with open_cellar(data) as cellar:
        _done(
            await terminal_desk(cellar).reply(TenantId(tenant), case, agent, text), as_json=as_json
        )


@handoff.command("return")
@data_option
@tenant_option
@as_option
@json_option
@case_argument
@click.argument("summary")
@running
async def return_to_bot(
    data: Path, tenant: str, agent: str, as_json: bool, case: str, summary: str
) -> None:
    """Give the conversation back to the bot, which reads SUMMARY in place of what was held.

    The bot never sees the held messages. SUMMARY is protected like any other text.
    """
    async with open_cellar(data) as cellar:
        desk = terminal_desk(cellar)
        _done(await desk.return_to_bot(TenantId(tenant), case, agent, summary), as_json=as_json)


@handoff.command()
@data_option
@tenant_option
@as_option
@json_option
@case_argument
@click.argument("closing", required=False)
@running
async def resolve(
    data: Path, tenant: str, agent: str, as_json: bool, case: str, closing: str | None
) -> None:
    """Close a case, with CLOSING words for the customer if you like."""
    async with open_cellar(data) as cellar:
        _done(
            await terminal_desk(cellar).resolve(TenantId(tenant), case, agent, closing),
            as_json=as_json,
        )


def facts(row: CaseRow) -> dict[str, object]:
    """A case without its texts, as JSON says it."""
    return {
        "case": row.case_id,
        "reference": row.reference,
        "state": row.state.value,
        "severity": row.severity.value,
        "language": row.language,
        "opened": iso(row.opened_at),
        "answer_by": iso(row.expires_at),
        "owner": row.owner or "",
        "version": row.version,
    }


def terminal_desk(cellar: Cellar) -> Desk:
    """The queue for whoever sits at the terminal; the log says that it was so."""
    return cellar.desk().asked(through=TERMINAL)


def _done(row: CaseRow, *, as_json: bool) -> None:
    if as_json:
        say_json(facts(row))
    else:
        say(f"{row.reference} is {row.state.value}.")
