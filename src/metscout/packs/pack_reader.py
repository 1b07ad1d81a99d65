"""Reading the members of a file: statements, citations, conditions, procedures by name."""

from metscout.conditions.tree import Condition
from metscout.packs.model import Exclusion, PatientLine, Review
from metscout.packs.read_conditions import read_condition
from metscout.packs.read_vocabulary import Names
from metscout.packs.view import View, attempt, each, nearest
from metscout.terms.sentences import Sentence
from metscout.terms.words import ReviewStatus

CODES = (
    "chest_omitted", "coverage_incomplete", "contrast_omitted", "contrast_unnecessary", "wrong_modality_for_question",
    "radiograph_for_staging", "local_staging_substituted", "duplicate_recent_study", "contraindicated",
    "pediatric_dose", "patient_preparation", "timing", "scenario_mismatch", "histology_mismatch", "ask_first",
    "no_permitted_study", "source_superseded", "unreviewed", "interpretation",
)  # fmt: skip

FOR_PATIENTS = (
    "study", "why", "other_studies", "preparation", "radiation", "result_positive", "result_negative",
    "result_indeterminate", "treatment", "ask_the_team",
)  # fmt: skip


class PackReader:
    """Reads the members of one file; `source` is what its bare headings belong to."""

    def __init__(self, names: Names, source: str | None) -> None:
        self.names = names
        self.source = source

    def sentence(self, view: View, also: tuple[str, ...] = ()) -> Sentence:
        """A statement: text and the headings it stands under."""
        view.mapping(("text", "at"), ("inference", "id", *also))
        text = view.at("text").text()
        if view.at("inference").flag():
            text = f"{text} (Inference, awaiting review.)"
        return Sentence(text, self.names.cites(view.at("at"), self.source))

    def word(self, view: View) -> str:
        """A text, or an empty one where its fault is recorded."""
        return attempt(view.text, "")

    def sentences(self, view: View) -> tuple[Sentence, ...]:
        """A list of statements."""
        return tuple(each(view.list(), self.sentence))

    def patient_lines(self, view: View) -> tuple[PatientLine, ...]:
        """The sentences of a file that are written for the person concerned."""
        return tuple(each(view.list(), self._patient_line))

    def _patient_line(self, view: View) -> PatientLine:
        sentence = self.sentence(view, ("about",))
        return PatientLine(view.at("about").one_of(FOR_PATIENTS), sentence)

    def optional_sentence(self, view: View) -> Sentence | None:
        """A statement, or None where nothing stands."""
        return None if view.value is None else attempt(lambda: self.sentence(view), None)

    def condition(self, view: View, also: tuple[str, ...] = ("at",)) -> Condition:
        """A condition, empty where nothing stands."""
        if view.value is None:
            return Condition()
        return attempt(lambda: read_condition(view, self.names.vocabulary, also), Condition())

    def cites(self, view: View, key: str = "at") -> tuple[str, ...]:
        """The citations of a mapping's `at`."""
        if not view.has(key):
            raise view.wrong("uncited_claim", f"lacks {key!r}; every claim carries its source")
        return self.names.cites(view.at(key), self.source)

    def procedure(self, view: View) -> str:
        """A known procedure."""
        name = view.text()
        if name not in self.names.procedures:
            close = nearest(name, self.names.procedures)
            hint = f"Nearest: {close!r}." if close else None
            raise view.wrong("unknown_procedure", f"{name!r} is not a procedure.", hint)
        return name

    def selected(self, view: View) -> frozenset[str]:
        """The procedures that a selector means: one id, or all with the given attributes."""
        if isinstance(view.value, str):
            return frozenset((self.procedure(view),))
        view.mapping(optional=("modality", "region", "contrast", "tracer"))
        modality, region = view.at("modality").texts(), view.at("region").texts()
        contrast, tracer = view.at("contrast").texts(), view.at("tracer").texts()
        found = frozenset(
            procedure.id
            for procedure in self.names.procedures.values()
            if (not modality or procedure.modality in modality)
            and set(region) <= set(procedure.region)
            and (not contrast or procedure.contrast in contrast)
            and (not tracer or procedure.tracer in tracer)
        )
        if not found:
            raise view.wrong("unknown_procedure", "no procedure has these attributes")
        return found

    def role(self, view: View) -> str:
        """A known role of a care team."""
        return view.one_of(self.names.roles)

    def exclusion(self, view: View) -> Exclusion:
        """A near miss with where it belongs."""
        condition = self.condition(view, ("see", "because", "at", "inference"))
        if not view.has("see") or not view.has("because"):
            raise view.wrong("missing_key", "lacks see or because")
        return Exclusion(
            condition,
            view.at("see").text(),
            view.at("because").text(),
            self.cites(view),
            view.at("inference").flag(),
        )


_UNREAD = Review(ReviewStatus.SUBMITTED, "", ())


def read_review(view: View) -> Review:
    """Status, date and who is awaited."""

    def read() -> Review:
        view.mapping(("status", "updated"), ("awaiting", "approved_by"))
        status = ReviewStatus(view.at("status").one_of(tuple(ReviewStatus)))
        return Review(status, view.at("updated").text(), view.at("awaiting").texts())

    return attempt(read, _UNREAD)


def source_of(view: View, names: Names) -> str:
    """The source that a file's bare headings belong to."""
    source = view.at("source").text()
    if source not in names.labels:
        close = nearest(source, names.labels)
        raise view.at("source").wrong(
            "unknown_source", f"{source!r} is not a source.", f"Nearest: {close!r}." if close else None
        )
    return source
