"""Goods, and what is named like a person: brands, characters of toys and films, set phrases.

Phrases stand between bars, in small letters and without a closing 's. Written by hand from
general knowledge; ``not_people`` holds countries and the shops and makers of the first list. The name model
alone is not believed about these; a cue, a question or a key still makes anybody a person.
"""

GOODS = """
airpods apron armchair backpack bagel baguette balaclava bangle bathrobe bathtub battery beanie bed bedding bedside bike bikini biscuit blanket blazer blender
blouse bodysuit bookcase bookshelf boots bottle boxers bra bracelet briefs brooch brownie bundle cabinet cake camisole candle candlestick cardigan carpet
cereal chair chairs chaise charger cheese chinos chocolate clock clutch crossbody satchel handbags collection cookies cookware cosmetics cot couch crib croissant cufflinks cupboard curtain
curtains cushion cushions cutlery daybed decanter decoder desk diaper dishwasher drawer drawers dress dresser dresses dressing drone duffel dungarees duvet
earbuds earphones earrings edition espadrilles eyeliner fleece footstool fragrance freezer fridge frock futon gloves goggles hairbrush hammock handbag
headboard headphones headset heels helmet hoodie hoodies jacket jackets jeans jersey jewellery jewelry joggers jumper jumpers jumpsuit kettle keyboard keyring
kimono kitchen knife knives ladder lamp lamps lampshade lantern laptop leggings lens lipstick loafers loungewear lunchbox mascara mattress mattresses
microwave mirror mirrors mittens mixer moccasins moisturiser moisturizer mug mugs napkins nappies necklace necklaces nightdress nightgown nightie nightstand
onesie ottoman oven oxfords pajamas pants pantyhose parka pendant perfume pillow pillowcase pillows pinafore planter plates playsuit plush plushie pouffe
powerbank printer projector pullover pumps purse pyjamas quilt quilts raincoat recliner robe romper router rucksack rug rugs sandal sandals sarong saucepan
scarf scarves screwdriver sectional serum shampoo sheets shelf shelves shirt shirts shoe shoes shorts sideboard skateboard skirt skirts sleepsuit slippers
smartwatch sneaker sneakers snowboard soap socks sofa sofas soundbar spatula speaker speakers stilettos stockings stool stools stroller sunglasses sunscreen
sweater sweaters sweatpants sweatshirt swimsuit tablecloth tablet teapot television tent thermos tights toaster tote towel towels toy trainers treadmill
bag bags balls bats blouses bowl candles coat cup cups hat hats jar jars lid lids pods pouch pouches racket rackets racquet racquets tins vest vests wallet wallets
tricycle trousers trunks tshirt tumbler tunic turntable underwear vacuum vase vinyl waistcoat wardrobe washer wig wok wreath yarn
"""
"""After a first name these make a product of it: "the harper armchair", "nora curtains"."""

MORE_GOODS = """
adapter aftershave amplifier anklet anorak aquarium awning babygrow bait ball balm bandage bandana bangles barbecue barbell barstool basin basket baskets
bassinet bat bathmat bbq beanbag belt belts bench beret bib bibs bidet bin binder bindings binoculars bins biscuits blind blinds blush bodywarmer boiler
bolero bolster bonnet boot booties bouquet bowls bowtie briefcase brogues bronzer broom brush brushes bucket bulb bulbs bureau cable cafetiere camera
candleholder canvas cap caps capsules carafe cardholder carrier carrycot case cases casserole champagne chandelier chargers charm charms chesterfield
chiffonier chimenea chino choker chutney cider cistern cleanser clipper clocks clog clogs clutches coaster coasters coatrack coats coffee colander cologne
comforter compost concealer conditioner console controller cooker cooler corkscrew corset crate cravat crayons cream credenza crockery crutches cubicle
cufflink culottes dartboard darts dashcam dehumidifier deodorant diary diffuser dimmer dinnerware dishrack divan doll dollhouse dolls doormat downlight dryer
dumbbells dummy dungaree earbud earphone earring easel eiderdown envelope envelopes eraser espadrille extractor fan faucet fedora feeder fertiliser figurine
firepit flask flipflop flipflops folder foundation frame frames fryer game gamepad gazebo gel gilet gimbal glasses glove goblet granola grater greenhouse
griddle grill grinder gummies hamper handset harness hatstand headband headphone heater henley highchair highlighter hob holdall hook hooks hoop hoops hoover
hose hosiery hotpants humidifier hutch incense insoles ironing jam jeggings jigsaw journal joystick jug juice juicer kayak kennel kettlebell keychain kibble
knickers laces ladle lager lanyard larder lead leash light lightbulb lights liqueur litter loaf loafer locket lotion lounger loveseat luggage lure mallet
marker markers marmalade mask masks massager mat mats melt melts messenger microphone mist mitten mobile modem monitor mop motherboard mouse mower muesli
muffins mules nail nappy needles negligee noodles notebook oils ointment overalls pacifier paddleboard palette pan pannier pans pasta peeler pelmet pen pencil
pencils pens perch pesto pew phone pie pillowcases placemat placemats planner plaster plate platform platforms playpen plimsolls polish polo poncho porridge
pot pots potty pouf powder pram primer prosecco protector protein purifier pushchair putter puzzle puzzles pyjama quilting rack racks radiator rashguard
rattle razor receiver remover rice ring rings rocker roller rollerblades ruler runner saddle salts sandpit scales sconce scooter scratcher scrub scrunchie
secateurs seeds set sets settee shake shaver shawl shears shelving sieve skates sketchbook skillet skis sleeper slides slipper smartphone cover covers snood sock socket
sponge spotlight spray sprinkler ssd stand stapler steamer stiletto stout stove straightener strap straps strimmer stylus subwoofer suit suitcase suits
supplement supplements surfboard swaddle table tables tablets tackle tallboy tank tankini tap tapestry tea teddy tee tees teether telescope thermometer
thermostat thong thread throw throwover throws tie tieback tiepin ties toilet toner tongs toothbrush toothpaste top topper tops torch tracksuit trampoline
tray trays treats tree trench trimmer tripod trivet trolley trowel trunk tub tweezers tyre tyres umbrella unit uplighter vac valance varnish visor vitamins
vodka wakeboard wallpaper washstand watch watchband watches wax webcam wedge wedges weekender wellies wetsuit wheelbarrow wheelchair whisk whiskey whisky
windbreaker wipes
"""
"""Goods whose words mean other things in a customer's message; believed in a shop's own texts only."""

KINDS = """
accent action ankle arm aviator baby bamboo bar baseball bath beach bed bedside beer beige biker black blackout blue bluetooth board body bomber boxy boys
bread brown bucket burgundy cake camera camping canvas car cargo carry cast cat cat-eye ceiling ceramic charcoal chelsea chrome chunky cleaning coat cocktail
coffee console copper coral corner cot cotton cream crew cropped crystal dance denim dining dog door doorbell double drop dutch electric espresso evening
extending eye eyeshadow face family faux feather fish fitted fleece floor foam folding foot fur garden gas gift girls glass gold golf gray green grey gym hair
hall hand hat high hiking hooded hoop hybrid ice iron jersey juice key khaki kids king kitchen knit ladies laptop large laundry leather led lilac linen lip
long lounge low luggage makeup mango marble max maxi memory mens mesh midi milk mini mint mustard nail navy neck night oak office oil orange outdoor oval oven
oversized pack padded paint party pasta pendant people pepper person pet phone photo picture piece pine pink pizza plant platform plus pocket polarised power
pressure pro puffer purple queen quilted rain rattan reclining recycled red ribbed rice robot rolling round running sage salad salt satin scented school
screen seat seater security shaving sheet shoe short shoulder shower side signet silicone silk silver single ski skinny sleep sleeping sleeve slim slow small
smart snow solar soup sport sports square stainless stand standing steel stick storage straight stud suede sugar summer sun swim table tablet tall tan tea
teak teal tennis toddler trail travel triple trucker tumble tv unisex usb vacuum velvet waist wall walnut water waterproof wedding weekend white wicker wide
wine winter wireless womens wooden wool work wrap yellow yoga
"""
"""Between a product's name and what it is: "the luna *ankle* boot", "oslo *velvet* sofa"."""

MAKERS = """
acer adidas airpods amd asus bosch bose braun canon casio corsair dell dewalt dyson echo epson fitbit galaxy garmin gopro gtx hdmi hp huawei ikea intel ipad iphone
jbl kindle lego lenovo lg logitech macbook makita miele motorola nespresso nikon nintendo nokia nvidia oneplus oppo panasonic philips pixel playmobil playstation ps4
ps5 razer realme redmi roku rtx ryzen samsung sony sonos spf surface tcl thinkpad toshiba tplink usb vivo wifi xbox xiaomi
"""
"""Before the number of a model."""

VENUES = """
airlines airport avenue beach bistro brewery bridge cafe canyon casino cathedral chapel church cinema clinic college creek diner gallery garden gardens hall
hospital hotel inn island islands lake library mall memorial monastery monument motel mountain mountains museum observatory palace peak pier pizza pizzeria
plaza pub resort restaurant river square stadium steakhouse tavern temple theater theatre tower university valley zoo
album albums books comics concert concerts episodes film films games merch movie movies novel novels singles songs soundtrack tickets vinyl
"""
"""After a name these make a place or a work of it: "the george washington bridge", "harry potter books"."""

STATES = """
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland
massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
wisconsin wyoming ontario quebec alberta manitoba bavaria
"""
"""After a name these make a town of it: "jackson, mississippi"."""

BRANDS = """
adam opel|agent provocateur|al fresco|alberto culver|alfa romeo|alfred dunhill|alice and olivia|american express|amy butler|andrew marc|angela roi|anna sui|
anne klein|anya hindmarch|aston martin|audemars piguet|aunt bessie|aunt jemima|austin reed|barbara bui|barry m|benjamin moore|bernard matthews|betsey johnson|
betty crocker|billabong|bjorn borg|black and decker|bottega veneta|bruno banani|bruno magli|burberry|cacharel|cadbury|camper|capital one|captain morgan|
carolina herrera|cartier|casio|charles schwab|charles worthington|charlie banana|chase bank|christian lacroix|christian louboutin|clarins|claudie pierlot|
clinique|coco chanel|con edison|crown royal|cynthia rowley|david yurman|del monte|diane von furstenberg|dickies|diesel|dior|dolce and gabbana|don julio|
donna karan|dorothy perkins|dr beckmann|dr bronner|dr hauschka|dr jart|dr oetker|dr scholl|duncan hines|dunkin|dyson|eddie stobart|eileen fisher|elie tahari|
elizabeth james|ella's kitchen|emilio pucci|emma bridgewater|ermenegildo zegna|ethan allen|faber castell|famous grouse|fannie mae|farrow and ball|fendi|
fitz and floyd|fossil|frank body|frankie and benny|franklin covey|fred olsen|freddie mac|frederick of hollywood|free people|fritz hansen|georg jensen|
george foreman|giorgio armani|giuseppe zanotti|givenchy|gordon's gin|grey goose|guy laroche|haagen dazs|hallmark|hamilton beach|hannah andersson|harry winston|
harvey norman|havana club|henry hoover|herman miller|hermann miller|hermes|hershey|isabel marant|issey miyake|ivy park|jack and jill|jack rogers|jaeger|
james avery|james wellbeloved|jamie oliver|janet reger|jansport|jason wu|jean paul gaultier|jeep|jeffree star|jeffrey campbell|jennyfer|jergens|
jessica simpson|jil sander|jim beam|john frieda|john lobb|johnny rockets|johnny walker|johnsonville|jonathan adler|jones new york|jose cuervo|joseph joseph|
jp morgan|juicy couture|julep|jules|jurlique|kat von d|kathy van zeeland|katie loxton|kay jeweler|kellogg|kenneth cole|kerry gold|kerrygold|kitchen aid|
kurt geiger|kylie cosmetics|la mer|lacoste|lancome|lands' end|lane bryant|laurent perrier|lavazza|lee cooper|lee rider|leroy merlin|liberty mutual|
liz claiborne|lloyds bank|longchamp|lorna jane|loro piana|lucy and yak|lulu guinness|lululemon|madame tussaud|manolo blahnik|marc by marc jacobs|marc o'polo|
marie callender|mark and graham|marks and spencers|martha stewart|mattel|max factor|max mara|max studio|maybelline|merrill lynch|michelin|mikasa|mike and ike|
miller lite|millie's cookies|miss dior|miu miu|monica vinader|monsoon|montblanc|morgan stanley|mr bean|mr coffee|mr kipling|mr muscle|mr potato head|
mr pringle|mr sheen|mrs butterworth|mrs dash|mrs hinch|mulberry|nancy gonzalez|nars|nathan's famous|neal's yard|nicole farhi|nigella|nina ricci|oral b|
orla kiely|orville redenbacher|oscar mayer|paco rabanne|patek philippe|paul and shark|paul frank|paula deen|paula's choice|pepe jeans|peter pan|peter rabbit|
phillips 66|philosophy|pierre cardin|pierre herme|pizza hut|quaker|rachael ray|rachel zoe|ray-ban|rebecca minkoff|rene rofe|robert mondavi|roberto cavalli|
rodan and fields|roger dubuis|roger vivier|rolex|ron jon|ronald mcdonald|rosetta stone|ross stores|royal doulton|rubbermaid|russell athletic|russell hobbs|
ruth's chris|sainsbury|sam edelman|sara jane|scott's porage|sean john|seth thomas|sharpie|skippy|smucker|sofia vergara|sonia rykiel|spalding|st ives|
st james place|st michael|stan smith|stan smiths|chuck taylor|chuck taylors|chucks|steinway|sue bee|sunny delight|swarovski|sylvan learning|ted lapidus|terry's chocolate|theo fennell|thierry mugler|
thom browne|thomas pink|thomas sabo|tiffany and co|tim tam|tj maxx|tom tailor|tom tom|tom's shoes|tommy john|toni and guy|tony roma|tony the tiger|
tony's chocolonely|tucker tweed|veronica beard|veuve clicquot|victorinox|virgin atlantic|virgin media|volvo|wilkinson sword|william rast|wilson sporting|
winsor and newton|wolfgang puck|wrigley|yamaha|yankee candle|yves rocher|zadig and voltaire|zippo
"""

CHARACTERS = """
angelina ballerina|anna and elsa|baby annabell|batman|ben 10|big bird|bob the builder|buzz lightyear|captain america|charlie brown|chase paw patrol|cinderella|
darth vader|dennis the menace|doctor who|donald duck|donkey kong|dora the explorer|dr seuss|felix the cat|fireman sam|frankenstein|frodo|hannah montana|
harley quinn|harry potter|hello kitty|hercule poirot|hermione|homer simpson|huckleberry finn|hulk|iron man|jack skellington|jack sparrow|jane eyre|
jessie toy story|joker|lara croft|lightning mcqueen|lilo and stitch|luke skywalker|mario kart|mary poppins|mickey mouse|minnie mouse|moana|mr incredible|
mr men|mrs claus|mrs doubtfire|my little pony|nemo|obi wan|oliver twist|optimus prime|paddington|paddington bear|peppa|peppa pig|percy jackson|peter pan|
peter rabbit|pikachu|pinocchio|popeye|postman pat|princess leia|princess peach|rapunzel|robin hood|romeo and juliet|saint nicholas|santa claus|scooby doo|
sesame street|sherlock holmes|shrek|sleeping beauty|snoopy|sonic|sonny angel|spider man|sponge bob|super mario|sylvanian families|thomas and friends|
thomas the tank engine|tigger|tinker bell|tinkerbell|tom and jerry|tom sawyer|winnie the pooh|zorro
"""

SET_PHRASES = """
adam's apple|aunt flo|average joe|betsy ross flag|big ben|big mac|billy club|billy goat|bloody mary|bob haircut|bob's your uncle|brandy butter|brandy snap|
buster keaton|caesar dressing|caesar salad|caesar salads|carol concert|carol service|carol singer|carol singers|carol singing|cesar salad|charley horse|
chip and pin|chip reader|chips and dip|christmas carol|christmas carols|chuck away|chuck it|chuck steak|clay pot|cliff bar|cliff edge|cliff notes|crystal ball|
crystal clear|crystal glass|crystal glasses|crystal vase|daisy chain|daisy print|davy lamp|dawn chorus|dawn to dusk|day in day out|don juan|doubting thomas|
drew a|drew it|drew on|drew the|earl grey|eid mubarak|faith in|for pete's sake|frank answer|frank discussion|frank with|g'day|garlic grater|gene editing|
gene pool|gene therapy|ginger ale|ginger beer|ginger biscuit|ginger biscuits|ginger nut|ginger nuts|ginger snap|ginger tea|god bless|good heavens|good lord|
grace period|granny flat|granny smith|granny smiths|grant application|grant me|guy fawkes|hail mary|have mercy|heath robinson|holly wreath|hooray henry|
humpty dumpty|iris recognition|iris scan|ivy league|jack fruit|jack knife|jack o lantern|jack of all|jack of all trades|jack plug|jack potato|jack russell|
jack russells|jack socket|jack up|jade green|jane austen|jasmine rice|jasmine tea|jeez louise|jerry can|jerry cans|jesus christ|jimmy the|jiu jitsu|joe blogg|
joe bloggs|joe public|john dory|johnny come lately|johnny on the spot|jolly roger|joy con|joy cons|joy of|joy stick|joy to|king charles spaniel|king edward|
king edwards|lance it|lazy boy|lazy susan|lily of the valley|lily pad|lord have mercy|mac and cheese|madison square|madison square garden|maris piper|
maris pipers|martin luther king day|mary jane|mary janes|mason jar|mason jars|matt black|matt finish|matt paint|matt white|max speed|max weight|may day|
mercy me|merry christmas|merry xmas|mickey taking|mike drop|mike stand|morse code|mother teresa|murphy's law|nick in the|nick of time|no way jose|
noel decoration|noel decorations|nosy parker|oh lord|olive oil|oscar night|oscar nominated|oscar winning|parker pen|pat down|pat dry|pat on the back|
patty melt|pearl earring|pearl earrings|pearl necklace|penny coin|penny for|penny loafer|penny loafers|penny stock|peter out|petri dish|plain jane|
polly pocket|queen anne|ray of|ray of light|rich tea|rob me|robin hood|robin motif|rocky road|roger that|rose bush|rose garden|rose gold|rose petal|
rose petals|rose tinted|rose wine|rosemary and thyme|rosemary salt|ruby red|ruby slippers|ruby wedding|rusty bolt|rusty nail|sage and onion|saint bernard|
sally army|sandy beach|savannah cat|shirley temple|silly billy|simon says|sloppy joe|sloppy joes|smart alec|smart aleck|st george's day|st nicholas day|
st patrick's day|st valentine's day|sue me|sue the|sue them|sue you|sunny side|sunny weather|tammy girl|taylor series|teddy bear|teddy bears|terry cloth|
terry towel|terry towelling|thyme and sage|tiffany blue|tiffany lamp|toby jug|tom collins|tom dick and harry|tom yum|tommy gun|tommy guns|tony award|
tony awards|uncle sam|victoria line|victoria plum|victoria plums|victoria sponge|viola and cello|violet light|wendy house|william pear|william pears|
woody scent|woody smell
"""
"""Sayings, dishes, plants and things with a name in them: "earl grey", "mason jar", "no way jose"."""
