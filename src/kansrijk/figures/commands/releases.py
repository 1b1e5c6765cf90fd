"""Proposing, publishing and withdrawing: two people, and the attacker's report in between."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kansrijk.core.announce import announce
from kansrijk.core.faults import BadInput
from kansrijk.figures import disclosing
from kansrijk.figures.commands.announcements import ReleaseWithdrawn
from kansrijk.figures.commands.imports import published
from kansrijk.figures.models import Release
from kansrijk.figures.queries import ReleaseCard, cards
from kansrijk.figures.queries.releases import card_of
from kansrijk.figures.rules import CannotRelease, require_can_move, require_second_person
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
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


def _move(release: Release, event: str) -> None:
    try:
        release.status = require_can_move(release.status, event)
    except CannotRelease as error:
        raise BadInput(str(error), field="release") from None


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


@transaction.atomic
def propose_release(*, by: Actor, release: UUID | str) -> ReleaseCard:
    """Hides what must be hidden, lets the attacker at it, and waits for a second person.

    Raises BadInput: not imported, or nothing that can be made safe.
    """
    found = _for_change(by, release, "propose")
    _move(found, "propose")
    counts = disclosing.make_safe(found)
    found.audit_report = _attacked(found) | {"policy_cells": counts["cells"], "policy_hidden": counts["hidden"]}
    found.proposed_by_id, found.proposed_at = by.account, timezone.now()
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
    try:
        require_second_person(found.proposed_by_id, by.account)
    except CannotRelease as error:
        raise BadInput(str(error), field="release") from None
    report = _attacked(found)
    if report["recoverable"]:
        cell = report["recoverable"][0]
        raise BadInput(f"{len(report['recoverable'])} hidden cells can be recomputed, such as {cell['cell']}")
    found.audit_report = {**(found.audit_report or {}), **report}
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
    _record(by, found, "release withdrawn")
    announce(ReleaseWithdrawn(found.pk, found.source, tuple(dict.fromkeys(found.columns))))
    return card_of(found)


def _attacked(release: Release) -> dict[str, Any]:
    """The attacker's report over this release and every own one that is public (seconds left out: it is kept)."""
    public = Release.objects.filter(policy="own", status="published").exclude(pk=release.pk)
    names = set(release.columns)
    others = [one for one in public.filter(edition=release.edition) if names & set(one.columns)]
    report = disclosing.attack([release, *others]).as_json()
    report.pop("seconds", None)
    return report
