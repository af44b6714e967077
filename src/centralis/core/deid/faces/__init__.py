"""Faces in head CT and MR: found by geometry, removed from the skin inwards, the brain never touched."""

from centralis.core.deid.faces.carve import FaceRemoval, remove_face
from centralis.core.deid.faces.find import FaceFinding, find_face
from centralis.core.deid.faces.picture import render_head
from centralis.core.deid.faces.volume import HeadVolume, PlacedImage, Stack, assemble

__all__ = [
    "FaceFinding", "FaceRemoval", "HeadVolume", "PlacedImage", "Stack", "assemble", "find_face", "remove_face",
    "render_head",
]  # fmt: skip
