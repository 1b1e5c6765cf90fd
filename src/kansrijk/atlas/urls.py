"""Addresses of the atlas."""

from django.urls import path

from kansrijk.atlas import views

urlpatterns = [
    path("atlas", views.index, name="atlas"),
    path("atlas/vergelijk", views.compare, name="atlas_compare"),
    path("atlas/samengesteld", views.composite, name="atlas_composite"),
    path("atlas/<uuid:number>", views.run, name="atlas_run"),
    path("atlas/<uuid:number>/algoritmeregister.json", views.register, name="atlas_register"),
    path("atlas/<uuid:number>/stoppen", views.stop, name="atlas_stop"),
]
