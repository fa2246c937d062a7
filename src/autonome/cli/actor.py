"""``autonome actor``: who may sign in at a node, and as what. Stewards' acts, each on the node's log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome.access.actors import Invitation, NewPerson
from autonome.access.roles import Role
from autonome.bootstrap import accounts, nodes, session
from autonome.cli.asked import asked_secretly
from autonome.cli.plain_text import plain
from autonome.kernel import InputError, Instant, SubjectId

app = typer.Typer(help="Who may sign in at a node, and as what.", no_args_is_help=True)
role_app = typer.Typer(help="Roles given and ended.", no_args_is_help=True)
app.add_typer(role_app, name="role")

Name = Annotated[str, typer.Argument(help="Name of the account.")]
OneRole = Annotated[Role, typer.Argument(help="The role.")]


@app.command()
def add(
    name: Name,
    role: Annotated[list[Role], typer.Option(help="A role; more than once for several.")],
    shown: Annotated[str, typer.Option(help="The person's name, for people to read.")] = "",
    email: Annotated[str, typer.Option(help="Where mail goes; none is needed.")] = "",
    subject: Annotated[str | None, typer.Option(help="Which patient, for a patient's own account.")] = None,
) -> None:
    """Make an account, and print the code with which its holder enrols."""
    with session.signed_in(Role.STEWARD, fresh=True) as found:
        whose = None if subject is None else SubjectId(subject)
        tell(accounts.stewarding(found.node, found.person.name).add(NewPerson(name, tuple(role), shown, email, whose)))


@app.command()
def invite(name: Name) -> None:
    """Print a new code: for who lost the second factor, or let the first code go by."""
    with session.signed_in(Role.STEWARD, fresh=True) as found:
        tell(accounts.stewarding(found.node, found.person.name).invite(name))


@app.command()
def enrol(
    name: Name,
    node: Annotated[
        Path | None, typer.Option(help="Folder of the node (default: AUTONOME_NODE, else the session's).")
    ] = None,
) -> None:
    """Set password and second factor, with the code that a steward handed over; prints recovery codes once."""
    with accounts.enrolling(nodes.node_folder(node), name) as enrolment:
        code, password = asked_secretly("Enrolment code"), asked_secretly("Password")
        if asked_secretly("Password again") != password:
            raise InputError("the two passwords differ", mend="begin again.")
        factor = enrolment.begin(code, password)
        typer.echo(f"tell your authenticator app: {factor.secret}\nor: {factor.address}")
        codes = enrolment.finish(factor.secret, asked_secretly("One-time code"))
    typer.echo("enrolled; recovery codes, each good once in place of the app:")
    typer.echo("\n".join(codes))


@app.command("list")
def list_actors() -> None:
    """List all accounts, their roles, and who gave them."""
    with session.signed_in(Role.STEWARD) as found:
        for each in accounts.listed(found.node):
            states = [name for name, holds in (("locked", each.locked), ("not enrolled", not each.enrolled)) if holds]
            roles = ", ".join(f"{role} (by {by}, {since})" for role, by, since in each.roles) or "no role"
            typer.echo("\t".join([each.name, plain(each.shown) or "-", roles, ", ".join(states) or "-"]))


@app.command()
def lock(name: Name) -> None:
    """Lock an account: its sessions end at once."""
    with session.signed_in(Role.STEWARD) as found:
        accounts.stewarding(found.node, found.person.name).lock(name)
    typer.echo(f"{name} is locked")


@app.command()
def unlock(name: Name) -> None:
    """Unlock an account, also where too many failures make it wait."""
    with session.signed_in(Role.STEWARD, fresh=True) as found:
        accounts.stewarding(found.node, found.person.name).unlock(name)
    typer.echo(f"{name} is not locked")


@role_app.command("add")
def add_role(
    name: Name,
    role: OneRole,
    until: Annotated[str | None, typer.Option(help="When it ends by itself, such as 2027-01-01.")] = None,
) -> None:
    """Give somebody a role."""
    end = None if until is None else Instant.parse(until)
    with session.signed_in(Role.STEWARD, fresh=True) as found:
        accounts.stewarding(found.node, found.person.name).give(name, role, end)
    typer.echo(f"{name} is {role}" if end is None else f"{name} is {role} until {end}")


@role_app.command("remove")
def remove_role(name: Name, role: OneRole) -> None:
    """End somebody's role, from now on."""
    with session.signed_in(Role.STEWARD) as found:
        accounts.stewarding(found.node, found.person.name).take(name, role)
    typer.echo(f"{name} is {role} no more")


def tell(invitation: Invitation) -> None:
    """Print an enrolment code, the only time that anybody sees it."""
    typer.echo(f"enrolment code of {invitation.name}, good once until {invitation.until}: {invitation.code}")
    typer.echo(f"hand it over; with it: autonome actor enrol {invitation.name}")
