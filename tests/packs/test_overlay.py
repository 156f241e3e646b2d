import pytest

from shifan import packs
from shifan.core.pack import PackError
from tests.small import PACK_YAML, write_pack

ABOVE = """\
extends: small
id: above
version: "1"
label: {zh: 上, en: Above}
summary: {zh: 上, en: Above}
notices:
  - {title: {zh: 转发, en: Forwarded}, issuers: [{zh: 示例厅, en: Department}]}
"""
CITY = "stages:\n  - {id: city, kind: check, label: {zh: 市, en: City}, after: fill}\n"
FILL = "stages:\n  - {id: fill, kind: fill, label: {zh: 填报, en: Fill}, closes: 2030-04-01}\n"
ANNOUNCED = "replaces:\n  - {what: 'stage:fill', why: {zh: 提前, en: Earlier}}\n"


def load_above(tmp_path, text: str, **files: str):
    write_pack(tmp_path)
    return packs.load(write_pack(tmp_path, "above", {}, pack_yaml=ABOVE + text, **files))


def problems(tmp_path, text: str, **files: str) -> list[str]:
    with pytest.raises(PackError) as error:
        load_above(tmp_path, text, **files)
    return [str(problem) for problem in error.value.problems]


def test_overlay_keeps_what_it_does_not_name(tmp_path):
    pack = load_above(tmp_path, "")

    assert (pack.id, pack.label.en, pack.year, pack.layers) == ("above", "Above", 2030, ("small",))
    assert [notice.title.en for notice in pack.notices] == ["Forwarded", "Notice"]
    assert [rule.id for rule in pack.rules] == ["enough"]


def test_overlay_adds_a_stage_where_it_says(tmp_path):
    assert [stage.id for stage in load_above(tmp_path, CITY).stages] == ["fill", "city"]


def test_overlay_replaces_in_place_and_says_so(tmp_path):
    pack = load_above(tmp_path, FILL + ANNOUNCED)

    assert [(stage.id, str(stage.closes)) for stage in pack.stages] == [("fill", "2030-04-01")]
    assert pack.replaces[0].what == "stage:fill"


def test_replacement_that_is_not_announced_is_a_mistake(tmp_path):
    assert problems(tmp_path, FILL) == [
        "above/pack.yaml:9:5: “stage:fill” replaces an element of the pack below "
        "(announce it: replaces: [{what: stage:fill, why: …, clause: […]}])"
    ]


def test_announcement_without_a_replacement_is_a_mistake(tmp_path):
    (problem,) = problems(tmp_path, ANNOUNCED)

    assert problem.startswith("above/pack.yaml:9:12: “stage:fill” is announced but not replaced")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CITY.replace(", after: fill", ""), "9:5: a new stage says `before:` or `after:` which stage it comes"),
        (CITY.replace("after: fill", "after: fil"), "9:62: there is no stage “fil” in the pack below"),
        (CITY.replace("after: fill", "after: fill, before: fill"), "9:5: a new stage says `before:` or `after:`"),
    ],
)
def test_new_stage_has_one_place(tmp_path, text, message):
    assert any(line.startswith(f"above/pack.yaml:{message}") for line in problems(tmp_path, text))


def test_body_is_replaced_by_kind_and_region(tmp_path):
    kinds = "body_kinds: [{id: city, level: 1, label: {zh: 市, en: City}}]\n"
    body = "bodies: [{kind: city, region: '130100', name: {zh: %s, en: City}}]\n"
    write_pack(tmp_path, pack_yaml=PACK_YAML + kinds + body % "旧")
    replaces = "replaces: [{what: 'body:city/130100', why: {zh: 更名, en: Renamed}}]\n"

    pack = packs.load(write_pack(tmp_path, "above", {}, pack_yaml=ABOVE + body % "新" + replaces))

    assert [body.name.zh for body in pack.bodies] == ["新"]


def test_national_list_taken_otherwise_is_a_replacement(tmp_path):
    write_pack(tmp_path, pack_yaml=PACK_YAML + "use_lists: [regions]\n")
    use = "use_lists: [{use: regions, under: ['130000']}]\n"
    replaces = "replaces: [{what: 'list:regions', why: {zh: 本省, en: Province}}]\n"

    pack = packs.load(write_pack(tmp_path, "above", {}, pack_yaml=ABOVE + use + replaces))

    (regions,) = pack.lists
    assert {item.code[:2] for item in regions.items} == {"13"}


def test_mistake_of_the_pack_below_is_told_in_its_file(tmp_path):
    write_pack(tmp_path, pack_yaml=PACK_YAML.replace("kind: fill", "kind: fil"))

    with pytest.raises(PackError, match=r"small/pack.yaml:11:22: “fil” is not allowed"):
        packs.load(write_pack(tmp_path, "above", {}, pack_yaml=ABOVE))


@pytest.mark.parametrize("name", ["smal", "../small", "[small]"])
def test_pack_below_that_is_not_there_is_a_mistake(tmp_path, name):
    write_pack(tmp_path)

    with pytest.raises(PackError, match=r"above/pack.yaml:1:10: there is no pack “"):
        packs.load(write_pack(tmp_path, "above", {}, pack_yaml=ABOVE.replace("extends: small", f"extends: {name}")))


def test_packs_that_extend_each_other_are_a_mistake(tmp_path):
    write_pack(tmp_path, pack_yaml=PACK_YAML + "extends: above\n")

    with pytest.raises(PackError, match="these packs extend one another"):
        packs.load(write_pack(tmp_path, "above", {}, pack_yaml=ABOVE))


def test_scalars_of_the_layer_itself_are_asked_for(tmp_path):
    write_pack(tmp_path)

    with pytest.raises(PackError, match="“summary” is missing"):
        packs.load(write_pack(tmp_path, "above", {}, pack_yaml=ABOVE.replace("summary", "# summary")))
