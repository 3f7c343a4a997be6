"""However a value is disguised, all of it is found; and nothing is found in what only looks alike."""

import base64
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.conversations import problems

CARD = "4111111111111111"
PHONE = "+1 415-555-0132"
EMAIL = "jane.doe@example.com"
IBAN = "DE89370400440532013000"

Disguise = Callable[[str], str]


def _digits_from(zero: int) -> Disguise:
    return lambda value: "".join(chr(zero + int(c)) if c.isdigit() else c for c in value)


def _between(sign: str) -> Disguise:
    return lambda value: sign.join(value.replace(" ", ""))


def _wide(value: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def _in_two(sign: str) -> Disguise:
    return lambda value: value[: len(value) // 2] + sign + value[len(value) // 2 :]


def _fours(sign: str) -> Disguise:
    return lambda value: sign.join(value[at : at + 4] for at in range(0, len(value), 4))


def _each(form: str) -> Disguise:
    return lambda value: "".join(form.format(ord(c)) for c in value)


def _spoken(words: str) -> Disguise:
    return lambda value: " ".join(words.split()[int(c)] for c in value if c.isdigit())


ANY: dict[str, Disguise] = {
    "zero width space": lambda value: "\u200b".join(value),
    "soft hyphen": lambda value: "\u00ad".join(value),
    "word joiner": lambda value: "\u2060".join(value),
    "right to left": lambda value: f"\u202e{value}\u202c",
    "isolates": lambda value: f"\u2066{value}\u2069",
    "full width": _wide,
    "no-break spaces": _between("\u00a0"),
    "blanks": _between(" "),
    "HTML, decimal": _each("&#{};"),
    "HTML, hexadecimal": _each("&#x{:x};"),
    "URL, every character": _each("%{:02X}"),
    "URL, as usual": lambda value: urllib.parse.quote(value, safe=""),
    "JSON": _each("\\u{:04x}"),
    "JSON in JSON": _each("\\\\u{:04x}"),
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()).decode().rstrip("="),
    "base64 of a sentence": lambda v: base64.b64encode(f"this is {v} ok".encode()).decode(),
    "hexadecimal": lambda value: value.encode().hex(),
    "Markdown": lambda value: f"**{value}**",
    "quotes": lambda value: f"\u201c{value}\u201d",
}
NUMBERS: dict[str, Disguise] = {
    "line end in the middle": _in_two("\n"),
    "Arabic-Indic digits": _digits_from(0x660),
    "Persian digits": _digits_from(0x6F0),
    "Devanagari digits": _digits_from(0x966),
    "Bengali digits": _digits_from(0x9E6),
    "Thai digits": _digits_from(0xE50),
    "bold digits": _digits_from(0x1D7CE),
    "key caps": lambda value: "".join(f"{c}\ufe0f\u20e3" if c.isdigit() else c for c in value),
    "full stops": _between("."),
    "dashes": _between("-"),
    "long dashes": lambda value: value.replace("-", "\u2013"),
    "underscores": _between("_"),
    "slashes": _between("/"),
    "bars": _between("|"),
    "stars": _between("*"),
    "commas": _between(", "),
    "two blanks": _between("  "),
    "blank, dash, blank": _between(" - "),
    "letter O": lambda value: value.replace("0", "O"),
    "Cyrillic O": lambda value: value.replace("0", "\u041e"),
}
CARDS: dict[str, Disguise] = {
    "line ends": _fours("\n"),
    "tabs": _fours("\t"),
    "dots": _fours("..."),
    "double slashes": _fours(" // "),
    "then": _fours(" then "),
    "and": _fours(" and "),
    "und": _fours(" und "),
    "puis": _fours(" puis "),
    "next": _fours(", next "),
    "a word for the blank": _fours(" (space) "),
    "crosses": _fours("x"),
    "brackets": lambda value: "".join(f"[{value[at : at + 4]}]" for at in range(0, 16, 4)),
    "tildes": _fours("~"),
    "colons": _fours(":"),
    "letters before it": lambda value: f"x{value}",
    "letters behind it": lambda value: f"{value}exp",
    "small L for one": lambda value: value.replace("1", "l", 3),
    "pairs": lambda value: " ".join(value[at : at + 2] for at in range(0, 16, 2)),
}
SPOKEN = {
    "English": "zero one two three four five six seven eight nine",
    "English with oh": "oh one two three four five six seven eight nine",
    "German": "null eins zwei drei vier fünf sechs sieben acht neun",
    "French": "zéro un deux trois quatre cinq six sept huit neuf",
    "Spanish": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "Italian": "zero uno due tre quattro cinque sei sette otto nove",
    "Dutch": "nul een twee drie vier vijf zes zeven acht negen",
    "Portuguese": "zero um dois três quatro cinco seis sete oito nove",
}
SPOKEN_NUMBERS = (
    "four one one one, double one double one, triple one five two one oh",
    "forty one eleven eleven eleven eleven eleven eleven eleven",
    "4111 eleven eleven 1111 1111",
    "fourone five five fivefive zeroone threetwo",
    "four1five555zero132",
    "null eins sieben eins, siebenundzwanzig fünfunddreißig sechs sieben",
    "doppel fünf doppel drei eins zwei neun null",
    "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
    "seis doce treinta y cuatro cincuenta y seis setenta y ocho",
    "nul zes twaalf vierendertig zesenvijftig achtenzeventig",
    "zero sei dodici trenta quattro cinquanta sei settanta otto",
    "nove doze trinta e quatro cinquenta e seis setenta e oito",
)
SPELLED_EMAILS = (
    "jane.doe at example dot com",
    "jane dot doe at example dot com",
    "JANE DOT DOE AT EXAMPLE DOT COM",
    "jane(dot)doe(at)example(dot)com",
    "jane.doe[at]example[dot]com",
    "jane.doe {at} example {dot} com",
    "jane.doe<at>example<dot>com",
    "jane.doe_at_example_dot_com",
    "jane.doe-at-example-dot-com",
    'jane.doe "at" example "dot" com',
    "jane . doe @ example . com",
    "jane.doe@example dot com",
    "jane dot doe @ example dot com",
    "jane.doe @ example.com",
    "jane.doe@example,com",
    "jane.doe at example.com",
    "jane underscore doe at example dot co dot uk",
    "j4n3.d03@3x4mpl3.c0m",
    "j\u0430ne.d\u043ee@ex\u0430mple.com",
    "j a n e . d o e @ e x a m p l e . c o m",
    "jane.doe@ex\nample.com",
    "jane punkt doe ät example punkt de",
    "jane punkt doe klammeraffe example punkt de",
    "jane point doe arobase example point fr",
    "jane punto doe arroba example punto es",
    "jane punto doe chiocciola example punto it",
    "jane punt doe apenstaartje example punt nl",
    "jane ponto doe arroba example ponto pt",
    "jane tiret doe arobase example point fr",
    "jane guion bajo doe arroba example punto es",
)
CONVERSATIONS = (
    ("C: {{4111 1111}}", "A: ok", "C: {{1111 1111}}"),
    ("C: the first half is {{41111111}}", "A: and the rest?", "C: second half {{11111111}}"),
    ("C: {{4111}}", "C: {{1111}}", "C: {{1111}}", "C: {{1111}}"),
    ("C: my phone is {{415 555}}", "A: go on", "C: {{0132}}"),
    ("C: {{jane.doe}}", "A: yes?", "C: {{@example.com}}"),
    ("C: it is {{jane.doe@}}", "C: {{example.com}} of course"),
    ("C: {{DE89 3704 0044}}", "C: {{0532 0130 00}}"),
)
ORDINARY = (
    "look at example.com",
    "we met at shop dot com",
    "see the sale at example dot com",
    "one two three go",
    "it takes two, three, four days",
    "i ordered one, two, three of them",
    "sizes s, m, l, xl, a, b, c, d",
    "options a/b/c/d/e/f/g",
    "I want 1, 2, 3, 4, 5 and 6",
    "the numbers are 100 and 200 and 300 and 400 and 500",
    "dates 2024-01-02 then 2024-01-05",
    "it costs one hundred twenty dollars and fifty cents",
    "die lieferung dauert ein bis zwei tage, oder drei, vier",
    "il y a un ou deux jours",
    "ho ordinato uno o due giorni fa",
    "W H Y is this so slow",
    "P L E A S E help me",
    "the screen is 1080x1920 and 2560x1440 and 3840x2160",
    "resistor 4k7 and 10k and 1M and 100n",
    "I paid 10 @ 2.50",
)


@pytest.mark.parametrize("value", [CARD, PHONE, EMAIL, IBAN])
@pytest.mark.parametrize("disguise", ANY)
def test_every_value_is_found_in_every_disguise_of_characters(disguise: str, value: str) -> None:
    assert problems(f"C: here {{{{{ANY[disguise](value)}}}}} ok") == []


@pytest.mark.parametrize("value", [CARD, PHONE, EMAIL, IBAN, "13800138000"])
@pytest.mark.parametrize(
    "words", ["我叫王小明,电话{}", "您好 卡号{}到期 谢谢", "네 번호는{}입니다 네", "ค่ะ โทร{}ครับ นะ"]
)
def test_a_value_is_found_right_beside_words_that_are_written_without_blanks(
    words: str, value: str
) -> None:
    assert problems("C: " + words.format(f"{{{{{value}}}}}")) == []


@pytest.mark.parametrize("value", [CARD, PHONE, IBAN])
@pytest.mark.parametrize("disguise", NUMBERS)
def test_numbers_are_found_in_every_spacing_and_digit_system(disguise: str, value: str) -> None:
    assert problems(f"C: here {{{{{NUMBERS[disguise](value)}}}}} ok") == []


@pytest.mark.parametrize("disguise", CARDS)
def test_cards_are_found_however_their_digits_are_parted(disguise: str) -> None:
    text = CARDS[disguise](CARD)
    first = next(at for at, c in enumerate(text) if c.isdigit())
    last = len(text) - next(at for at, c in enumerate(reversed(text)) if c.isdigit())
    marked = f"{text[:first]}{{{{{text[first:last]}}}}}{text[last:]}"
    assert problems(f"C: my card {marked} ok") == []


@pytest.mark.parametrize("number", [CARD, "4155550132"])
@pytest.mark.parametrize("language", SPOKEN)
def test_digits_are_found_when_they_are_spoken(language: str, number: str) -> None:
    spoken = _spoken(SPOKEN[language])(number)
    for written in (spoken, spoken.upper(), spoken.replace(" ", ", "), spoken.replace(" ", "-")):
        assert problems(f"C: {{{{{written}}}}}") == []
        assert problems(f"C: ok, {{{{{written}}}}} thanks") == []


@pytest.mark.parametrize("spoken", SPOKEN_NUMBERS)
def test_numbers_of_more_than_one_digit_are_found_when_they_are_spoken(spoken: str) -> None:
    assert problems(f"C: reach me on {{{{{spoken}}}}}") == []


@pytest.mark.parametrize("spelled", SPELLED_EMAILS)
def test_email_addresses_are_found_when_their_signs_are_words(spelled: str) -> None:
    for text in ("{}", "my email is {}", "you can write to {} if there is news"):
        assert problems("C: " + text.format(f"{{{{{spelled}}}}}")) == []


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_values_are_found_when_they_come_in_pieces(conversation: tuple[str, ...]) -> None:
    assert problems(*conversation) == []


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_disguise(text: str) -> None:
    assert problems(f"C: <<{text}>>") == []


def test_short_codes_are_found_when_they_are_spoken() -> None:
    assert problems("C: my pin is {{four eight two one}}") == []
    assert problems("A: What is the PIN?", "C: {{four eight two one}}") == []
    assert problems("A: Und die Postleitzahl?", "C: {{eins null eins eins fünf}}") == []
    assert problems("C: the last four of my ssn are {{oh nine one two}}") == []


def test_a_name_is_found_when_it_is_spelled() -> None:
    assert problems("C: my name is {{o t t i l i e}}") == []


@st.composite
def _cards(draw: st.DrawFn) -> str:
    digits = draw(st.lists(st.integers(0, 9), min_size=14, max_size=14))
    body = [4, *digits]
    total = sum(d * 2 - 9 * (d > 4) if at % 2 == 0 else d for at, d in enumerate(body))
    return "".join(map(str, [*body, -total % 10]))


_PHONES = st.from_regex(r"\+1 (415|212|312)-555-01[0-9]{2}", fullmatch=True)
_EMAILS = st.from_regex(
    r"[b-df-h]{2}[a-e]{2,6}\.[k-n]{2}[a-e]{2,4}@example\.(com|org|net)", fullmatch=True
)
_FORMS: tuple[Disguise, ...] = (
    lambda value: value,
    _between(" "),
    _between("\u00a0"),
    _between("\u200b"),
)
_CHARACTERS: tuple[Disguise, ...] = (
    lambda value: value,
    _wide,
    lambda value: "\u200d".join(value),
    lambda value: "\u00ad".join(value),
    _digits_from(0x660),
    _digits_from(0x966),
)
_WRAPPINGS: tuple[Disguise, ...] = (
    lambda value: value,
    lambda value: f"\u202e{value}",
    lambda value: f"**{value}**",
    lambda value: f"({value})",
    lambda value: urllib.parse.quote(value, safe=""),
    _each("&#{};"),
    lambda value: base64.b64encode(value.encode()).decode(),
)


@settings(max_examples=60, deadline=None)
@given(
    value=_cards() | _PHONES | _EMAILS,
    form=st.sampled_from(_FORMS),
    characters=st.sampled_from(_CHARACTERS),
    wrapping=st.sampled_from(_WRAPPINGS),
)
def test_any_mixture_of_disguises_is_found_wholly(
    value: str, form: Disguise, characters: Disguise, wrapping: Disguise
) -> None:
    assert problems(f"C: here {{{{{wrapping(characters(form(value)))}}}}} thanks") == []
