"""The groups of a statement and of a decision: words and codes, the reports that they name."""

from centralis.core.reading.report.codes import METHODS, NO, YES
from centralis.core.reading.report.decisions import CHOSEN, COMPARED, About, Filed, plan_decision, plan_statement

SR = "1.2.840.10008.5.1.4.1.1.88.34"
FIRST, SECOND = Filed("1.2", "1.2.3", "1.2.3.4", SR), Filed("1.5", "1.5.6", "1.5.6.7", SR)


def about(criterion="recist-1.1", *reports):
    return About(criterion, "RECIST 1.1", "1.9", (("meaning", "Meaning", "I decided"), ("empty", "Empty", "")), reports)


def answers(group):
    return {name[2]: value[2] for name, value in group["answers"]}


def texts(group):
    return {name[2]: text for name, text in group["texts"]}


def test_a_statement_of_progression_names_its_time_point():
    stated = {"best_overall_response": "SD", "progression_at": 3}
    group = plan_statement(about(), stated, stated, [("Baseline", ""), ("Time point 2", "SD")], "")
    assert answers(group) == {"Best overall response": "Stable disease", "Progression shown": "Yes"}
    assert [(one["name"][2], one["value"]) for one in group["numbers"]] == [
        ("Number of the time point of progression", 3.0)
    ]
    told = texts(group)
    assert told["What the time points come to by the rules"] == "SD, progression at time point 3"
    assert told["Time point 2"] == "SD"
    assert not {"Baseline", "Empty", "Reason given"} & set(told)
    assert group["method"] == METHODS["recist-1.1"].to_json()


def test_a_statement_without_progression_says_so():
    stated = {"best_overall_response": "CR", "progression_at": None}
    group = plan_statement(about("other"), stated, {**stated, "best_overall_response": ""}, [], "T1 is scar")
    assert (answers(group)["Progression shown"], group["numbers"]) == ("No", [])
    assert texts(group)["What the time points come to by the rules"] == "none"
    assert texts(group)["Reason given"] == "T1 is scar"
    assert group["method"] == ["other", "99CENTRALIS", "RECIST 1.1"]


def test_a_decision_names_what_was_chosen_and_every_condition_with_its_verdict():
    triggers = [
        {"condition": "best_overall_response differs", "is_met": True, "sentence": "It differs: PD and SD."},
        {"condition": "evaluability differs", "is_met": False, "sentence": "It is the same."},
    ]
    named = about("recist-1.1", (CHOSEN, FIRST), (COMPARED, SECOND))
    group = plan_decision(named, ("B", "reader 1"), "choose_one", triggers, "T1 grew")
    assert answers(group) == {
        "Read chosen": "Read B", "Whose read that is": "Reader 1", "Decided by": "Choose one",
        "best_overall_response differs": YES.meaning, "evaluability differs": NO.meaning,
    }  # fmt: skip
    assert texts(group)["Discordance"] == "It differs: PD and SD."
    assert "It is the same." not in texts(group).values()
    assert group["reports"] == [[CHOSEN.to_json(), SR, "1.2.3.4"], [COMPARED.to_json(), SR, "1.5.6.7"]]
