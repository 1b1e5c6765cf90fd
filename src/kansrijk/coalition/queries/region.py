"""Regional mode: whom a host serves, what it offers, and how a coalition's own stands beside it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kansrijk.coalition.models import (
    Action,
    AgreementText,
    Goal,
    JoinCode,
    RegionTie,
    StageItem,
    Taken,
    Template,
    TemplateVersion,
)
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class TieCard:
    """A host or a coalition that is served, by name."""

    id: UUID
    name: str
    joined_on: date


@dataclass(frozen=True)
class TemplateCard:
    """A template with its newest version."""

    id: UUID
    kind: str
    host: str
    number: int
    title: str
    text: str
    place: str
    written_name: str


@dataclass(frozen=True)
class OfferCard:
    """A template as a coalition sees it. `state`: `new`, `changed` (nothing decided about it yet), `taken`, `left`.

    `decided_by`: who took it over or left it last, and when.
    """

    template: TemplateCard
    state: str
    taken_number: int
    made: UUID | None
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Region:
    """Both sides of one coalition: what it offers to whom, and what it is offered by whom."""

    members: tuple[TieCard, ...]
    hosts: tuple[TieCard, ...]
    templates: tuple[TemplateCard, ...]
    offers: tuple[OfferCard, ...]
    has_code: bool


def region(actor: Actor, coalition: UUID) -> Region:
    """Seven queries, however many templates."""
    require_may(actor, "read", "template", coalition=coalition)
    ties = RegionTie.objects.filter(ended_on__isnull=True)
    members = ties.filter(host=coalition).select_related("member").order_by("member__name")
    hosts = list(ties.filter(member=coalition).select_related("host").order_by("host__name"))
    offered = _cards(Template.objects.filter(host__in=[one.host_id for one in hosts]))
    taken = {row.template_id: row for row in Taken.objects.filter(member=coalition)}
    return Region(
        tuple(TieCard(one.pk, one.member.name, one.joined_on) for one in members),
        tuple(TieCard(one.pk, one.host.name, one.joined_on) for one in hosts),
        tuple(_cards(Template.objects.filter(host=coalition))),
        tuple(_offer(one, taken.get(one.id)) for one in offered),
        JoinCode.objects.filter(host=coalition, withdrawn_at__isnull=True).exists(),
    )


def template(actor: Actor, coalition: UUID, key: UUID) -> TemplateCard:
    """One of this host's own; raises `Denied` for any other."""
    require_may(actor, "read", "template", coalition=coalition)
    found = _cards(Template.objects.filter(pk=key, host=coalition))
    if not found:
        raise Denied("read", "template")
    return found[0]


@dataclass(frozen=True)
class Beside:
    """A template beside the coalition's own: the version it took (or nothing), its own words now, the newest."""

    offer: OfferCard
    before: str
    own: str
    newest: str

    @property
    def is_own_changed(self) -> bool:
        return bool(self.before) and self.own != self.before


def beside(actor: Actor, coalition: UUID, key: UUID) -> Beside:
    """Raises `Denied` for a template of a host that does not serve this coalition."""
    require_may(actor, "take", "template", coalition=coalition)
    offer = next((one for one in region(actor, coalition).offers if one.template.id == key), None)
    if offer is None:
        raise Denied("take", "template")
    before = TemplateVersion.objects.filter(template=key, number=offer.taken_number).first()
    kind = offer.template.kind
    return Beside(
        offer,
        _words(kind, before.title, before.text) if before else "",
        _own_words(kind, offer.made) if offer.made else "",
        _words(kind, offer.template.title, offer.template.text),
    )


def _words(kind: str, title: str, text: str) -> str:
    """What of a template is compared: the text of an agreement, title and note of an action, else the title."""
    if kind == "agreement":
        return text
    return f"{title}\n{text}".strip() if kind == "action" else title


def _own_words(kind: str, key: UUID) -> str:
    if kind == "agreement":
        return AgreementText.objects.filter(agreement=key, state="current").values_list("text", flat=True).first() or ""
    if kind == "action":
        row = Action.objects.filter(pk=key).first()
        return _words(kind, row.title, row.note) if row else ""
    rows: Any = Goal.objects if kind == "goal" else StageItem.objects
    return rows.filter(pk=key).values_list("text", flat=True).first() or ""


def _cards(rows: Any) -> list[TemplateCard]:
    """Those that are on offer, with their newest versions, by kind and title. One query."""
    found: dict[UUID, TemplateCard] = {}
    versions = TemplateVersion.objects.filter(template__in=rows.filter(withdrawn_on__isnull=True))
    for one in versions.select_related("template__host").order_by("template", "-number"):
        if one.template_id not in found:
            of = one.template
            found[of.pk] = TemplateCard(
                of.pk, of.kind, of.host.name, one.number, one.title, one.text, one.place, one.written_name
            )
    return sorted(found.values(), key=lambda card: (card.kind, card.title))


def _offer(one: TemplateCard, taken: Taken | None) -> OfferCard:
    if taken is None:
        return OfferCard(one, "new", 0, None)
    state = "changed" if taken.number < one.number else "taken" if taken.taken_number == one.number else "left"
    return OfferCard(one, state, taken.taken_number, taken.made, taken.decided_name, taken.decided_at)
