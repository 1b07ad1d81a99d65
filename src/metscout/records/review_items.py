"""What is reviewed: every scenario, pathway, protocol and staging table, and the wording for patients of each."""

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import metscout
from metscout.packs.build import below
from metscout.packs.load import read_folders, read_policy_folder, shipped_folder
from metscout.packs.model import Review
from metscout.packs.read_reviews import OVERLAY, PATIENT, Overlay, content_of, read_item_review
from metscout.packs.view import View, nearest
from metscout.packs.yaml_tree import Document, parse_yaml
from metscout.terms.errors import PackError, UsageError
from metscout.terms.frozen import frozen

_OF_TABLES = {"sites.yaml", "topic.yaml", "conflicts.yaml"}
_KINDS = {"packs": "scenario", "treatment": "pathway", "protocols": "protocol", "staging": "staging table"}
_SHIPPED = "knowledge/"


@frozen
class ReviewItem:
    """One thing to review: its state as the loader has it, its content, and the file that holds it.

    `path` is where its review is written: that file, or the site's reviews; `overlay` says which.
    """

    id: str
    kind: str
    title: str
    review: Review
    content: Any
    path: Path
    overlay: bool

    @property
    def owner(self) -> str:
        """The id of the file's own item."""
        return self.id.removesuffix(PATIENT)


class Shelf:
    """All items of these packs as their files have them now, in the order of their ids."""

    def __init__(self, packs: Sequence[Path] = (), policy: Path | None = None) -> None:
        self.policy = policy
        files = read_folders((shipped_folder(), *packs))
        reviews: list[Document] = []
        if policy is not None:
            label, own = read_policy_folder(policy)
            files |= {name: content for name, content in own.items() if below(name).startswith("protocols/")}
            reviews = [_parsed(own[name], name) for name in (f"{label}/{OVERLAY}",) if name in own]
        self.overlay = Overlay(reviews)
        found: dict[str, ReviewItem] = {}
        for name, content in files.items():
            room, _, rest = below(name).partition("/")
            if room in _KINDS and rest.rpartition("/")[2] not in _OF_TABLES:
                found |= {item.id: item for item in self._items(_parsed(content, name), _KINDS[room])}
        self.items = {name: found[name] for name in sorted(found)}

    def item(self, name: str) -> ReviewItem:
        """The item of that id. Raises UsageError with the nearest one."""
        if name not in self.items:
            text = f"{name!r} is nothing that is reviewed"
            raise UsageError("unknown_value", "review", text, name, (), nearest(name, self.items))
        return self.items[name]

    def _items(self, document: Document, kind: str) -> Iterator[ReviewItem]:
        data, path = document.data, _path_of(document.file)
        name, title = data["id"], " ".join(data["title"].split())
        review = self.overlay.review_of(name, read_item_review(View(document, (), data)))
        wording = (name + PATIENT, f"{title}: wording for patients", review.patient)
        for own, said, state in ((name, title, review), wording):
            if state is not None:
                place, overlay = self._written_to(own, path)
                yield ReviewItem(own, kind, said, state, content_of(data, own), place, overlay)

    def _written_to(self, name: str, path: Path) -> tuple[Path, bool]:
        """The item's own file where it may be written and stands; else the site's reviews, where there is a site."""
        if self.policy is None or (name not in self.overlay.entries and _writable(path)):
            return path, False
        return self.policy / OVERLAY, True


@lru_cache(maxsize=512)
def _parsed(content: bytes, name: str) -> Document:
    """The document, read once for each content. Raises PackError for a faulty one."""
    document = parse_yaml(content, name)
    if document.faults:
        raise PackError(document.faults)
    return document


def _path_of(name: str) -> Path:
    return shipped_folder() / name.removeprefix(_SHIPPED) if name.startswith(_SHIPPED) else Path(name)


def is_packaged(path: Path) -> bool:
    """Whether the file came with an installed program, whose next version would take a review away again."""
    return Path(metscout.__file__).parent in path.parents


def _writable(path: Path) -> bool:
    return not is_packaged(path) and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def check_writable(item: ReviewItem) -> None:
    """Raise UsageError where the review of the item cannot be written at all."""
    if item.overlay:
        there = os.access(item.path.parent, os.W_OK) and (not item.path.exists() or os.access(item.path, os.W_OK))
    else:
        there = _writable(item.path)
    if not there:
        text = f"{item.path} cannot be written; with --policy, reviews are kept in the folder of your site's policy"
        raise UsageError("cannot_write", item.id, text, str(item.path))
