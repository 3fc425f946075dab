"""What codes and names in a form or a file mean in a framework: indicators, countries, organisations, categories."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from babel import Locale

from toc.errors import Fault, Invalid
from toc.exchange.cells import DateCell, NumberCell
from toc.exchange.number_text import shown
from toc.model.document import BreakdownDef, DimensionDef, FrameworkDocument, IndicatorDef
from toc.model.query import ALL
from toc.model.terms import Scope

LANGUAGES = ("en", "it", "nl", "fr", "et", "es")
"""Languages in which a country's name is understood: English and the partners' own."""

_OTHER_CODES = {"EL": "GR", "UK": "GB"}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u00ad"), "-")
_GROUP = re.compile(r"(EU|EA|EZ|EEA|EFTA)[0-9_]*")
_NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A code or name as it is compared: no case, no marks without width, one kind of dash, single blanks."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    visible = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", " ".join(visible.split()).casefold())


def nearest(text: str, known: Iterable[str]) -> str:
    """The known codes that look most like a text, at most three, separated by commas; empty where none does."""
    by_normal = {normal(code): code for code in known}
    return ", ".join(by_normal[found] for found in get_close_matches(normal(text), by_normal, n=3, cutoff=0.6))


@lru_cache(maxsize=1)
def _country_names() -> Mapping[str, str]:
    """Country codes by normal name, in every language that is understood."""
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                names.setdefault(normal(name), code)
    return names


class Vocabulary:
    """Finds what the texts of many rows mean in one framework; each text is looked up once.

    Args:
        document: the framework.

    Attributes:
        settled: indicator, country and organisation by the three texts that named them, and whose file it was.
    """

    def __init__(self, document: FrameworkDocument) -> None:
        self.document = document
        self._indicators = {normal(indicator.code): indicator for indicator in document.indicators}
        self._organisations = {normal(part.short_name): part.short_name for part in document.organisations}
        self._names = {normal(country.name): country.code for country in document.countries}
        self._reports: dict[str, tuple[str, ...]] = {
            country.code: tuple(part.short_name for part in document.organisations if country.code in part.reports_for)
            for country in document.countries
        }
        self.settled: dict[tuple[str, str, str, str | None], tuple[IndicatorDef, str, str]] = {}
        self._countries: dict[str, tuple[str, Fault | None]] = {}
        self._reporters: dict[tuple[str, str | None, str, str], str] = {}

    def indicator(self, text: str) -> IndicatorDef:
        """The indicator that a code names; case, blanks around it and the kind of dash do not matter.

        Raises:
            Invalid: the text is empty or no indicator's code; the nearest codes are named. A spreadsheet's number or
                date is no code, even where its text looks like one: 1.1 may have been typed as 1.10.
        """
        if isinstance(text, NumberCell | DateCell):
            raise _not_text(text)
        found = self._indicators.get(normal(text))
        if found is not None:
            return found
        if not normal(text):
            raise Invalid("No indicator is named.", field="indicator_code", remedy="Give the indicator's code.")
        raise _unknown("indicator_code", "indicator", text, self.document.indicator_by_code, self.document.name)

    def country(self, text: str, indicator: IndicatorDef | None) -> tuple[str, Fault | None]:
        """The country code that a code or a name means, and a notice where another code was written.

        Args:
            text: ISO 3166-1 alpha-2 code, EL, UK, ALL, or a name in one of the languages; NA is Namibia.
            indicator: consortium indicators take ALL and only they do; None where the indicator is not known.

        Raises:
            Invalid: empty, a group of countries, letters that are not Latin, not a country of the framework, or not
                one for which the indicator is measured.

        Source: files-and-commands.md, column country.
        """
        found = self._countries.get(text)
        if found is None:
            found = self._countries[text] = self._find_country(text)
        if indicator is not None and (found[0] == ALL) != (indicator.scope is Scope.CONSORTIUM):
            raise _wrong_scope(indicator, found[0])
        return found

    def is_country(self, text: str) -> bool:
        """Whether a text is the code or the name of a country of the framework."""
        try:
            self.country(text, None)
        except Invalid:
            return False
        return True

    def _find_country(self, text: str) -> tuple[str, Fault | None]:
        plain = normal(text)
        code = plain.upper()
        if not plain:
            raise Invalid("The country is empty.", field="country", remedy="Give the country's code, e.g. IT.")
        if code == ALL or code in self.document.country_by_code:
            return code, None
        other = _OTHER_CODES.get(code, "")
        if other in self.document.country_by_code:
            return other, Fault("country", "{text} is understood as {code}.", {"text": code, "code": other})
        named = self._names.get(plain) or _country_names().get(plain, "")
        if named in self.document.country_by_code:
            return named, None
        raise self._no_country(text, plain, named or other or code)

    def _no_country(self, text: str, plain: str, code: str) -> Invalid:
        names = Locale("en").territories
        countries = ", ".join(self.document.country_by_code)
        details = {"text": shown(text.strip()), "framework": self.document.name, "countries": countries}
        remedy = "Take one of: {countries}."
        if _GROUP.fullmatch(plain.upper()) or code in _NO_COUNTRIES:
            message = "{text} is a group, not a country."
        elif any(sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN") for sign in plain):
            message = "“{text}” is no country: its letters are not Latin ones, though they may look like them."
            remedy = "Type the code again with Latin letters. " + remedy
        elif len(code) == 2 and code in names:
            details["name"] = names[code]
            message = "{text} ({name}) is not a country of {framework}."
        else:
            message = "“{text}” is not a country."
        return Invalid(message, field="country", remedy=remedy, details=details)

    def organisations_for(self, indicator: IndicatorDef, country: str) -> tuple[str, ...]:
        """Organisations that may report an indicator for a country (or ALL): the assigned ones and the country's.

        Source: progress.md 2, Assignment.
        """
        expected = self.document.reporters(indicator.code, country)
        return tuple(dict.fromkeys((*expected, *self._reports.get(country, ()))))

    def organisation(self, text: str, own: str | None, indicator: IndicatorDef, country: str) -> str:
        """The short name of the organisation that reports; without a text the own one, if it alone is assigned.

        Raises:
            Invalid: unknown, not reporting for this country, or not named where others are assigned to it too.

        Source: files-and-commands.md, column organisation.
        """
        key = (text, own, indicator.code, country)
        found = self._reporters.get(key)
        if found is None:
            found = self._reporters[key] = self._find_organisation(text, own, indicator, country)
        return found

    def _find_organisation(self, text: str, own: str | None, indicator: IndicatorDef, country: str) -> str:
        able = self.organisations_for(indicator, country)
        details = {"organisations": ", ".join(able), "country": country, "text": shown(text.strip())}
        if not normal(text):
            if own is not None and self.document.reporters(indicator.code, country) == (own,):
                return own
            raise Invalid(
                "The organisation that reports for {country} is not named.",
                field="organisation",
                remedy="Give its short name: {organisations}.",
                details=details,
            )
        name = self._organisations.get(normal(text))
        if name is None:
            short_names = [part.short_name for part in self.document.organisations]
            raise _unknown("organisation", "organisation", text, short_names, self.document.name)
        if name not in able:
            raise Invalid(
                "{text} does not report for {country}.",
                field="organisation",
                remedy="Take one that does: {organisations}.",
                details=details,
            )
        return name

    def category(self, indicator: IndicatorDef, dimension: str, category: str) -> tuple[str, str]:
        """The codes of a dimension and a category, given by code or name, among those that the indicator is split by.

        Raises:
            Invalid: only one of the two is given; crossed groups; not among the indicator's.

        Source: progress.md 12 (one-way breakdowns only).
        """
        if not normal(dimension) or not normal(category):
            absent = "category" if normal(dimension) else "dimension"
            raise Invalid(
                "Dimension and category are given together; the {absent} is missing.",
                field=absent,
                remedy="Give both for a part of a breakdown, and none for the total.",
                details={"absent": absent},
            )
        if "|" in dimension + category:
            raise Invalid(
                "“{text}” is a crossed group; breakdowns go one way only.",
                field="category",
                remedy="Give the parts of each dimension by themselves.",
                details={"text": shown(f"{dimension} {category}".strip())},
            )
        split, found = self._dimension(indicator, dimension)
        allowed = [item for item in found.categories if not split.categories or item.code in split.categories]
        for item in allowed:
            if normal(category) in (normal(item.code), normal(item.name)):
                return found.code, item.code
        raise _not_split("category", category, [item.code for item in allowed], found.name)

    def _dimension(self, indicator: IndicatorDef, text: str) -> tuple[BreakdownDef, DimensionDef]:
        for split in indicator.breakdowns:
            found = self.document.dimension_by_code[split.dimension]
            if normal(text) in (normal(found.code), normal(found.name)):
                return split, found
        raise _not_split("dimension", text, [split.dimension for split in indicator.breakdowns], indicator.code)


def _not_text(cell: NumberCell | DateCell) -> Invalid:
    return Invalid(
        "The code in this cell is {kind} in the spreadsheet ({text}), not a text.",
        field="indicator_code",
        remedy="Format the column as text and type the code again.",
        details={"kind": "a number" if isinstance(cell, NumberCell) else "a date", "text": str(cell)},
    )


def _unknown(field: str, what: str, text: str, known: Iterable[str], framework: str) -> Invalid:
    near = nearest(text, known)
    return Invalid(
        "{framework} has no {what} “{text}”.",
        field=field,
        remedy="The nearest known are: {near}." if near else "Take one from the list of the framework.",
        details={"text": shown(text.strip()), "what": what, "framework": framework, "near": near},
    )


def _wrong_scope(indicator: IndicatorDef, country: str) -> Invalid:
    details = {"indicator": indicator.code, "country": country, "all": ALL}
    if country == ALL:
        return Invalid(
            "{indicator} is measured country by country, not for {all}.",
            field="country",
            remedy="Name the country.",
            details=details,
        )
    return Invalid(
        "{indicator} is measured for the consortium as a whole, not for {country}.",
        field="country",
        remedy="Write {all}.",
        details=details,
    )


def _not_split(field: str, text: str, known: list[str], whole: str) -> Invalid:
    return Invalid(
        "{whole} has no {what} “{text}” in its breakdowns.",
        field=field,
        remedy="Take one of: {known}." if known else "It is not broken down; give the total alone.",
        details={"text": shown(text.strip()), "what": field, "whole": whole, "known": ", ".join(known)},
    )
