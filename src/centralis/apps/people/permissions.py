"""The permission map: what each role may do and see. Data, declared once, denied by default.

A permission is the name of an action or of a page. What is not named here may be done by nobody; a test fails for a
route or an action without a line, and for a line without a route or an action.
"""

from collections.abc import Mapping
from types import MappingProxyType

from centralis.apps.people.roles import Role

_ADM = Role.ADMINISTRATOR
_PM = Role.PROJECT_MANAGER
_DM = Role.DATA_MANAGER
_QC = Role.QC_ANALYST
_RD = Role.READER
_ADJ = Role.ADJUDICATOR
_SITE = Role.SITE_COORDINATOR
_MON = Role.MONITOR
_INSP = Role.INSPECTOR
_MED = Role.MEDICAL_MONITOR
_STAT = Role.UNBLINDED_STATISTICIAN
_AI = Role.AI_SCIENTIST
_SYS = Role.SYSTEM

_CORE_LAB = (_PM, _DM, _QC)
_OVERSIGHT = (_MON, _INSP)
_UNBLINDED_STAFF = (*_CORE_LAB, *_OVERSIGHT)
_ALL_TRIAL_ROLES = (_PM, _DM, _QC, _RD, _ADJ, _SITE, _MON, _INSP, _MED, _STAT, _AI)

_PEOPLE = {
    "people.create_person": (_ADM, _SYS),
    "people.set_active": (_ADM,),
    "people.verify_identity": (_ADM, _SYS),
    "people.reset_secret": (_ADM,),
    "people.grant_role": (_ADM, _PM, _SYS),
    "people.end_role": (_ADM, _PM),
    "people.issue_token": (_PM, _SITE, _SYS),
    "people.revoke_token": (_PM, _SITE),
    "people.people_page": (_ADM,),
    "people.access_page": (_PM, _DM, _MON, _INSP),
}

_LEDGER = {
    "ledger.search_page": (_PM, _DM, _MON, _INSP),
    "ledger.timeline_page": (_PM, _DM, _QC, _MON, _INSP),
    "ledger.entry_page": (_PM, _DM, _MON, _INSP),
    "ledger.export": (_PM, _DM, _INSP, _SYS),
    "ledger.verification_page": (_PM, _DM, _INSP),
    "ledger.verify": (_PM, _DM, _INSP),
}

_TRIALS = {
    "trials.create": (_ADM, _SYS),
    "trials.draft_definition": (_PM,),
    "trials.submit_definition": (_PM,),
    "trials.approve_definition": (_PM, _DM),
    "trials.return_definition": (_PM, _DM),
    "trials.activate_definition": (_PM,),
    "trials.enrol_subject": (_PM, _DM, _SITE),
    "trials.admit_subject": (_PM, _DM, _SITE),
    "trials.fail_screening": (_PM, _DM, _SITE),
    "trials.resume_screening": (_PM, _DM),
    "trials.set_anchor": (_PM, _DM, _SITE),
    "trials.add_unscheduled_visit": (_PM, _DM, _SITE),
    "trials.mark_visit_missed": (_PM, _DM, _SITE),
    "trials.reopen_visit": (_PM, _DM, _SITE),
    "trials.definition_page": (*_UNBLINDED_STAFF, _SITE),
    "trials.subject_page": (*_UNBLINDED_STAFF, _SITE),
}

_GOVERNANCE = {
    "governance.record_approval": (_PM, _DM),
    "governance.record_consent": (_PM, _DM, _SITE),
    "governance.withdraw_consent": (_PM, _DM, _SITE),
    "governance.page": _UNBLINDED_STAFF,
}

_SITES = {
    "sites.open_site": (_PM,),
    "sites.record_contact": (_PM, _SITE),
    "sites.register_scanner": (_PM, _SITE),
    "sites.change_scanner": (_PM, _SITE, _QC),
    "sites.qualify_scanner": (_PM, _QC),
    "sites.suspend_scanner": (_PM, _QC, _SYS),
    "sites.record_training": (_PM, _QC),
    "sites.sites_page": (*_UNBLINDED_STAFF, _SITE),
    "sites.site_page": (*_UNBLINDED_STAFF, _SITE),
}

_INTAKE = {
    "intake.announce": (_PM, _DM, _SITE, _SYS),
    "intake.receive": (_PM, _DM, _SITE, _SYS),
    "intake.abandon": (_PM, _DM, _SITE, _SYS),
    "intake.release_quarantined": (_PM, _DM),
    "intake.dismiss_quarantined": (_PM, _DM, _QC),
    "intake.release_all_quarantined": (_PM, _DM),
    "intake.dismiss_all_quarantined": (_PM, _DM, _QC),
    "intake.release_hold": (_PM, _DM, _QC),
    "intake.remove_faces": (_SYS,),
    "intake.confirm_faces": (_DM, _QC),
    "intake.reject_faces": (_DM, _QC),
    "intake.faces_page": (_DM, _QC),
    "intake.cleaning_page": _UNBLINDED_STAFF,
    "intake.request_resend": (_PM, _DM, _QC),
    "intake.upload_page": (_PM, _DM, _SITE),
    "intake.receipt_page": (*_UNBLINDED_STAFF, _SITE),
    "intake.quarantine_page": (*_UNBLINDED_STAFF, _SITE),
    "intake.transfers_page": (*_UNBLINDED_STAFF, _SITE),
    "intake.dicomweb": (*_UNBLINDED_STAFF, _SITE),
}

_QC_ROOM = {
    "qc.record_checks": (_SYS,),
    "qc.decide": (_QC,),
    "qc.open_query": (_QC, _DM),
    "qc.answer_query": (_SITE,),
    "qc.reply_query": (_QC, _DM),
    "qc.close_query": (_QC, _DM),
    "qc.remind": (_SYS,),
    "qc.exam_page": (*_UNBLINDED_STAFF, _SITE),
    "qc.queries_page": (*_UNBLINDED_STAFF, _SITE),
    "qc.query_page": (*_UNBLINDED_STAFF, _SITE),
    "qc.deviations_page": _UNBLINDED_STAFF,
    "qc.catalogue_page": (*_UNBLINDED_STAFF, _SITE),
}

_READS = {
    "reads.seal_seed": (_PM,),
    "reads.record_leak_scan": (_SYS,),
    "reads.release_leaks": (_PM,),
    "reads.assign": (_PM, _SYS),
    "reads.hand_over": (_PM,),
    "reads.give_repeat": (_SYS,),
    "reads.qualify_reader": (_PM,),
    "reads.training_page": (_PM,),
    "reads.name_training_trial": (_PM,),
    "reads.give_test_cases": (_PM,),
    "reads.show_comparison": (_RD,),
    "reads.feedback_page": (_RD,),
    "reads.certificate_page": (_PM, _DM),
    "reads.place_hold": (_PM,),
    "reads.hold_drifting": (_SYS,),
    "reads.lift_hold": (_PM,),
    "reads.open_time_point": (_RD, _ADJ),
    "reads.save_draft": (_RD, _ADJ),
    "reads.save_mark": (_RD, _ADJ),
    "reads.remove_mark": (_RD, _ADJ),
    "reads.choose_key_image": (_RD, _ADJ),
    "reads.sign": (_RD, _ADJ),
    "reads.reopen": (_PM,),
    "reads.request_confirmation": (_PM, _SITE),
    "reads.withdraw_confirmation": (_PM,),
    "reads.answer_confirmation": (_SYS,),
    "reads.ask_eligibility": (_SYS,),
    "reads.give_eligibility": (_SYS,),
    "reads.answer_eligibility": (_SYS,),
    "reads.end_eligibility": (_SYS,),
    "reads.ask_eligibility_again": (_PM,),
    "reads.return_eligibility": (_PM,),
    "reads.requests_page": (_PM, _DM, _SITE, _MON, _INSP),
    "reads.sign_global": (_RD, _ADJ),
    "reads.reopen_global": (_PM,),
    "reads.file_reports": (_SYS,),
    "reads.file_case_report": (_SYS,),
    "reads.view_as": (_PM,),
    "reads.write_note": (_RD,),
    "reads.answer_question": (_PM,),
    "reads.handle_finding": (_MED,),
    "reads.replay_page": (_PM, _DM, _INSP),
    "reads.report_file": (_PM, _DM, _INSP),
    "reads.open_adjudication": (_SYS,),
    "reads.void_adjudication": (_SYS,),
    "reads.adjudicate": (_ADJ,),
    "reads.begin_anew": (_ADJ,),
    "reads.release_adjudication": (_PM,),
    "reads.agree": (_RD,),
    "reads.worklist_page": (_RD,),
    "reads.case_page": (_RD, _ADJ),
    "reads.display_page": (_RD, _ADJ),
    "reads.adjudication_page": (_ADJ,),
    "reads.manage_page": (_PM, _DM),
    "reads.randomisation_page": (_PM, _DM, _SYS),
}

_OUTCOMES = {
    "outcomes.derive": (_SYS,),
    "outcomes.lock_data": (_PM, _DM),
    "outcomes.unlock_data": (_PM,),
    "outcomes.page": (_PM, _DM, _INSP, _STAT),
    "outcomes.export": (_PM, _DM, _INSP, _STAT),
}

_WEB = {
    "web.portfolio_page": (*_UNBLINDED_STAFF, _STAT, _AI),
    "web.grid_page": (*_UNBLINDED_STAFF, _SITE),
    "web.worklist_page": _UNBLINDED_STAFF,
    "web.worklist_export": _UNBLINDED_STAFF,
}

#: permission → the roles that have it
PERMISSIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset(str(role.value) for role in roles)
        for section in (_PEOPLE, _LEDGER, _TRIALS, _GOVERNANCE, _SITES, _INTAKE, _QC_ROOM, _READS, _OUTCOMES, _WEB)
        for name, roles in section.items()
    }
)

#: What every signed-in person may do about themselves, with no role at all.
OWN = frozenset(
    {
        "people.accept_signature",
        "people.sign_in",
        "people.sign_out",
        "people.change_secret",
        "people.me_page",
        "reads.check_display",
        "web.home",
        "web.tasks_page",
    }
)
