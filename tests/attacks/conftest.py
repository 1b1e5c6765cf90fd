"""Made-up areas, people and files for attacks on whole releases; the same as the tests of figures use."""

from tests.figures.conftest import (  # noqa: F401 - fixtures
    _own_folder,
    beheer,
    coalition,
    made_up,
    person,
    write,
)
