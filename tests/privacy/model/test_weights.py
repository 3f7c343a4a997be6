"""The file of weights, read."""

from pathlib import Path

import pycrfsuite
import pytest

from proxy.privacy.model.shipped import FOLDER, WEIGHTS
from proxy.privacy.model.weights import read_weights

SHIPPED = (FOLDER / WEIGHTS).read_bytes()


def test_weights_are_read_as_the_trainer_wrote_them(tmp_path: Path) -> None:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.append([["w=a"], ["w=é", "s=a b"]], ["O", "B"])
    trainer.train(str(tmp_path / "tiny"))

    weights = read_weights(tmp_path / "tiny")

    assert set(weights.labels) == {"O", "B"}
    assert set(weights.attributes) == {"w=a", "w=é", "s=a b"}
    outside, inside = weights.labels.index("O"), weights.labels.index("B")
    assert weights.state[weights.attributes["w=a"], outside] > 0
    assert weights.state[weights.attributes["w=é"], inside] > 0
    assert weights.transitions[outside, inside] > 0
    assert not weights.state[0].any()


@pytest.mark.parametrize("size", [0, 10, 47, 48, 1000, len(SHIPPED) // 2, len(SHIPPED) - 1])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "cut").write_bytes(SHIPPED[:size])
    with pytest.raises(ValueError):
        read_weights(tmp_path / "cut")


@pytest.mark.parametrize("at", [0, 8, 12])
def test_another_kind_of_file_is_refused(tmp_path: Path, at: int) -> None:
    (tmp_path / "other").write_bytes(SHIPPED[:at] + b"XXXX" + SHIPPED[at + 4 :])
    with pytest.raises(ValueError):
        read_weights(tmp_path / "other")
