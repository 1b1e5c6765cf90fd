"""What is sealed comes back whole under its key, and in no other way at all."""

import io

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from kansrijk.trust import sealed_files
from kansrijk.trust.sealed_files import NotReadable

OTHER = "YW5vdGhlci1rZXktb2YtdGhpcnR5LXR3by1ieXRlcyE="
SMALL = tried(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(sealed_files, "PIECE", 8)


def sealed(*parts: bytes) -> bytes:
    to = io.BytesIO()
    assert sealed_files.seal(parts, to) == sum(map(len, parts))
    return to.getvalue()


def opened(stored: bytes) -> bytes:
    return b"".join(sealed_files.unseal(io.BytesIO(stored)))


@SMALL
@given(parts=st.lists(st.binary(max_size=30), max_size=5))
def test_it_comes_back_whatever_its_length(small, parts):
    assert opened(sealed(*parts)) == b"".join(parts)


@SMALL
@given(data=st.data(), content=st.binary(max_size=40))
def test_any_changed_byte_and_any_cut_is_seen(small, data, content):
    stored = bytearray(sealed(content))
    at = data.draw(st.integers(0, len(stored) - 1))
    cut = data.draw(st.booleans())
    if cut:
        stored = stored[:at]
    else:
        stored[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NotReadable):
        opened(bytes(stored))


def test_pieces_that_changed_places_or_stand_twice_are_seen(small):
    stored = sealed(b"01234567" * 3)
    start, size = len(sealed_files.MAGIC) + 16 + 32, 4 + 8 + 16
    head, pieces = stored[:start], [stored[start + n * size : start + (n + 1) * size] for n in range(3)]
    assert opened(head + b"".join(pieces)) == b"01234567" * 3
    for order in ((1, 0, 2), (0, 0, 1, 2), (0, 2), (0, 1, 2, 2)):
        with pytest.raises(NotReadable):
            opened(head + b"".join(pieces[n] for n in order))


@pytest.mark.req("RES-22", "trust.sealed_files")
def test_another_key_reads_nothing_and_an_older_one_of_ours_reads_all(small, settings):
    stored = sealed(b"secret" * 5)
    assert b"secret" not in stored
    first = settings.MASTER_KEYS[0]
    settings.MASTER_KEYS = [OTHER]
    with pytest.raises(NotReadable, match="not among KANSRIJK_MASTER_KEYS"):
        opened(stored)
    settings.MASTER_KEYS = [OTHER, first]
    assert opened(stored) == b"secret" * 5


def test_something_else_is_refused():
    with pytest.raises(NotReadable, match="no file"):
        opened(b"PGDMP whatever this is")
