"""Serves the app for a benchmark, or its static twin, where results and person are constants made before the start."""

import sys

from app import context, server
from toc.config import DEMO_TODAY, load_settings
from toc.model.query import ALL, Clock, Query
from toc.services import administering, analysing, preparing
from toc.store.database import Store


def make_static() -> None:
    """Put constants in the place of everything that a page run asks the store for."""
    settings = load_settings()
    store = Store(settings.database_url)
    actor = administering.actor_by_email(store, "coordinator@demo.example")
    names = analysing.frameworks_of(store, actor)
    document = analysing.document(store, actor, names[0][0])
    found = analysing.assess(store, actor, Query(document.code, DEMO_TODAY, ALL))
    context.find_actor = lambda *, counting=True: actor
    context.current_actor = lambda: actor
    context.frameworks = lambda: names
    context.framework = lambda code: document
    context.assessment = lambda query: found
    context.invented_present = lambda: True


def main() -> None:
    """Serve at the address of the settings until it is stopped."""
    settings = load_settings()
    store = Store(settings.database_url)
    store.upgrade()
    list(preparing.prepare(store, demo=Clock(DEMO_TODAY)))
    administering.make_demo_accounts(store, settings, clock=Clock())
    if sys.argv[1] == "static":
        make_static()
    server.serve(settings)


if __name__ == "__main__":
    main()
