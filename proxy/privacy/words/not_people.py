"""Countries, and well-known shops, restaurants and makers that are named like a person.

One phrase a line, in small letters and without a closing 's. The name model alone is not believed about them;
a cue, a question or a key still makes anybody a person ("my name is Wendy").
"""

COUNTRIES = """
afghanistan
albania
algeria
angola
argentina
armenia
australia
austria
azerbaijan
bahrain
bangladesh
barbados
belarus
belgium
bolivia
bosnia
brazil
bulgaria
cambodia
cameroon
canada
china
colombia
costa rica
croatia
cuba
cyprus
denmark
dominican republic
ecuador
egypt
el salvador
estonia
ethiopia
finland
germany
ghana
greece
guatemala
haiti
honduras
hong kong
hungary
iceland
indonesia
iran
iraq
italy
ivory coast
jamaica
japan
kazakhstan
kuwait
latvia
lebanon
libya
lithuania
luxembourg
malaysia
malta
mexico
moldova
monaco
mongolia
montenegro
morocco
mozambique
namibia
nepal
netherlands
new zealand
nicaragua
nigeria
north korea
norway
oman
pakistan
panama
paraguay
peru
philippines
poland
portugal
puerto rico
qatar
romania
russia
saudi arabia
scotland
senegal
serbia
singapore
slovakia
slovenia
somalia
south africa
south korea
spain
sri lanka
sudan
sweden
switzerland
syria
taiwan
tanzania
thailand
tunisia
turkey
uganda
ukraine
united kingdom
united states
uruguay
uzbekistan
venezuela
vietnam
wales
yemen
zambia
zimbabwe
"""

CHAINS = """
abercrombie
aldi
alexander mcqueen
amber rose
ann taylor
applebee
applebees
arby
banana republic
barnes and noble
bath and body works
ben and jerry
ben sherman
bernardaud
bobbi brown
brooks brothers
burger king
burt's bees
calvin klein
carhartt
carl's jr
carrefour
cath kidston
charles tyrwhitt
charlotte tilbury
chick-fil-a
chipotle
christian dior
cole haan
dave and buster
debenhams
dick's sporting goods
dolce gabbana
dr martens
dr pepper
eddie bauer
edeka
elizabeth arden
ella moss
estee lauder
fred meyer
fred perry
harley davidson
harrods
harvey nichols
helly hansen
helena rubinstein
helmut lang
henry schein
hugo boss
j crew
jack and jones
jack daniel
jack in the box
jack wolfskin
jack wills
jamba
jc penney
jenny craig
jimmy choo
jimmy john
jo malone
joe fresh
john deere
john lewis
john varvatos
johnnie walker
johnson and johnson
joss and main
karen millen
karl lagerfeld
kate spade
kay jewelers
kendra scott
kmart
k mart
kroger
l.l. bean
lands end
laura ashley
laura mercier
levi strauss
lidl
little caesars
lord and taylor
louis vuitton
marc jacobs
marks and spencer
marriott
marshalls
mary kay
massimo dutti
mcdonald
mcdonalds
mercedes benz
michael kors
miss selfridge
mr clean
mr porter
mrs fields
mrs meyer
nando
nandos
neiman marcus
nordstrom
old navy
olive garden
oliver bonas
oscar de la renta
panera
papa john
patagonia
paul mitchell
paul smith
perry ellis
peter millar
peter thomas roth
phillip lim
pier one
pottery barn
ralph lauren
ray ban
red lobster
red robin
rite aid
rolls royce
ruth chris
saks
sally beauty
sally hansen
sam's club
sara lee
sephora
sherwin williams
smith and wesson
stella mccartney
steve madden
stuart weitzman
taco bell
ted baker
tesco
tim horton
tim hortons
tommy bahama
tommy hilfiger
tom ford
tory burch
trader joe
trader joes
true religion
uncle ben
under armour
uniqlo
vera bradley
vera wang
victoria beckham
victoria's secret
vince camuto
vivienne westwood
waitrose
walgreens
wegmans
wells fargo
williams sonoma
yves saint laurent
zac posen
zales
"""

NETWORKS = """
discord
insta
instagram
linkedin
pinterest
reddit
skype
snapchat
telegram
tiktok
twitch
twitter
venmo
wechat
whatsapp
wifi
youtube
"""
