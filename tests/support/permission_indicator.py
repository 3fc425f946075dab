"""The table of permissions, continued: one indicator in depth."""

from tests.support.permission_terms import EVERYBODY, Action
from toc.services import detailing

DETAILING = (
    Action("detailing.detail", EVERYBODY, lambda w: detailing.detail(w.store, w.actor, w.query, "F1.1")),
    Action("detailing.breakdowns", EVERYBODY, lambda w: detailing.breakdowns(w.store, w.actor, w.query, "F1.1")),
)
