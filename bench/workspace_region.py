"""342 made-up coalitions with 20,000 services and 2,000 published paths, in a database of their own."""

import os
from datetime import date
from functools import cache
from pathlib import Path

COALITIONS, SERVICES, PATHS = 342, 20_000, 2_000
ROOT = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 1)


def postcode(number: int) -> str:
    """The postcode at which coalition `number` works."""
    return f"{1000 + number}"


@cache
def loaded() -> None:
    """Starts the embedded server on a folder of the measurements and fills it once."""
    os.environ["KANSRIJK_DATA"] = str(ROOT / "build" / "bench-workspace")
    os.environ.pop("DATABASE_URL", None)
    from kansrijk.cli.application import prepare

    prepare()
    from kansrijk.paths.models import PathVersion

    if PathVersion.objects.count() < PATHS:
        _fill()


def _fill() -> None:
    from django.db import transaction

    with transaction.atomic():
        _rows()


def _rows() -> None:
    from django.utils import timezone

    from kansrijk.offer import vocabulary
    from kansrijk.offer.models import Directory, Provider, Service
    from kansrijk.paths import shipped
    from kansrijk.paths.models import Path as Row
    from kansrijk.paths.models import PathVersion
    from kansrijk.trust import keys
    from kansrijk.trust.models import Coalition

    wrapped = keys.new_wrapped_key()
    Coalition.objects.bulk_create(
        Coalition(name=f"Proef {n}", slug=f"proef-{n}", wrapped_key=wrapped, is_fictional=True)
        for n in range(COALITIONS)
    )
    by_slug = {one.slug: one for one in Coalition.objects.filter(slug__startswith="proef-")}
    coalitions = [by_slug[f"proef-{n}"] for n in range(COALITIONS)]  # their keys are made by the database
    Directory.objects.bulk_create(
        Directory(coalition=one, areas=[postcode(n)], is_public=True) for n, one in enumerate(coalitions)
    )
    Provider.objects.bulk_create(
        Provider(coalition=one, name=f"Partij {n}", name_key=f"partij {n}") for n, one in enumerate(coalitions)
    )
    of_coalition = {one.coalition_id: one for one in Provider.objects.filter(coalition__in=coalitions)}
    providers = [of_coalition[one.pk] for one in coalitions]
    kinds = list(vocabulary.kinds().values())
    _member(coalitions[0])
    services = []
    for n in range(SERVICES):
        at, kind = n % COALITIONS, kinds[(n // COALITIONS) % len(kinds)]
        services.append(
            Service(
                coalition=coalitions[at],
                provider=providers[at],
                slug=f"dienst-{n}",
                name=f"Dienst {n}",
                name_key=f"dienst {n}",
                kind=kind.code,
                phases=list(kind.phases),
                areas=[postcode(at)],
                checked_on=DAY,
                review_on=date(2027, 5, 1),
                search_key=f"dienst {n}",
            )
        )
    Service.objects.bulk_create(services, batch_size=2000)
    texts = list(shipped.templates().values())
    rows, versions = [], []
    for n in range(PATHS):
        template = texts[(n // COALITIONS) % len(texts)]
        rows.append(Row(coalition=coalitions[n % COALITIONS], slug=template.id, template=template.id))
    Row.objects.bulk_create(rows)
    for row in Row.objects.filter(coalition__in=coalitions):
        text = shipped.texts()[row.slug]
        versions.append(
            PathVersion(
                path=row,
                number=1,
                state="published",
                name=shipped.templates()[row.slug].name,
                text=text,
                template_text=text,
                changed_by="Proef",
                published_by="Proef",
                published_at=timezone.now(),
            )
        )
    PathVersion.objects.bulk_create(versions, batch_size=500)


MEMBER = "lid@proef.invalid"


def _member(coalition: object) -> None:
    """An ordinary member of the first coalition, and its parties."""
    from kansrijk.coalition.models import Party
    from kansrijk.trust.models import Account, Membership, Organisation

    account = Account.objects.create_user(MEMBER, None, name="Lid")
    kinds = ("gemeente", "verloskundigen", "kraamzorg", "jgz", "sociaal-team", "schuldhulp", "huisartsen", "ggz")
    for number, kind in enumerate(kinds):
        party = Organisation.objects.create(name=f"Partij {number} van het lid", kind=kind)
        Party.objects.create(coalition=coalition, organisation=party, kind=kind, joined_on=DAY)
    Membership.objects.create(
        account=account, organisation=party, coalition=coalition, role="jgz", starts_on=date(2024, 1, 1)
    )
