"""Addresses of what a coalition shows: to its members, to everybody, to experts by experience."""

from django.urls import path

from kansrijk.coalition.views import infographic

urlpatterns = [
    path("coalitie/<slug:slug>/infographic", infographic.infographic, name="coalition_infographic"),
    path("coalitie/<slug:slug>/infographic.svg", infographic.as_svg, name="coalition_infographic_svg"),
    path("coalitie/<slug:slug>/infographic.pdf", infographic.as_pdf, name="coalition_infographic_pdf"),
]
