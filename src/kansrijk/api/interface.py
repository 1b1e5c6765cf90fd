"""The interface as a whole: title, version, contact, routers and errors."""

from ninja import NinjaAPI

from kansrijk.api import problems
from kansrijk.api.areas import router as areas
from kansrijk.api.figures import router as figures

api = NinjaAPI(
    title="Kansrijk",
    version=problems.VERSION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    description="Released figures of Dutch areas for Kansrijke Start, each with source, definition and interval.",
    openapi_extra={
        "info": {
            "contact": {
                "name": "Kansrijk",
                "url": "https://kansrijk.invalid/over",
                "email": "kansrijk@kansrijk.invalid",
            },
            "license": {"name": "EUPL-1.2"},
        }
    },
)
problems.add_to(api)
api.add_router("", areas)
api.add_router("", figures)
