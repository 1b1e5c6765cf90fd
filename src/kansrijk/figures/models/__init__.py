"""The tables of figures: releases and their rows, deliveries on their way in, background work, readings."""

from kansrijk.figures.models.desk import AreaUpload, Upload, Work
from kansrijk.figures.models.readings import Reading, ReadingArea, ReadingText
from kansrijk.figures.models.releases import Release, Row

__all__ = ["AreaUpload", "Reading", "ReadingArea", "ReadingText", "Release", "Row", "Upload", "Work"]
