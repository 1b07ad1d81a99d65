"""The rooms of meaning that terms belong to, and which of them a question can be about."""

from metscout.reading.mentions import Line, Mention

SPREAD, TUMOR, SAFETY, TREATMENT, SIGN = 1, 2, 4, 8, 16
_GROUPS = {
    "organ": SPREAD | TUMOR, "location": SPREAD | TUMOR, "side": SPREAD | TUMOR | SAFETY,
    "spread": SPREAD, "ask": SPREAD, "recurrence": SPREAD, "dominance": SPREAD, "result": SPREAD, "here": SPREAD,
    "histology": TUMOR, "tumor": TUMOR, "grade": TUMOR, "subsite": TUMOR, "basis": TUMOR | TREATMENT,
    "allergen": SAFETY, "allergy": SAFETY, "severity": SAFETY, "no_allergy": SAFETY, "fact": SAFETY,
    "weak_fact": SAFETY, "mr_class": SAFETY, "lab": SAFETY, "treatment": TREATMENT,
}  # fmt: skip
# Cues that do not part a denial or a doubt from the term it reaches.
SEE_THROUGH = {"asks", "present", "past", "possible", "possible_after", "amounts", "asking", "interrogative"}


def group_of(mention: Mention) -> int:
    """The rooms of meaning of a mention; 0 for words that only connect."""
    bits = 0
    for kind in mention.senses:
        bits |= _GROUPS.get(kind, 0)
    return bits


def phrase_group(mention: Mention) -> int:
    """The same, where a finding such as a pain counts as one that uses a denial up."""
    return group_of(mention) or (SIGN if "new_sign" in mention.signs() else 0)


def is_head(mention: Mention) -> bool:
    """Whether the mention is the name of a tumor."""
    return "histology" in mention.senses or ("tumor" in mention.senses and "ask" not in mention.senses)


def is_askable(line: Line, mention: Mention) -> bool:
    """Whether a question can be about the mention: spread, or an organ that spread goes to."""
    senses = mention.senses
    if "histology" in senses or ("tumor" in senses and "spread" not in senses):
        return False
    if "organ" in senses:
        return "spread" in senses or "asked" in line.organ(senses["organ"])
    return "ask" in senses or "spread" in senses or "recurrence" in senses


def is_place_of(line: Line, mention: Mention, following: Mention) -> bool:
    """Whether a mention right before another is the place that it speaks of."""
    return "asked" in line.organ(mention.get("organ")) and ("spread" in following.senses or "ask" in following.senses)
