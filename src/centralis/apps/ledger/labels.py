"""Say what an entry's action was in plain words: labels, not codes (ICH E6(R3) 4.2.2(c)).

A completeness test fails for an action without a line here; until it has one, its code is made readable.
"""

from collections.abc import Mapping
from types import MappingProxyType

ACTION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "governance.record_approval": "recorded an ethics approval",
        "governance.record_consent": "recorded a subject's consent",
        "governance.withdraw_consent": "recorded that a consent was withdrawn",
        "intake.abandon": "gave up an announced transmittal",
        "intake.announce": "announced images",
        "intake.cleaning_page": "exported what could still identify",
        "intake.confirm_faces": "confirmed that no face can be recognised",
        "intake.dismiss_all_quarantined": "dismissed several quarantined files",
        "intake.dismiss_quarantined": "dismissed a quarantined file",
        "intake.faces_page": "looked at pictures of faces before and after their removal",
        "intake.open_images": "opened images",
        "intake.receive": "received images",
        "intake.release_hold": "released an exam that was held",
        "intake.reject_faces": "rejected the removal of faces",
        "intake.release_all_quarantined": "released several quarantined files",
        "intake.release_quarantined": "released a quarantined file",
        "intake.remove_faces": "looked for faces in images and removed them",
        "intake.request_resend": "asked the site to send images again",
        "ledger.export": "exported the ledger",
        "ledger.verify": "verified the ledger",
        "outcomes.derive": "derived a subject's outcomes",
        "outcomes.lock_data": "locked the trial's data",
        "outcomes.unlock_data": "unlocked the trial's data",
        "people.accept_signature": "accepted that their electronic signature binds like one by hand",
        "people.change_secret": "changed their own password",
        "people.create_person": "gave a person an account",
        "people.end_role": "ended a person's role",
        "people.grant_role": "gave a person a role",
        "people.issue_token": "issued a key for a machine",
        "people.reset_secret": "gave a person a new one-time password",
        "people.revoke_token": "revoked a machine's key",
        "people.set_active": "let a person in, or kept them out",
        "people.sign_in": "signed in",
        "people.sign_out": "signed out",
        "people.verify_identity": "recorded that a person's identity was verified",
        "qc.answer_query": "answered a query",
        "qc.close_query": "closed a query",
        "qc.deviations_page": "exported the deviation log",
        "qc.queries_page": "exported the query console",
        "qc.decide": "decided on an exam in quality control",
        "qc.open_query": "opened a query",
        "qc.record_checks": "checked an exam against the acquisition protocol",
        "qc.remind": "reminded the site of a query",
        "qc.reply_query": "wrote to a query",
        "reads.sign": "signed and locked a read",
        "sites.change_scanner": "changed a scanner's record",
        "sites.open_site": "opened a site",
        "sites.qualify_scanner": "decided on a scanner's qualification",
        "sites.record_contact": "recorded a contact at a site",
        "sites.record_training": "recorded a training",
        "sites.register_scanner": "registered a scanner",
        "sites.suspend_scanner": "suspended a scanner",
        "reads.adjudicate": "chose one of two reads and signed",
        "reads.sign_global": "stated the result of a whole case and signed",
        "reads.reopen_global": "reopened the statement of a whole case",
        "reads.request_confirmation": "asked for the confirmation of a progression",
        "reads.withdraw_confirmation": "took a request for confirmation back",
        "reads.answer_confirmation": "told whether central review confirms a progression",
        "reads.ask_eligibility": "asked central review whether a subject is eligible",
        "reads.give_eligibility": "gave an eligibility read to its readers",
        "reads.answer_eligibility": "told whether a subject is eligible by central review",
        "reads.end_eligibility": "ended an eligibility read, as the subject is not in screening",
        "reads.ask_eligibility_again": "had a screening exam read again, by another reader",
        "reads.return_eligibility": "told a site what a screening exam lacks",
        "reads.check_display": "checked a display",
        "reads.record_leak_scan": "recorded the search of a case for what unblinds",
        "reads.release_leaks": "released what a search for unblinding facts found",
        "reads.begin_anew": "began to read a case anew, to decide it",
        "reads.release_adjudication": "took a case from the adjudicator who read it anew",
        "reads.agree": "voted for the consensus of two reads and signed",
        "reads.assign": "gave a subject's case to its readers",
        "reads.give_repeat": "gave a case to its reader a second time",
        "reads.hand_over": "handed a case over to another reader",
        "reads.lift_hold": "lifted a hold on reading",
        "reads.name_training_trial": "named the trial whose cases test readers",
        "reads.give_test_cases": "gave a reader test cases",
        "reads.show_comparison": "asked to be shown a test case beside the expert's read",
        "reads.feedback_page": "looked at a test case beside the expert's read",
        "reads.certificate_page": "took out a reader's certificate",
        "reads.hold_drifting": "put a reader on hold, as the agreement drifted",
        "reads.place_hold": "put reading on hold",
        "reads.qualify_reader": "recorded a reader's qualification and signed",
        "reads.randomisation_page": "exported the randomisation list",
        "reads.file_reports": "filed the DICOM report of a signed read",
        "reads.file_case_report": "filed the DICOM report of a whole case",
        "reads.replay_page": "looked at a signed read or decision as it was shown",
        "reads.report_file": "downloaded the DICOM report of a read or decision",
        "reads.open_adjudication": "opened an adjudication, as the reads differ",
        "reads.write_note": "asked the core lab about a read, or reported an incidental finding",
        "reads.answer_question": "answered a reader's question",
        "reads.handle_finding": "said what was done about an incidental finding",
        "reads.open_time_point": "opened a time point to read it",
        "reads.reopen": "reopened a signed read",
        "reads.choose_key_image": "chose a key image, or took one away",
        "reads.remove_mark": "took a mark away",
        "reads.save_mark": "drew or moved a mark",
        "reads.save_draft": "saved a read in progress",
        "reads.seal_seed": "sealed the seed of the reading orders",
        "reads.void_adjudication": "made an adjudication void, as the reads now agree",
        "trials.activate_definition": "put a trial definition into force",
        "trials.add_unscheduled_visit": "added an unscheduled visit",
        "trials.approve_definition": "approved a trial definition",
        "trials.create": "created a trial",
        "trials.draft_definition": "drafted a trial definition",
        "trials.enrol_subject": "enrolled a subject",
        "trials.mark_visit_missed": "marked a visit as missed",
        "trials.reopen_visit": "reopened a visit that was marked as missed",
        "trials.return_definition": "returned a trial definition to its author",
        "trials.admit_subject": "enrolled a subject after screening",
        "trials.fail_screening": "recorded a screen failure",
        "trials.resume_screening": "took a screen failure back",
        "trials.set_anchor": "set the date that a subject's visits count from",
        "trials.submit_definition": "submitted a trial definition for approval",
    }
)

#: An action's first word → the stage of an image's life that it belongs to, in their order.
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "trials": "trial and visits",
        "governance": "approval and consent",
        "sites": "site and scanner",
        "intake": "receipt",
        "qc": "quality control",
        "reads": "reading",
        "outcomes": "outcomes",
        "people": "people and access",
        "ledger": "inspection",
        "web": "pages",
    }
)

OUTCOME_WORDS: Mapping[str, str] = MappingProxyType({"done": "done", "refused": "refused", "viewed": "viewed"})


def words_of(action: str) -> str:
    """Return an action's plain words, e.g. "accepted the exam"; of one without a line, its code made readable."""
    known = ACTION_WORDS.get(action)
    if known:
        return known
    room, _, rest = action.partition(".")
    return f"{room}: {rest.replace('_', ' ')}" if rest else action.replace("_", " ")


def stage_of(action: str) -> str:
    """Return the stage of an image's life that an action belongs to."""
    room = action.partition(".")[0]
    return STAGES.get(room, room.replace("_", " "))
