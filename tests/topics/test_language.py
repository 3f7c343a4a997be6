import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.topics import answer_language, language_of
from proxy.topics.language import changes_language

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
    "vi": ("tôi muốn chết", "đơn hàng của tôi ở đâu"),
    "cs": ("chci mluvit s člověkem", "kde je můj balík"),
    "ro": ("unde este coletul meu", "vreau să mor"),
    "fi": ("haluan puhua ihmisen kanssa",),
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


APOSTROPHES = "'\u2019\u2018`\u00b4\u02bc\uff07"


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("I'm Minh", "en"),
        ("we've Minh", "en"),
        ("it'll Minh", "en"),
        ("mustn't Minh it", "en"),
        ("J'adore, j'installe", "fr"),
        ("qu'Amazon j'oublie", "fr"),
        ("dell'Amazon nell'app", "it"),
        ("dov'è Amazon", "it"),
        ("m'n Zalando z'n Philips", "nl"),
        ("iPhone'um PayPal'dan Zara'ya", "tr"),
    ],
)
def test_an_apostrophe_tells_languages_apart(message: str, language: str, apostrophe: str) -> None:
    assert language_of(message.replace("'", apostrophe)) == language


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("s u i c i d a l", "en"),
        ("h i l f e", "de"),
        ("m.o.u.r.i.r", "fr"),
        ("heeeelp meeee pleaaaase", "en"),
        ("graciassss", "es"),
    ],
)
def test_a_word_that_is_spelled_out_or_held_down_is_that_word(message: str, language: str) -> None:
    assert language_of(message) == language


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("bonjour", "fr"),
        ("selbstmord", "de"),
        ("intihar", "tr"),
        ("BONJOUR", "fr"),
        ("é caro", "pt"),
        ("è caro", "it"),
        ("où Paris", "fr"),
        ("qué Madrid", "es"),
        ("iPhone 15 Pro Max 有货吗", "zh"),
        ("希死念慮", "ja"),
        ("返金希望", "ja"),
        ("想自殺", "zh"),
    ],
)
def test_one_telling_word_is_enough(message: str, language: str) -> None:
    assert language_of(message) in {language, "und"}
    assert answer_language(message) == language


@pytest.mark.parametrize(
    "message",
    [
        "bonjour@gracias.com",
        "https://shop.example/gracias/por/favor",
        "size M y L",
        "M, L o S",
        "Adidas Samba OG",
        "jeg vil ha det",
    ],
)
def test_addresses_sizes_and_words_of_two_neighbours_are_nobodys(message: str) -> None:
    assert language_of(message) == "und"


def test_only_a_sentence_or_an_alphabet_changes_the_language_of_a_conversation() -> None:
    assert not changes_language("muchas gracias", "es")
    assert changes_language("muchas gracias por su ayuda", "es")
    assert changes_language("请说中文", "zh")
    assert not changes_language("x" * 80, "und")


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert language_of(text).isalpha()
    assert answer_language(text, ["en", "de"]).isalpha()
