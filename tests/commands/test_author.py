import json

import pytest

from shifan.cli import main
from shifan.packs import reference


def test_new_pack_passes_everything(tmp_path, capsys):
    folder = tmp_path / "programmes" / "province-2030-workshops"

    assert main(["pack", "new", str(folder), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["files"]
    assert str(folder / "pack.yaml") in made
    assert str(tmp_path / "programmes" / "schema" / "pack.json") in made
    for command in ("check", "test", "coverage"):
        assert main(["pack", command, str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 packs, no mistakes",
        "province-2030-workshops: 9 of 9 cases as expected",
        "province-2030-workshops: 10 of 10 clauses are carried out",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [("Workshops", "“Workshops” cannot be the name of a pack"), ("taken", "something stands there already")],
)
def test_pack_is_not_written_over_anything(tmp_path, capsys, name, message):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "pack.yaml").write_text("mine", "utf-8")

    assert main(["pack", "new", str(tmp_path / name)]) == 2
    assert message in capsys.readouterr().err
    assert (tmp_path / "taken" / "pack.yaml").read_text("utf-8") == "mine"


def test_generated_part_of_a_page_is_written_anew(tmp_path, capsys):
    page = tmp_path / "packs.md"
    page.write_text(f"taught\n{reference.MARK}\nold\n", "utf-8")

    assert main(["pack", "docs", str(page)]) == 0
    assert page.read_text("utf-8") == f"taught\n{reference.page()}\n"

    page.write_text("no mark", "utf-8")
    assert main(["pack", "docs", str(page)]) == 2
    assert main(["pack", "docs"]) == 0
    assert capsys.readouterr().out == reference.page() + "\n"


def test_schema_is_written_for_editors(tmp_path):
    assert main(["pack", "schema", str(tmp_path / "schema")]) == 0

    names = sorted(path.stem for path in (tmp_path / "schema").glob("*.json"))
    assert names == ["awards", "cases", "clauses", "document", "form", "list", "pack", "part"]
