"""What shops sell and how customers speak of it: the vocabulary of the templates, by hand."""

PRODUCTS = """
shirt|t-shirt|tee|polo|blouse|tunic|sweater|jumper|cardigan|hoodie|sweatshirt|jacket|parka|raincoat|blazer|coat|vest|jeans|chinos|trousers|leggings|
shorts|skirt|maxi dress|wrap dress|gown|jumpsuit|romper|pajamas|robe|socks|tights|bra|underwear|boxers|swimsuit|bikini|trunks|boots|ankle boots|
sneakers|trainers|sandals|flip flops|loafers|heels|pumps|slippers|clogs|tote|handbag|clutch|backpack|wallet|purse|belt|scarf|gloves|mittens|beanie|cap|hat|
sunglasses|watch|necklace|bracelet|earrings|ring|charm|brooch|ski pants|base layer|yoga mat|dumbbells|kettlebell|treadmill|tent|sleeping bag|cooler|
water bottle|thermos|mug|kettle|toaster|blender|mixer|air fryer|coffee maker|espresso machine|pan|skillet|saucepan|knife set|cutting board|plates|bowls|
cutlery|tablecloth|curtains|rug|lamp|bulb|candle|vase|mirror|picture frame|pillow|cushion|duvet|comforter|sheets|mattress|bed frame|sofa|armchair|couch|desk|
bookshelf|dresser|wardrobe|nightstand|stool|crib|stroller|car seat|high chair|diapers|wipes|bottle warmer|onesie|lego set|doll|puzzle|board game|action figure|
scooter|bike|helmet|skateboard|laptop|tablet|phone case|charger|cable|power bank|headphones|earbuds|speaker|soundbar|tv|monitor|keyboard|mouse|webcam|printer|
ink cartridge|router|hard drive|memory card|camera|lens|tripod|drone|smartwatch|fitness tracker|console|controller|vacuum|robot vacuum|iron|steamer|fan|heater|
humidifier|air purifier|drill|saw|hammer|toolbox|ladder|paint|brush set|hose|mower|trimmer|grill|patio set|umbrella|planter|seeds|bulbs|soil|dog bed|leash|
cat tree|litter|kibble|treats|fish tank|shampoo|conditioner|serum|moisturizer|cleanser|toner|sunscreen|lipstick|mascara|eyeliner|foundation|concealer|blush|
palette|perfume|cologne|razor|toothbrush|hair dryer|straightener|curling iron|nail polish|vitamins|protein powder|supplements|tea|coffee beans|chocolates|
snack box|wine glasses|gift basket|gift card|phone|case|screen protector|notebook|planner|pens|stapler|backpack cover|suitcase|carry-on|travel pillow|bouquet|
wreath|ornaments|string lights|costume|wig|greeting cards|wrapping paper|sewing machine|yarn|fabric|beads|easel|canvas|guitar|ukulele|drum kit|piano bench|
golf balls|racket|basketball|cleats|goggles|surfboard|kayak|fishing rod|hunting vest|binoculars|flashlight|lantern|first aid kit|parts|filter|hinge|handle|hook
"""
BRANDS = """
nike|adidas|puma|reebok|new balance|under armour|asics|converse|vans|levi's|wrangler|lee|calvin klein|tommy hilfiger|ralph lauren|michael kors|kate spade|
tory burch|marc jacobs|jimmy choo|hugo boss|giorgio armani|donna karan|vera wang|stella mccartney|alexander wang|vera bradley|steve madden|sam edelman|
cole haan|kenneth cole|perry ellis|ted baker|paul smith|karen millen|oscar de la renta|diane von furstenberg|anne klein|betsey johnson|jessica simpson|
nine west|guess|diesel|lacoste|burberry|gucci|prada|chanel|dior|fendi|hermes|versace|valentino|coach|fossil|timex|casio|seiko|swatch|rolex|omega|tiffany|
pandora|swarovski|gap|old navy|banana republic|zara|uniqlo|mango|h&m|asos|anthropologie|free people|madewell|j crew|abercrombie|hollister|american eagle|
patagonia|north face|columbia|timberland|dr martens|clarks|birkenstock|crocs|ugg|skechers|salomon|merrell|keen|teva|hanes|spanx|victoria's secret|estee lauder|
clinique|bobbi brown|mary kay|elizabeth arden|charlotte tilbury|laura mercier|nars|mac|sephora|l'oreal|maybelline|nivea|dove|olay|neutrogena|burt's bees|
johnson's|gillette|philips|braun|dyson|hoover|bissell|shark|ninja|kitchenaid|cuisinart|breville|oster|hamilton beach|george foreman|crock-pot|instant pot|
keurig|nespresso|bosch|miele|siemens|whirlpool|samsung|lg|sony|panasonic|apple|google|microsoft|dell|hp|lenovo|asus|acer|canon|nikon|gopro|bose|jbl|beats|
sennheiser|logitech|razer|fitbit|garmin|nintendo|playstation|xbox|lego|mattel|barbie|fisher-price|melissa & doug|hasbro|nerf|graco|chicco|pampers|huggies|
purina|pedigree|ikea|wayfair|ashley|la-z-boy|casper|tempur-pedic|sealy|serta|martha stewart|rachael ray|paula deen|laura ashley|ralph|yankee candle|john deere|
black & decker|stanley|dewalt|craftsman|makita|weber|coleman|igloo|yeti|ray-ban|oakley|warby parker|jo malone|tom ford|marc fisher|tommy john|johnny was|
lilly pulitzer|eddie bauer|jack wolfskin|tommy bahama|ben sherman|fred perry|jack daniels|johnnie walker|stella artois|annie's|ben & jerry's|amy's|newman's own
"""
STYLES = """
paris|london|milan|brooklyn|savannah|dakota|sierra|aspen|hudson|madison|lincoln|chelsea|soho|malibu|sydney|florence|vienna|verona|sienna|austin|dallas|denver|
phoenix|georgia|charlotte|victoria|alexandra|olivia|sophia|emma|ava|mia|luna|stella|ruby|jade|amber|rose|lily|daisy|violet|iris|ivy|willow|hazel|autumn|summer|
skye|river|harper|quinn|parker|mason|logan|carter|jackson|bennett|hampton|oxford|cambridge|windsor|kensington|chester|bristol|classic|vintage|heritage|
modern|urban|sport|active|pro|ultra|max|plus|mini|slim|skinny|regular|relaxed|oversized|cropped|petite|tall|maternity|organic|deluxe|premium|essential|signature
"""
COLOURS = """
black|white|red|blue|navy|green|olive|sage|mint|teal|yellow|mustard|orange|coral|peach|pink|rose|rose gold|blush|fuchsia|purple|lilac|violet|lavender|brown|tan|
beige|cream|ivory|grey|gray|charcoal|silver|gold|bronze|copper|burgundy|maroon|khaki|camel|turquoise|indigo|amber|emerald|ruby|plum|rust|sand|scarlet|crimson
"""
MONTHS = """
january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|spring|summer|autumn|
winter|fall|easter|christmas|thanksgiving|halloween|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thurs|fri|sat|sun|
today|tomorrow|yesterday|tonight
"""
MATERIALS = """
cotton|linen|silk|wool|cashmere|leather|suede|denim|velvet|polyester|nylon|canvas|oak|walnut|pine|bamboo|steel|glass|ceramic|marble|gold|silver|brass|plastic
"""
SHOPS = """
amazon|ebay|etsy|walmart|target|costco|kohl's|macy's|nordstrom|sears|jcpenney|dillard's|tj maxx|marshalls|ross|best buy|home depot|lowe's|ikea|tesco|asda|
sainsbury's|john lewis|marks and spencer|boots|argos|currys|harrods|selfridges|aldi|lidl|kroger|safeway|publix|trader joe's|whole foods|wegmans|cvs|walgreens|
zalando|otto|ups|fedex|usps|dhl|hermes|evri|royal mail|dpd|gls|paypal|klarna|afterpay|visa|mastercard|amex|apple pay|google pay|venmo|zelle|facebook|instagram|
whatsapp|gmail|yahoo|outlook|icloud|chase|wells fargo|bank of america|barclays|capital one|netflix|spotify|uber|lyft|expedia|booking|airbnb|delta|united|
lufthansa|ryanair|marriott|hilton|hertz|avis|enterprise|verizon|t-mobile|vodafone|comcast|at&t
"""
RELATIONS = """
wife|husband|son|daughter|mom|mum|dad|mother|father|sister|brother|aunt|uncle|cousin|niece|nephew|grandma|grandmother|grandfather|friend|best friend|
roommate|boyfriend|girlfriend|fiance|partner|boss|coworker|colleague|neighbor|neighbour|assistant|manager|teacher|nanny|kid|baby|godson|stepson|mother in law
"""
JOBS = """
agent|rep|representative|manager|supervisor|advisor|associate|colleague|driver|courier|technician|salesperson|cashier|stylist|someone|a guy|a lady|a girl|a woman|a man
"""
INTERJECTIONS = """
yay|woohoo|dang|darn|phew|ugh|argh|ouch|oops|whoops|wow|hmm|hmmm|huh|meh|lol|lmao|haha|hahaha|omg|wtf|smh|btw|fyi|asap|tbh|imo|idk|ikr|jk|np|ty|tysm|thx|thanx|
pls|plz|gonna|wanna|gotta|kinda|sorta|dunno|lemme|gimme|cuz|coz|tho|thru|ur|u|r|k|kk|okey|okie|okay|alright|alrighty|yup|yep|yeah|yea|ya|nope|nah|naw|aight|bro|dude|
cheers|ciao|hola|gracias|merci|danke|tschuss|bonjour|namaste|salaam|aloha|hiya|heya|howdy|yo|sup|gm|gn|brb|ttyl|nvm|rofl|xoxo|yum|ew|yuck|boo|shh|psst|ahh|ohh|aww|eek
"""
NATIONS = """
american|british|english|irish|scottish|welsh|canadian|mexican|german|french|spanish|italian|dutch|belgian|austrian|swiss|portuguese|polish|swedish|norwegian|danish|
finnish|czech|hungarian|romanian|greek|turkish|russian|ukrainian|indian|pakistani|bengali|hindi|tamil|urdu|punjabi|chinese|mandarin|cantonese|japanese|korean|vietnamese|
thai|filipino|tagalog|indonesian|malay|australian|african|nigerian|egyptian|arabic|hebrew|persian|farsi|israeli|brazilian|cuban|latin|roman|european|asian|swahili|
catholic|christian|jewish|muslim|hindu|buddhist|western|southern|northern|eastern
"""
DISHES = """
rice|fried rice|ham|bacon|eggs|pasta|spaghetti|carbonara|lasagna|pizza|margherita pizza|caesar salad|cobb salad|greek salad|chicken curry|tikka masala|biryani|naan|samosa|
dosa|ramen|sushi|pad thai|pho|kimchi|tacos|burritos|nachos|quesadilla|guacamole|burger|fries|hot dog|wings|steak|ribs|meatloaf|mashed potatoes|mac and cheese|grilled cheese|
club sandwich|reuben|philly cheesesteak|bagel|muffin|pancakes|waffles|french toast|oatmeal|granola|yogurt|smoothie|latte|cappuccino|mocha|espresso|chai|green tea|lemonade|
root beer|ginger ale|dr pepper|shirley temple|bloody mary|margarita|pinot noir|chardonnay|merlot|brie|cheddar|mozzarella|gorgonzola|parmesan|feta|basil|rosemary|thyme|sage|
mint|ginger|garlic|onion|mushrooms|jalapeno|avocado|kale|spinach|lettuce|tomato|olives|salmon|tuna|cod|shrimp|lobster|crab|tofu|beans|lentils|soup|chili|stew|pie|apple pie|
cheesecake|brownie|ice cream|sundae|cookie|donut|cake|candy|chocolate|caramel|vanilla|honey|jam|peanut butter|syrup|ketchup|mayo|mustard|ranch
"""
ACRONYMS = """
pto|atm|atms|id|pin|ssn|cpr|gps|dvd|cd|pc|tv|hd|usb|wifi|sim|esim|app|apr|apy|ach|iban|swift|sepa|vat|gst|irs|dmv|usa|uk|eu|nyc|la|dc|jfk|lax|sfo|ord|lhr|phl|bna|eta|faq|
diy|rsvp|asap|ai|it|hr|pr|ceo|crypto|bitcoin|btc|eth|usd|eur|gbp|mxn|inr|jpy|cad|aud|top up|paypal|sms|qr|url|vpn|upc|isbn|mph|lb|oz|cvv|cvc|poa|sku|rma|po|cod|espn|nba|
nfl|mlb|nhl|bbc|cnn|ss|dob|acct|conf|qty|amt|pkg|addr|ref|dept|mgr|rep|appt|est|pst|gmt|utc|am|pm|hrs|mins|secs|wk|mo|yr
"""
CARS = """
ford|ford focus|honda|honda civic|toyota|toyota corolla|camry|prius|nissan|nissan altima|chevy|chevrolet malibu|dodge|jeep|jeep wrangler|tesla|tesla model s|kia|kia rio|kia soul|
hyundai|hyundai elantra|mazda|subaru|subaru forester|bmw|mercedes|mercedes benz|audi|volkswagen|vw golf|volvo|porsche|lexus|acura|cadillac|lincoln|buick|chrysler|renault|renault clio|
peugeot|citroen|skoda|skoda octavia|seat leon|fiat|alfa romeo|ferrari|suzuki|maruti swift|tata nexon|mahindra thar|mitsubishi|land rover|range rover|jaguar|mini cooper
"""
HELPERS = """
alexa|siri|cortana|google|hey google|bixby|jarvis|computer|assistant|bot|chatbot|genie|buddy|dear|honey|sweetie|mate|dude|bro|boss|chief|sir|madam|maam|ma'am|folks|guys|team|
everyone|all|people|friend|my friend|man|lady|pal|hun|love|darling|sis|brother
"""
GREETINGS = """
hai|haii|hii|hiii|helo|hellow|hlo|hlw|heyy|heyyy|hallo|hy|hay|yo|good mrng|gud mrng|gm|good mornin|morning|evening|afternoon|higood morning|hithere|greetings|namaste|vanakkam|
salam|hola|bonjour|ciao|aloha|howdy|gday|thankyou|thankyu|thanku|thnx|tnx|thx|tks|tq|ty|tysm|thank u|thanks alot|thanks a lot|welcome|ur welcome|bye|byee|bbye|good nyt|gn|cya|tc
"""
HOLIDAYS = """
labor day|memorial day|new year's eve|new year's day|christmas eve|boxing day|independence day|valentine's day|st patrick's day|mother's day|father's day|veterans day|diwali|eid|
ramadan|hanukkah|passover|good friday|easter sunday|black friday|cyber monday|prime day|singles day|super bowl sunday|spring break|bank holiday|columbus day|martin luther king day|holi|lent
"""
NAMED_BRANDS = """
alexander mcqueen|alice and olivia|amy butler|ann demeulemeester|anna sui|bath and body works|ben davis|bill blass|billy reid|bottega veneta|brooks brothers|carolina herrera|
carolee|cath kidston|catherine malandrino|chip and joanna|christian dior|christian louboutin|christian siriano|coco chanel|cynthia rowley|david yurman|david's bridal|
dean and deluca|dolce and gabbana|donna karan|dooney and bourke|dorothy perkins|dr jart|drew house|eileen fisher|elie saab|elie tahari|elizabeth and james|ella moss|
emilio pucci|ermenegildo zegna|estee lauder|ethan allen|eva longoria|frank and oak|franco sarto|frankie b|frederic malle|gianni versace|giuseppe zanotti|gloria vanderbilt|
gordon ramsay|hanna andersson|harry winston|harry's|harvey nichols|helen of troy|helmut lang|henri bendel|herman miller|hunter boots|isaac mizrahi|isabel marant|
issey miyake|jack rogers|jamie oliver|janie and jack|jean paul gaultier|jeffrey campbell|jil sander|joe fresh|joe's jeans|john hardy|john varvatos|johnston and murphy|
jonathan adler|joseph abboud|joseph joseph|joss and main|juicy couture|julie vos|karl lagerfeld|kat von d|kate somerville|kendra scott|kiehl's|kris van assche|lane bryant|
le creuset|lee jeans|levi strauss|linda farrow|louis vuitton|lucky brand|lulu guinness|maison margiela|malin and goetz|maria tash|marc cain|mario badescu|max mara|
mary kay|max factor|miss dior|monica vinader|mr clean|mrs fields|mrs meyer's|naked juice|narciso rodriguez|nicole miller|nina ricci|orla kiely|paco rabanne|patrick ta|
paul mitchell|paula's choice|peter thomas roth|pierre cardin|pierre hardy|pat mcgrath|rachel roy|rachel zoe|ray ban|rebecca minkoff|rebecca taylor|robert graham|
roberto cavalli|robert welch|roger vivier|ron dorff|russell hobbs|russell athletic|sally hansen|salvatore ferragamo|samantha wills|sam adams|sara lee|sean john|
sonia rykiel|stan smith|stuart weitzman|sur la table|ted lapidus|theodora and callum|thierry mugler|thomas pink|thomas sabo|thom browne|tommy bahama|tom's of maine|
tony bianco|tracy reese|trina turk|uncle ben's|val d'osne|van heusen|vince camuto|viktor and rolf|virgil abloh|vivienne westwood|vivienne tam|walter baker|wendy's|
william rast|williams sonoma|yohji yamamoto|yves rocher|yves saint laurent|zac posen|zadig and voltaire|zuhair murad|air jordan|jordan|billy bookcase|henry hoover|
victorinox|herschel|herschel supply|levis|wusthof|tefal|zwilling|smeg|bialetti|kenwood|delonghi|moleskine|lamy|parker pen|montblanc|samsonite|tumi|rimowa|eastpak|fjallraven|kanken|jansport
"""
