"""Languages that are told by their alphabet. Pure.

Strategy: most alphabets name their language or nearly so; a few letters narrow it down. Chinese and Japanese
share characters: kana are Japanese, and without any, characters and words that only one of the two writes.
"""

import re
from collections.abc import Collection

from proxy.topics.language_words import shares

SURE = 3.0
"""What an alphabet weighs: more than any rule or word can outweigh."""
_PERHAPS_JAPANESE = 1.9
"""Few Japanese sentences have no kana, so Chinese is likelier where nothing else tells."""

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
_TOLD = {language for language, _ in _SCRIPTS} | {language for _, language, _ in _NARROWER}

_CHINESE = re.compile(
    r"[我你您他她它们們这這那吗嗎呢吧么麼请請没沒是怎什哪给給谢謝了的"
    r"单订货钱买卖说话谁时间问题发广车见让电账杀药伤诉讼师币邮递费运换码处实现东开关门还进]"
)
_JAPANESE = re.compile(
    r"[払戻込円図売読対応気駅様県変険検験観権択価悪圧営拡覚帰経継関仮頼剤雑済児実収従乗専戦捜総続帯遅鉄転伝届]"
    r"|[悩脳廃髪抜毎満黙訳薬揺覧両緑隣涙歴練労録働枠]"
    r"|念慮|願望|返金|返品|注文|担当|弁護|送料|無料|在庫|荷物|配達|店員|店長|領収|消費者|個人情報|削除|責任者"
    r"|割引|住所|苦情|料金|番号|怪我|連絡|宛先|人間|希望|至急|大丈夫"
)


def told_by_alphabet(language: str) -> bool:
    """Whether a language is known by its letters alone."""
    return language in _TOLD


def by_alphabet(text: str, words: Collection[str]) -> dict[str, float]:
    """The language that the alphabet of most of the letters names; empty for the Latin one.

    ``words``: those of the text, folded. Two languages, the likelier first, where both may be.
    """
    if text.isascii():
        return {}
    counts = {language: len(letters.findall(text)) for language, letters in _SCRIPTS}
    # A Chinese or Japanese character says as much as a Latin word, so it counts as three letters.
    for dense in ("ja", "ko", "zh"):
        counts[dense] *= 3
    if counts["ja"]:
        counts["ja"] += counts["zh"]
    best = max(counts, key=lambda language: counts[language])
    if counts[best] == 0 or counts[best] < _latin_letters(text, words, counts[best]):
        return {}
    for first, narrower, letters in _NARROWER:
        if best == first and letters.search(text):
            return {narrower: SURE}
    return {best: SURE} if best != "zh" else _chinese_or_japanese(text)


def _latin_letters(text: str, words: Collection[str], enough: int) -> int:
    """How many letters are Latin; where that is too many, only those of words that are no brand's."""
    letters = len(_LATIN.findall(text))
    known = shares()
    return letters if letters <= enough else sum(len(word) for word in words if word in known)


def _chinese_or_japanese(text: str) -> dict[str, float]:
    """For characters that both have, without any kana."""
    chinese, japanese = _CHINESE.search(text), _JAPANESE.search(text)
    if japanese and not chinese:
        return {"ja": SURE}
    if chinese and not japanese:
        return {"zh": SURE}
    return {"zh": SURE, "ja": _PERHAPS_JAPANESE}
