"""A finding: what is wrong, where, for whom, and what would be right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from metscout.facts.declaration import Value
from metscout.terms.errors import Fault

if TYPE_CHECKING:
    from metscout.lint.ground import Ground

Weight = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding at one place. Lines and columns count from 1.

    `patient` holds the facts of a patient whom it concerns, None where no single patient shows it.
    """

    code: str
    severity: Weight
    file: str
    line: int
    column: int
    text: str
    patient: dict[str, Value] | None = None
    hint: str | None = None

    def __str__(self) -> str:
        """Place and code, what is wrong, what to do."""
        lines = [f"{self.file}:{self.line}:{self.column}  {self.severity}: {self.code}", f"  {self.text}"]
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


class Check(Protocol):
    """One kind of finding. Its docstring says what it finds and carries an example of each side."""

    code: str
    severity: Weight

    def look(self, ground: "Ground") -> Iterator[Finding]:
        """Every finding of this kind."""
        ...


def from_fault(fault: Fault) -> Finding:
    """A fault of the loader as a finding; its code is spelled as the other findings are."""
    text = f"{fault.where}: {fault.text}" if fault.where else fault.text
    return Finding(fault.code.replace("_", "-"), "error", fault.file, fault.line, fault.column, text, None, fault.hint)


def worst_first(finding: Finding) -> tuple[bool, str, int, int, str, str]:
    """The order in which findings are shown: errors, then warnings, each by place."""
    return (finding.severity != "error", finding.file, finding.line, finding.column, finding.code, finding.text)
