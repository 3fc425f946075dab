"""The page Measurement: head, revisions with differences, voiding with its effect, comments as typed, who may open it."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import OpenPage
from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Actor, Clock
from toc.model.terms import ReviewState, Role
from toc.services import discussing, recording, reviewing
from toc.store import measurements
from toc.store.database import Store

CLOCK = Clock(date(2028, 3, 1))


def record(store: Store, value: int, *, country: str = "NL", organisation: str = "HKU", **options) -> int:
    """A measurement of learners in the second half of 2025; its key."""
    draft = MeasurementDraft(
        framework="CREDEX",
        indicator="LRN-S1.1",
        country=country,
        organisation=organisation,
        period_start=date(2024, 1, 1),
        period_end=date(2024, 6, 30),
        value=Decimal(value),
        **options.pop("stated", {}),
    )
    return recording.record(store, SYSTEM, draft, clock=CLOCK, **options).measurement_id


def said(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.success, app.caption, app.text, app.error, app.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def test_it_opens(open_page: OpenPage, demo_store: Store) -> None:
    key = record(demo_store, 52, approve=True)
    app = open_page("measurement", measurement=key)
    assert not app.exception
    print(said(app)[:3000])
