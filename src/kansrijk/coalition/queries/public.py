"""What a coalition shows to everybody, and what its coordinator sees of that behind the screen."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from kansrijk.coalition import links
from kansrijk.coalition.models import CoalitionArea as AreaRow
from kansrijk.coalition.models import Goal, Letter, NewsItem, Person, PublicPage, Report, Subscriber
from kansrijk.coalition.models.parties import Party
from kansrijk.coalition.models.profile import Profile
from kansrijk.coalition.queries.infographic import Infographic, facts_of
from kansrijk.coalition.queries.voices import Change, public_changes
from kansrijk.coalition.rules import is_in_force
from kansrijk.core.attachments import MEDIA
from kansrijk.figures.queries import figures_of, sources
from kansrijk.figures.queries.types import Figure
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, may, require_may


@dataclass(frozen=True)
class Named:
    """Somebody who said yes to standing here: name, party, role, what about, how to reach."""

    name: str
    party: str
    role: str
    expertise: str
    email: str
    phone: str


@dataclass(frozen=True)
class Message:
    """A news item. Without a day it is a draft, or waits for that day."""

    id: UUID
    title: str
    text: str
    posted_on: date | None

    @property
    def is_shown(self) -> bool:
        """Whether its day came."""
        return self.posted_on is not None and self.posted_on <= timezone.localdate()


@dataclass(frozen=True)
class ReportCard:
    """A report: a link, or a file of a kind."""

    id: UUID
    title: str
    dated_on: date
    link: str
    kind: str


@dataclass(frozen=True)
class Day:
    """A meeting that may be seen: never its points or minutes."""

    title: str
    held_on: date
    begins_at: time | None
    place: str


@dataclass(frozen=True)
class LocalFigures:
    """The released figures of one area."""

    code: str
    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Public:
    """All that stands on the page, by block; what was not chosen is empty. Made of what a stranger may see."""

    slug: str
    name: str
    is_fictional: bool
    blocks: tuple[str, ...]
    about: str
    ambition: str
    places: tuple[str, ...]
    goals: tuple[tuple[str, str], ...]
    pillars: tuple[str, ...]
    parties: tuple[str, ...]
    infographic: Infographic | None
    people: tuple[Named, ...]
    contact: Named | None
    figures: tuple[LocalFigures, ...]
    publishers: dict[str, str]
    agenda: tuple[Day, ...]
    news: tuple[Message, ...]
    reports: tuple[ReportCard, ...]
    voices: tuple[Change, ...]


NEWS_SHOWN = 5


def public_page(actor: Actor, slug: str) -> Public:
    """The page as everybody sees it; `Denied` while it is not published, the same as where there is none."""
    require_may(actor, "read", "public_page")
    return _shown(_row(slug, must_be_published=True))


def preview(actor: Actor, coalition: UUID) -> Public:
    """The same page, published or not, for who keeps it: made for a stranger, of what a stranger may see."""
    require_may(actor, "update", "public_page", coalition=coalition)
    row = PublicPage.objects.filter(pk=coalition).select_related("coalition").first()
    return _shown(row or PublicPage(coalition=Coalition.objects.get(pk=coalition)))


def is_published(actor: Actor, slug: str) -> bool:
    """Whether there is a page to see at this address."""
    require_may(actor, "read", "public_page")
    return PublicPage.objects.filter(coalition__slug=slug, published_at__isnull=False).exists()


def _row(slug: str, *, must_be_published: bool, block: str = "") -> PublicPage:
    rows = PublicPage.objects.filter(coalition__slug=slug).select_related("coalition", "contact__party__organisation")
    rows = rows.filter(published_at__isnull=False) if must_be_published else rows
    row = (rows.filter(blocks__contains=[block]) if block else rows).first()
    if row is None:
        raise Denied("read", "public_page")
    return row


def _shown(row: PublicPage) -> Public:
    """Only of chosen blocks anything is asked."""
    key, on, today = row.coalition_id, set(row.blocks), timezone.localdate()
    profile = Profile.objects.filter(coalition=key).first()
    areas = list(AreaRow.objects.filter(coalition=key).order_by("level", "name", "code"))
    goals = Goal.objects.filter(coalition=key, ended_on__isnull=True).order_by("made_at", "id")
    facts = facts_of(key) if on & {"infographic", "parties", "goals"} else None
    return Public(
        slug=row.coalition.slug,
        name=row.coalition.name,
        is_fictional=row.coalition.is_fictional,
        blocks=tuple(row.blocks),
        about=row.about if "about" in on else "",
        ambition=profile.ambition if profile and "about" in on else "",
        places=tuple(one.name for one in areas),
        goals=tuple(goals.values_list("phase", "text")) if "goals" in on else (),
        pillars=tuple(one.name for one in facts.pillars if one.name) if facts and "goals" in on else (),
        parties=_parties(key, today) if "parties" in on else (),
        infographic=facts if "infographic" in on else None,
        people=_people(key) if "people" in on else (),
        contact=_contact(row) if "contact" in on else None,
        figures=_figures(areas, row.indicators) if "figures" in on else (),
        publishers={one.code: one.publisher for one in sources(VISITOR)} if "figures" in on else {},
        agenda=_agenda(row, today) if "agenda" in on else (),
        news=_news(key, today)[:NEWS_SHOWN] if "news" in on else (),
        reports=_reports(key) if "reports" in on else (),
        voices=public_changes(key) if "voices" in on else (),
    )


def _parties(coalition: UUID, today: date) -> tuple[str, ...]:
    rows = Party.objects.filter(coalition=coalition).select_related("organisation").order_by("organisation__name")
    return tuple(one.organisation.name for one in rows if is_in_force(one.joined_on, one.left_on, today))


def _named(row: Person) -> Named:
    return Named(row.name, row.party.organisation.name, row.role, row.expertise, row.email, row.phone)


def _people(coalition: UUID) -> tuple[Named, ...]:
    rows = Person.objects.filter(coalition=coalition, left_on__isnull=True, public_at__isnull=False)
    return tuple(_named(row) for row in rows.select_related("party__organisation").order_by("name", "id"))


def _contact(row: PublicPage) -> Named | None:
    """The contact person, as long as that person's yes holds."""
    found = row.contact
    return _named(found) if found and found.public_at is not None and found.left_on is None else None


def _figures(areas: list[AreaRow], indicators: list[str]) -> tuple[LocalFigures, ...]:
    """As a stranger asks them: what is not released is not there."""
    return tuple(
        LocalFigures(one.code, one.name, tuple(figures_of(VISITOR, one.code, one.edition, indicators)))
        for one in areas[:4]
        if indicators
    )


def _agenda(row: PublicPage, today: date) -> tuple[Day, ...]:
    if row.published_at is None and not PublicPage.objects.filter(pk=row.pk).exists():
        return ()
    coming = row.meetings.filter(held_on__gte=today).order_by("held_on", "begins_at", "title")
    return tuple(Day(one.title, one.held_on, one.begins_at, one.place) for one in coming)


def _news(coalition: UUID, today: date) -> tuple[Message, ...]:
    rows = NewsItem.objects.filter(coalition=coalition, posted_on__lte=today).order_by("-posted_on", "title")
    return tuple(Message(one.pk, one.title, one.text, one.posted_on) for one in rows)


def _reports(coalition: UUID) -> tuple[ReportCard, ...]:
    rows = Report.objects.filter(coalition=coalition).order_by("-dated_on", "title").defer("content")
    return tuple(ReportCard(one.pk, one.title, one.dated_on, one.link, one.kind) for one in rows)


def public_news(actor: Actor, slug: str, item: UUID) -> tuple[str, Message]:
    """(name of the coalition, message) of a published page that shows news; `Denied` for anything else."""
    require_may(actor, "read", "public_page")
    row = _row(slug, must_be_published=True, block="news")
    found = next((one for one in _news(row.pk, timezone.localdate()) if one.id == item), None)
    if found is None:
        raise Denied("read", "public_page")
    return row.coalition.name, found


@dataclass(frozen=True)
class File:
    """A file to download: its name, its kind, what is in it."""

    name: str
    media: str
    content: bytes


def report_file(actor: Actor, slug: str, report: UUID) -> File:
    """Of a published page that shows reports, or for who takes part; `Denied` for anything else."""
    require_may(actor, "read", "public_page")
    row = Report.objects.filter(pk=report, coalition__slug=slug, content__isnull=False).first()
    if row is None:
        raise Denied("read", "public_page")
    if may(actor, "read", "coalition", coalition=row.coalition_id) != "allow":
        _row(slug, must_be_published=True, block="reports")
    return File(f"{slug}-{row.pk.hex[-8:]}.{row.kind}", MEDIA[row.kind], bytes(row.content or b""))


def public_infographic(actor: Actor, slug: str) -> Infographic:
    """For who takes part, and for everybody where the page shows it; else `Denied`."""
    require_may(actor, "read", "public_page")
    own = Coalition.objects.filter(slug=slug, pk__in=actor.coalitions).first()
    if own is not None and may(actor, "read", "coalition", coalition=own.pk) == "allow":
        return facts_of(own.pk)
    return facts_of(_row(slug, must_be_published=True, block="infographic").pk)


@dataclass(frozen=True)
class LetterCard:
    """A newsletter: draft, sending or sent."""

    id: UUID
    subject: str
    text: str
    state: str
    sent: int
    failed: int
    ordered_at: datetime | None


@dataclass(frozen=True)
class Desk:
    """What the coordinator keeps of all this. `willing`: (key, name) of who said yes to being named."""

    about: str
    blocks: tuple[str, ...]
    indicators: tuple[str, ...]
    meetings: tuple[UUID, ...]
    contact: UUID | None
    published_at: datetime | None
    willing: tuple[tuple[UUID, str], ...]
    news: tuple[Message, ...]
    reports: tuple[ReportCard, ...]


def public_desk(actor: Actor, coalition: UUID) -> Desk:
    """The choices, with drafts."""
    require_may(actor, "update", "public_page", coalition=coalition)
    row = PublicPage.objects.filter(pk=coalition).first()
    willing = Person.objects.filter(coalition=coalition, left_on__isnull=True, public_at__isnull=False)
    news = NewsItem.objects.filter(coalition=coalition).order_by("-posted_on", "title")
    return Desk(
        row.about if row else "",
        tuple(row.blocks) if row else (),
        tuple(row.indicators) if row else (),
        tuple(row.meetings.values_list("pk", flat=True)) if row else (),
        row.contact_id if row else None,
        row.published_at if row else None,
        tuple(willing.order_by("name", "id").values_list("pk", "name")),
        tuple(Message(one.pk, one.title, one.text, one.posted_on) for one in news),
        _reports(coalition),
    )


@dataclass(frozen=True)
class Letters:
    """The newsletters, and how many people get the next one: a number, never who."""

    subscribers: int
    letters: tuple[LetterCard, ...]


def letters(actor: Actor, coalition: UUID) -> Letters:
    """Drafts first, then the newest."""
    require_may(actor, "send", "newsletter", coalition=coalition)
    rows = Letter.objects.filter(coalition=coalition).order_by("-made_at")
    found = [LetterCard(r.pk, r.subject, r.text, r.state, r.sent, r.failed, r.ordered_at) for r in rows]
    found.sort(key=lambda one: one.state != "draft")
    return Letters(Subscriber.objects.filter(coalition=coalition).count(), tuple(found))


def newsletter_of(actor: Actor, token: str) -> str:
    """The name of the coalition whose newsletter a link confirms; `Denied` where the link works no longer."""
    require_may(actor, "subscribe", "newsletter")
    coalition, _address = links.newsletter_asked(token)
    name = Coalition.objects.filter(pk=coalition).values_list("name", flat=True).first()
    if name is None:
        raise Denied("subscribe", "newsletter")
    return name


def is_shown_myself(actor: Actor, coalition: UUID) -> bool | None:
    """Whether the actor stands on the public page by name; None where nobody of the list is this account."""
    require_may(actor, "read", "coalition", coalition=coalition)
    row = Person.objects.filter(coalition=coalition, account=actor.account, left_on__isnull=True).first()
    return None if row is None or actor.account is None else row.public_at is not None
