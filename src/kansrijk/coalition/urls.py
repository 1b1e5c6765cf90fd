"""Addresses of the coalition."""

from django.urls import path

from kansrijk.coalition.urls_attachments import urlpatterns as attachment_addresses
from kansrijk.coalition.urls_plan import urlpatterns as plan_addresses
from kansrijk.coalition.urls_public import urlpatterns as public_addresses
from kansrijk.coalition.urls_voices import urlpatterns as voice_addresses
from kansrijk.coalition.views import (
    actions,
    agreements,
    confirming,
    figures,
    home,
    meetings,
    parties,
    people,
    profile,
    reminders,
    workbook,
)

urlpatterns = [
    path("coalitie", home.coalitions, name="coalitions"),
    path("coalitie/<slug:slug>", home.coalition_home, name="coalition_home"),
    path("coalitie/<slug:slug>/begin", home.begin, name="coalition_begin"),
    path("coalitie/<slug:slug>/werkmap", workbook.workbook, name="coalition_workbook"),
    path("coalitie/<slug:slug>/werkmap/sjabloon.xlsx", workbook.download, name="coalition_workbook_template"),
    path("coalitie/<slug:slug>/werkmap/<uuid:number>", workbook.intake, name="coalition_intake"),
    path("coalitie/<slug:slug>/profiel", profile.edit, name="coalition_profile"),
    path("coalitie/<slug:slug>/fase", profile.stage, name="coalition_stage"),
    path("coalitie/<slug:slug>/doelen", profile.goals, name="coalition_goals"),
    path("coalitie/<slug:slug>/doelen/uit-cijfer", figures.goal_from_figure, name="coalition_goal_from_figure"),
    path(
        "coalitie/<slug:slug>/doelen/<uuid:number>/cijfer",
        figures.see_again,
        {"item": "goal"},
        name="coalition_goal_see_again",
    ),
    path(
        "coalitie/<slug:slug>/afspraken/<uuid:number>/cijfer",
        figures.see_again,
        {"item": "agreement"},
        name="coalition_agreement_see_again",
    ),
    path(
        "coalitie/<slug:slug>/acties/<uuid:number>/cijfer",
        figures.see_again,
        {"item": "action"},
        name="coalition_action_see_again",
    ),
    path("coalitie/<slug:slug>/doelen/pijlers", profile.pillar, name="coalition_pillars"),
    path("coalitie/<slug:slug>/doelen/<uuid:number>/beeindigen", profile.end_goal, name="coalition_end_goal"),
    path("coalitie/<slug:slug>/partijen", parties.parties, name="coalition_parties"),
    path("coalitie/<slug:slug>/partijen/<uuid:number>/beeindigen", parties.leave, name="coalition_party_leaves"),
    path("coalitie/<slug:slug>/wie-is-wie", people.people, name="coalition_people"),
    path("coalitie/<slug:slug>/wie-is-wie/nieuw", people.add, name="coalition_add_person"),
    path("coalitie/<slug:slug>/wie-is-wie/vragen", people.ask, name="coalition_ask"),
    path("coalitie/<slug:slug>/wie-is-wie/<uuid:number>", people.change, name="coalition_person"),
    path("coalitie/<slug:slug>/wie-is-wie/<uuid:number>/beeindigen", people.leave, name="coalition_person_leaves"),
    path("coalitie/<slug:slug>/afspraken", agreements.agreements, name="coalition_agreements"),
    path("coalitie/<slug:slug>/afspraken/nieuw", agreements.new, name="coalition_new_agreement"),
    path("coalitie/<slug:slug>/afspraken/<uuid:number>", agreements.agreement, name="coalition_agreement"),
    path(
        "coalitie/<slug:slug>/afspraken/<uuid:number>/aanpassen", agreements.change, name="coalition_change_agreement"
    ),
    path("coalitie/<slug:slug>/afspraken/<uuid:number>/tekst", agreements.write, name="coalition_write_agreement"),
    path("coalitie/<slug:slug>/afspraken/<uuid:number>/sluiten", agreements.end, name="coalition_end_agreement"),
    path(
        "coalitie/<slug:slug>/afspraken/<uuid:number>/samenvoegen/<str:version>",
        agreements.merge,
        name="coalition_merge",
    ),
    path("coalitie/<slug:slug>/dekking", agreements.coverage, name="coalition_coverage"),
    path("coalitie/<slug:slug>/acties", actions.actions, name="coalition_actions"),
    path("coalitie/<slug:slug>/acties/nieuw", actions.new, name="coalition_new_action"),
    path("coalitie/<slug:slug>/acties/herinneren", actions.nudge, name="coalition_nudge"),
    path("coalitie/<slug:slug>/acties/herinneringen", reminders.reminders, name="coalition_reminders"),
    path("coalitie/<slug:slug>/acties/herinneringen/dag", reminders.set_day, name="coalition_reminder_day"),
    path("herinneringen/stop/<str:token>", reminders.stop, name="reminders_stop"),
    path("coalitie/<slug:slug>/acties/agendalink", actions.feed, name="coalition_feed"),
    path("coalitie/<slug:slug>/acties/<uuid:number>", actions.change, name="coalition_action"),
    path("coalitie/<slug:slug>/acties/<uuid:number>/stap", actions.move, name="coalition_move_action"),
    path("coalitie/<slug:slug>/overleg", meetings.meetings, name="coalition_meetings"),
    path("coalitie/<slug:slug>/overleg/<uuid:number>", meetings.meeting, name="coalition_meeting"),
    path("coalitie/<slug:slug>/overleg/<uuid:number>.pdf", meetings.as_pdf, name="coalition_meeting_pdf"),
    path("coalitie/<slug:slug>/overleg/<uuid:number>/besluit", meetings.decide, name="coalition_decide"),
    path("agenda/<str:secret>.ics", actions.calendar, name="coalition_calendar"),
    path("klopt-dit/<str:token>", confirming.confirm, name="confirm_person"),
    *public_addresses,
    *plan_addresses,
    *attachment_addresses,
    *voice_addresses,
]
