"""Verbs for legal holds: what must not be deleted, and who let it go."""

from datetime import UTC, datetime
from pathlib import Path

import click

from proxy.cellar import open_cellar
from proxy.cli.options import data_option, examples, json_option, running, tenant_option
from proxy.cli.printing import say, say_json, say_table
from proxy.clock import iso
from proxy.ids import ConversationId, TenantId
from proxy.retention.base import Hold, HoldId

staff_option = click.option(
    "--as",
    "by",
    metavar="NAME",
    required=True,
    help="Who you are; sealed in the audit log.",
)
why_option = click.option(
    "--why", required=True, help="The reason, such as a file number; sealed in the audit log."
)


@click.group(
    epilog=examples(
        "chat-proxy retention hold place --conversation ID --why 'claim 17' --as Ada",
        "chat-proxy retention hold release HOLD --why 'settled' --as Ada     asks",
        "chat-proxy retention hold release HOLD --why 'settled' --as Bo      releases",
    )
)
def hold() -> None:
    """Keep from deletion what a court or a dispute may ask for."""


@hold.command()
@data_option
@tenant_option
@json_option
@click.option("--conversation", metavar="ID", help="Hold this audit conversation.")
@click.option(
    "--customer", metavar="ID", help="Hold what this customer of the shop said, and will say."
)
@click.option(
    "--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="Hold a period: first day (UTC)."
)
@click.option("--to", "end", type=click.DateTime(["%Y-%m-%d"]), help="The day after its last.")
@why_option
@staff_option
@running
async def place(
    data: Path,
    tenant: str,
    as_json: bool,
    conversation: str | None,
    customer: str | None,
    start: datetime | None,
    end: datetime | None,
    why: str,
    by: str,
) -> None:
    """Hold a conversation, a customer or a period: none of it is deleted until it is released."""
    period = (start, end) if start is not None and end is not None else None
    if sum(one is not None for one in (conversation, customer, period)) != 1 or (
        period is None and (start or end)
    ):
        raise click.UsageError("Name one of --conversation, --customer, or --from with --to.")
    async with open_cellar(data) as cellar:
        holds, shop = cellar.keeping.holds, TenantId(tenant)
        if conversation is not None:
            made = await holds.on_conversation(shop, ConversationId(conversation), why=why, by=by)
        elif customer is not None:
            made = await holds.on_customer(shop, customer, why=why, by=by)
        else:
            assert period is not None
            first, last = (moment.replace(tzinfo=UTC) for moment in period)
            made = await holds.on_period(first, last, why=why, by=by)
    if as_json:
        say_json(_facts(made))
        return
    say(f"{made.hold_id}: in force on {_what(made)}.")
    say("Releasing it takes two people: chat-proxy retention hold release.")


@hold.command("list")
@data_option
@json_option
@running
async def list_holds(data: Path, as_json: bool) -> None:
    """Show the holds in force, and who asked for a release."""
    async with open_cellar(data) as cellar:
        found = await cellar.keeping.holds.in_force()
    rows = [_facts(one) for one in found]
    if as_json:
        say_json(rows)
        return
    say_table(["hold", "scope", "what", "placed_at", "placed_by", "release_asked_by"], rows)


@hold.command()
@data_option
@json_option
@click.argument("hold_id", metavar="HOLD")
@why_option
@staff_option
@running
async def release(data: Path, as_json: bool, hold_id: str, why: str, by: str) -> None:
    """Ask for the release of HOLD; said by a second person, release it. Both are on record."""
    async with open_cellar(data) as cellar:
        released = await cellar.keeping.holds.release(HoldId(hold_id), why=why, by=by)
    if as_json:
        say_json({"hold": hold_id, "released": released})
    elif released:
        say(f"{hold_id}: released. What is past its time goes with the next retention run.")
    else:
        say(f"{hold_id}: release asked for. A second person must say the same to release it.")


def _what(made: Hold) -> str:
    if made.period is not None:
        return " to ".join(f"{moment:%Y-%m-%d}" for moment in made.period)
    count = len(made.conversations)
    return f"{count} conversation" + ("" if count == 1 else "s")


def _facts(made: Hold) -> dict[str, object]:
    return {
        "hold": made.hold_id,
        "tenant": made.tenant,
        "scope": made.scope.value,
        "what": _what(made),
        "conversations": sorted(made.conversations),
        "placed_at": iso(made.placed_at),
        "placed_by": made.placed_by,
        "release_asked_by": made.release_asked_by or "",
    }
