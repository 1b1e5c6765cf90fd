"""The tables of figures: releases and their rows, deliveries on their way in, background work, readings."""

from kansrijk.figures.models.desk import AreaUpload, Judgement, Upload, Work
from kansrijk.figures.models.readings import Reading, ReadingArea, ReadingText
from kansrijk.figures.models.releases import Release, Row

__all__ = ["AreaUpload", "Judgement", "Reading", "ReadingArea", "ReadingText", "Release", "Row", "Upload", "Work"]
