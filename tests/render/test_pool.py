"""Processes that set paper: they are used again, replaced, and a document that goes wrong harms no other."""

import os
import signal
import threading

import pytest

from shifan.core.document import Document, Heading, Paragraph
from shifan.render.pdf import pages_of_entries_apart, render_pdf, render_pdf_apart
from shifan.render.pool import Setters
from shifan.render.worker import Pages, RenderError
from tests.paper import MADE_AT


def document(words: str = "甲") -> Document:
    return Document(title="文书", author="示例", blocks=(Heading(1, "一、", "标题"), Paragraph(words)), contents=1)


@pytest.fixture
def setters():
    made = Setters(2, most_documents=3)
    yield made
    made.close()


def render(setters: Setters, words: str = "甲", timeout: float = 60) -> bytes:
    return render_pdf_apart(document(words), {}, made_at=MADE_AT, timeout=timeout, setter=setters)


def running(setters: Setters) -> list[int]:
    return [one.process.pid for one in setters.all if one.process is not None]


def test_it_gives_the_same_bytes_as_setting_here(setters: Setters) -> None:
    assert render(setters) == render_pdf(document(), {}, made_at=MADE_AT)
    assert pages_of_entries_apart(document(), {}, setter=setters) == Pages((1,), 1)


def test_a_process_is_used_again_and_replaced_after_some_documents(setters: Setters) -> None:
    render(setters, "1")
    first = running(setters)
    render(setters, "2")
    assert running(setters) == first
    render(setters, "3")
    assert running(setters) == []
    render(setters, "4")

    assert len(first) == len(running(setters)) == 1
    assert running(setters) != first


def test_a_process_that_grows_is_replaced() -> None:
    setters = Setters(1, most_memory=1)

    assert render(setters).startswith(b"%PDF")
    assert running(setters) == []


def test_a_large_parent_does_not_count() -> None:
    ballast = bytearray(400 * 1024 * 1024)
    ballast[::4096] = b"x" * len(ballast[::4096])
    setters = Setters(1)

    assert render(setters).startswith(b"%PDF")
    assert len(running(setters)) == len(setters.all)
    setters.close()


def test_a_document_that_is_late_ends_alone(setters: Setters) -> None:
    with pytest.raises(RenderError, match=r"not set within 0\.001 s"):
        render(setters, timeout=0.001)

    assert running(setters) == []
    assert render(setters).startswith(b"%PDF")


def test_a_process_that_was_killed_is_noticed_and_replaced(setters: Setters) -> None:
    render(setters)
    process = setters.all[0].process
    threading.Timer(0.05, lambda: os.kill(process.pid, signal.SIGKILL)).start()
    process.wait(5)

    assert render(setters).startswith(b"%PDF")


def test_a_process_that_dies_at_work_names_its_document_only(setters: Setters) -> None:
    render(setters)
    process = setters.all[0].process
    os.kill(process.pid, signal.SIGSTOP)
    threading.Timer(0.2, lambda: os.kill(process.pid, signal.SIGKILL)).start()

    with pytest.raises(RenderError, match="the renderer died with -9"):
        render(setters)
    assert render(setters).startswith(b"%PDF")


def test_threads_work_side_by_side(setters: Setters) -> None:
    made: dict[str, bytes] = {}

    def work(words: str) -> None:
        made[words] = render(setters, words)

    threads = [threading.Thread(target=work, args=(words,)) for words in "甲乙丙丁"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert {words: render_pdf(document(words), {}, made_at=MADE_AT) for words in "甲乙丙丁"} == made
