"""Addresses of pages that belong to no room."""

from django.urls import path
from django.views.i18n import set_language

from kansrijk.web import views

urlpatterns = [
    path("over", views.about, name="about"),
    path("toegankelijkheid", views.accessibility, name="accessibility"),
    path("onderdelen", views.components, name="components"),
    path("vandaag", views.today, name="today"),
    path("zoeken", views.search, name="search"),
    path("taal", set_language, name="set_language"),
    path("inhoudsbeleid/meldingen", views.policy_report, name="policy_report"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
