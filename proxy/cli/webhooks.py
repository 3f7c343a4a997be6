"""Verbs for webhooks: where handoff events go, how they are signed, what did not arrive."""

import os
import stat
from pathlib import Path

import click

from proxy.cellar import open_cellar
from proxy.cli.options import data_option, examples, json_option, running, tenant_option
from proxy.cli.printing import Exit, say, say_json, say_table
from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import CaseId, TenantId
from proxy.outside.webhook_post import WebhookPost
from proxy.private_files import reached_by_others
from proxy.sensitive import Sensitive
from proxy.webhooks import EndpointId, Endpoints, NewSecret, NotSentError, SecretId

_BY = "command line"


@click.group(
    epilog=examples(
        "chat-proxy webhooks add https://desk.example.com/hooks/chat",
        "chat-proxy webhooks test hook_…",
        "chat-proxy webhooks status",
    )
)
def webhooks() -> None:
    """Tell other systems, signed and without any text, that something happened to a case.

    A serving proxy delivers; the form stands in docs/spec/handoff-events.md.
    """


@webhooks.group()
def secret() -> None:
    """Add, list and revoke what an endpoint's events are signed with: several while rotating."""


endpoint_argument = click.argument("endpoint")
secret_file_option = click.option(
    "--secret-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Use the secret in this file (whsec_…), which nobody else may read. Default: a new one.",
)


@webhooks.command()
@data_option
@tenant_option
@json_option
@click.argument("url")
@click.option("--private", is_flag=True, help="The address may be one of the own network.")
@secret_file_option
@running
async def add(
    data: Path, tenant: str, as_json: bool, url: str, private: bool, secret_file: Path | None
) -> None:
    """Send the shop's handoff events to URL from now on. The signing secret is shown once."""
    given = _secret_in(secret_file)
    async with open_cellar(data) as cellar:
        made = await cellar.endpoints().add(
            TenantId(tenant), url, by=_BY, private=private, secret=given
        )
    _say_secret(made, given, as_json=as_json)


@webhooks.command("list")
@data_option
@json_option
@running
async def list_endpoints(data: Path, as_json: bool) -> None:
    """Show all endpoints. Of an address only the host: a path may hold a token."""
    async with open_cellar(data) as cellar:
        rows = await _rows(cellar.endpoints())
    if as_json:
        say_json(rows)
    else:
        say_table(["endpoint", "tenant", "host", "private", "off", "waiting", "undelivered"], rows)


@webhooks.command()
@data_option
@json_option
@click.pass_context
def status(ctx: click.Context, data: Path, as_json: bool) -> None:
    """Show what was not delivered yet, and what was given up.

    Exit code 1 when an endpoint is off, or something was given up: see `webhooks resend`.
    """
    rows, lost = _status(data)
    if as_json:
        say_json({"endpoints": rows, "undelivered": lost})
    else:
        say_table(["endpoint", "host", "off", "waiting", "oldest", "undelivered", "problem"], rows)
        if lost:
            say()
            say_table(["endpoint", "event", "type", "at"], lost)
    if lost or any(row["off"] for row in rows):
        ctx.exit(Exit.FOUND)


@running
async def _status(data: Path) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    async with open_cellar(data) as cellar:
        endpoints = cellar.endpoints()
        rows = await _rows(endpoints)
        lost: list[dict[str, object]] = [
            {
                "endpoint": each.endpoint_id,
                "event": each.event_id,
                "type": each.type,
                "case": each.case_id,
                "at": iso(each.at),
            }
            for row in rows
            for each in await endpoints.undelivered(EndpointId(str(row["endpoint"])))
        ]
    return rows, lost


@webhooks.command()
@data_option
@json_option
@endpoint_argument
@click.option("--case", help="Only the events of this case.")
@running
async def resend(data: Path, as_json: bool, endpoint: str, case: str | None) -> None:
    """Send what was given up to ENDPOINT again, as the same events, and try for days again."""
    only = CaseId(case) if case else None
    async with open_cellar(data) as cellar:
        count = await cellar.endpoints().resend(EndpointId(endpoint), by=_BY, case=only)
    if as_json:
        say_json({"resent": count})
    else:
        say(f"{count} events are sent again by the serving proxy.")


@webhooks.command("test")
@data_option
@json_option
@endpoint_argument
@click.pass_context
def send_test(ctx: click.Context, data: Path, as_json: bool, endpoint: str) -> None:
    """Send a ping to ENDPOINT, which tells nothing, and say what it answered.

    Exit code 1 when it was anything but yes (2xx).
    """
    answered = _ping(data, endpoint)
    if as_json:
        say_json({"answered": answered})
    else:
        say(f"answered: {answered}")
    if not answered.startswith("2"):
        ctx.exit(Exit.FOUND)


@running
async def _ping(data: Path, endpoint: str) -> str:
    async with open_cellar(data) as cellar:
        try:
            answer = await cellar.endpoints().test(EndpointId(endpoint), WebhookPost())
        except NotSentError as error:
            return error.why
    return str(answer.status)


@webhooks.command()
@data_option
@endpoint_argument
@running
async def off(data: Path, endpoint: str) -> None:
    """Send nothing to ENDPOINT for now; its events are kept and wait."""
    async with open_cellar(data) as cellar:
        found = await cellar.endpoints().switch_off(EndpointId(endpoint), by=_BY)
    say(f"{found.host} is off.")


@webhooks.command()
@data_option
@endpoint_argument
@running
async def on(data: Path, endpoint: str) -> None:
    """Send to ENDPOINT again, what waited first. Also after it answered 410 Gone."""
    async with open_cellar(data) as cellar:
        found = await cellar.endpoints().switch_on(EndpointId(endpoint), by=_BY)
    say(f"{found.host} is on.")


@webhooks.command()
@data_option
@endpoint_argument
@running
async def remove(data: Path, endpoint: str) -> None:
    """Tell ENDPOINT nothing more; its secrets and what it was not told yet are deleted."""
    async with open_cellar(data) as cellar:
        found = await cellar.endpoints().remove(EndpointId(endpoint), by=_BY)
    say(f"{found.host} is removed.")


@secret.command("add")
@data_option
@json_option
@endpoint_argument
@secret_file_option
@running
async def add_secret(data: Path, as_json: bool, endpoint: str, secret_file: Path | None) -> None:
    """Sign events for ENDPOINT with one more secret, shown once. Give it to the receiver.

    When the receiver knows it, revoke the one before.
    """
    given = _secret_in(secret_file)
    async with open_cellar(data) as cellar:
        made = await cellar.endpoints().add_secret(EndpointId(endpoint), by=_BY, secret=given)
    _say_secret(made, given, as_json=as_json)


@secret.command("list")
@data_option
@json_option
@endpoint_argument
@running
async def list_secrets(data: Path, as_json: bool, endpoint: str) -> None:
    """Show the ids of the secrets of ENDPOINT, newest first; the secrets themselves never."""
    async with open_cellar(data) as cellar:
        found = await cellar.endpoints().secrets(EndpointId(endpoint))
    rows: list[dict[str, object]] = [
        {"secret": each.secret_id, "made": iso(each.created_at)} for each in found
    ]
    if as_json:
        say_json(rows)
    else:
        say_table(["secret", "made"], rows)


@secret.command("revoke")
@data_option
@endpoint_argument
@click.argument("secret_id", metavar="SECRET")
@running
async def revoke_secret(data: Path, endpoint: str, secret_id: str) -> None:
    """Sign events for ENDPOINT with SECRET no more. The last one stays."""
    async with open_cellar(data) as cellar:
        await cellar.endpoints().revoke_secret(EndpointId(endpoint), SecretId(secret_id), by=_BY)
    say(f"{secret_id} is revoked.")


async def _rows(endpoints: Endpoints) -> list[dict[str, object]]:
    return [
        {
            "endpoint": endpoint.endpoint_id,
            "tenant": endpoint.tenant,
            "host": endpoint.host,
            "private": "yes" if endpoint.private else "",
            "off": endpoint.off_why or "",
            "waiting": backlog.waiting,
            "oldest": iso(backlog.oldest) if backlog.oldest else "",
            "undelivered": backlog.undelivered,
            "problem": backlog.problem or "",
        }
        for endpoint, backlog in await endpoints.list()
    ]


def _secret_in(file: Path | None) -> Sensitive | None:
    if file is None:
        return None
    with file.open(encoding="ascii", errors="replace") as opened:
        status_ = os.fstat(opened.fileno())
        fault = reached_by_others(status_, file) if stat.S_ISREG(status_.st_mode) else None
        if fault is not None:
            raise AdministratorError(ErrorCode.INVALID_SETTINGS, f"{fault}.")
        return Sensitive(opened.readline().strip())


def _say_secret(made: NewSecret, given: Sensitive | None, *, as_json: bool) -> None:
    shown = made.secret.reveal() if given is None else None
    if as_json:
        endpoint = made.endpoint.endpoint_id
        say_json({"endpoint": endpoint, "secret": made.secret_id, "signing_secret": shown})
        return
    say(f"endpoint: {made.endpoint.endpoint_id} ({made.endpoint.host})")
    say(f"secret: {made.secret_id}")
    if shown is not None:
        say(f"signing secret: {shown}")
        say("Keep it where the receiver runs; it is not shown again.")
