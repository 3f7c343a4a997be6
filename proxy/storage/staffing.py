"""Accounts and agent keys as the people and programs that could answer customers.

A person counts from the first complete sign-in on: before the second factor is set up (or, with
single sign-on, before the identity provider has sent them once) they cannot open a case. A program
counts by its agent key, as long as the key works and may answer; so does a help desk. A webhook
endpoint alone does not: telling is not answering.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from proxy.handoff.staffing import Answerer, Means, Roster
from proxy.storage.clients import Client, ClientStore, Role
from proxy.storage.database import Database
from proxy.storage.users import User, UserRole, UserStore

_ANSWERING: Final = frozenset({Role.HUMAN_AGENT, Role.SUPERVISOR})


class SqlRoster:
    """Satisfies ``handoff.staffing.RosterStore``."""

    def __init__(self, database: Database) -> None:
        self._users, self._clients = UserStore(database), ClientStore(database)

    async def roster(self, now: datetime) -> Roster:
        """Everybody who could answer. Raises ServiceError if the store is away."""
        users, clients = await self._users.list(), await self._clients.list()
        return roster_of(users, clients, now)


def roster_of(users: Iterable[User], clients: Sequence[Client], now: datetime) -> Roster:
    """Who of all accounts and keys could answer now, and whose customers may come to wait."""
    working = [client for client in clients if client.works(now)]
    people = [
        Answerer(user.tenant, means, frozenset() if means is Means.SUPERVISOR else user.queues)
        for user in users
        if (means := _means(user)) is not None
    ]
    keys = [
        Answerer(one.tenant, Means.KEY, frozenset() if one.role is Role.SUPERVISOR else one.queues)
        for one in working
        if one.role in _ANSWERING
    ]
    tenants = frozenset(client.tenant for client in working if client.role is Role.CLIENT)
    return Roster((*people, *keys), tenants)


def _means(user: User) -> Means | None:
    known = user.subject is not None if user.single_sign_on else _has_both_factors(user)
    if user.disabled_at is not None or not known:
        return None
    if UserRole.SUPERVISOR in user.roles:
        return Means.SUPERVISOR
    return Means.PERSON if UserRole.HUMAN_AGENT in user.roles else None


def _has_both_factors(user: User) -> bool:
    """Password and second factor are the person's own; a reset takes both away again."""
    return user.sealed_second_factor is not None and user.one_time_until is None
