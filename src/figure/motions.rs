//! The figures of motions: what happened in a period, and by cohort what became of those handed over in it.

use super::definition::{Figure, Reading};
use super::dictionary::{TURNS, Unit, counted, doubt, once, sum};

const MOTIONS: Unit = counted("件", "motions");
/// A motion counts for each of the units that handle it.
const BY_UNIT: Unit = counted("件次", "times");
const RECORDS: Unit = counted("条", "records");

/// The figure of everybody who is named on a motion.
pub const PROPOSERS: Figure = once("motion.people", "提出和附议的人", "proposers", counted("人", "persons"))
    .about("写了名的，期内一人只计一次", "named proposers, each once a period");

/// All of them, in the order of the report.
pub fn motions() -> Vec<Figure> {
    let all = [handed_in(), handled(), judged(), by_unit()].into_iter().flatten();
    // Offices that keep no motions have none of these on their pages.
    all.map(Figure::rare).chain(doubts()).collect()
}

/// By cohort: of those handed over in the period, done by its end.
const fn cohort(key: &'static str, zh: &'static str, en: &'static str) -> Figure {
    sum(key, zh, en, MOTIONS).read(Reading::Cohort)
}

const fn motion(key: &'static str, zh: &'static str, en: &'static str) -> Figure {
    sum(key, zh, en, MOTIONS)
}

fn handed_in() -> Vec<Figure> {
    vec![
        motion("motion.received", "收到提案", "motions received").about("期内收到的提案", "received in the period"),
        motion("motion.individual", "个人提案", "individual motions")
            .about("期内收到的当中个人提出的", "of those received in the period, by one person"),
        motion("motion.joint", "联名提案", "joint motions")
            .about("期内收到的当中几人联名的，一件只计一次", "of those received in the period; each once, however many signed"),
        motion("motion.collective", "集体提案", "collective motions").about(
            "收到的当中党派、界别、专委会、团体、委员小组提出的",
            "of those received: by parties, sectors, committees, bodies, groups",
        ),
        motion("motion.session", "大会提案", "at the session")
            .about("收到的当中会议期间提出的", "of those received: at a session"),
        motion("motion.between", "平时提案", "between sessions")
            .about("收到的当中闭会期间提出的", "of those received: between sessions"),
        sum("motion.proposers", "提出和附议人次", "turns of proposers", TURNS).about(
            "提出和附议的人次，集体提案不计",
            "everybody who proposed or joined, each time; none of collective motions",
        ),
        PROPOSERS,
        sum("motion.members", "提出提案的委员", "members who proposed", counted("名", "members"))
            .read(Reading::Named)
            .about("期末在册的委员中，期内提出或附议过的；同名没有写明是哪一位的不计", "of the members on the roster on the last day, those who proposed or joined; none where it is not said which of one name is meant"),
        motion("motion.filed", "提案立案", "motions filed")
            .about("期内审查立案的，并案的也算", "filed in the period, merged ones, too"),
        cohort("motion.received.filed", "收到的当中立案", "received and filed")
            .about("期内收到的提案中，期末已立案的", "of those received in the period, filed by its end"),
        motion("motion.filed.individual", "立案的个人提案", "filed: individual").about("期内立案的当中个人提出的", "of those filed in the period, by one person"),
        motion("motion.filed.joint", "立案的联名提案", "filed: joint").about("期内立案的当中几人联名的", "of those filed in the period, by several who signed"),
        motion("motion.filed.collective", "立案的集体提案", "filed: collective").about("期内立案的当中集体提出的", "of those filed in the period, by a body"),
        motion("motion.filed.<kind>", "立案（{kind}）", "filed: {kind}")
            .about("期内立案的当中该类别的", "of those filed in the period, on the topic"),
        motion("motion.<outcome>", "提案{outcome}", "motions: {outcome}").about(
            "期内审查结果为此的，立案和并案另计",
            "reviewed so in the period; filed and merged ones are counted apart",
        ),
        once("motion.merged", "参与并案", "motions in groups", MOTIONS)
            .about("期内并在一起的提案，留下的也算", "merged in the period, those that stay, too"),
        once("motion.groups", "并案组数", "groups", counted("组", "groups"))
            .about("期内并成的组，每组留下一件交办", "one motion of each stays"),
        motion("motion.away", "并掉", "merged away").about(
            "参与并案的减去组数；立案数减去它就是应交办数",
            "those in groups less the groups; filed less these are to be handed over",
        ),
    ]
}

fn handled() -> Vec<Figure> {
    vec![
        motion("motion.assigned", "交办", "handed over").about("期内交办的提案", "handed over in the period"),
        motion("motion.assigned.individual", "交办的个人提案", "handed over: individual")
            .about("期内交办的当中个人提出的", "of those handed over in the period, by one person"),
        motion("motion.assigned.joint", "交办的联名提案", "handed over: joint")
            .about("期内交办的当中几人联名的", "of those handed over in the period, by several who signed"),
        motion("motion.assigned.collective", "交办的集体提案", "handed over: collective")
            .about("期内交办的当中集体提出的", "of those handed over in the period, by a body"),
        motion("motion.assigned.<kind>", "交办（{kind}）", "handed over: {kind}")
            .about("期内交办的当中该类别的", "of those handed over in the period, on the topic"),
        once("motion.units", "承办单位", "lead units", counted("家", "units"))
            .about("期内主办提案的单位，一家只计一次", "units that lead motions handed over in the period, each once"),
        cohort("motion.replied", "办复", "replied").about(
            "期内交办的提案中，期末已办复的；分办的要各家都答复",
            "of those handed over in the period, replied to by its end; by all separate leads",
        ),
        cohort("motion.ontime", "按时办复", "replied in time").about(
            "期内交办的提案中，期末前在期限内办复的；没有期限的不计",
            "of those handed over in the period, replied to by the day they were due; none without such a day",
        ),
        cohort("motion.visited", "面商", "met before the reply").about(
            "期内交办的提案中，走访或座谈后办复的",
            "of those handed over in the period, replied to after a visit or meeting",
        ),
        cohort("motion.result.<result>", "办理结果 {result}", "result {result}").about(
            "期内交办并办复的提案中，最后的结果为此的；分办的按最差的",
            "of those replied to, by the last result; of separate leads by the weakest",
        ),
        sum("motion.replies", "期内答复", "replies", counted("件次", "replies")).about(
            "期内的答复，不论何时交办；不作比率",
            "replies dated in the period, whenever it was handed over; no rate is of them",
        ),
    ]
}

fn judged() -> Vec<Figure> {
    vec![
        cohort("motion.feedback", "有反馈", "with feedback").about(
            "期内交办的提案中，期末前对办理工作有反馈的",
            "of those handed over in the period, with feedback on the handling by its end",
        ),
        cohort("motion.satisfied", "满意合计", "satisfied")
            .about("最后的反馈算作满意的", "whose last feedback counts as satisfied"),
        cohort("motion.content", "满意和基本满意", "satisfied or basically so")
            .about("最后的反馈算作满意或基本满意的", "whose last feedback counts as satisfied or basically so"),
        cohort("motion.grade.<grade>", "反馈{grade}", "feedback: {grade}")
            .about("最后的反馈为此的", "by the last feedback"),
        cohort("motion.outcome", "对结果有反馈", "with feedback on the result").about(
            "期内交办的提案中，期末前对办理结果有反馈的",
            "of those handed over in the period, with feedback on the result by its end",
        ),
        cohort("motion.outcome.satisfied", "对结果满意合计", "satisfied with the result")
            .about("对结果最后的反馈算作满意的", "whose last feedback on the result counts as satisfied"),
        cohort("motion.outcome.content", "对结果满意和基本满意", "satisfied with the result or basically so").about(
            "对结果最后的反馈算作满意或基本满意的",
            "whose last feedback on the result counts as satisfied or basically so",
        ),
        cohort("motion.outcome.grade.<grade>", "对结果{grade}", "on the result: {grade}")
            .about("对结果最后的反馈为此的", "by the last feedback on the result"),
        motion("motion.key", "重点提案", "key motions")
            .about("期内列为重点、由领导督办的", "chased by a leader from the period on"),
        motion("motion.awarded", "优秀提案", "motions awarded").about("期内评为优秀的", "awarded in the period"),
    ]
}

fn by_unit() -> Vec<Figure> {
    let of = |key, zh, en| {
        sum(key, zh, en, BY_UNIT).read(Reading::Cohort).about(
            "期内交办的提案到期末的情况，按单位计：一件提案几家办就计几次",
            "what became by its end of those handed over in the period, by unit: a motion counts for each that handles it",
        )
    };
    vec![
        of("motion.unit.lead", "主办件次", "led, by unit"),
        of("motion.unit.assist", "协办件次", "assisted, by unit"),
        of("motion.unit.replied", "办复件次", "replied, by unit"),
        of("motion.unit.ontime", "按时办复件次", "in time, by unit"),
        of("motion.unit.result.<result>", "结果件次 {result}", "result, by unit: {result}"),
        of("motion.unit.satisfied", "满意件次", "satisfied, by unit"),
    ]
}

fn doubts() -> [Figure; 6] {
    [
        doubt("warn.motion.course", "不合办理程序的提案记录", "records against the course of their motion", RECORDS)
            .about(
                "未立案就交办、重复审查或交办、收到以前的",
                "handed over before it was filed, reviewed or handed over twice, before it was received",
            ),
        doubt("warn.motion.handover", "没有交办的办复", "replies to motions not handed over", RECORDS)
            .about("办复以前没有交办记录", "no hand-over is recorded before the reply"),
        doubt("warn.motion.reply", "没有办复的反馈", "feedback without a reply", RECORDS)
            .about("反馈、重办以前没有办复记录", "no reply is recorded before the feedback"),
        doubt("warn.motion.merged", "并走的提案另有记录", "records of motions merged away", RECORDS)
            .about("并入别件以后又交办、办复的", "handed over or replied to after it was merged into another"),
        doubt("warn.motion.results", "没有结果的办复", "replies without a result", RECORDS).about(
            "没有写办理结果，各类结果加不成办复数",
            "they name no result, so that the results do not add up to the replied ones",
        ),
        doubt("warn.motion.overdue", "到期没有办复的提案", "motions overdue", MOTIONS)
            .about("期末当日已过期限、还没有办复的", "due before the last day and not replied to on it")
            .read(Reading::Stock),
    ]
}
