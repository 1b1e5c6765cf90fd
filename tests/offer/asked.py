"""Commands of offer whose right hangs on a stored entry, for `tests/access/test_commands.py`."""

from typing import Any

from tests.access.asked import TEXT, Asked, World

from kansrijk.offer import commands
from kansrijk.offer.drafts import Draft


def _draft() -> Draft:
    return Draft("Gemeente Verzonnen", "Schuldhulp", "debt_help", ("during",), ("GM9901",))


def _open(world: World) -> None:
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    register_unaudited(2024, [AreaRecord("GM9901", "Verzonnen", "gemeente", country="XX", is_fictional=True)])
    commands.open_directory(by=world.beheer, coalition=world.own, areas=["GM9901"], is_public=True)


def _entry(world: World) -> dict:
    _open(world)
    slug = commands.add_service(by=world.askers["coordinator here"], coalition=world.own, draft=_draft())
    return {"coalition": world.own, "service": slug}


def _place(world: World) -> dict:
    _open(world)
    return {"coalition": world.own, "areas": ["GM9901"], "is_public": False}


def _add(world: World) -> dict:
    _open(world)
    return {"coalition": world.own, "draft": _draft()}


def _factor(world: World) -> dict:
    return {
        "coalition": world.own,
        "code": "E01",
        "nl": "Ver van een halte",
        "side": "risk",
        "domain": "social",
        "phases": ["during"],
    }


def _list(world: World) -> dict:
    _open(world)
    return {"coalition": world.own, "name": "lijst.csv", "content": LIST}


def _offered(world: World) -> dict:
    number = commands.offer_list(by=world.askers["coordinator here"], **_list(world))
    return {"coalition": world.own, "number": number}


def _due(world: World) -> dict:
    """An owner who is due: the entry that was added is taken as one that nobody checked."""
    from kansrijk.offer.models import Service

    _entry(world)
    Service.objects.update(owner_email="ans@voorbeeld.invalid", checked_on=None, review_on=None)
    return {"coalition": world.own, "site": "https://kansrijk.test"}


def _link(world: World) -> dict:
    from kansrijk.offer.links import key_of
    from kansrijk.offer.models import ReviewRequest

    commands.ask_reviews(by=world.askers["coordinator here"], **_due(world))
    return {"key": key_of(ReviewRequest.objects.get().pk)}


def _open_questions(world: World) -> dict:
    _link(world)
    return {"coalition": world.own}


LIST = b"organisatie;hulp;soort;fase\nGemeente;Schuldhulp;schuldhulp;tijdens\n"


def _desks(world: World) -> dict[str, Any]:
    from tests.families import doors

    return {"coalition": world.own, "desks": {doors.door(world.own, "debt_help"): None}}


ASKED = {
    "offer.set_desks": Asked("directory", "update", _desks),
    "offer.agree_times": Asked(
        "directory", "update", lambda world: {"coalition": world.own, "times": {"debt_help": {"opened": 1}}}
    ),
    "offer.ask_reviews": Asked("directory", "update", _due),
    "offer.withdraw_reviews": Asked("directory", "update", _open_questions),
    "offer.confirm_by_link": Asked("service_review", "confirm", _link, is_within=False),
    "offer.import_services": Asked("service", "import", _list),
    "offer.offer_list": Asked("service", "import", _list),
    "offer.preview_list": Asked("service", "import", _offered),
    "offer.store_list": Asked("service", "import", _offered, ends_in="may not import"),
    "offer.discard_list": Asked("service", "import", _offered, ends_in="may not import"),
    "offer.open_directory": Asked("directory", "update", _place),
    "offer.add_own_factor": Asked("directory", "update", _factor),
    "offer.add_service": Asked("service", "create", _add),
    "offer.edit_service": Asked("service", "update", lambda world: _entry(world) | {"draft": _draft(), "version": 1}),
    "offer.confirm_service": Asked("service", "confirm", _entry),
    "offer.withdraw_service": Asked("service", "withdraw", lambda world: _entry(world) | {"because": TEXT}),
}
