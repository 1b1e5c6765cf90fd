"""Addresses of figures."""

from django.urls import include, path

from kansrijk.figures import views

urlpatterns = [
    path("", include("kansrijk.figures.desk.urls")),
    path("", include("kansrijk.figures.comparing.urls")),
    path("", include("kansrijk.figures.downloads.urls")),
    path("", include("kansrijk.figures.embedding.urls")),
    path("", views.home, name="home"),
    path("gebied/<str:reference>", views.area, name="area"),
    path("kaart", views.map_view, name="map"),
    path("indicatoren", views.indicators, name="indicators"),
    path("bronnen", views.sources, name="sources"),
]
