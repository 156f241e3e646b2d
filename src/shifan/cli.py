"""Know the commands of `shifan` and where each is carried out; a command's module is loaded only when it is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from shifan import __version__
from shifan.core.pack import PackError

COMMANDS = {
    "pack": ("shifan.commands.pack", "list, check, test, coverage, show, new, schema or docs of packs"),
    "check": ("shifan.commands.check", "check an application file against a pack"),
    "match": ("shifan.commands.match", "say for which programmes an organisation may apply"),
    "render": ("shifan.commands.render", "write a document of an application file as PDF, XLSX or HTML"),
    "verify": ("shifan.commands.verify", "say what a PDF, DOCX, XLSX, package or content file proves by itself"),
    "workbook": ("shifan.commands.workbook", "write the form as a workbook to fill in offline, for check to read"),
    "demo": ("shifan.commands.demo", "try it: sample data, web and worker in one"),
    "serve": ("shifan.commands.serve", "serve pages"),
    "worker": ("shifan.commands.worker", "make queued documents"),
    "batch": ("shifan.commands.batch", "make all forms of a round that are not ready, on several processors"),
    "doctor": ("shifan.commands.doctor", "look at every part of the installation"),
    "audit": ("shifan.commands.audit", "prove that the record of events is whole"),
    "awards": ("shifan.commands.awards", "enter lists of earlier awards"),
    "account": ("shifan.commands.account", "enter organisations and open accounts"),
    "manage": ("shifan.commands.manage", "Django's own commands: migrate, changepassword …"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give 0 if nothing blocks, 1 for blocking findings, 2 if the command or its input was wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        print(_usage())
        return 0 if words else 2
    if words[0] in ("-V", "--version"):
        print(f"shifan {__version__}")
        return 0
    if words[0] not in COMMANDS:
        print(f"shifan: there is no command “{words[0]}”\n{_usage()}", file=sys.stderr)
        return 2
    module = importlib.import_module(COMMANDS[words[0]][0])
    try:
        return int(module.main(words[1:]))
    except PackError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 2
    except SystemExit as error:  # argparse has already said what is wrong
        return error.code if isinstance(error.code, int) else 2
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return 0


def _usage() -> str:
    lines = [f"  {name:<8} {summary}" for name, (_, summary) in COMMANDS.items()]
    return "\n".join(["usage: shifan COMMAND …   (shifan COMMAND --help says more)", "", *lines])
