"""The editorial state of an item, as far as its approvals bear it out: they are of one content, and no other."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from metscout.packs.model import Approval, Review
from metscout.packs.view import View, attempt, each, nearest
from metscout.packs.yaml_tree import Document
from metscout.terms.frozen import replaced
from metscout.terms.words import ReviewStatus

ROLES = ("radiologist", "oncologist", "physicist", "patient_editor")
PATIENT = "#patient"  # what the id of an item's wording for patients ends in
OVERLAY = "reviews.yaml"  # a site's own reviews, in the folder of its policy
_OF_PATIENTS = ("patient_editor",)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNREAD = Review(ReviewStatus.SUBMITTED, "", ())
_KEYS = ("awaiting", "author", "approvals")
# Cyrillic and Greek letters that look like a Latin one.
_CAPITALS = str.maketrans("АВЕЅІЈКМНОРСТУХԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXQWABEZHIKMNOPTYX")
_SMALL = str.maketrans("асԁеһіјкорѕԛѵԝхуνοραικυϲϳ", "acdehijkopsqvwxyvopaikucj")
T = TypeVar("T")


def content_of(data: Mapping[str, Any], item: str) -> Any:
    """What an approval of the item is of: the wording for patients, or all the rest but the review."""
    if item.endswith(PATIENT):
        return data.get("patient")
    return {key: value for key, value in data.items() if key not in ("review", "patient")}


def digest_of(content: Any) -> str:
    """The digest of parsed content; comments, line breaks and the order of keys are none of it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_item_review(view: View) -> Review:
    """The review of the item that is the whole file, with that of its wording for patients."""
    place = view.at("review")
    data = view.value if isinstance(view.value, dict) else {}
    review = attempt(lambda: _declared(place, digest_of(content_of(data, "")), None, ("patient",)), _UNREAD)
    if not data.get("patient"):
        return settled(review)
    content = digest_of(content_of(data, PATIENT))
    said = place.at("patient")
    fresh = Review(ReviewStatus.SUBMITTED, review.updated, _OF_PATIENTS, content=content)
    wording = fresh if said.value is None else attempt(lambda: _declared(said, content, fresh), fresh)
    return replaced(settled(review), patient=settled(wording))


def _declared(view: View, content: str, own: Review | None, also: tuple[str, ...] = ()) -> Review:
    """What a review says of itself; what it leaves out is as in `own`."""
    view.mapping(("status", "updated"), (*_KEYS, *also))
    status = ReviewStatus(view.at("status").one_of(tuple(ReviewStatus)))
    awaiting = tuple(v.one_of(ROLES) for v in _texts(view.at("awaiting")))
    if own is not None and not view.has("awaiting"):
        awaiting = own.awaiting
    author = view.at("author").optional_text() or (own.author if own else None)
    approvals = tuple(each(view.at("approvals").list(), _approval))
    return Review(status, _day(view.at("updated")), awaiting, approvals, author, content)


def _texts(view: View) -> list[View]:
    return [view] if isinstance(view.value, str) else list(view.list())


def _approval(view: View) -> Approval:
    view.mapping(("by", "role", "date", "content"))
    content = view.at("content").text()
    if not _DIGEST.fullmatch(content):
        raise view.at("content").wrong("wrong_type", "is no sha256 in 64 hex digits")
    return Approval(view.at("by").text(), view.at("role").one_of(ROLES), _day(view.at("date")), content)


def _day(view: View) -> str:
    text = view.text()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise view.wrong("wrong_type", f"{text!r} is no date", "Write YYYY-MM-DD between quotes.") from None


def settled(review: Review) -> Review:
    """The review with the status that its approvals bear out; an approval by the author is none."""
    counted = [found for found in review.approvals if not same_person(found.by, review.author)]
    given = {found.role for found in counted if found.content == review.content}
    past = [found.date for found in counted if found.content != review.content]
    status = review.status
    if status is ReviewStatus.APPROVED and not (given and given >= set(review.awaiting)):
        status = ReviewStatus.UNDER_REVIEW if given else ReviewStatus.SUBMITTED
    elif status is ReviewStatus.UNDER_REVIEW and past and not given:
        status = ReviewStatus.SUBMITTED
    changed = max(past) if past and status in (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW) else None
    return replaced(review, status=status, changed_since=changed)


def same_person(one: str, other: str | None) -> bool:
    """Whether two names are written alike, or look alike, whatever their case and spacing."""
    return other is not None and not _looks(one).isdisjoint(_looks(other))


def _looks(name: str) -> set[str]:
    """How a name looks as written, with its capitals taken for Latin ones, and in capitals alone."""
    import unicodedata

    shown = "".join(sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign) != "Cf")
    plain = " ".join(shown.split())
    as_written, large = plain.casefold(), plain.translate(_CAPITALS).casefold()
    return {as_written.translate(_SMALL), large.translate(_SMALL), plain.upper().translate(_CAPITALS).casefold()}


class Overlay:
    """A site's own reviews by item, laid over those of the packs."""

    def __init__(self, documents: Collection[Document]) -> None:
        self.entries: dict[str, View] = {}
        for document in documents:
            for view in each(View(document, (), document.data).list(), _entry):
                name = view.value["id"]
                if name in self.entries:
                    view.at("id").wrong("duplicate_name", f"the review of {name!r} stands twice")
                self.entries.setdefault(name, view)

    def over_each(self, found: list[tuple[View, Any]]) -> list[tuple[View, Any]]:
        """The items that were read, each with its review as the site has it."""
        return [(view, self.over(item)) for view, item in found] if self.entries else found

    def over(self, item: T) -> T:
        """The item with its review as the site has it."""
        name, review = item.id, item.review  # type: ignore[attr-defined]
        return replaced(item, review=self.review_of(name, review))

    def review_of(self, name: str, review: Review) -> Review:
        """The review of the item of that name, with what the site says of it and of its wording for patients."""
        patient = review.patient
        found = self._one(name, review)
        return replaced(found, patient=None if patient is None else self._one(name + PATIENT, patient))

    def _one(self, name: str, own: Review) -> Review:
        """The site's review; the pack's own where the site's is of something else, and says so of neither."""
        view = self.entries.get(name)
        if view is None:
            return own
        entry = View(view.document, view.path, {key: part for key, part in view.value.items() if key != "id"})
        local = settled(attempt(lambda: _declared(entry, own.content, own), own))
        if local.changed_since is not None and own.status in (ReviewStatus.APPROVED, ReviewStatus.RETIRED):
            return own
        return local

    def check(self, known: Mapping[str, Review]) -> None:
        """Record a fault for every review of something that is not there; `known` are the reviews by item."""
        names = {*known, *(name + PATIENT for name, review in known.items() if review.patient is not None)}
        for name, view in self.entries.items():
            if name not in names:
                close = nearest(name, names)
                hint = f"Nearest: {close!r}." if close else None
                view.at("id").wrong("unknown_item", f"{name!r} is nothing that is reviewed.", hint)


def _entry(view: View) -> View:
    view.mapping(("id", "status", "updated"), _KEYS)
    view.at("id").text()
    return view
