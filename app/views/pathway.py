"""Pathway: the causal diagram of objectives and contribution links, with what the figures say of each."""

from app import context, filters, pathway_panel, widgets
from app.language import _

widgets.show_style()
widgets.page_head(
    _("Pathway"),
    _("How one outcome helps to bring about another, from learners to the whole system, and where the chain breaks."),
)
chosen = filters.choose(also=pathway_panel.ALSO)
shown = context.pathway(chosen.query)
place = filters.names_of(shown.document)[shown.country]
if shown.links:
    looked_at = pathway_panel.choose(shown)
    pathway_panel.draw_choice(shown)
    pathway_panel.draw_map(shown, chosen, looked_at, place)
    pathway_panel.draw_story(shown, chosen, looked_at, place)
    pathway_panel.draw_table(shown, chosen)
    pathway_panel.draw_doubts(shown)
    pathway_panel.draw_chains(shown)
    pathway_panel.draw_links(shown)
    widgets.source_line(shown.known_at, chosen.query, invented=shown.invented)
else:
    widgets.empty_state(
        _("No contribution link joins the objectives of this framework. A coordinator adds them on the page Framework.")
    )
