"""What an import would do to the figures and statuses before it is saved, for the preview; nothing is kept.

Source: files-and-commands.md, Preview, then all or nothing; progress.md 3 to 7.
"""

from toc.model.query import ALL, Actor, Clock
from toc.model.terms import Permission
from toc.services.importing import Found
from toc.services.permissions import require, visible_countries
from toc.services.steps.effects import effect
from toc.services.steps.import_effects import MOST_MEASUREMENTS, ImportEffect, looked_at, with_measurements
from toc.services.steps.visibility import seen_panel
from toc.store.database import Store
from toc.store.panel import load_panel


def effect_of_import(store: Store, actor: Actor, found: Found, *, clock: Clock) -> ImportEffect:
    """Which figures and statuses would move once all that an import writes were approved; nothing is kept.

    Args:
        store: where the framework is.
        actor: may record for every organisation and country of the rows that would be written; figures that the
            person may not see are left out.
        found: the preview of a file of measurements.
        clock: says what today is.

    Raises:
        NotAllowed: some of it is not the actor's to record.
        NotFound: there is no such framework.
    """
    require(actor, Permission.RECORD)
    drafts = [write.draft for write in found.writes]
    for organisation, country in sorted({(draft.organisation, draft.country) for draft in drafts}):
        require(actor, Permission.RECORD, organisation=organisation, country=None if country == ALL else country)
    if not drafts or len(drafts) > MOST_MEASUREMENTS:
        return ImportEffect(None, len(drafts))
    with store.reading() as session:
        panel = load_panel(session, found.options.framework)
    countries = visible_countries(actor, panel.document)
    before = seen_panel(panel, actor, countries)
    as_of = looked_at(drafts, clock.today(panel.document.timezone))
    moved = effect(before, with_measurements(before, drafts), as_of, seen=countries)
    return ImportEffect(moved, len(drafts))
