"""Pixels cleaned of text and of what hides beside the samples. The header engine never imports this package."""

from centralis.core.deid.pixels.boxes import Box, Reader, TextBox
from centralis.core.deid.pixels.cleaner import TextCleaner
from centralis.core.deid.pixels.film import Projector

__all__ = ["Box", "Projector", "Reader", "TextBox", "TextCleaner"]
