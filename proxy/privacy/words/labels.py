"""The names of values, in small letters: "dob", "cvv", "telefonnummer", "mot de passe".

Whoever writes "otp is 448291" or "tel. 030 23125" tells what the value is; the word itself is nobody's
secret, and the model needs it. Words that are also names of people (pan, tan, vin, case) are left out.
"""

ENGLISH = """
account accountnumber acct acc address addr barcode bday billing birthdate birthday blz booking bookingcode card cardnumber cell cellphone certificate
claim clubcard code codes confirmation contract coupon customer customerid cust cvc cvv csc cvv2 cvc2 date dob document ein email e-mail emailid
exp expiry expires expiration extension ext fax ff file handle height iban id ids iccid identifier imei imsi insurance invoice invoiceno ip
isin itin landline lastname firstname licence license login logon loyalty mail mailbox member membership meter meterno mob mobile mobileno mpan mprn msisdn no nr num
nric number numbers ordernumber orderid ordernr orderno order otp parcel pass passcode passport passphrase passwd password paypal ph phone phoneno phonenumber pin pincode
plate pnr policy policyno postcode postal pps ppsn puk pw pwd receipt ref reference reg registration reservation rma routing rx serial
shipment sim sku sms social sort sortcode ssn surname swift bic tel telephone ticket tin token tpin tracking transaction txn uan upi upc user userid username
utr verification visa mastercard amex voucher wallet whatsapp zip zipcode zip-code aadhaar aadhar nino nhs ean gtin mac serialnumber
"""

GERMAN = """
adresse anschrift ausweis auftrag auftragsnummer auftragsnr bankleitzahl bestellnummer bestellnr bestellung buchungsnummer buchungscode e-mail-adresse
festnetz festnetznummer geb geboren geburtsdatum geburtstag handy handynummer hausnummer kartennummer kennwort konto kontonummer kreditkarte kunde
kundennummer kundennr mailadresse mobilnummer nachname nummer passwort personalausweis pkz plz postleitzahl rechnung rechnungsnummer rechnungsnr reisepass
rufnummer sendungsnummer steuer-id steuernummer straße strasse telefon telefonnummer telefonnr tel vertragsnummer vorgangsnummer vorname wohnort zählernummer
"""

FRENCH = """
adresse carte client code codepostal colis commande compte courriel dossier facture fixe identifiant d'identité d'utilisateur mdp mot passe né née naissance numéro numero num n° nom portable postal
prénom référence réservation secret suivi téléphone telephone tél mail
"""

SPANISH = """
apellido apellidos celular clave cliente código codigo contraseña correo correo-e cuenta cédula curp dirección direccion dni factura fecha móvil movil nacimiento nacido nacida
nie nif nombre número numero pasaporte pedido postal reserva rfc tarjeta teléfono telefono fono usuario seguimiento
"""

ITALIAN = """
cap carta cellulare cell codice cognome conto fattura fiscale indirizzo nascita nato nata nome numero ordine ordini passaporto password prenotazione
d'ordine d'identità tel telefono tessera utente cliente spedizione
"""

DUTCH = """
achternaam adres bankrekening bestelling bestelnummer bestelnr bsn burgerservicenummer factuur factuurnummer geboortedatum gebruikersnaam klantnummer klantnr
kaartnummer mobiel naam nummer ordernummer paspoort postcode rekening rekeningnummer reserveringsnummer telefoon telefoonnummer voornaam wachtwoord woonplaats
"""

PORTUGUESE = """
apelido celular cep cliente código conta cpf cnpj encomenda endereço fatura morada nif nascimento nome número pedido passaporte palavra-passe rastreio
reserva rg senha sobrenome telefone telemóvel usuário utilizador
"""

LINKS = """
is was are my our the its it's it is: ist lautet war mein meine meinen der die das est mon ma mes le la les es era mi mis el è il lo mio mia mijn het é meu minha o a os as
of for on at to von de du des del dell d'ordine della do da dos das van called so und et y e en and
"""
"""Small words between such a name and its value, or before it."""
