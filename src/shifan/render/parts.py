"""Which blocks of a document stand on upright and which on turned pages."""

from __future__ import annotations

from dataclasses import dataclass

from shifan.core.document import Block, Document, PageBreak


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that stand on pages turned the same way; page breaks in it stand between two blocks, never at an end."""

    landscape: bool
    blocks: tuple[Block, ...]


def parts(document: Document) -> tuple[Part, ...]:
    """Group the blocks of a document by the way the page is turned; a turn is a new page by itself.

    There is always one part. Page breaks that would leave a page empty are gone.
    """
    landscape = document.landscape
    found: list[Part] = []
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, PageBreak) and block.landscape != landscape:
            found += _part(landscape, blocks)
            blocks, landscape = [], block.landscape
        elif not isinstance(block, PageBreak) or (blocks and not isinstance(blocks[-1], PageBreak)):
            blocks.append(block)
    found += _part(landscape, blocks)
    return tuple(found) or (Part(landscape, ()),)


def _part(landscape: bool, blocks: list[Block]) -> list[Part]:
    while blocks and isinstance(blocks[-1], PageBreak):
        blocks.pop()
    return [Part(landscape, tuple(blocks))] if blocks else []
