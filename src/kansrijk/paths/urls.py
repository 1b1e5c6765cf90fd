"""Addresses of paths."""

from django.urls import path

from kansrijk.paths.views import agreements, finder, own, region, shown, template, voices

OWN = "coalitie/<slug:slug>/paden"
urlpatterns = [
    path("hulp-vinden", finder.find_help, name="find_help"),
    path("hulp-vinden/meldcode", finder.meldcode, name="meldcode"),
    path("hulp-vinden-offline.js", finder.worker, name="offline_worker"),
    path("paden", shown.paths, name="paths"),
    path("paden/<slug:path>", shown.template, name="path_template"),
    path("paden/<slug:path>/routekaart", shown.card, name="path_card"),
    path("paden/<slug:path>/tekening.svg", shown.picture, name="path_drawing"),
    path("paden/<slug:path>/pad.yaml", shown.text, name="path_text"),
    path("paden/<slug:path>/meelopen", shown.walk, name="path_walk"),
    path("duizend-dagen", shown.days, name="thousand_days"),
    path("coalitie/<slug:slug>/afspraken/<uuid:number>/paden", agreements.hang, name="agreement_hang_path"),
    path(
        "coalitie/<slug:slug>/afspraken/<uuid:number>/paden/<slug:path>/weghalen",
        agreements.take_off,
        name="agreement_take_off_path",
    ),
    path("coalitie/<slug:slug>/regio/paden/<slug:host>/<slug:path>", region.path, name="region_path"),
    path(OWN, own.paths, name="own_paths"),
    path(f"{OWN}/<slug:path>", own.path, name="own_path"),
    path(f"{OWN}/<slug:path>/bewerken", own.edit, name="own_path_edit"),
    path(f"{OWN}/<slug:path>/doen", own.act, name="own_path_act"),
    path(f"{OWN}/<slug:path>/sjabloon", template.template, name="own_path_template"),
    path(f"{OWN}/<slug:path>/meelezen", voices.readers, name="own_path_readers"),
    path(f"{OWN}/<slug:path>/vergelijken", own.compare, name="own_path_compare"),
    path(f"{OWN}/<slug:path>/routekaart", shown.card, name="own_path_card"),
    path(f"{OWN}/<slug:path>/tekening.svg", shown.picture, name="own_path_drawing"),
    path(f"{OWN}/<slug:path>/pad.yaml", shown.text, name="own_path_text"),
    path(f"{OWN}/<slug:path>/meelopen", shown.walk, name="own_path_walk"),
]
