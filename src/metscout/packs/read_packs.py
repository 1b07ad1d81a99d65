"""Topics and scenarios as their files state them."""

from collections.abc import Iterable

from metscout.facts.history import RESULTS, SITES
from metscout.packs.model import (
    Answered,
    Destination,
    Escalation,
    FirstChoice,
    Gap,
    History,
    NextStep,
    Option,
    OrderTrigger,
    Pitfall,
    Rating,
    Scenario,
    Topical,
    TopicHead,
    Way,
)  # fmt: skip
from metscout.packs.pack_reader import CODES, PackReader, read_review, source_of
from metscout.packs.read_reviews import read_item_review
from metscout.packs.read_vocabulary import UNREAD, Names, read_level
from metscout.packs.view import Unreadable, View, attempt, each
from metscout.terms.radiation import RadiationLevels
from metscout.terms.sentences import Sentence
from metscout.terms.words import Category, Role, Severity

CURRENCY = ("current", "no_newer_edition_seen", "probably_superseded", "superseded")
KNOWN = ("complete", "partial", "none")
KINDS = ("meaning", "imaging", "biopsy", "treatment", "follow_up", "referral", "board")
M_CATEGORIES = ("M0", "M1", "unchanged", "not_stated")
INTENTS = ("curative", "palliative", "undecided", "not_stated")
MAKES = ("incomplete", "not_appropriate", "note")
ASPECTS = ("accuracy", "coverage", "availability", "cost", "duration", "radiation", "tolerance")


def read_topic(view: View, names: Names) -> TopicHead:
    """The head of a topic."""
    view.mapping(
        ("id", "title", "edition", "currency", "source", "review", "within"),
        (
            "edition_basis",
            "acr_topic_id",
            "doi",
            "population",
            "facts_of_topic",
            "destinations",
            "not_this_topic",
            "escalate",
        ),
    )
    reader = PackReader(names, attempt(lambda: source_of(view, names), UNREAD))
    reader.optional_sentence(view.at("edition_basis"))
    return TopicHead(
        view.at("id").text(),
        reader.word(view.at("title")),
        reader.word(view.at("edition")),
        attempt(lambda: view.at("currency").one_of(CURRENCY), CURRENCY[0]),
        reader.source or "",
        read_review(view.at("review")),
        reader.condition(view.at("population")),
        attempt(lambda: reader.cites(view.at("population")), ()) if view.has("population") else (),
        reader.condition(view.at("within")),
        attempt(lambda: reader.cites(view.at("within")), ()),
        reader.sentences(view.at("facts_of_topic")),
        tuple(each(view.at("destinations").list(), lambda v: _destination(reader, v))),
        tuple(each(view.at("not_this_topic").list(), reader.exclusion)),
        attempt(lambda: _escalation(reader, view.at("escalate")), None),
        view.document.file,
    )


def _destination(reader: PackReader, view: View) -> Destination:
    view.mapping(("id", "title", "to", "covered", "text"))
    return Destination(
        view.at("id").text(),
        view.at("title").text(),
        view.at("to").text(),
        view.at("covered").flag(),
        reader.sentences(view.at("text")),
    )


def read_scenario(view: View, names: Names) -> Scenario:
    """One scenario with all it carries."""
    view.mapping(
        ("id", "title", "asks", "source", "review", "ratings_known", "applies_when"),
        (
            "within", "not_this_but", "known_gaps", "overlaps_on_purpose", "who_fits", "ratings", "unrated",
            "first_choice", "workup", "reserved", "compared", "targets", "preparation", "if_blocked", "next_steps",
            "pitfalls", "faq", "escalate", "dose_notes", "reviewer_notes", "superseded_ratings",
            "patient",
        ),
    )  # fmt: skip
    reader = PackReader(names, attempt(lambda: source_of(view, names), UNREAD))
    return Scenario(
        id=view.at("id").text(),
        title=reader.word(view.at("title")),
        asks=reader.word(view.at("asks")),
        source=reader.source or "",
        review=read_item_review(view),
        ratings_known=attempt(lambda: view.at("ratings_known").one_of(KNOWN), KNOWN[0]),
        within=reader.condition(view.at("within")),
        applies_when=reader.condition(view.at("applies_when")),
        applies_cites=attempt(lambda: reader.cites(view.at("applies_when")), ()),
        near_misses=tuple(each(view.at("not_this_but").list(), reader.exclusion)),
        gaps=tuple(each(view.at("known_gaps").list(), lambda v: _gap(reader, v))),
        overlaps=tuple(each(view.at("overlaps_on_purpose").list(), _overlap)),
        who_fits=reader.sentences(view.at("who_fits")),
        ratings=_ratings(reader, view),
        first_choice=attempt(lambda: _first_choice(reader, view.at("first_choice")), None),
        workup=reader.optional_sentence(view.at("workup")),
        reserved=tuple(each(view.at("reserved").list(), lambda v: _reserved(reader, v))),
        compared=tuple(t for group in each(view.at("compared").list(), lambda v: _compared(reader, v)) for t in group),
        targets=tuple(each(view.at("targets").list(), lambda v: _target(reader, v))),
        preparation=tuple(each(view.at("preparation").list(), lambda v: _preparation(reader, v))),
        ways=attempt(lambda: tuple(_ways(reader, view.at("if_blocked"))), ()),
        next_steps=attempt(lambda: tuple(_next_steps(reader, view.at("next_steps"))), ()),
        pitfalls=tuple(each(view.at("pitfalls").list(), lambda v: _pitfall(reader, v))),
        faq=tuple(each(view.at("faq").list(), lambda v: _answered(reader, v))),
        escalate=attempt(lambda: _escalation(reader, view.at("escalate")), None),
        dose_notes=reader.sentences(view.at("dose_notes")),
        reviewer_notes=tuple(each(view.at("reviewer_notes").list(), lambda v: _note(reader, v))),
        history=tuple(each(view.at("superseded_ratings").list(), lambda v: _history(reader, v))),
        file=view.document.file,
        patient=reader.patient_lines(view.at("patient")),
    )


def _ratings(reader: PackReader, view: View) -> tuple[Rating, ...]:
    """Rated and unrated rows; a study may stand once."""
    rows = list(each(view.at("ratings").list(), lambda v: (v, _rating(reader, v))))
    rows += each(view.at("unrated").list(), lambda v: (v, _unrated(reader, v)))
    seen: set[str] = set()
    for place, rating in rows:
        if rating.procedure in seen:
            place.wrong("duplicate_name", f"{rating.procedure!r} stands twice")
        seen.add(rating.procedure)
    return tuple(rating for _, rating in rows)


def _gap(reader: PackReader, view: View) -> Gap:
    condition = reader.condition(view, ("because",))
    return Gap(condition, view.at("because").text())


def _overlap(view: View) -> tuple[str, str]:
    view.mapping(("with", "because"))
    return view.at("with").text(), view.at("because").text()


def _rating(reader: PackReader, view: View) -> Rating:
    view.mapping(
        ("procedure", "category", "rrl", "role", "at"),
        ("rrl_pediatric", "reasons", "order_text", "order_text_at", "inference", "protocol"),
    )
    adult = read_level(view.at("rrl"), reader.names.scale, pediatric=False)
    pediatric = read_level(view.at("rrl_pediatric"), reader.names.scale, pediatric=True)
    printed = RadiationLevels(adult, pediatric) if adult.level is not None or pediatric.level is not None else None
    return Rating(
        reader.procedure(view.at("procedure")),
        Category(view.at("category").one_of(tuple(Category))),
        Role(view.at("role").one_of(tuple(r for r in Role if r is not Role.BLOCKED))),
        printed,
        reader.cites(view),
        reader.sentences(view.at("reasons")),
        _order_text(reader, view),
        view.at("inference").flag(),
        view.at("protocol").optional_text(),
    )


def _order_text(reader: PackReader, view: View) -> Sentence | None:
    if not view.has("order_text"):
        return None
    key = "order_text_at" if view.has("order_text_at") else "at"
    return Sentence(view.at("order_text").text(), reader.cites(view, key))


def _unrated(reader: PackReader, view: View) -> Rating:
    view.mapping(("procedure", "role", "at"), ("reasons", "order_text", "order_text_at", "inference", "protocol"))
    return Rating(
        reader.procedure(view.at("procedure")),
        None,
        Role(view.at("role").one_of(tuple(r for r in Role if r not in (Role.BLOCKED, Role.FIRST_CHOICE)))),
        None,
        reader.cites(view),
        reader.sentences(view.at("reasons")),
        _order_text(reader, view),
        view.at("inference").flag(),
        view.at("protocol").optional_text(),
    )


def _first_choice(reader: PackReader, view: View) -> FirstChoice | None:
    if view.value is None:
        return None
    view.mapping(("study",), ("together_with", "acquired_as", "because", "order_text"))
    if view.at("study").value is None:
        return None
    acquired = view.at("acquired_as")
    return FirstChoice(
        reader.procedure(view.at("study")),
        tuple(reader.procedure(v) for v in view.at("together_with").list()),
        None if acquired.value is None else reader.procedure(acquired),
        reader.sentences(view.at("because")),
        reader.optional_sentence(view.at("order_text")),
    )


def _reserved(reader: PackReader, view: View) -> Topical:
    view.mapping(("procedure", "for"))
    return Topical(reader.procedure(view.at("procedure")), reader.sentences(view.at("for")))


def _compared(reader: PackReader, view: View) -> list[Topical]:
    view.mapping(("procedure", "points"))
    about = reader.procedure(view.at("procedure"))
    points = []
    for point in view.at("points").list():
        sentence = reader.sentence(point, ("aspect",))
        points.append(Topical(about, (sentence,), point.at("aspect").one_of(ASPECTS)))
    return points


def _target(reader: PackReader, view: View) -> Topical:
    view.mapping(("site", "points"))
    return Topical(view.at("site").text(), reader.sentences(view.at("points")))


def _preparation(reader: PackReader, view: View) -> Topical:
    sentence = reader.sentence(view, ("uses",))
    return Topical(view.at("uses").text(), (sentence,))


def _ways(reader: PackReader, view: View) -> Iterable[Way]:
    if view.value is None:
        return
    for tag, member in view.items():
        try:
            member.mapping(("options",), ("ranked", "because", "at", "inference"))
            because = None
            if member.has("because"):
                because = Sentence(member.at("because").text(), reader.cites(member))
            yield Way(
                tag,
                member.at("ranked").flag(),
                tuple(each(member.at("options").list(), lambda v: _option(reader, v))),
                because,
            )
        except Unreadable:
            continue


def _option(reader: PackReader, view: View) -> Option:
    view.mapping(("studies", "because", "at"), ("inference",))
    inference = view.at("inference").flag()
    text = view.at("because").text() + (" (Inference, awaiting review.)" if inference else "")
    return Option(
        tuple(reader.procedure(v) for v in view.at("studies").list()), Sentence(text, reader.cites(view)), inference
    )


def _next_steps(reader: PackReader, view: View) -> Iterable[NextStep]:
    if view.value is None:
        return
    view.mapping(optional=RESULTS)
    for result in RESULTS:
        for member in view.at(result).list():
            try:
                yield _next_step(reader, result, member)
            except Unreadable:
                continue


_STEP_KEYS = ("kind", "site", "finding", "who", "procedure", "interval", "m_category", "intent")


def _next_step(reader: PackReader, result: str, view: View) -> NextStep:
    sentence = reader.sentence(view, _STEP_KEYS)
    kind = view.at("kind").one_of(KINDS)
    for key in ("m_category", "intent"):
        if view.has(key) and kind != "meaning":
            raise view.at(key).wrong("unknown_key", f"{key} stands on a line of kind meaning only")
    return NextStep(
        result,
        kind,
        sentence,
        view.at("site").one_of(SITES) if view.has("site") else None,
        view.at("finding").optional_text(),
        tuple(reader.role(v) for v in view.at("who").list()),
        reader.procedure(view.at("procedure")) if view.has("procedure") else None,
        _months(view.at("interval")),
        view.at("m_category").one_of(M_CATEGORIES) if view.has("m_category") else None,
        view.at("intent").one_of(INTENTS) if view.has("intent") else None,
        view.at("inference").flag(),
    )


def _months(view: View) -> tuple[float, float] | None:
    """An interval {months: [shortest, longest]}; None where nothing stands."""
    if view.value is None:
        return None
    ends = [v.number() for v in view.mapping(("months",)).at("months").list()]
    if len(ends) != 2 or not 0 < ends[0] <= ends[1]:
        raise view.at("months").wrong("out_of_range", "is no interval; write [shortest, longest] in months")
    return ends[0], ends[1]


def _pitfall(reader: PackReader, view: View) -> Pitfall:
    sentence = reader.sentence(view, ("code", "severity", "when", "unless", "order"))
    if not view.has("id"):
        raise view.wrong("missing_key", "lacks id")
    return Pitfall(
        view.at("id").text(),
        view.at("code").one_of(CODES),
        Severity(view.at("severity").one_of(tuple(Severity))),
        sentence,
        reader.condition(view.at("when"), ()) if view.has("when") else None,
        reader.condition(view.at("unless"), ()) if view.has("unless") else None,
        view.at("inference").flag(),
        _trigger(reader, view.at("order")) if view.has("order") else None,
    )


def _trigger(reader: PackReader, view: View) -> OrderTrigger:
    view.mapping(("has",), ("lacks", "makes", "add", "replace_with", "write", "inference"))
    return OrderTrigger(
        frozenset().union(*(reader.selected(v) for v in view.at("has").list())),
        frozenset().union(*(reader.selected(v) for v in view.at("lacks").list())),
        view.at("makes").one_of(MAKES) if view.has("makes") else "note",
        _studies(reader, view.at("add")),
        _studies(reader, view.at("replace_with")),
        view.at("write").optional_text(),
        view.at("inference").flag(),
    )


def _studies(reader: PackReader, view: View) -> tuple[tuple[str, ...], ...]:
    """The ways to mend an order, each a list of studies."""
    return tuple(tuple(reader.procedure(v) for v in way.list()) for way in view.list())


def _answered(reader: PackReader, view: View) -> Answered:
    view.mapping(("question", "answer"), ("id",))
    return Answered(view.at("question").text(), reader.sentences(view.at("answer")))


def _escalation(reader: PackReader, view: View) -> Escalation | None:
    if view.value is None:
        return None
    view.mapping(("to", "when", "at", "members"))
    return Escalation(view.at("to").text(), view.at("when").text(), reader.cites(view), view.at("members").texts())


def _note(reader: PackReader, view: View) -> Sentence:
    view.mapping(("note", "at"), ("inference",))
    return Sentence(view.at("note").text(), reader.cites(view))


def _history(reader: PackReader, view: View) -> History:
    view.mapping(("edition", "source", "at", "population_words", "ratings"))
    rows = []
    for member in view.at("ratings").list():
        member.mapping(("procedure", "category"))
        rows.append((reader.procedure(member.at("procedure")), Category(member.at("category").one_of(tuple(Category)))))
    cites = reader.names.cites(view.at("at"), view.at("source").text())
    return History(view.at("edition").text(), view.at("population_words").text(), tuple(rows), cites)
