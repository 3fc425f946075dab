"""Faults that a person can answer: what is asked, the answers, and the option that answers it on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from toc.errors import Fault

OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "decimal_mark": "--decimal",
        "date_order": "--dates",
        "targets_are": "--targets-are",
        "reason": "--reason",
    }
)
"""The option of `toc import` that answers each kind of question."""


@dataclass(frozen=True)
class Choice:
    """One answer to a question.

    Attributes:
        label: the answer in words.
        answer: what the parameter takes, e.g. `,`; empty where the answer is a text of one's own.
        typed: what the option takes on the command line, e.g. `comma`.
    """

    label: str
    answer: str
    typed: str


@dataclass(frozen=True)
class Question(Fault):
    """What can be read in more than one way, or has to be confirmed: nothing is kept until it is answered.

    Attributes:
        asks: the parameter that the answer goes to: `decimal_mark`, `date_order`, `targets_are` or `reason`.
        choices: the answers; none where any text is one.
    """

    asks: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def option(self) -> str:
        """The option that answers it on the command line, with what it takes."""
        typed = "|".join(choice.typed for choice in self.choices) or "TEXT"
        return f"{OPTIONS[self.asks]} {typed}"


@dataclass(frozen=True)
class NoValue(Fault):
    """Nothing was measured: in a form a field is missing, in a file the row is passed over and said so."""


@dataclass(frozen=True)
class Caution(Fault):
    """Something that is kept all the same, and marked: the person should look at it again."""
