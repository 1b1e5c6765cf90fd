"""Every command, asked by everybody: refused exactly where the matrix does not allow it, and then nothing is changed.

A screen or a verb may forget to ask; a command may not (SEC-01). A new command is in this walk by being there; one
that nobody told how to ask fails the first test below.
"""

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.access.asked import WITHOUT_ACTOR, Asked, World, commands, entries
from tests.prepared import in_compartment

from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.models import Account, Coalition, Membership, Organisation
from kansrijk.trust.queries import actor_for
from kansrijk.trust.roles import ROLE_CODES
from kansrijk.trust.rules import Denied, FactorNeeded, may, objects_of_b

pytestmark = pytest.mark.django_db
EVERY = commands()
ENTRIES = entries()
WITH_ACTOR = sorted(name for name, one in EVERY.items() if "by" in inspect.signature(one).parameters)
OF_FAMILIES = ("families.", "referrals.", "results.")
WRITES = ("INSERT", "UPDATE", "DELETE", "COPY", "TRUNCATE")


class _Undone(Exception):
    """Rolls a call back."""


def _member(email: str, role: str, coalition: UUID, ends_on: date | None = None) -> Actor:
    account = Account.objects.create(email=email, name=email.partition("@")[0], password="!")
    party = Organisation.objects.create(name=f"Partij van {account.name}")
    Membership.objects.create(
        account=account,
        organisation=party,
        coalition_id=coalition,
        role=role,
        starts_on=date(2020, 1, 1),
        ends_on=ends_on,
    )
    return actor_for(account, has_shown_factor=True)


@pytest.fixture
def world(request, tmp_path, settings) -> Iterator[World]:
    """As the role of compartment B where a command of that is asked: all of one test is one transaction."""
    name = request.node.callspec.params.get("name", "")
    if name.startswith(OF_FAMILIES):
        with in_compartment():
            yield _world(tmp_path, settings)
    else:
        yield _world(tmp_path, settings)


def _world(tmp_path, settings) -> World:
    """Each role within the coalition of the object and in another one, and everybody who has neither."""
    from kansrijk.trust.commands import installation_actor

    settings.DATA_DIR = tmp_path / "data"
    own, other = (
        Coalition.objects.create(name=slug, slug=slug, wrapped_key=b"x", is_fictional=True).pk
        for slug in ("eigen", "andere")
    )
    askers: dict[str, Actor] = {"a visitor": VISITOR, "the installation": installation_actor()}
    for role in ROLE_CODES:
        askers[f"{role} here"] = _member(f"{role}-hier@voorbeeld.invalid", role, own)
        askers[f"{role} elsewhere"] = _member(f"{role}-elders@voorbeeld.invalid", role, other)
    askers["coordinator until last year"] = _member(
        "geweest@voorbeeld.invalid", "coordinator", own, ends_on=date(2025, 1, 1)
    )
    national = Account.objects.create(email="l@voorbeeld.invalid", name="L", installation_role="landelijk")
    askers["the national programme"] = actor_for(national)
    author = _member("auteur@voorbeeld.invalid", "epidemioloog", own)
    askers["the author"] = author
    return World(own, other, askers, author, installation_actor(), tmp_path)


def _call(command, actor: Actor, arguments: dict) -> tuple[Exception | None, list[str]]:
    """What it raised, and the statements that would have changed something; the call itself is undone."""
    raised: Exception | None = None
    with CaptureQueriesContext(connection) as asked:
        try:
            with transaction.atomic():
                try:
                    command(by=actor, **arguments)
                except Exception as error:
                    raised = error
                    raise
                raise _Undone
        except _Undone:
            pass
        except Exception as error:
            raised = error
    return raised, [one["sql"] for one in asked if one["sql"].lstrip().upper().startswith(WRITES)]


def _is_allowed(entry: Asked, world: World, actor: Actor) -> bool:
    where = {"coalition": world.own} if entry.is_within else {}
    if entry.kind in objects_of_b() and entry.is_within and entry.only(world, actor):
        where["case"] = frozenset({entry.case if actor.subject is None else "parent"})
    if entry.kind == "account" and entry.verb in {"read", "update"}:
        where = {"account": actor.account}
    return may(actor, entry.verb, entry.kind, **where) == "allow" and entry.only(world, actor)


@pytest.mark.req("SEC-01", "every command")
def test_it_is_known_of_every_command_how_it_is_asked():
    missing = [name for name in WITH_ACTOR if name not in ENTRIES]
    assert missing == [], "say in tests/access/asked.py or tests/<room>/asked.py which right these need"
    nameless = [name for name in EVERY if name not in WITH_ACTOR and name not in WITHOUT_ACTOR]
    assert nameless == [], "a command takes `by`; where it cannot, tests/access/asked.py says why"
    assert [name for name in (*ENTRIES, *WITHOUT_ACTOR) if name not in EVERY] == [], "these are gone"
    assert len(WITH_ACTOR) >= 30


@pytest.mark.req("SEC-01", "every command")
@pytest.mark.req("SEC-11", "every command")
@pytest.mark.parametrize("name", [name for name in WITH_ACTOR if name in ENTRIES])
def test_a_command_does_what_the_matrix_allows_and_refuses_everybody_else(name, world, monkeypatch):
    command, entry = EVERY[name], ENTRIES[name]
    arguments = entry.arguments(world)
    allowed = [who for who, actor in world.askers.items() if _is_allowed(entry, world, actor)]
    assert allowed, "nobody may do this: the entry asks for the wrong right"
    came_of = []
    for who, actor in world.askers.items():
        raised, written = _call(command, actor, arguments)
        if who in allowed:
            assert not isinstance(raised, Denied), f"{who} may {entry.verb} {entry.kind}, and was refused"
            came_of.append(raised)
        else:
            _is_refused(raised, written, f"{who} may not {entry.verb} {entry.kind}")
    assert None in came_of or (entry.ends_in and any(entry.ends_in in str(one) for one in came_of)), came_of
    if entry.kind in objects_of_b():
        for who in (one for one in allowed if world.askers[one].ties):
            raised, written = _call(command, replace(world.askers[who], has_shown_factor=False), arguments)
            assert isinstance(raised, FactorNeeded), f"{who} without a code or passkey in this session: {raised!r}"
            assert written == []
    # With every right taken away nobody gets anything done: the right is asked, and not guessed from the object.
    monkeypatch.setattr("kansrijk.trust.rules._effects", dict)
    for who in allowed:
        _is_refused(*_call(command, world.askers[who], arguments), f"{who} without any right")


def _is_refused(raised: Exception | None, written: list[str], who: str) -> None:
    assert isinstance(raised, Denied | BadInput), f"{who}: {raised!r}"
    assert written == [], f"{who}: refused after something was written"
