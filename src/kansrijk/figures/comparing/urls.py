"""Addresses of figures held against one another."""

from django.urls import path

from kansrijk.figures.comparing import views

urlpatterns = [
    path("vergelijk", views.compare, name="compare"),
    path("vergelijk/beeld.<str:kind>", views.compare_picture, name="compare_picture"),
    path("samenhang", views.scatter, name="scatter"),
    path("samenhang/beeld.<str:kind>", views.scatter_picture, name="scatter_picture"),
    path("trechter", views.funnel, name="funnel"),
    path("trechter/beeld.<str:kind>", views.funnel_picture, name="funnel_picture"),
    path("verschillen", views.inequality, name="inequality"),
    path("verschillen/beeld.<str:kind>", views.inequality_picture, name="inequality_picture"),
    path("indicatoren/<slug:identifier>", views.indicator, name="indicator"),
    path("indicatoren/<slug:identifier>/beeld.<str:kind>", views.indicator_picture, name="indicator_picture"),
]
