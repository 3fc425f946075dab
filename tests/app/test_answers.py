"""Five questions of a steering group: each is answered by a sentence at most two clicks from the Grid."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from app import context
from app.main import PAGES
from toc.config import DEMO_TODAY
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Query
from toc.model.terms import Role
from toc.services import recording, snapshots

AT_MOST = 2


def words(text):
    """What stands on the page: no tags, no symbols, no signs of Markdown."""
    bare = re.sub(r"<[^>]*>", " ", re.sub(r'<span class="toc-icon.*?</span>', "", text))
    return re.sub(r" (?=[,.:;)])", "", " ".join(unescape(bare.replace("\\", "")).split()))


class Walk:
    """A walk from the Grid along links that stand on the pages; it counts the clicks."""

    def __init__(self, open_page, role, page="grid", clicks=0, **parameters):
        self._open, self._role, self.clicks = open_page, role, clicks
        self.app = open_page(page, role, **parameters)
        assert not self.app.exception

    def _links(self):
        """Page and parameters of every link by its label: the menu, links of the app's own, links in own markup."""
        found = {entry.label: (entry.file, {}) for entry in PAGES if entry.listed}
        for link in self.app.get("page_link"):
            found.setdefault(link.proto.label, (link.proto.page, dict(parse_qsl(link.proto.query_string))))
        for text in self.app.markdown:
            for address, label in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', text.value):
                parts = urlsplit(unescape(address))
                found.setdefault(words(label), (parts.path.strip("/"), dict(parse_qsl(parts.query))))
        return found

    def follow(self, label):
        """Click on the link whose label begins so, and arrive on its page."""
        page, parameters = next(to for name, to in self._links().items() if name.startswith(label))
        return Walk(self._open, self._role, page, self.clicks + 1, **parameters)

    def choose(self, key, value):
        """Choose something in a list of the page."""
        self.app.selectbox(key=key).set_value(value).run()
        self.clicks += 1
        return self

    def switch(self, label):
        """Turn on the first switch with that label."""
        next(one for one in self.app.toggle if one.label == label).set_value(True).run()
        self.clicks += 1
        return self

    def said(self):
        """Every text of the page, and that it took no more clicks than it may."""
        assert self.clicks <= AT_MOST
        assert not self.app.exception
        texts = [*self.app.markdown, *self.app.text, *self.app.caption, *self.app.info, *self.app.success]
        return [words(text.value) for text in texts]

    def sentence(self, *parts):
        """The one text that says all the parts."""
        found = [text for text in self.said() if all(part in text for part in parts)]
        assert found, self.said()
        return found[0]


@pytest.fixture(params=[Role.COORDINATOR, Role.VIEWER])
def grid(request, open_page):
    return Walk(open_page, request.param)


def test_which_objective_is_furthest_behind_in_estonia_and_why(grid):
    found = grid.choose("country", "EE").follow("All findings").sentence("Furthest behind is")
    assert "“Staff Capacity (Design/Delivery)” (target missed, 18.8 points behind)" in found
    assert "“Trained staff whose MC design meets European standards”: 56.3% (18 of 32) by 2027-12-31" in found
    assert "target 70.0% by 2027-12-31" in found


def test_the_profile_of_estonia_says_the_same(grid):
    found = grid.follow("Countries").follow("Estonia").sentence("Furthest behind:", "Staff Capacity")
    assert found.startswith("Staff Capacity (Design/Delivery) Missed")
    assert "56.3% (18 of 32)" in found


def test_which_assumption_is_in_doubt(grid):
    found = grid.follow("Pathway").sentence("Policy makers listen to staff who argue from evidence of the sector.",
                                            "In doubt", "Policy Adoption")  # fmt: skip
    assert "“Advocacy Expertise” has been achieved since 2026-12-31" in found
    assert "is off track (gap -27.8 points)" in found


def test_which_group_of_learners_is_left_behind(grid):
    found = grid.follow("All findings").sentence("Left behind:", "All countries together")
    assert "55 and over in “Learners who complete their MC” (Ireland)" in found
    assert "Freelance in “Learners enrolled in CCI MCs” (Netherlands)" in found


def test_what_is_overdue_and_whose(grid):
    page = grid.follow("Stakeholders")
    assert page.sentence("TCCI, Estonia").startswith("TCCI, Estonia: 7 overdue reports, the oldest since 2026-08-29")
    tables = [table.value for table in page.app.dataframe]
    assert any("organisation" in table and "TCCI" in set(table["organisation"]) for table in tables)


def test_what_changed_since_the_last_report(open_page, demo_store):
    clock = context.get_clock()
    query = Query("CREDEX", DEMO_TODAY)
    snapshots.freeze(demo_store, SYSTEM, query, name="Report of March", note="")
    draft = MeasurementDraft(
        framework="CREDEX", indicator="LRN-S1.1", country="NL", organisation="HKU",
        period_start=date(2026, 1, 1), period_end=date(2026, 6, 30), value=Decimal(52), source="Enrolment register",
    )  # fmt: skip
    recording.record(demo_store, SYSTEM, draft, clock=clock, approve=True)
    page = Walk(open_page, Role.COORDINATOR).follow("Reports").switch("What changed since")
    said = page.sentence("figures differ")
    assert re.search(r"“Learners enrolled in CCI MCs” \(Netherlands\) was .+ and is .+\.", said), said
