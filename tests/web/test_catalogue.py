"""Dutch is complete."""

from kansrijk.web import catalogue


def test_every_text_has_dutch():
    lost = catalogue.missing()
    assert not lost, "\n".join(["texts without Dutch:", *lost])


def test_a_dutch_text_fills_in_what_the_english_fills_in():
    """The same %(names)s on both sides, or a page breaks for Dutch readers only."""
    import re

    wrong = []
    for entry in catalogue.dutch():
        if not entry.id:
            continue
        sources = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        wanted = set(re.findall(r"%\(\w+\)s|\{\w+\}", " ".join(sources)))
        wrong += [
            f"{sources[0]!r} → {text!r}" for text in texts if set(re.findall(r"%\(\w+\)s|\{\w+\}", text)) != wanted
        ]
    assert not wrong, "\n".join(wrong)


def test_no_text_has_two_dutch_ones():
    """Rooms share one catalogue, in which the first text wins: “File” on a form once read “Dossier”."""
    told: dict[str, str] = {}
    twice = []
    rooms = [(file.parts[-3], english, text) for file, english, text in catalogue.room_texts()]
    own = [("web", str(entry.id), str(entry.string)) for entry in catalogue.own() if isinstance(entry.id, str)]
    for room, english, text in own + rooms:
        if english and told.setdefault(english, text) != text:
            twice.append(f"{room}: {english!r} is {told[english]!r} elsewhere and {text!r} here")
    assert not twice, "\n".join(twice)


def test_no_text_is_shouted():
    assert not [entry.id for entry in catalogue.dutch() if entry.id and "!" in str(entry.string)]


def test_a_percentage_is_spelled_in_one_way():
    """A space that does not break, as pages write figures themselves: never “95%” beside “15 %”."""
    import re

    wrong = [text for _file, _english, text in catalogue.room_texts() if re.search(r"\d[ \u202f]?%", text)]
    wrong += [str(entry.string) for entry in catalogue.dutch() if re.search(r"\d[ \u202f]?%", str(entry.string))]
    assert not wrong, "\n".join(wrong)
