"""DICOMweb for a trial: store (STOW-RS), search (QIDO-RS), retrieve (WADO-RS). Source: DICOM PS3.18."""
