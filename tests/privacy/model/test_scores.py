"""What we compute is what CRFsuite computes from the same weights."""

import numpy as np
import pycrfsuite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.measure import own_sets
from proxy.privacy.model import scores
from proxy.privacy.model.crf import BESIDE, NameModel, stretches_of
from proxy.privacy.model.features import Asked, FeatureReader, Situation, tokens_of
from proxy.privacy.model.lexicon import Lexicon
from proxy.privacy.model.scores import TextToScore
from proxy.privacy.model.shipped import FOLDER, LEXICON, WEIGHTS, load_model
from proxy.privacy.model.weights import Floats, read_weights
from tests.growth import LINEAR, growth

MODEL = load_model(FOLDER)
LABELS = read_weights(FOLDER / WEIGHTS).labels
READER = FeatureReader(Lexicon(FOLDER / LEXICON))
TAGGER = pycrfsuite.Tagger()
TAGGER.open(str(FOLDER / WEIGHTS))

SITUATIONS = st.builds(Situation, st.sampled_from(list(Asked)), st.booleans())
WORDS = (
    "my name is anna o'neill 's Smith bath and body works 12 oak street, apt 4 90210 . ! | ^ $ # ' _ - "
    "é Łukasz DENVER xqzzy tommy bahama İstanbul ＡＢ ٣ ² levi's"
)
PIECES = st.sampled_from(["\n", *WORDS.split()])
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=30).flatmap(
    lambda pieces: st.sampled_from(["", " ", "  ", "\t"]).map(lambda blank: blank.join(pieces))
)


def by_crfsuite(text: str, situation: Situation) -> list[Floats]:
    """The probabilities of each stretch, from features spelled out as in training."""
    features = READER.features(tokens_of(text), text, situation)
    found = []
    for first, last in stretches_of(TextToScore(text, situation)):
        low = max(0, first - BESIDE)
        TAGGER.set(features[low : last + BESIDE])
        rows = [[TAGGER.marginal(tag, at - low) for tag in LABELS] for at in range(first, last)]
        found.append(np.array(rows))
    return found


def is_the_same(text: str, situation: Situation, model: NameModel = MODEL) -> bool:
    ours, theirs = model.probabilities(text, situation), by_crfsuite(text, situation)
    return [each.shape for each in ours] == [each.shape for each in theirs] and all(
        np.allclose(one, other, rtol=0, atol=1e-9) for one, other in zip(ours, theirs, strict=True)
    )


@given(TEXTS, SITUATIONS)
@settings(deadline=None, max_examples=150)
def test_any_text_has_the_probabilities_that_crfsuite_gives(
    text: str, situation: Situation
) -> None:
    assert is_the_same(text, situation)


def test_what_customers_type_has_the_probabilities_that_crfsuite_gives() -> None:
    texts = [text.text for each in own_sets() for text in each.texts][::5]
    assert all(is_the_same(text, Situation()) for text in texts)


def test_a_text_of_many_stretches_has_the_probabilities_that_crfsuite_gives() -> None:
    sentence = "i went to bath and body works with anna brightwater, 12 oak street, denver "
    assert is_the_same(sentence * 200, Situation())


def test_a_full_memory_of_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "_KEPT_WORDS", 10)
    forgetful = load_model(FOLDER)
    for text in ("hi it is anna brightwater", "from black & decker in denver, 12 oak street"):
        for _ in range(3):
            assert is_the_same(text, Situation(), forgetful)


def test_a_text_full_of_what_a_brand_begins_with_costs_in_proportion_to_its_length() -> None:
    """Brands were once looked for in the whole text again with each stretch of it."""

    def work(text: str) -> None:
        MODEL.probabilities(text, Situation())

    assert growth(lambda size: "j." * size, work, 6_000) < LINEAR
