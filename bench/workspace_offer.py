"""Row of the directory: a list of 5,000 services read in for the first time, as a coordinator; and the same again."""

from datetime import date
from uuid import UUID

from bench.tasks import Task
from bench.timing import Measured, measured, seconds

ROWS = 5_000
SLUG = "proef-invoer"


def reading_in() -> list[Measured]:
    """The command of button and command line, with its checks, from CSV; what it stored is taken out in between."""
    from bench import workspace_region

    workspace_region.loaded()
    from kansrijk.offer import commands
    from kansrijk.offer.models import Service

    by, coalition = _coordinator()
    content = _csv()

    def once() -> None:
        done = commands.import_services(by=by, coalition=coalition, content=content, name="lijst.csv")
        assert not done.errors, done.errors[:3]

    first = []
    for _run in range(3):
        Service.objects.filter(coalition=coalition).delete()
        first += seconds(once, 1, warm=0)
        assert Service.objects.filter(coalition=coalition).count() == ROWS
    again = seconds(once, 3, warm=0)
    return [
        measured("import of 5,000 services, first time", first, "s", 10),
        measured("import of 5,000 services, the same again", again, "s", 10),
    ]


def _coordinator() -> tuple[object, UUID]:
    """A coalition of its own with a directory, and the actor who coordinates it."""
    from kansrijk.offer.models import Directory
    from kansrijk.trust import keys
    from kansrijk.trust.models import Account, Coalition, Membership, Organisation
    from kansrijk.trust.queries import actor_for

    known = {"name": "Proef invoer", "wrapped_key": keys.new_wrapped_key(), "is_fictional": True}
    coalition, _ = Coalition.objects.get_or_create(slug=SLUG, defaults=known)
    Directory.objects.get_or_create(coalition=coalition, defaults={"areas": ["9999"], "is_public": False})
    email = "coordinator@proef.invalid"
    account = Account.objects.filter(email=email).first()
    if account is None:
        account = Account.objects.create_user(email, None, name="Coordinator")
        party = Organisation.objects.create(name="Partij van de coordinator", kind="gemeente")
        Membership.objects.create(
            account=account, organisation=party, coalition=coalition, role="coordinator", starts_on=date(2024, 1, 1)
        )
    return actor_for(account), coalition.pk


def _csv() -> bytes:
    """60 organisations, every kind of help in turn."""
    from kansrijk.offer import vocabulary

    kinds = list(vocabulary.kinds().values())
    lines = ["organisatie;hulp;soort;fase;werkgebied;telefoon;antwoord werkdagen;nagekeken op;nagekeken door"]
    for n in range(ROWS):
        kind = kinds[n % len(kinds)]
        lines.append(f"Partij {n % 60};Dienst {n};{kind.nl};voor, tijdens, na;9999;099{n:07d};3;1-11-2025;Beheer")
    return "\r\n".join(lines).encode("utf-8-sig")


TASKS = [Task("import of 5,000 services", reading_in)]
