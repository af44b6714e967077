"""What is made of a signed read: its DICOM reports, and its replay."""
