"""Words that no list knows, mended to ones it does: another spelling first, then one or two slips of the pen."""

from metscout.reading.lexicon import Lexicon
from metscout.reading.tokens import Tokens, canonical

SHORTEST, LONG = 5, 9
MOST_REPAIRS = 200  # unknown words looked up in one text; beyond, the rest stay as they are


def mend(tokens: Tokens, lexicon: Lexicon) -> None:
    """Replace unknown words of `tokens` by the words of the lexicon that they stand for."""
    known = lexicon.known
    mended: dict[str, str] = {}
    for index, word in enumerate(tokens.words):
        if word in known or tokens.numeric[index] or len(word) < SHORTEST or not word[0].isalpha():
            continue
        if word not in mended:
            if len(mended) >= MOST_REPAIRS:
                continue
            mended[word] = _respelled(word, lexicon) or _nearest(word, lexicon) or word
        tokens.words[index] = mended[word]


def _respelled(word: str, lexicon: Lexicon) -> str | None:
    """The known word that `word` is in another country's spelling."""
    for theirs, ours in lexicon.tables["spellings"]:
        if theirs in word:
            candidate = canonical(word.replace(theirs, ours), lexicon.keep)
            if candidate in lexicon.known:
                return candidate
    return None


def _nearest(word: str, lexicon: Lexicon) -> str | None:
    """The word of the lexicon within reach: first letter kept, one slip, or two in long words."""
    candidates = lexicon.repairs.get(word[0])
    if not candidates or len(word) > 40 or not word.isascii() or not word.isalpha():
        return None
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    reach = 2 if len(word) >= LONG else 1
    found = extract(word, candidates, scorer=OSA.distance, score_cutoff=reach, limit=3)
    if not found:
        return None
    best = min(found, key=lambda hit: (hit[1], abs(len(hit[0]) - len(word)), hit[0]))
    return str(best[0])
