"""The wording of built-in findings about organisations and their people, Chinese first and English second."""

MESSAGES: dict[str, tuple[str, str]] = {
    "uscc.length": (
        "统一社会信用代码应为 18 位，所填为 {count} 位。",
        "A unified social credit code has 18 characters; this one has {count}.",
    ),
    "uscc.character": (
        "第 {place} 位“{character}”不是代码用字：只用数字和除 I、O、S、V、Z 外的大写字母。",
        "Character {place}, “{character}”, cannot stand in a code: only digits and capitals other than I, O, S, V, Z.",
    ),
    "uscc.mistyped": (
        "第 {place} 位“{character}”不是代码用字，是否应为“{meant}”？",
        "Character {place}, “{character}”, cannot stand in a code; is it “{meant}”?",
    ),
    "uscc.region": (
        "第 3–8 位是登记机关行政区划码，应为数字，第 {place} 位所填为“{character}”。",
        "Characters 3–8 are the region of registration and digits; character {place} is “{character}”.",
    ),
    "uscc.check": (
        "第 18 位校验码不符（GB 32100）：按前 17 位计算应为“{wanted}”，所填为“{found}”，请逐位核对营业执照。",
        "The check character (place 18, GB 32100) should be “{wanted}” for the 17 before it and is “{found}”; "
        "compare each character with the licence.",
    ),
    "uscc.organisation": (
        "第 17 位组织机构代码校验位不符（GB 11714）：应为“{wanted}”，所填为“{found}”。"
        "个别单位的代码确有此情况，请对照营业执照核对。",
        "Character 17, the check digit of the organisation code (GB 11714), should be “{wanted}” and is “{found}”. "
        "A few units do have such a code; compare with the licence.",
    ),
    "organisation.unverified": (
        "本单位尚未通过主管部门核验，可以填报，核验通过后才能提交。",
        "The organisation has not been verified by its authority: it may fill in, and submit once it is verified.",
    ),
    "organisation.manager": (
        "只有单位管理员可以执行此操作。",
        "Only a manager of the organisation can do this.",
    ),
    "organisation.taken_uscc": (
        "这个统一社会信用代码已经登记。如果您在该单位工作，请向单位管理员申请加入。",
        "This code is registered already. If you work for the organisation, ask its manager to let you join.",
    ),
    "organisation.taken_name": (
        "已有同名单位登记。如果您在该单位工作，请向单位管理员申请加入。",
        "An organisation of this name is registered already. If you work there, ask its manager to let you join.",
    ),
    "consortium.none": (
        "本项目不接受联合体申报。",
        "This programme takes no consortia.",
    ),
    "consortium.required": (
        "本项目须以联合体申报，请填写成员单位。",
        "One applies to this programme as a consortium; please list its members.",
    ),
    "consortium.most": (
        "联合体成员最多 {most} 家，现有 {count} 家。",
        "A consortium may have {most} members beside its lead; it has {count}.",
    ),
    "consortium.lead": (
        "“{name}”是牵头单位，不能同时列为成员。",
        "“{name}” is the lead and cannot be a member as well.",
    ),
    "consortium.twice": (
        "成员单位 {uscc} 列了两次。",
        "The member {uscc} is listed twice.",
    ),
    "consortium.unconfirmed": (
        "以下成员单位尚未确认参加：{names}。",
        "These members have not confirmed yet: {names}.",
    ),
    "consortium.closed": (
        "申报不在填报中，或只退回了部分栏目，不能更改联合体。",
        "The consortium cannot be changed: the application is not being filled in, or only some fields were sent back.",
    ),
    "finance.more": (
        "“{label}”大于“{other}”，请核对。",
        "“{label}” is more than “{other}”; please look again.",
    ),
    "certificate.order": ("有效期早于发证日期。", "It would end before it was issued."),
    "certificate.file": ("请选择证书文件。", "Please choose the file of the certificate."),
    "membership.last": (
        "单位至少要有一名管理员，请先把另一名人员设为管理员。",
        "An organisation needs a manager; make somebody else one first.",
    ),
    "invitation.member": ("“{email}”已是本单位人员。", "“{email}” belongs to the organisation already."),
    "invitation.many": (
        "尚未使用的邀请已有 {most} 份，请先撤回不需要的。",
        "There are {most} open invitations; withdraw those that are not needed.",
    ),
    "invitation.gone": (
        "邀请链接无效、已使用或已过期，请向单位管理员索取新的链接。",
        "The link is not valid, used or expired; ask the manager of the organisation for a new one.",
    ),
    "account.email": ("邮箱“{email}”已有账号。", "There is an account with the e-mail address “{email}” already."),
    "verification.none": (
        "所在地区还没有主管部门使用本系统，请联系组织单位。",
        "No authority of this region works with the system yet; please ask the organiser.",
    ),
    "verification.same": ("已提请核验或已通过核验。", "Verification has been asked for already, or is done."),
    "organisation.known": ("单位“{name}”或其统一社会信用代码已经登记。", "“{name}” or its code is known already."),
    "account.known": ("用户名“{username}”已被使用。", "The user name “{username}” is taken."),
}
