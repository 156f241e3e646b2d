"""Know the commands by which an operator enters organisations and opens accounts."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.utils.module_loading import import_string

from shifan.commands.operating import language, with_database
from shifan.commands.output import say_json
from shifan.core import identity
from shifan.core.finding import Refused

KINDS = ("enterprise", "body", "organiser")


def main(arguments: Sequence[str]) -> int:
    """Enter an organisation or open an account: 1 if it is known already, 2 if something named is not there."""
    options = _parser().parse_args(arguments)
    if getattr(options, "uscc", "") and identity.check_uscc(options.uscc).problem:
        zh, en = f"{options.uscc} 不是有效的统一社会信用代码", f"{options.uscc} is no unified social credit code"
        return _complain(zh, en, 2)
    return with_database(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options))
    except Refused as refusal:
        return _complain(refusal.findings[0].text("zh"), refusal.findings[0].text("en"), 1)


def add_organisation(options: argparse.Namespace) -> int:
    """Enter an organisation."""
    fields = {"kind": options.kind, "name": options.name, "name_en": options.name_en, "uscc": options.uscc}
    made = import_string("shifan.actions.people.add_organisation")(
        by=None, now=_now(), region=options.region, address=options.address, **fields
    )
    _tell(options, {"organisation": made.pk, "name": made.name})
    return 0


def add_person(options: argparse.Namespace) -> int:
    """Open an account with a password that is shown once."""
    organisation = None
    if options.organisation:
        organisations = import_string("shifan.models.Organisation").objects.filter(name=options.organisation)
        if len(organisations) != 1:
            zh, en = f"没有名为“{options.organisation}”的单位", f"there is no organisation “{options.organisation}”"
            return _complain(zh, en, 2)
        organisation = organisations[0]
    password = options.password or secrets.token_urlsafe(12)
    import_string("shifan.actions.people.add_person")(
        by=None,
        username=options.user,
        name=options.name,
        password=make_password(password),
        organisation=organisation,
        bureau=options.bureau,
        email=options.email,
        mobile=options.mobile,
        is_expert=options.expert,
        expertise=options.expertise,
        employer=options.employer,
        now=_now(),
    )
    _tell(options, {"user": options.user, "password": password})
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan account", description="enter organisations and open accounts")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    organisation = commands.add_parser("organisation", help="enter an organisation")
    organisation.set_defaults(run=add_organisation)
    organisation.add_argument("name", help="as registered")
    organisation.add_argument("--kind", choices=KINDS, required=True)
    for name, meaning in (
        ("name-en", "name in English"),
        ("uscc", "unified social credit code"),
        ("region", "six digits, GB/T 2260"),
        ("address", "address"),
    ):
        organisation.add_argument(f"--{name}", default="", help=meaning)
    person = commands.add_parser("add", help="open an account for a person")
    person.set_defaults(run=add_person)
    person.add_argument("user", help="user name")
    person.add_argument("--name", required=True, help="the person's name")
    person.add_argument("--expert", action="store_true", help="an expert who reviews")
    for name, meaning in (
        ("organisation", "name of the organisation the person works for"),
        ("bureau", "office of a recommending body, as the pack names it"),
        ("email", "mail address"),
        ("mobile", "mobile number"),
        ("expertise", "an expert's field"),
        ("employer", "an expert's employer, for conflicts of interest"),
        ("password", "first password (default: one is made up)"),
    ):
        person.add_argument(f"--{name}", default="", help=meaning)
    for command in (organisation, person):
        command.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _tell(options: argparse.Namespace, made: dict[str, object]) -> None:
    if options.json:
        say_json(made)
    else:
        print("  ".join(f"{name}: {value}" for name, value in made.items()))


def _complain(zh: str, en: str, code: int) -> int:
    print(f"shifan account: {zh if language() == 'zh' else en}", file=sys.stderr)
    return code


def _now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))
