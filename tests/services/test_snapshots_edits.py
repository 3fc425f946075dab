"""A frozen report after many edits of every kind: its package stays the same, and its figures are computed alike."""

import os
import random
from datetime import date

from tests.services.test_snapshots import entries
from tests.support.example_framework import CODE, SYSTEM, loaded, planted, record
from toc.errors import TocError
from toc.model.drafts import About, ActionDraft
from toc.model.person import Account
from toc.model.query import Clock, Query
from toc.model.terms import ActionState, LinkState, ReviewState, Role
from toc.services import (
    acting,
    advising,
    batching,
    deliverables,
    discussing,
    evidencing,
    judging,
    organising,
    planning,
    reviewing,
    revising,
    snapshots,
)
from toc.services.advising import Aside
from toc.services.batching import Upload
from toc.services.checking import check
from toc.services.judging import JudgementDraft
from toc.services.steps.framework_parts import Edit, PartKind
from toc.services.steps.import_options import Kind
from toc.store import frameworks, head, measurements
from toc.store.database import Store
from toc.store.measurements import MeasurementRow

EDITS = 1000 if os.environ.get("TOC_TEST_SOAK") == "yes" else 60
CLOCK = Clock(date(2021, 6, 30))
QUERY = Query(CODE, date(2021, 6, 30))
QUARTERS = (
    (date(2020, 1, 1), date(2020, 3, 31)),
    (date(2020, 4, 1), date(2020, 6, 30)),
    (date(2020, 7, 1), date(2020, 9, 30)),
    (date(2020, 10, 1), date(2020, 12, 31)),
)


class Editor:
    """Edits of every kind, chosen by a dice with a fixed seed; a refused one is no edit."""

    def __init__(self, store: Store, owner: int) -> None:
        self.store, self.owner = store, owner
        self.dice = random.Random(11)  # noqa: S311 - edits, not secrets
        self.done: dict[str, int] = {}
        self.evidence: list[int] = []
        self.revisions: list[int] = []
        self.number = 0

    def edit(self) -> None:
        """One edit of a kind that the dice chooses."""
        self.number += 1
        kinds = {name: made for name, made in vars(Editor).items() if name.startswith("do_")}
        name = list(kinds)[(self.number - 1) % len(kinds)]
        try:
            kinds[name](self)
        except TocError:
            return
        self.done[name] = self.done.get(name, 0) + 1

    def some(self) -> int:
        """A value."""
        return self.dice.randint(1, 99)

    def standing(self) -> list[tuple[int, int]]:
        """Measurement and number of the last revision of each period that is not voided."""
        return [(row.measurement_id, row.revision) for row in reporting_rows(self.store) if seen_of([row])]

    def do_record(self) -> None:
        start, end = self.dice.choice(QUARTERS)
        draft = planted(self.some(), period_start=start, period_end=end)
        found = [row for row in reporting_rows(self.store) if row.period_start == start]
        record(self.store, draft, expected_revision=seen_of(found))

    def do_submit_and_decide(self) -> None:
        start, end = self.dice.choice(QUARTERS)
        draft = planted(self.some(), period_start=start, period_end=end)
        found = [row for row in reporting_rows(self.store) if row.period_start == start]
        made = record(self.store, draft, "submitted", expected_revision=seen_of(found))
        decide = reviewing.approve if self.dice.random() < 0.7 else reviewing.send_back
        decide(self.store, SYSTEM, made.revision_id, comment="Looked at")

    def do_void(self) -> None:
        measurement, number = self.dice.choice(self.standing())
        revising.void(
            self.store,
            SYSTEM,
            measurement,
            reason_code="counted twice",
            reason="Wrong",
            expected_revision=number,
            clock=CLOCK,
        )

    def do_import_and_withdraw(self) -> None:
        quarter = self.dice.randint(1, 4)
        head = "indicator_code,country,organisation,period,value,evidence_grade\r\n"
        body = f"{head}F1.1,PT,KIPOS,2020-Q{quarter},{self.some()},register\r\n".encode()
        key = batching.upload(self.store, SYSTEM, CODE, Kind.MEASUREMENTS, Upload("trees.csv", body))
        found = batching.preview(self.store, SYSTEM, key, clock=CLOCK)
        batching.save(self.store, SYSTEM, key, found, clock=CLOCK, approve=True)
        if self.dice.random() < 0.6:
            batching.withdraw(self.store, SYSTEM, key, reason="Wrong file", clock=CLOCK)

    def do_link(self) -> None:
        measurement, _ = self.dice.choice(self.standing())
        url = f"https://example.org/{self.number}"
        self.evidence.append(
            evidencing.add_link(self.store, SYSTEM, measurement, title="Register", url=url).evidence_id
        )

    def do_take_back(self) -> None:
        if self.evidence:
            evidencing.take_back(self.store, SYSTEM, self.evidence.pop(), reason="Not the right one")

    def do_comment(self) -> None:
        measurement, _ = self.dice.choice(self.standing())
        discussing.comment(self.store, SYSTEM, measurement, f"Is it right? {self.number}", question=True)

    def plan(self, edit: Edit) -> None:
        """A change of the definition."""
        seen = planning.load_page(self.store, SYSTEM, CODE).version
        planning.save(self.store, SYSTEM, edit, framework=CODE, reason="Agreed", seen=seen)

    def do_target(self) -> None:
        self.plan(Edit(PartKind.FACT, ("target", "F1.1", "PT", "2021-12-31"), {"value": str(50 + self.some())}))

    def do_baseline(self) -> None:
        self.plan(Edit(PartKind.FACT, ("baseline", "F1.1", "PT", ""), {"value": str(self.some() % 20)}))

    def do_definition(self) -> None:
        self.plan(Edit(PartKind.OBJECTIVE, ("F1",), {"title": f"More trees {self.number}"}))

    def do_settings(self) -> None:
        self.plan(Edit(PartKind.SETTINGS, (), {"grace_days": str(self.some())}))

    def do_organisation(self) -> None:
        organising.rename_organisation(self.store, SYSTEM, "POMAR", name=f"Pomar {self.number}")

    def do_annotation(self) -> None:
        fields = {
            "date": "2020-05-01",
            "indicator": "",
            "country": "ALL",
            "kind": "event",
            "text": f"Storm {self.number}",
        }
        self.plan(Edit(PartKind.ANNOTATION, (), fields))

    def do_account_name(self) -> None:
        with self.store.writing() as session:
            session.get(Account, self.owner).name = f"Olga {self.number}"  # type: ignore[union-attr]

    def do_action(self) -> None:
        draft = ActionDraft(f"Plant more {self.number}", owner_id=self.owner, due_on=date(2021, 9, 1))
        acting.make_action(self.store, SYSTEM, CODE, About("PT", indicator="F1.1"), draft, clock=CLOCK)

    def do_move_action(self) -> None:
        item = self.dice.choice(acting.list_actions(self.store, SYSTEM, QUERY).items)
        draft = ActionDraft(item.now.title, state=self.dice.choice(list(ActionState)), comment=f"Said {self.number}")
        acting.change_action(self.store, SYSTEM, item.action_id, draft, seen=item.now.event_id)

    def do_aside(self) -> None:
        found = advising.list_findings(self.store, SYSTEM, QUERY)[1]
        key = self.dice.choice(found)[0].key
        draft = Aside(key, f"Known {self.number}", date(2021, 12, 31))
        advising.set_aside(self.store, SYSTEM, QUERY, draft, clock=CLOCK)

    def do_judgement(self) -> None:
        with self.store.reading() as session:
            link = frameworks.current_document(session, CODE).links[0]
        state = self.dice.choice(list(LinkState))
        draft = JudgementDraft(link.source, link.target, "PT", state, f"Seen {self.number}")
        judging.judge_link(self.store, SYSTEM, CODE, draft)


def reporting_rows(store: Store) -> list[MeasurementRow]:
    """Measurements of trees by POMAR as they stand."""
    with store.reading() as session:
        rows = measurements.list_measurements(session, CODE, country="PT")
    return [row for row in rows if row.indicator == "F1.1" and row.organisation == "POMAR"]


def seen_of(rows: list[MeasurementRow]) -> int | None:
    """Revision that a person has seen of a measurement; None for a new one and after it was voided."""
    live = [row.revision for row in rows if row.review_state is not ReviewState.VOIDED]
    return max(live, default=None)


def account(store: Store) -> int:
    """Somebody who carries an action out."""
    with store.writing() as session:
        made = Account(email="olga@example.org", name="Olga", role=Role.COORDINATOR, created_at=head.moment(session))
        session.add(made)
        session.flush()
        return made.id


def test_a_frozen_report_outlives_every_kind_of_edit_to_the_byte(store: Store) -> None:
    record(loaded(store), planted(5))
    owner = account(store)
    editor = Editor(store, owner)
    for name in ("do_action", "do_aside", "do_judgement", "do_link"):
        getattr(editor, name)()
    frozen = snapshots.freeze(store, SYSTEM, QUERY, name="D5.2, M18")
    kept = snapshots.open_package(store, SYSTEM, frozen.snapshot_id).body
    for _ in range(EDITS):
        editor.edit()
    kinds = {name for name in vars(Editor) if name.startswith("do_")}
    assert kinds - set(editor.done) == set()
    assert snapshots.open_package(store, SYSTEM, frozen.snapshot_id).body == kept
    was, now = entries(kept), entries(deliverables.package(store, SYSTEM, frozen.query).body)
    assert [name for name in was if was[name] != now[name]] == []
    assert check(store).problems == ()
