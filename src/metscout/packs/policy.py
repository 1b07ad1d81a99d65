"""A site's policy: what is done otherwise here, each with its reason. A guideline's rating is never among it."""

from collections.abc import Collection

from metscout.conditions.tree import Condition
from metscout.packs.model import Review
from metscout.terms.frozen import frozen


@frozen
class MovedRule:
    """A safety rule whose bounds the site moved; `when` and `unless` are as the source has them.

    `said`: the limit here, the limit of the source, and the reason.
    """

    label: str
    when: Condition
    unless: Condition | None
    said: str


@frozen
class Preferred:
    """The protocol by which a study is done here."""

    protocol: str
    because: str | None


@frozen
class OrderSet:
    """Studies that are ordered under one name here."""

    studies: tuple[str, ...]
    order_as: str
    because: str | None


@frozen
class Policy:
    """One site's policy. `sha256` is the digest of all files of its folder.

    `protocols` and `wording` (the local name) are by procedure. `recent_days`: how long a prior equal study
    counts as recent; `old_after_months`: after how long a source counts as old; None where the site does not say.
    """

    id: str
    title: str
    version: str
    owner: str | None
    review: Review
    sha256: str
    moved: tuple[MovedRule, ...]
    protocols: dict[str, Preferred]
    order_sets: tuple[OrderSet, ...]
    wording: dict[str, str]
    recent_days: int | None
    old_after_months: int | None = None

    @property
    def stamp(self) -> str:
        """The policy as an answer names it: id, version, the first digits of its digest."""
        return f"{self.id} {self.version} {self.sha256[:12]}"

    def cites(self, section: str) -> tuple[str, ...]:
        """The citation of one section."""
        return (citation_key(self.id, section),)

    def request(self, procedure: str, text: str | None) -> str | None:
        """What goes on the request, with the local name of the study first."""
        name = self.wording.get(procedure)
        if name is None:
            return text
        return f"Here: {name}." if text is None else f"Here: {name}. {text}"

    def ordered_as(self, studies: Collection[str]) -> tuple[OrderSet, ...]:
        """The order sets that lie within these studies."""
        return tuple(found for found in self.order_sets if set(found.studies) <= set(studies))


def source_key(policy: str) -> str:
    """The key of a policy among the sources."""
    return f"policy-{policy}"


def citation_key(policy: str, section: str) -> str:
    """The citation key of a section of a policy."""
    return f"{source_key(policy)}#{section}"
