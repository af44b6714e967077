"""Which files belong together: studies, patient IDs and persons; what is known of one file is known of all."""

from typing import Any

from centralis.edge.exams import belongings, patients


def looked(patient: str = "", study: str = "", person: str = "", **identifiers: list[str]) -> dict[str, Any]:
    return {
        "readable": True, "directory": False, "patient": patient, "study": study, "person": person,
        "identifiers": identifiers, "sha256": None,
    }  # fmt: skip


def test_a_name_of_one_file_is_known_in_all_of_the_patients_files() -> None:
    found = [
        looked("7\n", "1.2", names=["quistgaard^ottilie"]),
        looked("", "1.2", numbers=["7"]),
        looked("7\n", "1.3"),
        looked("8\n", "1.4", names=["someone^else"]),
    ]
    known = [one.known for one in belongings(found)]
    assert all("quistgaard^ottilie" in one.names and "7" in one.numbers for one in known[:3])
    assert known[3].names == {"someone^else"}


def test_one_patient_with_two_ids_in_one_study_has_one_identity() -> None:
    person = "ottilie quistgaard\n19511224"
    found = [looked("B\n", "1.2", person), looked("A\n", "1.2", person), looked("B\n", "1.3", person)]
    assert [one.identity for one in belongings(found)] == ["A\n"] * 3
    assert patients(found) == [3]


def test_two_persons_in_one_study_keep_their_own_codes() -> None:
    found = [looked("A\n", "1.2", "a b\n1950"), looked("B\n", "1.2", "c d\n1960")]
    assert [one.identity for one in belongings(found)] == ["", ""]


def test_the_same_name_in_two_studies_is_no_reason_to_merge_codes() -> None:
    found = [looked("A\n", "1.2", "john doe\n1950"), looked("B\n", "1.3", "john doe\n1950")]
    assert [one.identity for one in belongings(found)] == ["", ""]


def test_patients_are_counted_and_a_directory_links_nobody() -> None:
    directory = looked("A\n", "1.2") | {"directory": True}
    found = [looked("A\n", "1.2"), looked("B\n", "1.3"), looked("B\n", "1.4"), looked(), directory]
    assert patients(found) == [2, 1]


def test_a_flood_of_names_stays_with_its_own_study() -> None:
    found = [looked("A\n", "1.2", names=[f"n{number}" for number in range(3_000)]), looked("A\n", "1.3", names=["x"])]
    assert belongings(found)[1].known.names == {"x"}
