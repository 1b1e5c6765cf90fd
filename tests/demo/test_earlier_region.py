"""A database with the region of an earlier version: what to do is said in one sentence, and nothing is mixed."""

import pytest

from kansrijk.core.faults import BadInput
from kansrijk.demo import figures, there


@pytest.fixture
def refused(monkeypatch):
    """One delivery, which is refused because earlier figures are public."""

    def refuse(*_given):
        raise BadInput(
            "big2, 2021, of GM9901@2023 can be recomputed from what is public already; leave that place out of the file"
        )

    monkeypatch.setattr(figures, "_deliveries", lambda *_given: iter([figures._Delivery("f", "n.csv", "x", None)]))
    monkeypatch.setattr(figures, "_release", refuse)


def load() -> None:
    figures.load(coalition=None, places=[], seed=1, step=lambda _what: None)


def test_figures_of_an_earlier_region_are_explained_and_the_way_out_is_named(refused, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(there, "published", lambda: {"fictief-geboorten.csv"})
    with pytest.raises(BadInput, match="earlier fictional region") as raised:
        load()
    said = str(raised.value)
    assert str(tmp_path) in said
    assert "KANSRIJK_DATA" in said
    assert "recomputed" not in said


def test_a_refusal_in_an_empty_database_is_told_as_it_is(refused, monkeypatch):
    monkeypatch.setattr(there, "published", set)
    with pytest.raises(BadInput, match="recomputed"):
        load()
