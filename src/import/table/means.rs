//! What a column can mean, headings that mean a field in one ledger only, and those of one row that is several records: a matter with its
//! stages, meetings, money; a motion with its review, hand-over, reply.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use crate::ledger::{Field, Ledger};
use crate::lookup::{Candidate, Pick, folded, pick_surely};
use crate::vocabulary::{Set, Term, Vocabulary};

/// What a column holds.
#[derive(Clone, Debug)]
pub enum Means {
    /// A field, with the unit that its heading names.
    Field(&'static Field, Option<String>),
    /// The bound of an amount, in words of its own: the key of the field.
    Bound(&'static str),
    /// What a row says of itself under a key of its own: its ledger, its id, its session, whether it is void and why; by `ref` and `no`
    /// others can call it, `titled` is the title of what it hangs on, `as of` the day of whatever has none.
    Own(&'static str),
    /// What the row hangs on; the ledger whose numbers stand there, where the heading says it and it could be another.
    Of(Option<&'static str>),
    /// What the row hangs on, or what a field names, by the code that it has in the office.
    Code(Option<&'static Field>),
    /// Something of what hangs on the row's record.
    Part(Box<Part>),
    /// Whether there is such a record at all.
    Happened,
    /// What became of a piece, in words: it was adopted, forwarded, endorsed.
    Status,
    /// Words that go into the note behind their heading.
    Aside,
    /// Nothing that is kept: the number of the row, or why it was refused before.
    Nothing,
}

impl Means {
    /// Whether it is the field with this key, or what a row says of itself under it.
    pub fn is(&self, key: &str) -> bool {
        matches!(self, Means::Field(Field { key: own, .. }, _) | Means::Own(own) if *own == key)
    }

    /// Whether it is a field of such values, of the row's record or of what hangs on it.
    pub fn holds(&self, such: impl Fn(&Field) -> bool) -> bool {
        matches!(self.inner(), Means::Field(field, _) if such(field))
    }

    /// What it means by itself, of whatever record.
    pub fn inner(&self) -> &Means {
        if let Means::Part(part) = self { &part.means } else { self }
    }

    /// A column of numbers with the unit that its heading names.
    pub fn in_unit(mut self, unit: Option<String>) -> Means {
        let inner = if let Means::Part(part) = &mut self { &mut part.means } else { &mut self };
        if let Means::Field(_, own) = inner {
            *own = unit;
        }
        self
    }

    /// The key that a column's cells are read for; none where they are passed over.
    pub fn key(&self) -> Option<String> {
        Some(match self {
            Means::Field(field, _) | Means::Code(Some(field)) => field.key.to_owned(),
            Means::Bound(key) => format!("{key}_bound"),
            Means::Of(_) | Means::Code(None) | Means::Own("titled") => "of".to_owned(),
            Means::Own(key) => (*key).to_owned(),
            Means::Part(part) => {
                let stage = part.stage.as_deref().unwrap_or_default();
                format!("{}.{stage}.{}", part.ledger.key, part.means.key().unwrap_or_default())
            }
            Means::Happened => "happened".to_owned(),
            Means::Status | Means::Aside | Means::Nothing => return None,
        })
    }
}

/// What a column says of something that hangs on the record of its row.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its ledger.
    pub ledger: &'static Ledger,
    /// The stage at which it is, which the heading names.
    pub stage: Option<String>,
    /// What the column is to its ledger.
    pub means: Means,
    /// What else follows from it where nothing else is said.
    pub implied: Option<(&'static str, &'static str)>,
}

impl From<Part> for Means {
    fn from(part: Part) -> Means {
        Means::Part(Box::new(part))
    }
}

/// Headings that mean a field in one ledger only.
pub const LOCAL: &[(&str, &str, &[&str])] = &[
    ("media", "kind", &["级别", "刊登级别", "媒体级别", "刊发级别", "稿件级别"]),
    ("member", "count", &["人数"]),
    ("member", "date", &["任职日期", "任职时间", "任职起始", "起始日期", "入册日期", "当选日期", "增补日期", "任期自"]),
    ("station", "date", &["挂牌日期", "挂牌时间", "建成日期", "设立日期", "成立日期", "启用日期"]),
    ("station", "title", &["阵地", "阵地名称", "工作室", "工作室名称", "工作站名称", "站点名称", "驿站名称"]),
    ("station", "kind", &["阵地类别", "阵地类型"]),
    ("advice", "date", &["完成日期", "完成时间"]),
    ("aid", "date", &["完成日期", "完成时间"]),
    ("aid", "count", &["走访次数"]),
    ("liaison", "turns", &["来访人数", "来访人次", "接待人数", "接待人次"]),
    ("liaison", "title", &["反映问题", "反映事项", "反映内容", "来访事由"]),
    ("motion", "title", &["提案案由", "提案内容"]),
    ("motion", "date", &["收到日期", "收到时间", "提案日期", "提案时间", "收案日期", "收件日期"]),
    ("motion", "proposer", &["第一提案人", "领衔提案人", "首提人"]),
    ("info", "author", &["报送单位", "报送委员", "供稿单位", "来稿单位"]),
    ("review", "date", &["审查日期", "审查时间", "立案日期", "立案时间"]),
    ("assignment", "date", &["交办日期", "交办时间"]),
    ("reply", "date", &["办复日期", "办复时间", "答复日期", "答复时间", "办结日期", "回复日期"]),
    ("reply", "doc", &["答复文号", "办复文号", "复函文号", "答复函号", "复文号"]),
    ("feedback", "grade", &["委员满意度", "提案人满意度", "满意度评价"]),
    ("feedback", "date", &["反馈日期", "反馈时间", "评价日期", "评价时间"]),
    ("rehandling", "date", &["重办日期", "重办时间"]),
    ("chasing", "date", &["确定日期", "督办日期", "列入日期"]),
    ("commendation", "date", &["表彰日期", "评选日期", "获奖日期"]),
    ("case", "title", &["民生实事名称", "民生事项", "民生事项名称", "议题名称", "协商事项", "商量事项名称"]),
    ("case", "date", &["提案日期", "提案时间", "提出日期", "提出时间"]),
    ("case", "proposer", &["提案者", "提案委员", "提出人", "提案单位", "第一提案人"]),
    ("stage", "stage", &["阶段", "流程", "流程环节", "进度"]),
    ("stage", "lead", &["承办部门", "主办单位", "责任单位", "牵头单位", "交办单位"]),
    ("meeting", "stage", &["会议类型", "会议类别", "阶段", "协商环节", "协商阶段", "会议环节"]),
    ("meeting", "turns", &["参加人次", "参与人次", "参会人次", "各方参与人次", "总人次"]),
    ("meeting", "turns", &["人数", "参加人数", "参与人数", "参会人数", "到会人数"]),
    ("meeting", "members", &["委员人次", "委员参与人次", "委员参加人次", "参与委员人次", "其中委员人次"]),
    ("meeting", "opinions", &["意见", "意见数", "意见条数", "建议", "建议数", "建议条数"]),
    ("meeting", "opinions", &["意见建议数", "意见建议条数", "提出意见建议"]),
    ("meeting", "adopted", &["采纳意见", "采纳数", "采纳条数", "采纳意见建议", "被采纳"]),
    ("meeting", "place", &["会议地点", "协商地点", "召开地点", "场所"]),
    ("solution", "count", &["解决数", "解决件数", "推进解决数", "办结数", "办结件数"]),
    ("adoption", "count", &["采用数", "采用次数", "采用篇数", "采用条数", "采用期数量"]),
    ("forwarding", "count", &["转送数", "转送次数", "转送篇数", "转送条数"]),
    ("endorsement", "count", &["件次", "签批数", "签批次数", "签批件次", "批示数", "批示次数", "批示件次"]),
    ("fund", "amount", &["资金", "协调资金", "资金金额", "资金额", "投入资金", "到位资金", "落实资金", "经费"]),
    ("fund", "source", &["资金来源", "出资单位", "拨款单位", "来源单位", "来源部门"]),
    ("benefit", "amount", &["人数", "受益人", "受益群众", "惠及群众", "惠及人数", "受益人口", "受益群众人数"]),
    ("benefit", "households", &["户数", "惠及户数", "受益农户", "受益户"]),
    ("benefit", "source", &["数据来源", "统计单位", "来源单位"]),
];

/// A heading without what does not tell headings apart: blanks, brackets, full-width forms, the mark of required ones, and a number
/// before it: 一、日期, 2.人次.
pub fn bare(heading: &str) -> String {
    let text = folded(heading).replace("必填", "").replace("选填", "");
    let text = text.trim_matches(|c| matches!(c, '*' | ':' | '★' | '.' | '。'));
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let behind = rest.strip_prefix(['、', '.', ',']).filter(|behind| rest.len() < text.len() && !behind.is_empty());
    behind.unwrap_or(text).to_owned()
}

/// Headings that mean a part wherever else they may be known: of a ledger, the part, its field (none: whether there is one at
/// all), what follows from it.
type Preferred =
    (&'static str, &'static str, &'static str, Option<(&'static str, &'static str)>, &'static [&'static str]);
const PREFERRED: &[Preferred] = &[
    ("case", "solution", "", None, &["是否解决", "解决情况", "完成情况", "办理情况", "办结情况", "办理结果"]),
    ("case", "solution", "", None, &["是否办结", "是否已解决", "推进解决", "是否推进解决", "推进解决情况"]),
    ("case", "solution", "", None, &["是否得到解决", "解决与否"]),
    ("case", "benefit", "amount", None, &["受益人次", "惠及人口", "惠及群众人数"]),
    ("motion", "review", "date", Some(("outcome", "filed")), &["立案日期", "立案时间"]),
    ("motion", "assignment", "lead", None, &["主办单位", "承办单位", "主办部门", "承办部门", "牵头单位", "责任单位"]),
    ("motion", "assignment", "due", None, &["期限", "答复期限", "办结期限", "办理时限", "截止日期"]),
    ("motion", "chasing", "", None, &["重点提案", "是否重点提案", "是否重点督办"]),
    ("motion", "commendation", "", None, &["优秀提案", "是否优秀提案"]),
];

/// What is said before the name of a common field, of a part: 会议日期.
const CALLED: &[(&str, &[&str])] = &[
    ("meeting", &["会议", "协商会", "协商"]),
    ("fund", &["资金", "协调资金", "到位"]),
    ("benefit", &["受益", "受益群众"]),
    ("solution", &["解决", "推进解决", "办结"]),
    ("adoption", &["采用"]),
    ("forwarding", &["转送", "转办"]),
    ("endorsement", &["批示", "签批"]),
    ("review", &["审查"]),
    ("assignment", &["交办"]),
    ("reply", &["答复", "办复"]),
    ("feedback", &["反馈"]),
    ("chasing", &["督办"]),
    ("commendation", &["表彰", "优秀提案"]),
];

/// What takes a matter back has to come in its order, which a row does not tell.
const NO_PARTS: [&str; 3] = ["reopening", "rehandling", "stage"];

/// What is something else in the list of the matters themselves.
const ELSEWHERE: [&str; 3] = ["联系方式", "地点", "场所"];

const DAYS: [&str; 2] = ["日期", "时间"];
/// How many meetings there were at a stage.
const MEETINGS: [&str; 8] = ["场次", "次数", "场数", "会议次数", "会议场次", "协商次数", "召开次数", "会场次"];

/// What a bare heading means in a ledger's parts, before anything else that it may mean.
pub fn preferred(name: &str, ledger: &'static Ledger) -> Option<Means> {
    let (_, part, field, implied, _) =
        PREFERRED.iter().find(|(of, .., names)| *of == ledger.key && names.contains(&name))?;
    let part = ledger.child(part)?;
    let means = part.field(field).map_or(Means::Happened, |field| Means::Field(field, None));
    Some(Part { ledger: part, stage: None, means, implied: *implied }.into())
}

/// What a bare heading that means nothing in a ledger itself means in its parts.
pub fn named_in_parts(name: &str, ledger: &'static Ledger, words: &Vocabulary) -> Option<Means> {
    static NAMES: LazyLock<Vec<OnceLock<Names>>> = LazyLock::new(|| Ledger::all().map(|_| OnceLock::new()).collect());
    if ledger.children.is_empty() {
        return None;
    }
    if is_status(name, ledger) {
        return Some(Means::Status);
    }
    let names = NAMES.get(ledger.rank())?.get_or_init(|| names(ledger));
    if let Some(found) = names.get(name) {
        let (ledger, field) = (*found)?;
        return Some(Part { ledger, stage: None, means: Means::Field(field, None), implied: None }.into());
    }
    of_stage(name, ledger, names, words)
}

/// The names of parts' fields; none for a name that several have.
type Names = HashMap<String, Option<(&'static Ledger, &'static Field)>>;

fn names(ledger: &'static Ledger) -> Names {
    let mut all = Names::new();
    for part in ledger.children.iter().copied().filter(|part| !NO_PARTS.contains(&part.key)) {
        let mut enter = |field: &'static Field, name: &str| {
            let known = all.entry(bare(name)).or_insert(Some((part, field)));
            known.take_if(|(other, of)| *other != part || of.key != field.key);
        };
        for field in part.fields.iter().filter(|field| !field.of_total) {
            let own = [field.label.zh, field.label.en].into_iter().chain(field.synonyms());
            own.filter(|name| !ELSEWHERE.contains(name)).for_each(|name| enter(field, name));
        }
        let local = LOCAL.iter().filter(|(key, of, _)| *key == part.key && (*of != "count" || part.several));
        for (_, key, names) in local {
            let names = names.iter().filter(|name| !ELSEWHERE.contains(name));
            part.field(key).into_iter().for_each(|field| names.clone().for_each(|name| enter(field, name)));
        }
        let called = CALLED.iter().filter(|(key, _)| *key == part.key).flat_map(|(_, names)| *names).copied();
        for called in called.chain([part.label.zh]) {
            let common = [("date", &DAYS[..]), ("doc", &["文号"]), ("note", &["备注", "说明"])].into_iter();
            let common =
                common.flat_map(|(key, names)| names.iter().filter_map(move |name| Some((part.field(key)?, *name))));
            let own = part.fields.iter().filter(|field| !field.of_total).map(|field| (field, field.label.zh));
            common.chain(own).for_each(|(field, name)| enter(field, &format!("{called}{name}")));
        }
        if part.several {
            part.field("count").into_iter().for_each(|field| MEETINGS.iter().for_each(|name| enter(field, name)));
        }
    }
    all
}

/// 议前协商时间, 现场场次, 议前协商: the day of a stage, the number of meetings at it, or either, as its cells are. The day of the first
/// stage is that of the matter itself.
fn of_stage(name: &str, ledger: &'static Ledger, names: &Names, words: &Vocabulary) -> Option<Means> {
    let (stages, meetings) = (ledger.child("stage")?, ledger.child("meeting")?);
    if name.chars().count() > 20 {
        return None;
    }
    let part = |part: &'static Ledger, stage: &Term, means: Means| {
        Some(Part { ledger: part, stage: Some(stage.key.clone()), means, implied: None }.into())
    };
    let first = words.of(Set::Stage, ledger.key).next()?;
    let day = |stage: &Term| match ledger.field("date") {
        date if *stage == *first => date.map(|date| Means::Field(date, None)),
        _ => part(stages, stage, Means::Field(stages.field("date")?, None)),
    };
    // By its name, or the beginning or end of it that no other has: 议前, 立案.
    let stages_of = || words.of(Set::Stage, ledger.key);
    let candidates: Vec<Candidate> = stages_of().map(|stage| Candidate::new(&stage.key, &[&stage.label])).collect();
    let found = |name: &str| match pick_surely(name, &candidates) {
        Pick::One(key) => stages_of().find(|stage| stage.key == key),
        _ => None,
    };
    let called = |name: &str| found(name).or_else(|| found(name.trim_end_matches("会议").trim_end_matches('会')));
    for (at, _) in name.char_indices().skip(1) {
        let (head, tail) = name.split_at(at);
        let of_meeting = names.get(tail).copied().flatten().filter(|(part, _)| *part == meetings);
        let is_day = DAYS.contains(&tail);
        if !is_day && of_meeting.is_none() {
            continue;
        }
        match (called(head), of_meeting) {
            (Some(stage), _) if is_day => return day(stage),
            (Some(stage), Some((_, field))) if stage.has_meetings() => {
                return part(meetings, stage, Means::Field(field, None));
            }
            _ => {}
        }
    }
    let is_called =
        |stage: &&Term| name.strip_prefix(&*bare(&stage.label)).is_some_and(|end| ["", "会", "会议"].contains(&end));
    let stage = stages_of().find(is_called)?;
    if *stage == *first { day(stage) } else { part(stages, stage, Means::Happened) }
}

/// What a column of words says that tell what became of a piece, and what they may be joined with.
const FATES: [&str; 12] =
    ["采用", "录用", "刊用", "批示", "签批", "转办", "转送", "转化", "办理", "领导", "成果", "信息"];

/// 采用及批示情况, 采用/转办情况: whether a heading says in words what became of a piece.
fn is_status(name: &str, ledger: &Ledger) -> bool {
    let Some(mut rest) = name.strip_suffix("情况").filter(|rest| !rest.is_empty() && name.chars().count() <= 20)
    else {
        return false;
    };
    let fates = if ledger.key == "info" { &FATES[..] } else { &["批示", "签批", "转化", "领导", "成果"] };
    let says_fate = FATES[..9].iter().any(|fate| rest.contains(fate));
    while !rest.is_empty() {
        let next = fates.iter().find_map(|fate| rest.strip_prefix(fate));
        let Some(behind) = next else { return false };
        rest = behind.trim_start_matches(['及', '和', '与', '、', '/', '或', ',']);
    }
    says_fate && ledger.child("endorsement").is_some()
}
