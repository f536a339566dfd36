"""Makes the project ready to run on a machine with nothing but Python 3.11+ and make: `python3 tools/setup.py [test]`.

This file alone is also read by older Pythons, which it sends on to a newer one or answers with one sentence, so its
grammar is that of Python 3.6. All the rest is in `bootstrap`. Standard library only; knows nothing of the product.
"""

import os
import shutil
import subprocess
import sys

NEEDED = (3, 11)
CANDIDATES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")
PROBE = (
    "import sys, importlib.util as u; "
    "sys.exit(3 if sys.version_info < (3, 11) else 0 if u.find_spec('venv') and u.find_spec('ensurepip') else 4)"
)


def main():
    """Use this Python when it will do, else the first on the path that does, else say what is missing."""
    if sys.version_info >= NEEDED and has_parts():
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - Python 3.6
        from bootstrap import setup  # noqa: PLC0415 - an old Python cannot read it

        return setup.main(sys.argv[1:])
    for name in CANDIDATES:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", PROBE], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            os.execv(path, [path, os.path.abspath(__file__), *sys.argv[1:]])  # noqa: PTH100, S606 - Python 3.6
    sys.stderr.buffer.write((sentence() + "\n").encode("utf-8"))  # Python 3.6 spells ø as \\xf8 where LANG is not set
    return 1


def has_parts():
    """Tell whether this Python can make a virtual environment; Debian's comes without the parts."""
    from importlib import util  # noqa: PLC0415 - beside its one use

    return bool(util.find_spec("venv") and util.find_spec("ensurepip"))


def sentence():
    """Say in one sentence what to install."""
    version = "{}.{}".format(*sys.version_info[:2])
    found = f"Python {version} ({sys.executable})"
    if sys.version_info < NEEDED:
        return f"Skolemiljø trenger Python 3.11 eller nyere, men fant bare {found}."
    if not shutil.which("apt"):
        return f"{found} mangler venv og ensurepip: installer dem og prøv igjen."
    prefix = "" if os.geteuid() == 0 else "sudo "
    return f"{found} mangler venv og ensurepip: kjør `{prefix}apt install python{version}-venv` og prøv igjen."


if __name__ == "__main__":
    sys.exit(main())
