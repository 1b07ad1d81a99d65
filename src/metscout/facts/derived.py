"""Facts that arithmetic on another fact gives, such as the age group from the age."""

from metscout.facts.declaration import FactDeclaration, Value


def band(declaration: FactDeclaration, number: float) -> Value | None:
    """The value of `declaration` whose band holds `number`; None if it falls in no band."""
    for value in declaration.values:
        low = value.at_least if value.at_least is not None else float("-inf")
        high = value.below if value.below is not None else float("inf")
        if low <= number < high:
            return value.id
    return None
