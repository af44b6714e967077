"""Centralis: an Imaging Clinical Trial Management System."""

from importlib.metadata import version

__version__ = version("centralis")
