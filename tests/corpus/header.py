"""What every object of the corpus says of patient, study, series and equipment, and what must become of it."""

from tests.corpus.drafts import Draft, code, item
from tests.corpus.people import spellings

_MAKERS = (
    ("SIEMENS", "Biograph 64"),
    ("GE MEDICAL SYSTEMS", "Discovery"),
    ("Philips", "Ingenia"),
    ("TOSHIBA", "Aquilion"),
)


def describe(draft: Draft, modality: str, sop_class: str) -> None:
    """Fill the general modules."""
    _patient(draft)
    _study(draft, modality, sop_class)
    _equipment(draft)


def _patient(draft: Draft) -> None:
    ds, person = draft.ds, draft.person
    if person.charset:
        ds.SpecificCharacterSet = person.charset.split("\\") if "\\" in person.charset else person.charset
    ds.PatientName = person.name
    for part in {part for group in person.name.split("=") for part in group.split("^") if part}:
        draft.gone(part, "PatientName")
    draft.put_gone("PatientID", draft.patient_id)
    draft.identified()
    draft.filled("PatientID")
    draft.put_gone("IssuerOfPatientID", person.issuer)
    draft.put_gone("PatientBirthDate", f"{person.birth:%Y%m%d}")
    draft.put_gone("PatientBirthTime", "063245")
    draft.put("PatientSex", person.sex)
    draft.put("PatientSize", "1.72")
    draft.put("PatientWeight", f"{60 + person.place}")
    ds.PatientAge = person.age
    if int(person.age[:3]) > 89:
        draft.gone(person.age, "PatientAge")
        draft.filled("PatientAge")
    else:
        draft.keep(person.age, "PatientAge")
    draft.put_gone("PatientAddress", f"12 {person.street}, 99999 Nirgendwo", person.street)
    draft.put_gone("PatientTelephoneNumbers", person.phone)
    draft.put_gone("PatientMotherBirthName", f"{person.plain_family}^Elder", person.plain_family)
    draft.put_gone("OtherPatientIDs", f"ALT-{person.ids[0]}", person.ids[0])
    draft.put_gone("CountryOfResidence", "Ruritania")
    draft.put_gone("Occupation", "Lightkeeper")
    draft.put_gone("AdditionalPatientHistory", f"{person.family} seen before", person.family)
    ds.OtherPatientIDsSequence = [item(PatientID=person.ids[0], IssuerOfPatientID=person.issuer)]
    draft.gone("", "OtherPatientIDsSequence")


def _study(draft: Draft, modality: str, sop_class: str) -> None:
    ds, person, at = draft.ds, draft.person, draft.at
    draft.put("SOPClassUID", sop_class)
    draft.put("Modality", modality)
    draft.put_uid("SOPInstanceUID", draft.uid_of("instance", draft.kind, draft.number))
    draft.put_uid("StudyInstanceUID", draft.uid_of("study", draft.patient_id))
    draft.put_uid("SeriesInstanceUID", draft.uid_of("series", draft.kind))
    for word in ("StudyDate", "SeriesDate", "ContentDate"):
        draft.put_date(word, at.date())
    for word in ("StudyTime", "SeriesTime", "ContentTime"):
        draft.put(word, f"{at:%H%M%S}")
    draft.put_gone("StudyID", f"ORD{person.place:02d}{draft.visit}Q")
    draft.put_gone("AccessionNumber", person.accession(draft.visit))
    draft.put_gone("ReferringPhysicianName", person.doctor, person.doctor.split("^")[0])
    draft.put_gone("ReferringPhysicianTelephoneNumbers", person.phone)
    draft.put_gone("PerformingPhysicianName", person.doctor, person.doctor.split("^")[0])
    draft.put_gone("OperatorsName", person.operator, person.operator.split("^")[0])
    draft.put_gone("RequestingPhysician", person.doctor, person.doctor.split("^")[0])
    draft.put_gone("PerformedProcedureStepID", f"PPS{person.place:02d}{draft.visit}Q")
    draft.put_date("PerformedProcedureStepStartDate", at.date())
    ds.SeriesNumber, ds.InstanceNumber = str(1 + ord(draft.kind[0]) % 9), str(draft.number + 1)
    draft.keep(str(ds.SeriesNumber), "SeriesNumber")
    draft.keep(str(ds.InstanceNumber), "InstanceNumber")
    ds.StudyDescription = f"{modality} CHEST ABDOMEN {person.family} {spellings(person.birth)[draft.number % 5]}"
    draft.keep("CHEST ABDOMEN", "StudyDescription")
    draft.gone(person.family, "StudyDescription")
    draft.gone(spellings(person.birth)[draft.number % 5], "StudyDescription")
    if draft.number % 3 == 0:
        ds.ProcedureCodeSequence = code("24627-2", "LN", "CT Chest")
        draft.keep("24627-2", "ProcedureCodeSequence", 0, "CodeValue")
    if draft.number % 4 == 1:
        step = item(ScheduledProcedureStepDescription=f"AXIAL {person.plain_family}", ScheduledProcedureStepID="SPS77Q")
        ds.RequestAttributesSequence = [step]
        draft.gone(person.plain_family, "RequestAttributesSequence")
        draft.gone("SPS77Q", "RequestAttributesSequence")


def _equipment(draft: Draft) -> None:
    person = draft.person
    maker, model = _MAKERS[person.place % 4]
    draft.put("Manufacturer", maker)
    draft.put("ManufacturerModelName", model)
    draft.put_gone("InstitutionName", person.hospital, person.hospital.split()[-1])
    draft.put_gone("InstitutionAddress", f"1 {person.street}", person.street)
    draft.put_gone(
        "InstitutionalDepartmentName", f"Radiology {person.hospital.split()[-1]}", person.hospital.split()[-1]
    )
    draft.put_gone("StationName", f"STN{person.place:02d}QX")
    draft.put_gone("DeviceSerialNumber", f"SER{person.place:02d}88QX")
