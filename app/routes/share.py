"""Read-only links: `/share/{token}` begins a guest's visit; whoever is signed in already keeps the own session."""

from datetime import timedelta
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.context import Store, cookie_name
from app.routes.forms import Forms
from app.routes.plain import page, translator
from toc.config import Settings
from toc.model.query import Actor, Clock
from toc.services import sharing, signing_in


def routes(store: Store, settings: Settings, clock: Clock) -> list[Route]:
    """The one route of read-only links."""
    cookie, forms = cookie_name(settings), Forms(settings)

    async def share(request: Request) -> Response:
        token = request.path_params["token"]
        guest = await to_thread.run_sync(partial(sharing.open_link, store, token, clock=clock))
        held = request.cookies.get(cookie)
        look_up = partial(signing_in.actor_of, store, held, settings, clock=clock, counting=False)
        actor = await to_thread.run_sync(look_up)
        if actor is not None and not actor.is_guest:
            return _signed_in_already(request, actor)
        response = RedirectResponse(
            f"/?framework={guest.guest_of}", status_code=303, headers={"Cache-Control": "no-store"}
        )
        until = guest.guest_until or clock.now().date()
        lasts = max(until - clock.now().date(), timedelta(0)) + timedelta(days=1)
        value = sharing.PREFIX + token
        forms.set_cookie(response, cookie, value, "lax", max_age=int(lasts.total_seconds()))
        return response

    return [Route("/share/{token:str}", share, methods=["GET"])]


def _signed_in_already(request: Request, actor: Actor) -> Response:
    _ = translator(request)
    return page(
        request,
        "message",
        title=_("You are signed in already"),
        text=_("You are signed in as {name} and see more than this link shows.").format(name=actor.name),
        remedy=_("To see what its readers see, open it in a private window."),
    )
