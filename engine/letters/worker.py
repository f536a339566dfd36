"""The process that compiles letters: `python -m engine.letters.worker FOLDER MEMORY SECONDS` (design 3.6).

Knows Typst, a folder of its own and two pipes; must not know cases, settings or the database: its environment is
bare. One request at a time comes in on standard input and one reply goes out on standard output, as frames (four
bytes of length, then the bytes): a request is JSON, a reply is JSON followed by the PDF, empty where it failed.

It ends itself when the pipe closes, and when a letter takes more memory or time than it may: the processor's time, so
that a busy machine fails no letter. The parent kills it when it is stuck on the wall's clock.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import sys
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

import psutil
import typst

from engine.letters import frames

try:
    import resource
except ImportError:  # Windows: the watch below is the only limit there
    resource = None  # type: ignore[assignment]

_BUNDLES_KEPT = 8
# Title and language come from outside the template, so that no template can forget what PDF/UA and the law ask for.
_MAIN = """
#let inn = json(bytes(sys.inputs.data))
#set document(title: inn.tittel, author: inn.avsender)
#set text(font: ("Inter", "Noto Emoji"), lang: inn.locale, region: "NO")
#include "/{template}.typ"
"""


class Compilers:
    """One warm Typst compiler per bundle, the least used thrown away."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        """Keep bundles below `folder` and use only the fonts in `fonts`."""
        self.folder = folder
        self.fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        self.kept: OrderedDict[str, typst.Compiler] = OrderedDict()

    def get(self, digest: str, files: dict[str, str] | None) -> typst.Compiler | None:
        """Return the compiler of a bundle; None where it is not known and `files` (path → base64) are not given."""
        if digest in self.kept:
            self.kept.move_to_end(digest)
        elif files is None:
            return None
        else:
            self.kept[digest] = self._made(self.folder / digest, files)
            self._forget_oldest()
        return self.kept[digest]

    def _made(self, root: Path, files: dict[str, str]) -> typst.Compiler:
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(base64.b64decode(content))
        nowhere = str(self.folder / "ingen-pakker")
        return typst.Compiler(root=str(root), font_paths=self.fonts, ignore_system_fonts=True,
                              package_path=nowhere, package_cache_path=nowhere)  # fmt: skip

    def _forget_oldest(self) -> None:
        while len(self.kept) > _BUNDLES_KEPT:
            digest, _ = self.kept.popitem(last=False)
            shutil.rmtree(self.folder / digest, ignore_errors=True)


def answer(compilers: Compilers, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Compile one letter; return the reply and the PDF."""
    compiler = compilers.get(request["bundle"], request.get("files"))
    if compiler is None:
        return {"is_unknown": True}, b""
    try:
        pdf, warnings = compiler.compile_with_warnings(
            input=_MAIN.format(template=request["template"]).encode(),
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            sys_inputs={"data": request["data"]},
            timestamp=request["timestamp"],
        )
    except typst.TypstError as error:
        return {"error": [error.message, error.diagnostic]}, b""
    if not isinstance(pdf, bytes):  # several pages only come as pictures
        raise TypeError(type(pdf))
    return {"warnings": [[one.message, one.diagnostic] for one in warnings]}, pdf


def _watch(busy: threading.Event, since: list[float], *, memory: int, seconds: float) -> None:
    """End the process when the letter it works on takes more than its share."""
    own = psutil.Process()
    while True:
        busy.wait()
        if own.memory_info().rss > memory:
            os._exit(frames.OUT_OF_MEMORY)
        if time.process_time() - since[0] > seconds:
            os._exit(frames.OUT_OF_TIME)
        time.sleep(0.02)


def _limit(memory: int) -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(ValueError, OSError):  # macOS refuses it; the watch remains
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main(arguments: list[str]) -> None:
    """Answer requests until the pipe closes; arguments: folder, fonts, bytes of memory, a letter's seconds."""
    folder, fonts, memory, seconds = Path(arguments[0]), Path(arguments[1]), int(arguments[2]), float(arguments[3])
    source, target = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # nothing a library prints may break into the frames
    compilers = Compilers(folder, fonts)
    busy, since = threading.Event(), [0.0]
    # the address space holds the program and its libraries too, some 300 MB of it before the first letter
    _limit(memory + (512 << 20))
    watch = {"memory": memory, "seconds": seconds}
    threading.Thread(target=_watch, args=(busy, since), kwargs=watch, daemon=True).start()
    frames.write(target, b"{}")
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            request = json.loads(frames.read(source))
            since[0] = time.process_time()
            busy.set()
            reply, pdf = answer(compilers, request)
            busy.clear()
            frames.write(target, json.dumps(reply).encode())
            frames.write(target, pdf)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
