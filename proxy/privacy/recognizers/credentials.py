"""Secrets: keys of known shapes, passwords, PINs, one-time codes, answers to security questions.

Shapes are public facts of the issuers' documentation (prefix and length). What has no shape needs
its name beside it, and a value that is no talk: "my password is wrong" tells no password.
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.number_words import ENGLISH_NUMBER_WORDS
from proxy.privacy.recognizers.base import CUED, LIKELY, SURE, Hit, ReadingRecognizer
from proxy.privacy.recognizers.cues import cued, cued_values
from proxy.privacy.words import TALK, is_everyday, word_set

_ENDS = frozenset("\n,;.!?()")
_CLOSING = frozenset("\n,;.!?()\"'`")
_ALSO_WORDS = word_set("chat los mi sin bin solo")
"""Words of talk in one language that are things in another."""


_INSIDE_PASSWORDS = word_set("over under in on at of the my a an with to for by from two one three")
"""Small words that may stand inside a passphrase, if another word follows that is no talk."""


def _number_follows(reading: Reading, position: int) -> bool:
    """Like "as 1197": a small word right before a number is part of the password."""
    following = reading.words_in(position, position + 3)
    return bool(following) and following[0].text.isdigit() and len(following[0].text) > 2


def _goes_on(reading: Reading, position: int) -> bool:
    following = reading.words_after(position, 1)
    return bool(following) and following[0] not in TALK and not is_everyday(following[0])


def _is_strange(value: str, signs: frozenset[str]) -> bool:
    """Letters, digits, and one of the signs."""
    has_sign = any(c in signs for c in value)
    return has_sign and any(c.isalpha() for c in value) and any(c.isdigit() for c in value)


_LONG_WORD = pattern(r"[A-Za-z0-9_\-.]{18}")


def _may_hold_a_secret(text: str) -> bool:
    """The cheap test: a word as long as the shortest shape of a secret."""
    return _LONG_WORD.search(text) is not None


class SecretRecognizer(ReadingRecognizer):
    """Finds ``SECRET``: API keys, access tokens, private keys, credentials in URLs."""

    ENTITIES = ("SECRET",)

    _SHAPES = pattern(
        r"(?:^|[^A-Za-z0-9])(?P<v>"
        r"sk-[A-Za-z0-9_\-]{16,}|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,}|"
        r"gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_\-]{18,}|"
        r"xox[abeoprs]-[A-Za-z0-9\-]{10,}|(?:AKIA|ASIA|AGPA|AIDA|AROA)[0-9A-Z]{16}|AIza[0-9A-Za-z_\-]{35}|"
        r"ya29\.[0-9A-Za-z_\-]{20,}|eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)?|"
        r"SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|npm_[A-Za-z0-9]{36}|"
        r"hf_[A-Za-z0-9]{30,}|live_[a-z2-7]{52}|dop_v1_[a-f0-9]{64}|key-[a-f0-9]{32}|SK[a-f0-9]{32}|AC[a-f0-9]{32}|"
        r"EAAC[A-Za-z0-9]{20,}|sq0[a-z]{3}-[0-9A-Za-z_\-]{22,}|AGE-SECRET-KEY-1[0-9A-Z]{58}|pypi-[A-Za-z0-9_\-]{50,})"
    )
    _PEM = pattern(
        r"(?s)-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}-----|$)"
    )
    _IN_URL = pattern(r"[a-zA-Z][a-zA-Z0-9+.\-]{1,12}://(?P<v>[^\s/:@]{1,64}:[^\s/@]{1,128})@")
    _NAMED = pattern(
        r"(?i)(?:api[ _\-]?key|api[ _\-]?token|access[ _\-]?token|auth(?:orization)?[ _\-]?token|secret[ _\-]?key|"
        r"client[ _\-]?secret|private[ _\-]?key|bearer|session[ _\-]?(?:token|key))"
        r"(?:\s?[:=]\s?|\s+is\s+|\s+)[\"']?(?P<v>[A-Za-z0-9_\-./+=]{16,})"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Shapes, blocks, URLs and named values."""
        text = reading.text
        if _may_hold_a_secret(text):
            for match in self._SHAPES.finditer(text):
                start, end = match.span("v")
                yield Hit("SECRET", start, end, SURE)
        if "-----BEGIN" in text:
            for match in self._PEM.finditer(text):
                start, end = match.span()
                yield Hit("SECRET", start, end, SURE)
        if "://" in text:
            for match in self._IN_URL.finditer(text):
                start, end = match.span("v")
                yield Hit("SECRET", start, end, SURE)
        for match in self._NAMED.finditer(text):
            start, end = match.span("v")
            if any(c.isdigit() for c in text[start:end]):
                yield Hit("SECRET", start, end, CUED)


class PasswordRecognizer(ReadingRecognizer):
    """Finds ``PASSWORD`` after its name, to its end: a password may be several words."""

    ENTITIES = ("PASSWORD",)

    _CUED = pattern(
        r"(?:^|[^\pL\pN])(?:password|passwd|pass ?phrase|pass ?word|pwd|pw|passcode|passwort|kennwort|mot de passe|"
        r"mdp|contraseña|clave|parola d'ordine|wachtwoord|senha|palavra-passe)(?:\s(?:for|to|of)\s(?:my|the)\s[\pL]+(?:\s[\pL]+)?)?"
        r"(?P<link>\s?[:=]\s?|\s(?:is|was|ist|lautet|est|es|è|é)(?:\s(?:now|set to))?:?\s+)[\"'`]?(?P<v>[^\s\"'`]{2,64})"
    )
    _SHORT_NAME = pattern(
        r"(?:^|[^\pL\pN])(?:pass|pw|mdp|psw|pswd)\s?[:=]?\s?(?P<v>[^\s\"'`]{5,64})"
    )
    _SPEAKING = word_set(
        "password passwords passwd pwd pw passwort kennwort contraseña clave wachtwoord senha mdp login logon log logged logging sign signed signing "
        "einloggen anmelden connecter entrar accedo credentials"
    )
    _STRANGE = pattern(r"(?:^|[\s\"'`(])(?P<v>[^\s\"'`()@/:]{6,40})")
    _INSIDE = frozenset("!$%^&*+=~#?_")
    _STATES = word_set(
        "incorrect invalid expired required reset locked blocked unknown different weak case-sensitive "
        "secure strong needed same important protected accepted working rejected falsch vergessen incorrecto "
        "incorrecta oublié scaduta forgotten lost compromised correct protected sensitive stored hashed"
    )

    _ADJACENT = pattern(
        r"(?:^|[^\pL\pN])(?:password|passwd|pwd|passwort|kennwort|contraseña|wachtwoord|senha)\s(?P<v>[\pL\pN][^\s\"'`]{1,63})"
    )
    _MOST_WORDS = 6

    def find(self, reading: Reading) -> Iterator[Hit]:
        """The words after the link, unless the first says how the password is."""
        for match in self._CUED.finditer(reading.lower):
            start, end = match.span("v")
            end = start + len(reading.lower[start:end].rstrip(".,;!?)"))
            value = reading.lower[start:end]
            assigned = bool({":", "="} & set(match.group("link")))
            if (
                (value in TALK and value not in _ALSO_WORDS)
                or value in self._STATES
                or end - start < 3
            ) and not _number_follows(reading, end):
                continue
            if value.endswith(("ed", "ing")) and value.isalpha() and not assigned:
                continue
            yield Hit("PASSWORD", start, self._end(reading, end), CUED)
        if reading.from_customer:
            yield from self._adjacent(reading)
            for match in self._SHORT_NAME.finditer(reading.lower):
                start, end = match.span("v")
                if _is_strange(reading.text[start:end], self._INSIDE | {"-", "."}):
                    yield Hit("PASSWORD", start, end, LIKELY)
            if self._SPEAKING & reading.word_set:
                yield from self._unnamed(reading)

    def _unnamed(self, reading: Reading) -> Iterator[Hit]:
        """Where somebody speaks of logging in: what mixes letters, digits and signs as nothing else does."""
        for match in self._STRANGE.finditer(reading.text):
            start, end = match.span("v")
            end = start + len(reading.text[start:end].rstrip(".,;?!"))
            if _is_strange(reading.text[start:end], self._INSIDE):
                yield Hit("PASSWORD", start, end, LIKELY)

    def _adjacent(self, reading: Reading) -> Iterator[Hit]:
        """Right after its name, without "is": only what is no everyday word, or has digits."""
        for match in self._ADJACENT.finditer(reading.lower):
            start, end = match.span("v")
            end = start + len(reading.lower[start:end].rstrip(".,;!?)"))
            value = reading.lower[start:end]
            whole = self._end(reading, end)
            telling = any(c.isdigit() for c in reading.lower[start:whole]) or not is_everyday(value)
            if value not in TALK and value not in self._STATES and telling and end - start >= 2:
                yield Hit("PASSWORD", start, whole, LIKELY)

    def _end(self, reading: Reading, end: int) -> int:
        """Over the words that follow, up to talk, a comma or the end of the sentence."""
        taken = 1
        for word in reading.words_in(end, end + 80):
            gap = reading.lower[end : word.start]
            spelled = word.text in ENGLISH_NUMBER_WORDS or any(c.isdigit() for c in word.text)
            if len(gap) > 3 or set(gap) & _ENDS or taken == self._MOST_WORDS:
                break
            inside = word.text in _INSIDE_PASSWORDS and _goes_on(reading, word.end)
            if gap.strip() == "" and word.text in TALK and not (spelled or inside):
                break
            end, taken = word.end, taken + 1
        while end < len(reading.text) and not (
            reading.text[end].isspace() or reading.text[end] in _CLOSING
        ):
            end += 1
        return end


class PinRecognizer(ReadingRecognizer):
    """Finds ``PIN`` and ``VERIFICATION_CODE``: digits beside their name."""

    ENTITIES = ("PIN", "VERIFICATION_CODE")

    _PIN = cued(
        r"pin|pin (?:code|number|no)|pincode|geheimzahl|code pin|code secret|código pin|pincode",
        r"[0-9](?:[ \-]?[0-9]){2,7}",
    )
    _CODE = cued(
        r"verification code|verification|security code|confirmation code|one[ -]?time (?:code|password|passcode|pin)|otp|"
        r"passcode|access code|login code|sign-?in code|2fa(?: code)?|authenticat(?:ion|or) code|auth code|sms code|"
        r"six[ -]digit code|6[ -]digit code|4[ -]digit code|the code(?: you sent)?|code (?:i|that i) (?:got|received)|"
        r"bestätigungscode|sicherheitscode|tan|code de vérification|código de verificación|codice di verifica|"
        r"verificatiecode|código de verificação",
        r"[a-z][0-9]?-[0-9]{4,8}|[0-9]{3}[ \-]?[0-9]{3}|[0-9]{2}(?:[ \-][0-9]{2}){1,3}|[0-9]{4,8}",
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """After or before a cue; an e-mail or a longer number is not cut into."""
        if not reading.has_digit:
            return
        for entity, patterns in (("PIN", self._PIN), ("VERIFICATION_CODE", self._CODE)):
            for start, end in cued_values(reading, patterns):
                yield Hit(entity, start, end, CUED)


class SecurityAnswerRecognizer(ReadingRecognizer):
    """Finds ``SECURITY_ANSWER``: what follows the usual security questions."""

    ENTITIES = ("SECURITY_ANSWER",)

    _CUED = pattern(
        r"(?:^|[^\pL\pN])(?:(?:security|secret) (?:question(?:'s)? )?answer|answer to (?:my|the) (?:security|secret) question|"
        r"mother'?s maiden name|maiden name|first pet(?:'s name)?|first school|first car|favou?rite teacher(?:'s name)?|"
        r"name of my first (?:pet|school|teacher)|city (?:i was|of) b(?:orn in|irth)|mädchenname(?: der mutter)?|"
        r"nom de jeune fille|apellido de soltera|secret word|memorable word|codeword|code word)"
        r"(?:\sis|\swas|\s?:|\sist|\sest|\ses)\s+[\"']?(?P<v>[\pL\pN][\pL\pN'.\-]*(?:\s[\pL\pN][\pL\pN'.\-]*){0,2})"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """The words after the question, up to the first talk word."""
        for match in self._CUED.finditer(reading.lower):
            start, end = match.span("v")
            for word in reading.words_in(start, end):
                if word.text in TALK:
                    end = word.start
                    break
            end = start + len(reading.lower[start:end].rstrip(" .,"))
            if end > start:
                yield Hit("SECURITY_ANSWER", start, end, LIKELY if end - start < 3 else CUED)
