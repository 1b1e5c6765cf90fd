"""Addresses of paths."""

from django.urls import path

from kansrijk.paths.views import shown

urlpatterns = [
    path("paden", shown.paths, name="paths"),
    path("paden/<slug:path>", shown.template, name="path_template"),
    path("paden/<slug:path>/routekaart", shown.card, name="path_card"),
    path("paden/<slug:path>/tekening.svg", shown.picture, name="path_drawing"),
    path("paden/<slug:path>/pad.yaml", shown.text, name="path_text"),
    path("paden/<slug:path>/meelopen", shown.walk, name="path_walk"),
    path("duizend-dagen", shown.days, name="thousand_days"),
]
