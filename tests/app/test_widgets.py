"""What pages draw with: errors at their field, empty states with a way on, links to files, the demo banner."""

from datetime import UTC, date, datetime

from streamlit.testing.v1 import AppTest

from app import widgets
from toc.model.query import ALL, Query

QUERY = Query("TINY", date(2027, 6, 30), "IT", "S", datetime(2027, 7, 1, tzinfo=UTC), include_unapproved=True)


def run(script, *args):
    app = AppTest.from_function(script, args=args).run()
    assert not app.exception
    return app


def errors(field):
    from app import widgets
    from toc.errors import Fault, Invalid

    faults = (
        Fault("value", "“{text}” is *not* a number.", {"text": "1.x"}, "Write digits."),
        Fault("period", "It overlaps.", {}, None),
    )
    widgets.show_error(Invalid(faults=faults), field=field)


def test_all_faults_are_shown_with_their_remedy_and_no_markup_of_theirs_works():
    app = run(errors, None)
    assert [error.value for error in app.error] == [
        r"“1.x” is \*not\* a number. Write digits.",
        "It overlaps.",
    ]


def test_a_fault_can_be_shown_at_its_field_alone():
    assert [error.value for error in run(errors, "period").error] == ["It overlaps."]
    assert not run(errors, "country").error


def test_a_file_is_linked_with_all_filters_and_what_more_it_needs():
    assert widgets.csv_address("history", QUERY, indicator="A-1.1", decimal=None) == (
        "/files/history.csv?framework=TINY&country=IT&horizon=S&as_of=2027-06-30"
        "&known_at=2027-07-01T00%3A00%3A00%2B00%3A00&unapproved=yes&indicator=A-1.1"
    )
    assert widgets.csv_address("progress", Query("TINY", date(2027, 6, 30))) == (
        f"/files/progress.csv?framework=TINY&country={ALL}&as_of=2027-06-30"
    )


def banner(today):
    from app import widgets

    widgets.demo_banner(today)


def test_the_banner_says_that_data_are_invented_and_what_today_is():
    assert run(banner, date(2028, 3, 1)).warning[0].value == (
        "Demonstration data: some targets and measurements are invented. Today is taken to be 2028-03-01."
    )
    assert "Today" not in run(banner, None).warning[0].value


def source(query, invented):
    from datetime import UTC, datetime

    from app import widgets

    widgets.source_line(datetime(2027, 7, 1, 9, 5, tzinfo=UTC), query, invented=invented)


def test_the_source_line_names_date_moment_approval_and_invented_data():
    assert run(source, QUERY, True).caption[0].value == (
        "As of 2027-06-30, approved and unapproved measurements recorded until 2027-07-01 09:05 UTC. "
        "Some of them are invented, for demonstration."
    )
    plain = run(source, Query("TINY", date(2027, 6, 30)), False).caption[0].value
    assert plain == "As of 2027-06-30, approved measurements recorded until 2027-07-01 09:05 UTC."


def empty():
    from app import widgets

    widgets.empty_state("No target set for <b>Italy</b>.")


def test_an_empty_state_says_what_is_missing_without_markup():
    app = run(empty)
    assert app.markdown[0].value == r"No target set for \<b\>Italy\</b\>."
    assert not app.get("page_link")


def head():
    from app import widgets

    widgets.page_head("Countries", "What it shows.")
    widgets.show_style()


def test_a_page_has_one_title_and_brings_its_style_sheet():
    app = run(head)
    assert [title.value for title in app.title] == ["Countries"]
    assert app.caption[0].value == "What it shows."
    assert ".toc-chip" in app.get("html")[0].proto.body


def ground():
    import streamlit as st

    from app import widgets

    st.text(str(widgets.is_dark()))


def test_charts_are_told_the_readers_ground():
    app = AppTest.from_function(ground)
    app.context = {"theme": "dark"}
    assert app.run().text[0].value == "True"
    app.context = {"theme": "light"}
    assert app.run().text[0].value == "False"
