"""Cue words that were mistyped: "my anme is", "oder number", "adress", "pasword".

Strategy: every spelling that is one slip away from a cue word (two letters swapped, one left out, one
doubled) is computed once; a word of the text that is such a spelling, and no everyday word or given
name itself, stands for the cue word. The text is then read again with the right words; values and
positions stay as they are.
"""

from functools import lru_cache

from proxy.privacy.normalize import Reading
from proxy.privacy.words import FIRST_NAMES, is_everyday, word_set

_CUES = word_set(
    "name number order email phone mobile address password account booking invoice reference customer reservation tracking "
    "member zipcode postcode birthday username street "
    "nummer bestellung adresse passwort kennwort telefon kundennummer bestellnummer postleitzahl geburtsdatum "
    "numéro commande téléphone prénom "
    "nombre número pedido contraseña dirección teléfono apellido correo "
    "numero ordine indirizzo telefono cognome "
    "naam bestelling wachtwoord telefoonnummer klantnummer "
    "senha endereço telefone encomenda"
)
_LEAST_TO_LOSE = 5
"""Letters; of a shorter word only swapped letters count ("anme")."""
_VERBS = {"si": "is", "iz": "is", "iss": "is", "ist": "is"}
_WORDS_THEMSELVES = {"oder": "order", "ordner": "order", "phon": "phone", "ordre": "order"}
_NUMBERS = word_set("number no num nr id #")
"""Words of some language that are slips before these."""
_MY = {"mi": "my", "ym": "my", "myy": "my", "mt": "my"}


@lru_cache(maxsize=1)
def _slips() -> dict[str, str]:
    """Mistyped spelling → cue word."""
    slips: dict[str, str] = {}
    for word in sorted(_CUES):
        for slip in _slips_of(word):
            if slip not in _CUES and slip not in FIRST_NAMES and not is_everyday(slip):
                slips.setdefault(slip, word)
    return slips


def _slips_of(word: str) -> set[str]:
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    doubled = {word[:i] + word[i] + word[i:] for i in range(len(word))}
    if len(word) < _LEAST_TO_LOSE:
        return swapped | doubled
    lost = {word[:i] + word[i + 1 :] for i in range(len(word))}
    return swapped | doubled | lost


def mistyped_in(reading: Reading) -> list[tuple[int, int, str]]:
    """Canonical [start, end) of each mistyped cue word, and the word that was meant."""
    slips = _slips()
    words = reading.words
    others = _VERBS.keys() | _MY.keys() | _WORDS_THEMSELVES.keys()
    if slips.keys().isdisjoint(reading.word_set) and others.isdisjoint(reading.word_set):
        return []
    found = []
    for index, word in enumerate(words):
        meant = slips.get(word.text)
        before = words[index - 1].text if index else ""
        after = words[index + 1].text if index + 1 < len(words) else ""
        if meant is None and word.text in _WORDS_THEMSELVES and after in _NUMBERS:
            meant = _WORDS_THEMSELVES[word.text]
        if meant is None and word.text in _VERBS and slips.get(before, before) in _CUES:
            meant = _VERBS[word.text]
        if meant is None and word.text in _MY and slips.get(after, after) in _CUES:
            meant = _MY[word.text]
        if meant is not None:
            found.append((word.start, word.end, meant))
    return found
