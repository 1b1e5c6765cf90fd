"""Search by name, forgiving how people type, and by postcode or code."""

import csv
from functools import cache
from importlib.resources import files

from django.db.models import Case, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length

from kansrijk.areas.codes import level_of, parse, postcode, three_digits
from kansrijk.areas.models import Area, PostcodeLink
from kansrijk.areas.names import search_key, typos
from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor

# Which of two places with the same name people mean most.
_ORDER = (
    "gemeente", "province", "country", "ggd_region", "working_area", "stadsdeel", "gebied", "wijk", "buurt", "region",
    "pc4", "pc3",
)  # fmt: skip
# A name with typing errors is looked for among these; buurten are too many and too alike, unless asked for.
_FORGIVING = ("gemeente", "province", "ggd_region", "working_area", "stadsdeel", "gebied", "wijk")


@cache
def _aliases() -> dict[str, str]:
    """Search key of a name in use → code, from `data/aliases.csv`."""
    text = files("kansrijk.areas").joinpath("data/aliases.csv").read_text("utf-8")
    return {search_key(line["alias"]): line["code"] for line in csv.DictReader(text.splitlines())}


def find(
    actor: Actor,
    text: str,
    *,
    level: str | None = None,
    edition: int | None = None,
    limit: int = 10,
    country: str = "NL",
) -> list[AreaRef]:
    """Areas that somebody may mean, best first: by code, by postcode, by name, by a name in use, with a typo or two.

    Without an edition each code comes once, in its newest. The fictional country only when asked for.
    """
    rows = _rows(actor, level, edition, country)
    four = postcode(text)
    if four:
        found = of_postcode(actor, four, level=level, edition=edition, country=country)
        return found[:limit]
    three = three_digits(text)
    if three:
        found = refs(rows.filter(code=three, level="pc3"))
        if found:
            return found
    at = parse(text)
    if at is not None and (level_of(at.code) or at.edition):
        wanted = visible(actor).filter(code=at.code, country=country)
        named_edition = at.edition or edition
        if named_edition is not None:
            wanted = wanted.filter(edition=named_edition)
        found = refs(wanted.order_by("-edition")[:1])
        if found:
            return found
    key = search_key(text[:200])
    if len(key.replace(" ", "")) < 2:
        return refs(_ranked(rows.filter(search_key=key), key)[:limit]) if key else []
    alias = _aliases().get(key)
    named = refs(rows.filter(code=alias)) if alias and country == "NL" else []
    found = named + [ref for ref in _by_name(rows, key, limit) if ref.code != alias]
    return found[:limit] or _forgiving(rows, key, level, limit)


def _rows(actor: Actor, level: str | None, edition: int | None, country: str) -> QuerySet[Area]:
    rows = visible(actor).filter(country=country)
    if level is not None:
        rows = rows.filter(level=level)
    if edition is not None:
        return rows.filter(edition=edition)
    newest = Area.objects.filter(code=OuterRef("code")).order_by("-edition").values("edition")[:1]
    return rows.filter(edition=Subquery(newest))


def _ranked(rows: QuerySet[Area], key: str) -> QuerySet[Area]:
    match = Case(
        When(search_key=key, then=Value(0)),
        When(search_key__startswith=key + " ", then=Value(1)),
        When(search_key__startswith=key, then=Value(2)),
        When(search_key__contains=" " + key, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    order = Case(
        *(When(level=level, then=Value(place)) for place, level in enumerate(_ORDER)), output_field=IntegerField()
    )
    return rows.annotate(match=match, place=order).order_by("match", "place", "sort_key", "code")


def _by_name(rows: QuerySet[Area], key: str, limit: int) -> list[AreaRef]:
    """Names that begin with the key, by the index; only when they are too few, names with it in the middle."""
    begins = refs(_ranked(rows.filter(search_key__startswith=key), key)[:limit])
    if len(begins) >= limit or len(key) < 3:
        return begins
    holds = rows.filter(search_key__contains=key).exclude(search_key__startswith=key)
    return begins + refs(_ranked(holds, key)[: limit - len(begins)])


def _forgiving(rows: QuerySet[Area], key: str, level: str | None, limit: int) -> list[AreaRef]:
    """Names within one typing error (up to five letters) or two; spaces do not count."""
    plain = key.replace(" ", "")
    if len(plain) < 4:
        return []
    most = 1 if len(plain) <= 5 else 2
    near = rows.filter(level__in=[level] if level else _FORGIVING).annotate(size=Length("search_key"))
    names = near.filter(size__gte=len(plain) - most, size__lte=len(key) + most + 3)
    apart: dict[str, int] = {}
    for name in names.values_list("search_key", flat=True).distinct():
        distance = typos(plain, name.replace(" ", ""), most)
        if distance <= most:
            apart[name] = distance
    best = sorted(apart, key=lambda name: (apart[name], name))[:limit]
    found = refs(_ranked(rows.filter(search_key__in=best), key).filter(Q(level__in=[level] if level else _FORGIVING)))
    return sorted(found, key=lambda ref: apart[search_key(ref.name)])[:limit]


def of_postcode(
    actor: Actor, four: str, *, level: str | None = None, edition: int | None = None, country: str = "NL"
) -> list[AreaRef]:
    """The gemeenten and then the wijken in which addresses of a four-digit postcode lie, most addresses first.

    With `level="pc4"` the PC4 itself, with "pc3" the area of its first three digits. Without an edition the newest
    links of the postcode are used.
    """
    if level in {"pc4", "pc3"}:
        code = four if level == "pc4" else three_digits(four[:3])
        return refs(_rows(actor, level, edition, country).filter(code=code))
    links = PostcodeLink.objects.filter(postcode=four)
    at = edition if edition is not None else links.aggregate(at=Max("edition"))["at"]
    addresses = dict(links.filter(edition=at).values_list("code", "addresses"))
    rows = visible(actor).filter(code__in=addresses, edition=at, country=country)
    if level is not None:
        rows = rows.filter(level=level)
    return sorted(refs(rows), key=lambda ref: (_ORDER.index(ref.level), -addresses[ref.code], ref.code))
