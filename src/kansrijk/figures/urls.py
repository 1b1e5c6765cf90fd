"""Addresses of figures."""

from django.urls import include, path

from kansrijk.figures import views, views_map

urlpatterns = [
    path("", include("kansrijk.figures.desk.urls")),
    path("", include("kansrijk.figures.comparing.urls")),
    path("", include("kansrijk.figures.downloads.urls")),
    path("", include("kansrijk.figures.embedding.urls")),
    path("", views.home, name="home"),
    path("gebied/<str:reference>", views.area, name="area"),
    path("gebied/<str:reference>/nagerekend", views.area_judged, name="area_judged"),
    path("kaart", views_map.map_view, name="map"),
    path("cijfers-in-andere-grenzen", views_map.reexpression, name="reexpression"),
    path("kaart/tekening.svg", views_map.map_svg, name="map_svg"),
    path("kaart/tekening.png", views_map.map_png, name="map_png"),
    path("indicatoren", views.indicators, name="indicators"),
    path("bronnen", views.sources, name="sources"),
]
