"""Words by which a text promises that a person will come, in the languages that are shipped.

Whoever is in danger must not wait for somebody who may not be there, so the texts of danger topics
are held against this list. It is a net for slips of the pen, not a proof: other languages and other
words pass, and the person who writes such a text answers for it.
"""

from functools import lru_cache

from proxy.policy.patterns import Compiled, any_matches, compile_pattern
from proxy.text import canonical

_PROMISES = {
    "en": (
        (
            r"\b(person|human|someone|somebody|colleague|agent|advisor|team|we)\b[^.!?]{0,40}"
            r"\b(will|'ll|is going to|are going to)\b[^.!?]{0,20}"
            r"\b(be with you|call you|contact you|get back|get in touch|reply|answer|write to you"
            r"|help you|take over|join|come)\b"
        ),
        r"\b(is|are) on (his|her|their|the) way\b",
        r"\b(connecting|transferring|forwarding) you\b",
    ),
    "de": (
        r"\b(meldet|melden) (sich|uns)\b",
        r"\b(wird|werden)\b[^.!?]{0,60}\b(melden|antworten|anrufen|kontaktieren|helfen)\b",
        r"\bverbinde[nt]? (sie|dich)\b",
    ),
    "fr": (
        r"\b(va|vont|allons) (vous|te) (répondre|contacter|rappeler|aider|écrire)\b",
        r"\b(vous|te) (répondra|contactera|rappellera|répondrons|contacterons|rappellerons)\b",
    ),
    "es": (
        r"\b(te|le|se) (responderá|contactará|llamará|atenderá|responderemos|contactaremos)\b",
        r"\b(va|vamos) a (responderte|responderle|contactarte|contactarle|llamarte|llamarle|atenderte)\b",
    ),
    "it": (
        r"\b(ti|la|le) (risponderà|contatterà|chiamerà|risponderemo|contatteremo|richiameremo)\b",
    ),
    "pt": (
        r"\b(irá|vai|vamos|iremos) (responder|contactar|contatar|ligar|atender)",
        r"\b(responderá|contactará|entrará em contat?to|entraremos em contat?to)\b",
    ),
    "nl": (
        r"\b(zal|zullen|gaat|gaan)\b[^.!?]{0,40}\b(antwoorden|contact|bellen|helpen)\b",
        r"\bneemt? (zo snel mogelijk )?contact met (je|u) op\b",
    ),
    "pl": (r"\b(odpowie|skontaktuje się|zadzwoni|odpowiemy|skontaktujemy się|zadzwonimy)\b",),
    "sv": (r"\b(kommer att|ska)\b[^.!?]{0,40}\b(svara|kontakta|ringa|hjälpa)\b",),
    "da": (r"\b(vil|kommer til at)\b[^.!?]{0,40}\b(svare|kontakte|ringe|hjælpe)\b",),
    "tr": (r"\b(size|sana) (yanıt verecek|cevap verecek|ulaşacak|dönecek|yardım edecek)",),
    "ja": (r"(担当者|スタッフ|オペレーター)[^。]{0,30}(いたします|ご連絡|ご返信|対応します)",),
    "zh": (r"(客服|工作人员|专员|我们)[^。]{0,20}(会|将)[^。]{0,20}(联系|回复|答复|致电)",),
    "ko": (r"(상담원|담당자|직원)[^.]{0,30}(연락|답변|응답|전화)[^.]{0,10}(드릴|하겠|할 것)",),
    "ru": (r"(ответит|свяжется|позвонит|ответим|свяжемся|перезвоним|перезвонит)",),
    "ar": (r"(سيرد|سيتواصل|سنتواصل|سيتصل|سنتصل|سنرد)",),
}


@lru_cache(maxsize=64)
def _compiled(language: str) -> tuple[Compiled, ...]:
    return tuple(compile_pattern(pattern) for pattern in _PROMISES.get(language, ()))


def promises_a_person(language: str, text: str) -> bool:
    """Whether ``text`` promises, in that language, that somebody will come, call or answer."""
    return any_matches(_compiled(language), canonical(text).text)
