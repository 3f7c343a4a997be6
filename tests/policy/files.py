"""A small valid policy with a small pack, to be broken in one place by each test."""

from pathlib import Path

PACK = """\
version: 1
topics:
  - name: danger
    severity: danger
    locks: true
    longest_wait: 10 minutes
    hours: always
    contact: "112"
    phrases: {en: ['\\bhurt myself\\b'], de: ['\\bwehtun\\b']}
    examples: {en: [I want to hurt myself], de: [Ich will mir wehtun]}
    counter_examples: {en: [These shoes hurt]}
    texts:
      en:
        first: "Please call 112 now. Reference {reference}."
        out_of_hours: "Please call {contact} now. Reference {reference}."
        waiting: "Please call {contact} now."
        expired: "Please call {contact}."
        returned: "The assistant answers again."
  - name: legal_threat
    severity: urgent
    locks: false
    longest_wait: 4 hours
    hours: {zone: Europe/Berlin, days: [mon, fri], opens: "09:00", closes: "17:30"}
    contact: legal@shop.example
    phrases: {en: ['\\bmy lawyer\\b']}
    unless: {en: ['lawyer costume']}
    examples: {en: [I will call my lawyer]}
    counter_examples: {en: [my lawyer costume is too small]}
    texts: &T
      en:
        first: "A colleague answers. Reference {reference}. Write \\"back to the bot\\" to go back."
        out_of_hours: "Nobody is here; write to {contact}. Reference {reference}."
        waiting: "Your reference is {reference}."
        expired: "Please write to {contact}."
        returned: "The assistant answers again."
        how_to_return: 'Write "back to the bot" to go back.'
  - name: human
    severity: normal
    locks: false
    longest_wait: 3 minutes
    hours: always
    contact: service@shop.example
    phrases: {en: ['\\b(human|real person)\\b']}
    examples: {en: [I want a human, give me a real person]}
    counter_examples: {en: [I want a refund]}
    texts:
      en:
        first: "A colleague answers. Reference {reference}."
        out_of_hours: "Nobody is here; write to {contact}. Reference {reference}."
        waiting: "Your reference is {reference}."
        expired: "Please write to {contact}."
        returned: "The assistant answers again."
        how_to_return: 'Write "back to the bot" to go back.'
...
""".replace(" &T", "")

POLICY = """\
version: 1
name: test
detection:
  languages: [en, de]
  on_uncovered_language: structured_only
  phone_regions: [US, DE]
  time_limit: 5 seconds
  on_failure: block
entities:
  EMAIL_ADDRESS: {label: EMAIL, in_tools: true, form: email}
  ORDER_NUMBER: {label: ORDER, in_tools: true}
  CREDIT_CARD: {label: CARD, in_tools: false, operator: last_four, form: digits}
  CARD_CODE: {label: CARDCODE, in_tools: false, operator: remove}
  PIN: {label: PIN, in_tools: false, operator: remove}
  PASSWORD: {label: PASSWORD, in_tools: false, operator: remove}
  SECRET: {label: SECRET, in_tools: false, operator: remove}
  VERIFICATION_CODE: {label: CODE, in_tools: false, operator: remove}
recognizers:
  predefined: [EmailRecognizer, CreditCardRecognizer, CardCodeRecognizer, PinRecognizer,
               PasswordRecognizer, SecretRecognizer, AskedAnswerRecognizer]
  own:
    - name: Order number
      supported_entity: ORDER_NUMBER
      patterns:
        - {name: prefix, regex: '\\bORD-\\d{5}\\b', score: 0.8}
      examples: [ORD-12345]
      counter_examples: [ORD-12]
public:
  values: [Acme Outfitters]
restoration:
  tools: all
topics:
  include: [pack.yaml]
handoff:
  neutral_line: A person answered here.
  agent_label: {en: "{name} (customer service):"}
  back_to_bot: ['^back to (the )?bot[.!]?$']
disclosure: null
retention:
  case: 30 days
  audit_content: 90 days
  audit_header: 396 days
  sealed_map: 7 days
  export: 90 days
audit: {content: protected}
media: {images: false, audio: false, files: false, pdf_text: false}
provider_state: {previous_response_id: false, files: false, tools: []}
placeholder_hint: null
...
"""


def write(folder: Path, policy: str = POLICY, pack: str = PACK, **files: str) -> Path:
    """Write a policy, its pack and more files (``public_csv="…"`` is ``public.csv``)."""
    (folder / "pack.yaml").write_text(pack, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    path = folder / "policy.yaml"
    path.write_text(policy, encoding="utf-8")
    return path


def changed(text: str, old: str, new: str) -> str:
    """``text`` with the one place ``old`` replaced; a test that changes nothing tests nothing."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
    return text.replace(old, new)


def place_of(text: str, needle: str) -> str:
    """``line:column`` of the one place where ``needle`` stands in ``text``."""
    assert text.count(needle) == 1, f"{needle!r} stands {text.count(needle)} times in the file"
    before = text[: text.index(needle)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
