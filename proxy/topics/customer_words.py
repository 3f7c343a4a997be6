"""The customer's own words inside a prompt that a chatbot stuffed with pages, history and rules.

Strategy: what a shop's page says about chargebacks is not what the customer says. If the policy
names markers and one of them stands in the text, only what they enclose is read. Without markers the
text is cut only when it is plainly a stuffed prompt: a heading introduces a lot of foreign text
("Context:", "<documents>", "Chat history:") and another one the question ("Question:", "<query>",
"Customer:"). In every doubt the whole text is read: to hold one message too many is a nuisance, to
miss a cry for help is not.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from proxy.topics.base import CustomerText
from proxy.topics.readings import both_ends, fold

ENOUGH_FOREIGN = 400
"""Characters of foreign text below which a prompt is read whole: a customer who structures a
complaint ("Context: … Question: …") writes less than a page."""

CERTAINLY_FOREIGN = 1_500
"""Characters under an unmistakable heading above which a prompt without a heading for the question
is cut too: its first and last paragraph are read."""

_LONGEST_LABEL = 120


class _Kind(Enum):
    OWN = "own"
    FOREIGN = "foreign"


class _Heading(NamedTuple):
    """A line that introduces a section. ``label`` tells two sections of one kind apart.

    ``strong``: it says so unmistakably ("Context", "Question"; not "Information", "Customer").
    """

    kind: _Kind
    label: str
    rest: str
    strong: bool


class _Section(NamedTuple):
    """A heading (None before the first one) and the text below it."""

    heading: _Heading | None
    text: str


_ASKING = re.compile(
    r"(?:the |this |current |latest |last |new |next |original |follow.?up |end |actual |my )*"
    r"(?:(?:user|customer|client|shopper|visitor|human|buyer|guest)(?:'?s)?[ _-]?)?"
    r"(?:question|query|message|input|request|prompt|utterance|says|said|asks|asked|wrote|writes)"
    r"|(?:aktuelle |neue )?(?:kunden)?(?:frage|nachricht)(?: des kunden)?|pregunta(?: del cliente)?"
    r"|(?:question|message) du client|domanda|messaggio|vraag(?: van de klant)?|pergunta|pytanie"
    r"|soru|вопрос|(?:用户|客户|顾客)?(?:问题|提问|消息)|質問"
)
_SPEAKER = re.compile(
    r"(?:the )?(?:user|customer|client|shopper|visitor|human|buyer|guest)"
    r"|kunde|kundin|cliente|klant|klient|musteri|клиент|用户|客户|お客様"
)
_STRONG = (
    r"(?:context|documents?|sources?|passages?|articles?|excerpts?|snippets?|chunks?"
    r"|knowledge[ _-]?base|(?:search|retrieval|retrieved) ?results?|faqs?|(?:web ?)?pages?"
    r"|(?:chat|conversation|dialogue?|message)[ _-]?(?:history|log|transcript)"
    r"|kontext|dokumente|quellen|contexto|documentos|contexte|contesto|documenti|documenten"
    r"|kontekst|контекст|документы|上下文|文档|参考资料|コンテキスト)"
)
_FOREIGN = re.compile(
    r"(?:(?:the|some|additional|relevant|retrieved|background|store|shop|help|helpful|product|our"
    r"|search|reference|supporting|previous|prior|past|policy|system|top|company|final|standalone"
    r"|rephrased|rewritten|following|knowledge) )*"
    rf"(?:(?P<strong>{_STRONG})|results?|knowledge|information|info|contents?|polic(?:y|ies)|history"
    r"|conversation|transcript|messages|summary|instructions?|rules|guidelines|answer|reply"
    r"|response|examples?|references?|catalog(?:ue)?|data|assistant|bot|ai|system|output|agent"
    r"|question|query|antwort|verlauf|respuesta|historique|reponse|risposta|antwoord|resposta"
    r"|ответ|回答)"
)
_OWN_IN_SENTENCE = re.compile(
    r"\b(?:question|query|asks|asked|says|said|wrote|message|request|frage|pregunta|domanda|vraag)\b"
)
_FOREIGN_IN_SENTENCE = re.compile(
    r"\b(?:context|documents?|information|pages?|articles?|excerpts?|results|history|conversation"
    r"|passages?|sources?|snippets?|knowledge base|faqs?|polic(?:y|ies)|content|catalog(?:ue)?)\b"
)
_NUMBERED = re.compile(r"(?: ?[#(\[]?\d{1,3}[)\]]?| ?\([^()]{0,60}\))$")
_MARKUP = " \t\r>*#-=_[]()|`~"

_TAG = re.compile(
    r"<(?P<close>/?)(?:"
    r"(?P<foreign>(?:[a-z]{1,20}[_-])?(?:context|documents?|docs?|sources?|passages?|articles?"
    r"|results?|chunks?|knowledge|information|pages?|faqs?|polic(?:y|ies)|history|instructions?"
    r"|examples?))"
    r"|(?P<own>(?:[a-z]{1,20}[_-])?(?:question|query|message|input|request|utterance|user"
    r"|customer))"
    r")(?:\s[^<>]{0,200})?>",
    re.IGNORECASE,
)


def customer_words(text: str, markers: tuple[CustomerText, ...]) -> str:
    """The customer's own words of ``text``; the whole text when there is no clear sign of others'.

    All passages enclosed by a marker count, joined by newlines. A passage whose ``before`` is
    missing runs to the next ``after`` or to the end.
    """
    marked = [passage for marker in markers for passage in _enclosed(text, marker)]
    if any(passage.strip() for passage in marked):
        return "\n".join(marked)
    if len(text) < ENOUGH_FOREIGN:
        return text
    # Only the search is bounded: what is given back is kept with a case, and people read it whole.
    ends = both_ends(text)
    return _tagged(ends) or _headed(ends) or text


def _enclosed(text: str, marker: CustomerText) -> Iterator[str]:
    start = text.find(marker.after) if marker.after else -1
    while start != -1:
        start += len(marker.after)
        end = text.find(marker.before, start) if marker.before else -1
        following = text.find(marker.after, start)
        if end == -1:
            end = following if following != -1 else len(text)
        yield text[start:end]
        start = text.find(marker.after, end)


def _tagged(text: str) -> str | None:
    """What stands inside of ``<question>`` and the like, else outside of ``<context>``."""
    own: list[str] = []
    outside: list[str] = []
    foreign = at = 0
    kind: _Kind | None = None
    for tag in _TAG.finditer(text):
        piece = text[at : tag.start()]
        at = tag.end()
        match kind:
            case _Kind.FOREIGN:
                foreign += len(piece)
            case _Kind.OWN:
                own.append(piece)
            case None:
                outside.append(piece)
        here = _Kind.FOREIGN if tag["foreign"] else _Kind.OWN
        if tag["close"]:
            kind = None if kind is here else kind
        elif kind is not _Kind.FOREIGN:
            kind = here
    if foreign < ENOUGH_FOREIGN or kind is _Kind.FOREIGN:
        return None
    (own if kind is _Kind.OWN else outside).append(text[at:])
    if said := _joined(own):
        return said
    rest = _joined(outside)
    return _joined(_own_parts(_sections(rest))) or rest if rest else None


def _headed(text: str) -> str | None:
    """What stands under the question's headings, if other headings introduce enough foreign text."""
    sections = _sections(text)
    foreign = [each for each in sections if each.heading and each.heading.kind is _Kind.FOREIGN]
    if sum(len(section.text) for section in foreign) < ENOUGH_FOREIGN:
        return None
    if said := _joined(_own_parts(sections)):
        return said
    strong = [each for each in foreign if each.heading and each.heading.strong]
    if sum(len(section.text) for section in strong) < CERTAINLY_FOREIGN:
        return None
    last = sections[-1].text.strip().rpartition("\n\n")
    return _joined([sections[0].text, last[2] if last[1] else ""])


def _own_parts(sections: list[_Section]) -> list[str]:
    """The last section under each different heading of the customer's; questions before speakers.

    In a transcript that is the newest of the customer's messages; the older ones were read when
    they were new.
    """
    newest = {
        (section.heading.label, section.heading.strong): section.text
        for section in sections
        if section.heading and section.heading.kind is _Kind.OWN and section.text.strip()
    }
    asked = [text for (_, strong), text in newest.items() if strong]
    return asked or list(newest.values())


def _sections(text: str) -> list[_Section]:
    """The text cut at its headings."""
    sections: list[_Section] = []
    heading: _Heading | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        found = _heading(line)
        if found is None:
            lines.append(line)
            continue
        sections.append(_Section(heading, "\n".join(lines)))
        heading, lines = found, [found.rest]
    sections.append(_Section(heading, "\n".join(lines)))
    return sections


def _heading(line: str) -> _Heading | None:
    """The heading that ``line`` is or begins with, if it is one."""
    before, colon, rest = line[: 2 * _LONGEST_LABEL].replace("：", ":").partition(":")
    label = fold(before).strip(_MARKUP)
    if not label or len(label) > _LONGEST_LABEL:
        return None
    label = _NUMBERED.sub("", label).strip(_MARKUP)
    rest = line[len(before) + 1 :] if colon else ""
    if _ASKING.fullmatch(label):
        return _Heading(_Kind.OWN, label, rest, strong=True)
    if _SPEAKER.fullmatch(label):
        return _Heading(_Kind.OWN, label, rest, strong=False)
    if found := _FOREIGN.fullmatch(label):
        return _Heading(_Kind.FOREIGN, label, rest, strong=found["strong"] is not None)
    if not colon:
        return None
    own = _last(_OWN_IN_SENTENCE, label)
    foreign = -1 if rest.strip(_MARKUP) else _last(_FOREIGN_IN_SENTENCE, label)
    if max(own, foreign) == -1:
        return None
    if own > foreign:
        return _Heading(_Kind.OWN, label, rest, strong=True)
    return _Heading(_Kind.FOREIGN, label, rest, strong=True)


def _last(pattern: re.Pattern[str], label: str) -> int:
    """Where the last match starts; -1 if there is none."""
    return max((found.start() for found in pattern.finditer(label)), default=-1)


def _joined(pieces: list[str]) -> str | None:
    return "\n".join(piece.strip() for piece in pieces if piece.strip()) or None
