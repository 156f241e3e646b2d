"""Count the pages of a PDF that somebody sent in, without reading the whole of it."""

from typing import IO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

MOST = 100_000


def page_count(content: IO[bytes]) -> int:
    """This function will give the number of pages that a PDF says it has, 0 where it cannot be told."""
    try:
        content.seek(0)
        pages = PdfReader(content).root_object["/Pages"].get_object()
        count = pages["/Count"].get_object() if isinstance(pages, DictionaryObject) else 0
        return int(count) if isinstance(count, int) and 0 < count < MOST else 0
    except (PyPdfError, LookupError, TypeError, ValueError, AttributeError, OSError, RecursionError):
        return 0  # encrypted, damaged, or made by no program we know: nobody is kept from sending it in
