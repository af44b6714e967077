"""Short texts that people type and that Table E.1-1 does not list: labels, descriptions, comments, names of set-ups.

The standard's table leaves them alone; somebody may have typed a name into them all the same, so they are cleaned like
descriptors. Texts that machines write (kernels, modes, models, versions) stay as they are.
"""

_ENDS = ("Description", "DescriptionTrial", "Label", "LabelVector", "Comment", "Comments", "Explanation", "Notes",
         "InstructionText", "DisplayName")  # fmt: skip
_TYPED = frozenset(
    (
        "AcquisitionProtocolName", "ApplicationSetupName", "AssessmentSetID", "AssignedLocation", "BeamName",
        "BlockName", "ConfigurationName", "DataSetName", "DataSetSource", "EventTimerNames", "FiducialIdentifier",
        "FilmSessionLabel", "HangingProtocolCreator", "HangingProtocolName", "HangingProtocolUserGroupName", "ImageID",
        "ItineraryID", "OwnerID", "PatientAdditionalPosition", "PrintQueueID", "PrinterName", "ProtocolElementName",
        "RTImageName", "Reference", "ReferenceToRecordedSound", "StageName", "SurgicalTechnique", "TemplateName",
        "TreatmentProtocols", "ViewName",
    )
)  # fmt: skip
#: Written by machines although they end like prose.
_WRITTEN_BY_MACHINES = frozenset(("DimensionDescriptionLabel", "WindowCenterWidthExplanation"))


def is_typed(keyword: str) -> bool:
    """Whether an attribute of one line (LO or SH) that the table does not list holds what somebody typed."""
    return keyword in _TYPED or (keyword.endswith(_ENDS) and keyword not in _WRITTEN_BY_MACHINES)


def is_label(keyword: str) -> bool:
    """Whether an emptied value would leave a thing without its name: such texts get a dummy instead."""
    return keyword.endswith(("Label", "Name"))
