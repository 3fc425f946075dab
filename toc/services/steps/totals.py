"""A measurement's total and the parts of its breakdowns: the total from its parts, the parts within the total.

Source: progress.md 12.
"""

from collections.abc import Mapping
from decimal import Context, Decimal, Inexact
from fractions import Fraction

from toc.errors import Invalid
from toc.figures.breakdown import check_parts, total_from_parts
from toc.figures.quantities import quantity_of
from toc.figures.results import Quantity
from toc.model.document import FrameworkDocument
from toc.model.drafts import MeasurementDraft

_EXACT = Context(prec=400, traps=[Inexact])
_TEXTS = ("source", "source_url")


def complete(draft: MeasurementDraft, document: FrameworkDocument) -> MeasurementDraft:
    """A draft with a total: as it is stated, else the sum of the parts of one exclusive dimension.

    Args:
        draft: with its parts; codes are the framework's.
        document: the framework.

    Raises:
        Invalid: no quantity is stated and the parts do not add up to one, or parts do not fit the total.
    """
    if not draft.parts:
        return draft
    dimensions: dict[str, dict[str, Quantity | None]] = {}
    for part in draft.parts:
        dimensions.setdefault(part.dimension, {})[part.category] = quantity_of(part)
    whole = draft if draft.stated or draft.nothing_to_report else _summed(draft, document, dimensions)
    indicator, total = document.indicator_by_code[draft.indicator], quantity_of(whole)
    faults = [
        fault
        for dimension, parts in dimensions.items()
        for fault in check_parts(indicator, document.dimension_by_code[dimension], total, parts)
    ]
    if faults:
        raise Invalid(faults=faults)
    return whole


def _summed(
    draft: MeasurementDraft, document: FrameworkDocument, dimensions: Mapping[str, Mapping[str, Quantity | None]]
) -> MeasurementDraft:
    """The draft with the total that one exclusive dimension adds up to; what all its parts rest on, it rests on too."""
    indicator = document.indicator_by_code[draft.indicator]
    sums = {
        code: total_from_parts(indicator, document.dimension_by_code[code], parts) for code, parts in dimensions.items()
    }
    found = {code: total for code, total in sums.items() if total is not None}
    if not found:
        raise Invalid(
            "There is no total for {indicator}, and its parts do not add up to one.",
            field="value",
            remedy="Give the total in a row without dimension and category.",
            details={"indicator": indicator.code},
        )
    values = {total.value for total in found.values()}
    if len(values) > 1:
        raise Invalid(
            "The parts by {dimensions} come to different totals, and no total is stated.",
            field="value",
            remedy="Give the total in a row without dimension and category.",
            details={"dimensions": ", ".join(found)},
        )
    code, total = next(iter(found.items()))
    parts = [part for part in draft.parts if part.dimension == code]
    said = {name: {getattr(part, name) for part in parts} for name in (*_TEXTS, "evidence_grade")}
    shared = {name: next(iter(found)) for name, found in said.items() if len(found) == 1 and any(found)}
    return draft.model_copy(update={**_stating(total), **shared, "from_parts": True})


def _stating(total: Quantity) -> dict[str, Decimal | None]:
    if total.numerator is None or total.denominator is None:
        return {"value": _decimal(total.value)}
    return {"numerator": _decimal(total.numerator), "denominator": _decimal(total.denominator)}


def _decimal(exact: Fraction) -> Decimal:
    return _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
