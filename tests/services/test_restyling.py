"""The own template of the Word report: taken, used, taken off; what is no plain Word document is refused."""

import io
from datetime import date

import docx
import pytest

from tests.support.example_framework import CODE, loaded
from toc.errors import Invalid
from toc.model.query import SYSTEM, Query
from toc.services import deliverables, restyling, snapshots
from toc.store.database import Store


def bare() -> bytes:
    """A Word document that has none of the styles that the report uses, and a header of its own."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "The orchard letterhead"
    used = ("Title", "Caption", "List Bullet", "Table Grid", "Heading 1", "Heading 2", "Heading 3")
    for style in [style for style in document.styles if style.name in used]:
        style.element.getparent().remove(style.element)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def header(store: Store, query: Query) -> str:
    made = deliverables.document(store, SYSTEM, query)
    return docx.Document(io.BytesIO(made.body)).sections[0].header.paragraphs[0].text


def test_a_template_without_our_styles_is_used_until_it_is_taken_off(store: Store) -> None:
    loaded(store)
    query = Query(CODE, date(2020, 7, 15))
    assert restyling.find_template(store, SYSTEM, CODE) is None
    restyling.put_template(store, SYSTEM, CODE, name="letter.docx", body=bare())
    assert restyling.find_template(store, SYSTEM, CODE).file_name == "letter.docx"
    assert header(store, query) == "The orchard letterhead"
    frozen = snapshots.freeze(store, SYSTEM, query, name="M18")
    before = snapshots.open_package(store, SYSTEM, frozen.snapshot_id).body
    restyling.remove_template(store, SYSTEM, CODE)
    assert restyling.find_template(store, SYSTEM, CODE) is None
    assert header(store, query) != "The orchard letterhead"
    assert snapshots.open_package(store, SYSTEM, frozen.snapshot_id).body == before


@pytest.mark.parametrize("body", [b"", b"no document", b"PK\x03\x04 cut off"])
def test_what_is_no_word_document_is_refused_and_the_one_in_force_stays(store: Store, body: bytes) -> None:
    loaded(store)
    restyling.put_template(store, SYSTEM, CODE, name="letter.docx", body=bare())
    with pytest.raises(Invalid):
        restyling.put_template(store, SYSTEM, CODE, name="other.docx", body=body)
    assert restyling.find_template(store, SYSTEM, CODE).file_name == "letter.docx"
