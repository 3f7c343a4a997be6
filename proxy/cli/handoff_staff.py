"""``chat-proxy handoff staff``: who could answer in each queue."""

from pathlib import Path

import click

from proxy.cellar import open_cellar
from proxy.cli.options import data_option, json_option, running, tenant_option
from proxy.cli.printing import Exit, say, say_json, say_table
from proxy.ids import TenantId
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.storage.staffing import SqlRoster

_HOW = (
    "Customers who wait there are told that nobody answers, and how else to reach you.",
    "Add a person:  chat-proxy users add NAME --role human_agent  (counts from the first sign-in on)",
    "A help desk:   chat-proxy handoff keys add NAME --acts-for-others",
)


@click.command()
@data_option
@tenant_option
@json_option
@click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="CHAT_PROXY_POLICY",
    help="The policy that names the queues; default: the shipped one.",
)
@click.pass_context
@running
async def staff(
    ctx: click.Context, data: Path, tenant: str, as_json: bool, policy: Path | None
) -> None:
    """Show who could answer in each queue: people, supervisors, agent keys.

    Exit code 1 when nobody could in one of them. People count once they have signed in with their
    second factor, keys while they work.
    """
    titles = load_policy(policy or shipped_policy("default")).handoff.queues
    async with open_cellar(data) as cellar:
        roster = await SqlRoster(cellar.database).roster(cellar.clock.now())
    covers = roster.cover(TenantId(tenant), titles)
    rows: list[dict[str, object]] = [
        {
            "queue": cover.queue,
            "title": titles[cover.queue],
            "people": cover.people,
            "supervisors": cover.supervisors,
            "keys": cover.keys,
            "nobody": cover.nobody if as_json else "nobody" if cover.nobody else "",
        }
        for cover in covers
    ]
    empty = [cover.queue for cover in covers if cover.nobody]
    if as_json:
        say_json(rows)
    else:
        say_table(["queue", "title", "people", "supervisors", "keys", "nobody"], rows)
    if empty and not as_json:
        say(f"Nobody could answer in {', '.join(empty)}.")
        for line in _HOW:
            say(line)
    if empty:
        ctx.exit(Exit.FOUND)
