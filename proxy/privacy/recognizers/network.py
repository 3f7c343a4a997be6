"""IP addresses. ``ipaddress`` of the standard library is the judge; version numbers are no address."""

import ipaddress
from collections.abc import Iterator

from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.recognizers.base import CUED, SURE, Hit, ReadingRecognizer
from proxy.privacy.words import word_set

_CANDIDATE = pattern(
    r"(?:^|[^\pL\pN.:])(?P<v>(?:[0-9]{1,3}\.){3}[0-9]{1,3}|"
    r"[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:[0-9.]{0,12}))"
)
_VERSION_WORDS = word_set("version v ver release firmware build ios android update patch")


class IpAddressRecognizer(ReadingRecognizer):
    """Finds ``IP_ADDRESS``, version 4 and 6."""

    ENTITIES = ("IP_ADDRESS",)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Candidates that the standard library accepts."""
        text = reading.text
        if text.count(".") < 3 and text.count(":") < 2:
            return
        for match in _CANDIDATE.finditer(text):
            start, end = match.span("v")
            end = start + len(text[start:end].rstrip("."))
            if end < len(text) and (
                text[end].isalnum() or text[end : end + 2].strip(".").isdigit()
            ):
                continue
            try:
                address = ipaddress.ip_address(text[start:end])
            except ValueError:
                continue
            if address.version == 4 and _VERSION_WORDS & set(reading.words_before(start, 2)):
                continue
            if address.version == 6 and end - start < 4:
                continue
            yield Hit("IP_ADDRESS", start, end, SURE if address.version == 4 else CUED)
