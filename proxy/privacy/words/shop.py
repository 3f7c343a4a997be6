"""Words of shops, chats and wire formats that are nobody's secret, though somebody may be named so.

Added to ``everyday``: what people write to a shop, and what programs write between a shop and a
language model. Memory never spreads these words, so that a customer named Price, Rose or Order
is served. Written by hand; extend it where a customer's name made a conversation hard to read.
"""

SHOPPING = """
accessories account address adapter apparel apron armchair article autumn back backpack bag bakery
balance basket bath bathroom batteries battery beauty bed bedding bedroom belt beverage bike bill
billing birthday biscuit blanket blender blouse bluetooth boot boots bottle bowl box boxes bracelet
brand bread breakfast broken buckle bundle button buy buyer buying cable cake camera cancel candle
candy cap card cardigan cards carpet carrier cart case cash cashback cashier catalog catalogue chain
chair change charge charger charm cheap checkout cheese chef chips chocolate christmas clearance
cleaner clock closet cloth clothes clothing coat coffee collar collect collection colour color
comfort comfy computer confirm console cooker cookie cookies cookware cosmetics cotton couch coupon
coupons courier cream credit crockery cup curtain cushion customer cutlery cycle damaged dark deal
dealer deals debit defect defective delay delayed deliver delivered delivery denim deposit desk
dessert diamond diaper dinner discount dish dishes dishwasher dispatch doll door dress dresses drill
drink drinks driver dryer duvet earbuds earring earrings electric electronics engine envelope
exchange exchanged expensive expired express fabric face faulty fee fees festival fit fitting flavor
flavour floor flower flowers foam food footwear fork frame fraud free freezer fresh fridge fruit
furniture furry game gamer games garden garment gift gifts glass glasses gloves gold goods grill
grocery guarantee guitar hair halloween handbag handle hanger hardware hat headphones headset heater
heel heels helmet hoodie hook hotel house household iron item items jacket jackets jean jeans jewel
jewellery jewelry jug juice jumper keyboard kettle kids kitchen knife knit knitwear label lace lamp
laptop laundry leather leggings lens light lighting linen lingerie lipstick locker loafer loafers
logo lost lotion lounge loyalty luggage lunch machine mail mailbox makeup manager mattress maxi meal
measurements member membership menu merchandise microwave midi mirror mixer mobile model money monitor
mouse mug music napkin necklace needle nightwear notebook nylon offer offers office oil online order
ordered ordering orders organic outfit outlet oven overcharged package packages packaging pair pajamas
pan pants paper parcel parcels parka part party password pattern pay payment payments pen perfume
petite pet phone photo pickup picture pillow pin pink pizza plan plate plates player plug plus points
polo polyester postage postcode poster pot present price priced prices pricing printer product
products profile promo promotion pump purchase purchased purse pyjamas quality quantity queue quilt
radio rain rate razor receipt receive received recipe refill refund refunded refunds regular remote
rent rental repair replace replaced replacement replacements reservation reserve return returned
returning returns review reviews reward rewards ring rings robe room rug sale sales sandal sandals
sauce sausage scale scarf scarves schedule scratch scratched screen seal seat seller sender serum
service services shampoo shave sheet sheets shelf shelves ship shipment shipped shipper shipping
shirt shirts shoe shoes shop shopper shopping shorts shower silk silver sink sizing size skin skirt
skirts sleep sleeve sleeves slim slipper slippers snack sneaker sneakers soap sock socks soda sofa
sold sole sound soup speaker special spoon sport sports spring stain stained stand steel stitch stock
store stores stove strap stroller studio style suede sugar suit suitcase summer supplier support
sweater sweatshirt swimsuit swimwear table tablet tag tailor tall tank tape tax tea television tent
thread ticket tickets tie tights tile tip tire toaster tools tooth toothbrush tote towel towels toy
toys tracker tracking tracksuit trainers tray trouser trousers truck tshirt tumbler tunic underwear
uniform unworn upgrade vacuum vase vegan velvet vest video visa visit voucher vouchers waist wallet
warehouse warranty wash washer washing watch watches water wear wedding weekend wholesale wide window
wine winter wool worn wrap wrapped wrapping wristband wrong yarn zip zipper
"""

CARRIERS = """
ups usps fedex dhl gls dpd hermes evri tnt colissimo chronopost mondial correos seur poste postnl bpost ctt
paypal klarna venmo zelle stripe apple google amazon ebay whatsapp facebook instagram telegram messenger
insta snapchat tiktok twitter linkedin discord skype wechat reddit pinterest youtube twitch spotify netflix
"""

COLOURS_AND_TIMES = """
amber apricot aqua aquamarine azure beige black blue blush bronze brown burgundy camel caramel
charcoal cherry chestnut chocolate cobalt copper coral cream crimson cyan ecru emerald fuchsia gold
golden gray green grey hazel indigo ivory jade khaki lavender lemon lilac lime magenta maroon mauve
melon mint moss mustard navy nude ochre olive orange orchid peach pearl petrol pink plum purple red
rose ruby russet rust sage salmon sand sapphire scarlet sienna silver sky slate tan taupe teal
terracotta tomato topaz turquoise violet white wine yellow
january february march april may june july august september october november december jan feb mar
apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue
tues wed thu thur thurs fri sat sun today tomorrow yesterday tonight morning afternoon evening night
noon midnight week weeks weekday month months year years hour hours minute minutes second seconds
easter christmas xmas thanksgiving halloween valentine ramadan diwali hanukkah
"""

CHAT = """
able about actually afternoon again agent ago alright already also always amazing angry annoyed
annoying another answer anybody anymore anyone anything anyway apologies apologise apologize
appreciate appreciated asap ask asked asking assist assistance assistant aunt available awaiting
awesome awful bad believe best better boss bot bought boy boyfriend bring brother business busy bye
call called caller calling can't cannot care careful chat chatbot cheers child children choose city
class clear colleague come coming common company complain complaint complete concern confirmed
confused contact contacted cool correct country cousin crazy cute dad dang daughter day days dear
deserve didn't different disappointed doctor doesn't doing don't done double-check dude each early
easy either else elsewhere email emailed emails employee enough even ever every everybody everyone
everything exactly excellent excited expect expected explain expecting extra family fantastic far fast
father favorite favourite feedback feel fiance fill final finally find fine first five follow forgot
forgotten forward found four friday friend friends front frustrated frustrating full fun funny further
gentleman get getting girl girlfriend give given gives giving glad god goes going gonna good goodbye
gosh got gotta grandma grandpa great guess guest guy guys hadn't half hang happen happened happy hard
has hasn't hate haven't having hear heard hello help helped helpful helping here here's hers herself
hey hi him himself his hold home honest honestly hope hoping horrible hospital how however human
hundred hungry hurry hurt husband idea idk immediately important indeed info inform information
instead interested interesting isn't issue issues it's job joke just keep keeps kid kind kindly knew
know known lady last late lately later least leave left let let's life like liked likely listen little
live living lol long look looked looking looks lord lot lots love loved lovely lucky luck ma'am mad
madam made make makes making man many married matter maybe mean means meant meet meeting men mention
messed message messages might mind mine miss missed missing mistake mom moment more most mother move
moved moving much mum must myself name named nan near nearly need needed needs neighbor neighbour
neither nephew never new news next nice niece nine nobody none nope normal nothing notice number
numbers okay old omg once one ones only onto open opened opinion option options other others ours
ourselves outside over own owner parents partner people perfect perhaps person personal please pleased
pleasure plz possible prefer preferred pretty previous probably problem problems process promise
promised provide provided question questions quick quickly quite rather read ready real realise
realize really reason recent recently regarding regards remember reminder reply request requested
resolve resolved respond response rest ridiculous right rude sad safe said same saw say saying says
school see seem seems seen send sending sent serious seriously set seven several shall share she
should shouldn't show shown side similar simple since sincerely sir sister situation six skip slow
small smile some somebody somehow someone something sometimes somewhere son soon sorry sort speak
speaking spoke staff start started state status stay still stop stopped street stuff stupid such suck
sucks sue super supervisor supposed sure surely surprised surprise swear take taken takes taking talk
talked talking team teacher tell telling ten terrible text thank thanks thankyou that that's their
theirs them themselves then there there's these they they're thing things think thinking third this
those though thought thousand three through throw till time times tired together told tomorrow too
took total totally touch towards town tried trouble true trust try trying turn twice two ugh unable
uncle understand unfortunately unhappy until update updated upset urgent use used useful useless user
usual usually very via wait waited waiting walk wanna want wanted wanting wants wasn't waste wasted
way we're weird welcome well went were weren't what what's whatever when where where's whether which
while who who's whoever whole whom whose why wife will willing wish with within without woman women
won't wonder wonderful wondering work worked working works world worried worry worse worst worth would
wouldn't wow write writing wrote yay yeah yep yes yet yikes you you're young your yours yourself yup
zero
"""

WIRE = """
action actions allow anthropic api argument arguments array assistant audio auto azure base64 bearer
bedrock bool boolean call calls category chat choice choices chunk city claude code completion
completions config content context conversation country created creator currency custom data date
default delta deny description detail details developer dict document embedding embeddings empty enum
error errors event events example false field fields file files finish float format function functions
gemini gemma generated gpt haiku header hidden high history html http https human image images index
info input instruction instructions int integer internal items json key keys language length level
limit list llama low max maximum medium message messages metadata min minimum minor mistral mock mode
model models name names nano nested none notes null number object omni openai opus option order output
outputs page parameter parameters part parts payload ping plan plain preview prompt properties
property provider query reason reasoning refusal region request required response result results role
root sample schema score search server service session signature sonnet source state status stop
stream strict string structured submit success summary system tag tags team temperature template test
text thinking thread time title token tokens tool tools top total true turbo type types union unit
update uri url usage user users uuid value values vector version vision voice warning web whisper
xml yaml
"""

GENERIC_MAILBOXES = """
admin billing care clubs contact customer customercare customerservice enquiries feedback hello help
helpdesk info inquiries mail marketing noreply no-reply office online orders postmaster press privacy
reply returns sales security service shop store support team webmaster welcome
"""
"""Local parts of e-mail addresses that name a desk, not a person."""
