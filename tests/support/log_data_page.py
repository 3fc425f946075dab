"""Typing into the page Log data, and looking at what it says and what it kept."""

from datetime import date
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from toc.model.drafts import MeasurementDraft
from toc.model.query import SYSTEM, Clock
from toc.services import recording
from toc.store import measurements
from toc.store.database import Store

FRAMEWORK = "CREDEX"
FLOW = {"indicator": "LRN-S1.1", "country": "NL"}
FEMALE, MALE = "part:gender:female:value", "part:gender:male:value"
FUTURE = Clock(date(2028, 3, 1))


def text_of(app: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (app.subheader, app.markdown, app.info, app.warning, app.success, app.caption, app.text, app.error)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def fill(app: AppTest, **typed: str) -> AppTest:
    for name, value in typed.items():
        field = app.text_area if name == "note" else app.text_input
        field(key=f"log_data_{name}").set_value(value)
    return app.run()


def press(app: AppTest, name: str = "save") -> AppTest:
    app.button(key=f"log_data_{name}").click().run()
    assert not app.exception
    return app


def value_of(app: AppTest, name: str) -> object:
    return app.session_state[f"log_data_{name}"]


def newest(store: Store, **wanted: str) -> list[measurements.MeasurementRow]:
    with store.reading() as session:
        return measurements.list_measurements(session, FRAMEWORK, **wanted)


def logged(store: Store, period: str, value: int, **options) -> recording.Recorded:
    year, half = int(period[:4]), period[-1]
    ends = {"1": (date(year, 1, 1), date(year, 6, 30)), "2": (date(year, 7, 1), date(year, 12, 31))}[half]
    draft = MeasurementDraft(
        framework=FRAMEWORK,
        indicator="LRN-S1.1",
        country="NL",
        organisation="HKU",
        period_start=ends[0],
        period_end=ends[1],
        value=Decimal(value),
    )
    return recording.record(store, SYSTEM, draft, clock=FUTURE, **options)
