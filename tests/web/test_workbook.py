"""The offline workbook: taken away, filled in elsewhere, brought back and looked at."""

import subprocess
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from shifan.actions import application as applying
from shifan.actions import row as rows
from shifan.core.history import Change
from shifan.models import Event, File, StageDate
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(sign_in):
    application = make.make_application(stage="draft")
    ends = timezone.now() + timedelta(days=9)
    StageDate.objects.filter(round=application.round).update(opens_at=None, closes_at=ends)
    return application, sign_in(make.make_member(application.organisation))


def take_away(draft):
    application, client = draft
    return client.get(reverse("applicant_workbook_file", args=[application.pk])).content


def change(data, values):
    """Type into the cells of answers, found by their hidden keys."""
    book = load_workbook(BytesIO(data))
    for sheet in book.worksheets:
        for line in sheet.iter_rows(min_row=4):
            if line[0].value in values and sheet.sheet_state == "visible":
                line[3].value = values[line[0].value]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def bring(draft, data):
    application, client = draft
    sent = {"file": SimpleUploadedFile("填报.xlsx", data)}
    return client.post(reverse("applicant_workbook", args=[application.pk]), sent)


def confirm(client, page, take=(), workbook=()):
    context = page.context
    sent = {"held": context["held"], "seen": context["seen"], "take": list(take)}
    sent |= {f"c:{path}": "workbook" for path in workbook}
    return client.post(page.request["PATH_INFO"], sent, follow=True)


def value(application, path):
    return application.answers.values_list("value", flat=True).get(path=path)


def save(application, path, text):
    user = make.make_user("李示例", organisation=application.organisation)
    version = application.answers.get(path=path).version
    applying.save_answers(by=user, application=application, changes=[Change(path, text, version)], now=timezone.now())


def test_workbook_that_nobody_touched_changes_nothing(draft):
    answer = bring(draft, take_away(draft))

    page = draft[1].get(answer.url)
    assert "没有差异" in page.content.decode()
    assert page.context["problems"] == ()


def test_changes_are_shown_first_and_written_when_confirmed(draft):
    application, client = draft
    application.answers.filter(path="unit.contact").delete()
    data = change(take_away(draft), {"unit.contact": "王示例", "project.title": "新的标题"})

    page = client.get(bring(draft, data).url)

    kinds = {kind: [line["path"] for line in lines] for kind, lines in page.context["groups"].items()}
    assert kinds == {"new": ["unit.contact"], "changed": ["project.title"]}
    assert value(application, "project.title") == "示例数字化车间"
    confirm(client, page, ["unit.contact", "project.title"])
    assert (value(application, "unit.contact"), value(application, "project.title")) == ("王示例", "新的标题")
    assert dict(application.origins.values_list("path", "source")) == {
        "unit.contact": "workbook",
        "project.title": "workbook",
    }
    application.refresh_from_db()
    assert application.title == "新的标题"
    assert Event.objects.latest("position").verb == "workbook.take"


def test_newer_text_is_recognised_and_stays_unless_chosen(draft):
    application, client = draft
    data = change(take_away(draft), {"project.title": "表格标题", "unit.contact": "王示例"})
    save(application, "project.title", "网上标题")
    save(application, "unit.mobile", "13900000000")

    page = client.get(bring(draft, data).url)

    conflict = page.context["groups"]["conflict"]
    assert [(line["path"], line["now"], line["given"], line["who"]) for line in conflict] == [
        ("project.title", "网上标题", "表格标题", "李示例")
    ]
    confirm(client, page, ["unit.contact"])
    assert value(application, "project.title") == "网上标题"
    assert value(application, "unit.mobile") == "13900000000"
    again = client.get(page.request["PATH_INFO"], {"held": page.context["held"]})
    confirm(client, again, workbook=["project.title"])
    assert value(application, "project.title") == "表格标题"


def test_what_changes_between_looking_and_confirming_is_not_overwritten(draft):
    application, client = draft
    data = change(take_away(draft), {"project.title": "表格标题"})
    page = client.get(bring(draft, data).url)
    save(application, "project.title", "刚刚改的")

    said = confirm(client, page, ["project.title"]).content.decode()

    assert value(application, "project.title") == "刚刚改的"
    assert "刚被他人修改" in said


def test_formatted_text_is_only_replaced_when_chosen(draft):
    application, client = draft
    bold = {"type": "text", "text": "粗体", "marks": [{"type": "bold"}]}
    kept = {"type": "doc", "content": [{"type": "paragraph", "content": [bold]}]}
    application.answers.filter(path="project.intro").update(value=kept)
    untouched = take_away(draft)
    assert "没有差异" in draft[1].get(bring(draft, untouched).url).content.decode()

    page = client.get(bring(draft, change(untouched, {"project.intro": "平文"})).url)

    assert [(line["path"], line["loses"]) for line in page.context["groups"]["conflict"]] == [("project.intro", True)]


def test_new_rows_bring_their_answers_and_rows_of_others_stay(draft):
    application, client = draft
    book = load_workbook(BytesIO(take_away(draft)))
    sheet = next(one for one in book.worksheets if str(one["A1"].value).endswith("project.scenarios"))
    tags = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(5, 2).value = 2
    sheet.cell(5, tags["summary"]).value = "第二个场景"
    out = BytesIO()
    book.save(out)
    user = make.make_member(application.organisation)
    key, _ = rows.add(by=user, application=application, path="project.scenarios", now=timezone.now())

    page = client.get(bring(draft, out.getvalue()).url)
    (line,) = page.context["groups"]["conflict"]
    assert [one["given"] for one in line["below"]] == ["第二个场景"]
    confirm(client, page, workbook=["project.scenarios"])

    keys = value(application, "project.scenarios")
    assert (len(keys), keys[0], keys[-1]) == (3, "k3f", key)
    assert value(application, f"project.scenarios.{keys[1]}.summary") == "第二个场景"


def test_locked_fields_are_shown_and_not_written(sign_in):
    application = make.make_application()
    make.make_change_request(application, "unit", now=timezone.now())
    client = sign_in(make.make_member(application.organisation))
    draft = (application, client)
    data = change(take_away(draft), {"project.title": "表格标题"})

    page = client.get(bring(draft, data).url)

    assert [line["path"] for line in page.context["groups"]["locked"]] == ["project.title"]
    confirm(client, page, ["project.title"])
    assert value(application, "project.title") == "示例数字化车间"


def test_formulas_are_named_with_their_cell_and_change_nothing(draft):
    data = change(take_away(draft), {"project.title": '=HYPERLINK("http://example.com","x")'})

    page = draft[1].get(bring(draft, data).url)

    assert [(one.rule, one.path) for one in page.context["problems"]] == [("workbook.formula", "project.title")]
    assert page.context["groups"] == {}


def test_workbook_saved_by_libreoffice_keeps_keys_menus_and_versions(draft, tmp_path):
    application, client = draft
    (tmp_path / "填报.xlsx").write_bytes(change(take_away(draft), {"project.title": "表格标题"}))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    out = tmp_path / "out"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(tmp_path / "填报.xlsx")], check=True, capture_output=True, timeout=180)
    data = (out / "填报.xlsx").read_bytes()
    save(application, "unit.contact", "网上改的")

    page = client.get(bring(draft, data).url)

    menus = [
        menu for sheet in load_workbook(BytesIO(data)).worksheets for menu in sheet.data_validations.dataValidation
    ]
    assert menus
    assert page.context["is_own"]
    assert page.context["problems"] == ()
    kinds = {kind: [line["path"] for line in lines] for kind, lines in page.context["groups"].items()}
    assert kinds == {"changed": ["project.title"]}


def with_member(data, name, content):
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: b"no workbook", "不是可以读取的 XLSX"),
        (lambda data: data[:2000], "不是可以读取的 XLSX"),
        (lambda data: with_member(data, "xl/vbaProject.bin", b"x"), "宏"),
        (lambda data: with_member(data, "xl/media/a.bin", bytes(60_000_000)), "解压后过大"),
        (lambda data: with_member(data, "xl/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "不是可以读取的 XLSX"),
    ],
)
def test_hostile_files_are_refused_with_the_reason(draft, spoil, said):
    before = Event.objects.count()

    answer = bring(draft, spoil(take_away(draft)))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Event.objects.count() == before


def test_nothing_sent_and_too_much_sent_are_refused(draft):
    application, client = draft

    nothing = client.post(reverse("applicant_workbook", args=[application.pk]))
    large = bring(draft, b"x" * 20_000_001)

    assert "没有收到文件" in nothing.content.decode()
    assert "上限 20 MB" in large.content.decode()


def test_waiting_workbook_is_of_one_person_and_application(draft, sign_in):
    application, client = draft
    address = bring(draft, take_away(draft)).url
    colleague = sign_in(make.make_user(organisation=application.organisation))
    stranger = sign_in(make.make_user(organisation=make.make_organisation()))

    assert [one.get(address).status_code for one in (colleague, stranger)] == [404, 404]
    assert client.get(address + "x").status_code == 404


def test_comparison_takes_as_many_statements_whatever_it_changes(draft, django_assert_max_num_queries):
    data = change(
        take_away(draft), {"unit.contact": "王示例", "project.title": "新的标题", "unit.mobile": "13900000001"}
    )
    address = bring(draft, data).url
    draft[1].get(address)

    with django_assert_max_num_queries(12):
        draft[1].get(address)


def test_what_the_scanner_says_of_a_workbook_is_seen_and_an_infected_one_is_refused(draft):
    answer = bring(draft, take_away(draft))
    page = draft[1].get(answer.url).content.decode()
    File.objects.update(scan=File.Scan.INFECTED, scan_note="Eicar")

    refused = draft[1].get(answer.url)

    assert "未经安全扫描" in page
    assert (refused.status_code, "Eicar" in refused.content.decode()) == (403, True)
