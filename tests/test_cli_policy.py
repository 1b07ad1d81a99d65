"""`--policy DIR` on the command line: taken by every verb, refused with one message, named in the answer."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from metscout.adapters.cli.main import main
from metscout.adapters.cli.parser import build_parser

EXAMPLE = str(Path(__file__).parents[1] / "docs" / "examples" / "policy")
PET = "40M osteosarcoma femur, initial staging, extrapulmonary mets?"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def _verbs(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below and name != " completion":
        yield name.strip(), parser
    for action in below:
        for verb, child in action.choices.items():
            yield from _verbs(child, f"{name} {verb}")


VERBS = dict(_verbs(build_parser()))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_a_policy(verb: str) -> None:
    assert "--policy" in VERBS[verb].format_help()


def test_an_answer_names_the_policy(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "recommend", PET, "--json", "--policy", EXAMPLE)
    assert json.loads(out)["knowledge"]["policy"].startswith("north_hospital 2026-11 ")


def test_a_page_says_what_is_not_available(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "recommend", PET, "--policy", EXAMPLE)
    assert "Imaging policy of North Hospital: Not available here" in " ".join(out.split())


REFUSED = [
    ("a folder that is not there", ["--policy", "no-such-folder"], "name the folder that holds policy.yaml"),
    ("a folder without a policy", ["--policy", str(Path(EXAMPLE).parent)], "holds no policy.yaml"),
    ("two policies", ["--policy", EXAMPLE, "--policy", EXAMPLE], "--policy is given twice"),
    ("a policy as packs", ["--packs", EXAMPLE], "The folder of a site's policy is named with --policy."),
]


@pytest.mark.parametrize(("options", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_is_refused(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "recommend", PET, *options)
    assert (status, out, said in err) == (2, "", True)


def test_lint_finds_nothing_in_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "packs", "lint", "--policy", EXAMPLE)[:2] == (0, "Clean: no findings.\n")


def test_lint_points_at_what_a_policy_may_not_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(EXAMPLE) / "policy.yaml").read_text("utf-8")
    (tmp_path / "policy.yaml").write_text(f"{text}ratings: []\n", "utf-8")
    status, out, _ = run(capsys, "packs", "lint", "--policy", str(tmp_path))
    assert (status, "a guideline's rating is never overwritten" in out) == (3, True)


def test_show_prints_what_the_source_says(capsys: pytest.CaptureFixture[str]) -> None:
    name = "anal_cancer.distant_metastasis"
    assert run(capsys, "packs", "show", name, "--policy", EXAMPLE) == run(capsys, "packs", "show", name)
