"""What may never be an input (AI-04), by name and by meaning."""

import ast
import inspect

import pytest

from kansrijk.atlas import rules
from kansrijk.atlas.rules import ForbiddenInput, are_allowed_inputs, forbidden_kind, require_allowed_inputs

FORBIDDEN = [
    "nationaliteit", "Nationality", "NAT", "etniciteit", "ethnic_group", "etn_grp", "herkomst", "herkomst_moeder",
    "migratieachtergrond", "migrationBackground", "mig", "niet-westers", "geboorteland", "GBAGEBOORTELAND",
    "geboorteland_vader", "birth_country", "country", "religie", "godsdienst", "geloof", "islam", "kerkgang", "ras",
    "race", "huidskleur", "achternaam", "surname", "moedertaal", "mother_tongue", "generatie", "postcode", "pc4", "PC6",
    "GBAHERKOMSTGROEPERING", "asielstatus", "afkomst", "roma", "etnisch_profiel", "Étnicité",
]  # fmt: skip
ALLOWED = {
    "age": "leeftijd in jaren", "sex": "geslacht", "g7": "neutral factor of seven levels, made up",
    "oad": "omgevingsadressendichtheid", "education": "hoogste opleiding", "income": "national income percentile",
    "source": "bron van inkomen", "owner": "eigendom van de woning", "household": "type huishouden",
    "density": "density of addresses around", "marital": "burgerlijke staat", "assets": "vermogen van het huishouden",
    "christening": "x" * 5,
}  # fmt: skip


@pytest.mark.req("AI-04", "atlas.rules.require_allowed_inputs")
@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_input_is_refused_by_name_and_by_meaning(name):
    with pytest.raises(ForbiddenInput, match="may not be an input"):
        require_allowed_inputs([name], {name: "neutral"})
    with pytest.raises(ForbiddenInput, match="x7 may not be an input"):
        require_allowed_inputs(["x7"], {"x7": f"group by {name} of the person"})


def test_ordinary_covariates_are_allowed():
    for name, meaning in ALLOWED.items():
        if name != "christening":
            assert are_allowed_inputs([name], {name: meaning}), name
    assert forbidden_kind("christening") == "religion"


@pytest.mark.parametrize("meaning", ["country of birth of the mother", "where somebody was born", "land van geboorte",
                                     "taal die thuis wordt gesproken", "born abroad", "skin colour",
                                     "first name"])  # fmt: skip
def test_a_meaning_in_several_words_is_understood(meaning):
    assert not are_allowed_inputs(["factor_a"], {"factor_a": meaning})


@pytest.mark.req("AI-04", "atlas.rules.require_allowed_inputs")
def test_an_input_without_a_declared_meaning_is_refused():
    for meaning in ({}, {"f": ""}, {"f": "  "}):
        with pytest.raises(ForbiddenInput, match="no meaning"):
            require_allowed_inputs(["f"], meaning)


@pytest.mark.req("AI-04", "atlas.rules.require_allowed_inputs")
def test_no_setting_switches_the_refusal_off():
    tree = ast.parse(inspect.getsource(rules))
    imported = {n.module if isinstance(n, ast.ImportFrom) else a.name for n in ast.walk(tree)
                if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names}  # fmt: skip
    assert imported <= {"__future__", "re", "unicodedata", "collections.abc", "dataclasses"}
    assert list(inspect.signature(require_allowed_inputs).parameters) == ["names", "meaning"]
