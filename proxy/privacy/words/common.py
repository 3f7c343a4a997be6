"""Common English words by subject: nouns, verbs and adjectives of daily life, written by hand.

They complete ``everyday``, which is counted in technical prose and therefore knows "exception" better
than "passenger". Names of people are left out, also where they are words (rose, grace stand in
``shop`` where shops use them).
"""

TRAVEL = """
abroad adventure aeroplane airfare airline airplane airport aisle arrival arrive backpack baggage beach boarding boat bridge bus cab
cabin camp camping cancellation canoe capital castle certificate coach coast compartment connection continent continue cottage
countryside crew cruise currency customs departure depart desert destination direct distance downtown drive economy embassy
engine entrance excursion exit fare ferry flight fly foreign forest fuel garage gate guide harbor harbour helicopter highway hike
hiking holiday hostel hotel insurance island itinerary jet journey jungle kilometer kilometre lake landmark landing layover leisure
local luggage map mile motorcycle motorway mountain museum nonstop ocean outbound overhead overnight park parking passenger
passport path pedestrian petrol pilot plane platform port porter premium rail railway reserve resort ride river road route sail
scenic sea seat seaside ship shore shuttle sightseeing station stopover stranger street subway suitcase taxi terminal tour tourism
tourist tower town track traffic trail train tram transfer transit transport travel traveler traveller trip truck tunnel vacation
valley van vehicle village visa visitor voyage walk wheel window world yacht zone zoo
"""

FOOD = """
almond appetite appetizer apple apricot avocado bacon bagel bake banana barbecue basil bean beans beef beer beet berry beverage bitter
boil boiled breakfast broccoli brownie brunch burger butter cabbage cafe cafeteria calorie carrot cashew cereal chicken chili
cinnamon coconut cocktail cola cook corn crab cranberry crispy crunchy cucumber curry delicious dessert diet dine diner dining dough
doughnut drink duck eat egg eggs fat feast fig fish flavor fresh fried fries fruit garlic gluten grain grape grapes gravy grill ham
hazelnut herb honey hungry ice ingredient jam jelly ketchup kiwi lamb leftover lemon lemonade lentil lettuce liquor lobster lunch
lunchtime mango maple margarine mayonnaise meal meat menu milk mint muffin mushroom mustard noodle noodles nut nutrition nuts oat
oatmeal olive omelette onion oven pancake pasta pastry peach peanut pear peas pepper pepperoni pickle pie pineapple pizza plum popcorn
pork porridge potato potatoes poultry protein pudding pumpkin raisin raspberry recipe restaurant rice roast roll salad salmon salt
salty sandwich sausage savory seafood seed sesame shrimp slice snack soda sour soy spaghetti spice spicy spinach starter steak stew
strawberry sugar supper sushi sweet sweets syrup taco takeaway takeout tasty tea thirsty toast tofu tomato topping tuna turkey
vanilla vegetable vegetables vegetarian vinegar waffle waiter waitress walnut watermelon wheat wine yoghurt yogurt yolk
"""

HOME = """
apartment attic backyard balcony basement bathtub bedside blanket blinds brick broom brush bucket building bulb cabinet candle ceiling
cellar chimney chore clean cleaning closet comb concrete corner couch cradle crib cupboard curtain cushion decor decoration detergent
dirt dirty dishwasher door doorbell drain drawer driveway dryer dust dustbin elevator fan faucet fence fireplace flat floor flush
furnace furnish garbage garden gate grass hall hallway hammer heating hose housework indoor interior iron kitchen ladder lamp landlord
lawn lease leak lid lift lightbulb litter loft lounge mailbox mat mattress mop mortgage mower nail neighborhood neighbourhood nursery
outdoor outdoors outlet paint painting patio pavement pillow pipe plumber plumbing plywood porch pot potted property rack rake
refrigerator renovation rent rental residence roof room rubbish rug saw scrub sewing shed shelf shower shutter sidewalk sink sleep
socket sofa soil sponge staircase stairs stool storage stove sweep switch tap tenant terrace tile toilet trash tub upstairs vacuum
vase wallpaper wardrobe wash washbasin window wire wooden yard
"""

BODY_AND_HEALTH = """
ache accident allergic allergy ambulance ankle antibiotic anxiety arm arthritis asthma aspirin bandage beard birth bleed blind blister
blood body bone bones brain breast breath breathe bruise cancer cheek chest chin clinic cold concussion cough cramp cure dead deaf death
deadly dental dentist diabetes diagnosis die died dies disability disabled disease dizzy doctor dosage dose drug ear ears elbow
emergency exercise eye eyebrow eyes face faint fatigue feet fever finger fingers flu foot forehead fracture gym hair hand hands head
headache heal health healthy hearing heart heartbeat hip hospital illness infection injection injured injury itch itchy jaw kidney knee
knees leg legs lip lips liver lung medical medication medicine mental mouth muscle nail nausea neck nerve nose nurse nursing ointment
operation organ overweight pain painful palm patient pharmacist pharmacy physical physician pill poison poisoned pregnancy pregnant
prescription pulse rash recover recovery remedy rib scar shoulder sick sickness sight skeleton skin skull sneeze sore spine sprain stomach
stress stroke surgeon surgery swallow sweat swell swelling swollen symptom teeth therapist therapy throat thumb tired toe tongue tooth
toothache treatment tumor ulcer unconscious urine vaccine vein virus vision vitamin vomit waist weak wheelchair wound wrist
"""

WORK_AND_MONEY = """
accountant advertise advertisement affordable agency agreement allowance annual applicant application appointment assistant auction
audit bank banker banking bankrupt bargain benefits bid bonus boss broker budget bureau business businessman buyer campaign career cash
cashier chairman charity cheque client clerk coin colleague commerce commercial commission compensation competition competitor contract
corporate corporation cost coworker credit creditor currency deadline debit debt deduct deed department deposit director discount
donation earn earnings economic employee employer employment engineer enterprise estate estimate euro executive expense expenses export
factory finance financial firm fund funding funds gain goods gross guarantee handshake headquarters hire hiring import income industry
insurer interview inventory invest investment investor invoice job joint lawsuit lawyer lender loan loss luxury maker manage management
manager manufacture manufacturer market marketing meeting merchant merger net negotiate occupation office officer organisation
organization overdraft overdue overtime owe owner ownership partner partnership payable paycheck payroll pension permit personnel
pricing producer profession professional profit profitable promote promotion purchase quarter quarterly quotation rate receptionist
recruit refund reimburse reimbursement reimbursed resign resignation resume retail retailer retire retirement revenue reward rich
salary salesman saving savings scheme secretary sector seller shareholder shift spending sponsor staff startup statement supplier
surplus tariff tax taxes trade trader trading transaction transfer treasurer trustee unemployed unpaid vacancy value vendor venture
wage wages wealth wholesale worker workplace
"""

PEOPLE_AND_FEELINGS = """
adult afraid aged aggressive alive alone amused ancestor angel anger anniversary anxious apology appearance argue argument ashamed asleep
attitude attractive aware awake awkward baby bachelor behavior behaviour blame bored boring brave bride bridesmaid bully calm careless
celebrate celebration ceremony character charming cheerful childhood clever clumsy comfortable companion compliment confidence confident
confusing congratulations conscious cousin coward crazy cruel cry curious customer daddy darling dating daughter delight delighted
depressed desire desperate devastated disappointing disappointment disgusting divorce divorced dream dumb eager elderly embarrassed
embarrassing emotion emotional encourage enemy engaged engagement enjoy enthusiasm envy evil excitement exhausted faithful fake fame
famous fancy fantastic favor favour fear feelings female fiancee forgive fortunate fortune friendly friendship frightened frustration
funeral furious generous genius gentle gentlemen glad gossip grandchildren granddaughter grandson grateful greedy grief groom grownup
guilty happiness hero honest honeymoon honor hopeful hopeless horrified hug humor humour husbands ignorant impatient impolite inconvenience
infant innocent insane insult intelligent irritated jealous joyful judge kids kindness kiss ladies laugh laughter lazy leader legend liar
lonely loud lover loyal lucky male marriage marry mature memories miserable mommy mood moody nasty naughty nervous newborn newlywed noisy
nonsense obvious offended optimistic orphan parent patience patient peaceful personality pity polite popular precious pride proud psycho
queen quiet reaction regret relationship relatives relaxed relief relieved respect responsible romance romantic rudeness sadness scared
selfish sensible shame shocked shocking shy silly sincere single smart sorrow spouse stranger strict stubborn stupid surprise suspicious
sympathy talented tears teenager teens terrible terrified terrifying thankful toddler tragedy twins ugly unacceptable unbelievable uncomfortable
unfair unfortunate unfortunately unfriendly unhappy unpleasant unprofessional upset useless victim violence violent warm wedding weird
widow wise witness wonder youth
"""

WORLD = """
acid afternoon airy alien animal animals ant anthem antique arch army artist atmosphere autumn award bag ball balloon band bark bat bath
battery battle bear beard bee bell bike bird birds blizzard bloom bomb bonfire branch breeze bug bull bush butterfly cage calf camel camera
camping candidate cap card cat cats cattle cave celebrity century championship chapter chess christmas church cigarette cinema circus citizen
civil class classroom claw climate cloud clouds cloudy club college comedy comic concert congress copper costume cotton court cow creature
cricket crime criminal crop crowd crown culture dam dance dancer dancing danger dangerous dawn daylight deer democracy desert detective
diamond dictionary dinosaur disaster dog dogs dolphin donkey dragon drama drawing drought drum duck dusk eagle earth earthquake eclipse
election elephant emperor empire energy environment erupt essay evening exam fabric fairy farm farmer fashion feather festival fiction
field fight film fire firework flag flame flood flower fog foggy folk forest fossil fox freedom freeze frog frost fur galaxy gallery gamble
garden gas gender geography ghost giant giraffe goat goose government grass gravity guitar gun hail hamster harvest hawk heat heaven hell
helmet hen hobby homework horse horses humid hunt hurricane ice iceberg immigrant injustice insect jail jazz journal journalist jungle
jury justice kangaroo kennel king kingdom kite kitten knight laboratory landscape language law lawn leaf leaves lecture legend leopard
lesson liberty library lightning lion literature lizard lottery machine magazine magic magician mammal march marine mayor meadow medal
metal military minister mist monkey monster moon mosquito mouse movie murder muscle museum music musical musician mystery nation national
native nature navy nest newspaper noise novel nuclear oak occasion ocean opera orchestra owl oxygen painter palace panda parade parliament
parrot party peace penguin pet pets photo photograph photographer piano picture pig pigeon pill pine planet plant plastic play player
playground poem poet poetry police policeman policy politician politics pollution pond pony pool pope president priest prince princess
prison prisoner prize professor protest puppy puzzle pyramid rabbit race radio rain rainbow raincoat rainy rat rebel rescue revolution
rifle ritual robber robbery robot rock rocket sailor saint sand scholar school science scientist sculpture season secondary senate
shadow shark sheep shell sheriff shooting signal singer singing skating ski skiing sky slave smoke smoking snail snake snow snowman
snowy soccer society soldier song spider spirit sports spring spy stadium stage star storm stormy story student sun sunday sunlight
sunny sunrise sunset sunshine surf survivor sweater swim swimmer swimming sword symbol symphony talent tale teach teaching team temple
tennis tent theater theatre theft thief thunder tiger tobacco tornado tortoise tradition tribe trophy tsunami turtle umbrella uniform
universe university vampire volcano vote voter war warrior waterfall wave waves weapon weather whale wildlife wind windy wing winner
wisdom witch wolf wood woods wool worm yoga zebra
"""

DOING_AND_BEING = """
abandon absent absolutely absorb accept ache achieve act activity actual adapt add admire admit adopt advance advantage advice advise
afford agree ahead aim allow almost amount announce annoy appear apply approach approve arrange arrest arrive ashore assist assume attach
attack attempt attend attract avoid bare basic beat beautiful become beg begin behave belong below bend beneath beside bet beyond bite
blow boil borrow bother bottom bounce bow brand break brief bright bring broad build bump burn burst bury busy calculate careful carry
catch cause certain certainly challenge chance chase cheat check chew chop clap classic clear climb close collapse collect combine command
compare compete complain completely concentrate concern confess confirm confuse connect consider contain convince copy cough count crash
crawl create cross crush curve damage dare deal decide declare decorate decrease deep defeat defend definitely delay delete deliver demand
deny depend describe deserve destroy determine develop differ dig disagree disappear discover discuss dislike divide double doubt drag
drag dry dull earn easily edge educate effort empty end enormous enter entire equal escape especially eventually evidence exact examine
excellent except exchange exist expand expensive experience explode explore express extend extremely fade fail fair fall familiar fasten
fetch fill find finish fit fix flat flee float flow fold fool forbid force forget formal forward frankly frequent frighten gather gaze
generally gently glance glow grab graduate gradually grand grant greet grind grip grow guard guess handle handy hang hardly harm hate
heavy heavily hesitate hide hit honestly hopefully huge hurry ideal identify ignore imagine immediate impossible impress improve include
incorrect increase incredible indicate influence inform injure inquire inspect install instant intend interfere interrupt introduce invent
invite involve jump justify kick kill knock lack lately latter laugh launch lay lead lean leap lend lengthy lie lift lightly link list
load locate lock loose lower main major manner march mark massive match measure melt mend mention merely mess mild mix modern narrow
nearby neat neatly necessary neglect nod normally notice obey object observe obtain occasionally occur odd offend open operate oppose
ordinary ought overall overcome pack partly pass pause peel perfectly perform permanent persuade pinch plenty point pop possess possibly
pour practical practice practise pray preach precise predict prefer prepare present preserve press pretend prevent previous primary print
private probable proceed produce prohibit proper properly protect prove provide publish pull pump punch punish pure push quarrel quickly
quit raise rapid rare rarely reach react rebooking recall recognise recognize recommend record reduce refer reflect refuse regard regular
reject relate relax release rely remain remarkable remark remind remove repair replace represent rescue reserve resist responsible restore
restrict reveal reverse rid rinse rip rise risk rob rough rub ruin rule rush satisfactory satisfied satisfy scare scatter scold scrape
scratch scream screw seal search seldom select separate serve settle severe shade shake shallow shape sharp shelter shine shock shoot
shout shove shrink shut sigh silent slap slightly slip slow smash smell smooth snap soak soft solid solve somewhat soon spare sparkle
specific spell spill spin split spoil spot spray spread squeak squeeze stain stamp stare steal steam steer steep sticky stiff stir stitch
straight strange strap strengthen stretch strip strong struggle stuff succeed successful sudden suddenly suffer suggest suitable supply
suppose surround survive suspect swing tame tangle tear tease tempt terrific thick thin thorough threaten throw tickle tidy tie tight
tightly tiny tip total touch tough trap treat tremble trick trip trust tug tumble twist type typical unable undress unfasten unite unlikely
unlock unpack unusual urge usually vanish various vast visible wander warn weigh whip whisper whistle wicked wide wild wink wipe wire
worry worship wrap wreck wrestle yawn yell
"""
