"""What the tests of figures have, for the tests of the room that need people and areas."""

from tests.figures.conftest import _own_folder, coalition, made_up, person, write

__all__ = ["_own_folder", "coalition", "made_up", "person", "write"]
