"""What reading a large log costs: ``python -m benchmarks.large_log [RECORDS] [FOLDER]``.

Writes a log of a million records (or as many as asked for) in the form of turns, exports it, and then
verifies, opens, counts and reports it, each in a process of its own whose largest memory is measured.
The same with a tenth of it shows whether memory grows with the log. Everything runs on one core.
"""

import asyncio
import json
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from proxy.audit import AuditEvent, AuditLog, EventKind, export_bundle, make_checkpoint
from proxy.ids import ConversationId, TenantId
from proxy.keys import LocalKeyring, new_auditor_pair, read_auditor_public
from proxy.keys.local_file import write_private
from proxy.storage.streams import SqliteStreamStore

TURNS_OF_A_CONVERSATION = 5
AT_ONCE = 400
WORDS = "Where is my parcel? It should have come on Tuesday. " * 6
VERBS = ("verify", "open", "stats", "report")

_MEASURED = """
import sys
from pathlib import Path
from proxy.cli.commands import main
sys.stdout = open('/dev/null', 'w')
try:
    main(sys.argv[1:], standalone_mode=False)
finally:
    told = Path('/proc/self/status').read_text()
    sys.stderr.write('\\n' + told.partition('VmHWM:')[2].split()[0])
"""


def _turn(number: int) -> tuple[AuditEvent, AuditEvent]:
    """Both records of one turn."""
    conversation = ConversationId(f"conv_{number // TURNS_OF_A_CONVERSATION}")
    turn, tenant = f"turn_{number}", TenantId("shop")
    opened = AuditEvent(
        EventKind.TURN_OPENED,
        tenant,
        conversation,
        {"turn": turn, "decision": "forwarded", "policy": "p" * 64, "protected": 2},
        {"sent": WORDS, "sent_sha256": secrets.token_hex(32), "counts": {"PERSON": 1}},
    )
    closed = AuditEvent(
        EventKind.TURN_CLOSED,
        tenant,
        conversation,
        {"turn": turn, "outcome": "completed", "status": 200},
        {"answer": WORDS},
    )
    return opened, closed


async def _write(log: AuditLog, turns: int) -> None:
    for start in range(0, turns, AT_ONCE):
        events = [e for n in range(start, min(start + AT_ONCE, turns)) for e in _turn(n)]
        await asyncio.gather(*(log.record(event) for event in events))
    await log.close()


def _made(folder: Path, records: int) -> Path:
    """A bundle of so many records, and the auditor's key beside it."""
    now = datetime.now(UTC)
    secret, public = new_auditor_pair(now=now)
    write_private(folder / "auditor.key", secret)
    keyring = LocalKeyring.create(folder / "keys", read_auditor_public(public), now=now)
    store = SqliteStreamStore(folder / "audit")
    log = AuditLog.open(store, keyring, software="benchmark", policy="p" * 64)
    started = time.perf_counter()
    asyncio.run(_write(log, records // 2))
    seconds = time.perf_counter() - started
    print(f"{'write':8} {records / seconds:9,.0f} records/s   {seconds:7.1f} s")
    started = time.perf_counter()
    export_bundle(store, keyring, folder / "log.bundle")
    seconds = time.perf_counter() - started
    size = (folder / "log.bundle").stat().st_size / 2**20
    print(f"{'export':8} {records / seconds:9,.0f} records/s   {seconds:7.1f} s   {size:,.0f} MiB")
    (folder / "kept.note").write_text(make_checkpoint(store, keyring))
    return folder / "log.bundle"


def _measure(verb: str, bundle: Path, records: int) -> dict[str, float]:
    folder = bundle.parent
    words = ["audit", verb, str(bundle)]
    if verb == "report":
        words.append(str(folder / "report.html"))
    if verb == "open":
        words.append("--json")
    if verb != "verify":
        words += ["--auditor-key", str(folder / "auditor.key")]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words], capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - started
    memory = int(done.stderr.rsplit("\n", 1)[1]) / 1024
    print(f"{verb:8} {records / seconds:9,.0f} records/s   {seconds:7.1f} s   {memory:6,.0f} MiB")
    return {"records_per_second": round(records / seconds), "memory_mib": round(memory)}


def main() -> None:
    """Two sizes, one after the other."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    told: dict[int, dict[str, dict[str, float]]] = {}
    for records in (most // 10, most):
        print(f"\n{records:,} records in {records // 2 // TURNS_OF_A_CONVERSATION:,} conversations")
        with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as name:
            bundle = _made(Path(name), records)
            told[records] = {verb: _measure(verb, bundle, records) for verb in VERBS}
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nwriting and exporting took {own:,.0f} MiB at most")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
