"""My account: who one is here, how numbers and dates are written, the password, the browsers that are signed in."""

from app import account_panel, context, widgets

actor, store = context.current_actor(), context.get_store()
widgets.show_style()
widgets.page_head("My account", "Who you are here, how you sign in, and where you are signed in.")
account_panel.draw_told()
account_panel.draw_person(actor)
account_panel.draw_language(actor)
account_panel.draw_ways_in(store, actor)
account_panel.draw_sessions(store, actor)
