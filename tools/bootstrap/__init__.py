"""The bootstrap: everything between a fresh clone and `.venv/bin/skolemiljo` (issue 2, "The system").

Runs under the machine's own Python, before anything is installed: standard library only, nothing of the product.
"""
