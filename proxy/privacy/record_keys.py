"""Tables of keys for ``record``: joined words in small letters, in the languages shops use.

``PERSONAL`` says what a value is by its key alone. ``AMBIGUOUS_IN`` holds keys that need a word above
them: key → word above → entity type. The sets are evidence of one kind each.
"""

from proxy.privacy.words import word_set


def _table(*rows: tuple[str, str]) -> dict[str, str]:
    return {key: entity for entity, keys in rows for key in keys.split()}


PERSONAL: dict[str, str] = _table(
    (
        "PERSON",
        (
        "firstname lastname surname fullname givenname familyname middlename maidenname forename nickname fname lname "
        "customername clientname buyername recipientname recipient shippername consigneename contactname "
        "contactperson guestname passengername passenger travelername cardholder cardholdername nameoncard accountholder "
        "accountholdername holdername billingname shippingname deliveryname ownername patientname membername employeename "
        "sendername receivername personname username_display displayname preferredname legalname signedby addressee attention attn "
        "vorname nachname familienname kundenname empfänger ansprechpartner karteninhaber "
        "prenom prénom nomdefamille nomcomplet nomclient destinataire titulaire "
        "nombrecompleto nombredelcliente apellido apellidos primerapellido segundoapellido destinatario "
        "cognome nomecompleto nomecognome intestatario voornaam achternaam volledigenaam klantnaam ontvanger "
        "sobrenome primeironome apelido nomecliente titular"
        ),
    ),
    (
        "EMAIL_ADDRESS",
        (
        "email emailaddress mail mailaddress emailid contactemail customeremail useremail billingemail shippingemail "
        "emailaddresse mailadresse courriel adressemail correo correoelectronico correoelectrónico indirizzoemail postaelettronica "
        "emailadres endereçoemail enderecoemail"
        ),
    ),
    (
        "PHONE_NUMBER",
        (
        "phone phonenumber mobile mobilenumber mobilephone cell cellphone cellnumber telephone telephonenumber tel fax faxnumber "
        "contactnumber contactphone whatsapp whatsappnumber msisdn landline homephone workphone customerphone "
        "telefon telefonnummer handy handynummer mobilnummer rufnummer numerodetelephone telephoneportable portable "
        "telefono teléfono móvil numerotelefono cellulare telefoonnummer telefoon mobiel telefone celular telemovel telemóvel"
        ),
    ),
    (
        "STREET_ADDRESS",
        (
        "address addr addressline street streetaddress streetname streetline housenumber shippingaddress billingaddress deliveryaddress "
        "mailingaddress homeaddress postaladdress fulladdress customeraddress residence pobox apartment "
        "adresse anschrift strasse straße hausnummer lieferadresse rechnungsadresse rue adressedelivraison "
        "direccion dirección calle domicilio direcciondeenvio indirizzo via adres straat straatnaam huisnummer endereco endereço rua logradouro"
        ),
    ),
    (
        "POSTAL_CODE",
        "zip zipcode postal postalcode postcode plz postleitzahl codepostal codigopostal códigopostal cap codicepostale cep pincode eircode",
    ),
    (
        "LOCATION",
        (
        "city town village suburb locality county province state district municipality ort stadt wohnort ville commune ciudad poblacion "
        "provincia citta città comune plaats woonplaats cidade bairro"
        ),
    ),
    (
        "DATE_OF_BIRTH",
        (
        "dob dateofbirth birthdate birthday birth bday geburtsdatum geburtstag datedenaissance naissance fechadenacimiento "
        "fechanacimiento datadinascita datanascita geboortedatum datadenascimento datanascimento"
        ),
    ),
    (
        "CREDIT_CARD",
        (
        "cardnumber creditcard creditcardnumber debitcard debitcardnumber ccnumber ccnum cardno pan cardlast lastfour cardlastfour "
        "lastdigits lastfourdigits cardending kartennummer kreditkartennummer numerodecarte numerodetarjeta tarjeta numerocarta kaartnummer "
        "numerodocartao"
        ),
    ),
    ("CARD_CODE", "cvv cvc cvn cid securitycode cardcode cardsecuritycode cardverificationcode kartenprüfnummer cryptogramme"),
    ("CARD_EXPIRY", "cardexpiry cardexpiration cardexpirydate expiry expirydate expiration expirationdate expdate validthru"),
    ("IBAN_CODE", "iban ibannumber"),
    (
        "BANK_ACCOUNT",
        (
        "bankaccount bankaccountnumber bankaccountno routingnumber routingno sortcode bankcode kontonummer bankleitzahl blz rib "
        "cuentabancaria contocorrente rekeningnummer contabancaria ifsc clabe bsb"
        ),
    ),
    ("US_SSN", "ssn socialsecuritynumber socialsecurity ssnlast lastfourssn socialsecurityno"),
    (
        "NATIONAL_ID",
        (
        "passport passportnumber passportno nationalid nationalidnumber driverslicense driverlicense driverlicensenumber drivinglicence "
        "licensenumber taxid taxnumber tin nationalinsurancenumber nino ausweisnummer personalausweis reisepassnummer steuerid "
        "steuernummer dni nie nif curp rfc pasaporte codicefiscale passaporto bsn burgerservicenummer cpf aadhaar governmentid idcardnumber"
        ),
    ),
    ("IP_ADDRESS", "ip ipaddress ipaddr clientip remoteip userip sourceip"),
    (
        "ORDER_NUMBER",
        (
        "orderid ordernumber orderno orderref orderreference order orders reservationid reservationnumber reservation reservations "
        "reservationcode bookingid bookingnumber bookingreference bookingcode bookings confirmationnumber confirmationcode confirmationid invoiceid "
        "invoicenumber invoiceno receiptnumber receiptid returnid returnnumber rma rmanumber ticketnumber ticketid caseid casenumber claimid "
        "claimnumber policyid policynumber transactionid pnr purchaseid "
        "bestellnummer auftragsnummer rechnungsnummer numerodecommande numerodepedido numeropedido numeroordine bestelnummer numerodopedido"
        ),
    ),
    ("TRACKING_NUMBER", "trackingnumber trackingid trackingcode trackingno tracking shipmentid awb awbnumber waybill sendungsnummer numerodesuivi"),
    ("GIFT_CARD", "giftcard giftcardnumber giftcardcode giftcardid vouchernumber vouchercode giftcertificate storecreditcode geschenkkarte"),
    ("LOYALTY_NUMBER", "loyaltynumber loyaltyno memberno membershipno rewardsno loyaltyid loyaltycard loyaltycardnumber memberid membernumber membershipnumber membershipid rewardsnumber rewardsid frequentflyernumber"),
    (
        "ACCOUNT_NUMBER",
        (
        "customerid customernumber customerno accountid accountnumber accountno clientid clientnumber contactid subscriberid contractnumber "
        "paymentid paymentmethodid kundennummer kundenid numeroclient numerocliente idcliente codicecliente klantnummer"
        ),
    ),
    ("USER_NAME", "username userid login loginname userlogin screenname handle useraccount benutzername identifiant nomdutilisateur nombredeusuario usuario nomeutente gebruikersnaam"),
    ("PASSWORD", "password passwd pwd passphrase passwort kennwort motdepasse contraseña contrasena wachtwoord senha"),
    ("SECRET", "apikey apitoken accesstoken refreshtoken clientsecret secretkey secret privatekey authtoken bearertoken sessiontoken authorization"),
    ("PIN", "pin pinnumber accountpin cardpin geheimzahl"),
    ("VERIFICATION_CODE", "otp verificationcode onetimecode onetimepassword onetimepasscode totp smscode authcode"),
    ("SECURITY_ANSWER", "securityanswer secretanswer securityquestionanswer mothersmaidenname"),
)  # fmt: skip

_PEOPLE = (
    "customer client buyer user recipient passenger guest contact person patient member owner employee traveler traveller "
    "shipping billing profile holder cardholder sender receiver shopper caller driver kunde empfänger destinataire cliente "
    "klant author reviewer consignee account accountholder address customers shipto billto"
)
PEOPLE = word_set(
    "customer client buyer recipient passenger guest cardholder consignee caller shopper attention attn agent assignee attendee subscriber patient "
    "user member owner employee traveler traveller kunde kundin empfänger destinataire cliente klant destinatario destinatário ansprechpartner "
    "shipto billto soldto contactperson orderedby createdby requestedby assignedto signedby"
)
"""Keys whose value is a person if it looks like a name."""
_PERSON_IN = dict.fromkeys(_PEOPLE.split(), "PERSON")

AMBIGUOUS_IN: dict[str, dict[str, str]] = {
    "name": _PERSON_IN,
    "nom": _PERSON_IN,
    "nombre": _PERSON_IN,
    "nome": _PERSON_IN,
    "naam": _PERSON_IN,
    "first": {"name": "PERSON", **_PERSON_IN},
    "last": {"name": "PERSON", **_PERSON_IN},
    "id": _table(
        (
            "ACCOUNT_NUMBER",
            "customer client account payment contact person member profile card kunde cliente klant",
        ),
        ("USER_NAME", "user login"),
        (
            "ORDER_NUMBER",
            "order reservation booking invoice return ticket case claim receipt refund purchase bestellung commande pedido ordine",
        ),
        ("TRACKING_NUMBER", "shipment tracking parcel package"),
        ("LOYALTY_NUMBER", "loyalty membership rewards"),
        ("GIFT_CARD", "giftcard gift voucher"),
    ),
    "number": _table(
        (
            "ORDER_NUMBER",
            "order reservation booking invoice return ticket case claim receipt purchase confirmation",
        ),
        ("CREDIT_CARD", "card creditcard credit debit payment"),
        ("PHONE_NUMBER", "phone mobile cell telephone contact"),
        ("ACCOUNT_NUMBER", "customer account client"),
        ("TRACKING_NUMBER", "tracking shipment parcel"),
        ("LOYALTY_NUMBER", "loyalty membership rewards"),
        ("GIFT_CARD", "giftcard gift voucher"),
        ("NATIONAL_ID", "passport license licence identity"),
    ),
    "code": _table(
        ("GIFT_CARD", "giftcard gift"),
        ("POSTAL_CODE", "zip postal post"),
        ("CARD_CODE", "cvv cvc"),
        ("VERIFICATION_CODE", "verification otp"),
    ),
    "line": _table(("STREET_ADDRESS", "address shipping billing street delivery")),
}

PERSON_SIGNS = word_set(
    "email emailaddress phone phonenumber mobile dob dateofbirth birthdate lastname firstname surname address addressline street zip "
    "zipcode postalcode postcode ssn customerid userid username customer user profile shipping billing recipient passenger contact "
    "gender salutation telefon vorname nachname shippingaddress billingaddress apellido apellidos cognome sobrenome apelido achternaam voornaam prenom prénom nomdefamille cpf codicefiscale dni teléfono telefono téléphone telefone correo courriel"
)
"""Keys beside (or words above) that make an ambiguous key a person's."""

SURE_PERSON_SIGNS = word_set(
    "email emailaddress phone phonenumber mobile lastname firstname surname dob dateofbirth birthdate ssn telefon vorname nachname apellido apellidos cognome sobrenome apelido achternaam voornaam prenom prénom nomdefamille cpf codicefiscale dni teléfono telefono téléphone telefone correo courriel"
)
"""Keys that stand beside a "name" only where it is a person's."""

PLACE_SIGNS = word_set(
    "address addressline addr street streetaddress zip zipcode postal postalcode postcode plz strasse straße housenumber lastname firstname "
    "codepostal codigopostal cep cap calle rue via straat rua"
)
CARD_SIGNS = word_set(
    "card creditcard cardnumber cvv cvc brand lastfour last payment credit debit cardholder pan number"
)

THINGS = word_set(
    "product item sku brand model category collection store shop merchant vendor supplier manufacturer company seller file tool function "
    "plan variant color colour size flight seat airport airline carrier warehouse event service department team channel page site host "
    "domain template campaign promotion coupon material style option property attribute field column table schema currency language "
    "country region city street package offer menu dish restaurant hotel room movie song book game app device feature parameter "
    "article goods maker bundle kit recipe ingredient "
    "produkt artikel marke hersteller kategorie farbe modell produit marque catégorie modèle couleur producto articulo artículo marca categoria "
    "categoría modelo fabricante prodotto articolo marchio colore modello merk categorie kleur produto artigo cor"
)
"""Words above a "name" or "id" that make it a thing's."""

AGAINST = THINGS | word_set(
    "price prices amount total subtotal tax fee cost discount balance quantity qty count stock inventory weight width height length depth "
    "volume dimensions rating reviews score status state type kind title description summary date time timestamp created updated eta "
    "delivery shipped version barcode upc ean gtin isbn asin departure arrival origin destination cabin class unit units currency sizes "
    "colors available availability condition warranty specs percent rate limit page index position rank image images url link slug "
    "produktname artikelname bezeichnung artikelbezeichnung produktbezeichnung beschreibung preis einzelpreis gesamtpreis menge anzahl größe lieferdatum liefertermin "
    "prix quantité quantite taille livraison précio precio cantidad talla entrega descripcion descripción prezzo quantità quantita taglia consegna descrizione "
    "productnaam artikelnaam prijs aantal maat levering omschrijving preço preco quantidade tamanho descrição descricao"
)
"""Words of a key that say its value is no personal data."""

FREE_TEXT = word_set(
    "title description summary heading headline caption beschreibung descripcion descripción descrizione omschrijving descrição descricao"
)
"""Words of keys that speak against personal data where goods are described, and for nothing in a ticket."""

GOODS_SIGNS = word_set(
    "sku price unitprice listprice saleprice prices brand vendor maker manufacturer variant variants colour color size sizes stock inventory "
    "productid producttype articleid itemid qty quantity unitcost currency asin ean gtin barcode material handle"
)
"""Keys beside a text that say it speaks of goods."""

TICKET_SIGNS = word_set(
    "assignee assignedto assigned agent agentid priority severity ticket ticketid ticketnumber case caseid casenumber issue issueid requester reporter customer customerid customername "
    "caller callback contact contactid notes resolution escalated sentiment transcript openedby closedby createdby requestedby"
)
"""Keys beside a text that say it speaks of people and their concerns."""

TICKETS = word_set(
    "ticket case note call conversation interaction crm activity complaint enquiry inquiry chat transcript escalation task"
)
"""The same, as words of the keys above; singular."""

NEAR_GOODS = word_set(
    "label text display caption heading headline entry option value recommended suggestion suggested related line"
)
"""Words of keys whose value is a thing's beside the keys of goods."""

WIRE = word_set(
    "messages message content tool calls call function arguments input output result results data response request parameters properties "
    "text value values body payload json record records object list details info information entry entries row rows"
)
"""Words above that say nothing about a value."""
