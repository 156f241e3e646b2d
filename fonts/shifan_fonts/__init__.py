"""Where the fonts of this distribution lie."""

from importlib.util import find_spec
from pathlib import Path


def folder() -> Path:
    """The folder that holds the font files of this distribution."""
    return Path(__file__).parent / "files"


def folders() -> list[Path]:
    """`folder()`, then the folder of noto-cjk-sans-otc if that package is installed.

    Noto has the rare characters of personal names (喆, 镕, 䶮 …) that Fandol lacks, so it comes last, as a fallback.
    """
    noto = find_spec("noto_cjk_sans_otc")
    found = noto.submodule_search_locations if noto else None
    return [folder(), *map(Path, found or [])]
