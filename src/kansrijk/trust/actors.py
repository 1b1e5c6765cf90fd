"""Who asks: the value that every query and command takes, and that `may` judges."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Tie:
    """One membership in force: a role for an organisation within a coalition, which may have families (compartment B).

    `has_families` is for what a page offers; the door of B asks the database itself. What the coalition is called comes
    along, so that an address that names one needs no question of its own.
    """

    role: str
    coalition: UUID
    organisation: UUID
    has_families: bool = False
    slug: str = ""
    name: str = ""
    is_fictional: bool = False


@dataclass(frozen=True)
class Subject:
    """Whose own page is open in a browser (compartment B): one person, of one coalition, who has no account.

    `visit`: the hash, in hexadecimal, of what that browser holds; the database finds the person by it.
    """

    coalition: UUID
    visit: str


@dataclass(frozen=True)
class Emergency:
    """A file that this account opened in an emergency and that is open still: until when, and where it is read."""

    until: datetime
    coalition: str
    opening: UUID


@dataclass(frozen=True)
class Acting:
    """In whose place somebody works with families: a colleague of one organisation, who said so, until a day.

    `roles`: those that the colleague holds there; of what they may do the matrix leaves the role `deputy` a part.
    """

    mandate: UUID
    account: UUID
    name: str
    roles: frozenset[str]
    coalition: UUID
    organisation: UUID
    until: date


@dataclass(frozen=True)
class Guest:
    """An organisation that reads one referral by a sealed link (compartment B), without an account.

    `visit`: the hash, in hexadecimal, of what that browser holds; the database finds the referral by it.
    `organisation`: whose desk was asked, where the coalition knows one.
    """

    coalition: UUID
    visit: str
    organisation: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """Somebody at a moment. No account: a visitor, with `subject` a parent on her own page, with `guest` who opened a
    sealed link.

    `ties` holds only memberships in force; who has a subject or is a guest has none, and the other way round.
    """

    account: UUID | None = None
    name: str = ""
    ties: tuple[Tie, ...] = ()
    installation_roles: frozenset[str] = field(default_factory=frozenset)
    address: str = ""
    trace: str = ""  # of the request, so that records of one request can be found together
    has_shown_factor: bool = False  # a code or passkey in this session, used less than 15 minutes ago (trust.factor)
    subject: Subject | None = None
    emergency: Emergency | None = None
    guest: Guest | None = None
    acting: Acting | None = None  # counts in compartment B of that one coalition, nowhere else

    @property
    def is_visitor(self) -> bool:
        return self.account is None and self.subject is None and self.guest is None

    def has_families_in(self, coalition: UUID) -> bool:
        """Whether families are switched on there, for what a page offers; the door of B asks the database itself."""
        return any(tie.coalition == coalition and tie.has_families for tie in self.ties)

    @property
    def roles(self) -> frozenset[str]:
        """Roles that count for objects without a coalition; a visitor has exactly `visitor`, a parent `parent`, who
        opened a sealed link `guest`.
        """
        if self.subject is not None:
            return frozenset({"parent"})
        if self.guest is not None:
            return frozenset({"guest"})
        if self.is_visitor:
            return frozenset({"visitor"})
        return frozenset({"member"}) | self.installation_roles | {tie.role for tie in self.ties}

    @property
    def coalitions(self) -> frozenset[UUID]:
        return frozenset(tie.coalition for tie in self.ties)

    def organisation_in(self, coalition: UUID | None) -> UUID | None:
        """On whose behalf the actor acts there; None when that is not one organisation."""
        if self.guest is not None:
            return self.guest.organisation if coalition in {None, self.guest.coalition} else None
        if self.acting is not None and coalition == self.acting.coalition:
            return self.acting.organisation
        held = {tie.organisation for tie in self.ties if coalition is None or tie.coalition == coalition}
        return next(iter(held)) if len(held) == 1 else None

    def acting_in(self, coalition: UUID | None) -> Acting | None:
        """In whose place what concerns families there is done; None: in one's own."""
        return self.acting if self.acting is not None and self.acting.coalition == coalition else None

    def organisations_in(self, coalition: UUID) -> frozenset[UUID]:
        """For which organisations the actor works with families there; in a colleague's place for that one alone."""
        acting = self.acting_in(coalition)
        if acting is not None:
            return frozenset({acting.organisation})
        return frozenset(tie.organisation for tie in self.ties if tie.coalition == coalition)

    def roles_in(self, coalition: UUID) -> frozenset[str]:
        """Roles held inside one coalition; empty outside it."""
        if self.subject is not None:
            return frozenset({"parent"} if self.subject.coalition == coalition else ())
        if self.guest is not None:
            return frozenset({"guest"} if self.guest.coalition == coalition else ())
        return frozenset(tie.role for tie in self.ties if tie.coalition == coalition)


VISITOR = Actor()
