"""Promises of the memory of findings; that cached equals uncached stands in test_detection."""

import hashlib
import secrets

from hypothesis import given
from hypothesis import strategies as st

from proxy.gateway.detection_frames import Inspected, Reading
from proxy.gateway.finding_cache import CacheKey, FindingCache
from proxy.privacy.base import Asked, Finding

READINGS = st.builds(
    Reading,
    text=st.text(alphabet=st.characters(exclude_categories=[]), max_size=4),
    asked=st.frozensets(st.sampled_from(list(Asked)), max_size=3),
    from_customer=st.booleans(),
    classify=st.booleans(),
)


def make(capacity: int = 100, versions: tuple[str, ...] = ("p1", "t1")) -> FindingCache:
    return FindingCache(capacity, versions=versions, randomness=lambda size: bytes(size))


def key(number: int) -> CacheKey:
    return CacheKey(bytes([number]))


def found(count: int) -> Inspected:
    return Inspected(tuple(Finding("PERSON", n, n + 1, 0.9, "name") for n in range(count)))


@given(READINGS, READINGS)
def test_two_readings_share_a_key_only_if_they_are_equal(one: Reading, other: Reading) -> None:
    cache = make()
    assert (cache.key_of(one) == cache.key_of(other)) is (one == other)


def test_another_version_of_the_rules_is_another_key() -> None:
    reading = Reading("hello")
    versions = [("p1", "t1"), ("p2", "t1"), ("p1", "t2"), ("p1t", "1"), ("", "p1t1")]
    assert len({make(versions=v).key_of(reading) for v in versions}) == len(versions)


def test_the_key_is_secret_to_this_process() -> None:
    """Who sees the keys cannot tell whether a value was looked up."""
    reading = Reading("crystal@example.com")
    keys = {
        FindingCache(9, versions=(), randomness=secrets.token_bytes).key_of(reading)
        for _ in range(3)
    }
    assert len(keys) == 3
    assert hashlib.blake2b(b"crystal@example.com", digest_size=20).digest() not in keys


def test_it_holds_no_text() -> None:
    cache = make()
    reading = Reading("crystal@example.com", frozenset({Asked.EMAIL}))
    cache.put(cache.key_of(reading), Inspected((Finding("EMAIL", 0, 19, 1.0, "email"),)))
    assert "crystal" not in repr(vars(cache))
    assert "crystal" not in repr(reading)


def test_the_least_recently_used_answer_makes_room() -> None:
    cache = make(capacity=3)
    for n in range(3):
        cache.put(key(n), found(0))
    assert cache.get(key(0)) is not None
    cache.put(key(3), found(0))
    assert cache.get(key(1)) is None
    assert cache.get(key(0)) is not None
    assert len(cache) == 3
    assert (cache.hits, cache.misses) == (2, 1)


def test_a_text_full_of_findings_weighs_more() -> None:
    cache = make(capacity=10)
    for n in range(5):
        cache.put(key(n), found(0))
    cache.put(key(9), found(8))
    assert cache.weight <= 10
    assert cache.get(key(9)) is not None
    cache.put(key(8), found(50))
    assert (len(cache), cache.weight) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=40))
def test_the_weight_is_always_that_of_what_is_kept(puts: list[tuple[int, int]]) -> None:
    cache = make(capacity=12)
    for number, count in puts:
        cache.put(key(number), found(count))
        assert cache.weight == sum(1 + len(a.findings) for a in cache._answers.values()) <= 12


def test_a_cache_of_nothing_remembers_nothing() -> None:
    cache = make(capacity=0)
    cache.put(key(1), found(0))
    assert cache.get(key(1)) is None
