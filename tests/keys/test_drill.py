"""Only who can open the log can answer a drill."""

import json
import secrets
from datetime import UTC, datetime

import pytest

from proxy.errors import AdministratorError, VerificationError
from proxy.keys import new_auditor_pair, read_auditor_public, read_auditor_secret
from proxy.keys.drill import Drill, answer_drill, answered_by, new_drill, read_drill

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAIRS = [new_auditor_pair(now=NOW) for _ in range(3)]
SEEDS = [read_auditor_secret(secret).seed for secret, _ in PAIRS]
KEYS = [read_auditor_public(public).key for _, public in PAIRS]


def drill() -> Drill:
    made = new_drill("log_x", KEYS[:2], now=NOW, randomness=secrets.token_bytes)
    return read_drill(made.text())


def test_each_auditor_answers_for_himself_and_nobody_else_can() -> None:
    made = drill()
    for seed, key in zip(SEEDS[:2], KEYS[:2], strict=True):
        assert answered_by(made, answer_drill(made, seed)) == (key.kid, True)
    with pytest.raises(AdministratorError, match="no canary"):
        answer_drill(made, SEEDS[2])


def test_a_guessed_answer_is_wrong_and_one_to_another_drill_is_none() -> None:
    made = drill()
    right = json.loads(answer_drill(made, SEEDS[0]))
    for canary in ("00" * 32, "", "zz", None):
        assert answered_by(made, json.dumps(right | {"canary": canary})) == (KEYS[0].kid, False)
    others: list[object] = [right | {"auditor": KEYS[2].kid}, right | {"drill": "drill_x"}, {}, []]
    for other in others:
        with pytest.raises(AdministratorError):
            answered_by(made, json.dumps(other))
    with pytest.raises(AdministratorError):
        answered_by(drill(), json.dumps(right))


def test_what_was_changed_does_not_open() -> None:
    made = drill()
    text = json.loads(made.text())
    text["log"] = "log_y"
    with pytest.raises(VerificationError):
        answer_drill(read_drill(json.dumps(text)), SEEDS[0])
    for broken in ("", "{}", made.text()[:-40], json.dumps(text | {"canaries": [1]})):
        with pytest.raises(AdministratorError):
            read_drill(broken)


def test_the_file_tells_nothing_that_opens_anything() -> None:
    made = drill()
    assert json.loads(answer_drill(made, SEEDS[0]))["canary"] not in made.text()
