"""Why an approved value changes, or a measurement is voided: one of the kinds of reason, and a text."""

from toc.errors import Fault, Invalid
from toc.model.terms import CorrectionReason


def read_reason_code(code: str) -> CorrectionReason | None:
    """The kind of reason that a code names; None for an empty one.

    Raises:
        Invalid: there is no such kind.
    """
    if not code:
        return None
    found = next((reason for reason in CorrectionReason if reason.value == code), None)
    if found is None:
        raise Invalid(
            "“{code}” is not a kind of reason.",
            field="reason_code",
            remedy="Choose one of: {kinds}.",
            details={"code": code[:60], "kinds": ", ".join(reason.label for reason in CorrectionReason)},
        )
    return found


def require_reason(code: str, text: str) -> CorrectionReason:
    """The kind of reason, where a text is given with it.

    Raises:
        Invalid: the kind or the text is missing, each with its field.
    """
    found = read_reason_code(code)
    faults = []
    if found is None:
        faults.append(Fault("reason_code", "The kind of reason is missing.", {}, "Choose one from the list."))
    if not text.strip():
        faults.append(Fault("reason", "The reason is missing.", {}, "Say in a few words what is wrong."))
    if found is None or faults:
        raise Invalid(faults=faults)
    return found
