//! The lists of motions: what is handed in, and the review, hand-over, reply and feedback of each.

use super::{count, rules};
use crate::ledger::course::{Course, Procedure, STANDING, State};
use crate::ledger::field::{AUTHORS, COUNT, Choice, TURNS, Type};
use crate::ledger::{Field, Ledger, Record, joined};
use crate::text::{Text, text};
use crate::vocabulary::Set;

/// 提出形式; an office's own words for them are labels of their figures.
static FORMS: &[Choice] = &[
    Choice { key: "individual", label: text("个人", "individual") },
    Choice { key: "joint", label: text("联名", "joint") },
    Choice { key: "collective", label: text("集体", "collective") },
];

/// What lists of motions can be asked for.
static FILTERS: &[Field] = &[
    Field::new("form", text("提出形式", "form"), Type::Choice(FORMS)),
    Field::new("unit", text("承办单位", "unit"), Type::Text),
    Field::new("result", text("办理结果", "result"), Type::Term(Set::Result)),
    Field::new("feedback", text("满意程度", "feedback"), Type::Term(Set::Grade)),
    Field::new("key", text("重点提案", "key motion"), Type::Flag),
    Field::new("award", text("优秀提案", "award"), Type::Flag),
    Field::new("session", text("届次", "session"), Type::Text),
    Field::new("between", text("闭会期间", "between sessions"), Type::Flag),
];

const FORM_OF_TOTAL: Field = Field::new("form", text("提出形式", "form"), Type::Choice(FORMS))
    .of_total()
    .spelt(FORM_SPELLINGS)
    .about(text("只知道总数的写是哪种提案的", "of a total: of which motions"));

/// How a unit got in touch before it answered; the first two are 面商.
static CONTACTS: &[Choice] = &[
    Choice { key: "visit", label: text("走访", "visit") },
    Choice { key: "meeting", label: text("座谈", "meeting") },
    Choice { key: "phone", label: text("电话", "phone") },
    Choice { key: "letter", label: text("书面", "letter") },
];

/// How offices write the forms, in lists of motions.
const FORM_SPELLINGS: &[(&str, &str)] = &[
    ("individual", "个人提案、委员个人、个人提出、单独"),
    ("joint", "联名提案、委员联名、联名提出、委员联名提案"),
    (
        "collective",
        "集体提案、党派、党派团体、党派提案、民主党派、界别、界别提案、专委会、专委会提案、团体、委员小组、小组",
    ),
];

static QUESTIONS: &[Choice] = &[
    Choice { key: "handling", label: text("办理工作", "handling") },
    Choice { key: "result", label: text("办理结果", "result") },
];

/// How a motion goes.
static PROCEDURE: Procedure = Procedure {
    matter: text("提案", "motion"),
    opening: text("收到", "received"),
    done: Choice { key: "replied", label: text("已办复", "replied") },
    outcomes: &[],
    open: "open.motion",
    events: &["review", "assignment", "reply", "feedback", "rehandling"],
    beside: &["chasing", "commendation"],
    step,
};

/// A motion comes to a stage with the record of it: to the reply only when every unit that has to answer has done so.
fn step<'a>(course: &Course<'a>, event: &'a Record) -> (usize, State<'a>) {
    let stays = (course.stage, course.state);
    let to = |key: &str, state| (course.stages.at(key).unwrap_or(course.stage), state);
    match (event.ledger.key, course.state) {
        ("review", _) => event.text("outcome").map_or(stays, |outcome| {
            to("reviewed", if outcome == "filed" { State::Open } else { State::Ended(outcome) })
        }),
        ("reply", State::Open) if course.handling.waits_for().is_empty() => to("replied", State::Done),
        ("feedback", State::Done) => to("judged", State::Done),
        ("assignment", State::Open) | ("rehandling", State::Done) => to("assigned", State::Open),
        _ => stays,
    }
}

/// What lists of motions say beyond where each stands.
const HANDLED: [(&str, Text); 9] = [
    ("lead", text("主办", "lead")),
    ("assist", text("协办", "assist")),
    ("replied", text("办复日", "replied on")),
    ("result", text("办理结果", "result")),
    ("handling", text("办理工作反馈", "feedback on the handling")),
    ("feedback", text("办理结果反馈", "feedback on the result")),
    ("key", text("重点提案", "key motion")),
    ("award", text("优秀提案", "award")),
    ("merged", text("并入", "merged into")),
];

pub static LEDGER: Ledger = Ledger {
    key: "motion",
    label: text("提案", "motions"),
    about: text(
        "从收到、交办到反馈的一件提案，或一批提案的件数",
        "one motion from its receipt to the feedback, or a number of them",
    ),
    kinds: true,
    fields: &[
        Field::new("code", text("提案号", "code"), Type::Text).also("提案编号、案号、原提案号、立案号"),
        Field::new("form", text("提出形式", "form"), Type::Choice(FORMS))
            .about(text("个人、联名或集体", "individual, joint or collective"))
            .also("提案形式、形式、提案类型、提出方式")
            .spelt(FORM_SPELLINGS),
        Field::new("proposer", text("提案人", "proposer"), Type::Names).also(AUTHORS).naming(&TURNS).about(text(
            "几人联名的都写，用、分开，第一提案人在前；同名的写 张三（农业界）",
            "all who signed, divided by commas, the first one first; of two of one name: 张三（农业界）",
        )),
        Field::new("proposers", text("提案人次", "proposers"), Type::Amount(&TURNS))
            .of_total()
            .also("提案人数、联名人数、提出和附议人次")
            .about(text("没有写名字时才写", "only where none is named")),
        Field::new("session", text("届次", "session"), Type::Text).also("会议届次、届别、会议").about(text(
            "如 15-2，即十五届二次会议；闭会期间的也写，才算进那次会议",
            "such as 15-2, the second of the fifteenth term; one handed in between counts to it where it says so",
        )),
        Field::new("between", text("闭会期间", "between sessions"), Type::Flag)
            .about(text("闭会期间收到的，即平时提案", "received between two sessions"))
            .also("平时提案、闭会提案、是否平时提案、平时、闭会"),
    ],
    required: &["title"],
    counted: true,
    rule: rules::named_once,
    derived: &joined::<_, { STANDING.len() + HANDLED.len() }>(&STANDING, &HANDLED),
    filters: FILTERS,
    procedure: &PROCEDURE,
    children: &[&REVIEW, &ASSIGNMENT, &REPLY, &FEEDBACK, &REHANDLING, &CHASING, &AWARD],
    post: count::post,
    asked: |record, _| if record.is_lump() { &[] } else { &["kind", "form", "proposer", "session"] },
    ..Ledger::BLANK
};

static REVIEW: Ledger = Ledger {
    key: "review",
    label: text("审查", "review"),
    about: text("审查：立案、不予立案、转出、撤回或并案", "filed, not filed, passed on, withdrawn or merged"),
    verb: "review",
    kinds: true,
    fields: &[
        Field::new("outcome", text("审查结果", "outcome"), Type::Term(Set::Outcome))
            .required()
            .flag("as")
            .also("审查意见、立案情况、是否立案、处理结果")
            .spelt(&[
                ("filed", "予以立案、同意立案、已立案、单独立案"),
                ("rejected", "不立案、未立案、不予受理"),
                ("opinion", "转意见、转建议、作意见建议处理、作为意见建议、转为意见建议"),
                ("info", "转信息、转为社情民意、作社情民意处理、转社情民意处理"),
                ("withdrawn", "撤案、撤销、撤回提案"),
                ("merged", "并案处理、合并、合并立案、并案办理"),
            ]),
        // The motion that stays; it hangs on that one, too.
        Field::new("into", text("并入", "into"), Type::Record("motion"))
            .also("并入提案、并案到、合并到、并入编号")
            .about(text("并入哪一件，并案才写；那一件留下交办", "the motion that stays, where it is merged")),
        Field::new("groups", text("并案组数", "groups"), Type::Amount(&COUNT))
            .of_total()
            .also("组数、并案组")
            .about(text("只知道并案总数的写几组；每组留下一件", "of a total: in how many groups; one of each stays")),
        FORM_OF_TOTAL,
        Field::new("grounds", text("理由", "grounds"), Type::Text).flag("reason").also("审查理由、不立案理由、原因"),
    ],
    linked: Some("into"),
    rule: rules::merged_names_another,
    ..CHILD
};

static ASSIGNMENT: Ledger = Ledger {
    key: "assignment",
    label: text("交办", "hand-over"),
    about: text("交给承办单位办理", "handed over to the units that handle it"),
    verb: "assign",
    kinds: true,
    fields: &[
        Field::new("lead", text("主办", "lead"), Type::Names)
            .also("主办单位、承办单位、牵头单位、主办部门、分办单位")
            .about(text(
                "单位名称；几家的用、分开，并加 --separate",
                "the unit; several are divided by commas, with --separate",
            )),
        Field::new("assist", text("协办", "assist"), Type::Names)
            .also("协办单位、会办、会办单位、协办部门、会同办理")
            .about(text("几家的用、分开；会办也写这里", "several are divided by commas")),
        Field::new("separate", text("分办", "separate"), Type::Flag).also("是否分办、分别办理").about(text(
            "几个主办各自答复；都答复了才算办复，结果按最差的",
            "several leads answer each by itself; it is replied when all have, and the weakest result counts",
        )),
        Field::new("due", text("办理期限", "due"), Type::DayAhead)
            .also("期限、答复期限、办结期限、限办日期、截止日期、办理时限")
            .about(text(
                "如 6-30；不写按设置的办理时限，没有设的就没有期限",
                "such as 6-30; by the limit that is set unless said; none where none is set",
            )),
        FORM_OF_TOTAL,
    ],
    rule: rules::leads_answer,
    limit: Some("motion.limit.replied"),
    asked: |record, _| if record.of.is_empty() { &[] } else { &["lead", "doc"] },
    ..CHILD
};

static REPLY: Ledger = Ledger {
    key: "reply",
    label: text("办复", "reply"),
    about: text("承办单位的一次答复", "an answer of the unit that handles it"),
    verb: "reply",
    fields: &[
        Field::new("result", text("办理结果", "result"), Type::Term(Set::Result))
            .also("结果、答复类别、办复类别、答复类型、分类、办理类别、办复结果")
            .spelt(&[
                ("a", "A类、已解决、已采纳、已落实、解决或采纳、已解决或采纳"),
                ("b", "B类、正在解决、列入计划、已列入计划、计划解决、正在解决或列入计划"),
                ("c", "C类"),
                ("d", "D类"),
            ]),
        Field::new("unit", text("答复单位", "unit"), Type::Text)
            .also("办复单位、承办单位、主办单位")
            .about(text("分办的写是哪家", "which one, of several separate leads")),
        Field::new("contact", text("沟通方式", "contact"), Type::Choice(CONTACTS))
            .also("办前沟通、面商方式、联系方式、走访方式、沟通形式")
            .spelt(&[
                ("visit", "面商、面谈、当面沟通、上门、上门走访、登门"),
                ("meeting", "会议、座谈会、召开座谈会、协商会"),
                ("phone", "电话沟通、微信、短信、网络"),
                ("letter", "信函、来函、函复、书面答复、邮件"),
            ]),
        Field::new("ontime", text("按时件数", "on time"), Type::Amount(&COUNT))
            .of_total()
            .also("按时办复、按时办复数、按期办复")
            .about(text("只知道总数的写其中几件按时", "of a total: how many in time")),
    ],
    asked: |record, _| if record.of.is_empty() { &[] } else { &["result", "doc", "contact"] },
    ..CHILD
};

static FEEDBACK: Ledger = Ledger {
    key: "feedback",
    label: text("反馈", "feedback"),
    about: text("提案人满意不满意", "how content the proposers are"),
    verb: "feedback",
    fields: &[
        Field::new("grade", text("满意程度", "grade"), Type::Term(Set::Grade))
            .required()
            .flag("as")
            .also("满意度、评价、反馈意见、反馈结果、委员反馈、满意情况"),
        Field::new("on", text("评价对象", "on"), Type::Choice(QUESTIONS)).also("评价内容、反馈内容"),
    ],
    defaults: &[("on", "handling")],
    ..CHILD
};

static REHANDLING: Ledger = Ledger {
    key: "rehandling",
    label: text("重办", "handled again"),
    about: text("提案人不满意的，退回承办单位重办", "it is handled again since the proposers are not content"),
    verb: "reopen",
    fields: &[
        Field::new("grounds", text("理由", "grounds"), Type::Text)
            .required()
            .flag("reason")
            .also("重办理由、重办原因、原因"),
        Field::new("due", text("办理期限", "due"), Type::DayAhead).also("期限、重办期限、答复期限"),
    ],
    rule: rules::due_later,
    counted: false,
    ..CHILD
};

static CHASING: Ledger = Ledger {
    key: "chasing",
    label: text("重点督办", "key motion"),
    about: text("列为重点提案，由领导领衔督办", "a key motion, chased by a leader"),
    verb: "key",
    fields: &[Field::new("leader", text("督办领导", "leader"), Type::Names)
        .also("领衔领导、领办领导、督办人、牵头领导、领导")
        .about(text("写职务，如 {zh:party}主要领导", "a post, such as {zh:party}主要领导"))],
    ..CHILD
};

static AWARD: Ledger = Ledger {
    key: "commendation",
    label: text("优秀提案", "award"),
    about: text("评为优秀提案", "awarded as an excellent motion"),
    verb: "award",
    ..CHILD
};

/// What all that hangs on a motion has in common.
const CHILD: Ledger =
    Ledger { positional: &[], parents: &["motion"], counted: true, post: count::post_child, ..Ledger::BLANK };
