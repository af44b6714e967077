"""A signed read as DICOM: a Comprehensive 3D SR by TID 1500 and a Key Object Selection, rendered the same each time.

`plan` says what a report holds (plain data, from the form, the entries and the marks), `codes` with which codes,
`groups` and `document` make the DICOM objects of it. Only the last two load highdicom.
"""
