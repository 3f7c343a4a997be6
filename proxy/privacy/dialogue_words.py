"""The words by which an assistant asks, in seven languages, as RE2 patterns over small letters."""

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Pattern, pattern

_START = r"(?:^|[^\pL\pN])"
_END = r"(?:[^\pL\pN]|$)"

_NOUNS: dict[Asked, str] = {
    Asked.NAME: (
        r"(?:full|first|last|your|the|given|legal|family|correct|complete|a)\s+(?:and\s+last\s+)?names?|names?|surnames?|"
        r"who (?:am i|i am|i'm) (?:speaking|chatting|talking) (?:with|to)|speaking with|whom|call you|address you|"
        r"name on (?:the|your) (?:order|account|card|reservation|booking)|"
        r"(?:vor|nach|familien)?namen?|wie (?:heißen|heissen) sie|"
        r"(?:pré)?noms?|nom de famille|comment vous appelez-vous|nombres?|apellidos?|cómo (?:se llama|te llamas)|"
        r"nome|cognome|come (?:si chiama|ti chiami)|(?:voor|achter)?naam|sobrenome|apelido|como se chama"
    ),
    Asked.EMAIL: (
        r"e-?mails?(?:\s?-?address(?:es)?)?|mail(?:\s?-?address| adresse)|e-?mail-?adresse|courriel|adresse (?:e-?mail|mail)|"
        r"correo(?: electrónico)?|posta elettronica|indirizzo e-?mail|e-?mailadres|endereço de e-?mail"
    ),
    Asked.PHONE: (
        r"(?:tele|cell ?|mobile ?)?phone(?:\s?numbers?| no)?|mobile(?: number)?|cell(?: number)?|contact (?:number|no)|callback number|"
        r"number (?:we can|to) (?:call|reach)|telefon(?:nummer)?|handynummer|mobilnummer|rufnummer|"
        r"(?:numéro de )?téléphone|portable|(?:número de )?teléfono|móvil|(?:numero di )?telefono|cellulare|telefoonnummer|"
        r"telefone|celular|telemóvel"
    ),
    Asked.STREET: (
        r"(?:home|street|shipping|delivery|billing|mailing|postal|residential|current|new|complete|full|your|the|physical)\s+address|"
        r"address(?:es)? (?:on file|line|where|to (?:ship|send|deliver))|address|where (?:do you live|should (?:we|i) (?:ship|send|deliver)|to deliver|"
        r"would you like (?:it|this|them) (?:shipped|sent|delivered))|street(?: name| number)?|house number|"
        r"(?:liefer|rechnungs)?(?:adresse|anschrift)|straße|hausnummer|adresse(?: de livraison| postale)?|rue|"
        r"dirección|calle|indirizzo|via e numero|(?:bezorg|post)?adres|straat|endereço|morada|rua"
    ),
    Asked.POSTAL_CODE: (
        r"zip(?:\s?-?code)?|post ?code|postal code|area code|pin ?code|postleitzahl|plz|code postal|código postal|codigo postal|"
        r"c\.?a\.?p\.?|codice postale|cep"
    ),
    Asked.CITY: (
        r"city|town|which state|city and state|ort|stadt|wohnort|ville|ciudad|localidad|città|woonplaats|stad|plaats|cidade|"
        r"where (?:are you|do you live)|your location"
    ),
    Asked.ORDER_NUMBER: (
        r"(?:order|purchase|invoice|receipt|confirmation|booking|reservation|reference|ticket|case|claim|policy|rma|return|transaction|flight confirmation|record locator)"
        r"\s?(?:/?\s?(?:number|no|nr|id|ids|numbers|code|#|reference|details|locator)|s'? numbers?)|order #|pnr|record locator|"
        r"(?:number|reference|code) (?:of|on|for) (?:your|the|that|this) (?:order|purchase|invoice|receipt|booking|reservation|claim|policy|ticket|case)|"
        r"(?:bestell|auftrags|rechnungs|vorgangs|buchungs)nummer|numéro de (?:commande|facture|dossier|réservation)|"
        r"número de (?:pedido|factura|reserva|orden)|numero (?:d'ordine|dell'ordine|ordine|di prenotazione|fattura)|"
        r"(?:bestel|order|factuur)nummer|número d[oae] (?:pedido|encomenda|fatura|reserva)"
    ),
    Asked.ACCOUNT_NUMBER: (
        r"(?:account|acct|customer|client|subscriber|contract|employee)\s?(?:number|no|nr|id|#|numbers)|account (?:details|information)|last (?:four|4)(?: digits)?|"
        r"(?:kunden|vertrags)nummer|numéro (?:de )?(?:client|compte)|número de (?:cliente|cuenta)|(?:codice|numero) (?:cliente|conto)|"
        r"klantnummer|número de (?:conta)"
    ),
    Asked.LOYALTY_NUMBER: (
        r"(?:loyalty|rewards?|membership|member|club ?card|bonus|frequent flyer|points)(?: card| account| program)?\s?(?:number|no|id|#|card)|"
        r"kundenkarte(?:nnummer)?|mitgliedsnummer|carte de fidélité|número de socio|tarjeta de fidelidad|carta fedeltà|lidnummer|"
        r"klantenkaart|cartão de fidelidade"
    ),
    Asked.GIFT_CARD: (
        r"(?:gift|e-?gift)\s?(?:card|certificate|voucher)(?:\s?(?:number|code|no|id))?|voucher (?:number|code)|store credit code|"
        r"geschenkkarte(?:nnummer)?|gutschein(?:code|nummer)?|carte cadeau|tarjeta (?:de )?regalo|carta regalo|buono regalo|cadeau(?:bon|kaart)|"
        r"cartão presente|vale-presente"
    ),
    Asked.TRACKING_NUMBER: (
        r"(?:tracking|shipment|parcel|consignment|package|waybill)\s?(?:number|no|id|code|#)|sendungsnummer|paketnummer|numéro de suivi|"
        r"número de (?:seguimiento|envío|rastreo)|numero di (?:tracking|spedizione)|track ?(?:&|and) ?trace|código de rastreio"
    ),
    Asked.CARD_NUMBER: (
        r"(?:credit|debit|bank|payment|visa|mastercard)?\s?card\s?(?:number|no|details|information|#)|credit card|debit card|"
        r"last (?:four|4)(?: digits)? (?:of|on) (?:the|your)(?: [a-z]+){0,2} card|(?:16|sixteen)[- ]digit|card you (?:used|paid)|"
        r"(?:kredit)?kartennummer|numéro de (?:votre )?carte|número de (?:la |su )?tarjeta|numero (?:della|di) carta|"
        r"(?:creditcard|kaart|pas)nummer|número do (?:seu )?cartão"
    ),
    Asked.CARD_CODE: (
        r"cvv2?|cvc2?|cid|security code|card (?:verification|security) (?:code|value|number)|(?:3|three|4|four)[- ]digit (?:code|number)|"
        r"digits on the (?:back|front)|(?:code|number) on the back|back of (?:the|your) card|"
        r"prüfnummer|prüfziffer|kartenprüfnummer|sicherheitscode|cryptogramme|código de seguridad|codice di sicurezza|"
        r"beveiligingscode|código de segurança"
    ),
    Asked.CARD_EXPIRY: (
        r"(?:expiry|expiration|exp)(?: date)?|valid (?:until|thru)|expires|ablaufdatum|gültig bis|date d'expiration|"
        r"fecha de (?:caducidad|vencimiento)|data di scadenza|scadenza|vervaldatum|data de validade|validade"
    ),
    Asked.BANK_ACCOUNT: (
        r"iban|bank account|bank details|routing (?:number|no)|sort code|account and routing|kontonummer|bankverbindung|kontodaten|"
        r"rib|coordonnées bancaires|cuenta bancaria|conto corrente|coordinate bancarie|rekeningnummer|conta bancária"
    ),
    Asked.NATIONAL_ID: (
        r"ssn|social security(?: number)?|social(?: number)?|last (?:four|4)(?: digits)? of (?:your|the) (?:ssn|social)|passport(?: number)?|"
        r"driver'?s? licen[cs]e(?: number)?|national (?:id|insurance)(?: number)?|identity (?:card|document)|government id|tax id|"
        r"ausweisnummer|personalausweis|reisepass|steuer-?id|passeport|carte d'identité|numéro de sécurité sociale|"
        r"dni|nie|nif|pasaporte|codice fiscale|carta d'identità|passaporto|bsn|paspoort|cpf|bilhete de identidade"
    ),
    Asked.PIN: (
        r"(?:account |security |card |4[- ]digit |four[- ]digit )?pin(?: number| code)?|geheimzahl|code pin|código pin|"
        r"(?:4|four)[- ]digit (?:code|number|pin)"
    ),
    Asked.PASSWORD: (
        r"pass ?word|passphrase|passcode|passwort|kennwort|mot de passe|contraseña|clave|parola d'ordine|wachtwoord|senha|palavra-passe"
    ),
    Asked.SECURITY_ANSWER: (
        r"(?:security|secret) (?:question|answer|word)|mother'?s maiden name|maiden name|first pet|name of your (?:first )?pet|"
        r"first school|first car|favou?rite (?:teacher|color|colour|movie|book)|city (?:were you|you were) born|memorable word|"
        r"sicherheitsfrage|mädchenname|question (?:secrète|de sécurité)|nom de jeune fille|pregunta de seguridad|apellido de soltera|"
        r"domanda di sicurezza|nome da nubile|beveiligingsvraag|pergunta de segurança"
    ),
    Asked.VERIFICATION_CODE: (
        r"verification code|one[- ]time (?:code|password|passcode|pin)|otp|confirmation code|access code|security code we|"
        r"code (?:we|i)(?: have|'ve)?(?: just)? (?:sent|texted|emailed)|code (?:that )?(?:was|has been) sent|(?:6|six)[- ]digit code|authentication code|2fa|"
        r"bestätigungscode|code de vérification|código de verificación|codice di verifica|verificatiecode|código de verificação"
    ),
    Asked.DATE_OF_BIRTH: (
        r"dates? of birth|dob|birth ?(?:date|day)s?|when were you born|year of birth|how old|geburtsdatum|geburtstag|wann (?:sind sie|bist du) geboren|"
        r"date de naissance|fecha de nacimiento|data di nascita|geboortedatum|data de nascimento"
    ),
    Asked.USER_NAME: (
        r"user ?(?:name|id)s?|user-id|login(?: name| id)?|screen name|account name|online id|benutzername|nutzername|"
        r"identifiant|nom d'utilisateur|nombre de usuario|usuario|nome utente|gebruikersnaam|nome de (?:utilizador|usuário)"
    ),
}  # fmt: skip

NOUNS: dict[Asked, Pattern] = {
    asked: pattern(rf"{_START}(?:{words}){_END}") for asked, words in _NOUNS.items()
}
"""What can be asked for → its names, as whole words."""

ANYTHING = pattern(rf"{_START}(?:{'|'.join(_NOUNS.values())}){_END}")
"""Any of the names: the cheap first test."""

REQUEST = pattern(
    _START
    + r"(?:please|kindly|could (?:you|i|we)|can (?:you|i|we)|may i|might i|would you|will you|do you have|i(?:'ll| will)? (?:also )?need|we(?:'ll| will)? need|"
    r"i'd need|i would need|i require|we require|need (?:to have|your|the)|provide|share|give me|tell me|let me know|send me|type(?: in)?|enter|"
    r"confirm (?:your|the)|verify (?:your|the)|what(?:'s| is| are| was)|who am i|whom am i|which|let me have|i'd like (?:to have|your)|we'd like|"
    r"looking for your|missing|required|mind (?:sharing|giving|telling|providing)|"
    r"bitte|könn(?:en|ten) sie|kannst du|nennen|geben sie|teilen sie|brauche|benötige|wie (?:lautet|ist|heißen)|"
    r"s'il vous pla[iî]t|svp|pouvez-vous|pourriez-vous|puis-je|quel(?:le)? est|j'ai besoin|indiquez|donnez|veuillez|"
    r"por favor|puede|podría|puedes|necesito|cuál es|indique|indíqueme|facilit|dígame|me puede|"
    r"per favore|può|potrebbe|puoi|qual è|mi serve|ho bisogno|fornisca|indichi|inserisca|mi dica|"
    r"alstublieft|alsjeblieft|kunt u|kun je|mag ik|wat is|geef|graag|ik heb .{0,20} nodig|"
    r"pode|poderia|qual é|preciso|informe|indique|diga-me|me diga)" + _END
)
STATEMENT = pattern(
    _START
    + r"(?:thanks for (?:your|the|providing|sharing|confirming|that)|thank you for (?:your|the|providing|sharing|confirming|that|giving)|"
    r"(?:i|we)(?:'ve| have)? (?:found|located|received|updated|changed|verified|confirmed|noted|got|see|saved|sent)|"
    r"(?:has|have) been (?:updated|changed|sent|verified|confirmed|saved)|(?:was|were|will be|is being) (?:sent|updated|changed|shipped|delivered)|"
    r"you (?:will|should|'ll) (?:receive|get|find)|check your e-?mail|i'll send|we'll send|i will send|we will send|"
    r"danke für|vielen dank für|wurde (?:an|aktualisiert|geändert)|merci pour|a été (?:envoyé|mis)|gracias por|ha sido|se ha enviado|grazie per|è stat[oa]|"
    r"bedankt voor|is verzonden|obrigad[oa] (?:por|pelo|pela)|foi (?:enviado|atualizado))" + _END
)
"""Sentences that tell of a thing instead of asking for it; a question mark outweighs them."""

STATEMENT_OF_VALUE = pattern(
    r"^\W{0,2}(?:(?:is|was|ist|lautet|est|es|è|is het|é)\s+(?:\*{0,2}[#\[]?[\pL\-]{0,12}[0-9]|[\"'\*])|:\s*\S{2,}[^\n?]*[0-9]|#?[0-9]{3})"
)
"""What follows a name of a thing when its value stands there already."""

FOLLOWS = pattern(
    r"(?:following|below|these|such as|details|information|questions|items|folgende|suivant|siguiente|seguent|volgende|seguinte)[^\n]{0,60}$|:$|:\*{0,2}$"
)
LIST_LINE = pattern(r"^(?:[-*•–+]|\(?[0-9]{1,2}[.)]|[a-z][.)])\s*")
REPEAT = pattern(
    _START
    + r"(?:double[- ]?check|check (?:it|that|them) again|again|once more|re-?enter|repeat|typo|spell|not (?:match|find|able to find|found)|"
    r"(?:couldn't|could not|can't|cannot|unable to|didn't) (?:find|locate|match|catch|verify)|incorrect|doesn't match|does not match|still need|"
    r"noch einmal|erneut|stimmt nicht|à nouveau|de nuevo|otra vez|di nuovo|opnieuw|novamente)"
    + _END
)
FILLER = pattern(
    r"(?:(?:ok(?:ay|ey)?|sure|alright|all right|great|perfect|thanks?|thank you(?: so much| very much)?|got it|i see|understood|noted|yes|"
    r"please (?:go on|go ahead|continue|wait|hold(?: on)?|bear with me)|go on|go ahead|continue|one moment(?: please)?|just a (?:moment|second|minute|sec)(?: please)?|"
    r"a moment(?: please)?|hold on|give me a (?:moment|second|minute)|let me (?:check|see|look|have a look|look into (?:it|that|this))(?: that| this| it)?(?: for you)?|"
    r"checking|i'm (?:checking|looking)|take your time|no (?:problem|worries|rush)|of course|absolutely|certainly|mhm|hmm|uh-?huh|still with you|are you (?:still )?there|"
    r"einen moment(?: bitte)?|gerne|danke|verstanden|alles klar|un instant(?: svp| s'il vous plaît)?|d'accord|merci|très bien|un momento(?: por favor| per favore)?|"
    r"vale|gracias|claro|va bene|grazie|certo|een moment(?: alstublieft)?|prima|bedankt|um momento(?: por favor)?|obrigad[oa]|certo|please|for you|then|so|and|now|that|i'll|,)[\s,.!…-]*){1,8}\??"
)
"""A message made of nothing but these keeps a question open."""
