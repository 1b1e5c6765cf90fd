"""The care paths of the fictional region: made by commands, once, as far as their file says."""

import pytest
from tests.demo.test_coalitions import work_of

from kansrijk.demo import paths
from kansrijk.paths import queries
from kansrijk.paths.models import PathVersion
from kansrijk.trust.actors import VISITOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_the_paths_of_the_region_are_made_once_and_as_far_as_the_file_says(django_assert_max_num_queries):
    states = dict(PathVersion.objects.order_by("number").values_list("path__slug", "state"))
    assert {"roken": "offered", "laaggeletterd-en-taal": "concept"}.items() <= states.items()
    published = [card for card in queries.paths_of(VISITOR) if card.is_published]
    assert len(published) == 6
    assert {card.coalition_slug for card in published} == {"kansrijk-waterdam", "kansrijk-zilvermeent"}
    path = queries.path(VISITOR, "kansrijk-waterdam", "geld-en-schulden").definition
    assert path.parties["sociaal-team"] == "Sociaal team Waterdam"
    assert not [step.id for step in path.steps if step.within == "local"], "the region filled in its limits"
    before = PathVersion.objects.count()
    with django_assert_max_num_queries(1):
        paths.load()
    assert PathVersion.objects.count() == before


def test_a_path_of_the_region_awaits_a_merge_with_a_choice_in_it():
    actor, key = work_of("coordinator-zilvermeent")
    at = ("kansrijk-waterdam", "wonen-en-dakloos")
    assert [(one.host, one.slug) for one in queries.changed_by_hosts(actor)] == [at]
    found = queries.upstream(actor, key, "kansrijk-zilvermeent", *at, {}, "nl")
    assert [one.key for one in found.beside.merged.conflicts] == ["overdragen.does"]
    assert found.page.definition.step("overdragen").within == 3
    assert any(one.field == "first_talk" for one in found.beside.comes)
    assert found.beside.fault == ""
