"""Tables of reading: who may read, who reads which subject and how that was drawn, each read, adjudication."""

from centralis.apps.reads.models.adjudication import Adjudication, AdjudicationState, ConsensusVote
from centralis.apps.reads.models.asking import NoteKind, ReaderNote
from centralis.apps.reads.models.displays import DisplayCheck
from centralis.apps.reads.models.global_read import GlobalRead, GlobalState
from centralis.apps.reads.models.leaks import LeakScan, LeakState
from centralis.apps.reads.models.marks import Mark, MarkState
from centralis.apps.reads.models.reports import CaseReport, CaseReportStage, ReadReport, ReportKind, ReportStage
from centralis.apps.reads.models.requests import ConfirmationRequest, EligibilityRequest, RequestState
from centralis.apps.reads.models.running import Hold, RandomDraw, ReaderQualification, ReadingSeed
from centralis.apps.reads.models.shown import DecisionViewDraft, KeyImage, ViewDraft
from centralis.apps.reads.models.tasks import Read, ReadingTask, ReadState, StandingReads, StandingTasks, TaskPurpose
from centralis.apps.reads.models.training import ShownComparison, TrainingTrial

__all__ = [
    "Adjudication",
    "AdjudicationState",
    "CaseReport",
    "CaseReportStage",
    "ConfirmationRequest",
    "ConsensusVote",
    "DecisionViewDraft",
    "DisplayCheck",
    "EligibilityRequest",
    "GlobalRead",
    "GlobalState",
    "Hold",
    "KeyImage",
    "LeakScan",
    "LeakState",
    "Mark",
    "MarkState",
    "NoteKind",
    "RandomDraw",
    "Read",
    "ReadReport",
    "ReadState",
    "ReaderNote",
    "ReaderQualification",
    "ReadingSeed",
    "ReadingTask",
    "ReportKind",
    "ReportStage",
    "RequestState",
    "ShownComparison",
    "StandingReads",
    "StandingTasks",
    "TaskPurpose",
    "TrainingTrial",
    "ViewDraft",
]
