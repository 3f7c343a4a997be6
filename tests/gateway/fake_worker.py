"""A detection worker whose findings are trivial and which misbehaves when a text says so.

Started by the tests in place of the real one; it runs the real loop.
"""

import os
import re
import sys
import time
from pathlib import Path

from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.detection_frames import Inspected, Reading
from proxy.gateway.detection_loop import run_worker
from proxy.privacy.base import DetectionRules, Finding
from proxy.topics.base import Severity, TopicHit, TopicRules

_WORD = re.compile(r"\d+")


def fake_inspect(reading: Reading) -> Inspected:
    """Digits are findings; what was asked decides the rule; the first letter is the topic."""
    asked = ",".join(sorted(reading.asked))
    rule = f"digits:{asked}:{reading.from_customer}"
    findings = tuple(
        Finding("NUMBER", match.start(), match.end(), 0.75, rule)
        for match in _WORD.finditer(reading.text)
    )
    topics = (TopicHit("talk", Severity.LOW, 0.5, "first"),) if reading.classify else ()
    return Inspected(findings, topics, "en" if reading.from_customer else "und")


def wait_for(path: Path) -> None:
    """Until there is such a file; in vain for longer than any test lasts."""
    for _ in range(60_000):
        if path.exists():
            return
        time.sleep(0.01)


class FakeInspector:
    """Does what the text says, then finds digits."""

    def __init__(self, rules: DetectionRules, topic_rules: TopicRules) -> None:
        del topic_rules
        if rules.version == "cannot start":
            raise ServiceError(ErrorCode.DETECTION_FAILED, "The rules name an unknown recogniser.")
        if rules.version == "breaks at start":
            raise KeyError(rules.version)
        if rules.version.startswith("starts once:"):
            marker = Path(rules.version.removeprefix("starts once:"))
            if marker.exists():
                sys.exit(9)
            marker.touch()
        self._ballast: list[bytes] = []

    def inspect(self, reading: Reading) -> Inspected:
        """Misbehave as told, else answer."""
        match reading.text.split():
            case ["crash", *_]:
                os._exit(3)
            case ["hang", *_]:
                time.sleep(600)
            case ["slow", seconds, *_]:
                time.sleep(float(seconds))
            case ["until", path, *_]:
                wait_for(Path(path))
            case ["note", path, *_]:
                with Path(path).open("a") as notes:
                    notes.write("inspected\n")
            case ["raise", *_]:
                raise ValueError(reading.text)
            case ["print", *_]:
                print(reading.text, flush=True)
                print(reading.text, file=sys.stderr, flush=True)
            case ["outside", *_]:
                return Inspected((Finding("NUMBER", 0, len(reading.text) + 1, 0.5, "too long"),))
            case ["grow", *_]:
                self._ballast.append(bytes(range(256)) * 4096 * 16)
            case ["pid", *_]:
                return Inspected((Finding(f"PID_{os.getpid()}", 0, 1, 1.0, "pid"),))
            case ["environment", *_]:
                names = ",".join(sorted(os.environ))
                return Inspected((Finding(names, 0, 1, 1.0, "environment"),))
            case ["niceness", *_]:
                return Inspected((Finding(str(os.nice(0)), 0, 1, 1.0, "niceness"),))
            case _:
                pass
        return fake_inspect(reading)


if __name__ == "__main__":
    sys.exit(run_worker(FakeInspector))
