//! What may come next for a motion: the rules for its review, hand-over, replies and feedback.

use uuid::Uuid;

use crate::error::{Error, Result};
use crate::ledger::course::{Course, Handling, Stages, State};
use crate::ledger::{Book, Family, Kin, Record};
use crate::text::Message;
use crate::vocabulary::Called;

/// Its proposers are named or counted, not both; a session and the time between sessions exclude each other for no motion, since one
/// handed in between belongs to the year of a session.
pub fn named_once(record: &Record) -> Result<()> {
    if record.get("proposer").is_some() && record.get("proposers").is_some() {
        return Err(refused!("name_and_number" in "proposers": "提案人（proposer）和提案人次（proposers）只能填一个",
            "give the proposers or their number, not both"; "写了名字就去掉 --proposers", "where they are named leave --proposers out"));
    }
    if record.names("proposer").len() > 1 && record.text("form") == Some("individual") {
        return Err(
            refused!("several_names" in "form": "个人提案只有一个提案人", "an individual motion has one proposer";
            "几人联名的写 --form joint（联名）", "where several signed, write --form joint"),
        );
    }
    Ok(())
}

/// Only a merged motion names the one that stays; a number of them says in how many groups.
pub fn merged_names_another(record: &Record) -> Result<()> {
    if record.of.len() == 2 && record.of[0] == record.of[1] {
        return Err(
            refused!("merged_into_itself" in "into": "提案不能并入自己", "a motion cannot be merged into itself";
            "--into 写留下的另一件", "--into takes the motion that stays"),
        );
    }
    let is_merged = record.text("outcome") == Some("merged");
    let is_total = record.of.is_empty();
    match (is_merged, record.get("into").is_some()) {
        (true, false) if !is_total => Err(refused!("merged_into_nothing" in "into": "并案没有写并入哪一件",
            "it does not say which motion it is merged into"; "写上留下的是哪一件：--into 编号",
            "say which motion stays: --into NO")),
        (false, true) => Err(refused!("not_merged" in "into": "只有并案才写并入哪一件",
            "only a merged motion goes into another"; "去掉 --into，或写 --as merged",
            "leave --into out, or write --as merged")),
        (true, true) if is_total => Err(refused!("merged_total" in "into": "并案总数不写并入哪一件",
            "a number of merged motions goes into no single one"; "去掉 --into，写并成几组：--groups 11",
            "leave --into out and give the groups: --groups 11")),
        _ => groups(record, is_merged && is_total),
    }
}

/// 38 motions in 11 groups are 27 merged away: one of each group stays.
fn groups(record: &Record, are_wanted: bool) -> Result<()> {
    match (are_wanted, record.amount("groups").map(|groups| groups.value)) {
        (true, None) => {
            Err(refused!("no_groups" in "groups": "并案总数没有写并成几组", "it does not say in how many groups";
            "每组留下一件：--count 38 --groups 11 即并掉27件", "one of each group stays: --count 38 --groups 11 merges 27 away"))
        }
        (false, Some(_)) => Err(refused!("not_merged" in "groups": "只有并案总数才写组数",
            "only a number of merged motions has groups"; "去掉 --groups", "leave --groups out")),
        (true, Some(groups)) if groups.saturating_mul(2) > record.count().value => {
            let count = record.count().value;
            Err(refused!("too_many_groups" in "groups": "{count}件提案并不成{groups}组，一组至少两件",
                "{count} motions make no {groups} groups: a group has two at least"; "核对件数和组数", "check both numbers"))
        }
        _ => Ok(()),
    }
}

/// Several leads answer each by itself, or one of them leads.
pub fn leads_answer(record: &Record) -> Result<()> {
    due_later(record)?;
    let (leads, is_separate) = (record.names("lead").len(), record.says("separate"));
    if record.of.is_empty() || (leads > 1) == is_separate {
        return Ok(());
    }
    if is_separate {
        return Err(
            refused!("one_lead" in "separate": "分办要写几个主办单位", "separate handling needs several leads";
            "各家都写上：--lead 区农委、区水利局；只有一家的去掉 --separate", "name all of them: --lead A、B; where there is one leave --separate out"),
        );
    }
    Err(
        refused!("several_leads" in "lead": "主办有{leads}家，没有写分办", "there are {leads} leads, and they are not said to be separate";
        "各自答复的加 --separate；一家主办的，其余写 --assist", "add --separate where each answers by itself; else one leads and the others --assist"),
    )
}

/// What is due is due on the day on which it is handed over, or later.
pub fn due_later(record: &Record) -> Result<()> {
    let day = record.date();
    match record.day("due") {
        Some(due) if due < day => Err(refused!("due_before" in "due": "期限{due}早于这一天（{day}）",
            "it is due on {due}, which is before its own day ({day})"; "核对两个日期，写上年份", "check both dates, with their years")),
        _ => Ok(()),
    }
}

/// Takes down the rules that what hangs on a motion breaks, as the motion was before it.
pub fn hold(record: &Record, kin: &Kin, book: &mut Book) {
    let Some(family) = kin.parents.iter().find(|family| record.of.first() == Some(&family.parent.id)) else { return };
    let course = Course::before(record, family, Stages::of(record.ledger, book.vocabulary));
    let before = &course.handling;
    let rule =
        one_motion(family.parent).and_then(|()| not_before_it(record, family.parent)).and_then(|()| not_ended(&course));
    if let Err(error) = rule {
        let is_merged = matches!(course.state, State::Ended("merged"));
        return book.hold(Err(error), if is_merged { "warn.motion.merged" } else { "warn.motion.course" });
    }
    let (rule, figure) = match record.ledger.key {
        "review" => (may_review(record, kin, before), "warn.motion.course"),
        "assignment" => (may_assign(family.parent, before), "warn.motion.course"),
        "reply" if before.assigned.is_none() => (Err(not_handed_over(family.parent)), "warn.motion.handover"),
        "reply" => (may_reply(record, family.parent, before), "warn.motion.course"),
        "feedback" if before.replies.is_empty() => (Err(not_replied(family.parent, before)), "warn.motion.reply"),
        "rehandling" if course.state != State::Done => (Err(not_replied(family.parent, before)), "warn.motion.reply"),
        _ => (Ok(()), ""),
    };
    book.hold(rule, figure);
}

fn one_motion(motion: &Record) -> Result<()> {
    let (no, count) = (motion.no, motion.count().value);
    if motion.is_lump() {
        return Err(
            refused!("lump_of_many" in "of": "提案{no}是{count}件的总数，不是一件", "motion {no} stands for {count} motions, not for one";
            "总数的审查、交办、办复也记总数：去掉编号，写 --count", "what became of a total is a total, too: leave the number out and give --count"),
        );
    }
    Ok(())
}

fn not_before_it(record: &Record, motion: &Record) -> Result<()> {
    let (day, received, no) = (record.dated(), motion.dated(), motion.no);
    if record.last_day() >= motion.date() {
        return Ok(());
    }
    Err(refused!("date_before_motion" in "date": "{day}早于提案{no}的收到日（{received}）",
        "{day} is before motion {no} was received ({received})"; "核对日期", "check the date"))
}

/// Nothing follows a review that ended it.
fn not_ended(course: &Course) -> Result<()> {
    let State::Ended(outcome) = course.state else { return Ok(()) };
    let last = course.steps.iter().rev().find(|step| step.record.ledger.key == "review");
    let (day, no, review) = (course.settled(), course.matter.no, last.map_or(String::new(), |step| step.record.name()));
    let Called { zh, en } = course.stages.outcome(outcome);
    let (stays, stays_en) = if outcome == "merged" {
        ("并入的那一件照办；", "the motion that stays is handled; ")
    } else {
        ("", "")
    };
    Err(refused!("motion_ended": "提案{no}已于{day}{zh}（{review}）", "motion {no} ended on {day}: {en} ({review})";
        "{stays}记错了的，先用 qjcppcc motion void {review} --reason 原因",
        "{stays_en}if that is wrong, take it back first: qjcppcc motion void {review} --reason WHY"))
}

/// A motion is reviewed once; a filed one may still be withdrawn, or merged until it is handed over.
fn may_review(record: &Record, kin: &Kin, before: &Handling) -> Result<()> {
    let no = kin.parents.first().map_or(0, |family| family.parent.no);
    let outcome = record.text("outcome").unwrap_or_default();
    if let Some(filed) = before.filed.filter(|_| !matches!(outcome, "merged" | "withdrawn")) {
        let (day, review) = (filed.date(), filed.name());
        return Err(
            refused!("reviewed_already": "提案{no}已于{day}立案（{review}），以后只能并案或撤回", "motion {no} was filed on {day} ({review}); after that it can only be merged or withdrawn";
            "审查记错了的，改那一条：qjcppcc motion edit {review} --as {outcome}", "if the review is wrong, change it: qjcppcc motion edit {review} --as {outcome}"),
        );
    }
    if outcome != "merged" {
        return Ok(());
    }
    if let Some(assigned) = before.assigned {
        let (day, assignment) = (assigned.date(), assigned.name());
        return Err(refused!("assigned_already": "提案{no}已于{day}交办（{assignment}），不能再并案",
            "motion {no} was handed over on {day} ({assignment}) and cannot be merged any more";
            "先作废交办：qjcppcc motion void {assignment} --reason 原因", "take that back first: qjcppcc motion void {assignment} --reason WHY"));
    }
    may_merge(record, kin)
}

/// The one that stays is neither itself merged away nor out of the course, and no other was merged into the one that goes.
fn may_merge(record: &Record, kin: &Kin) -> Result<()> {
    let [Some(away), stays] = [0, 1].map(|at| record.of.get(at).copied()) else { return Ok(()) };
    let family = |id: Option<Uuid>| kin.parents.iter().find(move |family| Some(family.parent.id) == id);
    let merged = |family: &Family, place: usize| {
        let ends = |child: &&&Record| {
            child.ledger.key == "review" && child.id != record.id && child.of.get(place) == Some(&family.parent.id)
        };
        family.children.iter().find(ends).map(|child| child.name())
    };
    let other = family(stays).map_or(0, |family| family.parent.no);
    if let Some((family, review)) = family(Some(away)).and_then(|family| Some((family, merged(family, 1)?))) {
        let no = family.parent.no;
        return Err(refused!("stays_in_group": "提案{no}是并案后留下的一件（{review}），不能再并走",
            "motion {no} is the one that stays of its group ({review}) and cannot be merged away";
            "反过来并：qjcppcc motion review {other} --as merged --into {no}",
            "the other way round: qjcppcc motion review {other} --as merged --into {no}"));
    }
    let ended = |child: &&Record| child.text("outcome").is_some_and(|outcome| outcome != "filed");
    let Some(family) = family(stays) else { return Ok(()) };
    let own = |child: &&&Record| child.ledger.key == "review" && child.of.first() == Some(&family.parent.id);
    if let Some(review) = family.children.iter().filter(own).find(|child| ended(child)) {
        let (no, review) = (family.parent.no, review.name());
        return Err(refused!("into_ended" in "into": "提案{no}没有留下来（{review}），不能并入它",
            "motion {no} does not stay ({review}); none can be merged into it"; "--into 写留下来交办的那一件；提案{no}怎样了，看 qjcppcc motion show {no}",
            "--into takes the motion that stays and is handed over; what became of motion {no}: qjcppcc motion show {no}"));
    }
    Ok(())
}

fn may_assign(motion: &Record, before: &Handling) -> Result<()> {
    let no = motion.no;
    if before.filed.is_none() {
        return Err(refused!("not_filed": "提案{no}还没有立案", "motion {no} is not filed yet";
            "先审查：qjcppcc motion review {no} --as filed，或先导入审查表", "review it first: qjcppcc motion review {no} --as filed; or import the list of reviews first"));
    }
    let Some(assigned) = before.assigned else { return Ok(()) };
    let (day, assignment) = (assigned.date(), assigned.name());
    Err(
        refused!("assigned_already": "提案{no}已于{day}交办（{assignment}）", "motion {no} was handed over on {day} ({assignment})";
        "改主办、协办或期限：qjcppcc motion edit {assignment}", "to change units or the due date: qjcppcc motion edit {assignment}"),
    )
}

fn not_handed_over(motion: &Record) -> Error {
    let no = motion.no;
    refused!("not_assigned": "提案{no}还没有交办", "motion {no} is not handed over yet";
        "先交办：qjcppcc motion assign {no} --lead 单位，或先导入交办表；日期不对的核对日期", "hand it over first: qjcppcc motion assign {no} --lead UNIT, or import the list of hand-overs; or check the dates")
}

fn not_replied(motion: &Record, before: &Handling) -> Error {
    let no = motion.no;
    if let (true, [unit, ..]) = (before.separate, &before.waits_for()[..]) {
        let Message { zh, en } = units(&before.waits_for());
        return refused!("not_replied": "提案{no}分办，还没有都答复，还等：{zh}", "motion {no} is handled separately and not all have replied; awaited: {en}";
            "先记答复：qjcppcc motion reply {no} --unit {unit} --result A", "record the reply first: qjcppcc motion reply {no} --unit {unit} --result A");
    }
    refused!("not_replied": "提案{no}还没有办复", "motion {no} is not replied to yet";
        "先记办复：qjcppcc motion reply {no} --result A，或先导入办复表", "record the reply first: qjcppcc motion reply {no} --result A; or import the list of replies")
}

/// Who answers is one of those who have to, once each time it is handled.
fn may_reply(record: &Record, motion: &Record, before: &Handling) -> Result<()> {
    let (no, waits) = (motion.no, before.waits_for());
    let unit = record.text("unit");
    let Message { zh, en } = units(&before.leads);
    let is_lead = |unit: &str| before.leads.iter().any(|lead| before.is_same(lead, unit));
    match unit {
        Some(unit) if !before.leads.is_empty() && !is_lead(unit) => {
            return Err(
                refused!("not_a_lead" in "unit": "{unit}不是提案{no}的主办单位", "{unit} does not lead motion {no}";
                "主办：{zh}", "it is led by: {en}"),
            );
        }
        None if before.separate => {
            return Err(
                refused!("which_unit" in "unit": "提案{no}分办，没有写是哪家的答复", "motion {no} is handled separately, and it does not say who replied";
                "加 --unit：{zh}", "add --unit: {en}"),
            );
        }
        _ => {}
    }
    let waits_for = |unit: &str| waits.iter().any(|waiting| before.is_same(waiting, unit));
    if !waits.is_empty() && unit.is_none_or(|unit| !before.separate || waits_for(unit)) {
        return Ok(());
    }
    if let (Some(unit), false) = (unit, waits.is_empty()) {
        let (last, Message { zh, en }) =
            (before.replies_of(unit).last().map_or(String::new(), |(_, reply)| reply.name()), units(&waits));
        return Err(
            refused!("replied_already" in "unit": "{unit}已经答复提案{no}（{last}），还等：{zh}", "{unit} has replied to motion {no} already ({last}); awaited: {en}";
            "要改，用 qjcppcc motion edit {last}", "change it with: qjcppcc motion edit {last}"),
        );
    }
    let last = before.replies.last().map_or(String::new(), |reply| reply.name());
    Err(refused!("replied_already": "提案{no}已经办复（{last}）", "motion {no} is replied to already ({last})";
        "要改，用 qjcppcc motion edit {last}；重办的先用 qjcppcc motion reopen {no} --reason 原因，或连重办表一起导入",
        "change it with: qjcppcc motion edit {last}; if it is handled again, first: qjcppcc motion reopen {no} --reason WHY; or import the list of those together with it"))
}

fn units(names: &[&str]) -> Message {
    Message::list(names.iter().map(|name| Message { zh: (*name).to_owned(), en: (*name).to_owned() }))
}
