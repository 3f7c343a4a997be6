"""Client keys: their shape, their strength, and what is kept of them."""

import hashlib
import secrets

import pytest

from proxy.storage.client_keys import UNKNOWN_ID, key_id_of, new_client_key, proves


def test_a_key_starts_as_chatbot_vendors_expect_and_says_its_id() -> None:
    key, kept = new_client_key(secrets.token_bytes)
    assert key.startswith("sk-proxy-")
    assert key_id_of(key) == kept.key_id


def test_what_is_kept_is_a_hash_of_256_random_bits() -> None:
    asked: list[int] = []

    def randomness(size: int) -> bytes:
        asked.append(size)
        return bytes(range(size))

    key, kept = new_client_key(randomness)
    assert asked == [10, 32]
    assert kept.key_hash == hashlib.sha256(key.encode()).digest()
    assert key.rsplit("-", 1)[1] not in repr(kept)


def test_a_key_proves_itself_and_nothing_else() -> None:
    key, kept = new_client_key(secrets.token_bytes)
    other, _ = new_client_key(secrets.token_bytes)
    assert proves(key, kept.key_hash)
    assert not proves(other, kept.key_hash)
    assert not proves(key[:-1] + ("a" if key[-1] != "a" else "b"), kept.key_hash)
    assert not proves(key, None)


@pytest.mark.parametrize(
    "text",
    ["", "sk-", "sk-proxy-", "Bearer x", "sk-proxy-" + "a" * 16 + "-short", "\ud800", "sk-" * 9999],
)
def test_anything_else_is_looked_up_by_an_id_that_no_key_has(text: str) -> None:
    assert key_id_of(text) == UNKNOWN_ID
    assert not proves(text, None)
