"""Numbers a shop gives its customers."""

import pytest

from tests.privacy.finding import found


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("OrderNumberRecognizer", "order number 100245", "100245"),
        ("OrderNumberRecognizer", "my order #A-100245 is late", "#A-100245"),
        ("OrderNumberRecognizer", "#W2378156", "#W2378156"),
        ("OrderNumberRecognizer", "Reservation ID: JG7FMM.", "JG7FMM"),
        ("OrderNumberRecognizer", "my confirmation number is a 4 g 4 f 3", "a 4 g 4 f 3"),
        ("OrderNumberRecognizer", "claim number mki 171", "mki 171"),
        ("OrderNumberRecognizer", "Bestellnummer 4711-88", "4711-88"),
        ("OrderNumberRecognizer", "numéro de commande : FR88123", "FR88123"),
        ("OrderNumberRecognizer", "my reservation is HATHAT", "HATHAT"),
        ("LoyaltyNumberRecognizer", "loyalty card number 9912 3345", "9912 3345"),
        ("GiftCardRecognizer", "gift card 6276644", "6276644"),
        ("GiftCardRecognizer", "gift_card_8190333", "gift_card_8190333"),
        ("TrackingNumberRecognizer", "1Z999AA10123456784", "1Z999AA10123456784"),
        ("TrackingNumberRecognizer", "RR123456785GB", "RR123456785GB"),
        ("TrackingNumberRecognizer", "tracking number is 123456789012", "123456789012"),
        ("AccountNumberRecognizer", "account number 88123", "88123"),
        ("AccountNumberRecognizer", "Kundennummer: 88-1204", "88-1204"),
        ("UserNameRecognizer", "my user ID is mia_li_3668.", "mia_li_3668"),
        ("UserNameRecognizer", "for mia_li_3668 please", "mia_li_3668"),
        ("UserNameRecognizer", "username: crystalm", "crystalm"),
        ("UserNameRecognizer", "i log in with pinecone_44", "pinecone_44"),
        ("UserNameRecognizer", "insta is @mellow.marta", "@mellow.marta"),
        ("OrderNumberRecognizer", "mi numero de pedido es ES-11209", "ES-11209"),
        ("OrderNumberRecognizer", "A0182993, the order no", "A0182993"),
        ("LoyaltyNumberRecognizer", "frequent flyer LH992211334", "LH992211334"),
        ("AccountNumberRecognizer", "number plate KX19 WQP", "KX19 WQP"),
        ("AccountNumberRecognizer", "the router 00:1B:44:11:3A:B7 is dead", "00:1B:44:11:3A:B7"),
        ("AccountNumberRecognizer", "00-1b-44-11-3a-b7", "00-1b-44-11-3a-b7"),
        ("LoyaltyNumberRecognizer", "mail / loyalty 6335 1234 5678 9012", "6335 1234 5678 9012"),
        ("LoyaltyNumberRecognizer", "use my rewards 81234567", "81234567"),
        ("UserNameRecognizer", "pay me at paypal.me/jsmith1980", "jsmith1980"),
        ("UserNameRecognizer", "https://www.facebook.com/john.smith.980/", "john.smith.980"),
        ("UserNameRecognizer", "linkedin.com/in/jane-doe-1234.", "jane-doe-1234"),
        ("UserNameRecognizer", "find me on insta lena.fit.99", "lena.fit.99"),
        ("UserNameRecognizer", "snapchat is kev_b90", "kev_b90"),
        ("UserNameRecognizer", "venmo @john-smith-88", "@john-smith-88"),
        ("UserNameRecognizer", "my handle realjsmith88", "realjsmith88"),
    ],
)
def test_a_number_is_found_beside_its_cue_or_by_its_shape(name: str, text: str, value: str) -> None:
    assert value in [piece for _, piece in found(name, text)]


def test_codes_that_follow_a_code_are_found_too() -> None:
    text = "my reservation IDs are XEHM4B, 59XX6W and 1Q2W3E"
    assert [piece for _, piece in found("OrderNumberRecognizer", text)] == [
        "XEHM4B",
        "59XX6W",
        "1Q2W3E",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OrderNumberRecognizer", "i want to order 2 pairs"),
        ("OrderNumberRecognizer", "my order is late"),
        ("OrderNumberRecognizer", "the order of 2024-05-20"),
        ("OrderNumberRecognizer", "in order to return it"),
        ("OrderNumberRecognizer", "the promo code is SAVE20"),
        ("OrderNumberRecognizer", "I NEED MY ORDER TODAY"),
        ("OrderNumberRecognizer", "order 50 dollars worth"),
        ("GiftCardRecognizer", "do you sell gift cards"),
        ("GiftCardRecognizer", "a gift card for $50"),
        ("TrackingNumberRecognizer", "tracking says delivered"),
        ("AccountNumberRecognizer", "close my account today"),
        ("UserNameRecognizer", "my username is wrong"),
        ("UserNameRecognizer", "in order_item_12 there"),
        ("OrderNumberRecognizer", "the hex code is #FF5733"),
        ("UserNameRecognizer", "saw it on facebook.com/marketplace"),
        ("UserNameRecognizer", "follow you on instagram since 2019"),
        ("UserNameRecognizer", "can i pay with paypal 20 pounds"),
        ("LoyaltyNumberRecognizer", "i have rewards 25000 points"),
        ("AccountNumberRecognizer", "open 09:00:00 to 17:00:00"),
    ],
)
def test_talk_about_them_stays(name: str, text: str) -> None:
    assert found(name, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "5566",
        "gt 67 g 6",
        "raju 5425",
        "1123 3298472398578943",
        "zxn 876",
        "i need 33184422 checked",
    ],
)
def test_a_bare_value_of_a_customer_is_found(text: str) -> None:
    covered = "".join(piece for _, piece in found("BareValueRecognizer", text))
    assert all(c in covered for c in text if c.isdigit())


@pytest.mark.parametrize(
    "text",
    [
        "5 gb plan",
        "600 am",
        "2016",
        "500",
        "3 quantity",
        "size 38",
        "$12345",
        "12345 dollars",
        "yes",
        "iphone 15",
        "levi's 501",
    ],
)
def test_amounts_sizes_years_and_units_stay(text: str) -> None:
    assert found("BareValueRecognizer", text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dob is 14/02/1988", "14/02/1988"),
        ("tel. 030 23125 047", "030 23125 047"),
        ("mi dni es 12345678z", "12345678z"),
        ("lo 5914", "lo 5914"),
    ],
)
def test_the_name_of_a_value_is_no_part_of_it(text: str, value: str) -> None:
    assert [piece for _, piece in found("BareValueRecognizer", text)] == [value]


def test_each_of_several_named_values_stands_for_itself() -> None:
    codes = [piece for _, piece in found("BareValueRecognizer", "exp 09/28 cvv 771")]
    assert codes == ["09/28", "771"]


def test_bare_values_are_a_matter_of_customers_words() -> None:
    assert found("BareValueRecognizer", "5566", from_customer=False) == []


@pytest.mark.parametrize("text", ["id cust_99120", '{"id": "acct-4f81c2"}', "cus_Nf8s1kd9"])
def test_an_id_that_says_whose_it_is_is_found(text: str) -> None:
    assert len(found("AccountNumberRecognizer", text)) == 1


@pytest.mark.parametrize(
    "text", ["customer_service", "client-side", "https://shop.example/cust_99120x", "a_cust_99120"]
)
def test_a_word_with_a_line_is_no_id(text: str) -> None:
    assert found("AccountNumberRecognizer", text) == []
