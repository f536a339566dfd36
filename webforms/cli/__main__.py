"""Run the command line as a module, so that a process can start another of its own kind."""

from webforms.cli import main

main()
