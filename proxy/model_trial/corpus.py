"""What a model is asked: small turns of shop talk whose answer needs the customer's own values.

Each task makes the model write placeholders in one way that shops need: in words, in Markdown, in
another language, in JSON, in a stream, in a tool's arguments, out of a tool's result, long after the
customer said it. All names and numbers are reserved or made up.
"""

from proxy.model_trial.base import Bot, Customer, Looked, Task, Tool

SYSTEM = (
    "You are the assistant of an online shop. Answer in one or two short sentences, in the "
    "customer's language. Use the tools you are given where they fit."
)

FIND_ORDER = Tool(
    "find_order",
    "Find a customer's order by the e-mail address it is under. The result is a JSON record.",
    {"email": "string"},
)
SAVE_CONTACT = Tool(
    "save_contact",
    "Save the customer's name and phone number in the account, as they were given.",
    {"name": "string", "phone": "string"},
)

_NAME, _EMAIL, _PHONE = "Crystal Minh", "crystal.minh@example.com", "+1 201-555-0123"
_SISTER, _STREET = "Helena Novak", "12 Harbour Street"
_RECORD = (
    '{"order": {"items": 2, "state": "shipped", "customer": '
    f'{{"last_name": "Okonkwo", "email": "m.okonkwo@example.com", "phone": "{_PHONE}"}}}}}}'
)

TASKS = (
    Task(
        "in words",
        (
            Customer(
                f"my e-mail is {_EMAIL}. please repeat my e-mail address so i know it is right"
            ),
        ),
        wanted=(_EMAIL,),
    ),
    Task(
        "two at once, streamed",
        (
            Customer(
                f"my e-mail is {_EMAIL} and my phone number is {_PHONE}. please repeat both to me"
            ),
        ),
        wanted=(_EMAIL, _PHONE),
        stream=True,
    ),
    Task(
        "a name in the possessive",
        (
            Customer(
                f"my name is {_NAME}. write one sentence for the courier that says whose parcel it "
                "is, with my full name"
            ),
        ),
        wanted=(_NAME,),
    ),
    Task(
        "which of two people",
        (
            Customer(
                f"my name is {_NAME}. the parcel is a present for my sister, her name is {_SISTER}. "
                "what name do you print as the recipient? answer with her full name"
            ),
        ),
        wanted=(_SISTER,),
    ),
    Task(
        "in a Markdown table",
        (
            Customer(
                f"my name is {_NAME}, my e-mail is {_EMAIL}. show me my contact data as a markdown "
                "table with the columns name and e-mail"
            ),
        ),
        wanted=(_NAME, _EMAIL),
    ),
    Task(
        "in JSON, streamed",
        (
            Customer(
                f"my name is {_NAME}, my e-mail is {_EMAIL}. give me my contact data as a json "
                'object with the keys "name" and "email", nothing else'
            ),
        ),
        wanted=(_NAME, _EMAIL),
        stream=True,
    ),
    Task(
        "in German",
        (
            Customer(
                f"Guten Tag, mein Name ist {_NAME}, meine E-Mail-Adresse ist {_EMAIL}. Bitte "
                "wiederholen Sie meinen Namen und meine E-Mail-Adresse."
            ),
        ),
        wanted=(_NAME, _EMAIL),
    ),
    Task(
        "said long before",
        (
            Customer(f"hi, my e-mail is {_EMAIL}, do you have linen shirts?"),
            Bot("Hello! Yes, in white, blue and green, sizes S to XXL."),
            Customer("is blue available in M, and how long is delivery?"),
            Bot("Blue in M is in stock. Delivery takes two to four days."),
            Customer("great. please repeat the e-mail address that you send the confirmation to"),
        ),
        wanted=(_EMAIL,),
    ),
    Task(
        "a street",
        (Customer(f"please deliver to {_STREET}. can you read that back to me?"),),
        wanted=(_STREET,),
    ),
    Task(
        "a tool call",
        (Customer(f"where is my order? it is under {_EMAIL}"),),
        call=FIND_ORDER,
        arguments={"email": _EMAIL},
    ),
    Task(
        "a tool call with two arguments, streamed",
        (Customer(f"please save my new contact: my name is {_NAME}, my phone number is {_PHONE}"),),
        call=SAVE_CONTACT,
        arguments={"name": _NAME, "phone": _PHONE},
        stream=True,
    ),
    Task(
        "out of a tool's result",
        (
            Customer(
                "where is my order? which phone number do you have on file? tell me the number"
            ),
            Looked(FIND_ORDER, {"email": "m.okonkwo@example.com"}, _RECORD),
        ),
        wanted=(_PHONE,),
    ),
)
"""Asked in this order, in each format."""
