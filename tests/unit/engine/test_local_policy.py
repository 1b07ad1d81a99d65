"""What a site's policy does to an answer, and that the answer says so. A rating never moves."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from packs.answers import SAMPLE_PATIENT, answer
from packs.policies import POLICY, local_knowledge

from metscout import Door
from metscout.facts.declaration import Value
from metscout.packs.load import Knowledge, load_knowledge

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "policy"
CLEAR: dict[str, Value] = {
    **SAMPLE_PATIENT, "reaction.dye": "none", "person.expecting": False, "reaction.field": False, "lump.size_cm": 1,
}  # fmt: skip
BARE = local_knowledge(None)
LOWER = {"thresholds": [{"rule": "large_lump", "fact": "lump.size_cm", "at_least": 3, "because": "our dye is weak"}]}
HIGHER = {"thresholds": [{"rule": "large_lump", "fact": "lump.size_cm", "at_least": 8, "because": "our dye is strong"}]}
SOURCE = ("patient_preparation", "A large lump needs more dye.", ["main-guide#opening"])


def told(found: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    """What the answer says of the policy."""
    return [(w["severity"], w["text"], w["cites"]) for w in found["warnings"] if w["code"] == "local_policy"]


def cautions(found: Mapping[str, Any], procedure: str) -> list[tuple[str, str, list[str]]]:
    study = next(study for study in found["studies"] if study["procedure"] == procedure)
    return [(caution["code"], caution["text"], caution["cites"]) for caution in study["cautions"]]


def decided(change: Mapping[str, Value], sections: dict[str, Any] | str | None) -> dict[str, Any]:
    return answer({**CLEAR, **change}, local_knowledge(sections))


MOVED_DOWN = "Limit set here: size cm is at least 3 cm; the source sets: size cm is at least 5 cm. Our dye is weak."
MOVED_UP = "Limit set here: size cm is at least 8 cm; the source sets: size cm is at least 5 cm. Our dye is strong."
LOCAL_DOWN = ("local_policy", MOVED_DOWN, ["policy-north#thresholds"])
LOCAL_UP = ("local_policy", MOVED_UP, ["policy-north#thresholds"])

# what a clinician would say; the policy, the size; the cautions of the study that the rule touches
CAUTIONS: list[tuple[str, dict[str, Any] | None, float, list[tuple[str, str, list[str]]]]] = [
    ("without a policy a lump of 4 cm is not large", None, 4, []),
    ("with a lower limit it is, and the site says so beside the source", LOWER, 4, [SOURCE, LOCAL_DOWN]),
    ("the limit itself counts", LOWER, 3, [SOURCE, LOCAL_DOWN]),
    ("below the local limit nothing is said", LOWER, 2.9, []),
    ("above both limits source and site are both shown", LOWER, 6, [SOURCE, LOCAL_DOWN]),
    ("without a policy a lump of 6 cm is large", None, 6, [SOURCE]),
    ("with a higher limit it is not", HIGHER, 6, []),
    ("at the higher limit it is", HIGHER, 8, [SOURCE, LOCAL_UP]),
]


@pytest.mark.parametrize(("sections", "size", "expected"), [row[1:] for row in CAUTIONS], ids=[r[0] for r in CAUTIONS])
def test_a_moved_limit(
    sections: dict[str, Any] | None, size: float, expected: list[tuple[str, str, list[str]]]
) -> None:
    assert cautions(decided({"lump.size_cm": size}, sections), "scan_a") == expected


_RULE = "By the limit set here the rule large lump"
WARNINGS: list[tuple[str, dict[str, Any], float, list[tuple[str, str, list[str]]]]] = [
    ("a rule that applies by the local limit only", LOWER, 4,
     [("info", f"Policy of the North: {MOVED_DOWN} {_RULE} applies to this patient; by that of the source it does "
       "not apply to this patient.", ["policy-north#thresholds"])]),
    ("a rule that applies by both", LOWER, 6,
     [("info", f"Policy of the North: {MOVED_DOWN} {_RULE} applies to this patient, as by that of the source.",
       ["policy-north#thresholds"])]),
    ("a rule that the site lifts, loudly and with what the source says", HIGHER, 6,
     [("warning", f"Policy of the North: {MOVED_UP} {_RULE} does not apply to this patient; by that of the source it "
       "applies to this patient. A large lump needs more dye.", ["policy-north#thresholds", "main-guide#opening"])]),
    ("a rule that applies by neither", LOWER, 1, []),
]  # fmt: skip


@pytest.mark.parametrize(("sections", "size", "expected"), [row[1:] for row in WARNINGS], ids=[r[0] for r in WARNINGS])
def test_the_answer_names(sections: dict[str, Any], size: float, expected: list[tuple[str, str, list[str]]]) -> None:
    assert told(decided({"lump.size_cm": size}, sections)) == expected


def test_a_limit_that_bears_on_no_offered_study_is_not_named() -> None:
    sections = LOWER | {"unavailable": []}
    late = {"visit.phase": "late", "lump.size_cm": 4}
    assert told(decided(late, sections)) == []


def test_a_limit_in_one_of_several_groups_moves_and_the_rest_stays() -> None:
    moved = {"rule": "middling_lump", "fact": "lump.size_cm", "below": 4, "because": "they grow slowly here"}
    patient: dict[str, Value] = {"lump.size_cm": 4.5, "lump.proven": False}
    before = [code for code, *_ in cautions(decided(patient, None), "scan_c")]
    after = [code for code, *_ in cautions(decided(patient, {"thresholds": [moved]}), "scan_c")]
    field = [code for code, *_ in cautions(decided({"reaction.field": True}, {"thresholds": [moved]}), "scan_c")]
    assert (before, after) == (["patient_preparation"], [])
    assert "patient_preparation" in field


def _without(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"unavailable": [{**entry, "because": "it broke"} for entry in entries]}


# what a clinician would say; what is not available; role of each study; ordered together; acquired as
ROLES: list[tuple[str, dict[str, Any], dict[str, str], list[str], str | None]] = [
    ("everything is there", {},
     {"scan_a": "first_choice", "scan_b": "companion", "scan_c": "alternative"}, ["scan_a", "scan_b"], "scan_ab"),
    ("a tag is missing and the way that the source names opens", _without({"procedures_using": "dye"}),
     {"scan_b": "first_choice", "scan_c": "alternative", "scan_a": "blocked"}, ["scan_b"], None),
    ("a first choice is missing and the next best moves up", _without({"procedures": ["scan_a"]}),
     {"scan_c": "first_choice", "scan_b": "companion", "scan_a": "blocked"}, ["scan_c"], None),
    ("a companion is missing", _without({"procedures": ["scan_b"]}),
     {"scan_a": "first_choice", "scan_c": "alternative", "scan_b": "blocked"}, ["scan_a"], None),
    ("an alternative is missing and nothing else changes", _without({"procedures_using": "field"}),
     {"scan_a": "first_choice", "scan_b": "companion", "scan_c": "blocked"}, ["scan_a", "scan_b"], "scan_ab"),
    ("both cannot be acquired as one", _without({"procedures": ["scan_ab"]}),
     {"scan_a": "first_choice", "scan_b": "companion", "scan_c": "alternative"}, ["scan_a", "scan_b"], None),
    ("nothing is left", _without({"procedures_using": "rays"}, {"procedures_using": "field"}),
     {"scan_a": "blocked", "scan_b": "blocked", "scan_c": "blocked"}, [], None),
]  # fmt: skip


@pytest.mark.parametrize(("sections", "row"), [(row[1], row[2:]) for row in ROLES], ids=[row[0] for row in ROLES])
def test_the_plan_where(sections: dict[str, Any], row: tuple[dict[str, str], list[str], str | None]) -> None:
    found = decided({}, sections)
    roles = {study["procedure"]: study["role"] for study in found["studies"]}
    workup = found["workup"] or {"together": [], "acquired_as": None}
    assert (roles, workup["together"], workup["acquired_as"]) == row


def test_where_nothing_is_left_a_critical_warning_stands_first() -> None:
    sections = _without({"procedures_using": "rays"}, {"procedures_using": "field"})
    first = decided({}, sections)["warnings"][0]
    assert (first["code"], first["severity"]) == ("no_permitted_study", "critical")


def test_a_study_that_is_not_available_says_so() -> None:
    found = decided({}, _without({"procedures": ["scan_b"]}))
    assert cautions(found, "scan_b") == [
        ("local_policy", "Not available here: It broke.", ["policy-north#unavailable"])
    ]


MISSING = [
    ("a study of the table", _without({"procedures": ["scan_b"]}), "Scan B without dye"),
    ("the examination that acquires both", _without({"procedures": ["scan_ab"]}), "Scan A and B in one"),
    ("all studies of a tag", _without({"procedures_using": "rays"}),
     "Scan A with dye, Scan B without dye and Scan A and B in one"),
]  # fmt: skip


@pytest.mark.parametrize(("sections", "names"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING])
def test_the_answer_names_as_not_available(sections: dict[str, Any], names: str) -> None:
    text = f"Policy of the North: Not available here: It broke. This concerns {names}."
    assert told(decided({}, sections)) == [("info", text, ["policy-north#unavailable"])]


def test_a_policy_that_is_not_approved_says_so() -> None:
    sections = _without({"procedures": ["scan_b"]}) | {"review": {"status": "submitted", "updated": "2026-11-01"}}
    assert told(decided({}, sections))[0][1].startswith("Policy of the North (submitted, not approved): Not available")


def test_a_preferred_protocol_takes_the_place_of_the_usual_one() -> None:
    preferred = {"preferred_protocols": [{"procedure": "scan_a", "protocol": "other_way", "because": "it is quicker"}]}
    before, after = (decided({}, sections)["studies"][0]["protocol"] for sections in (None, preferred))
    assert (before, after) == ("usual_way", "other_way")


def test_a_local_name_goes_on_the_request_and_the_standard_name_stays() -> None:
    study = decided({}, {"wording": [{"procedure": "scan_a", "name": "THE SCAN"}]})["studies"][0]
    assert (study["name"], study["order_text"]) == ("Scan A with dye", "Here: THE SCAN.")


ORDERS = [
    ("studies that are ordered together", ["scan_a", "scan_b"], "Scan A with dye and Scan B without dye"),
    ("one of them", ["scan_b"], "Scan B without dye"),
    ("the examination that acquires both", ["scan_ab"], "Scan A and B in one"),
]


@pytest.mark.parametrize(("studies", "names"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS])
def test_an_order_set_of(studies: list[str], names: str) -> None:
    workup = decided({}, {"order_sets": [{"studies": studies, "order_as": "BOTH (1)", "because": "one slot"}]})[
        "workup"
    ]
    said = f"Scan A and scan B go together. Ordered here as BOTH (1): {names}. One slot."
    assert (workup["text"], workup["cites"]) == (said, ["main-guide#opening", "policy-north#order_sets"])


def test_an_order_set_of_other_studies_is_left_out() -> None:
    sets = {"order_sets": [{"studies": ["scan_a", "scan_c"], "order_as": "OTHER"}]}
    assert told(decided({}, sets)) == []


def test_an_answer_does_not_depend_on_who_was_answered_before() -> None:
    knowledge = local_knowledge(LOWER)
    sizes = (4, 6, 1, 4, 6)
    assert [answer({**CLEAR, "lump.size_cm": size}, knowledge) for size in sizes] == [
        decided({"lump.size_cm": size}, LOWER) for size in sizes
    ]


def test_every_section_that_touched_the_answer_is_named_and_cited() -> None:
    sections = [cites[0].partition("#")[2] for _, _, cites in told(decided({"lump.size_cm": 4}, POLICY))]
    assert sections == ["thresholds", "unavailable", "unavailable", "preferred_protocols", "wording"]


def test_a_policy_is_cited_as_a_document() -> None:
    citation = decided({}, POLICY)["citations"]["policy-north#unavailable"]
    assert citation == {
        "title": "Policy of the North, version 7", "publisher": "The North", "date": "2026-11-01",
        "locator": "unavailable", "url": None, "reports": None,
        "source_review": {"by": None, "date": "2026-11-01", "state": "approved"}, "seen": "full text",
    }  # fmt: skip


def test_an_answer_names_the_policy_it_was_given_under() -> None:
    knowledge = local_knowledge(POLICY)
    assert knowledge.policy is not None
    assert answer(CLEAR, knowledge)["knowledge"]["policy"] == knowledge.policy.stamp


def test_an_answer_without_a_policy_names_none() -> None:
    assert answer(CLEAR, BARE)["knowledge"]["policy"] is None


def test_an_answer_that_it_does_not_touch_is_the_same_but_for_its_name() -> None:
    found, bare = decided({"body.kind": "wart"}, POLICY), answer({**CLEAR, "body.kind": "wart"}, BARE)
    assert found | {"knowledge": None} == bare | {"knowledge": None}


# The shipped knowledge under the example of the documentation, and under a policy that can do next to nothing.


@pytest.fixture(scope="module")
def example(own_cache: Path) -> Door:
    return Door(as_of="2026-11-24", policy=EXAMPLE)


@pytest.fixture(scope="module")
def poor(own_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Door:
    """A site with neither PET nor MRI nor iodinated contrast, that cautions nobody about the kidneys."""
    folder = tmp_path_factory.mktemp("poor")
    tags = ("pet_scanner", "mri_scanner", "iodinated_contrast")
    policy = {
        "id": "poor", "title": "Poor", "version": "1", "review": {"status": "submitted", "updated": "2026-11-01"},
        "thresholds": [{"rule": "low_egfr_before_iodinated_contrast", "fact": "renal.egfr_ml_min_173m2", "below": 1,
                        "because": "we do not look"}],
        "unavailable": [{"procedures_using": tag, "because": "there is none"} for tag in tags],
    }  # fmt: skip
    (folder / "policy.yaml").write_text(yaml.safe_dump(policy), "utf-8")
    return Door(as_of="2026-11-24", policy=folder)


def _patients() -> Iterator[Any]:
    for path in sorted((ROOT / "tests" / "cases").glob("*/*.yaml")):
        cases = yaml.safe_load(path.read_text("utf-8"))
        if isinstance(cases, dict) and {"scenario", "patient", "rows"} <= cases.keys():
            for row in cases["rows"]:
                patient = {**cases["patient"], **row.get("change", {})}
                patient = {name: value for name, value in patient.items() if name not in row.get("forget", ())}
                yield pytest.param(patient, id=f"{cases['scenario']}: {row['case']}")


PATIENTS = list(_patients())


@pytest.mark.parametrize("patient", PATIENTS)
def test_no_rating_and_no_scenario_moves(patient: dict[str, Any], door: Door, example: Door, poor: Door) -> None:
    def printed(here: Door) -> tuple[Any, ...]:
        found = here.recommend(patient)
        rated = {(s.scenario, s.procedure): (s.category, s.rrl) for s in found.studies if s.category is not None}
        return found.outcome, found.scenario, found.also_fits, found.redirect, rated

    assert printed(example) == printed(poor) == printed(door)


@pytest.mark.parametrize("patient", PATIENTS)
def test_what_differs_is_named(patient: dict[str, Any], door: Door, example: Door, poor: Door) -> None:
    bare = door.recommend(patient)
    for here in (example, poor):
        found = here.recommend(patient)
        named = any(warned.code == "local_policy" for warned in found.warnings)
        assert named or (found.studies, found.workup, found.warnings) == (bare.studies, bare.workup, bare.warnings)


@pytest.mark.parametrize("patient", PATIENTS)
def test_every_citation_resolves(patient: dict[str, Any], example: Door, poor: Door) -> None:
    for here in (example, poor):
        found = here.recommend(patient)
        said = [*found.warnings, *(caution for study in found.studies for caution in study.cautions)]
        said += [found.workup] if found.workup else []
        assert {cite for part in said for cite in part.cites} <= found.citations.keys()


ANAL: dict[str, Value] = {
    "patient.age_years": 64, "cancer.primary_site": "anus", "cancer.histology": "squamous_cell_carcinoma",
    "care.phase": "initial_staging", "imaging.question": "distant_metastasis",
}  # fmt: skip
SARCOMA: dict[str, Value] = {
    "patient.age_years": 40, "cancer.primary_site": "bone", "cancer.histology": "osteosarcoma",
    "care.phase": "initial_staging", "imaging.question": "extrapulmonary_metastasis",
}  # fmt: skip


@pytest.mark.parametrize(
    ("egfr", "without", "with_it"),
    [(29, True, True), (30, False, True), (44, False, True), (45, False, False)],
    ids=["an eGFR of 29", "an eGFR of 30", "an eGFR of 44", "an eGFR of 45"],
)
def test_the_limit_of_the_example_moves_the_caution(
    egfr: int, without: bool, with_it: bool, door: Door, example: Door
) -> None:
    def cautioned(here: Door) -> bool:
        study = here.recommend({**ANAL, "renal.egfr_ml_min_173m2": egfr}).studies[0]
        return any(caution.text.startswith("With an eGFR below 30") for caution in study.cautions)

    assert (cautioned(door), cautioned(example)) == (without, with_it)


def _first(here: Door, patient: Mapping[str, Value]) -> str:
    return next(study.procedure for study in here.recommend(patient).studies if study.role == "first_choice")


def test_without_a_pet_scanner_the_way_that_the_article_names_opens(door: Door, example: Door) -> None:
    assert (_first(door, SARCOMA), _first(example, SARCOMA)) == ("fdg_pet_ct_whole_body", "bone_scan_whole_body")


def test_the_same_facts_and_policy_give_the_same_bytes(example: Door) -> None:
    def printed(knowledge: Knowledge) -> str:
        return json.dumps(answer({**ANAL, "renal.egfr_ml_min_173m2": 40}, knowledge))

    assert printed(example.knowledge) == printed(load_knowledge(policy=EXAMPLE, use_cache=False))
