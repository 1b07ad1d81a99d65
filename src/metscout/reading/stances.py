"""What the words around a term make of it, as bits of its stance."""

from typing import Final

NEGATED: Final = 1
ASKED: Final = 2  # the study is to answer it
QUERIED: Final = 4  # a question mark stands right behind it
DOUBTED: Final = 8  # possible, no more
LIKELY: Final = 16
STATED: Final = 32  # said to be so
UNKNOWN: Final = 64  # nobody knows, or only supposed
GIVEN: Final = 128
PLANNED: Final = 256
ONGOING: Final = 512
ENDED: Final = 1024
DONE: Final = 2048  # looked at already
RELATIVE: Final = 4096  # of somebody else
PAST: Final = 8192  # of an earlier cancer
OUTSIDE: Final = 16384  # everything but this
ONLY: Final = 32768
EXAM: Final = 65536  # the region of a study
ALTERNATIVE: Final = 131072  # one of several that it may be
CLAIMED: Final = 262144  # an organ that speaks of spread, so not of origin
NAMED: Final = 524288  # belongs to the name of a tumor

OPEN: Final = ASKED | DOUBTED | UNKNOWN
