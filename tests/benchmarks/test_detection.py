"""The benchmark compares with the real thing, and a miss does not become dear unnoticed."""

import random
import statistics

from benchmarks.detection import CASES, milliseconds, talk
from benchmarks.stock import stock_analyzer
from evaluation.requests import requests_of
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.base import TextToRead
from proxy.privacy.detect import Detector

STOCK = stock_analyzer()


def test_stock_runs_presidios_own_recognisers_though_ours_bear_their_names() -> None:
    running = STOCK.registry.get_recognizers(language="en", all_fields=True)
    assert len(running) >= 15
    assert {type(each).__module__.split(".")[0] for each in running} == {"presidio_analyzer"}


def test_each_text_of_a_case_is_another_one_and_the_same_in_every_run() -> None:
    for case in CASES:
        texts = [case.make(random.Random(seed)) for seed in range(5)]
        assert len(set(texts)) == 5
        assert texts[0] == case.make(random.Random(0))


def test_the_conversation_has_forty_turns() -> None:
    assert len(list(requests_of(talk(random.Random(1))))) == 40


def test_a_cold_message_of_sixty_words_costs_less_than_twice_what_stock_takes() -> None:
    """Processor time, text by text; the benchmark aims at not more than once."""
    ours = Detector(load_policy(shipped_policy("default")).detection)
    chance = random.Random(3)
    ratios = []
    for case in (CASES[1], CASES[4]):
        for text in [case.make(chance) for _ in range(25)]:
            theirs = milliseconds(lambda one: STOCK.analyze(one, language="en"), text)
            mine = milliseconds(lambda one: ours.detect(TextToRead(one, from_customer=True)), text)
            ratios.append(mine / theirs)
    assert statistics.median(ratios) < 2
