"""The text that goes along in every bundle: what it is, and how a stranger checks it.

It is part of the format (specification, section 6): a verifier compares it, so that nobody can put
other instructions into a bundle.
"""

from typing import Final

README: Final = """\
THIS IS AN EXPORT OF AN AUDIT LOG (chat-proxy, bundle version 1)

It holds every record that a privacy proxy between a shop's chatbot and its LLM provider has written:
small clear headers, and sealed contents that only the auditor's key opens. Whoever has this file can
check, without any secret and without a network, that no record was changed, dropped, added, swapped
or reordered.

TO CHECK IT you need Python 3.11 or newer, its package "cryptography" (50 or newer), and the verifier:
one file, verifier.pyz, that the proxy's command "chat-proxy audit verifier verifier.pyz" writes. Take it
from a source you trust, never from whoever gave you this bundle. A stranger may write another one from
the specification (docs/spec/audit-log.md of the product).

    python3 verifier.pyz verify BUNDLE --pin KEYID --checkpoint KEPT.note

KEYID is the id of the log's enrolment key, as it was noted when the proxy was installed. KEPT.note is a
checkpoint of this log that was kept where the proxy's administrators could not reach it. Without the two
a bundle vouches for itself, and a tail that was cut off can go unseen. Exit code 0: in order; 1:
something was found, and it is named; 3: it could not be checked.

    python3 verifier.pyz proof FILE --pin KEYID         checks the proof of a single record

WHAT IS HERE
    README.txt          this text; the verifier compares it
    checkpoint          a signed note: the end of every stream
    keys.json           public keys
    streams/*/log       statement, records' headers, signed footers
    streams/*/keys      data keys, each sealed to the auditor
    streams/*/contents  sealed contents that still exist

WHAT IT DOES NOT PROVE: its own end after the last checkpoint kept elsewhere; that the proxy wrote the
truth, or wrote at all, once somebody had broken into it; that times are right. Compare the number of
turns with the provider's own usage records.
"""
