"""Addresses of the desk and of readings."""

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kansrijk.figures.desk.views import areas, deliveries, readings

both = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("cijfers/leveringen", require_GET(deliveries.deliveries), name="desk"),
    path("cijfers/leveringen/nieuw", both(deliveries.offer), name="desk_offer"),
    path("cijfers/leveringen/sjabloon.csv", require_GET(deliveries.template_csv), name="desk_template_csv"),
    path("cijfers/leveringen/sjabloon.xlsx", require_GET(deliveries.template_xlsx), name="desk_template_xlsx"),
    path("cijfers/leveringen/proef/<uuid:number>", require_GET(deliveries.upload), name="desk_upload"),
    path(
        "cijfers/leveringen/proef/<uuid:number>/stand", require_GET(deliveries.upload_state), name="desk_upload_state"
    ),
    path("cijfers/leveringen/proef/<uuid:number>/fouten.csv", deliveries.upload_errors, name="desk_upload_errors"),
    path("cijfers/leveringen/proef/<uuid:number>/opslaan", require_POST(deliveries.confirm), name="desk_confirm"),
    path("cijfers/leveringen/proef/<uuid:number>/weggooien", require_POST(deliveries.discard), name="desk_discard"),
    path("cijfers/leveringen/<uuid:number>", require_GET(deliveries.release), name="desk_release"),
    path("cijfers/leveringen/<uuid:number>/stand", require_GET(deliveries.release_state), name="desk_release_state"),
    path("cijfers/leveringen/<uuid:number>/voorstellen", require_POST(deliveries.propose), name="desk_propose"),
    path("cijfers/leveringen/<uuid:number>/vrijgeven", require_POST(deliveries.publish), name="desk_publish"),
    path("cijfers/leveringen/<uuid:number>/intrekken", require_POST(deliveries.withdraw), name="desk_withdraw"),
    path("cijfers/leveringen/<uuid:number>/bestand", require_GET(deliveries.raw_file), name="desk_raw"),
    path("cijfers/gebieden", both(areas.areas), name="desk_areas"),
    path("cijfers/gebieden/<uuid:number>", require_GET(areas.upload), name="desk_area_upload"),
    path("cijfers/gebieden/<uuid:number>/stand", require_GET(areas.upload_state), name="desk_area_state"),
    path("cijfers/gebieden/<uuid:number>/fouten.csv", require_GET(areas.upload_errors), name="desk_area_errors"),
    path("cijfers/gebieden/<uuid:number>/opslaan", require_POST(areas.confirm), name="desk_area_confirm"),
    path("cijfers/gebieden/<uuid:number>/weggooien", require_POST(areas.discard), name="desk_area_discard"),
    path("gebied/<str:reference>/duiding", require_GET(readings.readings), name="readings"),
    path("gebied/<str:reference>/duiding/schrijven", both(readings.write), name="reading_write"),
    path("cijfers/duiding", require_GET(readings.desk), name="reading_desk"),
    path("cijfers/duiding/tekst/<uuid:number>", require_POST(readings.moderate), name="reading_moderate"),
    path("cijfers/duiding/<uuid:number>/wijzigen", require_POST(readings.rewrite), name="reading_rewrite"),
    path("cijfers/duiding/<uuid:number>/intrekken", require_POST(readings.withdraw), name="reading_withdraw"),
]
