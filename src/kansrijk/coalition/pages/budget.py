"""The budget in words and tables: a year, all years, the account, and as files."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.coalition import words
from kansrijk.coalition.funding import Funding, funding_lines
from kansrijk.coalition.queries.budget import Budget, GrantCard, LineCard
from kansrijk.core import ledger
from kansrijk.core.ledger import Part, Total, euros, plain


def name_of(funding: str) -> str:
    """The name of a funding line; its code where the list lost it."""
    known = funding_lines().get(funding)
    name = known.name(words.language()) if known else funding
    return name[:1].upper() + name[1:]


@dataclass(frozen=True)
class Row:
    """A funding line in a year, or a sum: amounts as they are shown."""

    name: str
    granted: str
    carried_in: str
    planned: str
    committed: str
    spent: str
    carried_out: str
    left: str
    address: str = ""
    source: str = ""


def _row(name: str, sums: Part | Total, address: str = "", source: str = "") -> Row:
    names = ("granted", "carried_in", "planned", "committed", "spent", "carried_out", "left")
    return Row(name, *(euros(getattr(sums, one)) for one in names), address, source)


@dataclass(frozen=True)
class LineRow:
    """An activity: amounts as they are shown."""

    card: LineCard
    funding: str
    planned: str
    committed: str
    spent: str


@dataclass(frozen=True)
class BudgetPage:
    """What the template draws. Years are words: a number would be written with a point."""

    year: str
    years: list[str]
    lead: str
    rows: list[Row]
    total: Row
    lines: list[tuple[str, list[LineRow]]]
    through: list[Row]
    whole: Row
    warnings: list[str]


def budget_page(slug: str, found: Budget, year: int) -> BudgetPage:
    """One year whole, and all years by their sums."""
    here = [part for part in found.parts.values() if part.year == year]
    sums = ledger.total(here)
    grants = {(one.funding, one.year): one for one in found.grants}
    rows = [
        _row(
            name_of(part.funding),
            part,
            reverse("coalition_grant", kwargs={"slug": slug, "year": year, "funding": part.funding}),
            _source(grants.get((part.funding, part.year))),
        )
        for part in here
    ]
    lines: dict[str, list[LineRow]] = {}
    for one in found.lines:
        if one.year == year:
            told = (euros(one.planned_cents), euros(one.committed_cents), euros(one.spent_cents))
            lines.setdefault(name_of(one.funding), []).append(LineRow(one, name_of(one.funding), *told))
    by_year = ledger.by_year(found.parts)
    return BudgetPage(
        str(year),
        [str(one) for one in found.years],
        _lead(year, sums),
        rows,
        _row(_("Together"), sums),
        list(lines.items()),
        [_row(str(one), by_year[one]) for one in sorted(by_year, reverse=True)],
        _row(_("Together"), ledger.total(found.parts.values())),
        warnings(found, year),
    )


def _source(grant: GrantCard | None) -> str:
    return grant.source if grant else ""


def _lead(year: int, sums: Total) -> str:
    """The year in one or two sentences."""
    told = {
        "year": year,
        "available": euros(sums.available),
        "planned": euros(sums.planned),
        "spent": euros(sums.spent),
        "left": euros(sums.left),
    }
    return (
        _(
            "In %(year)s there is %(available)s. Of that %(planned)s is planned and %(spent)s was spent. "
            "What is left: %(left)s."
        )
        % told
    )


def warnings(found: Budget, year: int) -> list[str]:
    """What does not fit in a year, one sentence each."""
    said = []
    for part in found.parts.values():
        if part.year != year:
            continue
        told = {"name": name_of(part.funding), "amount": euros(abs(part.left))}
        if part.left < 0:
            said.append(_("%(name)s: %(amount)s more was spent or carried on than there was.") % told)
        elif part.free < 0:
            free = {"name": told["name"], "amount": euros(-part.free)}
            said.append(_("%(name)s: %(amount)s more is planned than there is.") % free)
        limit = carry_limit(part)
        if limit is not None and part.carried_out > limit:
            most = {"name": told["name"], "most": euros(limit), "source": funding_lines()[part.funding].source}
            said.append(_("%(name)s: at most %(most)s may go on to the next year (%(source)s).") % most)
    said += [
        _("%(activity)s: more was spent than was committed.") % {"activity": one.activity}
        for one in found.lines
        if one.year == year and one.spent_cents > one.committed_cents
    ]
    return said


def carry_limit(part: Part) -> int | None:
    """What of a part might be carried on, in cents, where a source says a share; None where none does."""
    known = funding_lines().get(part.funding)
    percent = known.carry_percent.get(part.year) if known else None
    return None if percent is None else part.granted * percent // 100


@dataclass(frozen=True)
class AccountRow:
    """A part in the account of a year. `done`: ja, nee, deels, or – without activities."""

    name: str
    granted: str
    carried_in: str
    spent: str
    carried_out: str
    left: str
    done: str


@dataclass(frozen=True)
class AccountPage:
    """What the template draws."""

    year: str
    years: list[str]
    spuk: list[AccountRow]
    spuk_total: AccountRow
    others: list[AccountRow]
    council: "Paragraph"


@dataclass(frozen=True)
class Paragraph:
    """Sentences for the council, and where each number in them comes from, by its number."""

    sentences: list[str]
    origins: list[str]

    @property
    def text(self) -> str:
        """As plain text."""
        numbered = [f"[{number}] {told}" for number, told in enumerate(self.origins, start=1)]
        return "\n\n".join([" ".join(self.sentences), "\n".join(numbered)]) + "\n"


def account_rows(found: Budget, year: int, *, is_spuk: bool) -> list[tuple[Part, AccountRow]]:
    """The parts of a year that are accounted for in the SiSa annex, or the others."""
    rows = []
    for part in found.parts.values():
        known = funding_lines().get(part.funding)
        if part.year == year and (known is not None and known.is_spuk) == is_spuk:
            rows.append((part, _account(name_of(part.funding), part, _done(found, part))))
    return rows


def _account(name: str, sums: Part | Total, done: str) -> AccountRow:
    amounts = (sums.granted, sums.carried_in, sums.spent, sums.carried_out, sums.left)
    return AccountRow(name, *(euros(one) for one in amounts), done)


def _done(found: Budget, part: Part) -> str:
    """Whether the activities of a part were done."""
    said = [one.is_done for one in found.lines if (one.funding, one.year) == (part.funding, part.year)]
    if not said:
        return "–"
    return _("yes") if all(said) else _("in part") if any(said) else _("no")


def account_page(found: Budget, year: int, coalition: str) -> AccountPage:
    """The table as the annex asks for it, and the paragraph."""
    spuk = account_rows(found, year, is_spuk=True)
    return AccountPage(
        str(year),
        [str(one) for one in found.years],
        [row for _part, row in spuk],
        _account(_("Together"), ledger.total(part for part, _row in spuk), ""),
        [row for _part, row in account_rows(found, year, is_spuk=False)],
        council(found, year, coalition),
    )


def council(found: Budget, year: int, coalition: str) -> Paragraph:
    """The year for the council. Each amount carries the number of the note that says where it comes from."""
    parts = [part for part in found.parts.values() if part.year == year]
    sums = ledger.total(parts)
    grants = [one for one in found.grants if one.year == year and one.granted_cents]
    before = [one for one in found.grants if one.year == year - 1 and one.carried_out_cents]
    onward = [one for one in found.grants if one.year == year and one.carried_out_cents]
    spent = [one for one in found.lines if one.year == year and one.spent_cents]
    told = {"coalition": coalition, "year": year, "granted": euros(sums.granted), "spent": euros(sums.spent)}
    sentences, origins = [], []

    def say(sentence: str, origin: list[str]) -> None:
        origins.append("; ".join(origin) or _("nothing stands in the budget"))
        sentences.append(f"{sentence} [{len(origins)}]")

    say(
        _("In %(year)s %(coalition)s got %(granted)s for the first 1,000 days.") % told,
        [_grant_told(o) for o in grants],
    )
    if before:
        amount = euros(sum(one.carried_out_cents for one in before))
        values = {"before": year - 1, "amount": amount}
        say(_("From %(before)s %(amount)s came along.") % values, [_carried_told(one) for one in before])
    say(_("Of this %(spent)s was spent.") % told, [_line_told(one) for one in spent])
    if onward:
        amount = euros(sum(one.carried_out_cents for one in onward))
        values = {"after": year + 1, "amount": amount}
        say(_("To %(after)s %(amount)s goes on.") % values, [_carried_told(one) for one in onward])
    calculation = _("%(granted)s + %(carried_in)s − %(spent)s − %(carried_out)s") % {
        "granted": euros(sums.granted),
        "carried_in": euros(sums.carried_in),
        "spent": euros(sums.spent),
        "carried_out": euros(sums.carried_out),
    }
    if sums.left < 0:
        say(_("There is %(amount)s too little.") % {"amount": euros(-sums.left)}, [calculation])
    else:
        say(_("%(amount)s is left.") % {"amount": euros(sums.left)}, [calculation])
    return Paragraph(sentences, origins)


def _grant_told(one: GrantCard) -> str:
    amount = euros(one.granted_cents)
    source = one.source or _("no decision is named")
    return f"{name_of(one.funding)} {one.year}: {amount}, {source}"


def _carried_told(one: GrantCard) -> str:
    return _("%(name)s, from %(year)s to %(next)s: %(amount)s") % {
        "name": name_of(one.funding),
        "year": one.year,
        "next": one.year + 1,
        "amount": euros(one.carried_out_cents),
    }


def _line_told(one: LineCard) -> str:
    evidence = one.evidence or one.link or _("no evidence is named")
    return f"{one.activity} ({name_of(one.funding)}): {euros(one.spent_cents)}, {evidence}"


def sources() -> list[Funding]:
    """The funding lines, each with where we know it from."""
    return list(funding_lines().values())


def funding_choices() -> list[tuple[str, str]]:
    """(code, name) for a form."""
    return [(one.code, one.name(words.language())) for one in sources()]


def lines_table(found: Budget) -> list[list[str]]:
    """Every activity of every year, for a file."""
    head = [
        "jaar",
        "geldstroom",
        "activiteit",
        "gepland",
        "toegezegd",
        "besteed",
        "uitgevoerd",
        "bewijs",
        "link",
        "acties",
    ]
    return [
        head,
        *(
            [
                str(one.year),
                name_of(one.funding),
                one.activity,
                plain(one.planned_cents),
                plain(one.committed_cents),
                plain(one.spent_cents),
                "ja" if one.is_done else "nee",
                one.evidence,
                one.link,
                "; ".join(title for _key, title in one.actions),
            ]
            for one in found.lines
        ),
    ]


def parts_table(found: Budget) -> list[list[str]]:
    """Every part with its sums and the total of each year and of all, for a file."""
    names = ("granted", "carried_in", "planned", "committed", "spent", "carried_out", "left")
    head = [
        "jaar",
        "geldstroom",
        "toegekend",
        "van vorig jaar",
        "gepland",
        "toegezegd",
        "besteed",
        "naar volgend jaar",
        "over",
    ]
    lines = [head]

    def add(year: str, name: str, sums: Part | Total) -> None:
        lines.append([year, name, *(plain(getattr(sums, one)) for one in names)])

    for year, sums in ledger.by_year(found.parts).items():
        for part in found.parts.values():
            if part.year == year:
                add(str(year), name_of(part.funding), part)
        add(str(year), "samen", sums)
    add("alle jaren", "samen", ledger.total(found.parts.values()))
    return lines


def account_table(found: Budget, year: int) -> list[list[str]]:
    """The account of a year by part, as the SiSa annex asks for it, for a file."""
    head = [
        "onderdeel",
        "toegekend",
        "van vorig jaar",
        "besteed",
        "naar volgend jaar",
        "over",
        "activiteiten uitgevoerd",
    ]
    rows = account_rows(found, year, is_spuk=True)
    sums = [("samen", ledger.total(part for part, _row in rows), "")]
    named = [(row.name, part, row.done) for part, row in rows]
    return [
        head,
        *(
            [name, *(plain(a) for a in (one.granted, one.carried_in, one.spent, one.carried_out, one.left)), done]
            for name, one, done in [*named, *sums]
        ),
    ]
