"""Addresses of blocks. Below /insluiten/ nobody is known: see web/middleware.py."""

from django.urls import path

from kansrijk.figures.embedding import views

urlpatterns = [
    path("insluiten", views.how, name="embed"),
    path("insluiten/<str:reference>/<slug:identifier>", views.block, name="block"),
]
