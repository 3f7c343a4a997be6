"""``chat-proxy retention erase``: what somebody has the right to see gone."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from proxy.audit.words import counted
from proxy.cellar import open_cellar
from proxy.cli.legal_holds import staff_option, why_option
from proxy.cli.options import data_option, json_option, running, tenant_option
from proxy.cli.printing import Exit, say, say_json, warn
from proxy.clock import iso
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.retention.base import ErasureReceipt, Export


@click.command()
@data_option
@tenant_option
@json_option
@click.option("--customer", metavar="ID", help="The storefront's own id of the customer.")
@click.option(
    "--case", "case_id", metavar="CASE", help="A case, by id or reference, and its conversation."
)
@click.option(
    "--conversation",
    "conversations",
    metavar="ID",
    multiple=True,
    help="An audit conversation; repeatable.",
)
@click.option(
    "--from",
    "found_by",
    type=click.File(encoding="utf-8"),
    help="File with conversations, one a line, or what `audit search --json` printed; - is standard "
    "input.",
)
@why_option
@staff_option
@click.pass_context
@running
async def erase(
    ctx: click.Context,
    data: Path,
    tenant: str,
    as_json: bool,
    customer: str | None,
    case_id: str | None,
    conversations: tuple[str, ...],
    found_by: TextIO | None,
    why: str,
    by: str,
) -> None:
    """Delete everything that is kept of a customer, a case or conversations. It is really gone.

    Prints a receipt, which holds nothing about the person. The audit log still verifies and shows that,
    when and by whose order something was erased. What is under legal hold is refused. Exit code 1 when
    nothing was found.
    """
    named = [*conversations, *(_named(found_by.read()) if found_by is not None else ())]
    if sum((customer is not None, case_id is not None, bool(named))) != 1:
        raise click.UsageError("Name one of --customer, --case, or conversations.")
    shop = TenantId(tenant)
    async with open_cellar(data) as cellar:
        eraser = cellar.keeping.eraser()
        if customer is not None:
            receipt = await eraser.customer(shop, customer, why=why, by=by)
        elif case_id is not None:
            found = await cellar.cases.by_reference(shop, case_id)
            meant_case = found.case_id if found is not None else CaseId(case_id)
            receipt = await eraser.case(shop, meant_case, why=why, by=by)
        else:
            meant = [ConversationId(name) for name in named]
            receipt = await eraser.conversations(shop, meant, why=why, by=by)
        older = (
            await cellar.keeping.exports.made_before(receipt.at) if receipt.conversations else ()
        )
    if as_json:
        say_json(_facts(receipt, older))
    else:
        _say_receipt(receipt, older)
    if not _anything(receipt):
        ctx.exit(Exit.FOUND)


def _anything(receipt: ErasureReceipt) -> bool:
    return bool(receipt.record_count or receipt.case_count or receipt.other_count)


def _named(text: str) -> list[str]:
    """Conversations in a list, or in the records that a search found; each once, in order."""
    names: dict[str, None] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name = json.loads(line).get("conversation") if line.startswith("{") else line
        if isinstance(name, str):
            names[name] = None
    return [*names]


def _facts(receipt: ErasureReceipt, older: Sequence[Export]) -> dict[str, object]:
    return {
        "at": iso(receipt.at),
        "cases": receipt.case_count,
        "contents": receipt.record_count,
        "links_and_maps": receipt.other_count,
        "conversations": list(receipt.conversations),
        "final": receipt.settled,
        "older_exports": [{"host": one.host, "path": one.path} for one in older],
    }


def _say_receipt(receipt: ErasureReceipt, older: Sequence[Export]) -> None:
    if _anything(receipt):
        _say_erased(receipt)
    else:
        warn(
            "Nothing was found: it was erased before, it is younger than ten seconds, or the id or "
            "--tenant is another. Check them."
        )
    if not receipt.settled:
        warn("The store is in use; deleted bytes leave the disk with the next retention run.")
    for export in older:
        warn(f"An earlier export may still hold it: {export.path} on {export.host}. Delete it.")


def _say_erased(receipt: ErasureReceipt) -> None:
    say(f"Erased at {iso(receipt.at)}: {counted(len(receipt.conversations), 'conversation')}")
    say(f"  {counted(receipt.record_count, 'sealed content')} of the audit log, with the keys")
    say(f"  {counted(receipt.case_count, 'case')}, {receipt.other_count} links and maps")
    for one in receipt.conversations:
        say(f"  {one}")
