"""How covers are set, and what stays together at the end of a page: the same in every paged format."""

from __future__ import annotations

from shifan.core.document import Block, Cover, Paragraph, Slots

SPREAD = 2.5  # labels are spread to one width unless the longest has more letters than this many of the shortest


def signed(blocks: tuple[Block, ...]) -> list[bool]:
    """Say of each block whether signatures and seals stand in it, or it is a note above such a block.

    What is signed never stands on a page without something above it.
    """
    found: list[bool] = []
    for block in reversed(blocks):
        style = block.style if isinstance(block, Paragraph) else ""
        is_note = style == "note" and bool(found) and found[-1]
        found.append(isinstance(block, Slots) or style == "closing" or is_note)
    return found[::-1]


def is_spread(cover: Cover) -> bool:
    """Say whether the labels of a cover are spread over the width of the longest, as Chinese forms have them."""
    lengths = [len(label.rstrip("：")) for label, _, _ in cover.lines]
    is_chinese = all(not label.isascii() for label, _, _ in cover.lines)
    return bool(lengths) and is_chinese and max(lengths) <= SPREAD * min(lengths)
