"""Processes that set paper, kept warm, replaced before they grow; a document that hangs takes only its own along."""

from __future__ import annotations

import json
import queue
import selectors
import subprocess
import sys
from pathlib import Path
from typing import IO

from shifan.render.worker import RenderError

MOST_DOCUMENTS = 50  # typst keeps some memory of each
MOST_MEMORY = 256 * 1024 * 1024
COMMAND = (sys.executable, "-m", "shifan.render", "--serve")


class Setter:
    """One process that sets folders one after the other; it is started when it is first needed."""

    def __init__(self, most_documents: int = MOST_DOCUMENTS, most_memory: int = MOST_MEMORY) -> None:
        self.most_documents, self.most_memory = most_documents, most_memory
        self.process: subprocess.Popen[str] | None = None
        self.documents = 0

    def set(self, folder: Path, timeout: float) -> None:
        """Let the process do what `job.json` of a folder asks. Raises RenderError, also when it is late or has died."""
        process = self._running()
        sent, answers = _ends(process)
        try:
            print(json.dumps(str(folder)), file=sent, flush=True)
            said = _line(answers, timeout)
        except (OSError, TimeoutError) as problem:
            self.close()
            is_late = isinstance(problem, TimeoutError)
            why = f"not set within {timeout:g} s" if is_late else f"the renderer is gone: {problem}"
            raise RenderError(why) from problem
        if not said:
            self.close()
            raise RenderError(f"the renderer died with {process.returncode} while it set this document")
        answer = json.loads(said)
        self.documents += 1
        if self.documents >= self.most_documents or answer["memory"] > self.most_memory:
            self.close()
        if answer["problem"]:
            raise RenderError(answer["problem"])

    def close(self) -> None:
        """End the process; the next document starts another."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for end in _ends(self.process):
                end.close()
        self.process, self.documents = None, 0

    def _running(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None:
            self.close()
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            self.process = subprocess.Popen(COMMAND, text=True, encoding="utf-8", **pipes)  # type: ignore[call-overload]
        assert self.process is not None
        return self.process


class Setters:
    """A few setters for threads to borrow: the one used last first, so that no more run than are needed."""

    def __init__(self, count: int, most_documents: int = MOST_DOCUMENTS, most_memory: int = MOST_MEMORY) -> None:
        self.all = [Setter(most_documents, most_memory) for _ in range(count)]
        self.free: queue.LifoQueue[Setter] = queue.LifoQueue()
        for one in reversed(self.all):
            self.free.put(one)

    def __call__(self, made: str, timeout: float, folder: Path) -> bytes:
        """Set a folder and give the file that was made there. Raises RenderError."""
        setter = self.free.get()
        try:
            setter.set(folder, timeout)
            return (folder / made).read_bytes()
        finally:
            self.free.put(setter)

    def close(self) -> None:
        """End all processes."""
        for one in self.all:
            one.close()


def _ends(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _line(answers: IO[str], timeout: float) -> str:
    """Wait for the one line that answers a folder; "" when the process has ended. Raises TimeoutError."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(answers, selectors.EVENT_READ)
        if not waiting.select(timeout):
            raise TimeoutError
    return answers.readline()
