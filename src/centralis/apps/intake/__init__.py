"""Intake: receipt, quarantine, the sealed store, exam versions, DICOMweb."""
