"""Proposing, publishing and withdrawing: two people, and the attacker's report in between."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kansrijk.core.announce import announce
from kansrijk.core.disclosure import Protection
from kansrijk.core.disclosure.attacker import Report
from kansrijk.core.faults import BadInput
from kansrijk.figures import attacking, descriptions, disclosing
from kansrijk.figures.commands.announcements import ReleaseWithdrawn
from kansrijk.figures.commands.imports import published
from kansrijk.figures.commands.reporting import is_signed, require_safe, signed
from kansrijk.figures.commands.working import start_work
from kansrijk.figures.delivered import delivered_rows, dominated_cells, forget
from kansrijk.figures.models import Release
from kansrijk.figures.queries import ReleaseCard, cards
from kansrijk.figures.queries.releases import card_of
from kansrijk.figures.rules import CannotRelease, require_can_move, require_second_person
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries_mandate import one
from kansrijk.trust.rules import Denied, may, require_may


def _for_change(by: Actor, release: UUID | str, verb: str) -> Release:
    """The release, locked; what the actor may not touch is not found."""
    try:
        key = release if isinstance(release, UUID) else UUID(str(release))
    except ValueError:
        raise BadInput(f"{release!r} is not the number of a release", field="release") from None
    found = Release.objects.select_for_update().filter(pk=key).first()
    if found is None:
        raise BadInput("there is no such release", field="release")
    try:
        require_may(by, verb, "release", coalition=found.coalition_id)
    except Denied:
        if not cards(by, [key]) and may(by, "read", "delivery", coalition=found.coalition_id) != "allow":
            raise BadInput("there is no such release", field="release") from None
        raise
    return found


def _require_can(release: Release, event: str) -> str:
    try:
        return require_can_move(release.status, event)
    except CannotRelease as error:
        raise BadInput(str(error), field="release") from None


def _require_second(release: Release, by: Actor) -> None:
    proposed = release.proposed_by_id
    try:
        require_second_person(proposed, proposed if proposed in one(by.account) else by.account)
    except CannotRelease as error:
        raise BadInput(str(error), field="release") from None


def _move(release: Release, event: str) -> None:
    release.status = _require_can(release, event)


def _record(by: Actor, release: Release, event: str) -> None:
    audit.record(
        by=by,
        event=event,
        action="U",
        kind="release",
        reference=release.pk,
        coalition=release.coalition_id,
        detail={"source": release.source, "periods": "/".join(release.periods)},
    )


def _require_own(release: Release) -> None:
    """What a publisher released itself is shown as delivered or not at all; a coalition does not release it anew."""
    source = descriptions.source(release.source)
    if source is not None and source.policy != "own":
        raise BadInput("its publisher released these figures; a coalition does not release them again", field="release")


@transaction.atomic
def order_proposal(*, by: Actor, release: UUID | str) -> UUID:
    """`propose_release` as background work; what can be refused at once is. Asked twice it is done once."""
    found = _for_change(by, release, "propose")
    _require_own(found)
    _require_can(found, "propose")
    return start_work(by=by, kind="propose", release=found)


@transaction.atomic
def order_publication(*, by: Actor, release: UUID | str) -> UUID:
    """`publish_release` as background work; the same person is refused at once. Asked twice it is done once."""
    found = _for_change(by, release, "publish")
    _require_can(found, "publish")
    _require_second(found, by)
    return start_work(by=by, kind="publish", release=found)


@transaction.atomic
def propose_release(*, by: Actor, release: UUID | str) -> ReleaseCard:
    """Hides what must be hidden, lets the attacker at it, and waits for a second person.

    Raises BadInput: not imported, or nothing that can be made safe.
    """
    found = _for_change(by, release, "propose")
    _require_own(found)
    rows, few = delivered_rows(found.pk), dominated_cells(found.pk)
    _move(found, "propose")
    found.proposed_by_id, found.proposed_at = by.account, timezone.now()
    found.save()
    safe = disclosing.make_safe(found, rows, _public_before(found), _elsewhere(found), few)
    forget(found.pk)
    sums = [(one.total, one.parts) for one in safe.sums]
    inner = attacking.attack_protected(safe.public(), sums, safe.facts(), safe.insiders, safe.secret())
    report = _attacked(found)
    require_safe([*inner.recoverable, *report.recoverable])
    found.audit_report = signed(report.as_json() | _cost(safe))
    found.save()
    _record(by, found, "release proposed")
    return card_of(found)


@transaction.atomic
def publish_release(*, by: Actor, release: UUID | str) -> ReleaseCard:
    """Publishes what another person proposed; the attacker goes over it once more, with all that is public now.

    Raises BadInput: the same person, not proposed, or something hidden can be recomputed.
    """
    found = _for_change(by, release, "publish")
    _move(found, "publish")
    _require_second(found, by)
    if not is_signed(found.audit_report):
        raise BadInput("the report of the attacker is missing or was changed; propose the release again")
    report = _attacked(found)
    require_safe(report.recoverable)
    found.audit_report = signed({**(found.audit_report or {}), **report.as_json()})
    found.published_by_id, found.published_at = by.account, timezone.now()
    found.save()
    if found.replaces_id is not None:
        Release.objects.filter(pk=found.replaces_id, status="published").update(status="replaced")
    _record(by, found, "release published")
    announce(published(found))
    return card_of(found)


@transaction.atomic
def withdraw_release(*, by: Actor, release: UUID | str, because: str) -> ReleaseCard:
    """Takes figures back; the list of releases goes on saying that they were, and why they are not."""
    found = _for_change(by, release, "withdraw")
    if not because.strip():
        raise BadInput("say why the release is withdrawn", field="because")
    _move(found, "withdraw")
    found.withdrawn_at, found.withdrawn_because = timezone.now(), because.strip()
    found.save()
    forget(found.pk)
    _record(by, found, "release withdrawn")
    announce(ReleaseWithdrawn(found.pk, found.source, tuple(dict.fromkeys(found.columns))))
    return card_of(found)


def _public_before(release: Release) -> list[Release]:
    """Own releases with the same indicators that were ever public: withdrawn and replaced ones were read (SDC-07)."""
    own = Release.objects.filter(policy="own", published_at__isnull=False, columns__overlap=release.columns)
    return list(own.exclude(pk=release.pk))


def _elsewhere(release: Release) -> list[Release]:
    """Open tables of other publishers about the same indicators, areas and periods (SDC-V17)."""
    given = Release.objects.filter(policy="published_at_source", status="published", edition=release.edition)
    return list(given.filter(columns__overlap=release.columns, levels__overlap=release.levels))


def _attacked(release: Release) -> Report:
    """What an outsider recomputes from this release with everything that was ever public."""
    return attacking.attack(
        [release, *_public_before(release)],
        k=disclosing.POLICY.k,
        rounding_base=disclosing.POLICY.rounding_base,
        elsewhere=_elsewhere(release),
    )


def _cost(safe: Protection) -> dict[str, Any]:
    """What protection cost (SDC-10): cells, hidden ones, and levels of which more is hidden than the policy allows."""
    return {
        "policy_cells": len(safe.public()),
        "policy_hidden": sum(value is None for value in safe.public().values()),
        "share_lost": round(safe.utility.weighted_loss, 4),
        "mostly_hidden": [
            {"level": one.level, "share_hidden": round(one.share_hidden, 4)} for one in safe.utility.warnings
        ],
    }
