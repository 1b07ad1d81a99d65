"""All that a scenario says, for the reader who reviews it line by line."""

from collections.abc import Iterable

from metscout.facts.declaration import Vocabulary
from metscout.packs.compile import Topic
from metscout.packs.load import Knowledge
from metscout.packs.model import NextStep, OrderTrigger, Rating, Scenario, TopicHead
from metscout.pages.ink import harmless, wrap
from metscout.pages.pack_words import PackText, exclusion_lines, source_lines, spaced, spelled
from metscout.terms.radiation import RadiationLevel, RadiationLevels


def scenario_page(scenario: Scenario, knowledge: Knowledge, width: int) -> str:
    """Everything a scenario carries, every sentence with its citation keys, and where the keys lead."""
    text = PackText(width)
    topic = knowledge.topic(knowledge.scenario_topics[scenario.id])
    _opening(text, scenario, topic.head)
    _who(text, scenario, topic, knowledge.vocabulary)
    _ratings(text, scenario, knowledge)
    _choice(text, scenario, knowledge)
    _around(text, scenario, knowledge)
    _after(text, scenario, topic.head, knowledge)
    _notes(text, scenario, knowledge)
    source_lines(text, knowledge)
    return text.text()


def _opening(text: PackText, scenario: Scenario, head: TopicHead) -> None:
    text.lines += wrap(harmless(scenario.title), text.width)
    text.item(scenario.asks, first="")
    text.item(f"{scenario.id} · ratings {scenario.ratings_known} · source {scenario.source}", first="")
    text.item(f"{head.title} · {head.edition} · {spaced(head.currency)}", first="")
    awaiting = f", awaiting {' and '.join(scenario.review.awaiting)}" if scenario.review.awaiting else ""
    text.item(f"{spaced(scenario.review.status)}{awaiting} · updated {scenario.review.updated}", first="")


def _who(text: PackText, scenario: Scenario, topic: Topic, vocabulary: Vocabulary) -> None:
    text.heading("who fits")
    text.said(scenario.who_fits)
    text.item("Every line must hold:")
    bounds = ((topic.head.population, topic.head.population_cites), (topic.head.within, topic.head.within_cites))
    for condition, cites in (*bounds, (scenario.within, ()), (scenario.applies_when, scenario.applies_cites)):
        for line in spelled(condition, vocabulary):
            text.item(line, cites, "    ")
    titles = {destination.id: f"{destination.title}: {destination.to}" for destination in topic.head.destinations}
    misses = (*scenario.near_misses, *topic.head.exclusions)
    if misses:
        text.heading("not this but")
        for miss in misses:
            exclusion_lines(text, miss, titles, vocabulary)
    if scenario.gaps:
        text.heading("the source is silent")
        for gap in scenario.gaps:
            text.item(f"{'; '.join(spelled(gap.condition, vocabulary))} -> {gap.because}", first="  - ")
    if scenario.overlaps:
        text.heading("shown together with")
        for other, because in scenario.overlaps:
            text.item(f"{other}: {because}", first="  - ")


def _ratings(text: PackText, scenario: Scenario, knowledge: Knowledge) -> None:
    text.heading("ratings")
    if not scenario.ratings:
        text.item("No rating is known.")
    for rating in scenario.ratings:
        procedure = knowledge.procedures[rating.procedure]
        label = "not rated" if rating.category is None else knowledge.scale.categories[rating.category][0]
        inferred = " (inference, awaiting review)" if rating.inference else ""
        text.item(f"{procedure.name}: {label}, {spaced(rating.role)}{inferred}", rating.cites, "  * ")
        text.item(f"{rating.procedure} · {_radiation(rating, procedure.rrl)}", procedure.rrl_cites, "    ")
        text.said(rating.reasons, "    - ")
        if rating.order_text is not None:
            text.item(f"On the request: {rating.order_text.text}", rating.order_text.cites, "    ")


def _radiation(rating: Rating, usual: RadiationLevels) -> str:
    printed = rating.rrl_printed
    parts = []
    for population in ("adult", "pediatric"):
        here: RadiationLevel | None = getattr(printed, population) if printed is not None else None
        if here is not None and here.level is not None:
            parts.append(f"{population} {_level(here)} (printed here)")
        else:
            parts.append(f"{population} {_level(getattr(usual, population))} (of the procedure)")
    return ", ".join(parts)


def _level(level: RadiationLevel) -> str:
    if level.level is None:
        return "level not stated"
    if level.msv is None:
        return f"level {level.level}"
    low, high = (f"{bound:g}" for bound in level.msv)
    return f"level {level.level} ({low if low == high else f'{low}-{high}'} mSv)"


def _choice(text: PackText, scenario: Scenario, knowledge: Knowledge) -> None:
    choice = scenario.first_choice
    text.heading("first choice")
    if choice is None:
        text.item("None is known.")
    else:
        text.item(knowledge.procedures[choice.study].name)
        if choice.together_with:
            names = " or ".join(knowledge.procedures[name].name for name in choice.together_with)
            text.item(f"together with: {names}")
        if choice.acquired_as is not None:
            text.item(f"acquired as: {knowledge.procedures[choice.acquired_as].name}")
        text.said(choice.because)
        if choice.order_text is not None:
            text.item(f"On the request: {choice.order_text.text}", choice.order_text.cites)
    if scenario.workup is not None:
        text.heading("complete work-up")
        text.said((scenario.workup,))
    if scenario.ways:
        text.heading("if blocked")
    for way in scenario.ways:
        text.item(f"{way.tag}{' (ranked)' if way.ranked else ''}:")
        text.said((way.because,) if way.because is not None else (), "    ")
        for option in way.options:
            names = " + ".join(knowledge.procedures[name].name for name in option.studies)
            text.item(f"{names}: {option.because.text}", option.because.cites, "    - ")


def _around(text: PackText, scenario: Scenario, knowledge: Knowledge) -> None:
    names = {name: procedure.name for name, procedure in knowledge.procedures.items()}
    for title, topicals in (
        ("reserved uses", scenario.reserved), ("compared", scenario.compared), ("what is looked for", scenario.targets),
        ("preparation", scenario.preparation),
    ):  # fmt: skip
        if topicals:
            text.heading(title)
        about = ""
        for topical in topicals:
            if topical.about != about:
                about = topical.about
                text.item(f"{names.get(about, spaced(about))}:")
            text.said(topical.sentences, "    - ", topical.aspect or "")


def _about(step: NextStep, knowledge: Knowledge) -> str:
    """What a line of what follows speaks of: its kind, where, by whom, when, and what it makes of M."""
    parts = [spaced(step.kind), *(spaced(part) for part in (step.site, step.finding) if part is not None)]
    parts += [knowledge.roles[role] for role in step.who]
    if step.months is not None:
        parts.append(" to ".join(dict.fromkeys(f"{month:g}" for month in step.months)) + " months")
    parts += [spaced(part) for part in (step.m_category, step.intent) if part is not None]
    return ", ".join(parts)


def _after(text: PackText, scenario: Scenario, head: TopicHead, knowledge: Knowledge) -> None:
    vocabulary = knowledge.vocabulary
    if scenario.next_steps:
        text.heading("next steps")
    for result in dict.fromkeys(step.result for step in scenario.next_steps):
        text.item(f"{result}:")
        for step in (s for s in scenario.next_steps if s.result == result):
            text.said((step.sentence,), "    - ", _about(step, knowledge))
    escalate = scenario.escalate or head.escalate
    if escalate is not None:
        text.heading("escalate")
        who = f" ({', '.join(spaced(m) for m in escalate.members)})" if escalate.members else ""
        text.item(f"To the {escalate.to}{who}: {escalate.when}", escalate.cites)
    if scenario.pitfalls:
        text.heading("pitfalls")
    for pitfall in scenario.pitfalls:
        when = f", when {'; '.join(spelled(pitfall.when, vocabulary))}" if pitfall.when is not None else ""
        text.item(f"{spaced(pitfall.id)} ({pitfall.severity}, {pitfall.code}{when}):")
        text.said((pitfall.sentence,), "    - ")
        if pitfall.order is not None:
            _order(text, pitfall.order, knowledge)


def _order(text: PackText, trigger: OrderTrigger, knowledge: Knowledge) -> None:
    """What in an order trips a pitfall, and what mends it."""
    inferred = " (inference, awaiting review)" if trigger.inference else ""
    lacks = f" without {_names(trigger.lacks, knowledge)}" if trigger.lacks else ""
    text.item(f"An order of {_names(trigger.has, knowledge)}{lacks}: {spaced(trigger.makes)}{inferred}", first="      ")
    for word, ways in (("add", trigger.add), ("order instead", trigger.replace_with)):
        if ways:
            text.item(f"{word}: {' or '.join(_names(way, knowledge, ' with ') for way in ways)}", first="      ")
    if trigger.write is not None:
        text.item(f"On the request: {trigger.write}", first="      ")


def _names(procedures: Iterable[str], knowledge: Knowledge, joint: str = ", ") -> str:
    """Studies by name, in the order of the vocabulary; of many, how many there are."""
    wanted = set(procedures)
    names = [procedure.name for name, procedure in knowledge.procedures.items() if name in wanted]
    return joint.join(names) if len(names) <= 6 else f"{joint.join(names[:6])} and {len(names) - 6} more"


def _notes(text: PackText, scenario: Scenario, knowledge: Knowledge) -> None:
    if scenario.faq:
        text.heading("questions")
    for answered in scenario.faq:
        text.item(answered.question)
        text.said(answered.answer, "    - ")
    if scenario.patient:
        text.heading("in plain words, for the person concerned")
    for line in scenario.patient:
        text.said((line.sentence,), "  - ", spaced(line.about))
    for title, sentences in (("dose", scenario.dose_notes), ("notes for the reviewer", scenario.reviewer_notes)):
        if sentences:
            text.heading(title)
            text.said(sentences)
    if scenario.history:
        text.heading("superseded tables (history, never a rating)")
    for table in scenario.history:
        text.item(f"{table.edition}: {table.population}", table.cites)
        for name, category in table.ratings:
            text.item(f"{knowledge.procedures[name].name}: {knowledge.scale.categories[category][0]}", first="    - ")
