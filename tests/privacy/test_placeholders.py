"""Placeholders as specified: vectors, keys, one value one placeholder, collisions, no values shown."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy import placeholders as module
from proxy.privacy.base import CanonicalForm, EntityRule, Operator, RestorationRules
from proxy.privacy.forms import canonical_form
from proxy.privacy.operators import code_of, operator_for
from proxy.privacy.placeholders import (
    DefinitionKey,
    Entry,
    Placeholders,
    Register,
    conversation_key,
    definition_key,
    identifier,
    key_for_definition,
)
from proxy.privacy.restore import Restorer
from proxy.sensitive import Sensitive
from proxy.turn import Channel, Sink

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "placeholder-v1.json").read_text("utf-8")
)
KEY = b"k" * 32
RULE = EntityRule("PERSON", "PERSON", form=CanonicalForm.PERSON)


def _reason(vector: dict[str, Any]) -> str:
    return str(vector["reason"])


def test_every_vector_has_a_reason_of_its_own() -> None:
    every = [*VECTORS["codes"], *VECTORS["keys"], *VECTORS["restoring"]["vectors"]]
    assert VECTORS["version"] == "placeholder/v1"
    assert len({vector["reason"] for vector in every}) == len(every)


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=_reason)
def test_vectors_of_codes(vector: dict[str, Any]) -> None:
    form = CanonicalForm(vector["form"])
    canonical = canonical_form(vector["text"], form, tuple(vector["regions"]))
    assert canonical == vector["canonical"]
    code = code_of(vector["label"], canonical, bytes.fromhex(vector["key"]), vector["counter"])
    assert f"[{vector['label']}_{code}]" == vector["placeholder"]


@pytest.mark.parametrize("vector", VECTORS["keys"], ids=_reason)
def test_vectors_of_keys(vector: dict[str, Any]) -> None:
    match vector["kind"]:
        case "conversation":
            made = conversation_key(
                bytes.fromhex(vector["tenant_secret"]),
                conversation=vector["conversation"],
                user=vector["user"],
                opening=vector["opening"],
            ).hex()
        case "definition":
            made = definition_key(bytes.fromhex(vector["tenant_secret"])).hex()
        case "definition_text":
            key = DefinitionKey(bytes.fromhex(vector["definition_key"]))
            made = key_for_definition(key, vector["texts"]).hex()
        case _:
            made = identifier(bytes.fromhex(vector["identifier_key"]), vector["text"])
    assert made == vector.get("key", vector.get("identifier"))


@pytest.mark.parametrize("vector", VECTORS["restoring"]["vectors"], ids=_reason)
def test_vectors_of_restoring(vector: dict[str, Any]) -> None:
    entries = {
        name: Entry("ANY", EntityRule("ANY", name[1:].partition("_")[0]), Sensitive(value))
        for name, value in VECTORS["restoring"]["placeholders"].items()
    }
    restorer = Restorer(Placeholders(entries), RestorationRules())
    shown = restorer.restore(
        vector["text"], Channel(0, "content"), sink=Sink.CUSTOMER_TEXT, json=vector["json"]
    )
    assert shown == vector["restored"]


@given(st.text(), st.text(), st.text(), st.text())
def test_user_and_opening_cannot_be_shifted_into_each_other(
    user: str, opening: str, other_user: str, other_opening: str
) -> None:
    first = conversation_key(KEY, conversation=None, user=user, opening=opening)
    second = conversation_key(KEY, conversation=None, user=other_user, opening=other_opening)
    assert (first == second) == ((user, opening) == (other_user, other_opening))


def test_an_id_is_never_the_key_of_an_opening() -> None:
    by_id = conversation_key(KEY, conversation="hello", user=None, opening="hello")
    assert by_id != conversation_key(KEY, conversation=None, user=None, opening="hello")
    assert by_id == conversation_key(KEY, conversation="hello", user="ann", opening="other")


def test_one_value_has_one_placeholder_and_a_second_spelling_shares_it() -> None:
    register = Register()
    first = register.assign("Maria Lopez", RULE, KEY)
    assert register.assign("MARIA  lopez", RULE, KEY) == first
    assert register.assign("Maria Lopez", EntityRule("OTHER", "OTHER"), KEY) == first
    assert register.freeze()[first].restores.reveal() == "Maria Lopez"


def test_a_colliding_code_is_hashed_again_in_order_of_appearance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "proxy.privacy.operators.code_of", lambda label, value, key, counter: f"00000{counter}"
    )
    register = Register()
    made = [register.assign(name, RULE, KEY) for name in ("Ann", "Bob", "Cid")]
    assert made == ["[PERSON_000000]", "[PERSON_000001]", "[PERSON_000002]"]
    entries = register.freeze()
    assert [entries[name].restores.reveal() for name in made] == ["Ann", "Bob", "Cid"]


def test_a_last_four_placeholder_does_not_hold_the_number() -> None:
    register = Register()
    rule = EntityRule("CREDIT_CARD", "CARD", Operator.LAST_FOUR, CanonicalForm.DIGITS)
    card = register.assign("4242424242424242", rule, KEY)
    short = register.assign("4242", rule, KEY)
    entries = register.freeze()
    assert entries[card].restores.reveal() == "•••• 4242"
    assert entries[short].restores.reveal() == "••••"
    assert dict(register.readable) == {"•••• 4242": card}


def test_the_map_cannot_be_changed_and_shows_nothing() -> None:
    register = Register()
    name = register.assign("Maria Lopez", RULE, KEY)
    entries = register.freeze()
    register.assign("Someone Else", RULE, KEY)
    assert list(entries) == [name]
    assert entries.labels == {"PERSON"}
    with pytest.raises(TypeError):
        entries[name] = entries[name]  # type: ignore[index]
    with pytest.raises(TypeError):
        entries._entries[name] = entries[name]  # type: ignore[index]
    assert "Maria" not in f"{entries!r} {entries} {entries[name]} {register!r}"


def test_a_copy_of_a_register_goes_its_own_way() -> None:
    register = Register()
    register.assign("Maria Lopez", RULE, KEY)
    other = register.copy()
    other.assign("Someone Else", RULE, KEY)
    assert len(register.entries) == 1
    assert len(other.entries) == 2
    assert other.labels == {"PERSON"}


@pytest.mark.parametrize("operator", list(Operator))
def test_operators_are_presidios_and_check_their_parameters(operator: Operator) -> None:
    made = operator_for(operator)
    assert made.operator_name() == operator.value
    assert made.operator_type().name == "Anonymize"
    with pytest.raises(ValueError, match="label"):
        made.operate("value", {"label": "PERSON"})
    assert copy.copy(module.LINK).label == "LINK"
