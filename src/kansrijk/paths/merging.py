"""A local path and a new version of the path that it was taken from, merged three ways. Pure.

Base is the version that was taken, ours the local path as it is, theirs the new version of the host. What only one of
the two changed is taken; where both changed the same the local name, limit, owner and source stay, and of any other
text somebody chooses. Nothing is lost: what the merged path does not have of either stands in `conflicts` or `kept`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from kansrijk.paths.comparing import general_fields, step_fields, whole_step
from kansrijk.paths.definition import Definition, Step, Trigger, Urgent
from kansrijk.paths.reading import read

Side = Literal["ours", "theirs"]
SIDES: tuple[Side, ...] = ("ours", "theirs")
LOCAL_TO_A_COALITION = frozenset({"name", "within", "owner", "checked_on", "source"})
"""Fields in which the coalition's own words stay without asking."""


@dataclass(frozen=True)
class Point:
    """Where both changed the same. `key` names it in a form, `where` the step (empty: the path as a whole), `field` is
    a code of `comparing`; `ours` and `theirs` are words, empty where that side has taken it out."""

    key: str
    where: str
    field: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """`conflicts`: what somebody must choose, or chose; `open`: the keys of those without a choice, in which the path
    still says what the coalition says; `kept`: where the local words stayed beside other ones of the host."""

    path: Definition
    conflicts: tuple[Point, ...]
    open: tuple[str, ...]
    kept: tuple[Point, ...]


def merge(
    base: Definition,
    ours: Definition,
    theirs: Definition,
    chosen: Mapping[str, str] | None = None,
    language: str = "nl",
) -> Merged:
    """`chosen`: key of a conflict → `ours` or `theirs`; anything else counts as no choice."""
    return _Merge(_bare(base), _bare(ours), _bare(theirs), chosen or {}, language).whole()


def apart(path: Definition) -> Definition:
    """The base of two texts that come from nothing shared: whatever both say otherwise is chosen, the rest is added."""
    empty: dict[str, Any] = {
        one.name: type(getattr(path, one.name))() for one in fields(path) if isinstance(getattr(path, one.name), str)
    }
    lists = dict.fromkeys(("steps", "doors", "informal"), ())
    nothing = {"trigger": Trigger((), ()), "urgent": None, "parties": {}, "phase_notes": {}}
    return replace(path, **empty, **lists, **nothing, version=0)


def shared(ours: str, theirs: str) -> Definition | None:
    """What two paths were both made of: the older of the two texts of their template. None where that is not sure."""
    if not (ours and theirs):
        return None
    one, other = read(ours, "sjabloon"), read(theirs, "sjabloon")
    if one.id != other.id:
        return None
    if ours == theirs:
        return one
    ages = [(path.version, path.date) for path in (one, other)]
    return None if ages[0] == ages[1] else one if ages[0] < ages[1] else other


def _bare(value: Any) -> Any:
    """Without the lines of the file: where something stands is no difference."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: _bare(getattr(value, one.name)) for one in fields(value)}
        return replace(value, **told | ({"line": 0} if "line" in told else {}))
    return tuple(map(_bare, value)) if isinstance(value, tuple) else value


def _order(base: Iterable[str], ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Every key once. The order of who changed it, ours where both did; what the other added follows its neighbour."""
    lead, follow = (list(ours), list(theirs)) if list(ours) != list(base) else (list(theirs), list(ours))
    found = list(lead)
    at = 0
    for key in follow:
        if key in found:
            at = found.index(key) + 1
        else:
            found.insert(at, key)
            at += 1
    return found


class _Clash(Exception):
    """Two sides changed the same part of a list: the list is chosen as a whole."""


def _pick(base: Any, ours: Any, theirs: Any) -> Any:
    """What one side changed. Raises `_Clash` where both did."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    raise _Clash


def _listed(base: tuple[Any, ...], ours: tuple[Any, ...], theirs: tuple[Any, ...], key: Callable[[Any], Any]) -> Any:
    """Parts added and taken out by either side. Raises `_Clash` for a part that both changed, and for no part left."""
    named = [{key(one): one for one in side} for side in (base, ours, theirs)]
    if any(len(told) != len(side) for told, side in zip(named, (base, ours, theirs), strict=True)):
        return _pick(base, ours, theirs)
    found = [_pick(*(side.get(one) for side in named)) for one in _order(*named)]
    kept = tuple(one for one in found if one is not None)
    return kept if kept else _pick(base, ours, theirs)


def _itself(one: Any) -> Any:
    return one


class _Merge:
    """One merge, with what was found on the way."""

    def __init__(
        self, base: Definition, ours: Definition, theirs: Definition, chosen: Mapping[str, str], language: str
    ) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.chosen, self.language = chosen, language
        self.conflicts: list[Point] = []
        self.open: list[str] = []
        self.kept: list[Point] = []

    def whole(self) -> Merged:
        steps = self._steps()
        return Merged(
            replace(
                self.ours,
                name=self._of_path("name"),
                version=self._newest("version"),
                trigger=self._trigger(),
                first_talk=self._of_path("first_talk"),
                urgent=self._urgent(),
                parties=self._parties(steps),
                start=self._of_path("start"),
                steps=steps,
                doors=self._of_path("doors", lambda one: (one.service, one.name)),
                stays_responsible=self._of_path("stays_responsible"),
                informal=self._of_path("informal", _itself, field="informal_support"),
                parents=self._of_path("parents", field="for_parents"),
                phase_notes=self._notes(),
                source=self._of_path("source"),
                date=self._newest("date"),
                owner=self._of_path("owner"),
                checked_on=self._of_path("checked_on"),
            ),
            tuple(self.conflicts),
            tuple(self.open),
            tuple(self.kept),
        )

    # -- one value --

    def _one(
        self, field: str, values: tuple[Any, Any, Any], step: str = "", listed: Callable[[Any], Any] | None = None
    ) -> Any:
        """The value that one side changed, or what stays or was chosen where both did."""
        base, ours, theirs = values
        try:
            if listed is not None:
                return _listed(base, ours, theirs, listed)
            return _pick(base, ours, theirs)
        except _Clash:
            return self._both(field, ours, theirs, step)

    def _both(self, field: str, ours: Any, theirs: Any, step: str = "") -> Any:
        point = self._point(field, step)
        if field in LOCAL_TO_A_COALITION:
            self.kept.append(point)
            return ours
        self.conflicts.append(point)
        choice = self.chosen.get(point.key)
        if choice not in SIDES:
            self.open.append(point.key)
        return theirs if choice == "theirs" else ours

    def _point(self, field: str, step: str) -> Point:
        there = self.ours.step(step) or self.theirs.step(step) or self.base.step(step)
        where = there.name if there else ""
        ours, theirs = (self._told(path, field, step) for path in (self.ours, self.theirs))
        return Point(f"{step}.{field}", where, field, ours, theirs)

    def _told(self, path: Definition, field: str, step: str) -> str:
        """What a side says there, in words."""
        if not step:
            return _general(path)[field]
        there = path.step(step)
        if there is None:
            return ""
        if field == "step":
            return whole_step(path, there, self.language)
        return step_fields(path, there, self.language)[field]

    # -- the path as a whole --

    def _of_path(self, name: str, listed: Callable[[Any], Any] | None = None, field: str = "") -> Any:
        values = getattr(self.base, name), getattr(self.ours, name), getattr(self.theirs, name)
        return self._one(field or name, values, listed=listed)

    def _newest(self, name: str) -> Any:
        """Of a number or date that both changed the later one."""
        base, ours, theirs = (getattr(one, name) for one in (self.base, self.ours, self.theirs))
        return max(ours, theirs) if base not in (ours, theirs) else theirs if ours == base else ours

    def _trigger(self) -> Trigger:
        """Chosen as a whole where both changed one part of it, so that a path is never left without factor or phase."""
        base, ours, theirs = self.base.trigger, self.ours.trigger, self.theirs.trigger
        try:
            return Trigger(
                factors=_listed(base.factors, ours.factors, theirs.factors, lambda one: one.code),
                phases=_pick(base.phases, ours.phases, theirs.phases),
                levels=_pick(base.levels, ours.levels, theirs.levels),
                also=_listed(base.also, ours.also, theirs.also, _itself),
                with_any=_pick(base.with_any, ours.with_any, theirs.with_any),
            )
        except _Clash:
            found: Trigger = self._both("trigger", ours, theirs)
            return found

    def _urgent(self) -> Urgent | None:
        base, ours, theirs = self.base.urgent, self.ours.urgent, self.theirs.urgent
        try:
            if base is None or ours is None or theirs is None:
                picked: Urgent | None = _pick(base, ours, theirs)
                return picked
            return Urgent(
                _listed(base.signs, ours.signs, theirs.signs, _itself),
                _pick(base.act, ours.act, theirs.act),
                _pick(base.is_meldcode, ours.is_meldcode, theirs.is_meldcode),
            )
        except _Clash:
            found: Urgent | None = self._both("act_today", ours, theirs)
            return found

    def _notes(self) -> dict[str, str]:
        base, ours, theirs = self.base.phase_notes, self.ours.phase_notes, self.theirs.phase_notes
        try:
            found = {key: _pick(base.get(key), ours.get(key), theirs.get(key)) for key in _order(base, ours, theirs)}
            return {key: text for key, text in found.items() if text is not None}
        except _Clash:
            picked: dict[str, str] = self._both("by_phase", ours, theirs)
            return picked

    def _parties(self, steps: tuple[Step, ...]) -> dict[str, str]:
        """A party that one side took out stays while a step of the other names it."""
        base, ours, theirs = self.base.parties, self.ours.parties, self.theirs.parties
        named = _parties_of(steps)
        for side in (self.ours, self.theirs):
            named -= _parties_of(side.steps) - set(side.parties)
        found: dict[str, str] = {}
        for code in _order(base, ours, theirs):
            values = base.get(code), ours.get(code), theirs.get(code)
            try:
                name = _pick(*values)
            except _Clash:
                name = ours.get(code)
                self.kept.append(Point(f".party-{code}", "", "parties", ours.get(code, ""), theirs.get(code, "")))
            name = name if name is not None or code not in named else next(filter(None, values), code)
            if name is not None:
                found[code] = name
        return found

    # -- steps --

    def _steps(self) -> tuple[Step, ...]:
        sides = [{step.id: step for step in path.steps} for path in (self.base, self.ours, self.theirs)]
        found = [self._step(name, *(side.get(name) for side in sides)) for name in _order(*sides)]
        return tuple(step for step in found if step is not None)

    def _step(self, name: str, base: Step | None, ours: Step | None, theirs: Step | None) -> Step | None:
        if ours is not None and theirs is not None:
            return self._fields(base, ours, theirs)
        if base is None:
            return ours or theirs
        if ours is None and theirs is None:
            return None
        left, of, without = (ours, self.ours, "theirs") if ours is not None else (theirs, self.theirs, "ours")
        if left == base and not self._newly_named(name, of):
            return None
        # One side took it out; the other changed it, or leads to it from somewhere else.
        picked: Step | None = self._both("step", *((left, None) if without == "theirs" else (None, left)), name)
        return picked

    def _newly_named(self, step: str, of: Definition) -> bool:
        """Whether this side begins at a step or leads to it from a place where the base did not."""
        if of.start == step != self.base.start:
            return True
        before = {one.id for one in self.base.steps if any(way.to == step for way in one.next)}
        return any(way.to == step for one in of.steps if one.id not in before for way in one.next)

    def _fields(self, base: Step | None, ours: Step, theirs: Step) -> Step:
        """A step that both have. Limit and its source belong together, and so do the ways on and the end."""

        def values(*names: str) -> tuple[Any, Any, Any]:
            told = [tuple(getattr(one, name) for name in names) if one else None for one in (base, ours, theirs)]
            return told[0], told[1], told[2]

        def one(field: str, name: str) -> Any:
            return self._one(field, values(name), ours.id)[0]

        within, source = self._one("within", values("within", "within_source"), ours.id)
        ways, is_end = self._ways(base, ours, theirs, values("next", "is_end"))
        return replace(
            ours,
            name=one("name", "name"),
            party=one("party", "party"),
            does=one("does", "does"),
            within=within,
            within_source=source,
            service=one("service", "service"),
            consent=one("ask_consent", "consent"),
            handover=one("hand_over", "handover"),
            feedback=one("feedback", "feedback"),
            next=ways,
            is_end=is_end,
        )

    def _ways(self, base: Step | None, ours: Step, theirs: Step, values: tuple[Any, Any, Any]) -> Any:
        if base is None or not base.is_end == ours.is_end == theirs.is_end:
            return self._one("next", values, ours.id)
        try:
            return _listed(base.next, ours.next, theirs.next, lambda way: (way.to, way.when)), ours.is_end
        except _Clash:
            return self._both("next", values[1], values[2], ours.id)


def _parties_of(steps: tuple[Step, ...]) -> set[str]:
    """Every party that these steps name."""
    found: set[str] = set()
    for step in steps:
        found |= {step.party, *(step.consent.for_parties if step.consent else ())}
        found |= {step.handover.to} if step.handover else set()
        found |= set(step.feedback.to if step.feedback else ())
    return found


def _general(path: Definition) -> dict[str, str]:
    """The parts of a path in words, those that no comparison shows as well."""
    begins = path.step(path.start)
    return {
        **dict(general_fields(path)),
        "start": begins.name if begins else path.start,
        "by_phase": " ".join(path.phase_notes.values()),
        "source": path.source,
    }
