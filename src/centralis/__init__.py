"""Centralis: an Imaging Clinical Trial Management System."""
