"""What a declared criterion starts a reader from: rows carried forward or listed, and what was told before."""

from centralis.core.catalogue import find_criterion


def test_rows_are_carried_forward_with_what_is_fixed_and_nothing_else():
    reading = find_criterion("lugano-2014").open_reading({})
    baseline = {
        "targets": [{"id": "T1", "organ": "neck", "kind": "node", "state": "measured", "ldi_mm": 30, "sdi_mm": 20}],
        "non_measured": [],
        "fdg_avid": True,
        "spleen_removed": False,
        "spleen_mm": 120,
    }
    start = reading.start([(0, baseline)])
    assert start["targets"] == [{"id": "T1", "organ": "neck", "kind": "node"}]
    assert (start["fdg_avid"], start["spleen_removed"]) == (True, False)
    assert "spleen_mm" not in start
    prior = reading.prior([(0, baseline)])
    assert prior["targets"]["T1"] == {"baseline": "30 × 20"}
    assert prior[""]["spleen_mm"] == {"baseline": "120"}


def test_the_smallest_of_two_diameters_is_that_of_their_product():
    reading = find_criterion("lugano-2014").open_reading({})

    def point(day, ldi_mm, sdi_mm):
        row = {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": ldi_mm, "sdi_mm": sdi_mm}
        return day, {"targets": [row]}

    prior = reading.prior([point(0, 30, 20), point(50, 18, 16), point(100, 25, 11)])
    assert prior["targets"]["T1"] == {"baseline": "30 × 20", "smallest": "25 × 11", "last": "25 × 11"}


def test_a_score_lists_its_sites_by_the_trials_choice():
    wrist = find_criterion("ramris-2016").open_reading({"coverage": "wrist", "tenosynovitis": False})
    start = wrist.start([])
    assert [len(start[name]) for name in ("bones", "joints", "spaces")] == [15, 3, 17]
    assert start["tendons"] == []
    hand = find_criterion("ramris-2016").open_reading({}).form()["sections"]
    assert {section["name"]: len(section["listed"]) for section in hand if section["name"]} == {
        "bones": 23, "joints": 7, "spaces": 21, "tendons": 13,
    }  # fmt: skip
    assert len(find_criterion("stress-perfusion").open_reading({"model": "16"}).start([])["segments"]) == 16
    arteries = find_criterion("cad-rads-2.0").open_reading({}).start([])["arteries"]
    assert [one["id"] for one in arteries] == ["LM", "LAD", "LCX", "RCA"]


def test_new_lesions_that_are_followed_come_back_with_what_is_kept():
    reading = find_criterion("irecist").open_reading({})
    baseline = {"targets": [{"id": "T1", "organ": "liver", "diameter_mm": 30}]}
    second = {
        "targets": [{"id": "T1", "diameter_mm": 28}],
        "new_lesions": [{"id": "L1", "organ": "lung", "kind": "target", "diameter_mm": 12}],
    }
    (new,) = reading.start([(0, baseline), (60, second)])["new_lesions"]
    assert new == {"id": "L1", "organ": "lung", "node": False, "kind": "target"}
