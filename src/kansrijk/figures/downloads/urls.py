"""Addresses of tables as files; beside a CSV its metadata (`-metadata.json`, CSVW) and `datapackage.json`."""

from django.urls import path

from kansrijk.figures.downloads import views

AREA, INDICATOR = "gebied/<str:reference>", "indicatoren/<slug:identifier>"
urlpatterns = [
    path(f"{AREA}/cijfers.csv", views.area_csv, name="area_csv"),
    path(f"{AREA}/cijfers.csv-metadata.json", views.area_csvw, name="area_csvw"),
    path(f"{AREA}/datapackage.json", views.area_package, name="area_package"),
    path(f"{AREA}/cijfers.xlsx", views.area_xlsx, name="area_xlsx"),
    path(f"{INDICATOR}/cijfers.csv", views.indicator_csv, name="indicator_csv"),
    path(f"{INDICATOR}/cijfers.csv-metadata.json", views.indicator_csvw, name="indicator_csvw"),
    path(f"{INDICATOR}/datapackage.json", views.indicator_package, name="indicator_package"),
    path(f"{INDICATOR}/cijfers.xlsx", views.indicator_xlsx, name="indicator_xlsx"),
    path("vergelijk/cijfers.csv", views.compare_csv, name="compare_csv"),
    path("vergelijk/cijfers.csv-metadata.json", views.compare_csvw, name="compare_csvw"),
    path("vergelijk/datapackage.json", views.compare_package, name="compare_package"),
    path("vergelijk/cijfers.xlsx", views.compare_xlsx, name="compare_xlsx"),
]
