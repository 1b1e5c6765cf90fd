"""Every write of a coalition, by subject."""

from kansrijk.coalition.commands.actions import Task, change_action, hang_action, make_action, move_action, nudge_people
from kansrijk.coalition.commands.agreements import (
    Terms,
    Written,
    change_agreement,
    end_agreement,
    make_agreement,
    merge_texts,
    sign,
    write_text,
)
from kansrijk.coalition.commands.budget import (
    ChangedMeanwhile,
    Spending,
    add_budget_line,
    change_budget_line,
    remove_budget_line,
    set_grant,
)
from kansrijk.coalition.commands.choices import Reasons, merge_choices, write_choice
from kansrijk.coalition.commands.importing import Counted, import_workbook, offer_workbook, store_workbook
from kansrijk.coalition.commands.inviting import Asked, ask_people, confirm_person
from kansrijk.coalition.commands.meetings import decide, make_feed, plan_meeting, withdraw_feed, write_minutes
from kansrijk.coalition.commands.parties import add_party, end_party
from kansrijk.coalition.commands.people import add_person, change_person, end_person
from kansrijk.coalition.commands.profile import (
    add_goal,
    add_pillar,
    close_guide,
    end_goal,
    move_stage,
    set_areas,
    set_profile,
)
from kansrijk.coalition.commands.stages import (
    Proof,
    add_evidence,
    add_stage_item,
    end_stage_item,
    take_back_evidence,
)

__all__ = [
    "Asked",
    "ChangedMeanwhile",
    "Counted",
    "Proof",
    "Reasons",
    "Spending",
    "Task",
    "Terms",
    "Written",
    "add_budget_line",
    "add_evidence",
    "add_goal",
    "add_party",
    "add_person",
    "add_pillar",
    "add_stage_item",
    "ask_people",
    "change_action",
    "change_agreement",
    "change_budget_line",
    "change_person",
    "close_guide",
    "confirm_person",
    "decide",
    "end_agreement",
    "end_goal",
    "end_party",
    "end_person",
    "end_stage_item",
    "hang_action",
    "import_workbook",
    "make_action",
    "make_agreement",
    "make_feed",
    "merge_choices",
    "merge_texts",
    "move_action",
    "move_stage",
    "nudge_people",
    "offer_workbook",
    "plan_meeting",
    "remove_budget_line",
    "set_areas",
    "set_grant",
    "set_profile",
    "sign",
    "store_workbook",
    "take_back_evidence",
    "withdraw_feed",
    "write_choice",
    "write_minutes",
    "write_text",
]
