"""From the texts of a form or of a file's row to a measurement's draft, every fault with its field.

Source: architecture.md 4 (a measurement's way); files-and-commands.md, Measurements in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toc.errors import Fault
from toc.exchange.number_text import (
    is_missing,
    plain_number,
    shown,
)
from toc.figures.periods import Period, parse_period, period_label
from toc.model.document import IndicatorDef
from toc.model.drafts import MeasurementDraft, PartDraft
from toc.model.terms import Measure
from toc.services.steps.gathering import Gatherer, Reading
from toc.services.steps.measurement_rules import quantity_faults
from toc.services.steps.questions import Caution, NoValue
from toc.services.steps.vocabulary import Vocabulary, normal


@dataclass(frozen=True, slots=True)
class Parsed:
    """A draft and what is to be said about how it was read.

    Attributes:
        draft: a part of a breakdown is a draft with this one part and no quantity of its own.
        notices: nothing is wrong, yet the person should know, e.g. that EL was understood as GR.
        typed: the value as it was typed beside numerator and denominator, of which it is the rounded share.
    """

    draft: MeasurementDraft
    notices: tuple[Fault, ...] = ()
    typed: Decimal | None = None

    @property
    def period(self) -> str:
        """Name of the draft's period."""
        return period_label(self.draft.period_start, self.draft.period_end)


def parse_fields(
    fields: Mapping[str, str], vocabulary: Vocabulary, reading: Reading, *, total_optional: bool = False
) -> Parsed:
    """A measurement's draft from texts by column name.

    Args:
        fields: text by column name of the public file; absent columns are empty.
        vocabulary: of the framework.
        reading: how numbers and dates are to be read, and whose organisation is the default.
        total_optional: the parts of a breakdown are stated beside it, so that a missing value is no fault.

    Raises:
        Invalid: every fault with its field; one that a person can answer is a `Question`, and where only the value is
            missing it is a `NoValue`.
    """
    gather = Gatherer(fields, reading)
    indicator, country, organisation = _who(gather, vocabulary)
    period = _period(gather)
    nothing = gather.flag("nothing_to_report")
    value, numerator, denominator = _quantity(gather, indicator)
    _incomplete(gather, nothing, value, numerator, denominator, total_optional=total_optional)
    quantity, typed = _settled(value, numerator, denominator)
    part = _part(gather, vocabulary, indicator)
    stating = gather.stating()
    invented = gather.flag("invented")
    gather.refuse()
    if indicator is None or country is None or organisation is None or period is None:
        raise AssertionError("a field that could not be read has no fault")
    whole = {
        "framework": vocabulary.document.code,
        "indicator": indicator.code,
        "country": country,
        "organisation": organisation,
        "period_start": period.start,
        "period_end": period.end,
        "nothing_to_report": nothing,
        "invented": invented,
    }
    draft = _draft(part, {**quantity, **stating}, whole)
    _not_applicable(gather, vocabulary, draft)
    return Parsed(draft, tuple(gather.notices), typed)


def parse_quantity(
    fields: Mapping[str, str], indicator: IndicatorDef, reading: Reading
) -> tuple[dict[str, object], tuple[Fault, ...]]:
    """A part's quantity from its texts, by the rules of a total; and what the person should know about it.

    Args:
        fields: texts of value, numerator and denominator; at least one is not empty.
        indicator: the one measured.
        reading: how numbers are to be read.

    Raises:
        Invalid: every fault with its field.
    """
    gather = Gatherer(fields, reading)
    value, numerator, denominator = _quantity(gather, indicator)
    _incomplete(gather, False, value, numerator, denominator, total_optional=True)
    gather.refuse()
    return _settled(value, numerator, denominator)[0], tuple(gather.notices)


def _draft(part: tuple[str, str] | None, stated: dict[str, object], whole: dict[str, object]) -> MeasurementDraft:
    """The draft of a total, or of one part alone."""
    if part is None:
        return MeasurementDraft.model_validate({**whole, **stated})
    made = PartDraft.model_validate({"dimension": part[0], "category": part[1], **stated})
    return MeasurementDraft.model_validate({**whole, "parts": (made,)})


def _who(gather: Gatherer, vocabulary: Vocabulary) -> tuple[IndicatorDef | None, str | None, str | None]:
    """Indicator, country and organisation; what three texts meant without a word to be said, they mean again."""
    texts = gather.text("indicator_code"), gather.text("country"), gather.text("organisation")
    # A spreadsheet's number is no code even where its text equals one.
    key = (*texts, gather.reading.own) if type(texts[0]) is str else None
    known = None if key is None else vocabulary.settled.get(key)
    if known is not None:
        return known
    already = len(gather.faults) + len(gather.notices)
    indicator = gather.attempt(lambda: vocabulary.indicator(texts[0]))
    country = _country(gather, vocabulary, indicator)
    if indicator is None or country is None:
        return indicator, country, None
    who, where, own = indicator, country, gather.reading.own
    organisation = gather.attempt(lambda: vocabulary.organisation(texts[2], own, who, where))
    if key is not None and organisation is not None and len(gather.faults) + len(gather.notices) == already:
        vocabulary.settled[key] = (indicator, country, organisation)
    return indicator, country, organisation


def _country(gather: Gatherer, vocabulary: Vocabulary, indicator: IndicatorDef | None) -> str | None:
    found = gather.attempt(lambda: vocabulary.country(gather.text("country"), indicator))
    if found is None:
        return None
    code, notice = found
    if notice is not None:
        gather.notices.append(notice)
    return code


def _period(gather: Gatherer) -> Period | None:
    """The period, given by name, by two dates, or by both where they agree."""
    named, text = None, gather.text("period")
    if not is_missing(text):
        named = gather.attempt(lambda: parse_period(text))
        if named is None:
            return None
    already = len(gather.faults)
    start, end = gather.day("period_start"), gather.day("period_end")
    if len(gather.faults) > already:
        return None
    if start is None and end is None:
        if named is None:
            remedy = "Give a year (2026), a semester (2026-S1), a quarter, a month, or two dates."
            gather.faults.append(Fault("period", "The period is missing.", {}, remedy))
        return named
    if start is None or end is None:
        absent = "period_start" if start is None else "period_end"
        what = "first" if start is None else "last"
        fault = Fault(absent, "The period's {what} day is missing.", {"what": what}, "Give both dates, or the period.")
        gather.faults.append(fault)
        return None
    return _agreed(gather, named, start, end)


def _agreed(gather: Gatherer, named: Period | None, start: date, end: date) -> Period | None:
    fields = {"start": start, "end": end, "period": named.label if named else ""}
    if end < start:
        message = "The period ends on {end}, before it starts on {start}."
        gather.faults.append(Fault("period_end", message, fields, "Correct one of the two dates."))
        return None
    if named is not None and named != Period(start, end):
        message = "The period {period} and the dates {start} to {end} do not agree."
        gather.faults.append(Fault("period", message, fields, "Give the period or the two dates."))
        return None
    return Period(start, end)


def _quantity(
    gather: Gatherer, indicator: IndicatorDef | None
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, numerator and denominator, checked against the indicator as far as it is known."""
    if indicator is not None and indicator.measure is Measure.SCALE:
        value = _level(gather, indicator)
    else:
        value = gather.number("value", percent=indicator is None or indicator.measure is Measure.PERCENT)
    numerator, denominator = gather.number("numerator"), gather.number("denominator")
    if indicator is not None and indicator.measure is Measure.PERCENT and numerator is None and value is not None:
        value = _percent(gather, value)
    if indicator is not None:
        gather.faults.extend(quantity_faults(indicator, value, numerator, denominator))
    return value, numerator, denominator


def _percent(gather: Gatherer, value: Decimal) -> Decimal:
    """A percentage; a plain number below 1 may be a share, which is asked about or has been answered."""
    if "%" in gather.text("value"):
        return value
    if gather.reading.fractions and 0 <= value <= 1:
        return value.scaleb(2)
    if 0 < value < 1:
        fields = {"value": plain_number(value), "percent": plain_number(value.scaleb(2))}
        notice = "It is read as {value} %, not as {percent} %."
        remedy = "If {percent} % is meant, say that percentages are fractions (--percent fraction)."
        gather.notices.append(Caution("value", notice, fields, remedy))
    return value


def _level(gather: Gatherer, indicator: IndicatorDef) -> Decimal | None:
    """The scale level that the value names by its text, or the number that stands there."""
    text = gather.text("value")
    for level in indicator.scale:
        if normal(level.text) == normal(text):
            return level.value
    if is_missing(text) or any(sign.isdigit() for sign in text):
        return gather.number("value")
    levels = "; ".join(f"{plain_number(level.value)} {level.text}" for level in indicator.scale)
    fields = {"text": shown(text), "indicator": indicator.code, "levels": levels}
    message = "“{text}” is not a level of {indicator}."
    gather.faults.append(Fault("value", message, fields, "Take the number or the text of one of: {levels}."))
    return None


def _incomplete(
    gather: Gatherer,
    nothing: bool,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    *,
    total_optional: bool,
) -> None:
    """Gather what is missing, or said beside nothing to report."""
    typed = [name for name in ("value", "numerator", "denominator") if not is_missing(gather.text(name))]
    if nothing and (typed or normal(gather.text("dimension")) or normal(gather.text("category"))):
        what = "together with a value" if typed else "in a row of a breakdown"
        remedy = "Give the value, or say that there is nothing to report; for “none at all” the value is 0."
        message = "“Nothing to report” is said {what}."
        gather.faults.append(Fault("nothing_to_report", message, {"what": what}, remedy))
    elif not typed and not nothing and not total_optional:
        remedy = "Give a value, or say that there is nothing to report."
        gather.faults.append(NoValue("value", "The value is missing.", {}, remedy))
    elif ("numerator" in typed) != ("denominator" in typed):
        absent = "denominator" if "numerator" in typed else "numerator"
        message = "Numerator and denominator are given together; the {absent} is missing."
        remedy = "Give both, or the value alone."
        gather.faults.append(Fault(absent, message, {"absent": absent}, remedy))


def _settled(
    value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> tuple[dict[str, object], Decimal | None]:
    """What is kept, and the value as typed where numerator and denominator are kept in its place."""
    if numerator is None or denominator is None:
        return {"value": value}, None
    return {"numerator": numerator, "denominator": denominator}, value


def _part(gather: Gatherer, vocabulary: Vocabulary, indicator: IndicatorDef | None) -> tuple[str, str] | None:
    """Codes of the dimension and category that a row is a part for; None for a total."""
    dimension, category = gather.text("dimension"), gather.text("category")
    if not dimension and not category:
        return None
    if indicator is None or not (normal(dimension) or normal(category)):
        return None
    known = indicator
    return gather.attempt(lambda: vocabulary.category(known, dimension, category))


def _not_applicable(gather: Gatherer, vocabulary: Vocabulary, draft: MeasurementDraft) -> None:
    reason = vocabulary.document.not_applicable_by_key.get((draft.indicator, draft.country))
    if reason is not None:
        fields = {"indicator": draft.indicator, "country": draft.country, "reason": reason}
        message = "{indicator} is marked as not applicable to {country} ({reason}): the value will not count."
        gather.notices.append(Caution("country", message, fields))
