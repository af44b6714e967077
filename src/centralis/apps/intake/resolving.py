"""The acts on quarantined files: dismissed, or taken after all; one by one, or all of one kind with one reason."""

from collections.abc import Sequence

from centralis.apps.action import Act, action
from centralis.apps.intake.actions import need_reason
from centralis.apps.intake.models import QuarantinedFile, QuarantineState, Receipt
from centralis.apps.intake.refusals import IntakeRefusal
from centralis.core.refusal import Refused


@action("intake.dismiss_quarantined")
def dismiss_quarantined(do: Act, file: QuarantinedFile, reason: str) -> None:
    """Decide that a quarantined file is not taken; its bytes stay sealed apart."""
    _resolve(do, [file], QuarantineState.DISMISSED, reason)


@action("intake.release_quarantined")
def release_quarantined(do: Act, file: QuarantinedFile, reason: str, receipt: Receipt) -> None:
    """Note that a quarantined file was taken after all, by the receipt of its new submission."""
    do.note(receipt=str(receipt.pk))
    _resolve(do, [file], QuarantineState.RELEASED, reason)


@action("intake.dismiss_all_quarantined")
def dismiss_all_quarantined(do: Act, about: Receipt, files: Sequence[QuarantinedFile], reason: str) -> int:
    """Decide that several files of one receipt are not taken; return how many."""
    return _resolve(do, _of(about, files), QuarantineState.DISMISSED, reason)


@action("intake.release_all_quarantined")
def release_all_quarantined(
    do: Act, about: Receipt, files: Sequence[QuarantinedFile], reason: str, receipt: Receipt
) -> int:
    """Note that several files of one receipt were taken after all, by the receipt of their new submission."""
    do.note(receipt=str(receipt.pk))
    return _resolve(do, _of(about, files), QuarantineState.RELEASED, reason)


def _of(about: Receipt, files: Sequence[QuarantinedFile]) -> Sequence[QuarantinedFile]:
    if any(file.receipt_id != about.pk for file in files):
        raise ValueError("files are resolved together only within one receipt")
    return files


def _resolve(do: Act, files: Sequence[QuarantinedFile], state: QuarantineState, reason: str) -> int:
    for file in files:
        if file.state != QuarantineState.OPEN:
            raise Refused(IntakeRefusal.ALREADY_RESOLVED, state=file.state)
    if not files:
        raise Refused(IntakeRefusal.NOTHING_OPEN)
    text = need_reason(reason)
    do.explain(text)
    do.note(files=[{"file": file.ordinal, "sha256": file.source_digest, "code": file.code} for file in files])
    for file in files:
        do.change(file, state=state, resolution=text)
    return len(files)
