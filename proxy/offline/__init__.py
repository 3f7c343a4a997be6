"""Offline: a provider that needs no key and no network, for first contact, the demo and the tests.

It speaks the wire format exactly, says in each answer that it is the offline provider, and can record
what reaches it, byte for byte: what is in its record has left the house.
"""

from proxy.offline.assistant import shop_assistant as shop_assistant
from proxy.offline.base import RecordedRequest as RecordedRequest
from proxy.offline.base import Reply as Reply
from proxy.offline.base import Said as Said
from proxy.offline.base import Script as Script
from proxy.offline.base import ToolCall as ToolCall
from proxy.offline.provider import create_offline_provider as create_offline_provider
from proxy.offline.recording import RecordingProvider as RecordingProvider
from proxy.offline.recording import read_recording as read_recording
from proxy.offline.serve import serve_in_thread as serve_in_thread
