"""The door into compartment B: its own database role, one coalition, one actor, one transaction.

Inside `within` every table, those of A and the audit included, is reached over the connection of B's role, so that what
is read or written and its record are one transaction. The database is told who asks and what the matrix gives (settings
of that transaction, forgotten with it) and judges each row once more; told nothing, it shows nothing.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from kansrijk.trust import factor, tombstones
from kansrijk.trust.actors import Actor, Guest, Subject
from kansrijk.trust.audit import OlderDatabase
from kansrijk.trust.keys import Cipher
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, FactorNeeded, rights_within

ALIAS = "families"
SCHEMAS = ("families", "referrals")
SETTINGS = ("coalition", "account", "organisations", "rights")
SETTINGS_OF_A_PARENT = ("visit", "token")
"""Hashes, in hexadecimal, of what her browser holds (after the code) and of what stands in her link (before it)."""
SETTINGS_OF_A_LINK = ("link_visit", "link_token")
"""The same two of a sealed link to one referral."""
DEPUTY = "deputy"
"""Who works in the place of `account`: the database looks by itself whether that holds still."""
REST_SECONDS_OF_A_PARENT = 30 * 60
"""Longer than a professional's: she reads slowly, is called away, and sees one person's page only."""
REST_SECONDS_OF_A_LINK = 15 * 60
"""As a professional's: it is one."""
OWN_PAGE_COOKIE = f"{'' if settings.PLAIN_HTTP else '__Host-'}kansrijk-mijn"
LINK_COOKIE = f"{'' if settings.PLAIN_HTTP else '__Host-'}kansrijk-ontvangen"


class Router:
    """Tables are made over the owner's connection only; the connection of B is another way to the same database."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        return False if db == ALIAS else None


@dataclass(frozen=True)
class Within:
    """Where a command or query of B works: who, the tenant, its cipher, the organisations acted for, and the rights.

    `subject`: on a parent's own page the one person that it is of; None wherever professionals work. `linked`: the one
    referral that a sealed link opens; None for everybody else. `account`: in a colleague's place the colleague's: what
    is written is the colleague's, and the database notes who did it (`done_by`).
    """

    actor: Actor
    coalition: UUID
    cipher: Cipher
    organisations: frozenset[UUID]
    rights: frozenset[str]
    subject: UUID | None = None
    linked: UUID | None = None

    @property
    def person(self) -> UUID:
        """Of whom the own page is; `Denied` for whoever is not on one."""
        if self.subject is None:
            raise Denied("read", "file")
        return self.subject

    @property
    def account(self) -> UUID:
        """Of who works here; a visitor has no right in B and never comes so far, and a parent has no account."""
        if self.actor.account is None:
            raise Denied("read", "file")
        acting = self.actor.acting_in(self.coalition)
        return acting.account if acting is not None else self.actor.account

    @property
    def account_or_none(self) -> UUID | None:
        """The same; None for whoever opened a sealed link or her own page."""
        return None if self.actor.account is None else self.account


@contextmanager
def within(actor: Actor, coalition: UUID, *, verb: str, kind: str) -> Iterator[Within]:
    """Opens B for this actor in this coalition. `verb` and `kind`: what is wanted, for the denial.

    Raises `Denied` and `FactorNeeded` as `require_open` does. Inside one opening there is no other one.
    """
    if not settings.FAMILIES:
        raise Denied(verb, kind)
    if tombstones.is_older():
        raise OlderDatabase
    with _as_compartment(), transaction.atomic():
        found, rights = require_open(actor, coalition, verb=verb, kind=kind)
        organisations, acting = actor.organisations_in(coalition), actor.acting_in(coalition)
        _tell(coalition, acting.account if acting else actor.account, organisations, rights)
        if acting is not None:
            _set({DEPUTY: str(actor.account)})
        yield Within(actor, coalition, Cipher(found.wrapped_key), organisations, rights)
        _tell_nothing()


@contextmanager
def seeking(mark: bytes) -> Iterator[None]:
    """Inside an opening: the database is told the keyed hash of the one person who is looked for, and forgets it."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select set_config('kansrijk.sought', %s, true)", [mark.hex()])
        yield
        cursor.execute("select set_config('kansrijk.sought', '', true)")


def require_open(actor: Actor, coalition: UUID | None, *, verb: str, kind: str) -> tuple[Coalition, frozenset[str]]:
    """The coalition and the actor's rights there: asked by `within`, and by the gate before a page of B is even made.

    Raises `Denied` for who has no right there at all, for a parent (`within_own` is hers) and for who opened a sealed
    link (`within_link`), and where the installation or the coalition has no B: one looks like the other. Raises
    `FactorNeeded` where this session has not shown a code or passkey, or too long ago.
    """
    rights = rights_within(actor, coalition) if coalition else frozenset()
    if coalition is None or not settings.FAMILIES or not rights or actor.subject or actor.guest:
        raise Denied(verb, kind)
    rows = Coalition.objects.filter(pk=coalition, has_families=True).annotate(has_factor=factor.has_one(actor))
    found = rows.first()
    if found is None:
        raise Denied(verb, kind)
    # The installation's own account never signs in, has no coalition and no right to read.
    if actor.coalitions and not (actor.has_shown_factor and found.has_factor):
        raise FactorNeeded
    return found, rights


def hash_of(secret: str) -> str:
    """What is kept of a secret that a browser or a link holds: long and random, so a plain hash hides it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def subject_of(key: str) -> Subject | None:
    """Whose own page this browser opened, if it still may; its rest begins again. None for everything else."""
    if not settings.FAMILIES or not key or tombstones.is_older():
        return None
    visit = hash_of(key)
    with _as_compartment(), transaction.atomic():
        _tell_of(SETTINGS_OF_A_PARENT, visit)
        found = _asked("select families.keep_open(%s)", REST_SECONDS_OF_A_PARENT)
        _tell_nothing()
    return Subject(found, visit) if found else None


@contextmanager
def within_own(actor: Actor, *, verb: str, kind: str) -> Iterator[Within]:
    """Opens B for a parent on her own page: one person, whom the database finds by what her browser holds.

    Raises `Denied` for anybody else, and where her link, her visit or the coalition's switch ended meanwhile.
    """
    subject = actor.subject
    if not settings.FAMILIES or subject is None:
        raise Denied(verb, kind)
    if tombstones.is_older():
        raise OlderDatabase
    with _as_compartment(), transaction.atomic():
        _tell_of(SETTINGS_OF_A_PARENT, subject.visit)
        rights = rights_within(actor, subject.coalition)
        if _asked("select families.parent_coalition()") != subject.coalition or not rights:
            _tell_nothing()
            raise Denied(verb, kind)
        _tell(subject.coalition, None, frozenset(), rights)
        person = _asked("select families.parent()")
        found = Coalition.objects.get(pk=subject.coalition)
        yield Within(actor, subject.coalition, Cipher(found.wrapped_key), frozenset(), rights, person)
        _tell_nothing()


@contextmanager
def at_the_door(token: str, visit: str) -> Iterator[None]:
    """Opens no more than the link with this token, and the visit that may begin with it. No right, no person, no name.

    `token` and `visit`: the secrets themselves; the database is told their hashes.
    """
    if tombstones.is_older():
        raise OlderDatabase
    with _as_compartment(), transaction.atomic():
        _tell_of(SETTINGS_OF_A_PARENT, hash_of(visit), hash_of(token))
        yield
        _tell_nothing()


def guest_of(key: str) -> Guest | None:
    """Which organisation opened a sealed link in this browser, if it still may; its rest begins again."""
    if not settings.FAMILIES or not key or tombstones.is_older():
        return None
    visit = hash_of(key)
    with _as_compartment(), transaction.atomic():
        _tell_of(SETTINGS_OF_A_LINK, visit)
        found = _asked("select referrals.keep_link_open(%s)", REST_SECONDS_OF_A_LINK)
        party = _asked("select referrals.link_organisation()")
        _tell_nothing()
    return Guest(found, visit, party) if found else None


@contextmanager
def within_link(actor: Actor, *, verb: str, kind: str) -> Iterator[Within]:
    """Opens B for who opened a sealed link: one referral, which the database finds by what that browser holds.

    Raises `Denied` for anybody else, and where the link, the visit or the coalition's switch ended meanwhile.
    """
    guest = actor.guest
    if not settings.FAMILIES or guest is None:
        raise Denied(verb, kind)
    if tombstones.is_older():
        raise OlderDatabase
    with _as_compartment(), transaction.atomic():
        _tell_of(SETTINGS_OF_A_LINK, guest.visit)
        rights = rights_within(actor, guest.coalition)
        if _asked("select referrals.link_coalition()") != guest.coalition or not rights:
            _tell_nothing()
            raise Denied(verb, kind)
        _tell(guest.coalition, None, frozenset(), rights)
        linked = _asked("select referrals.linked()")
        found = Coalition.objects.get(pk=guest.coalition)
        yield Within(actor, guest.coalition, Cipher(found.wrapped_key), frozenset(), rights, linked=linked)
        _tell_nothing()


@contextmanager
def at_the_link(token: str, visit: str) -> Iterator[None]:
    """As `at_the_door`, for a sealed link to a referral."""
    if tombstones.is_older():
        raise OlderDatabase
    with _as_compartment(), transaction.atomic():
        _tell_of(SETTINGS_OF_A_LINK, hash_of(visit), hash_of(token))
        yield
        _tell_nothing()


@contextmanager
def within_asking(actor: Actor, code: str, *, verb: str, kind: str, coalition: UUID | None = None) -> Iterator[Within]:
    """Opens B for a parent who asks for help herself, or who holds the code of what she asked: no right, no person.

    `code`: the secret itself; the database is told its hash and finds by it the one request, or may take one. Without
    `coalition` it is that of the request. Raises `Denied` where there is none, or the coalition has no B.
    """
    if not settings.FAMILIES:
        raise Denied(verb, kind)
    if tombstones.is_older():
        raise OlderDatabase
    with _as_compartment(), transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("select set_config('kansrijk.asking', %s, true)", [hash_of(code)])
        where = coalition or _asked("select referrals.asked_coalition()")
        found = Coalition.objects.filter(pk=where, has_families=True).first()
        if found is None:
            _tell_nothing()
            raise Denied(verb, kind)
        _tell(found.pk, None, frozenset(), frozenset())
        yield Within(actor, found.pk, Cipher(found.wrapped_key), frozenset(), frozenset())
        _tell_nothing()


@contextmanager
def _as_compartment() -> Iterator[None]:
    """The connection of B's role stands in for the application's, in this thread, until the end."""
    ours, theirs = connections["default"], connections[ALIAS]
    if ours is theirs:
        if _told():
            raise RuntimeError("compartment B is open already; one opening is one actor in one coalition")
        yield
        return
    connections["default"] = theirs
    try:
        yield
    finally:
        connections["default"] = ours


def _told() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute("select coalesce(current_setting('kansrijk.coalition', true), '')")
        return str(cursor.fetchone()[0])


def _tell(coalition: UUID, account: UUID | None, organisations: frozenset[UUID], rights: frozenset[str]) -> None:
    values = (
        str(coalition),
        str(account or ""),
        " ".join(sorted(map(str, organisations))),
        " ".join(sorted(rights)),
    )
    _set(dict(zip(SETTINGS, values, strict=True)))


def _tell_of(names: tuple[str, str], visit: str, token: str = "") -> None:
    _set(dict(zip(names, (visit, token), strict=True)))


def _set(values: dict[str, str]) -> None:
    """For this transaction, in one statement."""
    asked = ", ".join("set_config(%s, %s, true)" for _ in values)
    with connections["default"].cursor() as cursor:
        cursor.execute(f"select {asked}", [one for name, text in values.items() for one in (f"kansrijk.{name}", text)])


def _asked(statement: str, *values: object) -> UUID | None:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values)
        found: UUID | None = cursor.fetchone()[0]
        return found


def _tell_nothing() -> None:
    """For a transaction that goes on after this one's end; otherwise the settings end with it."""
    if connections["default"].savepoint_ids:
        _set(dict.fromkeys((*SETTINGS, *SETTINGS_OF_A_PARENT, *SETTINGS_OF_A_LINK, "asking", DEPUTY), ""))
