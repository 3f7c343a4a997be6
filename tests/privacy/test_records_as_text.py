"""Records inside texts are read; what is known is found again in every form."""

import pytest

from tests.privacy.conversations import problems

KNOWN_VALUES = (
    (
        "A: Your full name?",
        "C: {{crystal minh}}",
        "C: my login is probably {{cminh730}}",
        "A: Thanks, I see {{cminh730}} and {{crystal_m88}} and {{minhc}}.",
        "C: and the mail was {{cminh@example.com}}, my page is example.com/{{crystalminh}}",
        "C: so is {{Minh}}'s order and {{MINH, CRYSTAL}} ok? {{Crystal-Minh}} {{crystalminh2}} {{CRYSTAL}}",
    ),
    (
        "C: my name is {{Rose Price}}",
        "C: <<what is the price of the rose>>",
        "A: Sure {{Rose}}, the <<price is 5 dollars>>.",
    ),
    (
        "C: my name is {{Mark Field}}",
        "C: <<mark this field as done>>",
    ),
    (
        "C: my order is {{44-1823-99}}",
        "A: order {{44182399}} or {{4418 2399}} or {{INV44182399}} or {{#44-1823-99}}",
    ),
    (
        "C: my phone is {{+1 415 555 0132}}",
        "A: {{415-555-0132}} or {{(415) 5550132}} or {{4155550132}} or {{tel4155550132}} ?",
    ),
    (
        "C: my card is {{4111 1111 1111 1111}}",
        "A: card {{4111111111111111}} ok",
    ),
    (
        "C: my name is {{Martin Keller}}",
        "A: <<I see martini glasses and martens boots, the seller and cellar>>",
    ),
    (
        "C: my name is {{Jordan Nike}}",
        "A: <<order jordans>>",
    ),
    (
        "C: my name is {{Ann Lee}}",
        "A: Hi {{Ann}}, <<an annual lease>>",
    ),
)

RECORDS = (
    (
        'T: {"payload":"{\\"data\\":\\"{\\\\\\"last_name\\\\\\":\\\\\\"{{Okafor}}\\\\\\",\\\\\\"price\\\\\\":\\\\\\"<<12.99>>\\\\\\"}\\"}"}',
    ),
    (
        'T: {"recipient":"{{Ottilie Brannock}}","ship_to":{"street":"{{Lange Gasse 4}}","zip":"{{50667}}","town":"{{Köln}}"},"carrier":"<<DHL>>","delivery_date":"<<2024-05-12>>"}',
    ),
    ('T: {"customer":"{{Ottilie Brannock}}","agent":"{{Jo Park}}","product":"<<Widget Pro>>"}',),
    (
        'T: {"vorname":"{{Ottilie}}","nachname":"{{Brannock}}","strasse":"{{Lindenallee 4}}","plz":"{{10115}}","ort":"{{Berlin}}","artikel":"<<Rotes Kleid>>","preis":"<<49,90>>"}',
    ),
    (
        'T: {"nom":"{{Brannock}}","prenom":"{{Ottilie}}","adresse":"{{3 impasse des lilas}}","code_postal":"{{69003}}","ville":"{{Lyon}}","article":"<<Robe Rouge>>","prix":"<<49,90>>"}',
    ),
    (
        'T: {"nombre":"{{Lupe}}","apellidos":"{{Arrieta Lopez}}","direccion":"{{Calle Mayor 4}}","codigo_postal":"{{28013}}","telefono":"{{612345678}}","producto":"<<Vestido Rojo>>","precio":"<<49,90>>"}',
    ),
    (
        'T: {"nome":"{{Lupo}}","cognome":"{{Arrieti}}","indirizzo":"{{Via dei Mille 12}}","cap":"{{20129}}","citta":"{{Milano}}","prodotto":"<<Vestito Rosso>>"}',
    ),
    (
        'T: {"voornaam":"{{Sanne}}","achternaam":"{{de Wit}}","straat":"{{Dorpsstraat 12}}","postcode":"{{1234 AB}}","woonplaats":"{{Utrecht}}"}',
    ),
    (
        'T: {"nome":"{{Lurdes}}","sobrenome":"{{Arantes}}","endereco":"{{Rua das Flores 12}}","cep":"{{01310-200}}","cpf":"{{123.456.789-09}}"}',
    ),
    (
        "S: Customer record\nname: {{Ottilie Brannock}}\nemail: {{ob@example.com}}\nphone: {{415 555 0132}}\naddress: {{12 Mill Hill, Leeds LS1 4AB}}\nloyalty tier: <<gold>>\nlast order: {{881204}}\nfavourite brand: <<Calvin Klein>>\nsize: <<42>>",
    ),
    (
        "S: | Name | Email | Tier |\n|---|---|---|\n| {{Ottilie Brannock}} | {{ob@example.com}} | <<gold>> |\n| {{Jo Park}} | {{jo@example.com}} | <<silver>> |",
    ),
    (
        "S: | Product | Price | Stock |\n|---|---|---|\n| <<Rose Gold Ring>> | <<129.00>> | <<1200>> |\n| <<Mark Two Lamp>> | <<49.90>> | <<31000>> |",
    ),
    (
        "S: first_name,last_name,city,product,price\n{{Ottilie}},{{Brannock}},{{Leeds}},<<Rose Ring>>,<<12.99>>\n{{Jo}},{{Park}},{{Bath}},<<Blue Lamp>>,<<120.00>>",
    ),
    (
        "S: customer;phone;total\n{{Ottilie Brannock}};{{0171 2345678}};<<129,00>>\n{{Jo Park}};{{0171 2345679}};<<99,00>>",
    ),
    (
        "S: CRM: 12/05 cust {{Deshawn Okafor}} called re late parcel, DOB {{4/5/1990}}, addr {{12 Mill Hill}} Leeds, wants <<refund of 20 dollars>>",
    ),
    (
        "S: Caller {{Ottilie Brannock}} (acct {{881204}}) says <<ring size 52>> too small; callback {{415 555 0132}}",
    ),
    (
        "S: You are a helpful agent of Harbor & Pine. Today is <<2024-05-12>>. The customer is {{Ottilie Brannock}} ({{ob@example.com}}).",
    ),
    ("S: You are helping {{Crystal Minh}}, a <<gold member since 2019>>.",),
    (
        "S: The user's name is {{Crystal Minh}} and the cart holds <<2 x Rose Gold Ring, size 52, 129.00 EUR>>.",
    ),
    ('S: user_id={{cminh730}}; name="{{Crystal Minh}}"; tier=<<gold>>; cart_total=<<129.00>>',),
    (
        "S: <customer><name>{{Crystal Minh}}</name><email>{{cm@example.com}}</email></customer><product><name>Rose Ring</name></product>",
    ),
    (
        "S: Name\n{{Crystal Minh}}\nEmail\n{{cm@example.com}}\nShipping address\n{{Crystal Minh}}\n{{12 Mill Hill}}\n{{Leeds LS1 4AB}}\nUnited Kingdom",
    ),
    ("S: Ship to:\n{{Crystal Minh}}\n{{12 Mill Hill}}\n{{Austin, TX 78750}}",),
    ("S: Bill to: {{Crystal Minh, 12 Mill Hill, Austin, TX 78750}}",),
    (
        "T: Order {{881204}} for {{Crystal Minh}} <<ships on 2024-05-12>> to {{12 Mill Hill, Leeds}}. <<2 x Rose Gold Ring (size 52) 129.00 each>>",
    ),
)


@pytest.mark.parametrize("conversation", KNOWN_VALUES)
def test_a_known_value_is_found_in_every_later_form(conversation: tuple[str, ...]) -> None:
    assert problems(*conversation) == []


@pytest.mark.parametrize("conversation", RECORDS)
def test_records_are_read_in_json_lines_tables_and_notes(conversation: tuple[str, ...]) -> None:
    assert problems(*conversation) == []
