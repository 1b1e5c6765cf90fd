"""The pages of templates: every template opens, says what it is in words, and its drawing stands in the page."""

import re

import pytest

from kansrijk.paths import shipped
from kansrijk.paths.journey import journey, kind_of

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_names_all_templates_and_filters_by_phase(client):
    page = client.get("/paden")
    assert page.status_code == 200
    for path in shipped.templates().values():
        assert f'href="/paden/{path.id}"' in page.content.decode()
    before = client.get("/paden?fase=before").content.decode()
    assert "/paden/geld-en-schulden" in before
    assert "/paden/taal-en-ontwikkeling" not in before


@pytest.mark.parametrize("name", list(shipped.templates()))
def test_every_template_opens_with_words_drawing_and_steps(client, name):
    path = shipped.templates()[name]
    page = client.get(f"/paden/{name}")
    body, words = page.content.decode(), text(page)
    assert page.status_code == 200
    assert body.count('class="k-path k-path--wide"') == 1
    assert body.count('class="k-path k-path--narrow"') == 1
    for step in path.steps:
        assert f'id="stap-{step.id}"' in body
    for word in (path.first_talk, path.stays_responsible, path.source):
        assert word in words
    assert " style=" not in body
    ids = re.findall(r' id="([^"]+)"', body)
    assert len(ids) == len(set(ids)), "two things of one name"
    for kind in ("routekaart", "meelopen", "tekening.svg", "pad.yaml"):
        assert client.get(f"/paden/{name}/{kind}").status_code == 200


def test_a_template_that_is_not_there_is_not_found(client):
    for end in ("", "/routekaart", "/meelopen", "/tekening.svg", "/pad.yaml"):
        assert client.get(f"/paden/bestaat-niet{end}").status_code == 404


def test_files_are_downloads_that_cannot_run(client):
    for name, kind in (("tekening.svg", "image/svg+xml"), ("pad.yaml", "application/yaml")):
        answer = client.get(f"/paden/roken/{name}")
        assert answer["Content-Type"].startswith(kind)
        assert answer["Content-Disposition"].startswith("attachment")
    assert client.get("/paden/roken/pad.yaml").content.decode() == shipped.texts()["roken"]


def test_the_thousand_days_hold_every_path_and_moment(client):
    page = text(client.get("/duizend-dagen"))
    for path in shipped.templates().values():
        assert path.name in page
    for moment in ("prenataal huisbezoek", "hielprik en gehoor", "maand 24"):
        assert moment in page


def test_walking_along_tells_whom_a_family_meets(client):
    page = text(client.get("/paden/psychische-klachten/meelopen?a=consent&a=reached&a=fits&a=no_more_help"))
    assert "Verhaal opnieuw verteld: 0 ×" in page
    refused = text(client.get("/paden/psychische-klachten/meelopen?a=no_consent"))
    assert "Er begint geen hulp" in refused
    both = text(client.get("/paden/psychische-klachten/meelopen?a=consent&b=no_consent"))
    assert "Tweede gezin" in both
    assert "Moment 2 van" in text(client.get("/paden/psychische-klachten/meelopen?a=consent&stap=2"))


@pytest.mark.parametrize("step", ["0", "99", "x", "-1", "9" * 30, "²"])
def test_a_moment_that_is_not_there_is_no_fault(client, step):
    assert client.get(f"/paden/roken/meelopen?stap={step}").status_code == 200


def test_a_family_that_meets_somebody_who_was_told_nothing_tells_its_story_anew():
    path = shipped.templates()["geld-en-schulden"]
    kind = kind_of(path, ["consent", "reached", "fits", "more_help"])
    walked = journey(path, kind)
    assert walked.told_again == 0, "every party was handed over to first"
    assert walked.parties_met == 2
    assert walked.gets_help
    assert walked.until_help is None, "a template leaves limits to the coalition"
    from dataclasses import replace

    bare = replace(path, steps=tuple(replace(step, handover=None) for step in path.steps))
    assert journey(bare, kind).told_again == 2
    filled = replace(path, steps=tuple(replace(s, within=1 if s.within == "local" else s.within) for s in path.steps))
    assert journey(filled, kind).until_help == 14  # same day + 1 + 2 + 10 + 1
