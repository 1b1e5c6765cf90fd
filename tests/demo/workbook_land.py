"""The land that the filled workbook of the demo names: gemeenten, wijken and their region; edition 2026."""

from importlib.resources import files

import yaml

from kansrijk.demo.naming import REGION
from kansrijk.demo.people import COALITIONS


def register() -> None:
    """The gemeenten of the region's coalitions, the wijken that its list of help names, and the region."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited
    from kansrijk.areas.models import Area, Containment

    def area(code: str, name: str, level: str, parent: str | None) -> AreaRecord:
        return AreaRecord(code, name, level, parent, country="XX", is_fictional=True)

    records = [area("XX00", "Verzonnen land", "country", None)]
    known = yaml.safe_load(files("kansrijk.demo").joinpath("data/offer.yaml").read_text("utf-8"))
    for one in COALITIONS:
        records.append(area(one.area, one.name, "gemeente", "XX00"))
        lines = [service for organisation in known[one.slug] for service in organisation["services"]]
        named = dict.fromkeys(name.strip() for line in lines for name in line.get("areas", "").split(",") if name)
        wijken = enumerate(named, start=1)
        records += [area(f"WK{one.area[2:]}{number:02}", name, "wijk", None) for number, name in wijken]
    region = yaml.safe_load(files("kansrijk.demo").joinpath("data/region.yaml").read_text("utf-8"))["region"]
    records = [one for one in records if one.name != region]
    records.append(AreaRecord(REGION, region, "ggd_region", None, country="XX", is_fictional=True))
    assert not register_unaudited(2026, records).errors
    whole = Area.objects.get(code=REGION)
    for part in Area.objects.filter(level="gemeente"):
        Containment.objects.create(part=part, whole=whole, kind="ggd_region")
