"""URLs: where they stand, and which come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.links import is_allowed_host, is_allowed_link, urls_in
from tests.growth import LINEAR, growth

HOSTS = frozenset({"shop.example", "*.parcels.example"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://shop.example/a.", ["https://shop.example/a"]),
        ("(https://shop.example/a)", ["https://shop.example/a"]),
        ("https://shop.example/a_(b)", ["https://shop.example/a_(b)"]),
        ("[t](https://shop.example/a?x=1)", ["https://shop.example/a?x=1"]),
        ("<https://shop.example>", ["https://shop.example"]),
        ('{"u":"https://shop.example/a"}', ["https://shop.example/a"]),
        ("www.shop.example/a, ok", ["www.shop.example/a"]),
        ("shop.example/a?b", ["shop.example/a?b"]),
        ("HTTPS://SHOP.EXAMPLE/A!", ["HTTPS://SHOP.EXAMPLE/A"]),
        ("maria@example.com/x", []),
        ("no address here. None", []),
        (
            "a https://a.example/1 b https://b.example/2",
            ["https://a.example/1", "https://b.example/2"],
        ),
    ],
)
def test_urls_are_found_without_the_sentence_around_them(text: str, expected: list[str]) -> None:
    assert [text[url.start : url.end] for url in urls_in(text)] == expected


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://shop.example/a?b=c", True),
        ("http://SHOP.example:8443/", True),
        ("www.shop.example/a", False),
        ("shop.example/a", True),
        ("https://eu.parcels.example/1", True),
        ("https://a.b.parcels.example/1", True),
        ("https://parcels.example/1", False),
        ("https://shop.example.evil.example/", False),
        ("https://shop.example@evil.example/", False),
        ("https://evil.example\\@shop.example/", False),
        ("https://ann@shop.example/", False),
        ("https://evil.example\\.parcels.example/", False),
        ("https://evil.example#@shop.example/", False),
        ("https://evil.example/?u=shop.example", False),
        ("javascript:alert(1)", False),
        ("ftp://shop.example/", False),
        ("https:///shop.example/", False),
        ("https://[::1", False),
        ("https://shop.example:port/", False),
        ("https://shop.example/\n.evil.example", False),
        ("https://shop.example /", False),
        ("https://notshop.example/", False),
    ],
)
def test_only_ordinary_links_on_named_hosts_are_allowed(url: str, allowed: bool) -> None:
    assert is_allowed_link(url, HOSTS) is allowed
    assert not is_allowed_link(url, frozenset())


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    is_allowed_link("https://" + text, HOSTS)
    for url in urls_in(f"https://a.example/{text}"):
        assert url.start < url.end


def test_a_wildcard_stands_for_subdomains_only() -> None:
    assert not is_allowed_host("parcels.example", HOSTS)
    assert is_allowed_host("x.parcels.example.", HOSTS)


def test_a_long_tail_of_brackets_is_cut_in_time_proportional_to_it() -> None:
    assert growth(lambda size: "https://a.example/?q" + ")" * size, urls_in, 10_000) < LINEAR
