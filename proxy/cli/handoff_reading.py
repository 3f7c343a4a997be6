"""``chat-proxy handoff show`` and ``look``: a case with its values masked, and one of them on record.

What is masked, and what it takes to see it, is decided by what decides it in the console: the policy,
with the whole conversation read once more, here in this process.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from proxy.cellar import open_cellar
from proxy.cli.handoff import TERMINAL, case_argument, facts, terminal_desk
from proxy.cli.options import as_option, data_option, json_option, running, tenant_option
from proxy.cli.printing import say, say_json
from proxy.clock import iso
from proxy.console.recognised import Recognised, longest, mask_at, recognise
from proxy.console.segments import Mask, Piece, Showing, left_out, pieces
from proxy.gateway.detection import Inspected, Reading
from proxy.gateway.trial import Bench
from proxy.handoff.base import CaseMessage, OpenCase
from proxy.handoff.looks import Spot
from proxy.handoff_api.answers import Part
from proxy.ids import TenantId
from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy

_HOW = "[LABEL 1:2:3] stands for a value. To see it, on record: chat-proxy handoff look CASE 1:2:3"

policy_option = click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="CHAT_PROXY_POLICY",
    help="The policy that says what is masked, as the proxy serves it; default: the shipped one.",
)


@dataclass(frozen=True, slots=True)
class _Here:
    """Inspects in this process. Satisfies the gateway's Inspector."""

    bench: Bench

    async def inspect(self, readings: Sequence[Reading]) -> list[Inspected]:
        """One answer for each reading; what fails is not caught, so nothing is shown then."""
        return await asyncio.to_thread(self.bench.inspect, readings)


@click.command()
@data_option
@tenant_option
@policy_option
@as_option
@json_option
@click.option("--whole", type=int, metavar="NUMBER", help="A long message, by number: show more.")
@case_argument
@running
async def show(
    data: Path,
    tenant: str,
    policy: Path | None,
    agent: str,
    as_json: bool,
    whole: int | None,
    case: str,
) -> None:
    """Show a case with its conversation, recognised values masked. The look is recorded."""
    rules = _rules(policy)
    async with open_cellar(data) as cellar:
        opened = await terminal_desk(cellar).show(TenantId(tenant), case, agent)
    found = await recognise(opened.messages, rules, _Here(Bench(rules)), whole=whole)
    if as_json:
        say_json(_opened(opened, found, whole))
        return
    say(f"{opened.row.reference}  {opened.row.state}  topic: {opened.topic}")
    for message in opened.messages:
        who = message.name or message.author.value
        told = _told(message, found, whole)
        say(f"[{iso(message.at)}] {who}{' (held)' if message.held else ''}: {told}")
    if any(found.masks.values()):
        say(_HOW)


@click.command()
@data_option
@tenant_option
@policy_option
@as_option
@json_option
@case_argument
@click.argument("spot")
@running
async def look(
    data: Path, tenant: str, policy: Path | None, agent: str, as_json: bool, case: str, spot: str
) -> None:
    """Show the one value at SPOT of a case, such as 1:13:21 in `handoff show`.

    The look is recorded, and counted, before the value is opened. A type that needs two people is
    shown only after somebody has agreed to NAME's wish in the console or by the API; some types are
    shown to nobody.
    """
    rules, place, shop = _rules(policy), Spot.read(spot), TenantId(tenant)
    async with open_cellar(data) as cellar:
        opened = await terminal_desk(cellar).show(shop, case, agent)
        mask = await mask_at(opened, place, rules, _Here(Bench(rules)))
        looks = cellar.looks().asked(through=TERMINAL)
        value = await looks.see(
            shop,
            opened.row.case_id,
            agent,
            place,
            entity_type=mask.entity_type,
            second_person=mask.showing is Showing.BY_TWO,
        )
    if as_json:
        say_json({"spot": place.written(), "type": mask.entity_type, "value": value})
        return
    say(value)


def _rules(policy: Path | None) -> Policy:
    return load_policy(policy or shipped_policy("default"))


def _shown(message: CaseMessage, found: Recognised, whole: int | None) -> tuple[Piece, ...]:
    masks, end = found.masks.get(message.number, ()), longest(message.number, whole)
    return pieces(message.text, masks, message.number, longest=end)


def _told(message: CaseMessage, found: Recognised, whole: int | None) -> str:
    """For a terminal; lines within a text never look like one of ours."""
    said = "".join(_written(piece) for piece in _shown(message, found, whole))
    more = left_out(message.text, longest(message.number, whole))
    if more:
        said += f" … {more} more characters (--whole {message.number})"
    return "\n    | ".join(said.split("\n"))


def _written(piece: Piece) -> str:
    if piece.mask is None or piece.spot is None:
        return f"[{piece.text}]" if piece.trick else piece.text
    return f"[{piece.mask.label} {piece.spot.written()}{_needs(piece.mask)}]"


def _needs(mask: Mask) -> str:
    return {Showing.BY_TWO: " needs two people", Showing.NEVER: " is shown to nobody"}.get(
        mask.showing, ""
    )


def _opened(opened: OpenCase, found: Recognised, whole: int | None) -> dict[str, object]:
    messages = [
        {
            "number": message.number,
            "author": message.author.value,
            "name": message.name,
            "at": iso(message.at),
            "held": message.held,
            "parts": [
                Part.of(piece).model_dump(mode="json") for piece in _shown(message, found, whole)
            ],
            "left_out": left_out(message.text, longest(message.number, whole)),
        }
        for message in opened.messages
    ]
    return {**facts(opened.row), "topic": opened.topic, "messages": messages}
