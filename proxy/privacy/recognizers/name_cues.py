"""The words that introduce a name, in seven languages, as patterns over small letters."""

from proxy.privacy.normalize import pattern
from proxy.privacy.words import word_set

_START = r"(?:^|[^\pL\pN'])"

STRONG = pattern(
    _START
    + r"(?:(?:(?:my|his|her|the|your|our|their|first|last|full|middle|given|sur|family|maiden|customer|"
    r"account|cardholder'?s?|recipient'?s?|passenger'?s?|husband'?s|wife'?s|legal|complete)\s){0,3}(?:sur)?name(?:'s|s)?"
    r"(?:\s(?:on|for)\s(?:the|my|this)\s(?:order|account|card|reservation|booking|file))?"
    r"(?:\s(?:is|was|would be|should be|would be under)|\s?[:=]|\s?-|\s?\?\s{1,3}(?:user:|customer:|client:)?)|"
    r"(?:they|people|friends|everyone|you can|please) call me|call me|i go by|named after|"
    r"my name'?s|(?:order|account|booking|reservation|it)\s(?:is|was|'s)?\s?(?:under|registered to)(?:\sthe\sname)?(?:\sof)?|"
    r"under the name(?:\sof)?|in the name of|registered to|on behalf of|"
    r"(?:mein|der|ihr|vor|nach)\s?name\sist|ich heiße|ich heisse|je m'appelle|moi,? c'est|mon nom est|mon prénom est|"
    r"me llamo|mi nombre es|mi apellido es|mi chiamo|il mio nome è|il mio cognome è|mijn naam is|ik heet|"
    r"meu nome é|o meu nome é|chamo-me|me chamo|sobrenome é)\s*[:\"']?\s*(?P<v>[\pL])"
)
MY_NAME = pattern(
    _START + r"(?:my|maiden|married|birth|legal) (?:first |last |full )?name\s+(?P<v>[\pL])"
)
AFTER_NAME = pattern(
    r"\s*[.,!]?\s*$|,?\s(?:and i|and my|und ich|et je|y |e ho|en ik|e eu|here|speaking)(?:[^\pL]|$)"
)
OPENING = pattern(r"^(?P<v>[\pL]+)(?:\s[\pL]+)?(?:\sand\s|,\s)")
PRODUCT_NAMES = word_set(
    "crystal ginger brandy heather iris ivy sage basil robin ruby pearl amber jade"
)
LABEL = pattern(r"[^\pL]?name\s?[:=\-]")
"""A bare label; in texts of shop and tools the keys beside it decide (``record_lines``)."""
PLAIN_NAME = pattern(r"^\s*(?:first |last |full )?name\s+(?P<v>[\pL])")
WEAK = pattern(
    _START
    + r"(?:i am|i'm|im|this is|its me|it's me|i am called|ich bin|hier ist|hier spricht|je suis|c'est|soy|"
    r"sono|ik ben|met|sou [ao]|sou|aqui é [ao]|aqui é|soy el|soy la|sono il|sono la)\s+(?:mrs?\.?\s|ms\.?\s|miss\s|dr\.?\s)?(?P<v>[\pL])"
)
CUSTOMER = pattern(
    _START
    + r"(?:(?:customer|cust|caller|client|guest|buyer|recipient|passenger|shopper|member|cardholder|account holder|kunde|kundin|cliente|klant|"
    r"client|passagier)(?:'s name)?(?:\s(?:is|was|named|called|ist|est|es|è|é)|\s?[:,\-])?|"
    r"(?:helping|assisting|serving|spoke (?:w/|with|to)|call(?:ed)? (?:from|by)|called in by|contacted by|behalf of|bill to:?|ship to:?|sold to:?|attn:?|"
    r"(?:order|booking|reservation|shipment|package|parcel|ticket|delivery|account|invoice)(?:\s#?[\pN][\pN\-]*)?\s(?:for|of|by)))\s"
    r"(?:mrs?\.?\s|ms\.?\s|miss\s|dr\.?\s)?(?P<v>[\pL])"
)
ITS = pattern(_START + r"(?:it's|it is|its)\s+(?P<v>[\pL])")
RELATIVE = pattern(
    _START
    + r"(?:hubby|wifey|(?:my|his|her|our|their) (?:friend|wife|husband|partner|son|daughter|brother|sister|mother|father|mom|mum|dad|aunt|uncle|cousin|niece|nephew|"
    r"girlfriend|boyfriend|fiancee?|fiancé|boss|colleague|neighbou?r|roommate|grandma|grandmother|grandfather|kid|child|passenger|companion|assistant|agent|"
    r"hubby|missus|gf|bf|sis|bro|ex|nan|gran|nana|granny|grandpa|granddad|grandson|granddaughter|twin|stepson|stepdaughter|flatmate|housemate|landlord|landlady|tenant|carer|"
    r"mother-in-law|father-in-law|sister-in-law|brother-in-law))"
    r"(?P<called>'s\s(?:called|named|name\sis)|,?\s(?:is\s(?:called|named)|named|called)|,?\sis)?,?\s(?P<v>[\pL])"
)
MET = pattern(
    _START
    + r"(?:speaking (?:with|to)|spoke (?:to|with)|talked (?:to|with)|chatted with|chatting with|helped by|assisted by|served by|dealt with|signed by|signed for by|left with)\s"
    r"(?:mrs?\.?\s|ms\.?\s|miss\s|dr\.?\s)?(?P<v>[\pL])"
)
CALLED = pattern(
    _START
    + r"(?:someone|somebody|person|guy|man|woman|lady|gentleman|girl|boy|kid|baby|agent|rep|representative|advis[eo]r|colleague|employee|driver|engineer|technician|"
    r"plumber|doctor|nurse|manager|supervisor|teller|clerk|cashier|operator|courier)(?:,?\s(?:is|was))?\s(?:named|called)\s(?P<v>[\pL])"
)
POSSESSIVE = pattern(
    _START
    + r"(?P<v>[\pL]+(?:[ \-][\pL]+)?)['’]s\s(?:passport|id|account|orders?|address|phone|mobile|number|card|name|email|birthday|policy|claim|ticket|booking|"
    r"flight|seat|payment|refund|parcel|package|signature|permission|licen[cs]e|insurance|prescription|appointment|line|sim|login|details|bill|invoice|gift|house|place|wedding)(?:[^\pL]|$)"
)
ABOUT = pattern(
    _START
    + r"(?:(?:parcel|package|letter|delivery|order|booking|reservation|table|tickets?|invoice|gift|present|box|flowers|card|prescription|appointment) (?:for|under)|"
    r"(?:it's|its|it is|is|booked|filed|listed|registered|placed) under|(?:someone|somebody|you|please|pls|to) (?:phone|ring|text|whatsapp|call|tell|ask|contact|pay|zelle|venmo)|"
    r"(?:zelle|venmo)|why (?:did|does|has|is|was)|(?:travell?ing|flying|staying) with|on behalf of)\s(?P<v>[\pL])"
)
"""Before somebody: a name that is on a list of names, or a word that nobody knows."""
ANYBODY = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?:john(?:ny)?|jon|jane|janie|baby) (?:\pL\.? )?doe|"
    r"doe,? (?:john(?:ny)?|jon|jane|janie)|john q\.? public)(?:[^\pL\pN]|$)"
)
"""Names that forms use for anybody; "doe" is a word of Dutch and a deer besides."""
SPELLED = pattern(
    r"(?:^|[^\pL\pN'’])(?P<cue>(?:spell(?:ed|ing)?|spelt|initials)(?: it| is| are| as|:)?[ :]\s?)?"
    r"(?P<v>\pL(?:[ .\-]{1,2}(?:double )?\pL){1,20})(?:[^\pL\pN'’]|$)"
)
"""Single letters, one after the other; after a cue two are enough, else four are needed."""
NOT_SPELLED = ("i m ", "u r ", "r u ", "i.e", "e.g", "q & ")
HERE = pattern(
    r"(?:^|[.!?\n,]\s{0,2})(?:(?:hi|hello|hey|good (?:morning|evening|afternoon))[,!.\s]+)?(?P<v>[\pL][\pL'.\-]*(?:\s[\pL][\pL'.\-]*){0,2})\s(?:here|speaking)(?:[^\pL]|$)"
)
IS_HERE = pattern(
    r"\s(?:here|speaking)(?:[^\pL]*$|\s?[,.!\-\n]|\s(?:again|from|with|about|i|my)(?:[^\pL]|$))"
)
TITLE = pattern(
    _START
    + r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|reverend|rev|captain|capt|sergeant|sgt|herrn?|frau|monsieur|madame|mme|mlle|señor|señora|"
    r"señorita|sr|sra|srta|signor|signora|signorina|sig|dhr|mevr|mevrouw|meneer|senhor|senhora|dona|don)\.?\s+"
    r"(?P<v>[\pL])"
)
GREETING = pattern(
    r"(?:^|[.!?\n]\s{0,3}|,\s)(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|welcome(?: back)?|"
    r"thank you(?: (?:so much|very much|for your patience|for waiting))?|thanks(?: (?:a lot|so much))?|great|perfect|sure|"
    r"sorry|no problem|you're welcome|goodbye|bye|hallo|guten (?:tag|morgen|abend)|liebe|lieber|sehr geehrter?|danke|"
    r"bonjour|bonsoir|salut|cher|chère|merci|hola|buenos días|buenas tardes|estimad[oa]|querid[oa]|gracias|"
    r"ciao|buongiorno|buonasera|gentile|car[oa]|grazie|hoi|goedemorgen|goedemiddag|beste|geachte|bedankt|"
    r"olá|oi|bom dia|boa tarde|prezad[oa]|obrigad[oa])(?:,\s|\s)(?P<v>[\pL])"
)
SIGN_OFF = pattern(
    r"(?:^|[.!?,\n]\s{0,3}|\s)(?:thanks|thank you|thx|many thanks|(?:kind |best |warm )?regards|best(?: wishes)?|cheers|"
    r"sincerely|yours(?: truly| sincerely)?|love|signed|greetings|mfg|lg|vg|(?:viele |liebe |mit freundlichen )?grüßen?|"
    r"danke|cordialement|merci|bien à vous|(?:un |cordiales )?saludos?|gracias|atentamente|(?:cordiali |distinti )?saluti|"
    r"grazie|(?:met vriendelijke )?groet(?:en|jes)?|bedankt|atenciosamente|abraços|obrigad[oa])"
    r"(?P<gap>\s?[,.!\-–]*\s*\n\s*-?\s*|\s?[,!\-]\s?-?\s*|\s)"
    r"(?P<v>[\pL][\pL'.\-]*(?:\s[\pL][\pL'.\-]*){0,2})[\s.!]*$"
)
NO_NAME = word_set(
    "mr mrs ms miss mx dr prof herr herrn frau monsieur madame mme señor señora sr sra signor signora dhr mevrouw meneer senhor senhora "
    "indian american british german french spanish italian dutch muslim christian jewish asian african european "
    "vegan vegetarian pregnant bro dude mate man lady boss everyone team folks guys all friend dear sweetie "
    "google alexa siri cortana bot chatbot agent admin moderator customer siri support sir madam ma'am "
    "alot thanx thankyou sooo soo thx tysm ty lol haha hahaha asap fyi btw omg wtf smh pls plz gr8 gud ya yaa "
    "usa uk us canada india germany france spain italy london paris texas california interested n "
    "kinda sorta wanna gonna gotta dunno tryna unable currently outta lemme cuz bcoz coz bc tho aswell "
    "annoyed worried stuck curious positive unsure undecided jazzed perplexed"
)
