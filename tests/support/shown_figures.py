"""What pages show, read back: the figures of the public files as pages write them, and the texts of own markup."""

import re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

from toc.model.query import ALL, SYSTEM, Query
from toc.model.terms import Status
from toc.services import reporting

NOT_KNOWN = "–"
STATUSES = {status.label for status in Status}


class Files:
    """The figures of progress.csv and objectives.csv for one query, as pages write them."""

    def __init__(self, store, query, horizon=None):
        asked = Query(query.framework, query.as_of, ALL, horizon, include_unapproved=query.include_unapproved)
        self.rows = {}
        self.titles = {}
        for kind, code, title in (
            ("objectives", "objective_code", "objective_title"),
            ("progress", "indicator_code", "indicator_name"),
        ):
            for row in reporting.report(store, SYSTEM, kind, asked).rows:
                self.rows[row[code], row["country"]] = row
                self.titles[row[title]] = row[code]

    def row(self, code, country):
        """The row of an indicator or objective; what is measured for the consortium only stands under ALL."""
        return self.rows.get((code, country)) or self.rows[code, ALL]

    def said(self, code, country):
        """Progress, expectation, gap with its sign and status, as texts."""
        row = self.row(code, country)
        gap = row["gap_points"]
        return {
            "progress": share(row["progress"]),
            "expected": share(row["expected_progress"]),
            "gap": NOT_KNOWN if gap is None else ("+" if gap > 0 else "") + tenth(gap),
            "status": Status(row["status"]).label,
        }


def tenth(number):
    return f"{number.quantize(Decimal('0.1'), ROUND_HALF_UP):,}"


def share(number):
    return NOT_KNOWN if number is None else tenth(number * 100) + "%"


def words(markup):
    """The text of markup: no tags, no symbols of icons."""
    bare = re.sub(r"<[^>]*>", " ", re.sub(r'<span class="toc-icon.*?</span>', "", markup))
    return " ".join(unescape(bare).replace("\N{MINUS SIGN}", "-").split())


def bare(text):
    return text.replace(" ", "").replace("\N{MINUS SIGN}", "-")


def status_of(text):
    """The status that a chip or a cell says, the first where several are said."""
    found = re.findall("|".join(sorted(STATUSES, key=len, reverse=True)), text)
    return found[0] if found else None


def blocks(app, style):
    return [text.value for text in app.markdown if style in text.value]


def table_rows(markup):
    """Cells of each row of a table in markup."""
    rows = re.findall(r"<tr.*?</tr>", markup)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def code_in(text, files):
    """The code of an objective or indicator that a heading ends with, or stands in it."""
    found = [code for code in re.findall(r"[A-Z]{3}-[SML]\d(?:\.\d+)?", text) if (code, ALL) in files.rows]
    return found[-1] if found else None


def meter_now(markup):
    found = re.search(r'aria-valuenow="([\d.]+)"', markup)
    return Decimal(found.group(1)) if found else None


def filled(progress):
    """How full a meter is: between nothing and everything, in percent."""
    return None if progress is None else tenth(min(max(progress * 100, Decimal(0)), Decimal(100)))
