"""The shipped JSON Schema and the reader say the same of a path file."""

import datetime
import json
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from kansrijk.core.faults import BadInput
from kansrijk.paths import reading
from kansrijk.paths.definition import QUESTION_OF

HERE = Path(__file__).resolve().parent
SCHEMA = json.loads(files("kansrijk.paths").joinpath("data/path.schema.json").read_text("utf-8"))
FILES = [
    *sorted(HERE.glob("golden/*.yaml")),
    *sorted((HERE.parents[1] / "src/kansrijk/paths/data/templates").glob("*")),
]


def plain(value):
    """What a YAML reader makes of a date, as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def accepts(document) -> bool:
    return jsonschema_rs.validator_for(SCHEMA).is_valid(document)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_that_can_be_read_follows_the_schema(file):
    reading.read_file(file)
    assert accepts(plain(yaml.safe_load(file.read_text("utf-8"))))


def test_the_schema_knows_the_fields_of_the_reader():
    assert set(SCHEMA["properties"]) == set(reading.FIELDS)
    assert set(SCHEMA["required"]) == {name for name, is_required in reading.FIELDS.items() if is_required}
    assert set(SCHEMA["$defs"]["step"]["properties"]) == set(reading.STEP)
    assert set(SCHEMA["$defs"]["answer"]["enum"]) == set(QUESTION_OF)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Met Hoofdletters"},
        {"steps": []},
        {"trigger": {"factors": [], "phases": ["during"]}},
        {"trigger": {"factors": ["RS99x"], "phases": ["during"]}},
        {"trigger": {"factors": ["RS01"], "phases": ["later"]}},
        {"extra": "x"},
        {"version": 0},
        {"steps": [{"id": "gesprek", "name": "x", "next": [{"to": "a", "when": "misschien"}]}]},
        {"steps": [{"id": "gesprek", "name": "x", "within_working_days": -1}]},
        {"doors": [{"name": "zonder soort"}]},
    ],
)
def test_what_the_one_refuses_the_other_refuses_too(wrong):
    document = plain(yaml.safe_load((HERE / "golden/good.yaml").read_text("utf-8"))) | wrong
    assert not accepts(document)
    with pytest.raises(BadInput):
        reading.read(yaml.safe_dump(document, allow_unicode=True), "x")
