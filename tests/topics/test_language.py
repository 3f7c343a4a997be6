import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.topics import language_of

CLEAR = {
    "en": ("where is my order", "I want to speak to a human", "can you help me please"),
    "es": ("quiero hablar con una persona", "dónde está mi pedido", "no quiero vivir más"),
    "fr": ("je veux parler à un humain", "ou est ma commande", "je veux mourir"),
    "de": ("ich möchte mit einem Menschen sprechen", "wo ist meine Bestellung", "ich will sterben"),
    "it": ("voglio parlare con una persona", "dov'è il mio ordine", "non voglio più vivere"),
    "pt": ("quero falar com uma pessoa", "onde está o meu pedido?", "não quero mais viver"),
    "nl": ("ik wil een mens spreken", "waar is mijn bestelling", "ik wil niet meer leven"),
    "pl": ("chcę rozmawiać z człowiekiem", "gdzie jest moje zamówienie", "nie chcę żyć"),
    "tr": ("bir insanla görüşmek istiyorum", "siparişim nerede", "artık yaşamak istemiyorum"),
    "sv": ("jag vill prata med en människa", "var är min beställning"),
    "ru": ("хочу поговорить с человеком", "где мой заказ"),
    "uk": ("я хочу поговорити з людиною про її замовлення",),
    "zh": ("我要人工客服", "真人", "我的iPhone订单在哪里"),
    "ja": ("人間と話したい", "注文はどこですか", "オペレーター"),
    "ko": ("상담원 연결해 주세요", "내 주문은 어디에 있나요"),
    "ar": ("أريد التحدث مع إنسان", "أين طلبي"),
    "fa": ("می‌خواهم با یک انسان گفتگو کنم",),
    "el": ("θέλω να μιλήσω με άνθρωπο",),
    "he": ("אני רוצה לדבר עם אדם",),
    "hi": ("मैं एक इंसान से बात करना चाहता हूँ",),
    "th": ("ฉันอยากคุยกับคน",),
}


@pytest.mark.parametrize(
    ("language", "message"), [(code, text) for code, texts in CLEAR.items() for text in texts]
)
def test_a_clear_message_names_its_language(language: str, message: str) -> None:
    assert language_of(message) == language


@pytest.mark.parametrize(
    "message",
    [
        "",
        "de que no para",
        "hi",
        "ok",
        "iPhone 15 Pro",
        "12345",
        "Crystal Minh",
        "human",
        "?!",
        "😀",
        "Nike Air Max 90",
    ],
)
def test_what_is_not_clear_stays_undetermined(message: str) -> None:
    assert language_of(message) == "und"


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert language_of(text).isalpha()
