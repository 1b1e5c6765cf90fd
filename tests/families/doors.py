"""Doors of a directory for tests of consents: one of each kind of receiver."""

from uuid import UUID

from kansrijk.offer.models import Provider, Service

KINDS = ("debt_help", "social_team", "volunteer_family_support", "youth_health", "mental_health", "library")


def door(where: UUID, kind: str, name: str = "") -> UUID:
    """The key of one service of this kind."""
    name = name or f"Proef {kind}"
    provider = Provider.objects.create(coalition_id=where, name="Partij Proef", name_key=f"partij {kind} {name}")
    made = Service.objects.create(
        coalition_id=where,
        provider=provider,
        slug=f"{kind}-{Service.objects.count()}".replace("_", "-"),
        name=name,
        name_key=name.lower(),
        kind=kind,
        phases=["during"],
        areas=["GM9901"],
    )
    return made.pk


def every_kind(where: UUID) -> dict[str, UUID]:
    """Kind → door."""
    return {kind: door(where, kind) for kind in KINDS}
