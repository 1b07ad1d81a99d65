"""Facts on treatment and on the phase of care that treatments and signs add up to."""

from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.care import Care
from metscout.reading.mentions import Line, Mention
from metscout.reading.numbers import number_at, plain
from metscout.reading.phrases import match_phrase
from metscout.reading.tumors import Tumor

_LONGEST = 1200  # months


def read_care(line: Line, care: Care, tumors: list[Tumor], questions: list[Fact]) -> Iterator[Fact]:
    """Facts on treatment and phase; which phase also hangs on the questions that the line puts."""
    if care.asked is not None:
        yield line.fact_of("care.treatment_question", True, care.asked)
    for mention in care.given + care.ongoing:
        for name, value in line.treatment(mention)["sets"].items():
            yield line.fact_of(name, value, mention)
    completed = [m for m in care.given if line.treatment(m).get("definitive") or line.treatment(m).get("for_spread")]
    if completed and not (care.planned and all(line.treatment(m).get("for_spread") for m in completed)):
        yield line.fact_of("treatment.completed", True, completed[0])
    elif not completed and "disease_free" in care.signs:
        yield line.fact_of("treatment.completed", True, care.signs["disease_free"])
    if care.planned and not completed:
        yield line.fact_of("treatment.planned", True, care.planned[0])
    yield from _months(line, care)
    of_spread = line.lexicon.tables["spread_questions"]
    phase = _phase(line, care, tumors, any(question.value in of_spread for question in questions))
    if phase is not None:
        yield line.fact_of("care.phase", *phase)
    elif care.treated and "surveillance" not in care.signs:
        yield from _check_of_the_site(line, questions)


def _check_of_the_site(line: Line, questions: list[Fact]) -> Iterator[Fact]:
    """A treated tumor whose extent is asked, outside surveillance: the check after treatment."""
    for question in questions:
        if question.value == line.lexicon.tables["here"]["first"] and question.origin.span:
            yield line.fact_of_span("care.phase", "after_treatment", *question.origin.span)


def _months(line: Line, care: Care) -> Iterator[Fact]:
    """How long ago a treatment ended, where a stretch of time stands beside it."""
    tokens = line.tokens
    for mention in care.given[:8]:
        behind = range(mention.last, min(mention.last + 4, len(tokens.words)))
        before = range(max(0, mention.first - 5), mention.first)
        for at in (*behind, *before):
            number = number_at(tokens, at)
            unit = match_phrase(line.lexicon.tables["age_units"], tokens.words, at + 1)
            if number is None or unit is None or unit[1][1] or at in line.taken:
                continue
            end = at + 1 + unit[0]
            apart = tokens.sentences[at] != tokens.sentences[mention.first]
            if apart or (at < mention.first and not _leads_to(line, end, mention)):
                continue
            months = number * 12 / unit[1][0]
            if months <= _LONGEST:
                yield line.fact("care.months_since_treatment", plain(round(months, 1)), at, end)
                return


def _leads_to(line: Line, end: int, mention: Mention) -> bool:
    """Whether a word such as `after` stands between a stretch of time and the treatment."""
    return "given" in mention.cues() or any("given" in m.cues() for m in line.within(end, mention.first))


def _phase(line: Line, care: Care, tumors: list[Tumor], asks_spread: bool) -> tuple[str, Mention] | None:
    """The phase that signs and treatments add up to, and the mention it rests on."""
    signs = care.signs

    def first(*names: str) -> Mention | None:
        found = [signs[name] for name in names if name in signs]
        return min(found, key=lambda m: m.first) if found else None

    suspected = first("suspected_recurrence", "marker")
    if suspected is not None and (care.treated or "suspected_recurrence" in signs):
        return "suspected_recurrence", suspected
    watched = first("active_surveillance")
    if watched is not None and not care.given:
        return "active_surveillance", watched
    going_on = care.ongoing[0] if care.ongoing else first("on_treatment", "cycle")
    if going_on is not None:
        return "on_treatment", going_on
    untreated = first("untreated") or (care.denied[0] if care.denied else None)
    followed = first("follow_up", "surveillance")
    if untreated and followed and not care.given and not first("newly", "before", "new"):
        return "untreated_followup", untreated
    neoadjuvant = next((m for m in care.given if line.treatment(m).get("neoadjuvant")), None)
    if neoadjuvant is not None and not care.treated:
        return "on_treatment", neoadjuvant
    response, routine = first("response"), first("surveillance")
    newly_treated = "newly" in signs and not (routine or response or "disease_free" in signs or _is_ago(line))
    if care.treated and not newly_treated:
        if response is not None and routine is None and not asks_spread:
            return "after_treatment", response
        return ("surveillance", routine) if routine is not None else None
    found = _untreated_phase(care, tumors, first("newly", "new", "before", "unbiopsied", "untreated"))
    again = _recurred(line) if found is not None and found[0] == "initial_staging" else None
    return ("suspected_recurrence", again) if again is not None else found


def _recurred(line: Line) -> Mention | None:
    """The word that calls the tumor behind it a recurrent one."""
    for mention in line.mentions:
        if "recurrence" not in mention.senses or line.skips(mention, s.RELATIVE | s.NEGATED | s.UNKNOWN):
            continue
        if any(m.stance & s.NAMED for m in line.within(mention.last, mention.last + 2)):
            return mention
    return None


def _untreated_phase(care: Care, tumors: list[Tumor], before: Mention | None) -> tuple[str, Mention] | None:
    """The phase where the line tells of no treatment done."""
    signs = care.signs
    routine = signs.get("surveillance")
    if "planning" in signs and routine is None:
        return "treatment_planning", signs["planning"]
    if before is not None and routine is None:
        return "initial_staging", before
    if routine is not None:
        return "surveillance", routine
    if "response" in signs:
        return "after_treatment", signs["response"]
    start = care.planned[0] if care.planned else signs.get("staging")
    if start is not None:
        return "initial_staging", start
    present = [t for t in tumors if not t.stance & (s.NEGATED | s.DOUBTED | s.RELATIVE)]
    likely = next((t for t in present if t.stance & s.LIKELY), None)
    if likely is not None and "follow_up" not in signs:
        return "initial_staging", likely.heads[0]
    if "screening" in signs and all(t.neutral for t in present):
        return "screening", signs["screening"]
    return None


def _is_ago(line: Line) -> bool:
    """Whether the line dates something as past."""
    return any("ago" in m.cues() for m in line.mentions)
