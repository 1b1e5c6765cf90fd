"""Addresses of the file or link beside an agreement or minutes."""

from django.urls import path

from kansrijk.coalition.views import attachments

_AT = {
    "agreement": "coalitie/<slug:slug>/afspraken/<uuid:number>",
    "meeting": "coalitie/<slug:slug>/overleg/<uuid:number>",
}

urlpatterns = [
    one
    for item, at in _AT.items()
    for one in (
        path(f"{at}/bijlage", attachments.edit, {"item": item}, name=f"coalition_{item}_attachment"),
        path(f"{at}/bijlage/weghalen", attachments.remove, {"item": item}, name=f"coalition_{item}_detach"),
        path(f"{at}/bijlage/bestand", attachments.download, {"item": item}, name=f"coalition_{item}_file"),
    )
]
