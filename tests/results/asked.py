"""How the commands of results are asked in tests/access/test_commands.py."""

from tests.access.asked import Asked

ASKED = {"results.release_year": Asked("proposal_cell", "release", lambda world: {}, is_within=False)}
