"""Addresses of figures."""

from django.urls import include, path

from kansrijk.figures import views

urlpatterns = [
    path("", include("kansrijk.figures.desk.urls")),
    path("", views.home, name="home"),
    path("gebied/<str:reference>", views.area, name="area"),
    path("gebied/<str:reference>/cijfers.csv", views.area_csv, name="area_csv"),
    path("kaart", views.map_view, name="map"),
    path("indicatoren", views.indicators, name="indicators"),
    path("indicatoren/<slug:identifier>", views.indicator, name="indicator"),
    path("indicatoren/<slug:identifier>/cijfers.csv", views.indicator_csv, name="indicator_csv"),
    path("bronnen", views.sources, name="sources"),
]
