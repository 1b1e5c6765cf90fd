"""Who asks: the value that every query and command takes, and that `may` judges."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Tie:
    """One membership in force: a role for an organisation within a coalition, which may have families (compartment B).

    `has_families` is for what a page offers; the door of B asks the database itself.
    """

    role: str
    coalition: UUID
    organisation: UUID
    has_families: bool = False


@dataclass(frozen=True)
class Actor:
    """Somebody at a moment. No account: a visitor. `ties` holds only memberships in force."""

    account: UUID | None = None
    name: str = ""
    ties: tuple[Tie, ...] = ()
    installation_roles: frozenset[str] = field(default_factory=frozenset)
    address: str = ""
    trace: str = ""  # of the request, so that records of one request can be found together
    has_shown_factor: bool = False  # a code or passkey in this session, used less than 15 minutes ago (trust.factor)

    @property
    def is_visitor(self) -> bool:
        return self.account is None

    @property
    def roles(self) -> frozenset[str]:
        """Roles that count for objects without a coalition; a visitor has exactly `visitor`."""
        if self.is_visitor:
            return frozenset({"visitor"})
        return frozenset({"member"}) | self.installation_roles | {tie.role for tie in self.ties}

    @property
    def coalitions(self) -> frozenset[UUID]:
        return frozenset(tie.coalition for tie in self.ties)

    def organisation_in(self, coalition: UUID | None) -> UUID | None:
        """On whose behalf the actor acts there; None when that is not one organisation."""
        held = {tie.organisation for tie in self.ties if coalition is None or tie.coalition == coalition}
        return next(iter(held)) if len(held) == 1 else None

    def roles_in(self, coalition: UUID) -> frozenset[str]:
        """Roles held inside one coalition; empty outside it."""
        return frozenset(tie.role for tie in self.ties if tie.coalition == coalition)


VISITOR = Actor()
