//! 渝事好商量·一镇一事商量办: livelihood matters of the towns, each on its way through seven stages.

use super::field::{Choice, HOUSEHOLDS, OPINIONS, PERSONS, TURNS, Type, YUAN};
use super::own::own_fields;
use super::{Book, Completion, Family, Field, Kin, Ledger, Record, Value};
use crate::amount::Amount;
use crate::error::{Error, Result};
use crate::message;
use crate::text::text;

own_fields! {
    /// One matter of a town.
    Case {
        /// Who proposed it.
        proposer: Vec<String> = Field::new("", text("提案人", "proposer"), Type::Names),
    }
}

own_fields! {
    /// A stage that a matter reached: an event with a date.
    Stage {
        /// Which of the seven.
        stage: Option<String> = Field::new("", text("环节", "stage"), Type::Choice(STAGES)).required()
            .about(text("不写则为下一个", "the next one unless said")),
        /// 承办单位.
        lead: Option<String> = Field::new("", text("承办单位", "lead"), Type::Text),
    }
}

own_fields! {
    /// A meeting, for one matter or for several at once.
    Meeting {
        /// At which of the four meeting stages.
        stage: Option<String> = Field::new("", text("环节", "stage"), Type::Choice(&MEETING_STAGES)).required()
            .about(text("pre、onsite、followup、conclusion；不写则为下一个", "pre, onsite, followup, conclusion; the next one unless said")),
        /// 各方参与人次.
        turns: Option<Amount> = Field::new("", text("人次", "turns"), Type::Amount(&TURNS)).short('n'),
        /// 其中委员人次.
        members: Option<Amount> = Field::new("", text("委员人次", "members"), Type::Amount(&TURNS)),
        /// 条.
        opinions: Option<Amount> = Field::new("", text("意见建议", "opinions"), Type::Amount(&OPINIONS)),
        /// 条.
        adopted: Option<Amount> = Field::new("", text("采纳", "adopted"), Type::Amount(&OPINIONS)),
        /// Where it was held.
        place: Option<String> = Field::new("", text("地点", "place"), Type::Text),
    }
}

own_fields! {
    /// 协调资金: money coordinated for a matter.
    Fund {
        /// Yuan.
        amount: Option<Amount> = Field::new("", text("金额", "amount"), Type::Amount(&YUAN)).required(),
        /// Who pays.
        source: Option<String> = Field::new("", text("来源", "source"), Type::Text),
    }
}

own_fields! {
    /// 受益群众: people who benefit from a matter.
    Benefit {
        /// Persons.
        amount: Option<Amount> = Field::new("", text("受益人数", "people"), Type::Amount(&PERSONS)),
        /// Households, kept apart from persons.
        households: Option<Amount> = Field::new("", text("受益户数", "households"), Type::Amount(&HOUSEHOLDS)),
        /// Who counted.
        source: Option<String> = Field::new("", text("来源", "source"), Type::Text),
    }
}

/// The seven stages, in their order.
pub static STAGES: &[Choice] = &[
    Choice { key: "proposal", label: text("委员提案", "proposal") },
    Choice { key: "filing", label: text("政协立案", "filing") },
    Choice { key: "assignment", label: text("政府交办", "assignment") },
    Choice { key: "pre", label: text("议前协商", "preliminary consultation") },
    Choice { key: "onsite", label: text("现场协商", "on-site consultation") },
    Choice { key: "followup", label: text("督办协商", "follow-up consultation") },
    Choice { key: "conclusion", label: text("总结协商", "concluding consultation") },
];

/// The stages at which meetings are held.
static MEETING_STAGES: [Choice; 4] = [
    Choice { key: "pre", label: text("议前协商", "preliminary consultation") },
    Choice { key: "onsite", label: text("现场协商", "on-site consultation") },
    Choice { key: "followup", label: text("督办协商", "follow-up consultation") },
    Choice { key: "conclusion", label: text("总结协商", "concluding consultation") },
];

pub static LEDGER: Ledger = Ledger {
    key: "case",
    label: text("一镇一事商量办", "cases"),
    about: text("一个镇街的一件民生实事", "one livelihood matter of a town"),
    fields: Case::FIELDS,
    positional: &["title"],
    required: &["title", "town"],
    defaults: &[("platform", "一镇一事")],
    children: &[&STAGE, &MEETING, &FUND, &BENEFIT, &SOLUTION],
    post,
    examples: &[
        "qjcppcc case add \"清溪河违法建筑整治\" -t 永新 --proposer 农业界委员小组",
        "qjcppcc case advance 12",
        "qjcppcc case meet 12 -n 45 --members 6",
        "qjcppcc case fund 12 35万 --source 区水利局",
        "qjcppcc case benefit 12 1200人",
        "qjcppcc case solve 12",
    ],
    ..Ledger::BLANK
};

pub static STAGE: Ledger = Ledger {
    key: "stage",
    label: text("环节", "stage"),
    about: text("一件事项进入一个环节", "a matter reached a stage"),
    verb: "advance",
    fields: Stage::FIELDS,
    positional: &["stage"],
    parents: &["case"],
    filled: &["stage"],
    complete: next_stage,
    ..Ledger::BLANK
};

pub static MEETING: Ledger = Ledger {
    key: "meeting",
    label: text("协商会", "meeting"),
    about: text("一场协商会，可同时商量几件事项", "one meeting, for one or several matters"),
    verb: "meet",
    fields: Meeting::FIELDS,
    positional: &[],
    parents: &["case"],
    several: true,
    counted: true,
    filled: &["stage"],
    complete: next_meeting,
    post: post_meeting,
    ..Ledger::BLANK
};

pub static FUND: Ledger = Ledger {
    key: "fund",
    label: text("协调资金", "fund"),
    about: text("为一件事项协调的一笔资金", "money coordinated for a matter"),
    verb: "fund",
    fields: Fund::FIELDS,
    positional: &["amount"],
    parents: &["case"],
    post: |record, _, book| book.sum("case.funds", Fund::of(record).amount),
    ..Ledger::BLANK
};

pub static BENEFIT: Ledger = Ledger {
    key: "benefit",
    label: text("受益群众", "benefit"),
    about: text("一件事项的受益群众", "people who benefit from a matter"),
    verb: "benefit",
    fields: Benefit::FIELDS,
    positional: &["amount"],
    parents: &["case"],
    rule: |record| match (record.get("amount"), record.get("households")) {
        (None, None) => Err(Error::usage(
            "missing_field",
            message!(
                "缺少受益人数（amount）或户数（households）",
                "the number of people (amount) or of households is missing"
            ),
        )
        .hint(message!("例如 qjcppcc case benefit 12 1200人", "for example: qjcppcc case benefit 12 1200人"))
        .field("amount")),
        _ => Ok(()),
    },
    post: |record, _, book| book.sum("case.benefited", Benefit::of(record).amount),
    ..Ledger::BLANK
};

pub static SOLUTION: Ledger = Ledger {
    key: "solution",
    label: text("推进解决", "solution"),
    about: text("一件事项得到推进解决", "a matter was solved"),
    verb: "solve",
    positional: &[],
    parents: &["case"],
    complete: solve_once,
    post: post_solution,
    ..Ledger::BLANK
};

/// The last stage a matter reached: its place in [`STAGES`]. A matter opens at proposal.
fn stage_reached(children: &[&Record]) -> usize {
    let stages = children.iter().filter(|child| child.ledger == &STAGE);
    stages.filter_map(|child| stage_rank(child.text("stage")?)).max().unwrap_or(0)
}

fn stage_rank(key: &str) -> Option<usize> {
    STAGES.iter().position(|stage| stage.key == key)
}

/// The first live solution of a matter; later ones add nothing.
fn first_solution<'a>(children: &[&'a Record]) -> Option<&'a Record> {
    children.iter().find(|child| child.ledger == &SOLUTION).copied()
}

/// A matter is open from its first day until the day on which it is solved. The two lines have different subjects,
/// so that they stay two when both fall on one day: what has left a stock must have come into it.
fn post(record: &Record, kin: &Kin, book: &mut Book) {
    book.count("case.count");
    book.count("case.open");
    if let Some(solution) = first_solution(&kin.children) {
        let day = solution.date().max(record.date());
        book.post("case.open", day, Amount::exact(-1), "solved".to_owned());
    }
}

fn post_meeting(record: &Record, _: &Kin, book: &mut Book) {
    let own = Meeting::of(record);
    book.count(&format!("case.{}", own.stage.unwrap_or_default()));
    book.count("case.meetings");
    book.sum("case.turns", own.turns);
    book.sum("case.members", own.members);
    book.sum("case.opinions", own.opinions);
    book.sum("case.adopted", own.adopted);
}

/// The day the matter was opened goes along as the subject, so that any period can tell what it carried over.
fn post_solution(record: &Record, kin: &Kin, book: &mut Book) {
    for family in &kin.parents {
        if first_solution(&family.children).is_some_and(|first| first.id == record.id) {
            book.count("case.solved");
            book.post("case.carried", record.date(), Amount::exact(1), family.parent.date().to_string());
        }
    }
}

/// The stage defaults to the one after the last.
fn next_stage(record: &mut Record, parents: &[Family]) -> Result<Completion> {
    if record.get("stage").is_some() {
        return Ok(Completion::default());
    }
    let reached = parents.first().map_or(0, |family| stage_reached(&family.children));
    let Some(next) = STAGES.get(reached + 1) else {
        return Err(Error::refused(
            "course_ended",
            message!(
                "这件事项已到最后一个环节：总结协商",
                "the matter has reached its last stage, the concluding consultation"
            ),
        )
        .hint(message!(
            "得到解决的，用 qjcppcc case solve 编号 记录",
            "record a solution with: qjcppcc case solve NO"
        )));
    };
    record.set("stage", Some(Value::Text(next.key.to_owned())));
    Ok(Completion::default())
}

/// The stage of a meeting defaults to the first matter's next meeting stage; matters whose next stage it is move on with it.
#[expect(clippy::unnecessary_wraps, reason = "it stands beside completions that can refuse")]
fn next_meeting(record: &mut Record, parents: &[Family]) -> Result<Completion> {
    let mut completion = Completion::default();
    if record.get("stage").is_none() {
        let reached = parents.first().map_or(0, |family| stage_reached(&family.children));
        let after = STAGES.iter().skip(reached + 1);
        let next = after.clone().find(|stage| MEETING_STAGES.iter().any(|meeting| meeting.key == stage.key));
        let next = next.or(STAGES.last()).map(|stage| Value::Text(stage.key.to_owned()));
        record.set("stage", next);
    }
    if record.get("town").is_none() {
        let town = parents.first().and_then(|family| family.parent.get("town"));
        record.set("town", town.cloned());
    }
    let Some(stage) = record.text("stage").and_then(stage_rank) else { return Ok(completion) };
    for family in parents {
        let reached = stage_reached(&family.children);
        if reached + 1 < stage {
            let (now, no) = (STAGES[reached].label, family.parent.no);
            let (zh, en) = (now.zh, now.en);
            completion.remarks.push(message!(
                "事项{no}还在{zh}，会议先记下，环节没有动",
                "case {no} is still at {en}; the meeting is recorded and moves nothing"
            ));
        }
        if reached + 1 == stage {
            let mut moved = Record::blank(&STAGE);
            moved.of = vec![family.parent.id];
            moved.set("date", record.get("date").cloned());
            moved.set("stage", record.get("stage").cloned());
            let (zh, en, no) = (STAGES[stage].label.zh, STAGES[stage].label.en, family.parent.no);
            completion.remarks.push(message!("事项{no}随之进入{zh}", "case {no} moves on with it to {en}"));
            completion.records.push(moved);
        }
    }
    Ok(completion)
}

fn solve_once(_: &mut Record, parents: &[Family]) -> Result<Completion> {
    for family in parents {
        if let Some(first) = first_solution(&family.children) {
            let (no, day, solution) = (family.parent.no, first.date(), first.name());
            return Err(Error::refused(
                "solved_already",
                message!("事项{no}已在{day}记为推进解决（{solution}）", "case {no} is recorded as solved on {day} ({solution})"),
            )
            .hint(message!(
                "要改，用 qjcppcc case edit {solution}；记错了，用 qjcppcc case void {solution} --reason 原因",
                "change it with: qjcppcc case edit {solution}; take it back with: qjcppcc case void {solution} --reason WHY"
            )));
        }
    }
    Ok(Completion::default())
}
