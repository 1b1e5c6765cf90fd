"""Addresses of the REST interface, version 1."""

from django.urls import path

from kansrijk.api.interface import api

urlpatterns = [path("", api.urls)]
