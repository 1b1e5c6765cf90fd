"""Addresses of referrals. None holds a name, a factor or a kind of help; a referral is a key.

A sealed link (`ontvangen/<key>`) is a random word and says nothing; after the code no address holds it any more.
"""

from django.urls import path

from kansrijk.referrals import (
    views,
    views_asking,
    views_away,
    views_consult,
    views_letter,
    views_link,
    views_meeting,
    views_sealed,
    views_send,
)

urlpatterns = [
    path("gezinnen/<slug:slug>/<uuid:file>/verwijzen", views_send.send, name="send_referral"),
    path("hulp-vragen", views_asking.look, name="look_at_asked"),
    path("hulp-vragen/<uuid:door>", views_asking.ask, name="ask_for_help"),
    path("verwijzingen", views.places, name="referral_places"),
    path("verwijzingen/<slug:slug>", views.working_list, name="referrals"),
    path("verwijzingen/<slug:slug>/afwezig", views_away.away, name="referral_away"),
    path("verwijzingen/<slug:slug>/<uuid:referral>", views.referral, name="referral"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/stap", views.step, name="referral_step"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/regels", views.lines, name="referral_lines"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/gehoord", views_link.told, name="referral_told"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/link", views_link.make, name="receiver_link"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/link/intrekken", views_link.withdraw, name="withdraw_receiver_link"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/brief", views_letter.letter, name="referral_letter"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/brief.pdf", views_letter.letter_pdf, name="referral_letter_pdf"),
    path("verwijzingen/<slug:slug>/advies", views_consult.consults, name="consults"),
    path("verwijzingen/<slug:slug>/advies/vragen", views_consult.ask, name="ask_consult"),
    path("verwijzingen/<slug:slug>/advies/<uuid:consult>", views_consult.consult, name="consult"),
    path("verwijzingen/<slug:slug>/advies/<uuid:consult>/weghalen", views_consult.drop, name="drop_consult"),
    path("gezinnen/<slug:slug>/<uuid:file>/overleg", views_meeting.plan, name="plan_case_meeting"),
    path("verwijzingen/<slug:slug>/overleg", views_meeting.meetings, name="case_meetings"),
    path("verwijzingen/<slug:slug>/overleg/<uuid:meeting>", views_meeting.meeting, name="case_meeting"),
    path("verwijzingen/<slug:slug>/overleg/<uuid:meeting>/deelname", views_meeting.take_part, name="case_meeting_part"),
    path(
        "verwijzingen/<slug:slug>/overleg/<uuid:meeting>/deelname/<uuid:participant>/stoppen",
        views_meeting.let_go,
        name="case_meeting_let_go",
    ),
    path("verwijzingen/<slug:slug>/overleg/<uuid:meeting>/ouders", views_meeting.parents, name="case_meeting_parents"),
    path("verwijzingen/<slug:slug>/overleg/<uuid:meeting>/afspraak", views_meeting.agree, name="case_meeting_agree"),
    path(
        "verwijzingen/<slug:slug>/overleg/<uuid:meeting>/afspraak/<uuid:task>",
        views_meeting.finish,
        name="case_meeting_finish",
    ),
    path("ontvangen", views_sealed.referral, name="sealed_referral"),
    path("ontvangen/stap", views_sealed.step, name="sealed_step"),
    path("ontvangen/sluiten", views_sealed.leave, name="leave_sealed"),
    path("ontvangen/<slug:key>", views_sealed.door, name="sealed_door"),
]
