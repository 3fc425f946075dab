"""What is being changed on the page Framework: which part, what its fields began with, what was typed since.

What was typed stays through every refusal; a conflict brings the fields up to date that the person has not touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from app import context
from toc.errors import Conflict, NotFound, TocError
from toc.services import planning
from toc.services.steps.framework_parts import Edit, PartKind, Text, begin
from toc.services.steps.questions import Question

FIELD = "framework_f_"


@dataclass(frozen=True)
class Answered:
    """A question about a text that can be read in two ways, and its answer.

    Attributes:
        question: as it was asked.
        text: that it was asked about.
        answer: one of the question's choices.
    """

    question: Question
    text: str
    answer: str


@dataclass(frozen=True)
class Editing:
    """A part that is being changed.

    Attributes:
        framework: code of the framework.
        kind: of the part.
        key: of a part that stands; empty for a new one.
        base: what the fields began with.
        version: of the framework that the person has looked at.
        removing: the part is to be removed, so there are no fields.
        refused: why the last attempt to save failed.
        attempted: what was typed then.
        answers: what the person said to questions about a number or a date, by what was asked.
    """

    framework: str
    kind: PartKind
    key: tuple[str, ...]
    base: Mapping[str, Text]
    version: str
    removing: bool = False
    refused: TocError | None = None
    attempted: Mapping[str, Text] | None = None
    answers: Mapping[str, "Answered"] = field(default_factory=dict)

    def answer(self, asks: str) -> str | None:
        """The answer to a question, as long as the field that it was asked about holds the same text."""
        found = self.answers.get(asks)
        if found is None or st.session_state.get(key_of(found.question.field or "")) != found.text:
            return None
        return found.answer


def key_of(name: str) -> str:
    """Key of the widget of a field."""
    return f"{FIELD}{name}"


def current() -> Editing | None:
    """What is being changed; None where nothing is."""
    found: Editing | None = st.session_state.get(context.FRAMEWORK_EDIT)
    return found


def keep(editing: Editing | None) -> None:
    """Go on with a change, or with none."""
    st.session_state[context.FRAMEWORK_EDIT] = editing


def tell(text: str | TocError) -> None:
    """Say once what became of the last change."""
    st.session_state[context.FRAMEWORK_TOLD] = text


def open_part(
    framework: str, kind: PartKind, key: tuple[str, ...] = (), chosen: Mapping[str, str] | None = None
) -> None:
    """Begin to change a part, or to add one of which some fields are chosen already."""
    try:
        page = planning.load_page(context.get_store(), context.current_actor(), framework)
        base = begin(page.document, kind, key, chosen)
    except TocError as error:
        tell(error)
        return
    for name in [name for name in st.session_state if str(name).startswith(FIELD)]:
        del st.session_state[name]
    for name, text in base.items():
        put(kind, name, text)
    keep(Editing(framework, kind, key, base, page.version))


def open_removal(framework: str, kind: PartKind, key: tuple[str, ...]) -> None:
    """Begin to remove a part: its effect is shown first."""
    try:
        page = planning.load_page(context.get_store(), context.current_actor(), framework)
    except TocError as error:
        tell(error)
        return
    st.session_state.pop(key_of("reason_of_change"), None)
    keep(Editing(framework, kind, key, {}, page.version, removing=True))


def put(kind: PartKind, name: str, text: Text) -> None:
    """Put a text, or what was chosen, into the widget of a field; names in the settings stand one a line."""
    value: object = text
    if name == "open_to_partners":
        value = text == "yes"
    elif isinstance(text, tuple):
        value = "\n".join(text) if kind is PartKind.SETTINGS else list(text)
    st.session_state[key_of(name)] = value


def typed(editing: Editing) -> dict[str, Text]:
    """What the fields hold now."""
    return {name: _held(name, text) for name, text in editing.base.items()}


def _held(name: str, base: Text) -> Text:
    value = st.session_state.get(key_of(name), None)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return () if isinstance(base, tuple) else ""
    if isinstance(base, tuple):
        return tuple(value.splitlines()) if isinstance(value, str) else tuple(value)
    return str(value)


def edit_of(editing: Editing) -> Edit:
    """The change as it is typed now: of a part that stands, the fields that were touched."""
    mark, order = editing.answer("decimal_mark"), editing.answer("date_order")
    fields = typed(editing)
    if editing.key or editing.kind is PartKind.SETTINGS:
        fields = {name: text for name, text in fields.items() if text != editing.base[name]}
    return Edit(
        editing.kind, editing.key, fields, editing.removing,
        decimal_mark="," if mark == "," else "." if mark == "." else None,
        date_order="day" if order == "day" else "month" if order == "month" else None,
        targets_are=editing.answer("targets_are") or "",
    )  # fmt: skip


def answer(question: Question) -> None:
    """Keep the answer to a question; it holds until the field's text is another."""
    editing, given = current(), st.session_state.get(key_of(f"answer_{question.field}_{question.asks}"))
    if editing is None or given is None:
        return
    text = str(st.session_state.get(key_of(question.field or ""), ""))
    keep(replace(editing, answers={**editing.answers, question.asks: Answered(question, text, given)}))


def save() -> None:
    """Save what is typed; where that is refused, say why and keep it."""
    editing = current()
    if editing is None:
        return
    reason = str(st.session_state.get(key_of("reason_of_change"), ""))
    try:
        saved = planning.save(
            context.get_store(), context.current_actor(), edit_of(editing), framework=editing.framework,
            reason=reason, seen=editing.version,
        )  # fmt: skip
    except Conflict as error:
        keep(_brought_up_to_date(replace(editing, refused=error, attempted=typed(editing))))
    except TocError as error:
        keep(replace(editing, refused=error, attempted=typed(editing)))
    else:
        tell("Saved." if saved.changes else "Nothing was different, so nothing was written.")
        keep(None)


def _brought_up_to_date(editing: Editing) -> Editing:
    """The change with the fields that the person has not touched as they stand now."""
    page = planning.load_page(context.get_store(), context.current_actor(), editing.framework)
    if page.version == editing.version:
        return editing
    if editing.removing:
        return replace(editing, version=page.version)
    try:
        base = begin(page.document, editing.kind, editing.key) if editing.key else dict(editing.base)
    except NotFound as error:
        return replace(editing, refused=error)
    held = typed(editing)
    for name, text in base.items():
        if held.get(name) == editing.base.get(name):
            put(editing.kind, name, text)
    return replace(editing, base=base, version=page.version, attempted=typed(replace(editing, base=base)))


def close() -> None:
    """Let go of what was typed."""
    keep(None)
