"""The register of what can unblind a reader: each leak by its number, with its tests or why software cannot help.

`python -m tests.blinding.register docs/blinding.md` writes the page; a test fails when the page is behind, when a
number is missing, or when a test named here does not exist.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

_HERE = "tests/blinding/"
_IMAGES, _PLACES, _PEOPLE = f"{_HERE}test_image_leaks.py", f"{_HERE}test_place_leaks.py", f"{_HERE}test_people_leaks.py"
_WORLDS, _REPEATS = f"{_HERE}test_differential.py", "tests/apps/reads/running/test_unseen_repeats.py"
_SCANNING = "tests/apps/reads/guarding/test_scanning.py"
_READER = f"{_WORLDS}::test_hidden_facts_change_no_byte_of_a_readers_session"
_ADJUDICATOR = f"{_WORLDS}::test_hidden_facts_change_no_byte_of_an_adjudicators_session"
_VOTER = f"{_WORLDS}::test_hidden_facts_change_no_byte_for_a_reader_who_votes_for_a_consensus"
_CANARIES = f"{_IMAGES}::test_no_string_of_any_header_reaches_a_reader"


@dataclass(frozen=True, slots=True)
class Leak:
    """One way to learn what is hidden: its number, what it is, tests that show it closed, what remains open and why."""

    number: int
    title: str
    tests: tuple[str, ...] = ()
    remains: str = ""

    @property
    def name(self) -> str:
        return f"L{self.number:02}"


LEAKS = (
    Leak(1, "dates and times of study, series, acquisition, content",
         (f"{_IMAGES}::test_l01_dates_and_times", _READER)),
    Leak(2, "age or birth date that drifts across visits", (f"{_IMAGES}::test_l02_age_and_birth_date", _READER)),
    Leak(3, "descriptions of study, series, protocol", (f"{_IMAGES}::test_l03_descriptions", _READER)),
    Leak(4, "institution, station, device, operator, physician",
         (f"{_IMAGES}::test_l04_institution_and_device", _READER)),
    Leak(5, "country by character set, time zone, language",
         (f"{_IMAGES}::test_l05_country_by_charset_zone_and_language",)),
    Leak(6, "patient identifier that carries site or arm",
         (f"{_IMAGES}::test_l06_patient_id_with_site_or_arm", _READER)),
    Leak(7, "UIDs with a site's root, a date, a sequence", (f"{_IMAGES}::test_l07_uids",)),
    Leak(8, "accession number, study ID", (f"{_IMAGES}::test_l08_accession_and_study_id",)),
    Leak(9, "private tags, comments, contrast agent, requests, diagnoses",
         (f"{_IMAGES}::test_l09_private_tags_comments_and_orders", _CANARIES)),
    Leak(10, "presentation states, reports, captures, overlays",
         (f"{_IMAGES}::test_l10_reports_states_captures_and_overlays",)),
    Leak(11, "date, visit, name burned into the pixels",
         ("tests/core/deid/pixels/test_finding.py::test_text_that_never_moves_is_found_and_blanked_in_every_frame",
          "tests/core/deid/pixels/test_finding.py::test_text_in_one_frame_only_is_found",
          "tests/core/deid/pixels/test_cleaner.py::test_text_that_cannot_be_removed_holds_the_object_back",
          f"{_SCANNING}::test_writing_in_a_picture_that_nobody_searched_holds_the_exam_back"),
         "Text is sought when images arrive, in the kinds of images that carry it, and before release in samples of "
         "what was not searched; a letter that the detector misses stays in the picture. Quality control looks at "
         "every exam before it is read."),
    Leak(12, "numbers of instances and series, number of series",
         (f"{_IMAGES}::test_l12_numbers_of_series_and_instances",),
         "How many series and images an exam has is seen by whoever reads it."),
    Leak(13, "scan parameters that change at a site, weight, dose time",
         (f"{_IMAGES}::test_l13_scan_parameters_weight_and_dose",),
         "Pixel spacing, slice positions and noise belong to the image and may be told apart by an expert."),
    Leak(14, "number of missing or coming time points",
         (f"{_PEOPLE}::test_l14_l36_a_scan_that_came_for_later_is_nowhere",
          f"{_PLACES}::test_l20_a_time_point_that_is_not_open_is_refused_in_one_sentence", _READER)),
    Leak(15, "what the image itself shows", (),
         "A port, a clip, a scar, changes after radiotherapy, a contrast marker: anatomy cannot be removed from an "
         "image that must be read. The imaging charter names it as a known limit."),
    Leak(16, "identifiers in addresses", (f"{_PLACES}::test_l16_addresses_hold_a_token_a_place_and_opaque_names",)),
    Leak(17, "names of files", (f"{_PLACES}::test_l17_nothing_is_named_as_a_file",)),
    Leak(18, "title, history, breadcrumbs, completion",
         (f"{_PLACES}::test_l18_titles_history_and_completion_tell_a_neutral_name",)),
    Leak(19, "ETag, Last-Modified, request ids, server timing, caches",
         (f"{_PLACES}::test_l19_headers_are_of_a_list_and_nothing_is_kept",)),
    Leak(20, "error texts, 403 against 404, validation",
         (f"{_PLACES}::test_l20_not_yours_and_not_there_are_the_same_bytes_on_every_route",
          f"{_PLACES}::test_l20_a_time_point_that_is_not_open_is_refused_in_one_sentence",
          f"{_PLACES}::test_l20_a_fault_of_ours_tells_nothing", _READER)),
    Leak(21, "thumbnails, another reader's cached images, browser storage",
         (f"{_PLACES}::test_l21_another_readers_pictures_and_marks_are_not_there",
          f"{_PLACES}::test_l21_the_browser_keeps_only_what_is_named_here"),
         "A mark that could not be sent yet lies in the browser's storage, under an address that only its reader can "
         "open, until the server has it. Use one operating system account a person."),
    Leak(22, "order of lists, totals, due dates, priorities",
         (f"{_PEOPLE}::test_l22_the_list_tells_no_number_but_its_own_lines_and_no_time",
          f"{_PLACES}::test_l22_l59_a_page_leads_to_its_own_case_or_to_the_list", _READER,
          "tests/apps/reads/test_reader_views.py::"
          "test_the_order_of_the_list_is_sealed_and_stays_when_subjects_are_added"),
         "That a case waits, and how many of one's own, is what a worklist is for."),
    Leak(23, "autosave times, revision numbers",
         (f"{_PLACES}::test_l23_the_revision_of_a_form_counts_ones_own_saves", _READER)),
    Leak(24, "history of measurements, lesion numbers, the other reader's regions",
         (f"{_PLACES}::test_l24_l25_a_form_begins_empty_and_a_viewer_without_marks", _READER)),
    Leak(25, "overlays and marks of algorithms, order by triage",
         (f"{_PLACES}::test_l24_l25_a_form_begins_empty_and_a_viewer_without_marks",)),
    Leak(26, "who is A and who is B before the adjudicator, their words and times",
         (_ADJUDICATOR, _VOTER, f"{_PEOPLE}::test_l26_why_reads_are_compared_tells_neither_days_nor_reader",
          f"{_PEOPLE}::test_l26_which_reader_stands_as_a_is_drawn_for_each_case"),
         "How somebody draws or chooses lesions may be known by who knows them."),
    Leak(27, "that there is an adjudication or a re-read",
         (f"{_PEOPLE}::test_l27_a_reader_sees_nothing_of_an_adjudication_opened_or_decided",
          f"{_PEOPLE}::test_l27_a_scan_that_came_since_is_not_told_to_the_adjudicator", _READER),
         "A reader who is given a read back learns that, not why. Where the definition says consensus, both readers "
         "meet by design."),
    Leak(28, "a hidden repeat that is recognised",
         (f"{_REPEATS}::test_a_repeat_sends_its_reader_the_bytes_of_a_first_pass",),
         "The pixels are the same, as they must be; memory is met by the days of washout."),
    Leak(29, "queries to the site, quality notes, rescans",
         (_READER, _ADJUDICATOR,
          f"{_PEOPLE}::test_l29_l30_words_of_sites_and_quality_control_have_no_place_on_a_readers_page")),
    Leak(30, "the site's own read, a request to confirm progression",
         (_READER, f"{_PEOPLE}::test_l29_l30_words_of_sites_and_quality_control_have_no_place_on_a_readers_page")),
    Leak(31, "mail and its subject lines", (f"{_PEOPLE}::test_l31_no_mail_goes_to_a_blinded_person", _READER)),
    Leak(32, "search, filters, counts",
         (f"{_PLACES}::test_l32_no_search_and_what_is_added_to_an_address_changes_nothing",)),
    Leak(33, "fields of an interface that the page does not use",
         (f"{_IMAGES}::test_l33_the_json_of_images_holds_what_the_viewer_uses_and_no_more",
          f"{_PLACES}::test_l24_l25_a_form_begins_empty_and_a_viewer_without_marks")),
    Leak(34, "the audit trail",
         (f"{_PEOPLE}::test_l34_l35_l55_blinded_roles_have_no_permission_that_shows_trail_results_or_quality",
          "tests/apps/web/test_routes.py::test_each_role_passes_the_doors_of_its_matrix_and_no_other")),
    Leak(35, "exports, reports, dashboards, interim rates",
         (f"{_PEOPLE}::test_l34_l35_l55_blinded_roles_have_no_permission_that_shows_trail_results_or_quality",)),
    Leak(36, "images of a later time point",
         (f"{_PEOPLE}::test_l14_l36_a_scan_that_came_for_later_is_nowhere", _READER)),
    Leak(37, "logs, metrics, traces, admin pages",
         (f"{_PEOPLE}::test_l37_no_admin_site_no_metrics_and_no_debugging",
          f"{_PLACES}::test_l20_a_fault_of_ours_tells_nothing"),
         "The server's own log is read by its operators, who are no readers."),
    Leak(38, "how long an answer takes", (),
         "Times are not measured. What is not open is refused before any image is touched, so no answer waits for "
         "hidden images; finer differences remain and would need constant-time answers."),
    Leak(39, "colours or a logo by site", (f"{_PLACES}::test_l39_one_look_for_every_site", _READER)),
    Leak(40, "metadata of pictures and documents", (f"{_IMAGES}::test_l40_frames_hold_pixels_and_no_words",)),
    Leak(41, "watermarks on prints", (f"{_PLACES}::test_l41_a_print_adds_nothing",)),
    Leak(42, "names on the clipboard or when dragged",
         (f"{_PLACES}::test_l42_what_is_dragged_or_copied_has_a_neutral_name",)),
    Leak(43, "help desk, impersonation, chat",
         (f"{_PEOPLE}::test_l43_nobody_acts_as_a_reader_or_looks_unseen",
          "tests/apps/reads/guarding/test_viewing_as.py::test_nothing_can_be_done_there"),
         "A shared screen or a telephone call is outside the system."),
    Leak(44, "one person in two roles",
         (f"{_PEOPLE}::test_l44_a_blinded_role_goes_with_no_other",
          f"{_PEOPLE}::test_l44_who_read_a_case_does_not_adjudicate_it_in_another_role",
          f"{_PEOPLE}::test_l44_who_had_to_do_with_the_site_does_not_adjudicate_its_subjects",
          "tests/apps/reads/running/test_assigning.py::test_nobody_reads_a_subject_of_a_site_they_have_to_do_with"),
         "What was learned in a role that ended is remembered: grant blinded roles to people who held no other."),
    Leak(45, "the seed of the random order",
         (f"{_PEOPLE}::test_l45_the_seed_and_the_key_of_names_are_in_no_table_no_answer_and_for_their_owner_alone",)),
    Leak(46, "the treatment file in shared storage", (f"{_PEOPLE}::test_l46_l48_there_is_no_arm_to_be_told",),
         "The system takes no treatment file; where such a file lies elsewhere is the sponsor's to guard."),
    Leak(47, "consent, withdrawal, death", (_READER, _ADJUDICATOR)),
    Leak(48, "forms, charters or visit windows by arm",
         (f"{_PEOPLE}::test_l46_l48_there_is_no_arm_to_be_told", _READER)),
    Leak(49, "one subject in two trials",
         (f"{_PLACES}::test_l49_l56_names_cannot_be_looked_up_and_differ_by_reader_and_task",)),
    Leak(50, "a test copy or backup with real identifiers", (),
         "Who copies the server's folder copies what is in it. The demonstration makes its own data; give blinded "
         "people no access to the server, and make test systems from the demonstration."),
    Leak(51, "what a DICOM gateway reports back", (),
         "Nothing about reads is sent to a site or a gateway: there is no such route, so there is nothing to test."),
    Leak(52, "events of others, presence", (f"{_PLACES}::test_l52_l58_nothing_is_pushed_and_nothing_listens", _READER)),
    Leak(53, "the address told to another server", (f"{_PLACES}::test_l53_no_address_is_told_to_another_server",)),
    Leak(54, "order of rows and columns", (_READER, _ADJUDICATOR)),
    Leak(55, "quality scores and ranks of sites",
         (f"{_PEOPLE}::test_l34_l35_l55_blinded_roles_have_no_permission_that_shows_trail_results_or_quality",)),
    Leak(56, "names made without a secret",
         (f"{_PLACES}::test_l49_l56_names_cannot_be_looked_up_and_differ_by_reader_and_task",
          "tests/core/reading/test_tokens.py::test_tokens_differ_by_reader_task_and_key_and_fit_an_address")),
    Leak(57, "size or compression of files by site", (),
         "Compressed frames are sent as they were stored, so that the kind of compression and its size can be told by "
         "who looks at the traffic. Sending every frame unpacked would hide it and cost the reader's time."),
    Leak(58, "voice and dictation", (f"{_PLACES}::test_l52_l58_nothing_is_pushed_and_nothing_listens",)),
    Leak(59, "the next case is of the same subject",
         (f"{_PLACES}::test_l22_l59_a_page_leads_to_its_own_case_or_to_the_list",
          "tests/apps/reads/running/test_assigning.py::test_a_repeat_comes_after_the_washout_and_counts_nowhere")),
    Leak(60, "state after a data lock", (f"{_PEOPLE}::test_l60_a_data_lock_looks_like_a_hold",),
         "That nothing can be signed meanwhile cannot be hidden; why is not said."),
)  # fmt: skip

_TOP = """# What can unblind a reader, and what shows that it does not

Written by `python -m tests.blinding.register docs/blinding.md` from the register that the tests use; a test fails when
this page is behind.

Readers and adjudicators are given what an allow-list names and nothing else. Two kinds of proof hold for all of it:

- **Two worlds.** Everything about a trial that is hidden is changed in a second world: subject, site, days, order,
  scans to come, queries, consent, the other reader. The same person does the same session in both, over every address
  that opens to a blinded person (found from the routes; a new one without a step fails), and every byte of page, image,
  frame, JSON, refusal, header and cookie must be equal. Apart are only values drawn anew for each session, which are
  declared: the form token, the session's cookie, the code of a second factor. Times are not measured.
- **Canaries.** Strings are planted in every attribute that the DICOM dictionary has, in private tags, overlays,
  look-up tables and code streams, and searched for in every answer.

| leak | what | shown by | what remains |
|---|---|---|---|
"""


def render() -> str:
    """Return the page."""
    return _TOP + "".join(_line(leak) for leak in LEAKS)


def _line(leak: Leak) -> str:
    shown = "<br>".join(f"`{one.rpartition('/')[2]}`" for one in leak.tests) or "–"
    return f"| {leak.name} | {leak.title} | {shown} | {leak.remains or 'nothing known'} |\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
