//! 民生事项: livelihood matters of the office's parts, each on its way through the office's stages.

use super::course::{Course, Procedure, STANDING, Stages, State, first_solution, met, rules};
use super::field::{Choice, HOUSEHOLDS, OPINIONS, PERSONS, TURNS, Type, YUAN};
use super::part::{ROLES, post_roles, within};
use super::{Book, Field, Kin, Ledger, Record, Value, joined};
use crate::amount::Amount;
use crate::error::Result;
use crate::text::text;
use crate::vocabulary::{Set, Term, Vocabulary};

/// How a matter goes.
static PROCEDURE: Procedure = Procedure {
    matter: text("事项", "case"),
    opening: text("提案", "proposal"),
    done: Choice { key: "solved", label: text("已解决", "solved") },
    outcomes: OUTCOMES,
    open: "case.open",
    events: &["stage", "solution", "outcome", "reopening"],
    beside: &[],
    step,
};

fn step<'a>(course: &Course<'a>, event: &'a Record) -> (usize, State<'a>) {
    let (stage, fate, named) = (course.stage, course.state, course.stages.named_by(event));
    match event.ledger.key {
        "stage" => (named.unwrap_or(0).max(stage), fate),
        "solution" if fate == State::Open => (stage, State::Done),
        "outcome" => (stage, State::Ended(event.text("outcome").unwrap_or_default())),
        "reopening" => (named.unwrap_or(stage), State::Open),
        _ => (stage, fate),
    }
}

/// How a matter ends that does not go through; each is counted apart.
static OUTCOMES: &[Choice] = &[
    Choice { key: "rejected", label: text("不予立案", "rejected") },
    Choice { key: "merged", label: text("并案", "merged") },
    Choice { key: "returned", label: text("退回", "returned") },
];

const OF_MEETING: &[Field] = &[
    Field::new("stage", text("环节", "stage"), Type::Term(Set::Stage)).required().only(Term::has_meetings).about(text(
        "要开会的环节；不写则为所在的，还没开过会的为下一个",
        "one that has meetings; unless said, the one it is at, or the first of them",
    )),
    Field::new("turns", text("人次", "turns"), Type::Amount(&TURNS)).short('n'),
    ROLES[0],
    Field::new("opinions", text("意见建议", "opinions"), Type::Amount(&OPINIONS)),
    Field::new("adopted", text("采纳", "adopted"), Type::Amount(&OPINIONS)),
    Field::new("place", text("地点", "place"), Type::Text),
];

pub static LEDGER: Ledger = Ledger {
    key: "case",
    label: text("民生事项", "cases"),
    about: text("一件民生实事", "one livelihood matter"),
    fields: &[Field::new("proposer", text("提案人", "proposer"), Type::Names).naming(&PERSONS)],
    positional: &["title"],
    required: &["title", "town"],
    fill: on_its_platform,
    derived: &STANDING,
    filters: &[
        Field::new("solved", text("已解决", "solved"), Type::Flag),
        Field::new("unsolved", text("没解决", "not solved"), Type::Flag),
    ],
    procedure: &PROCEDURE,
    children: &[&STAGE, &MEETING, &FUND, &BENEFIT, &SOLUTION, &OUTCOME, &REOPENING],
    post,
    ..Ledger::BLANK
};

static STAGE: Ledger = Ledger {
    key: "stage",
    label: text("环节", "stage"),
    about: text("一件事项进入一个环节", "a matter reached a stage"),
    verb: "advance",
    fields: &[
        Field::new("stage", text("环节", "stage"), Type::Term(Set::Stage))
            .required()
            .about(text("不写则为下一个", "the next one unless said")),
        Field::new("lead", text("承办单位", "lead"), Type::Text),
        Field::new("skip", text("略过原因", "skip"), Type::Text)
            .about(text("略过了环节才写", "only where stages are left out")),
    ],
    positional: &["stage"],
    filled: &["stage"],
    complete: rules::next_stage,
    asked: papers_of_a_stage,
    ..CHILD
};

/// The office's first platform is the one on which its matters are.
fn on_its_platform(record: &mut Record, vocabulary: &Vocabulary) {
    if record.get("platform").is_none() {
        let first = vocabulary.of(Set::Platform, "").next();
        record.set("platform", first.map(|platform| Value::Text(platform.key.clone())));
    }
}

/// A stage past the first without meetings, such as filing and assignment, is done by document.
fn papers_of_a_stage(record: &Record, words: &Vocabulary) -> &'static [&'static str] {
    let mut stages = Stages::of(record.ledger, words).ahead(0, record.date()).skip(1);
    let by_paper = |stage: &Term| Some(&*stage.key) == record.text("stage") && !stage.has_meetings();
    if stages.any(|(_, stage)| by_paper(stage)) { &["doc"] } else { &[] }
}

static MEETING: Ledger = Ledger {
    key: "meeting",
    label: text("协商会", "meeting"),
    about: text("一场协商会，可同时商量几件事项", "one meeting, for one or several matters"),
    verb: "meet",
    fields: &joined::<_, { OF_MEETING.len() + 4 }>(OF_MEETING, ROLES.split_at(1).1),
    several: true,
    counted: true,
    filled: &["stage"],
    complete: rules::next_meeting,
    post: post_meeting,
    asked: |_, _| &["town", "evidence"],
    ..CHILD
};

static FUND: Ledger = Ledger {
    key: "fund",
    label: text("协调资金", "fund"),
    about: text("为一件事项协调的一笔资金", "money coordinated for a matter"),
    verb: "fund",
    fields: &[
        Field::new("amount", text("金额", "amount"), Type::Amount(&YUAN)).required(),
        Field::new("source", text("来源", "source"), Type::Text),
    ],
    positional: &["amount"],
    post: |record, _, book| {
        book.sum("case.funds", record.amount("amount"));
        book.warn_if(record.text("source").is_none(), "warn.source");
    },
    asked: |_, _| &["source", "evidence"],
    ..CHILD
};

static BENEFIT: Ledger = Ledger {
    key: "benefit",
    label: text("受益群众", "benefit"),
    about: text("一件事项的受益群众", "people who benefit from a matter"),
    verb: "benefit",
    fields: &[
        Field::new("amount", text("受益人数", "people"), Type::Amount(&PERSONS)),
        // Households, kept apart from persons.
        Field::new("households", text("受益户数", "households"), Type::Amount(&HOUSEHOLDS)),
        Field::new("source", text("来源", "source"), Type::Text),
    ],
    positional: &["amount"],
    rule: |record| match (record.get("amount"), record.get("households")) {
        (None, None) => Err(usage!("missing_field" in "amount": "缺少受益人数（amount）或户数（households）",
            "the number of people (amount) or of households is missing"; "例如 qjcppcc case benefit 12 1200人",
            "for example: qjcppcc case benefit 12 1200人")),
        _ => Ok(()),
    },
    post: |record, _, book| {
        book.sum("case.benefited", record.amount("amount"));
        book.sum("case.households", record.amount("households"));
        book.warn_if(record.text("source").is_none(), "warn.source");
    },
    asked: |_, _| &["source", "evidence"],
    ..CHILD
};

static SOLUTION: Ledger = Ledger {
    key: "solution",
    label: text("推进解决", "solution"),
    about: text("一件事项得到推进解决", "a matter was solved"),
    verb: "solve",
    counted: true,
    complete: rules::solve,
    post: post_solution,
    asked: |_, _| &["doc", "evidence"],
    ..CHILD
};

static OUTCOME: Ledger = Ledger {
    key: "outcome",
    label: text("结局", "outcome"),
    about: text("一件事项不予立案、并案或退回", "a matter was rejected, merged or returned"),
    verb: "end",
    fields: &[
        Field::new("outcome", text("结局", "outcome"), Type::Choice(OUTCOMES))
            .required()
            .flag("as")
            .about(text("rejected 不予立案、merged 并案、returned 退回", "rejected, merged, returned")),
        Field::new("into", text("并入", "into"), Type::Record("case"))
            .about(text("并入哪一件，并案才写", "the matter it is merged into")),
        Field::new("grounds", text("理由", "grounds"), Type::Text).required().flag("reason"),
    ],
    rule: merged_names_another,
    complete: rules::end,
    post: |record, _, book| {
        let key = record.text("outcome").unwrap_or_default();
        book.count(format!("case.{key}"));
    },
    asked: |_, _| &["doc"],
    ..CHILD
};

static REOPENING: Ledger = Ledger {
    key: "reopening",
    label: text("退回重办", "reopening"),
    about: text("办结的重新办理，或退回前面的环节", "a matter is taken up again, or goes back to an earlier stage"),
    verb: "reopen",
    fields: &[
        Field::new("stage", text("环节", "stage"), Type::Term(Set::Stage)).required().about(text(
            "退回到哪个环节；不写，办结的回到原环节，在办的退一步",
            "the stage it goes back to; unless said, an ended matter goes back to its own, an open one goes one back",
        )),
        Field::new("grounds", text("理由", "grounds"), Type::Text).required().flag("reason"),
    ],
    positional: &["stage"],
    filled: &["stage"],
    complete: rules::reopen,
    ..CHILD
};

/// What all that hangs on a matter has in common.
const CHILD: Ledger = Ledger { positional: &[], parents: &["case"], ..Ledger::BLANK };

fn merged_names_another(record: &Record) -> Result<()> {
    let merged = record.text("outcome") == Some("merged");
    match (merged, record.text("into")) {
        (true, None) => Err(refused!("merged_into_nothing" in "into": "并案没有写并入哪一件",
            "it does not say which matter it is merged into"; "加上 --into 编号", "add --into NO")),
        (false, Some(_)) => Err(refused!("not_merged" in "into": "只有并案才写并入哪一件",
            "only a merged matter goes into another"; "去掉 --into，或写 --as merged",
            "leave --into out, or write --as merged")),
        _ => Ok(()),
    }
}

fn post(record: &Record, kin: &Kin, book: &mut Book) {
    book.count("case.count");
    let course = Course::of(record, kin.children.iter().copied(), Stages::of(record.ledger, book.vocabulary));
    course.post_open(book);
    if let Some(filed) = course.filed() {
        book.post("case.filed", filed, Amount::exact(1), "");
        if let Some(solution) = first_solution(&kin.children) {
            book.post("case.filed.solved", filed, Amount::exact(1), solution.date().to_string());
        }
    }
}

fn post_meeting(record: &Record, kin: &Kin, book: &mut Book) {
    book.count(format!("case.{}", record.text("stage").unwrap_or_default()));
    book.count("case.meetings");
    book.sum("case.turns", record.amount("turns"));
    book.sum("case.opinions", record.amount("opinions"));
    book.sum("case.adopted", record.amount("adopted"));
    for family in &kin.parents {
        book.once("case.met", &family.parent.subject());
    }
    post_roles(record, book, "warn.members");
    book.hold(within(record, &["adopted"], "opinions"), "warn.adopted");
    book.warn_if(kin.parents.iter().any(|family| record.last_day() < family.parent.date()), "warn.early");
}

/// The day the matter was opened goes along as the subject, so that any period can tell what it carried over.
fn post_solution(record: &Record, kin: &Kin, book: &mut Book) {
    if kin.parents.is_empty() {
        book.count("case.solved");
    }
    for family in &kin.parents {
        if first_solution(&family.children).is_some_and(|first| first.id == record.id) {
            book.count("case.solved");
            book.post("case.carried", record.date(), Amount::exact(1), family.parent.date().to_string());
            book.warn_if(record.get("evidence").is_none(), "warn.evidence");
            book.warn_if(!met(&family.children), "warn.meeting");
        }
    }
}
