"""Verbs for client keys."""

from pathlib import Path

import click

from proxy.cellar import open_cellar
from proxy.cli.options import data_option, json_option, running, tenant_option
from proxy.cli.printing import say, say_json, say_table
from proxy.clock import iso
from proxy.ids import ClientId, TenantId
from proxy.storage.clients import Role


@click.group()
def clients() -> None:
    """Make, list and revoke the keys that chatbots and human agents use."""


@clients.command()
@data_option
@tenant_option
@json_option
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.CLIENT.value,
    show_default=True,
    help="A chatbot, or a role of the queue's API; `handoff keys add` says more of those.",
)
@running
async def add(data: Path, tenant: str, as_json: bool, name: str, role: str) -> None:
    """Make a key for NAME. It is shown once."""
    async with open_cellar(data) as cellar:
        made = await cellar.add_client(name, TenantId(tenant), Role(role))
    if as_json:
        say_json({"client": made.client, "client_key": made.key})
        return
    say(f"client: {made.client}")
    say(f"client key: {made.key}")


@clients.command("list")
@data_option
@json_option
@running
async def list_clients(data: Path, as_json: bool) -> None:
    """Show all clients. Keys themselves are not kept."""
    async with open_cellar(data) as cellar:
        found = await cellar.clients.list()
    rows: list[dict[str, object]] = [
        {
            "client": client.client_id,
            "name": client.name,
            "role": client.role.value,
            "tenant": client.tenant,
            "created": iso(client.created_at),
            "revoked": iso(client.revoked_at) if client.revoked_at else "",
        }
        for client in found
    ]
    if as_json:
        say_json(rows)
    else:
        say_table(["client", "name", "role", "tenant", "created", "revoked"], rows)


@clients.command()
@data_option
@json_option
@click.argument("client")
@running
async def revoke(data: Path, as_json: bool, client: str) -> None:
    """Revoke the key of CLIENT (an id of `clients list`). It stops working within a second."""
    await revoke_key(data, client, as_json=as_json)


async def revoke_key(data: Path, client: str, *, as_json: bool) -> None:
    """Revoke a key of whatever role, and say so."""
    async with open_cellar(data) as cellar:
        await cellar.revoke_client(ClientId(client))
    if as_json:
        say_json({"client": client, "revoked": True})
        return
    say(f"{client} is revoked.")
