//! What a column can mean, and headings that mean a field in one ledger only.

use crate::ledger::{Field, Ledger};
use crate::lookup::folded;

/// What a column holds.
#[derive(Clone, Debug)]
pub enum Means {
    /// A field, with the unit that its heading names.
    Field(&'static Field, Option<String>),
    /// The bound of an amount, in words of its own: the key of the field.
    Bound(&'static str),
    Ledger,
    Id,
    /// A name of the row, by which others can call it.
    Ref,
    /// A number of the row, by which others can call it.
    Number,
    /// What the row hangs on; the ledger whose numbers stand there, where the heading says it and it could be another.
    Of(Option<&'static str>),
    /// What the row hangs on, or what a field names, by the code that it has in the office.
    Code(Option<&'static Field>),
    /// The session of what is named by its code.
    Session,
    Void,
    Reason,
    /// Something of what hangs on the row's record.
    Part(Box<Part>),
    /// Whether there is such a record at all.
    Happened,
    /// What became of a piece, in words: it was adopted, forwarded, endorsed.
    Status,
    /// The title of what the row hangs on.
    Titled,
    /// The last day that the row tells of: that of whatever has none.
    Until,
    /// Words that go into the note behind their heading.
    Aside,
    /// Nothing that is kept: the number of the row, or why it was refused before.
    Nothing,
}

impl Means {
    /// Whether it is the field with this key.
    pub fn is(&self, key: &str) -> bool {
        matches!(self, Means::Field(field, _) if field.key == key)
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
            Means::Ledger => "ledger".to_owned(),
            Means::Id => "id".to_owned(),
            Means::Ref => "ref".to_owned(),
            Means::Number => "no".to_owned(),
            Means::Of(_) | Means::Code(None) | Means::Titled => "of".to_owned(),
            Means::Session => "session".to_owned(),
            Means::Void => "void".to_owned(),
            Means::Reason => "reason".to_owned(),
            Means::Part(part) => {
                let stage = part.stage.as_deref().unwrap_or_default();
                format!("{}.{stage}.{}", part.ledger.key, part.means.key().unwrap_or_default())
            }
            Means::Happened => "happened".to_owned(),
            Means::Until => "as of".to_owned(),
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

/// A heading without what does not tell headings apart: blanks, brackets, full-width forms, the mark of required ones.
pub fn bare(heading: &str) -> String {
    let text = folded(heading).replace("必填", "").replace("选填", "");
    without_numbering(text.trim_matches(|c| matches!(c, '*' | ':' | '★' | '.' | '。'))).to_owned()
}

/// A heading without a number before it: 一、日期, 2.人次, （三）类别 without its brackets.
fn without_numbering(heading: &str) -> &str {
    let rest = heading.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let behind = rest.strip_prefix(['、', '.', ',']).filter(|behind| rest.len() < heading.len() && !behind.is_empty());
    behind.unwrap_or(heading)
}
