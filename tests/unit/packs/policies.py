"""A site's policy over the sample knowledge, small enough to look at whole."""

from typing import Any

import yaml

from metscout.packs.load import Knowledge
from metscout.terms.errors import Fault
from packs.sample import faults_of, knowledge_of, sample_files

RULES = """
- label: large_lump
  when: {lump.size_cm: {at_least: 5}}
  cautions: {procedures_using: dye}
  code: patient_preparation
  severity: warning
  text: A large lump needs more dye.
  ask: How large is the lump?
  source: main-guide
  at: opening

- label: middling_lump
  when:
    any_of:
      - {lump.size_cm: {at_least: 2, below: 5}, lump.proven: false}
      - {reaction.field: true}
  unless: {lump.size_cm: {above: 9}}
  cautions: {procedures_using: field}
  code: patient_preparation
  severity: info
  text: A lump of middling size is watched.
  ask: null
  source: other-guide
  at: opening
"""
PROTOCOL = """
id: {name}
title: How it is done
review: {{status: submitted, updated: "2026-11-01"}}
purpose: [{{text: It is done this way., at: "{cite}"}}]
procedures: [scan_a]
scenarios: [sample.first]
preparation: []
contrast_or_tracer: []
phases: []
technique: []
coverage: []
pediatric: []
reading: []
pitfalls: []
set_locally: []
"""
HEAD: dict[str, Any] = {
    "id": "north",
    "title": "Policy of the North",
    "version": "7",
    "owner": "The North",
    "review": {"status": "approved", "updated": "2026-11-01"},
}
POLICY = """\
id: north
title: Policy of the North
version: "7"
owner: The North
review: {status: approved, updated: "2026-11-01"}
thresholds:
  - {rule: large_lump, fact: lump.size_cm, at_least: 3, because: our dye is weak}
unavailable:
  - {procedures: [scan_b], because: it broke}
  - {procedures_using: field, because: there is no field}
preferred_protocols:
  - {procedure: scan_a, protocol: other_way, because: it is quicker}
order_sets:
  - {studies: [scan_a, scan_b], order_as: BOTH (1), because: one slot}
wording:
  - {procedure: scan_a, name: THE SCAN}
recent_days: 60
"""


def local_files() -> dict[str, str]:
    """The sample with rules that read a number, and with protocols."""
    files = sample_files()
    files["safety/rules.yaml"] += RULES
    procedures = yaml.safe_load(files["vocabulary/procedures.yaml"])
    for procedure, protocol in zip(procedures, ("usual_way", "other_way"), strict=False):
        procedure["protocol"] = protocol
    files["vocabulary/procedures.yaml"] = yaml.safe_dump(procedures, sort_keys=False)
    for name in ("usual_way", "other_way"):
        files[f"protocols/{name}.yaml"] = PROTOCOL.format(name=name, cite="main-guide#opening")
    return files


def policy_faults(policy: str, **more: str) -> list[Fault]:
    """Every fault of a policy over the sample; `more` are other files of its folder, / written as __."""
    others = {f"{name.replace('__', '/')}.yaml": text for name, text in more.items()}
    return faults_of(local_files(), {"policy.yaml": policy, **others})


def local_knowledge(sections: dict[str, Any] | str | None, site: str = "site", **more: str) -> Knowledge:
    """The sample under a policy of these sections; without one where there are none.

    `more` are protocols of the folder by their names.
    """
    if sections is None:
        return knowledge_of(local_files())
    text = yaml.safe_dump({**HEAD, **sections}, sort_keys=False) if isinstance(sections, dict) else sections
    others = {f"protocols/{name}.yaml": protocol for name, protocol in more.items()}
    return knowledge_of(local_files(), policy={"policy.yaml": text, **others}, site=site)
