"""Addresses of offer."""

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kansrijk.offer import (
    views,
    views_desk,
    views_desks,
    views_factors,
    views_lists,
    views_menu,
    views_parents,
    views_review,
    views_times,
)

both = require_http_methods(["GET", "HEAD", "POST"])
own = "coalitie/<slug:slug>/sociale-kaart"

urlpatterns = [
    path("voor-ouders", require_GET(views_parents.for_parents), name="offer_parents"),
    path("klopt-dit-nog/<str:key>", both(views_review.review), name="offer_review"),
    path("menukaart", require_GET(views_menu.menu_list), name="offer_menu"),
    path("menukaart/naast-elkaar", require_GET(views_menu.compare), name="offer_menu_compare"),
    path("menukaart/<slug:intervention>", require_GET(views_menu.intervention), name="offer_intervention"),
    path("sociale-kaart", require_GET(views.index), name="offer_index"),
    path("sociale-kaart/<slug:directory>", require_GET(views.directory), name="offer_directory"),
    path("sociale-kaart/<slug:directory>/<slug:service>", require_GET(views.service), name="offer_service"),
    path("sociale-kaart/sjabloon.xlsx", require_GET(views_lists.template), name="offer_template"),
    path("sociale-kaart/<slug:directory>/hulp.csv", require_GET(views_lists.csv), name="offer_csv"),
    path("sociale-kaart/<slug:directory>/hulp.xlsx", require_GET(views_lists.xlsx), name="offer_xlsx"),
    path("sociale-kaart/<slug:directory>/hsds.json", require_GET(views_lists.hsds), name="offer_hsds"),
    path("sociale-kaart/<slug:directory>/schema.json", require_GET(views_lists.schema_org), name="offer_schema"),
    path(own, require_GET(views_desk.desk), name="offer_desk"),
    path(f"{own}/lijst.xlsx", require_GET(views_lists.whole_list), name="offer_whole_list"),
    path(f"{own}/vragen", require_POST(views_review.ask), name="offer_ask"),
    path(f"{own}/vragen/intrekken", require_POST(views_review.withdraw), name="offer_ask_withdraw"),
    path(f"{own}/inlezen", both(views_lists.read_in), name="offer_read_in"),
    path(f"{own}/inlezen/<uuid:number>", require_GET(views_lists.preview), name="offer_list"),
    path(f"{own}/inlezen/<uuid:number>/opslaan", require_POST(views_lists.store), name="offer_list_store"),
    path(f"{own}/inlezen/<uuid:number>/weggooien", require_POST(views_lists.discard), name="offer_list_discard"),
    path(f"{own}/instellen", both(views_desk.settle), name="offer_settle"),
    path(f"{own}/factoren", both(views_factors.factors), name="offer_factors"),
    path(f"{own}/balies", both(views_desks.desks), name="offer_desks"),
    path(f"{own}/termijnen", both(views_times.times), name="offer_times"),
    path(f"{own}/nieuw", both(views_desk.add), name="offer_add"),
    path(f"{own}/hulp/<slug:service>/wijzigen", both(views_desk.edit), name="offer_edit"),
    path(f"{own}/hulp/<slug:service>/bevestigen", require_POST(views_desk.confirm), name="offer_confirm"),
    path(f"{own}/hulp/<slug:service>/intrekken", require_POST(views_desk.withdraw), name="offer_withdraw"),
]
