"""Regional mode: a host publishes templates; a coalition joins by a code, takes over what fits, and leaves the rest."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import rules
from kansrijk.coalition.commands.actions import Task, make_action
from kansrijk.coalition.commands.agreements import Terms, make_agreement, write_text
from kansrijk.coalition.commands.budget import ChangedMeanwhile
from kansrijk.coalition.commands.checking import known, sound, write_down
from kansrijk.coalition.commands.profile import add_goal
from kansrijk.coalition.commands.stages import add_stage_item
from kansrijk.coalition.models import (
    Action,
    Agreement,
    AgreementText,
    Goal,
    JoinCode,
    RegionTie,
    StageItem,
    Taken,
    Template,
    TemplateVersion,
)
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, require_may

PLACES = {"agreement": rules.LEVELS, "goal": rules.PHASES, "action": ("", *rules.PHASES), "point": rules.STAGES}


@dataclass(frozen=True)
class Offer:
    """What a template says. `place`: level of an agreement, phase of a goal or action, stage of a point."""

    title: str
    text: str = ""
    place: str = ""


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()


@transaction.atomic
def make_join_code(*, by: Actor, coalition: UUID) -> str:
    """A code by which other coalitions join this host; it is told once, and the one before it stops."""
    require_may(by, "write", "template", coalition=coalition)
    Coalition.objects.select_for_update(no_key=True).get(pk=coalition)
    JoinCode.objects.filter(host=coalition, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    code = secrets.token_hex(8)
    row = JoinCode.objects.create(host_id=coalition, digest=_digest(code))
    write_down(by, coalition, "join code made", "C", "region", row.pk)
    return code


@transaction.atomic
def join_region(*, by: Actor, coalition: UUID, code: str) -> UUID:
    """This coalition is served by the host of the code; twice is once. Raises BadInput for a code that is none."""
    require_may(by, "take", "template", coalition=coalition)
    held = JoinCode.objects.filter(digest=_digest(code), withdrawn_at__isnull=True).first()
    if held is None or held.host_id == coalition:
        raise BadInput(_("This code does not work. Ask the host for a new one."), field="code")
    row, is_new = RegionTie.objects.get_or_create(
        host_id=held.host_id, member_id=coalition, ended_on=None, defaults={"joined_on": timezone.localdate()}
    )
    if is_new:
        write_down(by, coalition, "region joined", "C", "region", row.pk)
    return row.pk


@transaction.atomic
def leave_region(*, by: Actor, coalition: UUID, tie: UUID) -> None:
    """Host or coalition ends it; what was taken over stays. Twice is once."""
    require_may(by, "take", "template", coalition=coalition)
    row = RegionTie.objects.select_for_update().filter(pk=tie).first()
    if row is None or coalition not in {row.host_id, row.member_id}:
        raise Denied("take", "template")
    if row.ended_on is None:
        row.ended_on = timezone.localdate()
        row.save(update_fields=["ended_on"])
        write_down(by, coalition, "region left", "U", "region", row.pk)


@transaction.atomic
def publish_template(*, by: Actor, coalition: UUID, kind: str, offer: Offer) -> UUID:
    """A new template of this host, at once on offer to whom it serves. The same title is the same template."""
    require_may(by, "write", "template", coalition=coalition)
    known(kind, dict.fromkeys(rules.TEMPLATE_KINDS), "kind")
    values = _values(kind, offer)
    Coalition.objects.select_for_update(no_key=True).get(pk=coalition)
    there = TemplateVersion.objects.filter(
        template__host=coalition, template__kind=kind, template__withdrawn_on__isnull=True, title=values["title"]
    ).first()
    if there is not None:
        return there.template_id
    row = Template.objects.create(host_id=coalition, kind=kind)
    TemplateVersion.objects.create(template=row, number=1, written_name=by.name[:120], **values)
    write_down(by, coalition, "template published", "C", "template", row.pk, template=kind)
    return row.pk


@transaction.atomic
def change_template(*, by: Actor, template: UUID, offer: Offer, based_on: int) -> int:
    """The next version, offered to who took an earlier one. Raises `ChangedMeanwhile` where somebody wrote one."""
    row = _own(by, template)
    newest = row.versions.order_by("-number")[0]
    values = _values(row.kind, offer)
    if all(getattr(newest, name) == value for name, value in values.items()):
        return newest.number
    if newest.number != based_on:
        raise ChangedMeanwhile(_("Somebody wrote a version meanwhile. Yours stands in the fields, theirs above."))
    number = newest.number + 1
    TemplateVersion.objects.create(template=row, number=number, written_name=by.name[:120], **values)
    write_down(by, row.host_id, "template changed", "U", "template", row.pk, number=number)
    return number


@transaction.atomic
def withdraw_template(*, by: Actor, template: UUID) -> None:
    """It is offered no longer; what coalitions took over stays theirs."""
    row = _own(by, template)
    if row.withdrawn_on is None:
        row.withdrawn_on = timezone.localdate()
        row.save(update_fields=["withdrawn_on"])
        write_down(by, row.host_id, "template withdrawn", "U", "template", row.pk)


@transaction.atomic
def take_template(*, by: Actor, coalition: UUID, template: UUID, number: int) -> UUID:
    """The newest version, which the reader saw as `number`, becomes the coalition's own; the key of what was made.

    Of what was taken before the words are renewed, and nothing else: dates, owners and signatures stay.
    """
    row, newest, taken = _offered(by, coalition, template, number)
    made = _renewed(by, row.kind, taken.made, newest) if taken.made else None
    taken.made = made or _made(by, coalition, row.kind, newest)
    taken.number = taken.taken_number = newest.number
    _decided(by, taken, "template taken over")
    return taken.made


@transaction.atomic
def leave_template(*, by: Actor, coalition: UUID, template: UUID, number: int) -> None:
    """This version is not taken over; what is here stays as it is. A next version is offered again."""
    _row, newest, taken = _offered(by, coalition, template, number)
    taken.number = newest.number
    _decided(by, taken, "template left")


def _decided(by: Actor, taken: Taken, event: str) -> None:
    taken.decided_name, taken.decided_at = by.name[:120], timezone.now()
    taken.save()
    write_down(by, taken.member_id, event, "U", "template", taken.template_id, number=taken.number)


def _own(by: Actor, key: UUID) -> Template:
    row = Template.objects.select_for_update().filter(pk=key).first()
    require_may(by, "write", "template", coalition=row.host_id if row else None)
    if row is None:
        raise Denied("write", "template")
    return row


def _offered(by: Actor, coalition: UUID, key: UUID, number: int) -> tuple[Template, TemplateVersion, Taken]:
    """A template of a host that serves this coalition, its newest version, and what was decided before."""
    require_may(by, "take", "template", coalition=coalition)
    hosts = RegionTie.objects.filter(member=coalition, ended_on__isnull=True).values("host")
    row = Template.objects.select_for_update().filter(pk=key, host__in=hosts, withdrawn_on__isnull=True).first()
    if row is None:
        raise Denied("take", "template")
    newest = row.versions.order_by("-number")[0]
    if newest.number != number:
        raise BadInput(_("The host changed this meanwhile. Look at the newest version below."))
    taken = Taken.objects.select_for_update().filter(template=row, member=coalition).first()
    return row, newest, taken or Taken(template=row, member_id=coalition, number=0)


def _values(kind: str, offer: Offer) -> dict[str, Any]:
    known(offer.place, dict.fromkeys(PLACES[kind]), "place")
    has_text = kind in {"agreement", "action"}
    return {
        "title": sound(offer.title, "title", most=200),
        "text": sound(offer.text, "text", most=20_000 if kind == "agreement" else 2000, is_needed=kind == "agreement")
        if has_text
        else "",
        "place": offer.place,
    }


def _made(by: Actor, coalition: UUID, kind: str, one: TemplateVersion) -> UUID:
    """A thing of the coalition's own, made from a version; one with the same title is that one."""
    if kind == "agreement":
        about = Terms(one.title)
        return make_agreement(by=by, coalition=coalition, level=one.place, text=one.text, about=about)
    if kind == "goal":
        return add_goal(by=by, coalition=coalition, text=one.title, phase=one.place)
    if kind == "action":
        return make_action(by=by, coalition=coalition, task=Task(one.title, note=one.text, phase=one.place))
    return add_stage_item(by=by, coalition=coalition, stage=one.place, text=one.title)


def _renewed(by: Actor, kind: str, key: UUID, one: TemplateVersion) -> UUID | None:
    """The words of what was taken before; None where it is there no longer."""
    if kind == "agreement":
        if not Agreement.objects.filter(pk=key).exists():
            return None
        current = AgreementText.objects.get(agreement=key, state="current")
        write_text(by=by, agreement=key, text=one.text, based_on=current.number)
        return key
    tables: dict[str, Any] = {"goal": Goal, "action": Action, "point": StageItem}
    fields = {"title": one.title, "note": one.text} if kind == "action" else {"text": one.title}
    try:
        with transaction.atomic():
            return key if tables[kind].objects.filter(pk=key).update(**fields) else None
    except IntegrityError as error:
        raise BadInput(_("Something with these words stands here already.")) from error
