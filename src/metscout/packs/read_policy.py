"""Reading a site's policy, and laying it over the knowledge beside it."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeVar

from metscout.conditions.tree import Condition, Interval, Line, line_of
from metscout.facts.declaration import FactDeclaration
from metscout.packs.model import LOCAL_POLICY, Recent, SafetyRule
from metscout.packs.pack_reader import PackReader, read_review
from metscout.packs.policy import MovedRule, OrderSet, Policy, Preferred, citation_key, source_key
from metscout.packs.read_conditions import BOUNDS
from metscout.packs.read_vocabulary import Names
from metscout.packs.view import Unreadable, View, attempt, each, nearest
from metscout.packs.yaml_tree import Document
from metscout.terms.frozen import frozen, replaced
from metscout.terms.sentences import Citation, Sentence, SourceReview
from metscout.terms.words import Effect, Severity

SECTIONS = (
    "thresholds", "unavailable", "preferred_protocols", "order_sets", "wording", "recent_days", "old_after_months",
)  # fmt: skip
_RATED = ("category", "categories", "rating", "ratings")
_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_LONGEST_RECENT = 3650
_LONGEST_FRESH = 240
T = TypeVar("T")


@frozen
class Local:
    """A policy with the safety rules as it leaves them, some with moved bounds, some added; and what is recent."""

    policy: Policy
    rules: tuple[SafetyRule, ...]
    recent: Recent | None


def open_policy(document: Document, names: Names) -> "PolicyReader | None":
    """A reader that has read who the policy is, and made it a source in `names`; None where it is faulty."""
    try:
        return PolicyReader(View(document, (), document.data), names)
    except Unreadable:
        return None


def _mapping(view: View, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> View:
    """The view, checked to be a mapping with just these keys; a rating is refused with the reason."""
    for key in _RATED if isinstance(view.value, dict) else ():
        if key in view.value:
            text = f"{key!r} cannot be set by a policy: a guideline's rating is never overwritten."
            view.at(key).wrong("rating_overwritten", text, f"A policy sets {_and(SECTIONS)}.")
    return view.mapping(required, (*optional, *_RATED))


class PolicyReader:
    """Reads one policy, each fault at its place: first its head, so that its own protocols can cite it."""

    def __init__(self, view: View, names: Names) -> None:
        _mapping(view, ("id", "title", "version", "review"), (*SECTIONS, "owner"))
        self.view = view
        self.names = names
        self.reader = PackReader(names, None)
        self.sources: dict[str, SafetyRule] = {}
        self.bounds: set[tuple[str, str, str]] = set()
        self.reasons: dict[str, list[str]] = {}
        self.id = attempt(self._id, "")
        self.title = attempt(view.at("title").text, "")
        self.version = attempt(view.at("version").text, "")
        self.owner = attempt(view.at("owner").optional_text, None)
        self.review = read_review(view.at("review"))
        self._become_a_source()

    def read(self, files: Mapping[str, bytes], rules: Iterable[SafetyRule], protocols: Iterable[str]) -> Local:
        """The policy laid over the rules and, in `names`, over the protocols of the procedures.

        `files` are those of its folder, `protocols` all that are known.
        """
        view = self.view
        self.rules = {rule.label: rule for rule in rules}
        self.protocols = tuple(sorted(set(protocols)))
        for member in each(view.at("thresholds").list(), lambda v: v):
            attempt(partial(self._threshold, member), None)
        for number, member in enumerate(each(view.at("unavailable").list(), lambda v: v), 1):
            attempt(partial(self._unavailable, member, number), None)
        policy = Policy(
            self.id,
            self.title,
            self.version,
            self.owner,
            self.review,
            _digest(files),
            tuple(self._moved_rule(label) for label in sorted(self.sources)),
            self._by_procedure("preferred_protocols", self._protocol),
            tuple(each(view.at("order_sets").list(), self._order_set)),
            self._by_procedure("wording", self._name),
            attempt(partial(self._whole, "recent_days", "days", _LONGEST_RECENT), None),
            attempt(partial(self._whole, "old_after_months", "months", _LONGEST_FRESH), None),
        )
        for name, preferred in policy.protocols.items():
            self.names.procedures[name] = replaced(self.names.procedures[name], protocol=preferred.protocol)
        return Local(policy, tuple(self.rules.values()), self._recent(policy))

    def _become_a_source(self) -> None:
        state = SourceReview(None, self.review.updated, self.review.status.value.replace("_", " "))
        title = f"{self.title}, version {self.version}"
        labels = self.names.labels.setdefault(source_key(self.id), {})
        for section in (*SECTIONS, "protocols"):
            labels[section] = section.replace("_", " ")
            self.names.citations[citation_key(self.id, section)] = Citation(
                title, self.owner, self.review.updated, labels[section], None, None, state, "full text"
            )

    def _id(self) -> str:
        view = self.view.at("id")
        name = view.text()
        if not _ID.fullmatch(name):
            raise view.wrong("bad_name", f"{name!r} is no id; write lower snake case, such as north_hospital")
        if source_key(name) in self.names.labels:
            raise view.wrong("duplicate_name", f"there is a source {source_key(name)!r} already")
        return name

    def _threshold(self, view: View) -> None:
        _mapping(view, ("rule", "fact", "because"), BOUNDS)
        because = _sentence(view.at("because").text())
        rule = self._rule(view.at("rule"))
        given = [bound for bound in BOUNDS if view.has(bound)]
        if len(given) != 1:
            raise view.wrong("one_bound", f"moves one bound: needs just one of {', '.join(BOUNDS)}")
        bound = given[0]
        declaration, old = self._line(view, rule, bound)
        value = self._bound(view.at(bound), declaration, old, bound)
        move = partial(_with_bound, fact=declaration.name, bound=bound, value=value, declaration=declaration)
        self.sources.setdefault(rule.label, rule)
        self.reasons.setdefault(rule.label, []).append(because)
        self.rules[rule.label] = replaced(
            rule, when=_over(rule.when, move), unless=None if rule.unless is None else _over(rule.unless, move)
        )

    def _moved_rule(self, label: str) -> MovedRule:
        """What the thresholds made of one rule; the rule itself gets a sentence that says so."""
        source, rule = self.sources[label], self.rules[label]
        pairs = [(old.words, new.words) for old, new in zip(_lines(source), _lines(rule), strict=True) if old != new]
        there, here = (" or ".join(dict.fromkeys(words)) for words in zip(*pairs, strict=True))
        because = " ".join(dict.fromkeys(self.reasons[label]))
        said = f"Limit set here: {here}; the source sets: {there}. {because}"
        self.rules[label] = replaced(rule, moved=Sentence(said, (citation_key(self.id, "thresholds"),)))
        return MovedRule(label, source.when, source.unless, said)

    def _rule(self, view: View) -> SafetyRule:
        own = [label for label, rule in self.rules.items() if rule.code != LOCAL_POLICY]
        label = view.text()
        if label not in own:
            close = nearest(label, own)
            hint = f"Nearest: {close!r}." if close else f"Rules: {', '.join(sorted(own))}."
            raise view.wrong("unknown_rule", f"{label!r} is not a safety rule.", hint)
        return self.rules[label]

    def _line(self, view: View, rule: SafetyRule, bound: str) -> tuple[FactDeclaration, Line]:
        """The fact that a threshold names, and the line of the rule that has the bound."""
        place = view.at("fact")
        name = place.text()
        read = tuple(dict.fromkeys(line.fact for line in _lines(rule)))
        if name not in self.names.vocabulary:
            close = nearest(name, self.names.vocabulary.facts)
            raise place.wrong("unknown_fact", f"{name!r} is not a fact.", f"Nearest: {close!r}." if close else None)
        if name not in read:
            raise place.wrong(
                "fact_not_read", f"the rule {rule.label} does not read {name}.", f"It reads {_and(read)}."
            )
        bounded = [line for line in _lines(rule) if line.fact == name and isinstance(line.admissible, Interval)]
        found = [line for line in bounded if getattr(line.admissible, bound) is not None]
        if not found:
            has = [other for other in BOUNDS if any(getattr(line.admissible, other) is not None for line in bounded)]
            hint = f"It has {_and(has)}." if has else None
            raise view.at(bound).wrong(
                "no_such_bound", f"the rule {rule.label} has no bound {bound!r} on {name}.", hint
            )
        key = (rule.label, name, bound)
        if key in self.bounds:
            raise view.wrong("duplicate_name", f"the bound {bound!r} of {rule.label} on {name} is moved twice")
        self.bounds.add(key)
        if len({getattr(line.admissible, bound) for line in found}) > 1:
            raise view.at(bound).wrong(
                "several_bounds", f"the rule {rule.label} has several bounds {bound!r} on {name}"
            )
        return self.names.vocabulary[name], found[0]

    def _bound(self, view: View, declaration: FactDeclaration, line: Line, bound: str) -> float:
        value = view.number()
        low, high = declaration.minimum, declaration.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            raise view.wrong("out_of_range", f"{value:g} is no value that {declaration.name} can take")
        if getattr(line.admissible, bound) == value:
            raise view.wrong("moves_nothing", f"{bound} {value:g} is what the rule has already.", "Take the line out.")
        admissible = line.admissible
        if isinstance(admissible, Interval) and _is_empty(replaced(admissible, **{bound: value})):
            raise view.wrong("empty_condition", f"{bound} {value:g} leaves no value: the rule has {line.words}")
        return value

    def _unavailable(self, view: View, number: int) -> None:
        _mapping(view, ("because",), ("procedures", "procedures_using"))
        because = _sentence(view.at("because").text())
        if view.has("procedures") == view.has("procedures_using"):
            raise view.wrong("one_effect", "needs just one of procedures, procedures_using")
        tag = None
        if view.has("procedures_using"):
            tags = {tag for procedure in self.names.procedures.values() for tag in procedure.uses}
            tag = view.at("procedures_using").one_of(sorted(tags))
        procedures = self._procedures(view.at("procedures")) if tag is None else ()
        label = f"{source_key(self.id)}_unavailable_{number}"
        self.rules[label] = SafetyRule(
            label,
            Condition(),
            None,
            Effect.WITHHOLDS,
            tag,
            None,
            procedures,
            None,
            LOCAL_POLICY,
            Severity.WARNING,
            Sentence(f"Not available here: {because}", (citation_key(self.id, "unavailable"),)),
            None,
            None,
            None,
            False,
            view.document.file,
        )

    def _procedures(self, view: View) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(self.reader.procedure(member) for member in view.list()))
        if not found:
            raise view.wrong("empty_list", "names no procedure")
        return found

    def _by_procedure(self, section: str, read: Callable[[View], T]) -> dict[str, T]:
        """The entries of a section by their procedures; a procedure stands there once."""
        found: dict[str, T] = {}
        for view in each(self.view.at(section).list(), lambda v: v):
            try:
                value = read(view)
                name = self.reader.procedure(view.at("procedure"))
            except Unreadable:
                continue
            if name in found:
                view.at("procedure").wrong("duplicate_name", f"{name!r} stands twice under {section}")
            found[name] = value
        return found

    def _protocol(self, view: View) -> Preferred:
        _mapping(view, ("procedure", "protocol"), ("because",))
        because = view.at("because").optional_text()
        place = view.at("protocol")
        protocol = place.text()
        if protocol not in self.protocols:
            close = nearest(protocol, self.protocols)
            hint = f"Nearest: {close!r}." if close else f"Protocols: {', '.join(self.protocols)}."
            raise place.wrong("unknown_protocol", f"{protocol!r} is not a protocol.", hint)
        return Preferred(protocol, None if because is None else _sentence(because))

    def _name(self, view: View) -> str:
        _mapping(view, ("procedure", "name"))
        place, own = view.at("name"), view.at("procedure").value
        name = place.text()
        said = _as_compared(name)
        for other in self.names.procedures.values():
            if other.id != own and said in (_as_compared(other.id), _as_compared(other.name)):
                raise place.wrong("taken_name", f"{name!r} is the name of another procedure, {other.id!r}.")
        return name

    def _order_set(self, view: View) -> OrderSet:
        _mapping(view, ("studies", "order_as"), ("because",))
        because = view.at("because").optional_text()
        studies, name = self._procedures(view.at("studies")), view.at("order_as").text()
        return OrderSet(studies, name, None if because is None else _sentence(because))

    def _whole(self, section: str, unit: str, most: int) -> int | None:
        view = self.view.at(section)
        number = view.optional_number()
        if number is not None and not (number.is_integer() and 0 < number <= most):
            raise view.wrong("out_of_range", f"{number:g} is no number of {unit} from 1 to {most}")
        return None if number is None else int(number)

    def _recent(self, policy: Policy) -> Recent | None:
        if policy.recent_days is None:
            return None
        text = f"{policy.title}: an equal study within {policy.recent_days} days counts as recent."
        return Recent(policy.recent_days, Sentence(text, policy.cites("recent_days")))


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])}\n".encode() + files[name])
    return digest.hexdigest()


def _keys(view: View) -> Iterable[str]:
    return view.value if isinstance(view.value, dict) else ()


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _as_compared(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


def _lines(rule: SafetyRule) -> tuple[Line, ...]:
    return rule.when.every_line() + (rule.unless.every_line() if rule.unless is not None else ())


def _with_bound(line: Line, fact: str, bound: str, value: float, declaration: FactDeclaration) -> Line:
    """The line with the bound moved, if it reads the fact and has the bound."""
    admissible = line.admissible
    if line.fact != fact or not isinstance(admissible, Interval) or getattr(admissible, bound) is None:
        return line
    return line_of(fact, replaced(admissible, **{bound: value}), declaration)


def _over(condition: Condition, move: "partial[Line]") -> Condition:
    """The condition with every line moved."""
    return Condition(
        tuple(map(move, condition.lines)),
        tuple(tuple(map(move, group)) for group in condition.any_of),
        tuple(tuple(map(move, group)) for group in condition.none_of),
    )


def _is_empty(interval: Interval) -> bool:
    low = interval.at_least if interval.at_least is not None else interval.above
    high = interval.at_most if interval.at_most is not None else interval.below
    if low is None or high is None:
        return False
    closed = interval.at_least is not None and interval.at_most is not None
    return low > high or (low == high and not closed)
