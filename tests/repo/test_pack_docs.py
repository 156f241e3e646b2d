"""The page about packs and the schema for editors are what the code gives, and every key of a pack is explained."""

import re

from shifan.core.form import Element, FieldBase, Model
from shifan.packs import reference, schema, skeleton
from tests.repo.repository import ROOT

PAGE = ROOT / "docs" / "packs.md"
BLOCK = re.compile(r"^```(?:yaml)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LAYER_KEYS = {"Pack": {"extends", "use_lists"}, "Stage": {"before", "after"}}


def test_page_ends_with_what_the_schema_says():
    _, mark, generated = PAGE.read_text("utf-8").partition(reference.MARK)

    assert mark + generated == reference.page() + "\n", "run: shifan pack docs docs/packs.md"


def test_what_the_page_teaches_stands_in_the_skeleton():
    taught = PAGE.read_text("utf-8").partition(reference.MARK)[0]
    lines = {line for text in skeleton.parts().values() for line in text.splitlines()}

    blocks = BLOCK.findall(taught)

    assert len(blocks) >= 7
    assert [line for block in blocks for line in block.splitlines() if line not in lines] == []


def test_every_key_is_explained_in_both_languages():
    wanted = {
        (model.__name__, info.alias or name)
        for model in schema.models()
        for name, info in model.model_fields.items()
        if not all(schema.meaning(model, info.alias or name) or ("", ""))
    }

    assert wanted == set(), "add them to src/shifan/packs/keys.yaml"


def test_nothing_is_explained_that_packs_do_not_have():
    models = {model.__name__: model for model in schema.models()}
    models |= {
        base.__name__: base for model in models.values() for base in model.__mro__ if base in (Element, FieldBase)
    }
    models |= {base.__name__: base for model in models.values() for base in model.__mro__ if issubclass(base, Model)}
    keys = {
        name: {info.alias or key for key, info in model.model_fields.items()} | LAYER_KEYS.get(name, set()) | {"_"}
        for name, model in models.items()
    }

    unknown = {(name, key) for name, said in schema.meanings().items() for key in said if key not in keys.get(name, ())}

    assert unknown == set()


def test_schema_for_editors_is_up_to_date():
    folder = ROOT / "programmes" / "schema"

    kept = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}

    assert kept == schema.written(), "run: shifan pack schema programmes/schema"
