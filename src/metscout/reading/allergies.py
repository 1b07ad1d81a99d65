"""Allergies to contrast agents: which agent, how severe, denied or open."""

from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading import stances as s
from metscout.reading.mentions import Line, Mention
from metscout.reading.tokens import COMMA, DASH

_RANKS = {"unspecified": 0, "mild": 1, "moderate": 2, "severe": 3}
_NONE = "none"
_TIED, _SEVERITY_REACH = 6, 5


def read_allergies(line: Line) -> Iterator[Fact]:
    """Facts on allergies. What is said of one agent outranks what is said of all drugs at once."""
    said: dict[str, list[Fact]] = {}
    if any("allergen" in m.senses for m in line.mentions):
        for mention in line.mentions:
            if "allergy" in mention.senses or ("severity" in mention.senses and "degree" not in mention.senses):
                for agent in _agents_of(line, mention):
                    fact = _allergy(line, agent, mention)
                    if fact is not None:
                        said.setdefault(fact.name, []).append(fact)
    for mention in line.mentions:
        for fact in _implied(line, mention):
            if all(known.value == _NONE for known in said.get(fact.name, ())):
                said[fact.name] = [fact]
    for facts in said.values():
        yield from _strongest(facts)
    for mention in line.mentions:
        if "no_allergy" in mention.senses and not line.skips(mention, s.OPEN | s.RELATIVE):
            excepted = _excepted(line, mention.last)
            if excepted is not None and "allergen" in excepted.senses:
                about = line.lexicon.tables["allergens"][excepted.senses["allergen"]]
                if about["fact"]:
                    yield line.fact_of(about["fact"], _severity(line, excepted.first, excepted.last)[0], excepted)
                    continue
            elif excepted is not None and not any("allergen" in m.senses for m in _agents_of(line, excepted)):
                yield line.fact_of(mention.senses["no_allergy"][0], excepted.senses["severity"], excepted)
                continue
            for name in mention.senses["no_allergy"]:
                if all(fact.value == _NONE for fact in said.get(name, ())):
                    yield line.fact_of(name, _NONE, mention)


def _strongest(facts: list[Fact]) -> Iterator[Fact]:
    """Of several ways to say one allergy, the one with the class; a denial beside it stays."""
    present = [f for f in facts if f.value != _NONE]
    if present:
        yield max(present, key=lambda f: _RANKS[str(f.value)])
    yield from [f for f in facts if f.value == _NONE][:1]


def _agents_of(line: Line, reaction: Mention) -> list[Mention]:
    """The agents that a word of allergy or reaction is tied to; those joined by `and` count together."""
    tokens = line.tokens
    agents = [m for m in line.in_sentence(reaction.first, 30) if "allergen" in m.senses]
    tied = [agent for agent in agents if _is_tied(line, reaction, agent)]
    if not tied:
        return []
    nearest = min(tied, key=lambda agent: (_distance(reaction, agent), agent.first))
    chosen = [nearest]
    links = line.lexicon.tables["links"]
    listed = reaction.last < len(tokens.words) and tokens.words[reaction.last] == ":"
    for step in (1, -1):
        at = agents.index(nearest) + step
        while 0 <= at < len(agents):
            near, other = agents[at - step], agents[at]
            gap = tokens.words[near.last : other.first] if step > 0 else tokens.words[other.last : near.first]
            gap = _without_brackets(gap)
            joined = all(word in links["list"] or (word == "," and (step < 0 or listed)) for word in gap)
            if len(gap) > 2 or not joined:
                break
            chosen.append(other)
            at += step
    return [agent for agent in chosen if not line.skips(agent, s.RELATIVE) and not line.skips(reaction, s.RELATIVE)]


def _without_brackets(words: list[str]) -> list[str]:
    """The words without what stands in brackets."""
    if "(" in words and ")" in words and words.index("(") < words.index(")"):
        return words[: words.index("(")] + words[words.index(")") + 1 :]
    return words


def _distance(reaction: Mention, agent: Mention) -> int:
    return agent.first - reaction.last if agent.first >= reaction.last else reaction.first - agent.last


def _is_tied(line: Line, reaction: Mention, agent: Mention) -> bool:
    """Whether the words between tie a reaction to an agent.

    A word of allergy ties within its stretch. A reaction such as hives needs a word that ties it, lest a
    symptom beside a contrast study count.
    """
    tokens, tables = line.tokens, line.lexicon.tables
    links = tables["links"]
    ahead = agent.first >= reaction.last
    low, high = (reaction.last, agent.first) if ahead else (agent.last, reaction.first)
    if high - low > _TIED:
        return False
    gap = tokens.words[low:high]
    if "allergy" in reaction.senses:
        if "," in gap or (ahead and any(tokens.levels[t] >= DASH for t in range(low, high))):
            return False
        return not any("exam" in m.senses for m in line.within(low, high))
    about = tables["allergens"][agent.senses["allergen"]]
    if about["also_a_disease"] and any(word in links["beside"] for word in gap):
        return False
    if ahead and any(word in links["opens"] for word in gap) and not _closes(line, agent):
        return False
    ties = links["ties"] if ahead else links["ties_behind"]
    led = tokens.words[max(0, agent.first - 1) : agent.first] + gap
    if not ahead and "," not in gap and any(word in links["gives"] or word in links["exposed"] for word in led):
        ties = {**ties, **links["gives"], **links["whom"]}
    occasion = ahead and any(word in links["occasions"] for word in gap)
    studies = {t for m in line.within(low, high) if occasion and "exam" in m.senses for t in range(m.first, m.last)}
    return all(word in ties or low + n in studies or _qualifies(line, low + n) for n, word in enumerate(gap))


def _closes(line: Line, agent: Mention) -> bool:
    """Whether the bracket that names the agent says no more than when."""
    tokens = line.tokens
    last = agent.last
    while last < len(tokens.words) and (tokens.numeric[last] or tokens.words[last] == ","):
        last += 1
    return tokens.words[last : last + 1] == [")"]


def _qualifies(line: Line, token: int) -> bool:
    """Whether the token is a degree, a year or another word of the same reaction."""
    beside = line.around(token, token + 1, 6)
    return line.tokens.numeric[token] or any(m.first <= token < m.last and m.has("severity", "allergy") for m in beside)


def _allergy(line: Line, agent: Mention, reaction: Mention) -> Fact | None:
    """The fact that agent and reaction state together; None for another agent, or where it is open."""
    about = line.lexicon.tables["allergens"][agent.senses["allergen"]]
    name = about["fact"]
    tokens = line.tokens
    for other, beside in about["beside"].items():
        near = range(max(0, agent.first - 4), min(len(tokens.words), agent.last + 4))
        clause = tokens.clauses[agent.first]
        if any(tokens.words[t] in beside and tokens.clauses[t] == clause for t in near):
            name = other
    stance = agent.stance | reaction.stance
    first, last = min(agent.first, reaction.first), max(agent.last, reaction.last)
    if name and stance & s.NEGATED:
        excepted = _excepted(line, last)
        if (
            excepted is not None
            and "severity" in excepted.senses
            and all(other is agent for other in _agents_of(line, excepted))
        ):
            return line.fact(name, excepted.senses["severity"], first, excepted.last)
        if any("degree" in m.senses and m.stance & s.NEGATED for m in line.within(first - 2, last)):
            return None  # no severe one leaves open whether there is a mild one
    if name and stance & s.NEGATED and not stance & s.DOUBTED:
        return line.fact(name, _NONE, first, last)
    if not name:
        return None
    value, word = _severity(line, first, last)
    if word is not None:
        first, last = min(first, word.first), max(last, word.last)
    if stance & s.OPEN:
        # a question whether there is any tells of none; a doubt about one, or about one of a class, tells of one
        told = stance & s.DOUBTED or (word is not None and stance & s.QUERIED)
        return line.fact(name, "unspecified", first, last) if told else None
    return line.fact(name, value, first, last)


def _implied(line: Line, mention: Mention) -> Iterator[Fact]:
    """What a premedication or a contrast that must not be given implies, where no other reason stands beside."""
    weak = mention.get("weak_fact")
    if weak is None or line.skips(mention, s.DOUBTED | s.UNKNOWN | s.RELATIVE | s.NEGATED):
        return
    of_agents = {about["fact"] for about in line.lexicon.tables["allergens"]}
    if weak[0] in of_agents and not any(m.has("fact", "lab") for m in line.in_clause(mention.first)):
        yield line.fact_of(weak[0], weak[1], mention)


def _excepted(line: Line, last: int) -> Mention | None:
    """The agent or the reaction that a word of exception, right behind a denial, leaves out of it."""
    tokens = line.tokens
    turn = next((m for m in line.within(last, last + 7) if "excepts" in m.cues()), None)
    if turn is None or any(tokens.levels[t] >= DASH for t in range(last, turn.first)):
        return None
    for mention in line.within(turn.last, turn.last + 5):
        if any(tokens.levels[t] >= COMMA for t in range(turn.last, mention.first)) or mention.stance & s.NEGATED:
            return None
        if mention.has("allergen", "severity"):
            return mention
    return None


def _severity(line: Line, first: int, last: int) -> tuple[str, Mention | None]:
    """How severe, and the word that says so: a degree outranks the kind of reaction."""
    best: Mention | None = None
    for mention in line.in_sentence(first, 30):
        if "severity" not in mention.senses or mention.stance & s.NEGATED:
            continue
        outranks = best is None or _rank(mention) > _rank(best)
        if outranks and _is_of_allergy(line, mention, first, last):
            best = mention
    return (best.senses["severity"], best) if best is not None else ("unspecified", None)


def _rank(mention: Mention) -> tuple[bool, int]:
    return "degree" in mention.senses, _RANKS[mention.senses["severity"]]


def _is_of_allergy(line: Line, mention: Mention, first: int, last: int) -> bool:
    """Whether a word of severity belongs to the allergy at the tokens from `first` to before `last`."""
    levels = line.tokens.levels
    if mention.last <= first:
        low, high = mention.last, first
        parted = any(levels[t] for t in range(low, high))
    elif mention.first >= last:
        low, high = last, mention.first
        behind = line.within(mention.last, mention.last + 1)
        apart = high - low > 1 and levels[low] == COMMA
        parted = "degree" in mention.senses and (apart or any(m.has("fact", "allergen", "phase") for m in behind))
    else:
        opened = line.tokens.words[mention.first - 1 : mention.first] == ["("]
        owner = line.place_before(mention.first - 1)
        of_other = opened and owner >= 0 and "allergen" in line.mentions[owner].senses
        return not (of_other and line.mentions[owner].last == mention.first - 1 and mention.last < last)
    if parted or high - low > _SEVERITY_REACH:
        return False
    return not any(m.has("allergen", "organ", "fact") for m in line.within(low, high))
