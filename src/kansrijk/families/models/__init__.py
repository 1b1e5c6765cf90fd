"""What is kept of families, consents, own pages and events: tables of the schema `families`.

Migrations make them, with the row security that judges every row (from migrations/0001_files.py on); Django only reads
and writes them. Whatever identifies somebody is ciphertext under the coalition's key, here and in the history.
"""

from kansrijk.families.models.consent import Consent, ConsentStop
from kansrijk.families.models.ended import ProposalCell
from kansrijk.families.models.events import BreakGlass, LifeEvent
from kansrijk.families.models.files import Involvement, Person, PersonHistory
from kansrijk.families.models.own_page import ParentLink, ParentRequest, ParentToken, ParentVisit
from kansrijk.families.models.plan import CareCoordinator, PlanLine
from kansrijk.families.models.questionnaires import Questionnaire, Response, ResponseGuarded, ResponseHistory
from kansrijk.families.models.schema import SCHEMA, table
from kansrijk.families.models.told import Factor, Signal, SignalHistory, Weighing, WeighingHistory

__all__ = [
    "SCHEMA",
    "BreakGlass",
    "CareCoordinator",
    "Consent",
    "ConsentStop",
    "Factor",
    "Involvement",
    "LifeEvent",
    "ParentLink",
    "ParentRequest",
    "ParentToken",
    "ParentVisit",
    "Person",
    "PersonHistory",
    "PlanLine",
    "ProposalCell",
    "Questionnaire",
    "Response",
    "ResponseGuarded",
    "ResponseHistory",
    "Signal",
    "SignalHistory",
    "Weighing",
    "WeighingHistory",
    "table",
]
