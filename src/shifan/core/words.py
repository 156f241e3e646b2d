"""The wording of built-in findings, Chinese first and English second, so that every caller says the same."""

from __future__ import annotations

from collections.abc import Mapping

from shifan.core import words_comment, words_file, words_organisation, words_participation

MESSAGES: dict[str, tuple[str, str]] = {
    **words_comment.MESSAGES,
    **words_file.MESSAGES,
    **words_organisation.MESSAGES,
    **words_participation.MESSAGES,
    "field.required": ("“{label}”尚未填写。", "“{label}” has not been filled in."),
    "field.limit": (
        "“{label}”限 {limit} 字，现有 {count} 字，超出 {over} 字。",
        "“{label}” may have {limit} characters (字); it has {count}, {over} too many.",
    ),
    "group.limit": (
        "“{label}”全部文字限 {limit} 字，现有 {count} 字，超出 {over} 字。",
        "All text of “{label}” together may have {limit} characters (字); it has {count}, {over} too many.",
    ),
    "field.number": ("“{label}”应填写数字，现为“{value}”。", "“{label}” must be a number; it is “{value}”."),
    "field.integer": ("“{label}”应填写整数，现为“{value}”。", "“{label}” must be a whole number; it is “{value}”."),
    "field.places": ("“{label}”最多保留 {places} 位小数。", "“{label}” may have {places} decimal places at most."),
    "field.least": ("“{label}”不得小于 {least}，现为 {value}。", "“{label}” may not be below {least}; it is {value}."),
    "field.most": ("“{label}”不得大于 {most}，现为 {value}。", "“{label}” may not be above {most}; it is {value}."),
    "field.date": (
        "“{label}”不是有效日期（示例：2022-10-25），现为“{value}”。",
        "“{label}” is not a valid date (such as 2022-10-25); it is “{value}”.",
    ),
    "field.year": ("“{label}”应在 {year} 年内，现为 {value}。", "“{label}” must lie in {year}; it is {value}."),
    "field.period": ("“{label}”的结束日期早于开始日期。", "“{label}” ends before it begins."),
    "field.option": ("“{label}”的选项“{value}”不在可选范围内。", "“{label}”: “{value}” is not among the options."),
    "field.deeper": (
        "“{label}”请选择到最末一级，现为“{value}”。",
        "“{label}” must be chosen down to the last level; it is “{value}”.",
    ),
    "field.choices": (
        "“{label}”最多选择 {most} 项，现选 {count} 项。",
        "“{label}” takes {most} options at most; {count} are chosen.",
    ),
    "field.shape": ("“{label}”的内容格式无法识别。", "The content of “{label}” has an unknown shape."),
    "field.mobile": (
        "“{label}”应为 11 位手机号码，现为“{value}”。",
        "“{label}” must be an 11-digit mobile number; it is “{value}”.",
    ),
    "field.phone": (
        "“{label}”应为电话号码（示例：0311-87800820），现为“{value}”。",
        "“{label}” must be a telephone number (such as 0311-87800820); it is “{value}”.",
    ),
    "field.email": (
        "“{label}”不是有效的电子邮箱，现为“{value}”。",
        "“{label}” is not a valid e-mail address: “{value}”.",
    ),
    "field.uscc": (
        "“{label}”不是有效的统一社会信用代码（18 位，含校验码）：“{value}”。",
        "“{label}” is not a valid unified social credit code (18 characters with check character): “{value}”.",
    ),
    "field.unit_code": (
        "“{label}”应为 9 位组织机构代码或 18 位统一社会信用代码（含校验码）：“{value}”。",
        "“{label}” must be a 9-character organisation code or an 18-character unified social credit code: “{value}”.",
    ),
    "field.postcode": (
        "“{label}”应为 6 位邮政编码，现为“{value}”。",
        "“{label}” must be a 6-digit postcode; it is “{value}”.",
    ),
    "field.org_code": (
        "“{label}”第 9–17 位的组织机构代码校验位不符，请核对：“{value}”。",
        "In “{label}” the organisation code (characters 9–17) fails its check digit, please compare: “{value}”.",
    ),
    "field.files": (
        "“{label}”需上传 {least} 至 {most} 个文件，现有 {count} 个。",
        "“{label}” takes {least} to {most} files; it has {count}.",
    ),
    "field.proof": (
        "“{label}”需上传证明材料：{of}；没有的在该项填“无”。",
        "“{label}” needs proof of: {of}; where there is nothing, answer 无.",
    ),
    "rows.least": (
        "“{label}”至少填写 {least} 项，现有 {count} 项。",
        "“{label}” needs at least {least} rows; it has {count}.",
    ),
    "rows.most": (
        "“{label}”最多填写 {most} 项，现有 {count} 项。",
        "“{label}” may have {most} rows at most; it has {count}.",
    ),
    "answer.unknown": ("申报书中没有“{path}”这一项。", "The form has no field “{path}”."),
    "answer.large": (
        "“{label}”的内容过大（{size}），上限 {most}。",
        "“{label}” is too large ({size}); the limit is {most}.",
    ),
    "answer.stale": (
        "“{label}”在您编辑期间已被他人修改，两份内容都已保留，请选择。",
        "“{label}” was changed by someone else while you edited; both texts are kept, please choose.",
    ),
    "answer.locked": (
        "“{label}”不在本次退回修改的范围内，不能更改。",
        "“{label}” is not among the fields sent back; it cannot be changed.",
    ),
    "row.gone": (
        "“{label}”所在的条目已被删除，您填写的内容未保存。",
        "The entry that “{label}” is in has been removed; what you wrote was not saved.",
    ),
    "request.shape": (
        "提交的内容无法识别，请刷新页面后重试。",
        "The request was not understood; please reload the page and try again.",
    ),
    "request.many": (
        "一次最多保存 {most} 项，现有 {count} 项。",
        "At most {most} answers can be saved at once; there are {count}.",
    ),
    "rule.broken": (
        "规则“{rule}”无法计算（{problem}），请联系组织单位。",
        "Rule “{rule}” cannot be worked out ({problem}); please tell the organiser.",
    ),
    "rule.undetermined": (
        "规则“{rule}”所需的内容尚未填写：{fields}。",
        "Rule “{rule}” needs answers not given yet: {fields}.",
    ),
    "declaration.missing": ("尚未作出声明：“{text}”", "This declaration has not been made: “{text}”"),
    "stage.closed": ("“{stage}”已于 {closes} 截止。", "“{stage}” closed at {closes}."),
    "stage.not_open": ("“{stage}”将于 {opens} 开始。", "“{stage}” opens at {opens}."),
    "answer.frozen": (
        "申报书已提交，内容已冻结，这处改动没有保存。确需修改的，请联系受理单位退回。",
        "The application has been submitted and is frozen: this change was not saved. Ask the desk to send it back.",
    ),
    "stage.wrong": ("当前处于“{stage}”阶段，不能执行此操作。", "This cannot be done in the stage “{stage}”."),
    "move.unknown": ("状态为“{state}”时不能执行“{verb}”。", "“{verb}” cannot be done in the state “{state}”."),
    "role.wrong": ("您的角色不能执行此操作。", "Your role cannot do this."),
    "quota.exceeded": (
        "{body}“{track}”推荐名额为 {limit} 个，已列入 {count} 个。",
        "{body} may recommend {limit} applicants on the track “{track}”; {count} are listed.",
    ),
    "quota.none": ("{body}没有“{track}”的推荐名额规定。", "No quota is laid down for {body} on the track “{track}”."),
    "rank.order": (
        "推荐排序须为 1 至 {count} 的连续名次，不得并列或空缺。",
        "Ranks must run from 1 to {count} without ties or gaps.",
    ),
    "list.empty": ("推荐名单为空。", "The list has no entries."),
    "list.pending": (
        "尚有 {count} 项申报未作出处理：{names}。",
        "{count} applications have not been dealt with: {names}.",
    ),
    "list.unsigned": ("会签单位尚未全部会签：{names}。", "Not all co-signing bodies have signed: {names}."),
    "list.sent": (
        "推荐名单已于 {sent} 报送，不能再更改。",
        "The list was sent on {sent} and cannot be changed any more.",
    ),
    "list.early": (
        "网上申报 {closes} 才截止，此前可能还有企业提交；名单报送后不能再列入。",
        "Applications are open until {closes}; whoever submits after the list has been sent cannot be listed.",
    ),
    "list.reason": (
        "上述提示项需要写明理由后才能报送。",
        "The points above need a recorded reason before the list can be sent.",
    ),
    "list.absent": ("该申报不在推荐名单中。", "This application is not on the list."),
    "coverage.narrow": (
        "列入的 {total} 家中有 {count} 家属于“{name}”，未覆盖申报企业所在的{missing}，请统筹考虑覆盖面，避免过于集中。",
        "{count} of the {total} listed are in “{name}” while {missing} are not covered; please heed the coverage.",
    ),
    "change.running": (
        "已退回修改，期限至 {due}；期满前不能不予推荐。",
        "It was sent back with time until {due}; it cannot be declined before.",
    ),
    "package.kind": ("没有这种材料包。", "There is no such package."),
    "document.archive": ("只有 PDF 文件可以另存为存档格式。", "Only a PDF can be had in the archive format too."),
    "document.fine": ("该文件没有生成失败，无需重试。", "This document has not failed; there is nothing to try again."),
    "check.unknown": ("审查表中没有“{check}”这一项。", "The check sheet has no line “{check}”."),
    "check.verdict": ("请选择通过、不通过或不适用。", "Please choose pass, fail or not applicable."),
    "check.open": (
        "形式审查尚有 {count} 项未填写结论：{names}。",
        "{count} items of the check sheet have no verdict: {names}.",
    ),
    "check.failed": ("形式审查未通过：{names}。", "The check sheet has failed items: {names}."),
    "paper.glyphs": (
        "{count} 个字符没有可用的字体，打印稿上显示为带编码的方框：{characters}。生僻字可请管理员配置字体。",
        "{count} character(s) have no font and are printed as boxes with their code: {characters}.",
    ),
    "reason.missing": ("请填写理由。", "Please give a reason."),
    "fields.missing": ("请指明需要修改的栏目。", "Please name the fields to be changed."),
    "due.past": (
        "修改期限须晚于当前时间，且不晚于 {closes}。",
        "The date for changes must be later than now and not after {closes}.",
    ),
    "expert.conflict": (
        "{expert}与{applicant}存在利害关系，应当回避：{reason}。",
        "{expert} has a conflict of interest with {applicant}: {reason}.",
    ),
    "expert.near": (
        "{expert}与{applicant}属于同一地区，请斟酌是否回避。",
        "{expert} and {applicant} are of the same region; consider another expert.",
    ),
    "expert.twice": ("{expert}已在评审该项申报。", "{expert} already reviews this application."),
    "expert.unknown": ("请从专家名单中选择。", "Please choose from the list of experts."),
    "review.closed": ("专家评审尚未启动或已经结束。", "The expert review has not begun or is over."),
    "review.none": ("没有处于“{stage}”阶段的申报。", "No application stands in the stage “{stage}”."),
    "expert.few": (
        "每项申报至少需要 {least} 名专家，现有 {count} 名。",
        "Each application needs at least {least} experts; it has {count}.",
    ),
    "score.range": (
        "“{label}”的评分应在 0 至 {most} 之间，现为“{value}”。",
        "“{label}” is scored from 0 to {most}; it is “{value}”.",
    ),
    "score.missing": ("“{label}”尚未评分。", "“{label}” has not been scored."),
    "opinion.missing": (
        "请填写评审意见（至少 {least} 字）。",
        "Please write an opinion of at least {least} characters.",
    ),
    "review.open": ("尚有 {count} 份评审意见未提交。", "{count} reviews have not been filed."),
    "selection.open": ("尚有 {count} 项申报未作出遴选决定。", "{count} applications have no selection decision."),
    "selection.order": (
        "该决定与专家平均分的先后次序不一致（涉及：{names}），请填写理由。",
        "This decision departs from the order of the experts' means (concerning {names}); please give a reason.",
    ),
    "selection.none": ("没有申报被选入名单。", "No application has been selected."),
    "notice.once": (
        "“{track}”的名单已经发布，不能重复发布或更改。",
        "The list of the track “{track}” has been published already.",
    ),
    "notice.days": (
        "通知未规定公示期限，请指明公示截止时间。",
        "The notice lays down no length of publication; please give its end.",
    ),
    "notice.none": ("“{track}”尚未公示拟入选名单。", "No proposed list of the track “{track}” has been published."),
    "notice.open": (
        "公示期至 {closes} 结束，期满前不能公布结果。",
        "The public notice runs until {closes}; results cannot be announced before.",
    ),
    "application.one": (
        "本单位在该方向已有申报：{number}。",
        "This organisation already has an application on this track: {number}.",
    ),
    "submission.same": (
        "内容与上次提交完全相同。确实不需要修改的，请在“修改说明”中写明理由。",
        "Nothing has changed since the last submission. If nothing needs to change, please say why in the note.",
    ),
    "round.slug": (
        "地址“{slug}”已被另一批次使用，或含有小写字母、数字、连字符以外的字符。",
        "The address “{slug}” is taken by another round, or has other characters than a-z, 0-9 and hyphens.",
    ),
    "sum.equal": (
        "“{label}”填写为 {value}，而应为各分项之和 {sum}，相差 {difference}（{rule}）。",
        "“{label}” is {value}, but its parts add up to {sum}, a difference of {difference} ({rule}).",
    ),
    "sum.at_most": (
        "“{label}”填写为 {value}，超过 {sum}，多出 {difference}（{rule}）。",
        "“{label}” is {value}, more than {sum} by {difference} ({rule}).",
    ),
    "funding.asked": (
        "申请资金 {asked} {unit}，超过按规定测算的 {amount} {unit}（计入投资 {base} {unit}，比例 {share}，上限 {cap} {unit}），以测算数为准。",
        "{asked} ({unit}) is asked for, more than the {amount} that the terms give (base {base}, share {share}, cap {cap}).",
    ),
    "limit.applications": (
        "每个申报主体在本批次最多申报 {most} 项，已有：{numbers}。",
        "One applicant may have {most} applications in this round; there are already: {numbers}.",
    ),
    "cap.exceeded": ("“{cap}”最多 {most} 项，现选 {count} 项。", "“{cap}” may have {most}; {count} are selected."),
    "unchanged.none": (
        "未找到本单位“{track}”的原申报，重新申报须与原申报材料一致。",
        "There is no earlier application on the track “{track}” that this one could repeat.",
    ),
    "unchanged.differs": (
        "“{label}”与原申报不一致，申报材料应保持一致。",
        "“{label}” differs from the earlier application, which it has to repeat.",
    ),
    "reading.unset": ("“{label}”尚未填写取值。", "“{label}” has no value yet."),
    "reading.value": ("“{label}”的取值“{value}”无法识别或不合规定。", "“{label}” cannot have the value “{value}”."),
    "placeholder.open": (
        "通知未写明的事项尚未确认：{names}。",
        "These points, which the notice leaves open, have not been confirmed: {names}.",
    ),
    "date.past": ("新的截止时间须晚于当前时间。", "The new closing time must be later than now."),
    "date.earlier": (
        "“{stage}”的截止时间已公布为 {closes}，只能延长，不能提前。",
        "“{stage}” was published to close at {closes}; it can be extended, not cut short.",
    ),
    "date.order": (
        "“{stage}”的截止时间不能晚于后一阶段“{next}”的截止时间 {closes}，请先延长后一阶段。",
        "“{stage}” cannot close after the next stage “{next}”, which closes at {closes}; extend that one first.",
    ),
    "match.territory": (
        "本批次只受理{territory}的单位；单位所在地区代码为 {region}。",
        "This round is for organisations of {territory} only; the organisation’s region is {region}.",
    ),
    "past_award.columns": (
        "表头应有“单位名称”列{others}，实际表头为：{found}。",
        "The heading needs a column “name”{others_en}; it has: {found}.",
    ),
    "past_award.missing": ("第 {row} 行“{column}”未填写。", "Line {row}: “{column}” is empty."),
    "past_award.large": (
        "第 {row} 行“{column}”超过 {value} 个字符。",
        "Line {row}: “{column}” has more than {value} characters.",
    ),
    "past_award.award": (
        "第 {row} 行“{column}”应为方案中的名单代码（小写字母、数字和下划线），现为“{value}”。",
        "Line {row}: “{column}” is the name that packs use for a list (small letters, digits, _), not “{value}”.",
    ),
    "past_award.year": ("第 {row} 行“{column}”不是年份：“{value}”。", "Line {row}: “{column}” is no year: “{value}”."),
    "past_award.uscc": (
        "第 {row} 行统一社会信用代码无效：“{value}”。",
        "Line {row}: “{value}” is not a valid unified social credit code.",
    ),
    "past_award.file": ("文件“{name}”无法读取：{problem}", "“{name}” cannot be read: {problem_en}"),
    "body.none": (
        "未找到{region}对应的推荐单位，请联系组织单位。",
        "No recommending body was found for {region}; please ask the organiser.",
    ),
    "workbook.file": ("不是可以读取的 XLSX 文件。", "It is no XLSX file that can be read."),
    "workbook.large": ("文件过大，上限 {most} MB。", "The file is too large; the limit is {most} MB."),
    "workbook.foreign": (
        "不是本系统导出的离线填报表：缺少隐藏工作表 _meta。",
        "It is no offline workbook of this system: the hidden sheet _meta is missing.",
    ),
    "workbook.layout": (
        "离线填报表的版式为 {found}，只能读取版式 {wanted}；请重新导出。",
        "The workbook has layout {found} and only layout {wanted} can be read; please export it again.",
    ),
    "workbook.pack": (
        "这份离线填报表属于“{found}”，不属于“{wanted}”。",
        "This workbook belongs to “{found}”, not to “{wanted}”.",
    ),
    "workbook.track": (
        "这份离线填报表属于申报方向“{found}”，不属于“{wanted}”。",
        "This workbook belongs to the track “{found}”, not to “{wanted}”.",
    ),
    "workbook.digest": (
        "离线填报表导出之后申报表有过更新，请核对各项内容。",
        "The form has changed since this workbook was written; please look through the answers.",
    ),
    "workbook.sheet": (
        "缺少工作表“{label}”，其中的内容没有读取。",
        "The sheet “{label_en}” is missing; nothing of it has been read.",
    ),
    "workbook.long": (
        "工作表超过 {most} 行，其后的内容没有读取。",
        "The sheet has more than {most} lines; what follows has not been read.",
    ),
    "workbook.unknown": (
        "不知道“{value}”属于哪一项（隐藏的编号缺失或已改动），没有读取。",
        "It is not known what “{value}” answers (its hidden key is missing or changed); it has not been read.",
    ),
    "workbook.fault": ("单元格显示错误值 {value}。", "The cell shows the error {value}."),
    "workbook.formula": (
        "单元格是公式（显示 {value}），公式不作为填报内容；请粘贴为数值或文字。",
        "The cell holds a formula (it shows {value}), which is no answer; paste it as a value.",
    ),
    "workbook.bomb": (
        "文件解压后过大，没有读取。",
        "The file unpacks to far more than it is and has not been read.",
    ),
    "workbook.macro": (
        "文件带有宏或程序，没有读取；请另存为不含宏的 XLSX。",
        "The file carries macros or programs and has not been read; save it as XLSX without macros.",
    ),
    "workbook.none": ("没有收到文件，请选择离线填报表。", "No file has come; choose the workbook."),
    "workbook.twice": (
        "“{label}”出现两次，只读取了第一处。",
        "“{label}” stands here a second time; only the first has been read.",
    ),
    "workbook.row": (
        "“所属”一栏的“{value}”不是上级表格中某一行的序号，这一行没有读取。",
        "“{value}” is not the number of exactly one row of the table above; this row has not been read.",
    ),
}


class _Gaps(dict[str, str]):
    """A mapping that shows a missing value as its name in braces instead of failing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def fill(template: str, params: Mapping[str, str]) -> str:
    """This function will put values into a message; a value that is missing stays visible as its name."""
    return template.format_map(_Gaps(params))
