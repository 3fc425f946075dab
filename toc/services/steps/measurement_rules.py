"""Rules of one measurement that need nothing but its indicator; form, file and service ask the same ones.

Source: progress.md 2 and 12; files-and-commands.md, Measurements in.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toc.errors import Fault, Invalid
from toc.exchange.number_text import plain_number
from toc.figures.periods import period_label
from toc.model.document import FrameworkDocument, IndicatorDef
from toc.model.drafts import MeasurementDraft
from toc.model.terms import Measure
from toc.services.steps.questions import Caution

_SHARES = "numerator and denominator belong to indicators in percent"


def check_draft(draft: MeasurementDraft, document: FrameworkDocument) -> None:
    """Refuse a draft whose quantities break a rule of its indicator; every fault is named with its field.

    Raises:
        Invalid: the faults; also when neither a quantity, nor parts, nor nothing to report is stated.
    """
    indicator = document.indicator_by_code[draft.indicator]
    faults = [
        fault
        for stated in (draft, *draft.parts)
        for fault in quantity_faults(indicator, stated.value, stated.numerator, stated.denominator)
    ]
    if not (draft.stated or draft.parts or draft.nothing_to_report):
        faults.append(Fault("value", "The value is missing.", {}, "Give it, or say that there is nothing to report."))
    if faults:
        raise Invalid(faults=faults)


def quantity_faults(
    indicator: IndicatorDef, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> Iterator[Fault]:
    """Give what is wrong with a quantity; nothing where it is sound or missing.

    Args:
        indicator: says what may be stated.
        value: in the indicator's unit, with the digits as they were typed: beside numerator and denominator it may
            differ from their share by the rounding of its last digit.
        numerator: of a percent.
        denominator: of a percent.
    """
    if value is not None:
        yield from _value_faults(indicator, value)
    if indicator.measure is not Measure.PERCENT:
        for name, found in (("numerator", numerator), ("denominator", denominator)):
            if found is not None:
                fields = {"indicator": indicator.code, "unit": indicator.unit}
                yield Fault(
                    name, "{indicator} is measured in {unit}; " + _SHARES + ".", fields, "Give the value alone."
                )
        return
    before = list(_share_faults(numerator, denominator))
    yield from before
    if not before and value is not None and numerator is not None and denominator is not None:
        yield from _mismatch(value, numerator, denominator)


def _value_faults(indicator: IndicatorDef, value: Decimal) -> Iterator[Fault]:
    measure = indicator.measure
    if measure is Measure.PERCENT and not 0 <= value <= 100:
        message, remedy = "{value} is not a percentage from 0 to 100.", "Check the number."
    elif measure is Measure.SCALE and value not in [level.value for level in indicator.scale]:
        message, remedy = "{value} is not a level of {indicator}.", "Take one of: {levels}."
    elif measure is Measure.COUNT and value != value.to_integral_value():
        message, remedy = "{value} is not a whole number.", "{indicator} counts {unit}: give a whole number."
    elif measure in (Measure.COUNT, Measure.DURATION) and value < 0:
        message, remedy = "{value} is negative; {indicator} cannot be.", "Give 0 or more."
    else:
        return
    fields = {"value": plain_number(value), "indicator": indicator.code, "unit": indicator.unit}
    if measure is Measure.SCALE:
        fields["levels"] = ", ".join(plain_number(level.value) for level in indicator.scale)
    yield Fault("value", message, fields, remedy)


def _share_faults(numerator: Decimal | None, denominator: Decimal | None) -> Iterator[Fault]:
    if denominator is not None and denominator <= 0:
        fields = {"denominator": plain_number(denominator)}
        yield Fault("denominator", "The denominator is {denominator}.", fields, "A denominator is above 0.")
    if numerator is not None and numerator < 0:
        fields = {"numerator": plain_number(numerator)}
        yield Fault("numerator", "The numerator {numerator} is negative.", fields, "Give 0 or more.")
    elif numerator is not None and denominator is not None and numerator > denominator > 0:
        fields = {"numerator": plain_number(numerator), "denominator": plain_number(denominator)}
        yield Fault(
            "numerator",
            "The numerator {numerator} is above the denominator {denominator}.",
            fields,
            "Check both; a share is at most 100 %.",
        )


def _mismatch(value: Decimal, numerator: Decimal, denominator: Decimal) -> Iterator[Fault]:
    share = 100 * Fraction(numerator) / Fraction(denominator)
    last_digit = Fraction(10) ** int(value.as_tuple().exponent)
    if abs(Fraction(value) - share) > last_digit / 2:
        fields = {
            "value": plain_number(value),
            "numerator": plain_number(numerator),
            "denominator": plain_number(denominator),
            "share": plain_number(Decimal(share.numerator * 10000 // share.denominator) / 10000),
        }
        yield Fault(
            "value",
            "{value} does not match {numerator} of {denominator}, which is {share} %.",
            fields,
            "Correct one of the three, or leave the value out.",
        )


def check_begun(draft: MeasurementDraft, today: date) -> Caution | None:
    """A notice where the period has begun and not ended; such a measurement counts from the period's end.

    Args:
        draft: whose period is looked at.
        today: in the framework's time zone.

    Raises:
        Invalid: the period begins after today.

    Source: progress.md 1.
    """
    if draft.period_end <= today:
        return None
    label = period_label(draft.period_start, draft.period_end)
    fields = {"period": label, "start": draft.period_start, "end": draft.period_end, "today": today}
    if draft.period_start > today:
        raise Invalid(
            "The period {period} begins on {start}, after today ({today}): a measurement cannot lie in the future.",
            field="period",
            remedy="Check the period.",
            details=fields,
        )
    return Caution("period", "The period {period} has not ended: the value counts from {end}.", fields)
