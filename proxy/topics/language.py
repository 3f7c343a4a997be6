"""Which language a message is written in, as far as its letters and small words tell.

Strategy: most alphabets name their language or nearly so. For the Latin one, each language has small
words that every sentence needs; a word counts for each language that has it, less the more languages
share it, and letters that few languages use add to that. The answer is "und" (undetermined, ISO 639-2)
unless one language is clearly ahead: a wrong language in an answer to somebody in distress is worse
than the policy's default. Names, product words and numbers say nothing.
"""

import re
from functools import lru_cache

from proxy.text import canonical
from proxy.topics.readings import fold

_READ = 2_000
"""Characters of a message that are looked at."""

_CLEAR = 1.0
"""Weight that the best language needs: one word of its own, or some that few others have."""
_AHEAD = 1.5
"""How many times the second best weight that is."""

_SMALL_WORDS = {
    "en": "the and you your is are was my i to of it this that have has for with not do does did can "
    "want would please what how where when why who from me we be been an at on will am im dont "
    "there they he she hi hello thanks thank help need about any some get got just order",
    "es": "el la los las de que y en un una es no por para con mi me se lo le su quiero puedo como "
    "donde cuando necesito hola gracias favor pero esta este esto estoy tengo hay muy mas ya si "
    "hablar pedido usted yo al del una ayuda quisiera soy porque todo vivir morir",
    "fr": "le la les de des du et je tu il elle nous vous un une est pas que qui pour avec sur dans ma "
    "mon mes ne se ce cette suis veux voudrais peux ai avez bonjour merci plait votre mais plus "
    "quand comment commande parler au aux etre aide moi j d l c qu n m s envie",
    "de": "der die das und ich sie ist nicht ein eine einen mit zu den dem des fur auf von mir mich "
    "mein meine wir ihr habe hat kann mochte bitte wie wo wann was warum danke hallo aber auch "
    "noch wenn bei bestellung sprechen will es im am um nach keine mehr hilfe ihre einem einer",
    "it": "il lo la gli le di che e un una non per con mi si sono e ho hai come dove quando vorrei "
    "posso voglio grazie ciao buongiorno mio mia del della dei nel ma piu questo questa anche "
    "ordine parlare perche ancora favore aiuto mie miei essere stato c vivere morire",
    "pt": "o a os as de que e em um uma nao para com por meu minha eu voce se do da no na dos das "
    "quero posso preciso como onde quando ola obrigado obrigada favor mas isso este esta estou "
    "tenho mais muito pedido falar ajuda foi ser ao pelo vou quando tem viver morrer",
    "nl": "de het een en ik je u is niet van dat dit op te voor met mijn wil kan heb heeft hebben "
    "graag waar wanneer hoe wat waarom bedankt hallo maar ook nog als bij naar bestelling spreken "
    "alsjeblieft alstublieft er om aan zijn was ben wij jullie geen meer hulp iemand mij me",
    "pl": "i w na nie to sie ze z do jest mam chce moge prosze jak gdzie kiedy czy co dlaczego dziekuje "
    "dzien dobry moje moj moja dla od za ale po juz tylko jestem mi mnie zamowienie rozmawiac "
    "przez ten ta te tak byc o pomoc bardzo zyc umrzec chcialbym chcialabym czlowiekiem",
    "tr": "ve bir bu ben sen siz icin ile cok ne nasil nerede neden mi mu istiyorum var yok degil "
    "lutfen merhaba tesekkurler tesekkur siparisim siparis bana beni benim benimle biri gibi ama "
    "daha olarak kadar sonra simdi yardim insan olmek edin konusmak gorusmek musteri istemiyorum",
    "sv": "och jag att det ar som en ett pa av for med inte den till har kan vill du vi min mitt mina "
    "hur var nar varfor tack hej men om fran eller ska skulle prata bestallning nagon hjalp mig",
    "da": "og jeg at det er som en et pa af for med ikke den til har kan vil du vi min mit mine hvordan "
    "hvor hvornar hvorfor tak hej men om fra eller skal skulle tale ordre nogen hjaelp mig gerne",
    "no": "og jeg at det er som en et pa av for med ikke den til har kan vil du vi min mitt mine hvordan "
    "hvor nar hvorfor takk hei men om fra eller skal skulle snakke ordre noen hjelp meg gjerne",
    "fi": "ja on ei en se mina sina han me te he etta kun mutta tai jos miten missa milloin miksi kiitos "
    "hei moi haluan voinko tilaus tilaukseni minun kanssa olen ole oli mita apua puhua ihmisen",
    "cs": "a v na ne je se to ze s do mam chci muzu prosim jak kde kdy co proc dekuji dobry den moje muj "
    "od za ale po uz jsem mi me objednavka mluvit tento ta nebo byt jsou velmi pomoc clovekem",
    "ro": "si in de la nu este un o cu pe sa ca vreau pot va rog cum unde cand ce multumesc buna meu "
    "mea pentru din dar mai sunt am comanda vorbesc acest aceasta sau fi ajutor cineva imi",
    "hu": "es a az nem egy van hogy meg de is en te ki mi ez azt szeretnek kerem koszonom hol mikor "
    "hogyan miert szia jo napot rendeles vagyok nekem csak mar vagy lesz segitseg beszelni emberrel",
}

_LETTERS = {
    "de": "ß",
    "es": "ñ¿¡",
    "fr": "œ",
    "pt": "ãõ",
    "pl": "łąęśźż",
    "tr": "ğış",
    "sv": "å",
    "da": "ø",
    "no": "ø",
    "cs": "řěů",
    "hu": "őű",
    "ro": "ță",
}
_LETTER_WEIGHT = 0.8

_WORD = re.compile(r"[^\W\d_]+")

_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")),
    ("ru", re.compile(r"[\u0400-\u052f]")),
    ("ar", re.compile(r"[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("hi", re.compile(r"[\u0904-\u0939]")),
    ("th", re.compile(r"[\u0e01-\u0e33]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_NARROWER = (
    ("ru", "uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ar", "ur", re.compile(r"[ٹڈڑںے]")),
    ("ar", "fa", re.compile(r"[پچژگ]")),
)
"""Letters that the first language of the alphabet does not have."""


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of ``text``, or "und" where it is not clear."""
    seen = canonical(text[:_READ]).text
    by_script = _by_script(seen)
    return by_script or _by_small_words(seen)


def _by_script(text: str) -> str | None:
    """The language that the alphabet of most of the letters names; None for the Latin one."""
    if text.isascii():
        return None
    counts = {language: len(letters.findall(text)) for language, letters in _SCRIPTS}
    # A Chinese or Japanese character says as much as a Latin word, so it counts as three letters.
    for dense in ("ja", "ko", "zh"):
        counts[dense] *= 3
    if counts["ja"]:
        counts["ja"] += counts["zh"]
    best = max(counts, key=lambda language: counts[language])
    if counts[best] == 0 or counts[best] < len(_LATIN.findall(text)):
        return None
    for first, narrower, letters in _NARROWER:
        if best == first and letters.search(text):
            return narrower
    return best


@lru_cache(maxsize=1)
def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """For each small word the languages that have it; the weight of a word is shared among them."""
    languages: dict[str, list[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in set(words.split()):
            languages.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1 / len(having)) for language in having)
        for word, having in languages.items()
    }


def _by_small_words(text: str) -> str:
    scores: dict[str, float] = dict.fromkeys(_SMALL_WORDS, 0.0)
    weights = _weights()
    words = _WORD.findall(fold(text))
    for word in words:
        for language, weight in weights.get(word, ()):
            scores[language] += weight
    if not text.isascii():
        lowered = text.lower()
        for language, letters in _LETTERS.items():
            if any(letter in lowered for letter in letters):
                scores[language] += _LETTER_WEIGHT
    best, second = sorted(scores, key=lambda language: scores[language], reverse=True)[:2]
    clear = len(words) > 1 and scores[best] >= _CLEAR
    return best if clear and scores[best] >= _AHEAD * scores[second] else "und"
