"""`skolemiljo`: the command line (design 10). Puts the parts together; holds no rule of its own.

Exit 0: done, nothing found. 1: something is wrong with what was looked at. 2: usage, or a file that cannot be read.
Every error of ours is one Norwegian sentence on stderr, never a traceback.
"""

from __future__ import annotations

import sys

import click

from engine import errors
from webforms.cli import bench, checking, database, forming, people, playing, publishing, running

COMMANDS = (
    running.demo,
    running.serve,
    running.clock_command,
    checking.check,
    playing.play,
    forming.form,
    publishing.publish,
    people.user,
    people.register,
    bench.bench,
    database.db_group,
    database.verify_log,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="skolemiljo", prog_name="skolemiljo")
def cli() -> None:
    """Kjør kommunens rutiner for et trygt skolemiljø."""


for _command in COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """Run the command line; turn our own errors into one sentence and exit 2 (1 where the command says so)."""
    try:
        cli.main(prog_name="skolemiljo", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as usage:
        usage.show()
        sys.exit(2)
    except errors.SkolemiljoError as problem:
        click.echo(problem.message, err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
