"""Messages in other languages: nobody is named in the first, somebody is in the second.

The model is for English. It still has to know that a sentence of words unknown to it is mostly a sentence in
another language, and no row of names.
"""

TALK = (
    "ich (bin|war) (sehr |leider |schon |so |) (enttäuscht|zufrieden|unzufrieden|verärgert|begeistert|unsicher|krank|stammkunde|kundin|auf der suche nach (einem geschenk|etwas anderem|einer hose))",
    "je (suis|étais) (très |vraiment |un peu |) (déçue|déçu|contente|content|satisfait|perdue|fâché|cliente|intéressée|désolé|à la recherche d'un cadeau)", "(soy|estoy|era) (muy |un poco |) (cliente desde hace años|decepcionada|contento|feliz|enojada|confundido|nueva aquí|molesto|segura)",
    "(sono|ero) (molto |un po' |) (delusa|deluso|contenta|soddisfatto|arrabbiata|cliente da anni|confuso|sicura|interessata)", "ik (ben|was) (erg |heel |een beetje |) (teleurgesteld|tevreden|boos|blij|klant|op zoek naar een cadeau|niet zeker)", "(sou|estou|fiquei) (muito |um pouco |) (cliente há anos|decepcionada|feliz|chateado|confusa|satisfeito|em dúvida)",
    "(der|le|il|el|het|o) (preis|prix|prezzo|precio|prijs|preço) (ist|est|è|es|is|está) (zu hoch|passé de <n> à <n> euros|sbagliato|muy alto|verkeerd|errado)", "(haben|hebben|avez|avete|tienen|têm) (sie|jullie|vous|voi|ustedes|vocês) (größe|maat|la taille|la taglia|la talla|o tamanho) <n>(?|)",
    "(möchte|muss|kann|will) (ich|man) (den|die|das) (artikel|pullover|mantel|gutschein|betrag) (zurückgeben|umtauschen|einlösen|überweisen)(?|)", "(das|die|der|ein|eine|einen|mit|für|von|zu|bei|nicht|noch|auch|aber|weil) (<w>|rechnung|versand|farbe|kleid|tasche|schon|immer|wieder|heute|morgen|gestern) (ist|war|wird|hat|kommt|geht|fehlt|passt)(| nicht| noch| mehr)",
    "(le|la|les|un|une|mon|ma|pour|avec|sans|pas|mais|parce que) (colis|robe|facture|commande|chaussures|taille|couleur|cadeau|magasin) (est|sont|n'est pas|n'a pas|a été|sera) (livré|prêt|cassé|bon|là|trop cher|en retard|remboursé)", "(el|la|los|un|una|mi|para|con|sin|no|pero|porque) (pedido|vestido|factura|compra|zapatos|talla|color|regalo|tienda) (es|está|no es|no ha|fue|será) (entregado|listo|roto|bueno|aquí|muy caro|tarde|devuelto)",
    # German
    "wo ist (meine bestellung|mein paket|die rechnung|das <w>)(?|)", "ich (möchte|will|kann|muss) (das|die|den|meine|eine) (bestellung|hose|jacke|lieferung|rechnung|kleid|größe|schuhe) (zurückgeben|stornieren|umtauschen|ändern|bezahlen|bestellen)",
    "die lieferung dauert (schon |)(ein bis zwei|drei|zu viele|noch) tage", "das (kleid|hemd|paket|teil) (ist|war|passt|kam) (leider |) (zu klein|zu groß|kaputt|nicht|beschädigt|noch nicht da)", "vielen dank (für ihre hilfe|und einen schönen tag|)",
    "guten (tag|morgen|abend), (ich habe eine frage|können sie mir helfen|ich brauche hilfe)", "wann kommt (mein paket|die lieferung|das geld)(?|)", "haben sie (das|die|den) (auch |) in (größe <n>|blau|schwarz|rot|weiß)(?|)",
    "ich habe (noch |) (keine antwort|kein geld|nichts|keine bestätigung) (erhalten|bekommen)", "(ja|nein|doch|genau|bitte|danke|gerne|okay|leider nicht|keine ahnung|alles klar|bis bald|auf wiedersehen)", "wie lange (dauert der versand|habe ich zeit)(?|)", "der gutschein (funktioniert nicht|ist abgelaufen)",
    # French
    "où est (ma commande|mon colis|la facture)(?|)", "je (voudrais|veux|dois|peux) (retourner|annuler|échanger|suivre) (ma commande|cette robe|le colis|mes chaussures)", "la livraison (prend|dure) (trop de temps|trois jours|encore deux jours)",
    "(la taille|le pantalon|la veste|le produit) (est|était) (trop petit|trop grand|cassé|abîmé|en rupture de stock)", "merci (beaucoup|pour votre aide|et bonne journée|)", "bonjour, (j'ai une question|pouvez-vous m'aider|je n'ai rien reçu)", "(oui|non|d'accord|s'il vous plaît|bien sûr|pas du tout|au revoir|bonne soirée|à bientôt)",
    "quand (arrive mon colis|serai-je remboursé)(?|)", "je n'ai pas (encore |) (reçu|trouvé|compris) (le remboursement|la confirmation|mon colis)", "avez-vous (cette taille|ce modèle) en (noir|bleu|blanc|rouge)(?|)", "le code promo ne marche pas",
    # Spanish
    "dónde está (mi pedido|mi paquete|la factura)(?|)", "(quiero|quisiera|necesito|puedo) (devolver|cancelar|cambiar|rastrear) (mi pedido|este vestido|los zapatos|la talla)", "el envío (tarda|demora) (mucho|tres días|dos semanas)", "(la camisa|el producto|el vestido) (es|está|llegó) (muy pequeño|roto|dañado|demasiado grande|agotado)",
    "(muchas gracias|gracias por su ayuda|que tenga buen día)", "(buenos días|buenas tardes|hola), (tengo una pregunta|me puede ayudar|no he recibido nada)", "(sí|no|claro|por favor|de acuerdo|está bien|perfecto|hasta luego|adiós|no sé)", "cuándo (llega mi pedido|me devuelven el dinero)(?|)",
    "todavía no (he recibido|me llega|encuentro) (el reembolso|mi paquete|la confirmación)", "tienen (esta talla|este modelo) en (negro|azul|blanco|rojo)(?|)", "el cupón no funciona", "cuánto cuesta (el envío|este bolso)(?|)",
    # Italian
    "dov'è (il mio ordine|il pacco|la fattura)(?|)", "(vorrei|voglio|devo|posso) (restituire|annullare|cambiare|tracciare) (il mio ordine|questo vestito|le scarpe|la taglia)", "ho ordinato (uno o due giorni fa|la settimana scorsa|tre magliette)", "la spedizione (è in ritardo|costa troppo|richiede tre giorni)",
    "(la maglia|il prodotto|il vestito) (è|era) (troppo piccolo|rotto|danneggiato|esaurito)", "(grazie mille|grazie per l'aiuto|buona giornata)", "(buongiorno|buonasera|ciao), (ho una domanda|mi può aiutare|non ho ricevuto niente)", "(sì|no|certo|per favore|va bene|d'accordo|perfetto|arrivederci|non lo so)", "quando (arriva il pacco|mi rimborsate)(?|)", "il codice sconto non funziona",
    # Dutch
    "waar is (mijn bestelling|mijn pakket|de factuur)(?|)", "ik (wil|moet|kan|zou graag) (mijn bestelling|deze jurk|de schoenen) (retourneren|annuleren|ruilen|volgen)", "de levering duurt (te lang|nog twee dagen|drie dagen)", "(de broek|het product|de jas) (is|was) (te klein|te groot|kapot|uitverkocht)", "(dank je wel|bedankt voor de hulp|fijne dag nog)",
    "(goedemorgen|goedemiddag|hallo), (ik heb een vraag|kunt u mij helpen|ik heb niets ontvangen)", "(ja|nee|graag|alsjeblieft|prima|klopt|geen idee|tot ziens|doei)", "wanneer (komt mijn pakket|krijg ik mijn geld terug)(?|)", "de kortingscode werkt niet",
    # Portuguese
    "onde está (meu pedido|minha encomenda|a nota fiscal)(?|)", "(quero|gostaria de|preciso|posso) (devolver|cancelar|trocar|rastrear) (meu pedido|este vestido|os sapatos|o tamanho)", "a entrega (está atrasada|demora muito|leva três dias)", "(a camisa|o produto|o vestido) (é|está|veio) (muito pequeno|quebrado|danificado|esgotado)", "(muito obrigado|obrigada pela ajuda|tenha um bom dia)",
    "(bom dia|boa tarde|olá|oi), (tenho uma dúvida|pode me ajudar|não recebi nada)", "(sim|não|claro|por favor|tudo bem|certo|perfeito|até logo|tchau|não sei)", "quando (chega meu pedido|recebo o reembolso)(?|)", "o cupom não funciona",
    # Others, so that an unknown language is no name either
    "gdzie jest (moja paczka|moje zamówienie)(?|)", "chcę (zwrócić|anulować) (zamówienie|sukienkę)", "(dziękuję bardzo|dzień dobry|proszę|nie wiem|do widzenia)", "siparişim nerede(?|)", "(iade etmek|iptal etmek|değiştirmek) istiyorum", "(teşekkür ederim|merhaba|lütfen|tamam|evet|hayır)",
    "var är (mitt paket|min beställning)(?|)", "jag vill (returnera|avbeställa) (klänningen|min order)", "(tack så mycket|god morgon|hej då|ja tack|nej)", "hvor er (min pakke|ordren min)(?|)", "(tusen takk|mange tak|god dag|nei takk)", "missä (pakettini|tilaukseni) on(?|)", "(kiitos paljon|hyvää päivää|en tiedä)",
    "kde je (moje objednávka|můj balík)(?|)", "(děkuji|dobrý den|prosím|na shledanou)", "unde este (comanda mea|coletul meu)(?|)", "(mulțumesc|bună ziua|vă rog|la revedere)", "hol van (a csomagom|a rendelésem)(?|)", "(köszönöm szépen|jó napot|kérem|viszlát)", "đơn hàng của tôi ở đâu(?|)", "(cảm ơn nhiều|xin chào|tôi muốn đổi hàng|không biết)",
    "di mana (pesanan saya|paket saya)(?|)", "(terima kasih|selamat pagi|saya mau tukar barang|tidak tahu)", "nasaan na (ang order ko|yung parcel ko)(?|)", "(salamat po|magandang umaga|opo|hindi po|paki check naman po)", "mera (order|parcel|paisa|refund) (kahan hai|kab aayega|nahi aaya|cancel karo)(?|)", "(dhanyavaad|shukriya|theek hai|haan ji|nahi chahiye|kya hua|kitna time lagega|mujhe nahi pata)",
    "oda yangu iko wapi(?|)", "(asante sana|habari|sijui)",
)  # fmt: skip

NAMED = (
    "(mein name ist|ich heiße) <name>", "(je m'appelle|mon nom est) <name>", "(me llamo|mi nombre es) <name>", "(mi chiamo|il mio nome è) <name>", "(ik heet|mijn naam is) <name>", "(meu nome é|me chamo) <name>",
    "(viele grüße|mit freundlichen grüßen|danke|cordialement|merci|saludos|gracias|cordiali saluti|grazie|groeten|obrigado)(,|)( |\n)<name>", "(meine adresse ist|ich wohne in der|mon adresse est|j'habite au|vivo en|mi dirección es|abito in|il mio indirizzo è|ik woon op|mijn adres is|moro na|meu endereço é) <street>(,|) <zip> <city>",
    "(hallo|guten tag|bonjour|hola|buongiorno|goedemiddag|olá) (herr |frau |madame |monsieur |señor |señora |)<last>", "(mera naam|main) <name> (hai|hoon)", "(nazywam się|jag heter|jeg heter|benim adım|numele meu este|jmenuji se|tôi tên là|nama saya|ako si) <name>",
)  # fmt: skip
