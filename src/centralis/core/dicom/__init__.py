"""DICOM as bytes: elements, identifiers, facts, frames, geometry and pictures, under limits (PS3.5, PS3.10)."""
