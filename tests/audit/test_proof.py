"""One record can be proven without the log, and nothing else can be proven with its proof."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from proxy.audit.canonical import to_canonical
from proxy.audit.proof import check_proof
from proxy.audit.prove import prove
from proxy.clock import SetClock
from proxy.errors import VerificationError
from proxy.keys.base import KeyPurpose
from tests.audit.made import NOW, SEED, Place, event, members, place, seeded


async def _grown(at: Place) -> tuple[Path, str, str]:
    """A log of one stream whose keys change, its stream, and a checkpoint from its middle."""
    clock = SetClock(NOW)
    log = at.open(clock=clock, key_seconds=2.5)
    for number in range(6):
        clock.forward(timedelta(seconds=1))
        await log.record(event(number))
    at.export("early.zip", clock=clock)
    for number in range(6, 12):
        clock.forward(timedelta(seconds=1))
        await log.record(event(number, f"conv_{number}"))
    await log.close()
    note = members(at.folder / "early.zip")["checkpoint"].decode()
    return at.export(clock=clock), log.stream, note


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Path, str, str]:
    at = place(tmp_path_factory.mktemp("grown"))
    return at, *asyncio.run(_grown(at))


Grown = tuple[Place, Path, str, str]


@pytest.mark.parametrize("seq", [0, 1, 6, 12, 13])
def test_every_record_is_proven_by_the_pinned_key_alone(grown: Grown, seq: int) -> None:
    at, path, stream, _ = grown
    pin = at.keyring.enrolment_signer().kid

    proven = check_proof(prove(path, stream, seq), pinned={pin})

    assert (proven.header.stream, proven.header.seq) == (stream, seq)
    assert (proven.content, proven.since, proven.enrolment) == (None, None, (pin,))


def test_growth_from_an_older_checkpoint_is_proven_with_it(grown: Grown) -> None:
    _, path, stream, note = grown

    proven = check_proof(prove(path, stream, 3, since=note))

    assert proven.since is not None
    assert proven.since < proven.checkpoint_at


def test_the_records_own_key_shows_what_was_sealed_in_it_alone(grown: Grown) -> None:
    _, path, stream, _ = grown
    data = prove(path, stream, 4, seed=SEED)

    assert check_proof(data).content == event(3).sealed
    assert b"words of turn 2" not in data
    for number in (2, 3, 9):
        told = check_proof(prove(path, stream, number + 1, seed=SEED)).content
        assert told == event(number).sealed


def test_no_changed_byte_of_a_proof_holds(grown: Grown) -> None:
    at, path, stream, note = grown
    pin = {at.keyring.enrolment_signer().kid}
    data = prove(path, stream, 4, since=note, seed=SEED)
    for position in range(0, len(data) - 1, 23):
        broken = bytearray(data)
        broken[position] ^= 0x01
        with pytest.raises(VerificationError):
            check_proof(bytes(broken), pinned=pin)


def _written(proof: dict[str, Any]) -> bytes:
    return to_canonical(proof) + b"\n"


def test_a_proof_with_parts_of_another_does_not_hold(grown: Grown) -> None:
    _, path, stream, note = grown
    one = json.loads(prove(path, stream, 4, since=note, seed=SEED))
    other = json.loads(prove(path, stream, 5, since=note, seed=SEED))
    for part in ("header", "path", "content"):
        with pytest.raises(VerificationError):
            check_proof(_written(one | {part: other[part]}))


@pytest.mark.parametrize(
    "change",
    [
        "p['footers'].pop(0)",
        "p['footers'].pop()",
        "p['footers'].clear()",
        "p['footers'].reverse()",
        "p['path'].pop()",
        "p['path'].append('0' * 64)",
        "p['path'][0] = 'zz'",
        "p['since']['path'].pop()",
        "p['since']['footer'] = p['footers'][-1]['body']",
        "p['enrolment'].clear()",
        "p['enrolment'][0] = '00' * 32",
        "p['statement'] = p['footers'][0]",
        "p['checkpoint'] = p['checkpoint'].replace('stream_', 'stream_x')",
        "p['content']['key'] = '00' * 32",
        "p['content']['sealed'] = ''",
        "p.pop('since')",
        "p.update(more=1)",
        "p.update(v='audit-proof/v2')",
        "p.update(header=5)",
        "p.update(footers=None)",
    ],
)
def test_a_proof_that_lacks_or_lies_about_a_part_does_not_hold(grown: Grown, change: str) -> None:
    _, path, stream, note = grown
    proof = json.loads(prove(path, stream, 4, since=note, seed=SEED))
    exec(change, {"p": proof})  # noqa: S102 - fixed texts above

    with pytest.raises(VerificationError):
        check_proof(_written(proof))


async def test_a_strangers_log_proves_nothing_under_the_pin(grown: Grown, tmp_path: Path) -> None:
    at, *_ = grown
    stranger = place(tmp_path, randomness=seeded(77))
    path, stream, _ = await _grown(stranger)
    with pytest.raises(VerificationError, match="not one you trust"):
        check_proof(prove(path, stream, 1), pinned={at.keyring.enrolment_signer().kid})


async def test_a_rotated_enrolment_key_comes_along(here: Place) -> None:
    path, stream, note = await _grown(here)
    old = here.keyring.enrolment_signer().kid
    here.keyring = here.keyring.changed(
        lambda d: d.rotated(KeyPurpose.ENROLMENT, now=NOW, randomness=seeded(8))
    )
    path = here.export("later.zip", clock=SetClock(NOW + timedelta(hours=1)))

    proven = check_proof(prove(path, stream, 1, since=note))

    assert set(proven.enrolment) == {old, here.keyring.enrolment_signer().kid}


def test_what_is_not_there_is_said(grown: Grown, tmp_path: Path) -> None:
    _, path, stream, _ = grown
    for wrong in ((stream, 14), (stream, -1), ("stream_" + "a" * 24, 0)):
        with pytest.raises(VerificationError):
            prove(path, *wrong)
    (tmp_path / "x").write_bytes(b"no bundle")
    with pytest.raises(VerificationError, match="verify it first"):
        prove(tmp_path / "x", stream, 0)
    with pytest.raises(VerificationError, match=r"erased, or for another"):
        prove(path, stream, 4, seed=b"x" * 32)
