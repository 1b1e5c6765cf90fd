"""Every command there is, how it is asked, and the people who ask it.

A command whose right hangs on a stored object, or on more than its arguments say, needs an entry: here, or in
`tests/<room>/asked.py` as `ASKED = {"room.command": Asked(…)}`.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from django.apps import apps

from kansrijk.trust.actors import Actor

TESTS = Path(__file__).resolve().parents[1]
TEXT = "Sinds de nieuwe wijk er staat, wonen hier veel jonge gezinnen."
CSV = "gebied;periode;indicator;teller;noemer;waarde;status\nGM9901@2024;2023;big2;160;1200;;\n"


@dataclass(frozen=True, eq=False)
class World:
    """Two coalitions, everybody who may ask, and somebody (`author`) who made what the others ask about."""

    own: UUID
    other: UUID
    askers: dict[str, Actor]
    author: Actor
    beheer: Actor
    folder: Path
    made: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """The right that a command needs, and its arguments.

    `is_within`: the object belongs to the coalition `world.own`; else to none. `case`: how whoever `only` says yes of
    stands to it in compartment B. `only` says of an actor with the right
    whether this very object is his to change. `ends_in`: what it says where it cannot come to its end here.
    """

    kind: str
    verb: str
    arguments: Callable[[World], dict[str, Any]]
    is_within: bool = True
    only: Callable[[World, Actor], bool] = lambda world, actor: True
    ends_in: str = ""
    case: str = "author"


# Commands without an actor, and why that can be.
WITHOUT_ACTOR = {
    "coalition.remind_everybody": "the worker: acts as the installation",
    "coalition.post_letter": "the worker: sends what a coordinator ordered",
    "families.count_asked": "inside an opening of B: referrals.ask_for_help",
    "families.count_sent": "inside an opening of B: referrals.send",
    "families.give_within": "inside an opening of B: families.give_consent, referrals.send",
    "referrals.step_within": "inside an opening of B: referrals.take_step, step_by_link, tell_step",
    "figures.fail_for_memory": "the worker: the process that did the work was ended",
    "figures.is_lost": "the worker: whether a work has ended without saying so",
    "figures.run_work": "the worker: acts as who ordered the work",
    "figures.sweep": "the worker: takes up what was left behind",
    "figures.tidy_template": "an empty table, the same for everybody",
    "figures.tidy_workbook": "an empty table, the same for everybody",
    "offer.ask_everybody": "the worker: acts as the installation",
    "offer.forget_lists": "the worker: throws away what was offered too long ago",
    "trust.installation_actor": "makes the actor of the command line",
    "trust.seal": "the worker: numbers and chains what was committed",
}


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    """`commands` of a room as a package with its public names, or `commands.py` and `commands_*.py`."""
    for found in pkgutil.iter_modules(package.__path__):
        if found.name == "commands" or found.name.startswith("commands_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def commands() -> dict[str, Callable[..., Any]]:
    """`room.name` → the function, of every room."""
    found: dict[str, Callable[..., Any]] = {}
    for room in apps.get_app_configs():
        if not room.name.startswith("kansrijk."):
            continue
        for module in _modules(importlib.import_module(room.name)):
            public = getattr(module, "__all__", None)
            for name, one in vars(module).items():
                mine = name in public if public else getattr(one, "__module__", "") == module.__name__
                if inspect.isfunction(one) and mine and not name.startswith("_"):
                    found[f"{room.label}.{name}"] = one
    return found


def entries() -> dict[str, Asked]:
    """Those below, and those of rooms that keep their own."""
    found = dict(ASKED)
    for file in sorted(TESTS.glob("*/asked.py")):
        if file.parent.name != "access":
            found |= importlib.import_module(f"tests.{file.parent.name}.asked").ASKED
    return found


def _file(world: World, name: str, text: str) -> Path:
    path = world.folder / name
    path.write_text(text, "utf-8")
    return path


def _places() -> None:
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    register_unaudited(2024, [AreaRecord("GM9901", "Verzonnen", "gemeente", country="XX", is_fictional=True)])


def _release(world: World, *, proposed: bool = False) -> UUID:
    """An own release of the coalition, imported and perhaps proposed by the author."""
    from kansrijk.figures import commands as figures

    _places()
    file = _file(world, "cijfers.csv", CSV)
    receipt = figures.import_delivery(by=world.author, source="tidy", file=file, coalition=world.own)
    if proposed:
        figures.propose_release(by=world.author, release=receipt.release)
    return receipt.release


def _upload(world: World, *, checked: bool = False) -> UUID:
    from kansrijk.figures import commands as figures
    from kansrijk.figures.models import Upload

    key = figures.offer_delivery(
        by=world.author, coalition=world.own, source="tidy", name="cijfers.csv", content=[CSV.encode()]
    )
    if checked:
        Upload.objects.filter(pk=key).update(state="checked")
    return key


def _area_upload(world: World, *, checked: bool = False) -> UUID:
    from kansrijk.figures import commands as figures
    from kansrijk.figures.models import AreaUpload

    key = figures.offer_areas(
        by=world.author, kind="boundaries", edition=2024, name="g.geojson", content=[_SQUARE.encode()]
    )
    if checked:
        AreaUpload.objects.filter(pk=key).update(state="checked")
    return key


def _working_area(world: World) -> UUID:
    from kansrijk.areas.commands import make_working_area
    from kansrijk.areas.models import Area

    _places()
    make_working_area(by=world.author, coalition=world.own, name="Ons gebied", edition=2024, part_codes=["GM9901"])
    return Area.objects.get(level="working_area").pk


def _reading(world: World) -> UUID:
    from kansrijk.figures import commands as figures
    from kansrijk.trust.models import Coalition

    _places()
    slug = Coalition.objects.get(pk=world.own).slug
    figures.take_readings(by=world.beheer, coalition=slug, area="GM9901")
    return figures.write_reading(by=world.author, area="GM9901", edition=2024, indicator="big2", text=TEXT)


def _text(world: World) -> UUID:
    from kansrijk.figures.models import ReadingText

    return ReadingText.objects.get(reading=_reading(world)).pk


def _about(world: World) -> dict[str, Any]:
    _reading(world)
    return {"area": "GM9901", "edition": 2024, "indicator": "big2", "text": TEXT + " Ook nu."}


def _membership(world: World) -> UUID:
    from kansrijk.trust.models import Membership

    return Membership.objects.get(account=world.author.account, coalition=world.own).pk


def _to_let(world: World) -> dict[str, Any]:
    """The assistant works for the doctor's organisation too."""
    from kansrijk.trust.models import Membership

    party = world.askers["huisarts here"].ties[0].organisation
    deputy = world.askers["assistent here"].account
    assert deputy is not None
    days = {"starts_on": date.today(), "ends_on": date.today()}
    Membership.objects.create(
        account_id=deputy,
        organisation_id=party,
        coalition_id=world.own,
        role="assistent",
        starts_on=date(2020, 1, 1),
    )
    return {"coalition": world.own, "organisation": party, "deputy": deputy, **days}


def _mandate(world: World) -> UUID:
    from kansrijk.trust.commands_mandate import give_mandate

    return give_mandate(by=world.askers["huisarts here"], **_to_let(world))


def _party(world: World) -> UUID:
    from kansrijk.trust.models import Organisation

    return Organisation.objects.create(name="Nog een partij").pk


class _Nobody:
    """A source that does not answer."""

    base = "nowhere"
    pause = 0.0

    def get(self, address: str) -> dict[str, Any]:
        from kansrijk.figures.pulling import NotFetched

        raise NotFetched("the source does not answer")


_INVITED = {
    "email": "nieuw@voorbeeld.invalid",
    "name": "Nieuw",
    "organisation": "Praktijk",
    "role": "jgz",
    "site": None,
}
_SQUARE = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"statcode":"GM9902","statnaam":"Vierkant"},'
    '"geometry":{"type":"Polygon","coordinates":[[[5,52],[5.1,52],[5.1,52.1],[5,52.1],[5,52]]]}}]}'
)
ASKED: dict[str, Asked] = {
    "trust.create_organisation": Asked("organisation", "create", lambda w: {"name": "Partij"}, is_within=False),
    "trust.create_coalition": Asked(
        "coalition", "create", lambda w: {"name": "Derde", "slug": "derde"}, is_within=False
    ),
    "trust.switch_families": Asked(
        "coalition", "create", lambda w: {"coalition": w.other, "on": True}, is_within=False
    ),
    "trust.create_account": Asked(
        "membership", "create", lambda w: {"email": "een@voorbeeld.invalid", "name": "Een"}, is_within=False
    ),
    "trust.give_installation_role": Asked(
        "coalition", "create", lambda w: {"account": w.author.account, "role": "landelijk"}, is_within=False
    ),
    "trust.be_away": Asked(
        "absence", "create", lambda w: {"coalition": w.own, "starts_on": date.today(), "ends_on": date.today()}
    ),
    "trust.be_back": Asked("absence", "delete", lambda w: {"coalition": w.own}),
    "trust.give_mandate": Asked("mandate", "create", _to_let),
    "trust.end_mandate": Asked(
        "mandate",
        "end",
        lambda w: {"mandate": _mandate(w)},
        only=lambda w, a: a in [w.askers[who] for who in ("huisarts here", "assistent here", "coordinator here")],
    ),
    "trust.act_for": Asked(
        "mandate",
        "use",
        lambda w: {"coalition": w.own, "mandate": _mandate(w)},
        only=lambda w, a: a == w.askers["assistent here"],
    ),
    "trust.join": Asked(
        "membership",
        "create",
        lambda w: {
            "account": w.author.account,
            "organisation": _party(w),
            "coalition": w.own,
            "role": "jgz",
            "starts_on": date(2026, 1, 1),
        },
    ),
    "trust.end_membership": Asked(
        "membership", "end", lambda w: {"membership": _membership(w), "ends_on": date(2026, 1, 1)}
    ),
    "trust.close_account": Asked("account", "close", lambda w: {"account": w.author.account}, is_within=False),
    "trust.invite": Asked(
        "membership", "create", lambda w: {**_INVITED, "coalition": w.own, "starts_on": date(2026, 1, 1)}
    ),
    # One's own account: the actor names no other.
    "trust.end_sessions": Asked("account", "update", lambda w: {}, is_within=False),
    "areas.register": Asked("area", "import", lambda w: {"edition": 2024, "areas": []}, is_within=False),
    "areas.import_areas": Asked(
        "area",
        "import",
        lambda w: {"file": _file(w, "gemeenten.geojson", _SQUARE), "edition": 2024, "level": "gemeente"},
        is_within=False,
    ),
    "areas.import_successions": Asked(
        "area",
        "import",
        lambda w: {"file": _file(w, "o.csv", "van_jaar,naar_jaar,van,naar,gewicht\n2023,2024,GM9901,GM9901,1\n")},
        is_within=False,
    ),
    "areas.make_tiles": Asked(
        "area", "import", lambda w: {"edition": 2024, "country": "XX"}, is_within=False, ends_in="no boundaries"
    ),
    "areas.make_working_area": Asked(
        "working_area",
        "create",
        lambda w: _places() or {"coalition": w.own, "name": "Gebied", "edition": 2024, "part_codes": ["GM9901"]},
    ),
    "figures.import_delivery": Asked(
        "delivery",
        "import",
        lambda w: _places() or {"source": "tidy", "file": _file(w, "cijfers.csv", CSV), "coalition": w.own},
    ),
    "figures.pull": Asked(
        "delivery",
        "import",
        lambda w: {"source": "cbs-kwb", "year": 2024, "client": _Nobody()},
        is_within=False,
        ends_in="does not answer",
    ),
    "figures.offer_delivery": Asked(
        "delivery",
        "import",
        lambda w: {"coalition": w.own, "source": "tidy", "name": "cijfers.csv", "content": [CSV.encode()]},
    ),
    "figures.offer_areas": Asked(
        "area",
        "import",
        lambda w: {"kind": "boundaries", "edition": 2024, "name": "g.geojson", "content": [_SQUARE.encode()]},
        is_within=False,
    ),
    "figures.confirm_areas": Asked(
        "area", "import", lambda w: {"upload": _area_upload(w, checked=True)}, is_within=False
    ),
    "figures.discard_areas": Asked("area", "import", lambda w: {"upload": _area_upload(w)}, is_within=False),
    "figures.order_judgement": Asked("working_area", "read", lambda w: {"area": _working_area(w)}),
    # Those of the desk ask for an own tie with the coalition: the installation's account has none.
    "figures.confirm_delivery": Asked(
        "delivery", "import", lambda w: {"upload": _upload(w, checked=True)}, only=lambda w, a: w.own in a.coalitions
    ),
    "figures.discard_delivery": Asked(
        "delivery", "import", lambda w: {"upload": _upload(w)}, only=lambda w, a: w.own in a.coalitions
    ),
    "figures.propose_release": Asked("release", "propose", lambda w: {"release": _release(w)}),
    "figures.order_proposal": Asked("release", "propose", lambda w: {"release": _release(w)}),
    "figures.publish_release": Asked("release", "publish", lambda w: {"release": _release(w, proposed=True)}),
    "figures.order_publication": Asked("release", "publish", lambda w: {"release": _release(w, proposed=True)}),
    "figures.withdraw_release": Asked("release", "withdraw", lambda w: {"release": _release(w), "because": "Fout."}),
    "figures.take_readings": Asked(
        "reading", "open", lambda w: _places() or {"coalition": "eigen", "area": "GM9901"}, is_within=False
    ),
    "figures.write_reading": Asked("reading", "write", _about, is_within=False),
    "figures.suggest_reading": Asked(
        "reading", "suggest", lambda w: {**_about(w), "name": "Anna", "role": "moeder"}, is_within=False
    ),
    "figures.rewrite_reading": Asked(
        "reading",
        "write",
        lambda w: {"reading": _reading(w), "text": TEXT + " Ook nu."},
        is_within=False,
        only=lambda w, actor: actor.account == w.author.account,
    ),
    "figures.withdraw_reading": Asked(
        "reading",
        "write",
        lambda w: {"reading": _reading(w)},
        is_within=False,
        only=lambda w, actor: actor.account == w.author.account,
    ),
    "figures.moderate_reading": Asked(
        "reading",
        "moderate",
        lambda w: {"text": _text(w), "approve": True},
        only=lambda w, actor: actor.account != w.author.account,
    ),
}
