"""The knowledge that comes with the program, for the parts that measure with it."""

from benchmarks.tables import Unavailable, counted
from metscout import Door
from metscout.packs.load import Knowledge
from metscout.terms.errors import PackError


def open_door() -> Door:
    """The program's own door on the shipped knowledge, newly loaded. Raises Unavailable where that does not load."""
    try:
        return Door()
    except PackError as found:
        text = f"The shipped knowledge has {counted(len(found.faults), 'fault')}; `metscout packs lint` lists them."
        raise Unavailable(text) from found


def shipped() -> Knowledge:
    """The shipped knowledge, newly loaded, with every topic and the citations unfolded."""
    knowledge = open_door().knowledge
    for name in knowledge.index.topics:
        knowledge.topic(name)
    len(knowledge.citations)
    return knowledge
