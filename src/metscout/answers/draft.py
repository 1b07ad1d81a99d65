"""An answer as it comes together: statements with their roles, each once, and no two that say the same."""

from collections.abc import Iterable, Sequence

from metscout.answers.answer_document import AnswerLine, LineRole
from metscout.answers.question import Asked
from metscout.answers.scope import Scope
from metscout.engine.decision import Decision
from metscout.engine.pathway_match import fitting
from metscout.packs.load import Knowledge
from metscout.packs.model import Procedure, Scenario
from metscout.packs.pathways import Pathway
from metscout.packs.protocols import Protocol
from metscout.search.index import Hit, Index
from metscout.search.statements import FOR_PATIENTS, PROTOCOL, Statement
from metscout.search.words import plain_words
from metscout.terms.frozen import frozen
from metscout.terms.sentences import Sentence

DIRECT, SUPPORT, CAUTION = LineRole.DIRECT, LineRole.SUPPORT, LineRole.CAUTION
_LIMITS = {DIRECT: 4, SUPPORT: 4, CAUTION: 2}
_ALIKE = 0.6
_SET = ("radiation", "review", "edition")  # lines made after one pattern, alike in words and not in what they say


@frozen
class Case:
    """Everything that a composer looks at: the question, its scope, the ranking of all statements."""

    asked: Asked
    scope: Scope
    decision: Decision | None
    hits: dict[str, Hit]
    index: Index
    knowledge: Knowledge

    @property
    def scenario(self) -> Scenario | None:
        """The scenario that is answered for."""
        return self.scope.scenario

    def of(self, section: str, owner: str | None = None) -> list[Statement]:
        """The statements of a section, of the scenario where no owner is named."""
        name = owner or (self.scenario.id if self.scenario is not None else "")
        return self.index.of(name, section)

    def score(self, statement: Statement) -> float:
        """How well a statement matches the words of the question."""
        hit = self.hits.get(statement.id)
        return 0.0 if hit is None else hit.score

    def best(self, statements: Iterable[Statement], take: int, *, only_hits: bool = False) -> list[Statement]:
        """The statements that match the question best, in file order where they match equally."""
        ranked = sorted(statements, key=lambda statement: -self.score(statement))
        return [statement for statement in ranked if not only_hits or self.score(statement) > 0][:take]

    def by_id(self, name: str) -> list[Statement]:
        """The statement with this id, if there is one."""
        found = self.index.by_id.get(name)
        return [] if found is None else [found]

    def rating(self, procedure: str) -> list[Statement]:
        """What category a study has in the scenario."""
        return [] if self.scenario is None else self.by_id(f"{self.scenario.id}#ratings.{procedure}")

    def rated(self) -> list[Procedure]:
        """The studies of the scenario's table."""
        rows = () if self.scenario is None else self.scenario.ratings
        return [self.knowledge.procedures[row.procedure] for row in rows]

    def meant(self) -> list[str]:
        """The studies of the table that the question names, in the order it names them."""
        rated = self.rated()
        return list(dict.fromkeys(name for mention in self.asked.mentions for name in mention.among(rated)))

    def said(self, texts: Iterable[str], owners: Sequence[str] = ()) -> list[Statement]:
        """The statements that say these texts."""
        return [found for text in texts if (found := self.index.saying(text, owners)) is not None]

    def quoted(self, owner: str, sentences: Iterable[Sentence]) -> list[Statement]:
        """The sentences of a document of the engine, as statements of its own where no pack says them."""
        own = [
            Statement(f"{owner}#because.{number}", owner, "because", None, sentence.text, sentence.cites)
            for number, sentence in enumerate(sentences, 1)
            if sentence.cites
        ]
        return [self.index.saying(statement.text) or statement for statement in own]

    @property
    def pathways(self) -> tuple[Pathway, ...]:
        """The treatment pathways that the facts leave, if it is treatment that can be asked of."""
        fits = fitting(self.scope.values, self.knowledge) if self.scope.pathway else None
        return () if fits is None else (*fits.held, *fits.unsettled, *fits.open)

    def protocols(self) -> list[Protocol]:
        """The protocols that bear on the question: of the studies it names, else of the scenario's first choice."""
        every = self.knowledge.protocols
        named: list[str] = []
        procedures = self.knowledge.procedures
        for mention in self.asked.mentions:
            meant = mention.among(self.rated()) or mention.among(procedures.values())
            named += [name for name in map(self.protocol_of, meant) if name is not None]
            named += [p.id for p in every.values() if set(p.procedures) & set(mention.among(procedures.values()))]
        if not self.asked.mentions and self.scenario is not None and self.scenario.first_choice is not None:
            choice = self.scenario.first_choice
            names = (choice.acquired_as or choice.study, choice.study)
            named += [name for name in map(self.protocol_of, names) if name is not None]
        unique = dict.fromkeys(name for name in named if name in every)
        if self.scenario is not None and any(self.scenario.id in every[name].scenarios for name in unique):
            unique = dict.fromkeys(name for name in unique if self.scenario.id in every[name].scenarios)
        return [every[name] for name in unique]

    def protocol_of(self, procedure: str) -> str | None:
        """The protocol of a study: the scenario's own, else the study's."""
        rows = () if self.scenario is None else self.scenario.ratings
        own = next((row.protocol for row in rows if row.procedure == procedure and row.protocol), None)
        return own or self.knowledge.procedures[procedure].protocol

    def of_protocol(self, protocol: Protocol, *sections: str) -> list[Statement]:
        """The lines of some sections of a protocol."""
        return [line for section in sections for line in self.index.of(f"{PROTOCOL}:{protocol.id}", section)]


def _is_of_a_set(statement: Statement) -> bool:
    """Whether the words follow a pattern, as those of a rating do."""
    return statement.section in _SET or statement.id.endswith(f"#ratings.{statement.procedure}")


class Draft:
    """Collects statements; what says the same as one before, or is more than its role holds, is left out."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lines: list[tuple[LineRole, Statement]] = []
        self._words: list[set[str]] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, role: LineRole, statements: Iterable[Statement], take: int = 99) -> int:
        """Add up to `take` of the statements; returns how many were."""
        added = 0
        for statement in statements:
            if added >= take or len(self._lines) >= self.limit or self._count(role) >= _LIMITS[role]:
                break
            if statement.audience == FOR_PATIENTS or not self._is_new(statement):
                continue
            self._lines.append((role, statement))
            added += 1
        return added

    def has_direct(self) -> bool:
        """Whether the question is answered at all."""
        return self._count(DIRECT) > 0

    def _count(self, role: LineRole) -> int:
        return sum(1 for here, _ in self._lines if here is role)

    def _is_new(self, statement: Statement) -> bool:
        words = set(plain_words(statement.text)) if not _is_of_a_set(statement) else {statement.id}
        for (_, other), known in zip(self._lines, self._words, strict=True):
            if other.id == statement.id or len(words & known) > _ALIKE * len(words | known):
                return False
        self._words.append(words)
        return True

    def statements(self) -> list[Statement]:
        """The statements, direct answer first, cautions last."""
        order = (DIRECT, SUPPORT, CAUTION)
        return [statement for role in order for here, statement in self._lines if here is role]

    def lines(self) -> tuple[AnswerLine, ...]:
        """The answer: direct, then what supports it, then what to mind."""
        order = (DIRECT, SUPPORT, CAUTION)
        return tuple(
            AnswerLine(here, statement.text, statement.cites, statement.id)
            for role in order
            for here, statement in self._lines
            if here is role
        )
