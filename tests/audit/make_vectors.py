"""Makes tests/vectors/audit-v1/: ``python -m tests.audit.make_vectors``.

Everything random comes from a fixed seed, but for the HPKE encapsulation, which is random in the
library: so the vectors are files to be read, and are made again only when the format changes
(then under a new version). Each broken bundle has one reason to fail, which its name tells.
"""

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path

from proxy.audit import Reason, erase_content, open_bundle
from proxy.audit.canonical import to_canonical
from proxy.clock import SetClock
from proxy.ids import ConversationId
from proxy.keys.signatures import Ed25519Signer, sign_for
from tests.audit.made import (
    AUDITOR_PUBLIC,
    NOW,
    SEED,
    b64,
    event,
    framed,
    frames,
    joined,
    lines,
    members,
    place,
    rebuilt,
    seeded,
    write,
)

FOLDER = Path(__file__).parents[1] / "vectors" / "audit-v1"
Parts = dict[str, bytes]


def _log_of(parts: Parts) -> str:
    return next(n for n in parts if n.endswith("/log") and b'"previous_stream":null' in parts[n])


def _edit(change: Callable[[list[bytes]], object]) -> Callable[[Parts], None]:
    def apply(parts: Parts) -> None:
        log = lines(parts[_log_of(parts)])
        change(log)
        parts[_log_of(parts)] = joined(log)

    return apply


def _swap(log: list[bytes]) -> None:
    log[3], log[5] = log[5], log[3]


def _change_header(log: list[bytes]) -> None:
    log[3] = log[3].replace(b'"protected":0', b'"protected":9')


def _change_content(parts: Parts) -> None:
    name = _log_of(parts).replace("/log", "/contents")
    kept = dict(frames(parts[name]))
    kept[3] = kept[3][:-1] + bytes([kept[3][-1] ^ 1])
    parts[name] = framed(list(kept.items()))


def _drop_content(parts: Parts) -> None:
    name = _log_of(parts).replace("/log", "/contents")
    parts[name] = framed([frame for frame in frames(parts[name]) if frame[0] != 3])


def _drop_key(parts: Parts) -> None:
    name = _log_of(parts).replace("/log", "/keys")
    parts[name] = joined(lines(parts[name])[1:])


def _drop_stream(parts: Parts) -> None:
    stream = _log_of(parts).removesuffix("log")
    for part in ("log", "keys", "contents"):
        parts.pop(stream + part)


def _foreign(parts: Parts) -> None:
    name = _log_of(parts)
    other = next(n for n in parts if n.endswith("/log") and n != name)
    log = lines(parts[name])
    log.insert(3, lines(parts[other])[3])
    parts[name] = joined(log)


def _sign_anew(log: list[bytes]) -> None:
    """As a thief does who holds another key than the one that was vouched for."""
    thief, body = Ed25519Signer(b"t" * 32), json.loads(log[6].split(b" ")[2])
    forged = to_canonical(body | {"key": thief.public.hex()})
    log[6] = b"footer " + b64(sign_for(thief, "audit-footer", forged)) + b" " + forged


def _change_key(parts: Parts) -> None:
    name = _log_of(parts).replace("/log", "/keys")
    keys = lines(parts[name])
    keys[0] = keys[0][:-8] + bytes([keys[0][-8] ^ 1]) + keys[0][-7:]
    parts[name] = joined(keys)


BROKEN: dict[str, Callable[[Parts], None]] = {
    "changed_header": _edit(_change_header),
    "changed_ciphertext": _change_content,
    "missing_record": _edit(lambda log: log.pop(3)),
    "duplicate_record": _edit(lambda log: log.insert(6, log[3])),
    "reordered": _edit(_swap),
    "foreign_record": _foreign,
    "missing_footer": _edit(lambda log: log.pop(4)),
    "missing_stream": _drop_stream,
    "missing_content": _drop_content,
    "missing_key": _drop_key,
    "misplaced_footer": _edit(lambda log: log.insert(7, log[4])),
    "wrong_key": _edit(_sign_anew),
    "changed_key": _change_key,
    "changed_file": lambda parts: parts.update({"README.txt": b"trust me"}),
    "extra_file": lambda parts: parts.update({"notes.txt": b"x"}),
}
"""Name of the vector, which is the kind of finding that it must give → how it is broken."""


async def _fill(folder: Path) -> Path:
    """Two streams; a conversation erased; text that is not ASCII."""
    clock = SetClock(NOW)
    at = place(folder, randomness=seeded(11))
    first = at.open(clock=clock, randomness=seeded(12), key_seconds=3.5)
    await write(first, 4, clock=clock)
    await first.record(event(4, "conv_c", text="Grüße – 你好 \ud83d"))
    await first.close()
    clock.forward(timedelta(hours=1))
    second = at.open(clock=clock, randomness=seeded(13))
    await write(second, 3, clock=clock)
    clock.forward(timedelta(minutes=1))
    await erase_content(
        at.store,
        ConversationId("conv_b"),
        log=second,
        reason=Reason("asked for by the customer", "privacy desk"),
        clock=clock,
        randomness=seeded(14),
    )
    await second.close()
    return at.export(clock=clock)


async def _forgetful(folder: Path) -> Path:
    """By a writer that does not name the record before, although it knows its data key."""
    at = place(folder, randomness=seeded(21))
    log = at.open(randomness=seeded(22))
    await write(log, 3)
    log._stream._sealer._before.clear()
    await write(log, 2, start=3)
    await log.close()
    return at.export()


MADE: dict[str, Callable[[Path], Coroutine[None, None, Path]]] = {"broken_conversation": _forgetful}
"""Name of a vector that needs a writer which does wrong → who makes it."""


def main() -> None:
    """Write all vectors."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        good = asyncio.run(_fill(Path(folder)))
        shutil.copyfile(good, FOLDER / "good.zip")
        for name, change in BROKEN.items():
            parts = members(good)
            change(parts)
            shutil.copyfile(rebuilt(good, parts, f"{name}.zip"), FOLDER / f"{name}.zip")
    for name, make in MADE.items():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copyfile(asyncio.run(make(Path(folder))), FOLDER / f"{name}.zip")
    (FOLDER / "auditor.pub").write_text(AUDITOR_PUBLIC)
    note = {"purpose": "opens these vectors and nothing else", "auditor_seed": SEED.hex()}
    (FOLDER / "test-only.json").write_text(json.dumps(note, indent=1) + "\n")
    opened = list(open_bundle(FOLDER / "good.zip", SEED))
    (FOLDER / "opened.jsonl").write_text("".join(json.dumps(r) + "\n" for r in opened))
    sys.stdout.write(f"{len(BROKEN) + len(MADE) + 1} bundles in {FOLDER.name}\n")


if __name__ == "__main__":
    main()
