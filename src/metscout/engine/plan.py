"""The plan: a scenario's studies with their roles for one patient, and the complete work-up."""

from collections.abc import Sequence

from metscout.engine.decision import DoseNote, Study, Workup
from metscout.engine.safety import Screened, Standing, blocking_tags, screen
from metscout.packs.load import Knowledge
from metscout.packs.model import Option, Procedure, Rating, SafetyRule, Scenario
from metscout.terms.frozen import frozen
from metscout.terms.radiation import RadiationLevel, RadiationLevels
from metscout.terms.sentences import Sentence
from metscout.terms.words import Category, Role

_ROLE_ORDER = {role: rank for rank, role in enumerate(Role)}
_UNRATED_RANK = 0


@frozen
class Plan:
    """The studies in order; `applied` are the safety rules that touched one, `asks` the facts to ask first.

    `remarks` are what the source says where it opens no other way for a blocked first choice.
    """

    studies: tuple[Study, ...]
    workup: Workup | None
    applied: tuple[SafetyRule, ...]
    asks: tuple[str, ...]
    together: tuple[str, ...]
    remarks: tuple[Sentence, ...]
    cites: frozenset[str]

    @property
    def has_choice(self) -> bool:
        """Whether any study is left to be ordered first."""
        return bool(self.together)


def plan_scenario(scenario: Scenario, standing: Standing, knowledge: Knowledge, first_rank: int) -> Plan:
    """The plan, remembered: it follows from the scenario and the rules that stand."""
    key = (scenario.id, first_rank, standing.key)
    return knowledge.remember(key, lambda: _plan(scenario, standing, knowledge, first_rank))


def _plan(scenario: Scenario, standing: Standing, knowledge: Knowledge, first_rank: int) -> Plan:
    """The scenario's studies after safety, the first choice moved up where it had to be.

    A blocked study keeps its printed category and is shown with the reason. What the source opens when a
    study is blocked is screened by the same rules.
    """
    rows = list(scenario.ratings)
    screened = {rating.procedure: screen(knowledge.procedures[rating.procedure], standing) for rating in rows}
    roles = {
        r.procedure: Role.BLOCKED if screened[r.procedure].blocked_by else _resting_role(r, scenario) for r in rows
    }
    moved: dict[str, Sentence] = {}
    together: tuple[str, ...] = ()
    acquired_as: str | None = None
    workup = scenario.workup
    remarks: tuple[Sentence, ...] = ()
    choice = scenario.first_choice
    if choice is not None and roles[choice.study] is not Role.BLOCKED:
        roles[choice.study] = Role.FIRST_CHOICE
        companion = next((name for name in choice.together_with if roles[name] is not Role.BLOCKED), None)
        together = (choice.study,) if companion is None else (choice.study, companion)
        acquired_as = _as_one(choice.acquired_as, together, standing, knowledge)
    elif choice is not None:
        options = _options(scenario, screened[choice.study].blocked_by, standing, knowledge)
        tags = blocking_tags(screened[choice.study].blocked_by)
        remarks = tuple(way.because for way in scenario.ways if way.tag in tags and way.because is not None)
        for option in options:
            for name in option.studies:
                if name not in screened:
                    rows.append(_opened(option, name))
                    screened[name] = screen(knowledge.procedures[name], standing)
                    roles[name] = Role.ALTERNATIVE
                moved.setdefault(name, option.because)
        together = options[0].studies if options else _next_best(rows, roles, knowledge)
        workup = options[0].because if options else _moved_up(rows, together, knowledge)
        for position, name in enumerate(together):
            roles[name] = Role.FIRST_CHOICE if position == 0 else Role.COMPANION
    studies = _in_order(scenario, rows, roles, screened, moved, knowledge, first_rank)
    offered = [rating.procedure for rating in rows if roles[rating.procedure] is not Role.NOT_RECOMMENDED]
    applied = dict.fromkeys(rule for name in offered for rule in screened[name].applied)
    asks = dict.fromkeys(name for study in offered for name in screened[study].asks)
    joint = _workup(workup, together, acquired_as)
    cites = {cite for rating in rows for cite in rating.cites}
    for study in studies:
        cites.update(cite for reason in study.reasons for cite in reason.cites)
        cites.update(cite for caution in study.cautions for cite in caution.cites)
    cites.update(joint.cites if joint else ())
    return Plan(studies, joint, tuple(applied), tuple(asks), together, remarks, frozenset(cites))


def _resting_role(rating: Rating, scenario: Scenario) -> Role:
    """The role a study has while nothing is blocked; only the chosen study is the first choice."""
    chosen = scenario.first_choice is not None and scenario.first_choice.study == rating.procedure
    return Role.ALTERNATIVE if rating.role is Role.FIRST_CHOICE and not chosen else rating.role


def _as_one(name: str | None, together: Sequence[str], standing: Standing, knowledge: Knowledge) -> str | None:
    """The one examination that acquires these studies, if its parts are just these and nothing blocks it."""
    if name is None or len(together) < 2:
        return None
    procedure = knowledge.procedures[name]
    if set(procedure.parts) != set(together) or screen(procedure, standing).blocked_by:
        return None
    return name


def _category_rank(category: Category | None, knowledge: Knowledge) -> int:
    return _UNRATED_RANK if category is None else knowledge.scale.categories[category][1]


def _options(
    scenario: Scenario, blocked_by: Sequence[SafetyRule], standing: Standing, knowledge: Knowledge
) -> list[Option]:
    """The permitted ways that open, best first: as the source ranks them, else by their weakest category."""
    rated = {rating.procedure: rating.category for rating in scenario.ratings}
    found: list[Option] = []
    for tag in blocking_tags(blocked_by):
        for way in scenario.ways:
            if way.tag != tag:
                continue
            permitted = [
                option
                for option in way.options
                if not any(screen(knowledge.procedures[name], standing).blocked_by for name in option.studies)
            ]
            if not way.ranked:
                permitted.sort(
                    key=lambda option: -min(_category_rank(rated.get(name), knowledge) for name in option.studies)
                )
            found += [option for option in permitted if option not in found]
    return found


def _next_best(rows: Sequence[Rating], roles: dict[str, Role], knowledge: Knowledge) -> tuple[str, ...]:
    """The best rated study that is still permitted where the source names no way; none if there is none."""
    left = [r for r in rows if roles[r.procedure] in (Role.ALTERNATIVE, Role.PROBLEM_SOLVING) and r.category]
    if not left:
        return ()
    best = max(left, key=lambda r: (_category_rank(r.category, knowledge), knowledge.procedures[r.procedure].orderable))
    return (best.procedure,)


def _opened(option: Option, name: str) -> Rating:
    """A study that an option names and the table does not rate."""
    return Rating(name, None, Role.ALTERNATIVE, None, option.because.cites, (), None, option.inference)


def _in_order(
    scenario: Scenario,
    rows: Sequence[Rating],
    roles: dict[str, Role],
    screened: dict[str, Screened],
    moved: dict[str, Sentence],
    knowledge: Knowledge,
    first_rank: int,
) -> tuple[Study, ...]:
    order = sorted(
        range(len(rows)),
        key=lambda i: (_ROLE_ORDER[roles[rows[i].procedure]], -_category_rank(rows[i].category, knowledge), i),
    )
    studies = []
    for rank, i in enumerate(order, first_rank):
        rating = rows[i]
        name = rating.procedure
        procedure = knowledge.procedures[name]
        role = roles[name]
        quiet = role is Role.NOT_RECOMMENDED
        reasons = rating.reasons
        if name in moved and role is not Role.BLOCKED:
            reasons = (moved[name], *reasons)
        studies.append(
            Study(
                name,
                scenario.id,
                procedure.name,
                rating.category,
                rank,
                role,
                _levels(rating.rrl_printed, procedure.rrl),
                DoseNote(None, _basis(rating, procedure, knowledge)),
                protocol_for(rating, knowledge),
                _request(rating, knowledge),
                reasons,
                () if quiet else screened[name].cautions,
                rating.cites,
            )
        )
    return tuple(studies)


def protocol_for(rating: Rating, knowledge: Knowledge) -> str | None:
    """The protocol of a rated study: the one its site prefers, else its scenario's, else the procedure's own."""
    own = knowledge.procedures[rating.procedure].protocol
    if rating.protocol is None or (knowledge.policy is not None and rating.procedure in knowledge.policy.protocols):
        return own
    return rating.protocol


def _request(rating: Rating, knowledge: Knowledge) -> str | None:
    """What goes on the request, with the local name where the site has one."""
    text = rating.order_text.text if rating.order_text else None
    return text if knowledge.policy is None else knowledge.policy.request(rating.procedure, text)


def _basis(rating: Rating, procedure: Procedure, knowledge: Knowledge) -> str | None:
    """Which document the adult level comes from."""
    printed = rating.rrl_printed
    cites = rating.cites if printed is not None and printed.adult.level is not None else procedure.rrl_cites
    return f"relative radiation level of {knowledge.citations[cites[0]].title}" if cites else None


def _levels(printed: RadiationLevels | None, usual: RadiationLevels) -> RadiationLevels:
    """The level this source prints, else the one of the procedure; adult and child each on their own."""
    if printed is None:
        return usual
    adult: RadiationLevel = printed.adult if printed.adult.level is not None else usual.adult
    pediatric = printed.pediatric if printed.pediatric.level is not None else usual.pediatric
    return RadiationLevels(adult, pediatric)


def _moved_up(rows: Sequence[Rating], together: tuple[str, ...], knowledge: Knowledge) -> Sentence | None:
    """What the source says first of a study that moved up without being named for it."""
    for rating in rows:
        if rating.procedure in together:
            name = knowledge.procedures[rating.procedure].name
            text = f"{name} is the best rated study that is left for this patient."
            return rating.reasons[0] if rating.reasons else Sentence(text, rating.cites)
    return None


def _workup(said: Sentence | None, together: tuple[str, ...], acquired_as: str | None) -> Workup | None:
    if not together or said is None:
        return None
    return Workup(together, acquired_as, said.text, said.cites)
