"""The check of a path: eleven rules, each with the place and a sentence. Pure.

What a path may count on (parties, services, published triggers) comes in as `Local`; without it the local rules are
left out. A path without findings can be walked to an end by every kind of family.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kansrijk.paths.definition import EVERYBODY, LOCAL, Definition, Step
from kansrijk.paths.walking import Kind, holds, kinds, ways_on
from kansrijk.paths.words import for_families, say

RULES = (
    "dead_end",
    "unreachable",
    "endless_cycle",
    "no_party",
    "unknown_party",
    "unknown_service",
    "stale_service",
    "no_time_limit",
    "no_feedback",
    "no_consent",
    "trigger_taken",
)
LOCAL_RULES = ("unknown_party", "unknown_service", "stale_service")


@dataclass(frozen=True)
class Finding:
    """One point: where (file, line, step) and which rule, in words."""

    file: str
    line: int
    step: str | None
    rule: str
    message: str

    def as_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "line": self.line,
            "step": self.step,
            "rule": self.rule,
            "message": self.message,
        }


@dataclass(frozen=True)
class Local:
    """What a coalition has: kinds and names (see `party_slug`) of its parties, kinds of services with whether one was
    checked in time, the paths that it has published, and what a kind of service is called for people."""

    parties: frozenset[str]
    services: dict[str, bool]
    published: tuple[Definition, ...] = field(default=())
    service_names: dict[str, str] = field(default_factory=dict)


def check(paths: Sequence[Definition], local: Local | None = None, language: str = "nl") -> list[Finding]:
    """All findings, by file and line."""
    found: list[Finding] = []
    for path in paths:
        found += _Check(path, local, language).findings()
    found += _taken(paths, local, language)
    order = {path.file: number for number, path in enumerate(paths)}
    return sorted(found, key=lambda one: (order.get(one.file, 0), one.line, RULES.index(one.rule)))


class _Check:
    """One path."""

    def __init__(self, path: Definition, local: Local | None, language: str) -> None:
        self.path, self.local, self.language = path, local, language
        self.by_id = {step.id: step for step in path.steps}
        self.into = {branch.to for step in path.steps for branch in step.next}

    def point(self, rule: str, step: Step | None, line: int, words: str = "", **values: object) -> Finding:
        values.setdefault("step", step.name if step else "")
        message = say("findings", words or rule, self.language, **values)
        return Finding(self.path.file, line, step.id if step else None, rule, message)

    def findings(self) -> Iterator[Finding]:
        yield from self._ways()
        yield from self._who()
        yield from self._when()
        yield from self._consent()
        yield from self._feedback()
        if self.local is not None:
            yield from self._services(self.local)

    # -- can it be walked --

    def _ways(self) -> Iterator[Finding]:
        for step in self.path.steps:
            for branch in step.next:
                if branch.to not in self.by_id:
                    yield self.point("dead_end", step, branch.line or step.line, "dead_end_unknown", other=branch.to)
        reached = self._reached()
        for step in self.path.steps:
            if step.id not in reached:
                yield self.point("unreachable", step, step.line)
        if not any(step.is_end for step in self.path.steps):
            line = self.path.lines.get("steps", 1)
            yield self.point("dead_end", None, line, "dead_end_nowhere")
        yield from self._dead_ends_and_rounds(reached)

    def _reached(self) -> set[str]:
        found: set[str] = set()
        waiting = [self.path.start]
        while waiting:
            here = waiting.pop()
            if here in found or here not in self.by_id:
                continue
            found.add(here)
            waiting += [branch.to for branch in self.by_id[here].next]
        return found

    def _dead_ends_and_rounds(self, reached: set[str]) -> Iterator[Finding]:
        """By kind of family; each step and each round is told once, with the first kind that meets it."""
        all_kinds = list(kinds(self.path))
        dead: dict[str, list[Kind]] = {}
        rounds: dict[frozenset[str], list[Kind]] = {}
        for kind in all_kinds:
            stuck, ring = self._follow(kind)
            for name in stuck:
                dead.setdefault(name, []).append(kind)
            if ring:
                rounds.setdefault(ring, []).append(kind)
        for step in self.path.steps:
            met = dead.get(step.id)
            if met:
                told = "" if len(met) == len(all_kinds) or not step.next else self._kind(met[0])
                yield self.point("dead_end", step, step.line, **{"for": told})
        for ring, met in rounds.items():
            inside = [step for step in self.path.steps if step.id in ring]
            told = "" if len(met) == len(all_kinds) else self._kind(met[0])
            names = ", ".join(f"“{step.name}”" for step in inside)
            yield self.point("endless_cycle", inside[0], inside[0].line, steps=names, **{"for": told})

    def _kind(self, kind: Kind) -> str:
        return for_families(tuple(sorted(kind)), self.language)

    def _follow(self, kind: Kind) -> tuple[list[str], frozenset[str]]:
        """Steps where this kind of family is stuck, and a round that it never leaves (empty: none).

        Over lasting ways there may be no round at all: what is taken at most so often comes to an end by itself.
        """
        lasting: dict[str, list[str]] = {}
        stuck: list[str] = []
        waiting = [self.path.start]
        while waiting:
            here = waiting.pop()
            step = self.by_id.get(here)
            if step is None or here in lasting:
                continue
            bounded, ways = ways_on(step, kind)
            lasting[here] = [way.to for way in ways if way.to in self.by_id]
            if not ways and not step.is_end:
                stuck.append(here)
            waiting += [*lasting[here], *(way.to for way in bounded)]
        return stuck, _round(lasting)

    # -- who and when --

    def _who(self) -> Iterator[Finding]:
        for step in self.path.steps:
            if not step.party:
                yield self.point("no_party", step, step.line)
            elif self.local is not None:
                named = [step.party]
                if step.handover:
                    named.append(step.handover.to)
                for party in dict.fromkeys(named):
                    name = self.path.party_name(party)
                    if party not in EVERYBODY and not {party, party_slug(name)} & self.local.parties:
                        yield self.point("unknown_party", step, step.line, party=name)

    def _when(self) -> Iterator[Finding]:
        for step in self.path.steps:
            if step.id == self.path.start:
                continue
            if step.within is None:
                yield self.point("no_time_limit", step, step.line)
            elif step.within == LOCAL and self.local is not None:
                yield self.point("no_time_limit", step, step.line, "no_time_limit_local")

    # -- what is shared --

    def _consent(self) -> Iterator[Finding]:
        """Where a handover can be reached without the parents having agreed to that receiver."""
        open_to: dict[str, set[frozenset[str]]] = {}
        waiting: list[tuple[str, frozenset[str]]] = [(self.path.start, frozenset())]
        while waiting:
            here, agreed = waiting.pop()
            step = self.by_id.get(here)
            if step is None or agreed in open_to.setdefault(here, set()):
                continue
            open_to[here].add(agreed)
            for branch in step.next:
                then = agreed
                if step.consent is not None and "consent" in branch.when and "no_consent" not in branch.when:
                    then = agreed | frozenset(step.consent.for_parties)
                waiting.append((branch.to, then))
        for step in self.path.steps:
            given = step.handover
            if given and any(given.to not in agreed for agreed in open_to.get(step.id, ())):
                yield self.point("no_consent", step, given.line, party=self.path.party_name(given.to))

    def _feedback(self) -> Iterator[Finding]:
        """Where a path can end after a handover without the one who handed over having been told anything."""
        for step in self.path.steps:
            if step.handover and step.party and self._ends_untold(step):
                yield self.point(
                    "no_feedback",
                    step,
                    step.handover.line,
                    party=self.path.party_name(step.handover.to),
                    sender=self.path.party_name(step.party),
                )

    def _ends_untold(self, sender: Step) -> bool:
        """Parties may be busy at once: it is enough that one of the ways that are taken together tells it."""
        for kind in kinds(self.path):
            told, seen, waiting = False, set(), _targets(sender, kind)
            while waiting and not told:
                here = waiting.pop()
                step = self.by_id.get(here)
                if step is None or here in seen:
                    continue
                seen.add(here)
                told = step.feedback is not None and sender.party in step.feedback.to
                waiting += _targets(step, kind)
            if not told and self._comes_by(sender.id, kind):
                return True
        return False

    def _comes_by(self, name: str, kind: Kind) -> bool:
        """Whether a family of this kind comes by this step."""
        seen, waiting = set(), [self.path.start]
        while waiting:
            here = waiting.pop()
            if here == name:
                return True
            if here in seen or here not in self.by_id:
                continue
            seen.add(here)
            waiting += _targets(self.by_id[here], kind)
        return False

    # -- what there is here --

    def _services(self, local: Local) -> Iterator[Finding]:
        for kind, line, name in self.path.services():
            step = self.by_id.get(name or "")
            called = local.service_names.get(kind, kind)
            if kind not in local.services:
                yield self.point("unknown_service", step, line, service=called)
            elif not local.services[kind]:
                yield self.point("stale_service", step, line, service=called)


def party_slug(name: str) -> str:
    """A name as a code: `Sociaal team Oost` is `sociaal-team-oost`."""
    return "-".join("".join(one if one.isalnum() else " " for one in name.lower()).split())


def _targets(step: Step, kind: Kind) -> list[str]:
    """Where a family of this kind may go from a step."""
    return [branch.to for branch in step.next if holds(branch, kind)]


def _round(ways: dict[str, list[str]]) -> frozenset[str]:
    """The steps of one round in a graph; empty when there is none."""
    done: set[str] = set()
    for begin in ways:
        if begin in done:
            continue
        stack = [(begin, iter(ways[begin]))]
        grey = [begin]
        while stack:
            here, rest = stack[-1]
            for there in rest:
                if there in grey:
                    return frozenset(grey[grey.index(there) :])
                if there not in done:
                    stack.append((there, iter(ways[there])))
                    grey.append(there)
                    break
            else:
                done.add(here)
                stack.pop()
                grey.pop()
    return frozenset()


def _taken(paths: Sequence[Definition], local: Local | None, language: str) -> Iterator[Finding]:
    """Paths that take the lead in a factor, phase and level that an earlier one leads in; each pair once."""
    first: dict[tuple[str, str, str, tuple[str, ...]], Definition] = {}
    told: set[tuple[int, int]] = set()
    given = {path.id for path in paths}
    published = [one for one in (local.published if local else ()) if one.id not in given]
    for path in [*published, *paths]:
        for claim in path.trigger.claims():
            other = first.setdefault(claim, path)
            if other is path or (id(other), id(path)) in told:
                continue
            told.add((id(other), id(path)))
            what = f"{claim[0]}, {say('answers', claim[1], language)}"
            words = say("findings", "trigger_taken", language, path=path.name, other=other.name, what=what)
            yield Finding(path.file, path.trigger.line or 1, None, "trigger_taken", words)
