"""Promises about headers, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.gateway import headers
from proxy.ids import new_turn_id


def scope(*pairs: tuple[bytes, bytes]) -> dict[str, object]:
    return {"type": "http", "headers": list(pairs)}


_NAMES = st.sampled_from(
    ["cookie", "authorization", "idempotency-key", "openai-beta", "x-stainless-os", "user-agent",
     "x-forwarded-for", "traceparent", "openai-organization", "content-type", "x-anything", "host"]
)  # fmt: skip


@given(st.dictionaries(_NAMES | st.text(max_size=20), st.lists(st.text(), min_size=1, max_size=2)))
def test_no_header_of_the_client_reaches_the_provider(given_headers: dict[str, list[str]]) -> None:
    assert headers.to_provider(given_headers) == {}


def test_the_providers_log_gets_our_random_turn_id() -> None:
    turn = new_turn_id()
    assert headers.request_id(turn) == {"x-client-request-id": turn}


def test_repeated_request_headers_stay_apart() -> None:
    given_headers = headers.request_headers(scope((b"Host", b"a"), (b"host", b"b\xe9")))
    assert given_headers == {"host": ["a", "b\xe9"]}


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (["Bearer sk-abc"], "sk-abc"),
        (["bearer sk-abc "], "sk-abc"),
        (["Basic dXNlcjpwdw=="], None),
        (["Bearer"], None),
        (["Bearer "], None),
        (["Bearer a b"], None),
        (["Bearer " + "x" * 300], None),
        (["Bearer sk-a", "Bearer sk-b"], None),
        ([], None),
    ],
)
def test_one_bearer_key_or_none(values: list[str], key: str | None) -> None:
    assert headers.client_key({"authorization": values} if values else {}) == key


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"x-api-key": ["sk-abc"]}, "sk-abc"),
        ({"x-api-key": ["sk a"]}, None),
        ({"x-api-key": ["sk-a", "sk-a"]}, None),
        ({"x-api-key": ["sk-a"], "authorization": ["Bearer sk-a"]}, None),
        ({"api-key": ["sk-abc"]}, "sk-abc"),
        ({"api-key": ["sk-a"], "x-api-key": ["sk-a"]}, None),
    ],
)
def test_the_other_header_for_a_key_is_read_when_it_is_the_only_one(
    given: dict[str, list[str]], key: str | None
) -> None:
    assert headers.client_key(given) == key


@pytest.mark.parametrize("values", [[], [""], ["  "]])
def test_an_absent_identifier_is_none(values: list[str]) -> None:
    assert headers.identifier({"x-conversation-id": values}, "x-conversation-id") is None


def test_an_identifier_comes_back_as_it_was_sent() -> None:
    sent = {"x-conversation-id": [" cart 7/Ab-3 "]}
    assert headers.identifier(sent, "x-conversation-id") == "cart 7/Ab-3"


@pytest.mark.parametrize(
    "values", [["a", "b"], ["a", "a"], ["x" * 257], ["a\r\nb"], ["caf\xe9"], ["a\x00"], ["a\x7f"]]
)
def test_an_identifier_with_two_readings_is_refused_and_not_repeated(values: list[str]) -> None:
    with pytest.raises(CallerError) as failure:
        headers.identifier({"idempotency-key": values}, "idempotency-key")
    assert failure.value.code is ErrorCode.INVALID_REQUEST
    assert failure.value.param == "idempotency-key"
    assert len(values[0]) < 3 or values[0] not in failure.value.message


def test_limits_waits_and_ids_pass_from_the_provider() -> None:
    sent = {
        "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT",
        "retry-after-ms": "1200",
        "x-should-retry": "true",
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-tokens": "149984",
        "x-ratelimit-reset-tokens": "6m0s",
        "openai-processing-ms": "412",
    }
    assert headers.from_provider(sent.items()) == sent
    assert headers.from_provider([("X-Request-Id", "req_1-a")]) == {
        "x-provider-request-id": "req_1-a"
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("set-cookie", "a=b"),
        ("x-ratelimit-customer", "Crystal"),
        ("x-ratelimit-limit-requests", "call +1 201-555-0123"),
        ("openai-processing-ms", "12\r\nset-cookie: a=b"),
        ("openai-processing-ms", "crystal"),
        ("x-should-retry", "maybe"),
        ("retry-after", "<script>"),
        ("retry-after", "1" * 65),
        ("x-request-id", "req 1"),
        ("x-request-id", "r" * 129),
        ("openai-organization", "org-1"),
        ("location", "https://evil.example"),
        ("access-control-allow-origin", "*"),
        ("content-length", "5"),
        ("x-chat-proxy-decision", "forwarded"),
    ],
)
def test_everything_else_stays_with_the_provider(name: str, value: str) -> None:
    assert headers.from_provider([(name, value)]) == {}


def test_a_repeated_header_is_dropped_rather_than_chosen_from() -> None:
    assert headers.from_provider([("retry-after", "1"), ("Retry-After", "2")]) == {}


@given(st.lists(st.tuples(st.sampled_from([*headers.FROM_PROVIDER, "x-request-id"]), st.text())))
def test_whatever_passes_may_stand_in_a_header(pairs: list[tuple[str, str]]) -> None:
    for name, value in headers.from_provider(pairs).items():
        assert f"{name}{value}".isascii()
        assert f"{name}{value}".isprintable()


@given(st.text(max_size=2000))
def test_a_cleaned_value_may_stand_in_a_header(value: str) -> None:
    cleaned = headers.clean(value)
    assert cleaned.isascii()
    assert cleaned.isprintable()
    assert len(cleaned) <= 512


def test_retry_after_is_told_where_it_is_known() -> None:
    known = ServiceError(ErrorCode.OVERLOADED, "Later.", retry_after=3)
    assert headers.retry_after(known) == {"retry-after": "3"}
    assert headers.retry_after(ServiceError(ErrorCode.OVERLOADED, "Later.")) == {}
