"""Canonical forms: which spellings of a value share one placeholder (docs/spec/placeholder.md, 2)."""

from typing import assert_never

import phonenumbers

from proxy.privacy.base import CanonicalForm
from proxy.text import canonical


def canonical_form(text: str, form: CanonicalForm, regions: tuple[str, ...] = ()) -> str:
    """The canonical form of ``text``; the text itself where the form leaves nothing of it.

    ``regions``: ISO 3166 codes in which a telephone number without a country is looked for.
    """
    match form:
        case CanonicalForm.EXACT:
            return text
        case CanonicalForm.EMAIL:
            return text.strip().lower() or text
        case CanonicalForm.PHONE:
            return _phone(text, regions) or text
        case CanonicalForm.PERSON:
            return " ".join(canonical(text).text.casefold().split()) or text
        case CanonicalForm.DIGITS:
            return _alphanumeric(text).upper() or text
        case _:
            assert_never(form)


def _alphanumeric(text: str) -> str:
    return "".join(character for character in canonical(text).text if character.isalnum())


def _phone(text: str, regions: tuple[str, ...]) -> str:
    read = canonical(text).text
    for region in (None, *regions):
        try:
            number = phonenumbers.parse(read, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return "".join(character for character in read if character.isdigit())
