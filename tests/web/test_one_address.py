"""A file of the front end has one address."""

from django.contrib.staticfiles import finders

from kansrijk.web import build


def test_what_is_built_has_one_address_and_half_a_build_none():
    assert finders.find("site.css") == str(build.OUT / "site.css")
    assert finders.find("dist/site.css") is None
    served = [finder.storage.location for finder in finders.get_finders() if hasattr(finder, "storage")]
    served += [str(place) for _prefix, place in finders.FileSystemFinder().locations]
    assert str(build.OUT) in served
    assert str(build.OUT.with_name("dist.new")) not in served
    assert build.OUT.parent != build.HERE / "static"
