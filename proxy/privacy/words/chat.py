"""Small words that tell talk from a value, in seven languages.

When a customer was asked for a name and writes "why do you need that?", these words say that it is
no name. They are function words, verbs of service talk and chat noise; words that are also common
first or family names (May, Will as a name after a cue) are judged by the recognisers, not here.
"""

ENGLISH = """
a about absolutely actually after again all already also am an and another any anymore anyone anything are aren't
around as ask asked at away back bad be because been before being better bit both bot bought but bye
by call called can can't cancel cannot certainly chat check come coming could couldn't currently customer cuz damaged day definitely
delivered delivery did didn't do does doesn't doing don't done dont down each either else email enough
even ever every everything exactly exchange few fine find first for forget forgot form found from
fucking get getting give go goes going gonna good got great had hadn't has hasn't hate have haven't
having he hell hello help helping her here hers hey hi him his hold how how's however human i i'd i'll
i'm i've idk if im in information into is isn't issue it it'll it's item its ive just keep kind know
later least let like little live ll look looking lot made make many matter maybe me mean might mind
mine moment more most much must my myself nah need needed never new next nice no none nope not nothing
now of off oh ok okay okey on once one only onto or order orders other our out over own package phone
please plz pls point possible prefer probably problem product provide question quite rather ready
really reason received refund remember reset return returned right said same say saying see seems
send sent she shipped should shouldn't show since sir size skip so some something soon sorry speak
still store stop stuff such sure take talk tell than thank thanks thankyou that that's thats the their
them then there there's these they thing think this those though thought thx tho through time to today
together told tomorrow too took track tried try trying two u ugh um until up update us use using very
wait want wanted wants was wasn't way we we're wear well went were weren't what what's whats when
where which while who why will with within without won't work working would wouldn't wrong yea yeah
yep yes yesterday yet you you're your yours yup
"""

WITHOUT_APOSTROPHE = """
aint arent cant couldnt didnt doesnt dont hadnt hasnt havent hes heres hows isnt ive lets shes shouldnt
thats theres theyll theyre theyve wasnt werent whats wheres whos wont wouldnt youd youll youre youve
cuz idk tho tmrw
"""
"""As people type; nobody in small letters is named so behind a first name ("sarah didnt")."""

GERMAN = """
aber alles als also am an auf aus bei beim bestellung bin bis bitte brauche da danke dann das dass dein
dem den denn der des die dies diese dieser doch du ein eine einen einer eines er es etwas falsch frage
für geht genau gern gibt gut guten habe haben hallo hat heute hier hilfe ich ihr im immer in ist ja
jetzt kann kein keine können leider machen mein meine meinen mich mir mit moment möchte muss nach
nein nicht nichts noch nur oder ohne schon sehr sein sich sie sind so soll tag uhr um und uns unser
vielen vom von vor wann war warum was weil weiß wenn wer werden wie will wir wird wo wollen zu zum zur
zurück
"""

FRENCH = """
ai alors apres après au aucun aussi avec avoir bien bon bonjour bonsoir c'est ca ça car ce cela ces
cette commande comment d'accord dans de des deux du elle en encore est et etre être eu fait faire il
ils j'ai je jour juste la le les leur lui ma mais me merci mes mois moi mon ne non nous on ont ou où
oui par pas plus possible pour pourquoi quand que quel quelle qui quoi rien s'il sa salut sais sans
se ses si sont suis sur ta te tout très tu un une veux vous voudrais y
"""

SPANISH = """
a al algo ahora algún aquí así ayuda bien buenas bueno buenos como cómo con cual cuál cuando cuándo de
del desde dias días donde dónde el ella en entonces es esa ese eso esta está este esto estoy favor fue
gracias ha hay hola hoy la las le les lo los más me mi mis mucho muy nada necesito ni no nos nuestro o
otro para pedido pero por porque puede puedo que qué quien quiero se sé si sí sin sobre solo son su
sus también te tengo tiene todo tu un una unas uno usted y ya yo
"""

ITALIAN = """
a ad adesso aiuto al alla allora anche ancora bene buona buongiorno buonasera c'è che chi ci ciao come
con cosa così da dal dalla dei del della devo di dove e è ed fa fare favore gli grazie ha hai ho i il
in io l'ordine la le lei lo loro ma me mi mia mio molto nel nella niente no noi non nostro o oggi
ordine ordini per perché più poi posso prego può qual quale quando quanto quello questa questo sei
senza sì si solo sono su sul tanto ti tu tutto un una uno va vi voglio voi vorrei
"""

DUTCH = """
aan al alles als anders ben bestelling bij dag dan dank dat de deze die dit door dus een en er
even gaat geen goed goedemorgen hallo heb hebben heeft hem het hier hij hoe hoi hulp ik in is ja je
jij jou jouw kan kunnen maar me meer met mij mijn moet na naar nee niet niets nog nu of om omdat onder
ons ook op over te toch tot u uit uw van vandaag veel voor waar waarom wanneer want was wat we weet
wel wie wil willen worden zal ze zeer zich zijn zo zonder
"""

PORTUGUESE = """
a ainda ajuda algo ao aos aqui as até bem boa bom com como da das de dela dele depois desde dia do dos
e é ela ele em então entre era essa esse esta está estava este estou eu foi gostaria hoje isso já
lhe mais mas me mesmo meu minha muito na não nas nem no nos nossa nosso nunca o obrigada obrigado oi
olá onde os ou para pedido pela pelo por porque posso pode pra preciso qual quando que quem quero se
sem ser seu sim só sobre sua também te tem tenho ter tudo um uma você vocês
"""
