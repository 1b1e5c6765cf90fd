"""A large body is read from somebody who is signed in only, and no larger than a file may be (WEB-52)."""

from uuid import UUID

import pytest

from kansrijk.trust import gate
from kansrijk.trust.actors import VISITOR, Actor

OFFER, MEGABYTE = "/cijfers/leveringen/nieuw", 1024 * 1024


@pytest.mark.req("WEB-52", "trust.gate._is_too_large")
@pytest.mark.parametrize(
    ("actor", "megabytes", "is_refused"),
    [
        (VISITOR, 9, False),
        (VISITOR, 11, True),
        (VISITOR, 60, True),
        (Actor(account=UUID(int=1)), 60, False),
        (Actor(account=UUID(int=1)), 65, True),
        (Actor(account=UUID(int=1)), 200, True),
    ],
)
def test_a_large_file_is_read_from_who_is_signed_in_only(rf, actor, megabytes, is_refused):
    request = rf.post(OFFER, CONTENT_LENGTH=str(megabytes * MEGABYTE))
    request.actor = actor
    assert gate._is_too_large(request) is is_refused


@pytest.mark.django_db
@pytest.mark.req("WEB-52", "trust.gate._is_too_large")
def test_a_strangers_large_file_is_refused_unread(client):
    assert client.post(OFFER, CONTENT_LENGTH=str(11 * MEGABYTE)).status_code == 413


@pytest.mark.req("WEB-52", "settings.LARGEST_IMPORT")
def test_the_server_reads_no_more_than_a_file_may_be(settings):
    from kansrijk.figures.rules import MOST_OFFERED_BYTES

    assert MOST_OFFERED_BYTES < settings.LARGEST_IMPORT <= MOST_OFFERED_BYTES + 5 * MEGABYTE
