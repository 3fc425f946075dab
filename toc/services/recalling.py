"""What was known when: since when the store knows a framework, the first moment that a page can look back to.

Source: progress.md 11.
"""

from datetime import datetime

from toc.model.query import Actor
from toc.model.terms import Permission
from toc.services.permissions import require
from toc.store import frameworks
from toc.store.database import Store


def known_since(store: Store, actor: Actor, code: str) -> datetime:
    """The moment in UTC since which the store knows a framework; before it nothing of it was known.

    Raises:
        NotAllowed: the actor may not see figures.
        NotFound: there is no such framework.
    """
    require(actor, Permission.VIEW)
    with store.reading() as session:
        return frameworks.first_moment(session, code)
