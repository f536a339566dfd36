"""`skolemiljo`: the command line (design 10). Puts the parts together; holds no rule of its own.

Exit 0: done, nothing found. 1: something is wrong with what was looked at. 2: usage, or a file that cannot be read.
Every error of ours is one Norwegian sentence on stderr, never a traceback. A command's module is loaded when the
command is called, so that a small one does not wait for gunicorn.
"""

from __future__ import annotations

import gc
import importlib
import sys

import click

from engine import errors
from webforms.cli import usage

# command → (module, its name there, the line of `--help`)
COMMANDS = {
    "demo": ("running", "demo", "Start alt på denne maskinen med en eksempelkommune."),
    "serve": ("running", "serve", "Start nettsidene."),
    "clock": ("running", "clock_command", "Start klokka: frister, varsler og svar som venter."),
    "check": ("checking", "check", "Kontroller diagrammer med skjemaer, brev og fortellinger."),
    "play": ("playing", "play", "Spill fortellinger."),
    "coverage": ("covering", "cover", "Vis hvor hver id i kildene er i løsningen, og hva som går gjennom den."),
    "form": ("forming", "form", "Vis hva serveren gjør med svar på et skjema."),
    "publish": ("publishing", "publish", "Kontroller og publiser diagrammer."),
    "move": ("moving", "move", "Flytt saker som går, til en annen utgave av rutinen."),
    "send": ("sending", "send", "Send en melding eller et signal utenfra til saker som venter."),
    "mend": ("mending", "mend", "Grip inn i en sak: hopp over, gå til, endre frist, stopp."),
    "settings": ("settings", "settings", "Det kommunen bestemmer selv: vis, endre, se historikk."),
    "user": ("people", "user", "Brukerkontoer."),
    "register": ("people", "register", "Registeret som CSV-filer."),
    "bench": ("bench", "bench", "Mål, med forholdstall fra samme kjøring."),
    "db": ("database", "db_group", "Databasen: oppgrader, ta kopi, legg tilbake."),
    "verify-log": ("database", "verify_log", "Kontroller at loggen er hel."),
}


class Lazy(click.Group):
    """A group that loads a command's module when it is called."""

    context_class = usage.Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order they are written."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load one command, None for a name that is none."""
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(f"webforms.cli.{module}"), attribute)
        _keep_loaded()
        return usage.dress(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading any."""
        with formatter.section("Kommandoer"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="skolemiljo", prog_name="skolemiljo")
def cli() -> None:
    """Kjør kommunens rutiner for et trygt skolemiljø."""


def _keep_loaded() -> None:
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def main() -> None:
    """Run the command line; turn our own errors into one sentence and exit 2 (1 where the command says so)."""
    gc.disable()  # a fifth of a command's start was to look for garbage in what has just been loaded
    try:
        sys.exit(cli.main(prog_name="skolemiljo", standalone_mode=False))
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        sys.exit(2)
    except click.ClickException as problem:
        click.echo(usage.sentence(problem), err=True)
        sys.exit(2)
    except errors.SkolemiljoError as problem:
        click.echo(problem.message, err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
