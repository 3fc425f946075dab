"""The commands `toc user`: accounts for whoever keeps the app running, also where nobody can sign in any more."""

from dataclasses import asdict
from typing import Annotated

import typer

from toc.cli_parts import AsJson, open_store, say
from toc.config import load_settings
from toc.errors import Invalid
from toc.model.query import SYSTEM, Clock
from toc.model.terms import Role
from toc.services import administering, signing_up, staffing

user = typer.Typer(help="Accounts.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address, the name to sign in with.")]


@user.command("add", epilog="Example: toc user add anna@example.org --role partner --organisation HKU")
def user_add(
    email: Email,
    role: Annotated[str, typer.Option(help="partner, coordinator, viewer or administrator.")],
    organisation: Annotated[str | None, typer.Option(help="Short name of the organisation.")] = None,
    name: Annotated[str | None, typer.Option(help="The person's name; the address without it.")] = None,
) -> None:
    """Make an account and print the one-time link to set its password; mailed too where a mail server is set."""
    roles = {known.value: known for known in Role}
    if role not in roles:
        raise Invalid(
            "There is no role {role}.",
            field="--role",
            remedy="Choose one of: {roles}.",
            details={"role": role, "roles": ", ".join(roles)},
        )
    settings = load_settings()
    draft = administering.AccountDraft(email=email, name=name or email, role=roles[role], organisation=organisation)
    _say_link(signing_up.invite(open_store(settings), SYSTEM, draft, settings=settings, clock=Clock()))


@user.command("list", epilog="Example: toc user list --json")
def user_list(as_json: AsJson = False) -> None:
    """List all accounts with role, organisation, state and last activity."""
    found = administering.list_accounts(open_store(load_settings()), SYSTEM)
    lines = (
        f"{one.email:32} {one.role.label:14} {one.organisation or '':16} {one.state.label:12} "
        + (f"seen {one.last_seen_at:%Y-%m-%d %H:%M} UTC" if one.last_seen_at else "never signed in")
        for one in found
    )
    say(as_json, [asdict(one) for one in found], *lines)


@user.command("reset", epilog="Example: toc user reset anna@example.org")
def user_reset(email: Email) -> None:
    """Print a one-time link to set a new password; the present one stays good until the link is used."""
    settings = load_settings()
    _say_link(signing_up.make_link(open_store(settings), SYSTEM, email, settings=settings, clock=Clock()))


@user.command("deactivate", epilog="Example: toc user deactivate anna@example.org")
def user_deactivate(email: Email) -> None:
    """Let nobody sign in with an account any more; its sessions and links end at once."""
    staffing.deactivate(open_store(load_settings()), SYSTEM, email, clock=Clock())
    typer.echo(f"{email} is deactivated.")


@user.command("reactivate", epilog="Example: toc user reactivate anna@example.org")
def user_reactivate(email: Email) -> None:
    """Let the person of a deactivated account sign in again, with the password of before."""
    staffing.reactivate(open_store(load_settings()), SYSTEM, email)
    typer.echo(f"{email} can sign in again.")


def _say_link(link: signing_up.NewLink) -> None:
    """The link on standard output; what became of the mail beside it."""
    typer.echo(link.address)
    if link.mailed:
        typer.echo(f"Mailed to {link.email}.", err=True)
    elif link.fault is not None:
        typer.echo(f"Not mailed: {link.fault.message}", err=True)
