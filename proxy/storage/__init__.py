"""The cellar: what is kept on disk, behind the Protocols that the rooms above declare.

``Database`` opens and migrates; ``SqlCaseStore`` keeps cases, ``ClientStore`` clients,
``MetaStore`` small facts about the installation. All of it is embedded SQLite by default.
"""

from proxy.storage.cases import SqlCaseStore
from proxy.storage.client_keys import ClientKeyRecord, new_client_key
from proxy.storage.clients import Client, ClientStore, Role
from proxy.storage.database import Database
from proxy.storage.maps import SqlMapStore
from proxy.storage.meta import MetaStore

__all__ = [
    "Client",
    "ClientKeyRecord",
    "ClientStore",
    "Database",
    "MetaStore",
    "Role",
    "SqlCaseStore",
    "SqlMapStore",
    "new_client_key",
]
