"""Addresses of what concerns a family. None holds a name, a factor or a day of birth; a file is a key."""

from django.urls import path

from kansrijk.families import views

urlpatterns = [
    path("gezinnen", views.families, name="families"),
    path("gezinnen/<slug:slug>", views.files, name="family_files"),
    path("gezinnen/<slug:slug>/<uuid:file>", views.file, name="family_file"),
    path("gezinnen/<slug:slug>/<uuid:file>/bewaren", views.keep, name="keep_family_file"),
    path("gezinnen/<slug:slug>/<uuid:file>/weghalen", views.forget, name="forget_family_file"),
]
