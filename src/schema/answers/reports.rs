//! The shapes of what is counted: reports, the dictionary, what is missing or due, the platform line.

use super::parts::{answer, as_printed, head, key, ledger, no, period, record, through, value_and_bound};
use crate::figure::{By, Reading};
use crate::ledger::{LEDGERS, Ledger};
use crate::report::{Change, SAID};
use crate::schema::ledgers::{bound, stage};
use crate::schema::shape::{Schema, Shape, day, id, list, many, nothing, number, object, one_of, whole, words};

/// The answers about figures, records that lack something, and matters.
pub(in crate::schema) fn schemas() -> Vec<Schema> {
    let mut all = vec![
        answer("report", "一期的数字", "the figures of a period", report(figure())).objects(["report"]),
        answer(
            "report-compare",
            "一期的数字，与另一期比较",
            "the figures of a period beside another's",
            report(with_before()),
        )
        .objects(["report --compare"]),
        answer("report-by", "数字的分解", "figures broken down", broken()).objects(["report --by"]),
        answer("report-trace", "一个数字背后的记录", "the records behind a figure", traced())
            .objects(["report --trace"]),
        of_period("report", "一期的一个数字", "a figure of a period", figure()),
        of_period(
            "report --compare",
            "一期的一个数字，与另一期比较",
            "a figure of a period beside another's",
            with_before(),
        ),
        of_period("report --by", "一期的一个数字和它的分项", "a figure of a period with its parts", figure_broken()),
        of_period("report --trace", "一个数字背后的一条记录", "a record behind a figure", source()),
        of_period("case line", "一个{part}的平台数据", "what is published of one {part}", of_town()),
        answer("figures", "指标词典的一个指标", "one figure of the dictionary", dictionary()).lists(["figures"]),
        answer("search", "找到的一条记录", "a record that was found", searched()).lists(["search"]),
        answer("missing", "缺东西的记录", "a record that lacks something", missing()).lists(["missing"]),
    ];
    all.extend(LEDGERS.iter().filter(|ledger| ledger.has_course()).map(|ledger| of_matters(ledger)));
    all.push(answer("case-line", "平台数据", "the line that is published", line()).objects(["case line"]));
    all
}

/// A line of an object of a period: what the first table of a command's answer has in a row, after the period.
fn of_period(command: &str, zh: &str, en: &str, row: Shape) -> Schema {
    let name = command.replace(" --", "-").replace(' ', "-") + "-line";
    answer(&name, zh, en, object([("period", period())]).and(row)).lists([&format!("{command} -O jsonl")])
}

fn figure() -> Shape {
    let (zh, en) = (
        "背后的记录数；只计一次的，按对象计",
        "how many records stand behind it; of what counts once, how many things",
    );
    object([("key", key()), ("label", words().about("指标", "its name"))]).and(value_and_bound()).and(object([
        ("unit", words().about("量词", "measure word")),
        ("text", as_printed()),
        ("records", many().about(zh, en)),
    ]))
}

fn with_before() -> Shape {
    let (zh, en) = ("增减；有一期不是准数则为空", "the difference; null unless both are exact");
    figure().and(object([
        ("before", said(false).about("前期", "the period before")),
        ("change", number().or_null().about(zh, en)),
        ("growth", number().or_null().about("增长，百分数", "growth in percent")),
    ]))
}

/// A number as it was published or as it is now.
fn said(unsaid: bool) -> Shape {
    value_and_bound().and(object([("text", as_printed().null_if(unsaid))]))
}

/// The state of the ledger file; none of records that are read from elsewhere.
fn state() -> Shape {
    words().or_null().about("台账文件状态；用 --from 时为空", "the state of the ledger file; null with --from")
}

fn report(figure: Shape) -> Shape {
    let session = words().or_null();
    let session = session.about("届次，只算这一届次的提案时", "the session whose motions alone it is about");
    let published = published().or_null().about("公布过没有，此后变了什么", "what has changed since it was published");
    let told = object([
        ("period", period()),
        ("from", day()),
        ("to", day()),
        ("session", session),
        ("head", state()),
        ("figures", list(figure)),
        ("note", words().about("记者手记", "the note")),
        ("full", words().about("工作综述", "the full text")),
        ("rates", list(rate())),
        ("warnings", list(words()).about("要留意的", "what looks wrong")),
    ]);
    told.and(standing()).and(object([("published", published)]))
}

/// As of when a report speaks, and which of its years are closed.
fn standing() -> Shape {
    let closed = object([
        ("year", whole()),
        ("on", day().about("关账的日子", "the day on which it was closed")),
        ("late", many().about("此后改动几次", "changes since")),
    ]);
    object([
        ("as_of", words().or_null().about("台账文件在何时的样子（--as-of）", "the day or state that --as-of named")),
        ("closed", list(closed).about("已关账的年份", "the closed years of the period")),
    ])
}

fn published() -> Shape {
    let changed = object([("record", record()), ("change", one_of(Change::ALL.map(Change::key)))]);
    let moved = object([
        ("key", key()),
        ("published", said(true).about("公布的", "as it was published")),
        ("now", said(true).about("现在的", "as it is now")),
        ("records", list(changed).about("哪些记录变了", "the records that made the difference")),
    ]);
    object([
        ("no", many().about("编号", "the number of the publication")),
        ("on", day().about("记下公布的日子", "the day on which it was recorded")),
        ("through", through()),
        ("head", head()),
        ("changes", list(moved)),
    ])
}

fn rate() -> Shape {
    let (zh, en) =
        ("百分数，或平均数；分子大于分母则为空", "percent, or so many to each; null where the part passes its whole");
    object([
        ("key", words()),
        ("label", words().about("比率", "the rate")),
        ("value", number().or_null().about(zh, en)),
        ("text", as_printed()),
        ("part", number().about("分子", "the part")),
        ("part_bound", bound()),
        ("whole", number().about("分母", "the whole")),
        ("whole_bound", bound()),
    ])
}

fn figure_broken() -> Shape {
    let part = words().or_null();
    let part = part.about("{part}、月份等的键；没写的为空", "the key of the {part}, month …; null where it is unset");
    let records = many().about("记录数", "how many records");
    let parts = object([("part", part)]).and(value_and_bound());
    let parts = parts.and(object([("text", as_printed()), ("records", records)]));
    object([("key", key())]).and(value_and_bound()).and(object([("parts", list(parts))]))
}

fn by() -> Shape {
    one_of(By::PARTS.map(By::key))
}

fn broken() -> Shape {
    object([("period", period()), ("by", by()), ("figures", list(figure_broken())), ("text", circular())])
        .and(standing())
}

fn circular() -> Shape {
    words().or_null().about("办理情况通报，--by unit 才有", "the circular, with --by unit alone")
}

/// The title of a record.
fn title() -> Shape {
    words().or_null().about("标题，或所属记录的标题", "its title, or that of the record it belongs to")
}

fn source() -> Shape {
    let (zh, en) =
        ("只计一次的对象：企业、地点、事项、媒体等", "what counts once: a firm, a place, a matter, an outlet");
    object([
        ("id", id()),
        ("ledger", ledger()),
        ("no", no()),
        ("date", day().about("计入的日子", "the day on which it counts")),
        ("title", title()),
        ("thing", words().or_null().about(zh, en)),
        ("town", words().or_null().about("{part}的键", "the key of the {part} it counts for")),
        ("kind", words().or_null().about("类别的键", "the key of the kind it counts for")),
        ("amount", number().about("它的份额", "what it contributes")),
        ("bound", bound()),
    ])
}

fn traced() -> Shape {
    let part = words().or_null().about("它的键；没写的为空", "its key; null for what names none");
    let within = list(object([("by", by()), ("part", part)]))
        .about("只是其中哪一部分；空为全部", "which part of the figure it is; empty for all of it");
    let behind = object([("within", within), ("records", list(source()))]);
    object([("key", key()), ("period", period())]).and(value_and_bound()).and(behind).and(standing())
}

fn dictionary() -> Shape {
    object([
        ("key", key()),
        ("label", words().about("指标", "its name")),
        ("unit", words().about("量词", "measure word")),
        ("reading", one_of(Reading::ALL.map(Reading::key).into_iter().chain(["rate"])).about("读法", "how it is read")),
        ("style", one_of(["house", "exactly"]).about("印法：取整或实数", "how it is printed")),
        ("about", words().about("数什么", "what it counts")),
    ])
}

fn searched() -> Shape {
    object([
        ("ledger", ledger()),
        ("id", id()),
        ("no", no()),
        ("date", day()),
        ("title", words().or_null().about("标题", "the title")),
        ("text", words().about("内容", "what it says")),
        ("of", words().or_null().about("所属的记录和标题", "the record that it hangs on, with its title")),
    ])
}

fn missing() -> Shape {
    object([
        ("ledger", ledger()),
        ("id", id()),
        ("no", no()),
        ("date", day()),
        ("title", title()),
        ("town", words().or_null().about("{part}的键", "the key of its {part}")),
        ("department", words().or_null().about("部门的键", "the key of its department")),
        ("missing", list(words()).about("缺的字段", "the fields it lacks")),
    ])
}

/// What is due of the matters of a ledger.
fn of_matters(home: &'static Ledger) -> Schema {
    let (key, matter) = (home.key, home.procedure.matter.zh);
    let about = format!("到期的{matter}");
    answer(&format!("{key}-due"), &about, "a matter that is due", due(home)).lists([format!("{key} due")])
}

fn due(home: &Ledger) -> Shape {
    let is_handled = home.derives("assist");
    let named = || list(words()).or_null();
    let awaited = named().about("分办的还有哪家没答复", "of separate units those that have not answered");
    let units = [("assist", named().about("协办单位", "who assists")), ("awaited", awaited)];
    object([
        ("id", id()),
        ("no", no()),
        ("title", words()),
        ("town", words().null_if(is_handled).about("{part}的键", "the key of its {part}")),
        ("stage", stage(home).about("现在的环节", "the stage it is at")),
        ("since", day().about("到这个环节的日子", "since when")),
        ("next", stage(home).about("下一环节", "the stage it must come to")),
        ("due", day().about("期限", "the last day in time")),
        ("late", whole().about("迟了几天；还没有到期为负数", "days late; below nought while it is in time")),
        ("status", one_of(["late", "today", "soon", "later"])),
        ("lead", words().or_null().about("承办单位", "who leads")),
        ("proposer", list(words()).about("提出的人", "who proposed it")),
    ])
    .and(object(units.into_iter().filter(|_| is_handled)))
}

/// A town, or all of them, with the figures of the line.
fn sums(town: Shape) -> Shape {
    let sums = SAID.iter().flat_map(|figure| {
        let key = figure.trim_start_matches("case.");
        let number = number().or_null().about(figure, figure);
        [(key.to_owned(), number), (format!("{key}_bound"), bound().or_null())]
    });
    object([("town", town), ("name", words())]).and(object(sums))
}

fn of_town() -> Shape {
    sums(words().or_null().about("{part}的键；{itself}为空", "the key of the {part}; null for {itself}"))
}

fn line() -> Shape {
    let towns = || list(words()).or_null();
    let (zh, en) = ("没有新开事项的{part}；只写一个{part}时为空", "{parts} without a new matter; null for one {part}");
    let several = towns().about("不止一件的{part}；只写一个{part}时为空", "{parts} with several; null for one {part}");
    object([
        ("period", period()),
        ("from", day()),
        ("to", day()),
        ("town", words().or_null().about("只写这个{part}", "the one {part} it is about")),
        ("head", state()),
        ("text", words().about("公布的一句话", "the sentence")),
        ("total", sums(nothing())),
        ("towns", list(of_town())),
        ("rates", list(rate())),
        ("without", towns().about(zh, en)),
        ("several", several),
    ])
}

/// What every ledger's `list --tally` says.
pub(in crate::schema) fn tally() -> Schema {
    let tallied: Vec<String> = LEDGERS.iter().map(|ledger| format!("{} list --tally", ledger.key)).collect();
    let shape = object([
        ("records", many().about("记录数", "how many records")),
        ("count", many().about("数量合计", "how many they stand for")),
        ("count_bound", bound()),
    ]);
    answer("tally", "有几条记录，代表多少", "how many records, and what they stand for", shape).objects(tallied)
}
