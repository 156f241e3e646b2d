import pytest

from shifan import packs
from shifan.core.pack import Pack, PackError
from tests.small import FILES, FORM_YAML, PACK_YAML, RULES_YAML, write_pack

END = "the end of the file"
FIELD = '      - {id: count, type: integer, label: {zh: 数, en: "N"}}'


def problems(folder) -> list[str]:
    with pytest.raises(PackError) as error:
        packs.load(folder)
    return [str(problem) for problem in error.value.problems]


def test_folder_becomes_a_pack(tmp_path):
    pack = packs.load(write_pack(tmp_path))

    assert (pack.id, len(pack.forms), len(pack.rules), len(pack.clauses)) == ("small", 1, 1, 3)
    assert pack.layers == ()


def test_digest_is_that_of_the_content(tmp_path):
    first = packs.load(write_pack(tmp_path, "a"))
    same = packs.load(write_pack(tmp_path, "b"))
    other = packs.load(write_pack(tmp_path, "c", pack_yaml=PACK_YAML.replace("year: 2030", "year: 2031")))

    assert first.digest == same.digest == Pack.model_validate(first.model_dump(mode="json")).digest
    assert other.digest != first.digest


def test_sections_may_stand_in_several_files(tmp_path):
    folder = write_pack(
        tmp_path,
        **{
            "lists/one_yaml": "id: one\nlabel: {zh: 一, en: One}\nitems: [{code: a, name: {zh: 甲, en: A}}]\n",
            "lists/more_yaml": "lists:\n  - {id: two, label: {zh: 二, en: Two}, items: []}\n",
            "documents/d_yaml": "- {id: d, label: {zh: 文, en: D}, of: submission, track: main, parts: []}\n",
            "more_yaml": "information:\n  - {id: i, label: {zh: 说, en: I}, text: {zh: 说, en: I}}\n",
            "empty_yaml": "# nothing yet\n",
        },
    )

    pack = packs.load(folder)

    assert [item.id for item in pack.lists] == ["two", "one"]
    assert [item.id for item in pack.documents if item.track] == ["d"]
    assert [item.id for item in pack.information] == ["i"]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("pack.yaml", "year: 2030", "year: 2030\nyaer: 1", "4:1: “yaer” is not known here (did you mean “year”?)"),
        ("pack.yaml", '"1"', "1.0", "2:10: “version” is a text, but 1.0 reads as something else (put it in quotes)"),
        ("pack.yaml", "year: 2030", "year: soon", "3:7: “year”: input should be a valid integer, not “soon”"),
        ("pack.yaml", "year: 2030\n", "", "1:1: “year” is missing"),
        ("pack.yaml", "kind: fill", "kind: fil", "11:22: “fil” is not allowed (did you mean “fill”?)"),
        ("pack.yaml", "2030-05-01", "2030-13-01", "11:63: “closes”: input should be a valid date"),
        ("pack.yaml", "id: fill", "id: Fill-In", "11:10: “Fill-In” is not a name (small letters, digits and _"),
        ("pack.yaml", "{zh: 方向, en: Track}", "方向", "9:23: “label” holds keys and values, not “方向”"),
        ("pack.yaml", "[c1]", "c1", "7:79: “clause” holds a list"),
        ("pack.yaml", END, "layers: []", "12:1: “layers” is worked out and cannot be written"),
        (
            "pack.yaml",
            END,
            "use_lists: [gbt4745]",
            "12:13: there is no national list “gbt4745” (did you mean",
        ),
        (
            "pack.yaml",
            END,
            "use_lists: [{use: gbt4754, levels: [divison]}]",
            "12:13: “gbt4754” has no level or code “divison” (did",
        ),
        ("pack.yaml", END, "use_lists: [{use: regions, undr: [a]}]", "12:28: “undr” is not known here"),
        ("form.yaml", "limit: 5", "limit: 五百", "7:39: “limit”: input should be a valid integer, not “五百”"),
        ("form.yaml", "limit: 5", "mandatory: no", "7:43: “no” is neither true nor false (write true or false)"),
        ("form.yaml", "type: text", "type: monye", "7:26: “type: monye” is not known"),
        ("form.yaml", "type: text, ", "", "7:9: “type” is missing"),
        ("form.yaml", "limit: 5", "limits: 5", "7:32: “limits” is not known here (did you mean “limit”?)"),
        ("form.yaml", END, FIELD, "9:14: the field “count” stands here twice"),
        ("form.yaml", "[c2]", "[c9]", "7:78: there is no clause “c9”"),
        ("form.yaml", "limit: 5", "visible_if: unit.nobody", "7:44: there is no answer or fact “unit.nobody”"),
        (
            "rules.yaml",
            "unit.count > 2",
            "unit.cuont > 2",
            "5:12: there is no answer or fact “unit.cuont” (did you mean “count”?)",
        ),
        (
            "rules.yaml",
            "unit.count > 2",
            "!has(unit.count)",
            "5:12: tags such as !has(unit.count) are not used here (put",
        ),
        (
            "rules.yaml",
            "{count}。",
            "{cnt}。",
            "6:19: the message shows {cnt}, which is not declared (declared: count)",
        ),
        ("rules.yaml", END, "year: 2031", "9:1: “year” stands in two files (first in small/pack.yaml:3)"),
        ("rules.yaml", END, "    extra: {zh: a, en: b, c}", "9:5: “extra” is not known here"),
    ],
)
def test_mistake_has_file_line_column_and_hint(tmp_path, file, old, new, expected):
    changed = FILES[file] + new + "\n" if old == END else FILES[file].replace(old, new)

    found = problems(write_pack(tmp_path, files=FILES | {file: changed}))

    assert len(found) == 1
    assert found[0].startswith(f"small/{file}:{expected}")


@pytest.mark.parametrize(
    ("content", "expected"),
    [("rules: none\n", "1:8: “rules” holds a list"), ("- enough\n", "1:1: keys such as `rules:` are expected here")],
)
def test_file_of_another_shape_is_a_mistake(tmp_path, content, expected):
    assert problems(write_pack(tmp_path, rules_yaml=content))[0].startswith(f"small/rules.yaml:{expected}")


def test_every_mistake_of_every_file_is_told_at_once(tmp_path):
    folder = write_pack(
        tmp_path,
        pack_yaml=PACK_YAML.replace("kind: fill", "kind: fil"),
        form_yaml=FORM_YAML.replace("limit: 5", "limits: 5").replace(
            "type: integer", "type: integer, visible_if: unit.count > 1"
        ),
        rules_yaml=RULES_YAML.replace("[c3]", "[c9]") + "  - {id: x, severity: blok}\n  - {id: y, id: z}\n",
    )

    assert problems(folder) == [
        "small/form.yaml:7:32: “limits” is not known here (did you mean “limit”?)",
        "small/form.yaml:8:48: these depend on one another: unit.count → unit.count",
        "small/pack.yaml:11:22: “fil” is not allowed (did you mean “fill”?)",
        "small/rules.yaml:8:14: there is no clause “c9” (known: c1, c2, c3)",
        "small/rules.yaml:9:5: “label” is missing",
        "small/rules.yaml:9:5: “holds” is missing",
        "small/rules.yaml:9:5: “message” is missing",
        "small/rules.yaml:9:23: “blok” is not allowed (did you mean “block”?)",
        "small/rules.yaml:10:5: “label” is missing",
        "small/rules.yaml:10:5: “severity” is missing",
        "small/rules.yaml:10:5: “holds” is missing",
        "small/rules.yaml:10:5: “message” is missing",
        "small/rules.yaml:10:13: the key “id” stands here twice (first in line 10)",
    ]


def test_file_that_cannot_be_read_does_not_make_others_look_wrong(tmp_path):
    folder = write_pack(tmp_path, form_yaml="id: form\n\tlabel: 1\n", clauses_yaml="- {id: c1\n")

    found = problems(folder)

    assert [line.split(": ")[0] for line in found] == ["small/clauses.yaml:2:1", "small/form.yaml:2:1"]


def test_broken_file_does_not_hide_mistakes_elsewhere(tmp_path):
    folder = write_pack(
        tmp_path, clauses_yaml="- {id: c1\n", rules_yaml=RULES_YAML.replace("unit.count > 2", "unit.cuont > 2")
    )

    assert [line.split(": ")[0] for line in problems(folder)] == ["small/clauses.yaml:2:1", "small/rules.yaml:5:12"]


def test_folder_without_a_pack_is_named(tmp_path):
    assert problems(tmp_path / "nothing") == [
        "nothing/pack.yaml:1:1: there is no such file (a pack is a folder with a pack.yaml in it)"
    ]


def test_folders_are_those_with_a_pack(tmp_path):
    write_pack(tmp_path, "b")
    write_pack(tmp_path, "a")
    (tmp_path / "empty").mkdir()

    assert [folder.name for folder in packs.folders(tmp_path)] == ["a", "b"]
    assert packs.folders(tmp_path / "nowhere") == ()
