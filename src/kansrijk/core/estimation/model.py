"""What a model of persons is made of: terms over covariates, area effects, indicators."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from kansrijk.core.faults import BadInput

_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
LARGEST_BASIS = 40


@dataclass(frozen=True)
class Smooth:
    """A P-spline of `k` cubic B-splines in a number, one curve per level of `by`: mgcv's s(of, by=by, bs="ps", k=k)."""

    of: str
    by: str | None = None
    k: int = 10

    @property
    def names(self) -> tuple[str, ...]:
        """The covariates it needs."""
        return (self.of,) if self.by is None else (self.of, self.by)

    @property
    def label(self) -> str:
        """As mgcv writes it."""
        return f"s({self.of})" if self.by is None else f"s({self.of}, by={self.by})"


@dataclass(frozen=True)
class Levels:
    """One shrunken effect per combination of levels: mgcv's s(a, b, bs="re")."""

    of: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The covariates it needs."""
        return self.of

    @property
    def label(self) -> str:
        """As mgcv writes it."""
        return f"s({', '.join(self.of)}, re)"


Term = Smooth | Levels


@dataclass(frozen=True)
class Model:
    """logit P(outcome) = intercept + terms + area effect; `meaning` says in words what each covariate is."""

    area: str
    indicators: tuple[str, ...]
    terms: tuple[Term, ...]
    spatial: bool = True
    unstructured: bool = True
    weight: str | None = None
    meaning: dict[str, str] = field(default_factory=dict)

    @property
    def covariates(self) -> tuple[str, ...]:
        """Every covariate that a term needs, in order of first use."""
        return tuple(dict.fromkeys(name for term in self.terms for name in term.names))

    @property
    def numeric(self) -> frozenset[str]:
        """Those that a curve is drawn over; the others are levels."""
        return frozenset(term.of for term in self.terms if isinstance(term, Smooth))

    @property
    def formula(self) -> str:
        """For readers who know mgcv."""
        area = (["mrf(area)"] if self.spatial else []) + (["re(area)"] if self.unstructured else [])
        return " + ".join(["1", *(term.label for term in self.terms), *area])


def model_from_toml(text: str, file: str | None = None) -> Model:
    """Reads `[model]`, `[[term]]` and `[meaning]`; raises `BadInput` with one sentence and the field."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"the model is not readable TOML: {error}", file=file) from error

    def wrong(message: str, where: str) -> BadInput:
        return BadInput(message, file=file, field=where)

    head = document.get("model")
    if not isinstance(head, dict):
        raise wrong("the model has no part [model]", "model")
    unknown = set(head) - {"area", "spatial", "unstructured", "indicators", "weight"}
    if unknown or set(document) - {"model", "term", "meaning"}:
        name = sorted(unknown or set(document) - {"model", "term", "meaning"})[0]
        raise wrong(f"{name!r} is not something a model has", name)
    indicators = head.get("indicators")
    if not isinstance(indicators, list) or not indicators or not all(_is_name(i) for i in indicators):
        raise wrong("indicators must be a list of column names", "model.indicators")
    if head.get("spatial", "icar") not in ("icar", "none"):
        raise wrong("spatial must be 'icar' or 'none'", "model.spatial")
    if not isinstance(head.get("unstructured", True), bool):
        raise wrong("unstructured must be true or false", "model.unstructured")
    for key in ("area", "weight"):
        if key in head and not _is_name(head[key]):
            raise wrong(f"{key} must be a column name", f"model.{key}")
    terms = document.get("term", [])
    if not isinstance(terms, list):
        raise wrong("each term is a part [[term]]", "term")
    meaning = document.get("meaning", {})
    if not isinstance(meaning, dict) or not all(isinstance(v, str) for v in meaning.values()):
        raise wrong("[meaning] gives a text per covariate", "meaning")
    made = Model(
        area=head.get("area", "area"),
        indicators=tuple(indicators),
        terms=tuple(_term(t, i + 1, file) for i, t in enumerate(terms)),
        spatial=head.get("spatial", "icar") == "icar",
        unstructured=head.get("unstructured", True),
        weight=head.get("weight"),
        meaning=dict(meaning),
    )
    both = made.numeric & {n for t in made.terms for n in (t.of if isinstance(t, Levels) else (t.by or "",))}
    if both:
        raise wrong(f"{sorted(both)[0]} is used both as a number and as levels", "term")
    return made


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(_NAME.match(value))


def _term(raw: Any, number: int, file: str | None) -> Term:
    where = f"term {number}"
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind == "smooth":
        k, by = raw.get("k", 10), raw.get("by")
        fits = _is_name(raw.get("of")) and (by is None or _is_name(by)) and raw.get("basis", "ps") == "ps"
        if (
            fits
            and isinstance(k, int)
            and 4 <= k <= LARGEST_BASIS
            and not set(raw) - {"type", "of", "by", "basis", "k"}
        ):
            return Smooth(raw["of"], by, k)
        message = f"a smooth has of, by, basis='ps' and k from 4 to {LARGEST_BASIS}"
    elif kind == "factor":
        of = raw.get("of")
        of = [of] if isinstance(of, str) else of
        if isinstance(of, list) and 1 <= len(of) <= 3 and all(map(_is_name, of)) and not set(raw) - {"type", "of"}:
            return Levels(tuple(of))
        message = "a factor has of, a list of one to three column names"
    else:
        message = "a term has type 'smooth' or 'factor'"
    raise BadInput(message, file=file, field=where)
