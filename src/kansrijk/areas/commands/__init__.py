"""Every write of areas: registering, importing boundaries and tables, successions, a coalition's working areas."""

from kansrijk.areas.commands.importing import import_areas
from kansrijk.areas.commands.registering import register
from kansrijk.areas.commands.results import AreaRecord, Counts, ImportResult, NameKept, Rejected, SuccessionResult
from kansrijk.areas.commands.successions import import_successions
from kansrijk.areas.commands.tiles import TilesResult, make_tiles
from kansrijk.areas.commands.working import BadWorkingArea, make_working_area
from kansrijk.areas.errors import BadFile

__all__ = [
    "AreaRecord",
    "BadFile",
    "BadWorkingArea",
    "Counts",
    "ImportResult",
    "NameKept",
    "Rejected",
    "SuccessionResult",
    "TilesResult",
    "import_areas",
    "import_successions",
    "make_tiles",
    "make_working_area",
    "register",
]
