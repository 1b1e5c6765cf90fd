"""Addresses of referrals. None holds a name, a factor or a kind of help; a referral is a key."""

from django.urls import path

from kansrijk.referrals import views, views_asking, views_away, views_send

urlpatterns = [
    path("gezinnen/<slug:slug>/<uuid:file>/verwijzen", views_send.send, name="send_referral"),
    path("hulp-vragen", views_asking.look, name="look_at_asked"),
    path("hulp-vragen/<uuid:door>", views_asking.ask, name="ask_for_help"),
    path("verwijzingen", views.places, name="referral_places"),
    path("verwijzingen/<slug:slug>", views.working_list, name="referrals"),
    path("verwijzingen/<slug:slug>/afwezig", views_away.away, name="referral_away"),
    path("verwijzingen/<slug:slug>/<uuid:referral>", views.referral, name="referral"),
    path("verwijzingen/<slug:slug>/<uuid:referral>/stap", views.step, name="referral_step"),
]
