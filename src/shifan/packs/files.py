"""Know which files a pack folder has and what stands in each: one layer, as one tree of values with places."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from shifan.core.pack import Pack, PackError, Problem
from shifan.packs.nodes import Node, Place, read

# Keys of a layer that the finished pack does not have, and one that only the finished pack has.
LAYER_KEYS = frozenset({"extends", "use_lists"})
COMPUTED = frozenset({"layers"})
SECTIONS = tuple(
    name for name, info in Pack.model_fields.items() if str(info.annotation).startswith("tuple[") and name != "layers"
)
ANY = "any"
_MAX_FILES = 500


@dataclass(slots=True)
class Layer:
    """What one folder says: its values, and the sections that a file which could not be read may have held."""

    folder: Path
    root: Node
    problems: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def read_layer(folder: Path) -> Layer:
    """Read every YAML file of a pack folder into one tree; what is wrong with the files is collected.

    Raises PackError if there is no pack.yaml.
    """
    start = Place(f"{folder.name}/pack.yaml", 1, 1)
    if not (folder / "pack.yaml").is_file():
        raise PackError(start.problem("there is no such file", "a pack is a folder with a pack.yaml in it"))
    layer = Layer(folder, Node({}, start))
    for path in _paths(folder):
        name = path.relative_to(folder.parent).as_posix()
        section = _section(path, folder)
        try:
            root, problems = read(path.read_bytes(), name)
        except PackError as error:
            layer.problems.extend(error.problems)
            layer.lost.add(section or ANY)
            continue
        except OSError as error:
            layer.problems.append(Place(name, 1, 1).problem(f"the file cannot be read: {error.strerror}"))
            layer.lost.add(section or ANY)
            continue
        layer.problems.extend(problems)
        _add(layer, _keyed(root, section))
    return layer


def _paths(folder: Path) -> list[Path]:
    """List the files that speak for a pack, pack.yaml first; cases/ is not among them."""
    found = [folder / "pack.yaml"]
    for place in (folder, folder / "lists", folder / "documents"):
        found.extend(path for path in sorted(place.glob("*.yaml")) if path not in found and path.is_file())
    return found[:_MAX_FILES]


def _section(path: Path, folder: Path) -> str:
    """Name the section that a file holds when its content has no key: form*.yaml, clauses.yaml, lists/, documents/."""
    if path.parent != folder:
        return path.parent.name
    if path.stem.startswith("form"):
        return "forms"
    return "clauses" if path.stem == "clauses" else ""


def _keyed(root: Node, section: str) -> Node:
    """Put bare content, one element or a list of them, under the key of its section."""
    if not section or section in root.mapping():
        return root
    inner = root if isinstance(root.value, list) else Node([root], root.place)
    return Node({section: inner}, root.place, {section: root.place})


def _add(layer: Layer, root: Node) -> None:
    if root.value is None:
        return
    if not isinstance(root.value, dict):
        layer.problems.append(root.place.problem("keys such as `rules:` are expected here"))
        return
    whole = layer.root.mapping()
    for key, node in root.mapping().items():
        place = root.keys[key]
        if key in COMPUTED:
            layer.problems.append(place.problem(f"“{key}” is worked out and cannot be written"))
        elif key not in whole:
            whole[key] = Node(list(node.value), node.place) if isinstance(node.value, list) else node
            layer.root.keys[key] = place
        elif key in SECTIONS or key == "use_lists":
            if isinstance(node.value, list) and isinstance(whole[key].value, list):
                whole[key].items().extend(node.value)
            else:
                layer.problems.append(node.place.problem(f"“{key}” holds a list"))
        else:
            first = layer.root.keys[key]
            layer.problems.append(place.problem(f"“{key}” stands in two files", f"first in {first.file}:{first.line}"))
