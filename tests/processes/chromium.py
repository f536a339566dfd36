"""One page in Chromium, run to its end: bundles a script, hands it data, and gives back what it returns.

A process of its own for each page, so that it can stand beside the tests that drive Chromium step by step.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

from bootstrapping import machine

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_PAGE = """<!doctype html><html lang="nb"><head><meta charset="utf-8"></head><body><pre id="result"></pre>
<script type="application/json" id="given">{given}</script><script>{script}</script><script>
(async () => {{
  const given = JSON.parse(document.getElementById("given").textContent), found = [];
  for (const one of given) found.push(await window.{function}(one));
  document.getElementById("result").textContent = JSON.stringify(found);
}})().catch((problem) => {{ document.getElementById("result").textContent = JSON.stringify(String(problem)); }});
</script></body></html>"""


def run(script: Path, function: str, given: list[Any], folder: Path) -> list[Any]:
    """Return what `window.<function>` of `script` gives for each of `given`, in their order."""
    bundle, page = folder / "bundle.js", folder / "page.html"
    subprocess.run(
        [ROOT / "node_modules/.bin/esbuild", script, "--bundle", "--format=iife", f"--outfile={bundle}"],
        check=True,
        capture_output=True,
    )
    data = json.dumps(given).replace("<", "\\u003c")
    code = bundle.read_text().replace("</script", "<\\/script")
    page.write_text(_PAGE.format(given=data, script=code, function=function))
    command = [machine.browser(), *FLAGS, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=30000"]
    done = subprocess.run([*command, "--dump-dom", page.as_uri()], check=True, capture_output=True, timeout=600)
    result = re.search(r'<pre id="result">(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    found = json.loads(html.unescape(result[1]) if result else "null")
    assert isinstance(found, list), found
    return found
