"""Verbs for the people who work in the console."""

from pathlib import Path

import click

from proxy.cellar import open_cellar
from proxy.cli.options import data_option, examples, json_option, running, tenant_option
from proxy.cli.printing import say, say_json, say_table
from proxy.clock import iso
from proxy.console.staff import NewUser, Welcome
from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import TenantId
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.storage.users import UserRole

_BY = "command line"


@click.group(
    epilog=examples(
        "chat-proxy users add ada --shown-as Ada --role human_agent",
        "chat-proxy users add eve --role supervisor --role security",
        "chat-proxy users reset ada",
    )
)
def users() -> None:
    """Make, list, disable and reset the people who work in the console."""


name_argument = click.argument("name")


@users.command()
@data_option
@tenant_option
@json_option
@name_argument
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in UserRole]),
    multiple=True,
    required=True,
    help="What this person may do; repeatable.",
)
@click.option(
    "--shown-as",
    metavar="NAME",
    help="What customers and colleagues read, and the audit log names. Default: NAME itself.",
)
@click.option(
    "--queue",
    "queues",
    multiple=True,
    metavar="QUEUE",
    help="A team of the policy whose cases this person sees; repeatable. Default: all.",
)
@click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="CHAT_PROXY_POLICY",
    help="The policy that names the queues; default: the shipped one. Read where --queue is given.",
)
@click.option(
    "--single-sign-on",
    is_flag=True,
    help="Signs in at the identity provider; NAME is the e-mail address there. No password.",
)
@running
async def add(
    data: Path,
    tenant: str,
    as_json: bool,
    name: str,
    roles: tuple[str, ...],
    shown_as: str | None,
    queues: tuple[str, ...],
    policy: Path | None,
    single_sign_on: bool,
) -> None:
    """Make a user who signs in as NAME. The one-time password is shown once and works for 3 days."""
    if queues:
        _check_queues(queues, policy)
    new = NewUser(
        tenant=TenantId(tenant),
        name=name,
        display=shown_as or name,
        roles=frozenset(UserRole(role) for role in roles),
        queues=frozenset(queues),
        single_sign_on=single_sign_on,
    )
    async with open_cellar(data) as cellar:
        _say_welcome(await cellar.staff().add(new, by=_BY), as_json=as_json)


def _check_queues(queues: tuple[str, ...], file: Path | None) -> None:
    """A person of a queue that no case ever comes to would wait in vain."""
    known = load_policy(file or shipped_policy("default")).handoff.queues
    for name in queues:
        if name not in known:
            raise AdministratorError(
                ErrorCode.INVALID_SETTINGS,
                f"The policy has no queue {name}; it has {', '.join(sorted(known))}. Nobody was added. "
                "Name the policy that is served with --policy FILE.",
            )


@users.command("list")
@data_option
@json_option
@running
async def list_users(data: Path, as_json: bool) -> None:
    """Show all users, disabled ones too."""
    async with open_cellar(data) as cellar:
        found = await cellar.staff().list()
    rows: list[dict[str, object]] = [
        {
            "name": user.name,
            "shown_as": user.display,
            "roles": " ".join(sorted(user.roles)),
            "queues": " ".join(sorted(user.queues)) or "all",
            "tenant": user.tenant,
            "second_factor": _second_factor(user.single_sign_on, user.sealed_second_factor),
            "disabled": iso(user.disabled_at) if user.disabled_at else "",
            "user": user.user_id,
        }
        for user in found
    ]
    if as_json:
        say_json(rows)
    else:
        columns = ["name", "shown_as", "roles", "queues", "tenant", "second_factor", "disabled"]
        say_table([*columns, "user"], rows)


def _second_factor(single_sign_on: bool, sealed: bytes | None) -> str:
    if single_sign_on:
        return "elsewhere"
    return "yes" if sealed is not None else "not yet"


@users.command()
@data_option
@json_option
@name_argument
@running
async def disable(data: Path, as_json: bool, name: str) -> None:
    """Let NAME sign in no more; running sessions end at once."""
    async with open_cellar(data) as cellar:
        user = await cellar.staff().disable(name, by=_BY)
    if as_json:
        say_json({"user": user.user_id, "disabled": True})
        return
    say(f"{user.name} is disabled.")


@users.command()
@data_option
@json_option
@name_argument
@running
async def reset(data: Path, as_json: bool, name: str) -> None:
    """Give NAME a new one-time password, and a new second factor at the next sign-in.

    For a lost phone or a forgotten password. It lets a disabled user in again. Sessions end at once.
    """
    async with open_cellar(data) as cellar:
        _say_welcome(await cellar.staff().reset(name, by=_BY), as_json=as_json)


def _say_welcome(welcome: Welcome, *, as_json: bool) -> None:
    user = welcome.user
    if as_json:
        say_json({"user": user.user_id, "name": user.name, "one_time_password": welcome.password})
        return
    say(f"user: {user.name} ({user.user_id})")
    if welcome.password is None:
        say("Signs in at the identity provider.")
        return
    say(f"one-time password: {welcome.password}")
    say("It works once, for 3 days; a password of one's own and a second factor follow.")
