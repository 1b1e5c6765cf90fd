"""Addresses that exist only in the demo and the tests."""

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from kansrijk.demo import views

urlpatterns = [
    path("", views.people, name="demo_people"),
    path("/werkmap.xlsx", require_safe(views.workbook), name="demo_workbook"),
    path("/aanmelden/<slug:role>", require_POST(views.enter), name="demo_sign_in"),
]
