"""The cleaner of pixels as the product has it: its networks load once."""

import pytest

from centralis.core.deid import PixelCleaner
from centralis.core.deid.pixels import TextCleaner
from centralis.edge.ocr import text_reader


@pytest.fixture(scope="session")
def pixels() -> PixelCleaner:
    return TextCleaner(text_reader())
