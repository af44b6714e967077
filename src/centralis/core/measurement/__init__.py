"""Measurement: diameters, statistics, volumes, uptake values, calcium and ejection fraction from images and marks."""
