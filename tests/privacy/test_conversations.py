"""What customers answer, in seven languages, is found to its end."""

import pytest

from tests.privacy.conversations import problems

ANSWERS = (
    ("C: my password is {{blue kite 42}}",),
    ("C: my password is {{blue kite 42}} thanks",),
    ("C: the password was {{Tr0ub4dor & 3}}",),
    (
        "A: What is your password?",
        "C: {{blue kite forty two}}",
    ),
    (
        "A: What is your password?",
        "C: its {{purple monkey dishwasher 9}}",
    ),
    ("C: password: {{correct horse battery staple}}",),
    ("C: my password is <<not working>>",),
    ("C: my password is <<wrong>> and I need a new one",),
    ("C: <<my password is no longer accepted>>",),
    ("C: my name is {{Maria del Carmen de los Santos Fernandez}}",),
    ("C: my name is {{abdul rahman bin mohammed al rashid}} and i want a refund",),
    (
        "A: What's your full name?",
        "C: {{maria del carmen fernandez garcia}}",
    ),
    (
        "A: Name and order number?",
        "C: {{minh}}, and it's {{44-1823}}",
    ),
    (
        "A: Could I get your name and order number?",
        "C: sure, one sec",
        "C: {{crystal minh}}",
        "C: {{44-1823}}",
    ),
    (
        "A: Could I get your name and order number?",
        "C: sure, one sec",
        "A: Take your time.",
        "C: it's {{crystal minh}}",
        "A: and the order?",
        "C: {{44-1823}}",
    ),
    (
        "A: Could you give me your last name?",
        "C: {{minh}}",
        "A: Sorry, I could not find that. Could you spell it?",
        "C: sorry, it's {{Mihn}} with h after i",
    ),
    ("C: my anme is {{crystal minh}}",),
    ("C: my nmae is {{bo quang}}",),
    ("C: mi name is {{bo quang}}",),
    ("C: my name si {{bo quang}}",),
    ("C: im {{ottilie brannock}}",),
    ("C: hi this is {{deshawn okafor}} and i need help",),
    (
        "A: What is your name, email, and phone number?",
        "C: {{jo park}} {{jo@example.com}} {{555 0101 222}}",
    ),
    (
        "A: What is your name, email, and phone number?",
        "C: {{jo park}}\n{{jo@example.com}}\n{{5550101222}}",
    ),
    (
        "A: Please provide your name, date of birth and zip.",
        "C: {{jo park}} {{4/5/1990}} {{78750}}",
    ),
    (
        "A: Please provide your name, date of birth and zip.",
        "C: {{jo park}}, {{april 5th 1990}}, {{78750}}",
    ),
    (
        "A: Please provide your name, date of birth and zip.",
        "C: {{jo park}}",
        "C: {{5 apr 90}}",
        "C: {{78750}}",
    ),
    (
        "A: date of birth?",
        "C: {{april fifth nineteen ninety}}",
    ),
    (
        "A: date of birth?",
        "C: {{05041990}}",
    ),
    (
        "A: When were you born?",
        "C: {{1990}}",
    ),
    (
        "A: And the street address?",
        "C: {{88 lake nagar hillpuram}}",
    ),
    (
        "A: Where should we ship it?",
        "C: {{harbour street number 65}}",
    ),
    (
        "A: Where should we ship it?",
        "C: to {{harbour street number 65}} please",
    ),
    (
        "A: What's your address?",
        "C: {{flat 3b rose court}}\n{{12 mill hill}}\n{{leeds LS1 4AB}}",
    ),
    (
        "A: What's your address?",
        "C: {{Plot 22, 3rd Cross, Indiranagar, Bengaluru 560038}}",
    ),
    (
        "A: What's your address?",
        "C: {{no 14 gandhi nagar 2nd main road chennai 600020}}",
    ),
    (
        "A: What's your address?",
        "C: {{house 7, block c, gulshan}}",
    ),
    (
        "A: What's your address?",
        "C: {{the old rectory, church lane, little wenham}}",
    ),
    (
        "A: What's your mother's maiden name?",
        "C: {{brannock}}",
    ),
    (
        "A: What was your first pet called?",
        "C: {{mr whiskers}}",
    ),
    (
        "A: What was your first pet called?",
        "C: it was {{biscuit}}",
    ),
    (
        "A: Security question: what is your favourite colour?",
        "C: {{blue}}",
    ),
    (
        "A: What is the PIN on the account?",
        "C: {{four eight two one}}",
    ),
    (
        "A: What is the PIN on the account?",
        "C: {{4821}} i think",
    ),
    (
        "A: And the last 4 of your social?",
        "C: {{oh nine one two}}",
    ),
    (
        "A: What email is on file?",
        "C: {{jane dot doe at example dot com}}",
    ),
    (
        "A: What email is on file?",
        "C: {{janedoe}} at gmail",
    ),
    (
        "A: What email is on file?",
        "C: {{jdoe77}}",
    ),
    (
        "A: username?",
        "C: {{crystal}}",
    ),
    (
        "A: username?",
        "C: it's {{crystalm}}",
    ),
    (
        "A: Who am I speaking with?",
        "C: {{ottilie}}",
    ),
    (
        "A: Who am I chatting with today?",
        "C: you can call me {{bex}}",
    ),
    (
        "A: What is your name?",
        "C: hi there! its {{bex}}",
    ),
    (
        "A: Name?",
        "C: {{Bo}}",
    ),
    (
        "A: Name?",
        "C: {{May}}",
    ),
    (
        "A: Name?",
        "C: {{rose price}}",
    ),
    (
        "A: Name?",
        "C: {{will smith}}",
    ),
    (
        "A: your good name please",
        "C: {{vikram}}",
    ),
    (
        "A: How may I address you?",
        "C: {{vikram}}",
    ),
    (
        "A: May I know who is this?",
        "C: {{vikram}}",
    ),
)

ANSWERS_IN_OTHER_LANGUAGES = (
    (
        "A: Wie ist Ihr Name?",
        "C: {{ottilie brannock}}",
    ),
    (
        "A: Wie lautet Ihre Bestellnummer und Ihre Postleitzahl?",
        "C: {{44-1823}} und {{10115}}",
    ),
    (
        "A: Nennen Sie mir bitte Ihre Adresse.",
        "C: {{Lindenallee 4a, 10115 Berlin}}",
    ),
    (
        "A: Nennen Sie mir bitte Ihre Adresse.",
        "C: {{am alten markt 7 in köln}}",
    ),
    (
        "A: Wann sind Sie geboren?",
        "C: {{5. april 1990}}",
    ),
    (
        "A: Wie lautet Ihr Passwort?",
        "C: {{blauer drache 42}}",
    ),
    (
        "A: Ihr Geburtsdatum?",
        "C: {{05.04.90}}",
    ),
    (
        "A: Quel est votre nom ?",
        "C: {{ottilie brannock}}",
    ),
    (
        "A: Pourriez-vous me donner votre adresse ?",
        "C: {{3 bis impasse des lilas, 69003 lyon}}",
    ),
    (
        "A: Pouvez-vous m'indiquer votre numéro de commande ?",
        "C: c'est le {{44-1823}}",
    ),
    (
        "A: Quelle est votre date de naissance ?",
        "C: {{5 avril 1990}}",
    ),
    (
        "A: Votre mot de passe ?",
        "C: {{chat bleu 42}}",
    ),
    (
        "A: ¿Cuál es su nombre?",
        "C: {{lupe arrieta}}",
    ),
    (
        "A: ¿Me indica su dirección?",
        "C: {{calle mayor 4, 3º izq, 28013 madrid}}",
    ),
    (
        "A: ¿Y su fecha de nacimiento?",
        "C: {{5 de abril de 1990}}",
    ),
    (
        "A: ¿Me puede decir su DNI?",
        "C: {{12345678z}}",
    ),
    (
        "A: ¿Su contraseña?",
        "C: {{gato azul 42}}",
    ),
    (
        "A: Come si chiama?",
        "C: {{lupo arrieti}}",
    ),
    (
        "A: Mi può dare il suo indirizzo?",
        "C: {{via dei mille 12 int 3, 20129 milano}}",
    ),
    (
        "A: Qual è la sua data di nascita?",
        "C: {{5 aprile 1990}}",
    ),
    (
        "A: Il suo codice fiscale?",
        "C: {{rssmra85t10a562s}}",
    ),
    (
        "A: Wat is uw naam?",
        "C: {{sanne de wit}}",
    ),
    (
        "A: Wat is uw adres?",
        "C: {{dorpsstraat 12a, 1234 ab utrecht}}",
    ),
    (
        "A: Wat is uw geboortedatum?",
        "C: {{5 mei 1990}}",
    ),
    (
        "A: Wat is je wachtwoord?",
        "C: {{blauwe kat 42}}",
    ),
    (
        "A: Qual é o seu nome?",
        "C: {{lurdes arantes}}",
    ),
    (
        "A: Qual é a sua morada?",
        "C: {{rua das flores 12, 3º esq, 1200-195 lisboa}}",
    ),
    (
        "A: Qual é a sua data de nascimento?",
        "C: {{5 de abril de 1990}}",
    ),
    (
        "A: Qual é o seu CPF?",
        "C: {{12345678909}}",
    ),
    (
        "A: Qual é a sua senha?",
        "C: {{gato azul 42}}",
    ),
    ("C: ich heiße {{ottilie von brannock}} und brauche hilfe",),
    ("C: mein name ist {{ottilie brannock}}",),
    ("C: je m'appelle {{ottilie brannock}}",),
    ("C: moi c'est {{ottilie}}",),
    ("C: me llamo {{lupe arrieta}}",),
    ("C: mi nombre es {{lupe arrieta lopez}}",),
    ("C: mi chiamo {{lupo arrieti}}",),
    ("C: sono {{Lupo Arrieti}}",),
    ("C: mijn naam is {{sanne de wit}}",),
    ("C: ik ben {{Sanne de Wit}}",),
    ("C: meu nome é {{lurdes arantes}}",),
    ("C: meine adresse ist {{am alten markt 7}}, {{50667 köln}}",),
    ("C: mon adresse est {{12 allée des tilleuls, 69003 lyon}}",),
    ("C: mi dirección es {{avenida de la constitución 12, 2ºB, 41001 sevilla}}",),
    ("C: il mio indirizzo è {{piazza garibaldi 3, 80142 napoli}}",),
    ("C: mijn adres is {{kerkstraat 10, 1017 gc amsterdam}}",),
    ("C: o meu endereço é {{avenida paulista 1578, ap 12, 01310-200 são paulo}}",),
    ("C: meine kundennummer ist {{881204}}",),
    ("C: mon numéro de client est le {{881204}}",),
    ("C: mi número de cliente es {{881204}}",),
    ("C: il mio codice cliente è {{881204}}",),
    ("C: mijn klantnummer is {{881204}}",),
    ("C: o meu número de cliente é {{881204}}",),
    ("C: mein geburtstag ist der {{5. april 1990}}",),
    ("C: je suis née le {{5 avril 1990}}",),
    ("C: nací el {{5 de abril de 1990}}",),
    ("C: sono nata il {{5 aprile 1990}}",),
    ("C: ik ben geboren op {{5 mei 1990}}",),
    ("C: nasci a {{5 de abril de 1990}}",),
    ("C: meine telefonnummer ist {{0171 2345678}}",),
    ("C: mein passwort ist {{blauer drache 42}}",),
    ("C: mon mot de passe est {{chat bleu 42}}",),
    ("C: mi contraseña es {{gato azul 42}}",),
    ("C: la mia password è {{gatto blu 42}}",),
    ("C: mijn wachtwoord is {{blauwe kat 42}}",),
    ("C: minha senha é {{gato azul 42}}",),
)


@pytest.mark.parametrize("conversation", ANSWERS)
def test_an_answer_is_found_to_its_end(conversation: tuple[str, ...]) -> None:
    assert problems(*conversation) == []


@pytest.mark.parametrize("conversation", ANSWERS_IN_OTHER_LANGUAGES)
def test_questions_and_cues_are_understood_in_seven_languages(
    conversation: tuple[str, ...],
) -> None:
    assert problems(*conversation) == []
