"""Addresses of areas."""

from django.urls import path

from kansrijk.areas import views, views_working

urlpatterns = [
    path("kaart/tegels/<slug:name>.pmtiles", views.tiles, name="tiles"),
    path("coalitie/<slug:slug>/werkgebieden", views_working.working_areas, name="working_areas"),
]
