"""Addresses of the coalition."""

from django.urls import path

from kansrijk.coalition.views import confirming, home, parties, people, profile

urlpatterns = [
    path("coalitie", home.coalitions, name="coalitions"),
    path("coalitie/<slug:slug>", home.coalition_home, name="coalition_home"),
    path("coalitie/<slug:slug>/begin", home.begin, name="coalition_begin"),
    path("coalitie/<slug:slug>/profiel", profile.edit, name="coalition_profile"),
    path("coalitie/<slug:slug>/fase", profile.stage, name="coalition_stage"),
    path("coalitie/<slug:slug>/doelen", profile.goals, name="coalition_goals"),
    path("coalitie/<slug:slug>/doelen/pijlers", profile.pillar, name="coalition_pillars"),
    path("coalitie/<slug:slug>/doelen/<uuid:number>/beeindigen", profile.end_goal, name="coalition_end_goal"),
    path("coalitie/<slug:slug>/partijen", parties.parties, name="coalition_parties"),
    path("coalitie/<slug:slug>/partijen/<uuid:number>/beeindigen", parties.leave, name="coalition_party_leaves"),
    path("coalitie/<slug:slug>/wie-is-wie", people.people, name="coalition_people"),
    path("coalitie/<slug:slug>/wie-is-wie/nieuw", people.add, name="coalition_add_person"),
    path("coalitie/<slug:slug>/wie-is-wie/vragen", people.ask, name="coalition_ask"),
    path("coalitie/<slug:slug>/wie-is-wie/<uuid:number>", people.change, name="coalition_person"),
    path("coalitie/<slug:slug>/wie-is-wie/<uuid:number>/beeindigen", people.leave, name="coalition_person_leaves"),
    path("klopt-dit/<str:token>", confirming.confirm, name="confirm_person"),
]
