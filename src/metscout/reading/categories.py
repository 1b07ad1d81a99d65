"""Facts of the TNM categories that a line prints, told apart from weightings, vertebrae and hormones."""

from bisect import bisect_left
from collections.abc import Iterator

from metscout.facts.sheet import Fact
from metscout.reading.mentions import Line
from metscout.reading.tnm import Category

_BASES = ("c", "p", "yc", "yp", "r")


def read_categories(line: Line, about_cancer: bool) -> Iterator[Fact]:
    """Facts on T, N and M as printed and not asked, on their prefix, and on metastases where M1 is printed.

    A single category without prefix in a line that is not `about_cancer` is none.
    """
    found: list[Category] = []
    for category in line.tnm:
        at = bisect_left(line.tokens.starts, category.start)
        in_question = any("ask" in m.senses and m.first <= at < m.last for m in line.around(at, at + 1, 4))
        if not category.asked and not in_question and at not in line.blocked:
            found.append(category)
            line.taken.update((at, at + 1))
    alone = len({category.letter for category in found}) == 1
    basis_said = False
    for category in found:
        if not category.prefix and ((alone and not about_cancer) or _is_none(line, category, alone)):
            continue
        start = category.start + len(category.prefix)
        printed = category.letter + category.value.lower()
        yield line.fact_of_span(f"cancer.{category.letter.lower()}", printed, start, category.end)
        if category.prefix in _BASES and not basis_said:
            basis_said = True
            yield line.fact_of_span("cancer.tnm_basis", category.prefix, category.start, category.end)
        if category.letter == "M" and category.value[0] == "1":
            yield line.fact_of_span("metastasis.present", True, start, category.end)


def _is_none(line: Line, category: Category, alone: bool) -> bool:
    """Whether a T with a number is a weighting, a vertebra or a hormone."""
    if category.letter != "T":
        return False
    tables = line.lexicon.tables
    before, after = words_beside(line, category.start, category.end)
    if any(word in tables["vertebra_words"] for word in after[:2]):
        return True
    if not alone:
        return False
    return bool(after and after[0] in tables["not_t_after"]) or bool(before and before[-1] in tables["not_t_before"])


def words_beside(line: Line, start: int, end: int) -> tuple[list[str], list[str]]:
    """Up to three words before and behind a stretch of characters."""
    starts, words = line.tokens.starts, line.tokens.words
    low, high = bisect_left(starts, start), bisect_left(starts, end)
    return words[max(0, low - 3) : low], words[high : high + 3]
