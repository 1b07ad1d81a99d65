"""The vocabulary: facts, derivations, sources, procedures and scales."""

from dataclasses import dataclass, field
from functools import partial

from metscout.conditions.derivation import Derivation, in_reading_order
from metscout.facts.declaration import ChoiceValue, FactDeclaration, FactType, Value, Vocabulary
from metscout.packs.model import CitationTable, Labels, Level, Procedure, Recent
from metscout.packs.read_conditions import read_condition
from metscout.packs.view import View, attempt, each, nearest
from metscout.packs.yaml_tree import Document
from metscout.terms.radiation import RadiationLevel, RadiationLevels
from metscout.terms.sentences import Citation, Sentence, SourceReview

UNREAD = ""  # a file's source whose fault is recorded; its headings cannot be looked up
SEEN = ("full text", "excerpt", "opening", "table", "abstract", "patient summary", "secondary")
_FACT_KEYS = (
    "unit", "minimum", "maximum", "values", "label", "derived", "asked_as", "banded_from", "values_of", "codes",
    "identity", "or_else", "from_orders",
)  # fmt: skip


@dataclass(slots=True)
class Names:
    """Every name that other files may refer to, and the citations in use."""

    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    citations: CitationTable = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    scale: Labels = field(default_factory=lambda: Labels({}, ()))
    roles: dict[str, str] = field(default_factory=dict)

    def cites(self, view: View, source: str | None) -> tuple[str, ...]:
        """The citation keys of an `at`: labels of the file's source, or `other-source#label`."""
        return tuple(self._cite(view, label, source) for label in view.texts()) or self._none(view)

    def _none(self, view: View) -> tuple[str, ...]:
        raise view.wrong("uncited_claim", "names no heading; every claim carries its source")

    def _cite(self, view: View, label: str, source: str | None) -> str:
        key, _, rest = label.partition("#")
        if rest:
            source, label = key, rest
        if source == UNREAD:
            return label
        if source is None:
            raise view.wrong("uncited_claim", f"{label!r} names a heading without a source; write source#heading")
        if source not in self.labels:
            close = nearest(source, self.labels)
            raise view.wrong(
                "unknown_source", f"{source!r} is not a source.", f"Nearest: {close!r}." if close else None
            )
        plain = {found.replace(" ", "-"): found for found in self.labels[source]}
        wanted = label.replace(" ", "-")
        if wanted not in plain:
            close = nearest(label, self.labels[source])
            hint = f"Nearest: {close!r}." if close else f"Headings: {', '.join(self.labels[source])}."
            raise view.wrong("unknown_heading", f"{label!r} is not a heading of {source}.", hint)
        return f"{source}#{wanted}"


def read_facts(documents: list[Document]) -> Vocabulary:
    """The declared facts of all files, files in name order."""
    members = [view for document in documents for view in _members(document)]
    facts: dict[str, FactDeclaration] = {}
    places: dict[str, View] = {}
    for view, declaration in each(members, lambda v: (v, _read_fact(v))):
        if declaration.name in facts:
            view.wrong("duplicate_name", f"the fact {declaration.name!r} is declared twice")
        facts[declaration.name] = declaration
        places[declaration.name] = view
    for name, declaration in facts.items():
        for other in (declaration.values_of, declaration.asked_as, declaration.banded_from, declaration.or_else):
            if other is not None and other not in facts:
                places[name].wrong("unknown_fact", f"{other!r} is not a fact")
        if declaration.values_of in facts:
            borrowed = facts[declaration.values_of].values
            facts[name] = FactDeclaration(
                name, declaration.type, declaration.label, declaration.question, values=borrowed,
                values_of=declaration.values_of,
            )  # fmt: skip
        _check_broader(facts[name], places[name])
    return Vocabulary(facts)


def _check_broader(declaration: FactDeclaration, view: View) -> None:
    if declaration.values_of is not None:
        return
    for relation in ("broader", "rather_than"):
        above: dict[str, str | None] = {v.id: getattr(v, relation) for v in declaration.values}
        for i, value in enumerate(declaration.values):
            seen = [value.id]
            while (step := above.get(seen[-1])) is not None:
                if step not in above or step in seen:
                    place = view.at("values").at(i).at(relation)
                    place.wrong("unknown_value", f"{value.id!r} names {step!r}, which is no value above it")
                    break
                seen.append(step)


def _read_fact(view: View) -> FactDeclaration:
    view.mapping(("fact", "type", "question"), _FACT_KEYS)
    name = view.at("fact").text()
    if "." not in name:
        raise view.at("fact").wrong("bad_name", f"{name!r} has no dot; facts are named room.fact")
    kind = FactType(view.at("type").one_of(tuple(FactType)))
    values = tuple(each(view.at("values").list(), _read_value))
    if kind in (FactType.CHOICE, FactType.CHOICES) and not values and not view.has("values_of"):
        raise view.wrong("missing_key", f"the fact {name!r} lists no values")
    label = view.at("label").optional_text() or name.partition(".")[2].replace("_", " ")
    return FactDeclaration(
        name,
        kind,
        label,
        view.at("question").text(),
        view.at("unit").optional_text(),
        view.at("minimum").optional_number(),
        view.at("maximum").optional_number(),
        values,
        view.at("derived").flag(),
        view.at("asked_as").optional_text(),
        view.at("banded_from").optional_text(),
        view.at("values_of").optional_text(),
        view.at("identity").flag(),
        view.at("or_else").optional_text(),
        view.at("from_orders").flag(),
    )


def _read_value(view: View) -> ChoiceValue:
    view.mapping(("id", "label"), ("asks_again", "broader", "rather_than", "at_least", "below"))
    return ChoiceValue(
        view.at("id").text(),
        view.at("label").text(),
        view.at("asks_again").flag(),
        view.at("broader").optional_text(),
        view.at("rather_than").optional_text(),
        view.at("at_least").optional_number(),
        view.at("below").optional_number(),
    )


def read_sources(document: Document, names: Names) -> None:
    """Fill the labels and citations of every source."""
    for _ in each(_members(document), lambda view: _read_source(view, names)):
        pass


def _members(document: Document) -> list[View]:
    """The entries of a file that is a list; none where it is something else."""
    view = View(document, (), document.data)
    if document.data is None:
        view.wrong("wrong_type", "is empty, should be a list")
    return attempt(lambda: list(view.list()), [])


def _read_source(view: View, names: Names) -> None:
    _checked_source(view)
    key = view.at("key").text()
    if key in names.labels:
        view.wrong("duplicate_name", f"the source {key!r} stands twice")
    labels = names.labels.setdefault(key, {})
    review = view.at("source_review")
    reviewed = attempt(lambda: _read_source_review(review), SourceReview(None, None, None))
    seen = attempt(lambda: view.at("seen").one_of(SEEN), SEEN[0])
    for label, heading in view.at("headings").items():
        attempt(partial(heading.mapping, ("heading", "sha256")), heading)
        labels[label] = attempt(heading.at("heading").text, "")
        names.citations[f"{key}#{label.replace(' ', '-')}"] = Citation(
            view.at("title").text(),
            view.at("publisher").optional_text(),
            view.at("date").optional_text(),
            labels[label],
            view.at("url").optional_text(),
            view.at("reports").optional_text(),
            reviewed,
            seen,
        )


def _read_source_review(view: View) -> SourceReview:
    view.mapping(("by", "date", "state"))
    return SourceReview(*(view.at(part).optional_text() for part in ("by", "date", "state")))


def _checked_source(view: View) -> View:
    return view.mapping(
        ("key", "title", "publisher", "date", "url", "reports", "source_review", "seen", "headings"), ("note",)
    )


def read_scale(document: Document, names: Names) -> Labels:
    """Category labels with their ranks, and the radiation levels."""
    view = View(document, (), document.data).mapping(("categories", "radiation_levels", "source", "at"))
    none: tuple[str, ...] = ()
    attempt(lambda: names.cites(view.at("at"), view.at("source").text()), none)
    categories = dict(each(view.at("categories").list(), _read_category))
    return Labels(categories, tuple(each(view.at("radiation_levels").list(), _read_band)))


def _read_category(view: View) -> tuple[str, tuple[str, int]]:
    view.mapping(("id", "label", "rank"), ("note",))
    return view.at("id").text(), (view.at("label").text(), int(view.at("rank").number()))


def _read_band(view: View) -> Level:
    view.mapping(("level", "symbol", "adult_msv", "pediatric_msv"))
    low, high = (n.number() for n in view.at("adult_msv").list())
    child_low, child_high = (n.number() for n in view.at("pediatric_msv").list())
    return Level(int(view.at("level").number()), view.at("symbol").text(), (low, high), (child_low, child_high))


def read_level(view: View, scale: Labels, pediatric: bool) -> RadiationLevel:
    """`level_3` with its band; `not_stated` and `varies` have neither level nor band."""
    words = {f"level_{level.level}": level for level in scale.levels}
    word = view.one_of((*words, "not_stated", "varies")) if view.value is not None else "not_stated"
    if word not in words:
        return RadiationLevel(None, None)
    return words[word].pediatric() if pediatric else words[word].adult()


def read_procedures(document: Document, names: Names) -> None:
    """Fill the procedures."""
    found = list(each(_members(document), lambda view: (view, _read_procedure(view, names))))
    for view, procedure in found:
        if procedure.id in names.procedures:
            view.wrong("duplicate_name", f"the procedure {procedure.id!r} stands twice")
        names.procedures[procedure.id] = procedure
    for view, procedure in found:
        for part in procedure.parts:
            if part not in names.procedures:
                view.at("parts").wrong("unknown_procedure", f"{part!r} is not a procedure")


def _read_procedure(view: View, names: Names) -> Procedure:
    view.mapping(
        ("id", "name", "modality", "region", "contrast", "tracer", "rrl", "uses", "orderable"),
        ("protocol", "parts", "note", "codes"),
    )
    rrl = view.at("rrl").mapping(("adult", "pediatric"), ("source", "adult_source", "pediatric_source"))
    sources = [rrl.at(key) for key in ("source", "adult_source", "pediatric_source") if rrl.value.get(key)]
    return Procedure(
        view.at("id").text(),
        view.at("name").text(),
        view.at("modality").text(),
        view.at("region").texts(),
        view.at("contrast").text(),
        view.at("tracer").optional_text(),
        RadiationLevels(
            read_level(rrl.at("adult"), names.scale, False), read_level(rrl.at("pediatric"), names.scale, True)
        ),
        tuple(dict.fromkeys(_source_cite(source, names) for source in sources)),
        frozenset(view.at("uses").texts()),
        view.at("orderable").flag(),
        view.at("protocol").optional_text(),
        view.at("parts").texts(),
    )


def _source_cite(view: View, names: Names) -> str:
    """The citation of a level: `source#label`, or a source that has just one heading."""
    text = view.text()
    if "#" in text:
        return names.cites(view, None)[0]
    if text not in names.labels:
        close = nearest(text, names.labels)
        raise view.wrong("unknown_source", f"{text!r} is not a source.", f"Nearest: {close!r}." if close else None)
    return f"{text}#{next(iter(names.labels[text])).replace(' ', '-')}"


def read_derivations(documents: list[Document], names: Names) -> tuple[Derivation, ...]:
    """The derivations of all files in the order in which they can be applied."""
    views = [view for document in documents for view in _members(document)]
    found = list(each(views, lambda view: (view, _read_derivation(view, names))))
    labels: set[str] = set()
    for view, rule in found:
        if rule.label in labels:
            view.at("label").wrong("duplicate_name", f"the derivation {rule.label!r} stands twice")
        labels.add(rule.label)
    try:
        return in_reading_order(tuple(rule for _, rule in found))
    except ValueError as error:
        found[0][0].wrong("circular_derivation", f"these derivations wait for one another: {error}")
        return ()


def _read_derivation(view: View, names: Names) -> Derivation:
    view.mapping(("label", "when", "then", "source"), ("unless", "at"))
    vocabulary = names.vocabulary
    then: list[tuple[str, Value]] = []
    for name, member in view.at("then").items():
        if name not in vocabulary:
            raise member.wrong("unknown_fact", f"{name!r} is not a fact")
        if member.value not in vocabulary[name].domain:
            raise member.wrong("unknown_value", f"{member.value!r} is not a value of {name}")
        then.append((name, member.value))
    source = view.at("source").text()
    return Derivation(
        view.at("label").text(),
        read_condition(view.at("when"), vocabulary),
        read_condition(view.at("unless"), vocabulary) if view.has("unless") else None,
        tuple(then),
        source,
        () if source == "vocabulary" else names.cites(view.at("at"), source),
    )


def read_roles(document: Document, names: Names) -> None:
    """The roles of a care team with their labels, into `names`."""
    for view in each(_members(document), lambda v: v.mapping(("id", "label"))):
        role, label = attempt(view.at("id").text, ""), attempt(view.at("label").text, "")
        if role in names.roles:
            view.wrong("duplicate_name", f"the role {role!r} stands twice")
        names.roles[role] = label


def read_conventions(document: Document, names: Names) -> Recent:
    """Conventions that no source states, each citing the page that declares it."""
    view = View(document, (), document.data).mapping(("recent_study",)).at("recent_study")
    view.mapping(("days", "text", "at"))
    sentence = Sentence(view.at("text").text(), names.cites(view.at("at"), None))
    return Recent(int(view.at("days").number()), sentence)
