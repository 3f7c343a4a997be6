"""Verbs for agent keys: who may use the JSON API of the human queue."""

from datetime import timedelta
from pathlib import Path

import click

from proxy.cellar import open_cellar
from proxy.cli.clients import revoke_key
from proxy.cli.options import data_option, examples, json_option, running, tenant_option
from proxy.cli.printing import say, say_json, say_table
from proxy.clock import iso
from proxy.errors import CallerError, ErrorCode
from proxy.handoff.verbs import named
from proxy.ids import TenantId
from proxy.storage.clients import Client, Role

ROLES = tuple(role for role in Role if role is not Role.CLIENT)


@click.group(
    epilog=examples(
        "chat-proxy handoff keys add Ada --role human_agent --queue safety",
        'chat-proxy handoff keys add "Help desk" --role supervisor --acts-for-others --days 365',
        "chat-proxy handoff keys revoke client_…",
    )
)
def keys() -> None:
    """Make, list and revoke agent keys, for the queue's JSON API (docs/handoff-api.md)."""


@keys.command()
@data_option
@tenant_option
@json_option
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in ROLES]),
    default=Role.HUMAN_AGENT.value,
    show_default=True,
    help="What the key may do, as in the console.",
)
@click.option(
    "--queue",
    "queues",
    multiple=True,
    help="A team whose cases the key sees; repeatable. Default: all.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    help="The key stops working after so many days. Default: when it is revoked.",
)
@click.option(
    "--acts-for-others",
    is_flag=True,
    help="For a help desk: it says for each request which of its people acts.",
)
@running
async def add(
    data: Path,
    tenant: str,
    as_json: bool,
    name: str,
    role: str,
    queues: tuple[str, ...],
    days: int | None,
    acts_for_others: bool,
) -> None:
    """Make an agent key for NAME, which customers read. The key is shown once."""
    named(name)
    if any(" " in queue or not queue for queue in queues):
        raise CallerError(ErrorCode.INVALID_REQUEST, "A queue's name has no blanks.", param="queue")
    async with open_cellar(data) as cellar:
        lasts = timedelta(days=days) if days is not None else None
        made = await cellar.add_client(
            name,
            TenantId(tenant),
            Role(role),
            queues=frozenset(queues),
            expires_at=cellar.clock.now() + lasts if lasts is not None else None,
            acts_for_others=acts_for_others,
        )
    if as_json:
        say_json({"client": made.client, "agent_key": made.key})
        return
    say(f"client: {made.client}")
    say(f"agent key: {made.key}")


@keys.command("list")
@data_option
@json_option
@running
async def list_keys(data: Path, as_json: bool) -> None:
    """Show all agent keys, revoked ones too. Keys themselves are not kept."""
    async with open_cellar(data) as cellar:
        found = [client for client in await cellar.clients.list() if client.role in ROLES]
    rows = [_facts(client) for client in found]
    if as_json:
        say_json(rows)
        return
    columns = ["client", "name", "role", "queues", "tenant", "acts_for_others", "expires"]
    say_table([*columns, "revoked"], rows)


@keys.command()
@data_option
@json_option
@click.argument("client")
@running
async def revoke(data: Path, as_json: bool, client: str) -> None:
    """Revoke the agent key of CLIENT (an id of `handoff keys list`). It stops within a second."""
    await revoke_key(data, client, as_json=as_json)


def _facts(client: Client) -> dict[str, object]:
    return {
        "client": client.client_id,
        "name": client.name,
        "role": client.role.value,
        "queues": " ".join(sorted(client.queues)) or "all",
        "tenant": client.tenant,
        "acts_for_others": "yes" if client.acts_for_others else "",
        "expires": iso(client.expires_at) if client.expires_at else "",
        "revoked": iso(client.revoked_at) if client.revoked_at else "",
    }
