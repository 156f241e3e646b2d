"""How covers are set, and what stays together at the end of a page: the same in every paged format."""

from __future__ import annotations

from shifan.core.document import Block, Cover, Paragraph, Slots

SPREAD = 2.5  # labels are spread to one width unless the longest has more letters than this many of the shortest


def is_signed(block: Block | None) -> bool:
    """Say whether signatures and seals stand in a block: it never stands on a page without something above it."""
    return isinstance(block, Slots) or (isinstance(block, Paragraph) and block.style == "closing")


def is_spread(cover: Cover) -> bool:
    """Say whether the labels of a cover are spread over the width of the longest, as Chinese forms have them."""
    lengths = [len(label.rstrip("：")) for label, _, _ in cover.lines]
    is_chinese = all(not label.isascii() for label, _, _ in cover.lines)
    return bool(lengths) and is_chinese and max(lengths) <= SPREAD * min(lengths)
