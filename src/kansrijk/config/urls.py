"""Every address. An address that `trust/data/addresses.csv` does not name is not served."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("kansrijk.web.urls")),
    path("", include("kansrijk.trust.urls")),
    path("", include("kansrijk.areas.urls")),
    path("", include("kansrijk.figures.urls")),
    path("", include("kansrijk.atlas.urls")),
    path("", include("kansrijk.offer.urls")),
    path("", include("kansrijk.coalition.urls")),
    path("", include("kansrijk.paths.urls")),
    path("api/v1/", include("kansrijk.api.urls")),
]
if settings.FAMILIES:
    urlpatterns += [path("", include("kansrijk.families.urls")), path("", include("kansrijk.referrals.urls"))]
if settings.PLAIN_HTTP:
    urlpatterns.append(path("demo", include("kansrijk.demo.urls")))

handler404 = "kansrijk.web.views.not_found"
handler500 = "kansrijk.web.views.server_error"
handler403 = "kansrijk.web.views.not_found"
handler400 = "kansrijk.web.views.bad_request"
