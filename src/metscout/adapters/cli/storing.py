"""`--store`: keeping an answer, off unless it is asked for."""

from typing import TYPE_CHECKING, Any

from metscout.terms.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from metscout.adapters.stored import Keeper


def keeper_of(options: "argparse.Namespace") -> "Keeper | None":
    """Where to keep the answers; None where nothing is kept."""
    if not options.store:
        if options.records is not None:
            raise UsageError("usage", "--records", "names where to keep the answer; give --store as well")
        return None
    from metscout.adapters.stored import Keeper

    return Keeper(options.records)


def patient_given(patient: Any) -> dict[str, Any]:
    """The patient as it is stored."""
    return {"text": patient} if isinstance(patient, str) else {"facts": patient}
