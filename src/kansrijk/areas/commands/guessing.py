"""Which level, and which fields hold code and name: guessed from how CBS names them, or asked for in one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kansrijk.areas.codes import LEVELS, level_of, normalise
from kansrijk.areas.errors import BadFile

# In order: a buurt file holds the codes of its wijk and gemeente too, so the smallest comes first.
CODE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "buurt": ("bu_code", "buurtcode"),
    "wijk": ("wk_code", "wijkcode"),
    "pc4": ("pc4", "pc4_code", "pc4code", "postcode", "postcode4"),
    "pc3": ("pc3", "pc3_code"),
    "gemeente": ("gm_code", "gemeentecodegm", "gemeentecode"),
    "ggd_region": ("gg_code", "ggdregiocode", "ggd_code"),
    "province": ("pv_code", "provinciecodepv", "provinciecode"),
}
NAME_FIELDS: Mapping[str, tuple[str, ...]] = {
    "buurt": ("bu_naam", "buurtnaam"),
    "wijk": ("wk_naam", "wijknaam"),
    "gemeente": ("gm_naam", "gemeentenaam"),
    "ggd_region": ("ggdregio", "ggdregionaam", "ggd_naam"),
    "province": ("pv_naam", "provincienaam"),
}
ANY_CODE = ("statcode", "regiocode", "code")
ANY_NAME = ("statnaam", "regionaam", "naam", "name")


@dataclass(frozen=True)
class Guess:
    """The level and the fields of a file; no code field means that codes are made from names (GGD regions)."""

    level: str
    code_field: str | None
    name_field: str | None


def guess(
    fields: Sequence[str],
    first: Mapping[str, object],
    *,
    file: str,
    level: str | None = None,
    code_field: str | None = None,
    name_field: str | None = None,
) -> Guess:
    """Level and fields of a file by its field names and first row. Raises BadFile with the question to answer."""
    if level is not None and (level not in LEVELS or level == "working_area"):
        raise BadFile(f"{level} is not a level; choose from {', '.join(LEVELS[:-1])}", file=file, field="level")
    for option, wanted in (("--code", code_field), ("--name", name_field)):
        if wanted is not None and wanted not in fields:
            raise BadFile(f"there is no field {wanted!r} for {option}; there are {', '.join(fields)}", file=file)
    lower = {field.strip().lower(): field for field in fields}
    code, told = (code_field, None) if code_field else _code_field(lower, level)
    if code is None:
        return _by_name(lower, fields, level, name_field, file)
    found = level or told or level_of(normalise(str(first.get(code) or ""), ""))
    if found is None:
        raise BadFile(f"say with --level what level the codes in {code!r} are of", file=file, field=code)
    return Guess(found, code, name_field or _pick(lower, (*ANY_NAME, *NAME_FIELDS.get(found, ()))))


def _pick(lower: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((lower[name] for name in names if name in lower), None)


def _code_field(lower: Mapping[str, str], level: str | None) -> tuple[str | None, str | None]:
    generic = _pick(lower, ANY_CODE)
    if level is not None:
        return _pick(lower, CODE_FIELDS.get(level, ())) or generic, level
    if generic:
        return generic, None
    return next(
        ((lower[name], candidate) for candidate, names in CODE_FIELDS.items() for name in names if name in lower),
        (None, None),
    )


def _by_name(
    lower: Mapping[str, str], fields: Sequence[str], level: str | None, name_field: str | None, file: str
) -> Guess:
    name = name_field or _pick(lower, NAME_FIELDS["ggd_region"])
    if name is not None and level in {None, "ggd_region"}:
        return Guess("ggd_region", None, name)
    raise BadFile(
        f"say with --code which field holds the area code; there are {', '.join(fields) or 'none'}", file=file
    )
