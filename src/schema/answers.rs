//! The shapes of everything that is no record: reports, lists of other things, and what commands say they did.

use super::Schema;
use super::ledgers::{Members, bound, chosen, stage};
use super::shape::{Shape, day, defined, flag, id, list, many, moment, nothing, number, object, one_of, whole, words};
use crate::counted::By;
use crate::figure::Reading;
use crate::ledger::{LEDGERS, Ledger};
use crate::report::{Change, SAID, Wording};
use crate::text::{Lang, Text, text};
use crate::vocabulary::Set;

/// Every answer that is no record.
pub(super) fn schemas() -> Vec<Schema> {
    let tallied = LEDGERS.iter().map(|ledger| format!("{} list --tally", ledger.key));
    let about = text("有几条记录，代表多少", "how many records, and what they stand for");
    let tally = Schema::new("tally", about.into(), tally()).objects(tallied);
    [counted(), exchanged(), kept(), in_the_open(), settled()].into_iter().flatten().chain([tally, error()]).collect()
}

/// An answer: its name, what it is, and the commands that print any number of them, or one.
fn answer(name: &str, about: Text, shape: Shape, lists: &[&str], objects: &[&str]) -> Schema {
    Schema::new(name, about.into(), shape).lists(lists.iter().copied()).objects(objects.iter().copied())
}

fn counted() -> Vec<Schema> {
    let with_before: Members = figure().into_iter().chain(compared()).collect();
    let about = text("一期的数字，与另一期比较", "the figures of a period beside another's");
    vec![
        answer("report", text("一期的数字", "the figures of a period"), report(figure()), &[], &["report"]),
        answer("report-compare", about, report(with_before.clone()), &[], &["report --compare"]),
        answer("report-by", text("数字的分解", "figures broken down"), broken(), &[], &["report --by"]),
        answer(
            "report-trace",
            text("一个数字背后的记录", "the records behind a figure"),
            traced(),
            &[],
            &["report --trace"],
        ),
        of_period("report", text("一期的一个数字", "a figure of a period"), figure(), "report -O jsonl"),
        of_period(
            "report-compare",
            text("一期的一个数字，与另一期比较", "a figure of a period beside another's"),
            with_before,
            "report --compare -O jsonl",
        ),
        of_period(
            "report-by",
            text("一期的一个数字和它的分项", "a figure of a period with its parts"),
            figure_broken(),
            "report --by -O jsonl",
        ),
        of_period(
            "report-trace",
            text("一个数字背后的一条记录", "a record behind a figure"),
            source(),
            "report --trace -O jsonl",
        ),
        of_period(
            "case-line",
            text("一个镇街的平台数据", "what is published of one town"),
            of_town(),
            "case line -O jsonl",
        ),
        answer("figures", text("指标词典的一个指标", "one figure of the dictionary"), dictionary(), &["figures"], &[]),
        answer("missing", text("缺东西的记录", "a record that lacks something"), missing(), &["missing"], &[]),
        answer("case-due", text("到期的事项", "a matter that is due"), due(), &["case due"], &[]),
        answer("case-line", text("平台数据", "the line that is published"), line(), &[], &["case line"]),
    ]
}

/// A line of an object of a period: what its first table has in a row, after the period.
fn of_period(object_name: &str, about: Text, row: Members, command: &str) -> Schema {
    let members = owned([("period", period())]).into_iter().chain(row);
    answer(&format!("{object_name}-line"), about, object(members), &[command], &[])
}

fn exchanged() -> Vec<Schema> {
    let trouble = text("导入时不对的一处", "one trouble of an import");
    vec![
        answer("import", text("一次导入", "what an import did"), import(), &[], &["import"]),
        answer("import-errors", trouble, trouble_of_a_file(), &["import --errors"], &[]),
        answer("schema", text("模式目录的一行", "one line of the list of schemas"), listed(), &["schema"], &[]),
    ]
}

fn kept() -> Vec<Schema> {
    let place = object([("file", file()), ("exists", flag().about("文件已有", "whether it is there"))]);
    let copy = object([("file", file()), ("entries", entries()), ("head", head())]);
    let rebuilt = object([("entries", entries())]);
    vec![
        answer("init", text("新建的台账文件", "the new ledger file"), object([("file", file())]), &[], &["init"]),
        answer("where", text("台账文件在哪里", "where the ledger file is"), place, &[], &["where"]),
        answer("backup", text("一份核对过的副本", "a verified copy"), copy, &[], &["backup", "restore"]),
        answer("log", text("一条流水", "one entry of the log"), entry(), &["log"], &[]),
        answer("verify", text("核对完好", "all is sound"), verified(), &[], &["verify"]),
        answer("rebuild", text("重做了各表", "the tables were made anew"), rebuilt, &[], &["rebuild"]),
        answer("head", text("台账状态", "the state of the ledger"), object([("head", head())]), &[], &["head"]),
    ]
}

fn in_the_open() -> Vec<Schema> {
    let (published, given) =
        (text("公布过的数字", "figures that were published"), text("外面说过的数字", "a figure given by others"));
    let void = text("作废的公布或外部数字", "a publication or a claim taken back");
    vec![
        answer("undo", text("撤销了什么", "what was taken back"), undone(), &[], &["undo"]),
        answer("close", text("关账或重新开账", "a year closed, or opened again"), closed(), &[], &["close", "reopen"]),
        answer("publication-list", published, publication(), &["publication list"], &["publish"]),
        answer("claim-list", given, claim(), &["claim list"], &["claim add"]),
        answer("claim-void", void, taken_back(), &[], &["claim void", "publication void"]),
    ]
}

fn settled() -> Vec<Schema> {
    let (words, changed) =
        (text("词表的一个词", "one word of the vocabulary"), ["vocab add", "vocab rename", "vocab retire"]);
    let set = text("设置后的值", "a setting as it is now");
    vec![
        answer("vocab-list", words, term(), &["vocab list"], &changed),
        answer("setting-list", text("一个设置项", "one setting"), setting(true), &["setting list"], &[]),
        answer("setting-set", set, setting(false), &[], &["setting set", "setting unset"]),
        answer(
            "wording-list",
            text("一份内置的文稿", "a text that is built in"),
            built_in(),
            &["office wording list"],
            &[],
        ),
        answer("wording", text("一份文稿模板", "the template of a text"), wording(), &[], &["office wording show"]),
    ]
}

fn file() -> Shape {
    words().about("文件", "the file")
}

fn entries() -> Shape {
    many().about("流水条数", "how many entries there are")
}

fn head() -> Shape {
    words()
        .or_null()
        .about("台账状态，如 15-745ffb7d4c74；空台账没有", "the state of the ledger; null while it is empty")
}

fn period() -> Shape {
    words().about("时段，如 2022、2022Q1", "the period, such as 2022 or 2022Q1")
}

fn note() -> Shape {
    words().or_null().about("说明", "a note")
}

fn record() -> Shape {
    words().about("记录，如 case-12", "the record, such as case-12")
}

/// The key of any ledger.
fn ledger() -> Shape {
    one_of(Ledger::all().map(|ledger| ledger.key)).about("台账", "the ledger")
}

/// The key of a figure.
fn key() -> Shape {
    words()
        .about("指标的键（见 qjcppcc figures）", "the key of the figure (see qjcppcc figures)")
        .such_as(["case.solved"])
}

/// A number of a figure with its bound; null where nothing was recorded.
fn value_and_bound() -> [(&'static str, Shape); 2] {
    let value = number().about(
        "实数：元、小时或件数；没有记录则为空",
        "the number: yuan, hours or things; null where nothing was recorded",
    );
    [("value", value.or_null()), ("bound", bound().or_null())]
}

fn as_printed() -> Shape {
    words().about("印发数", "as it is printed")
}

/// A number as it was published or as it is now.
fn said(unsaid: bool) -> Shape {
    object(value_and_bound().into_iter().chain([("text", as_printed().null_if(unsaid))]))
}

fn figure() -> Members {
    let head = [("key", key()), ("label", words().about("指标", "its name"))];
    let tail = [
        ("unit", words().about("量词", "measure word")),
        ("text", as_printed()),
        (
            "records",
            many().about(
                "背后的记录数；只计一次的，按对象计",
                "how many records stand behind it; of what counts once, how many things",
            ),
        ),
    ];
    owned(head.into_iter().chain(value_and_bound()).chain(tail))
}

fn compared() -> Members {
    owned([
        ("before", said(false).about("前期", "the period before")),
        (
            "change",
            number().or_null().about("增减；有一期不是准数则为空", "the difference; null unless both are exact"),
        ),
        ("growth", number().or_null().about("增长，百分数", "growth in percent")),
    ])
}

fn owned(members: impl IntoIterator<Item = (&'static str, Shape)>) -> Members {
    members.into_iter().map(|(key, shape)| (key.to_owned(), shape)).collect()
}

fn report(figure: Members) -> Shape {
    let mut members = vec![
        ("period", period()),
        ("from", day()),
        ("to", day()),
        ("head", words().or_null().about("台账状态；用 --from 时为空", "the state of the ledger; null with --from")),
        ("figures", list(object(figure))),
        ("note", words().about("记者手记", "the note")),
        ("full", words().about("工作综述", "the full text")),
        ("rates", list(rate())),
        ("warnings", list(words()).about("要留意的", "what looks wrong")),
    ];
    members.extend(standing());
    members.push((
        "published",
        published().or_null().about("公布过没有，此后变了什么", "what has changed since it was published"),
    ));
    object(members)
}

/// As of when a report speaks, and which of its years are closed.
fn standing() -> [(&'static str, Shape); 2] {
    let closed = object([
        ("year", whole()),
        ("on", day().about("关账的日子", "the day on which it was closed")),
        ("late", many().about("此后改动几次", "changes since")),
    ]);
    [
        ("as_of", words().or_null().about("台账在何时的样子（--as-of）", "the day or state that --as-of named")),
        ("closed", list(closed).about("已关账的年份", "the closed years of the period")),
    ]
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
        (
            "through",
            day().or_null().about("数到哪一天", "the last day that was counted, where it is not the period's own"),
        ),
        ("head", head()),
        ("changes", list(moved)),
    ])
}

fn rate() -> Shape {
    object([
        ("key", words()),
        ("label", words().about("比率", "the rate")),
        (
            "value",
            number().or_null().about(
                "百分数，或平均数；分子大于分母则为空",
                "percent, or so many to each; null where the part passes its whole",
            ),
        ),
        ("text", as_printed()),
        ("part", number().about("分子", "the part")),
        ("part_bound", bound()),
        ("whole", number().about("分母", "the whole")),
        ("whole_bound", bound()),
    ])
}

fn figure_broken() -> Members {
    let head = [(
        "part",
        words().or_null().about("镇街、月份等的键；没写的为空", "the key of the town, month …; null where it is unset"),
    )];
    let tail = [("text", as_printed()), ("records", many().about("记录数", "how many records"))];
    let parts = object(head.into_iter().chain(value_and_bound()).chain(tail));
    owned([("key", key())].into_iter().chain(value_and_bound()).chain([("parts", list(parts))]))
}

fn broken() -> Shape {
    let figures = list(object(figure_broken()));
    let head = [("period", period()), ("by", one_of(By::OFFERED.map(By::key))), ("figures", figures)];
    object(head.into_iter().chain(standing()))
}

fn source() -> Members {
    owned([
        ("id", id()),
        ("ledger", ledger()),
        ("no", many().about("编号", "its number")),
        ("date", day().about("计入的日子", "the day on which it counts")),
        ("title", words().or_null().about("标题，或所属记录的标题", "its title, or that of the record it belongs to")),
        (
            "thing",
            words().or_null().about(
                "只计一次的对象：企业、地点、事项、媒体等",
                "what counts once: a firm, a place, a matter, an outlet",
            ),
        ),
        ("town", words().or_null().about("镇街的键", "the key of the town it counts for")),
        ("kind", words().or_null().about("类别的键", "the key of the kind it counts for")),
        ("amount", number().about("它的份额", "what it contributes")),
        ("bound", bound()),
    ])
}

fn traced() -> Shape {
    let part = words().or_null().about("它的键；没写的为空", "its key; null for what names none");
    let within = list(object([("by", one_of(By::OFFERED.map(By::key))), ("part", part)]))
        .about("只是其中哪一部分；空为全部", "which part of the figure it is; empty for all of it");
    let head = [("key", key()), ("period", period())].into_iter().chain(value_and_bound());
    object(head.chain([("within", within), ("records", list(object(source())))]).chain(standing()))
}

fn dictionary() -> Shape {
    object([
        ("key", key()),
        ("label", words().about("指标", "its name")),
        ("unit", words().about("量词", "measure word")),
        ("reading", one_of(Reading::ALL.map(Reading::key)).about("读法", "how it is read")),
        ("style", one_of(["house", "exactly"]).about("印法：取整或实数", "how it is printed")),
        ("about", words().about("数什么", "what it counts")),
    ])
}

fn missing() -> Shape {
    object([
        ("ledger", ledger()),
        ("id", id()),
        ("no", many().about("编号", "its number")),
        ("date", day()),
        ("title", words().or_null().about("标题，或所属记录的标题", "its title, or that of the record it belongs to")),
        ("town", words().or_null().about("镇街的键", "the key of its town")),
        ("department", words().or_null().about("部门的键", "the key of its department")),
        ("missing", list(words()).about("缺的字段", "the fields it lacks")),
    ])
}

fn due() -> Shape {
    object([
        ("id", id()),
        ("no", many().about("编号", "its number")),
        ("title", words()),
        ("town", words().about("镇街的键", "the key of its town")),
        ("stage", stage().about("现在的环节", "the stage it is at")),
        ("since", day().about("到这个环节的日子", "since when")),
        ("next", stage().about("下一环节", "the stage it must come to")),
        ("due", day().about("期限", "the last day in time")),
        ("late", whole().about("迟了几天；还没有到期为负数", "days late; below nought while it is in time")),
        ("status", one_of(["late", "today", "soon", "later"])),
        ("lead", words().or_null().about("承办单位", "who leads")),
        ("proposer", list(words()).about("提出的人", "who proposed it")),
    ])
}

/// A town, or all of them, with the figures of the line.
fn sums(town: Shape) -> Members {
    let sums = SAID.iter().flat_map(|figure| {
        let key = figure.trim_start_matches("case.");
        let number = number().or_null().about(figure, figure);
        [(key.to_owned(), number), (format!("{key}_bound"), bound().or_null())]
    });
    owned([("town", town), ("name", words())]).into_iter().chain(sums).collect()
}

fn of_town() -> Members {
    sums(words().or_null().about("镇街的键；区本级为空", "the key of the town; null for the district itself"))
}

fn line() -> Shape {
    object([
        ("period", period()),
        ("from", day()),
        ("to", day()),
        ("town", words().or_null().about("只写这个镇街", "the one town it is about")),
        ("head", words().or_null().about("台账状态；用 --from 时为空", "the state of the ledger; null with --from")),
        ("text", words().about("公布的一句话", "the sentence")),
        ("total", object(sums(nothing()))),
        ("towns", list(object(of_town()))),
        ("rates", list(rate())),
        (
            "without",
            list(words())
                .or_null()
                .about("没有新开事项的镇街；只写一个镇街时为空", "towns without a new matter; null for one town"),
        ),
        (
            "several",
            list(words())
                .or_null()
                .about("不止一件的镇街；只写一个镇街时为空", "towns with several; null for one town"),
        ),
    ])
}

fn import() -> Shape {
    let counts = || {
        [
            ("added", many().about("新增", "new records")),
            ("updated", many().about("更新", "records that were changed")),
            ("unchanged", many().about("已有而未变", "records that are there already")),
            ("refused", many().about("略过的行", "rows left out")),
        ]
    };
    let head = [("file", words().or_null().about("文件；不止一个时为空", "the file; null where there are several"))];
    let of_ledger = [("ledger", ledger().or_null())].into_iter().chain(counts());
    let money = object([
        ("ledger", ledger()),
        ("field", words()),
        ("smallest", number().about("元", "yuan")),
        ("median", number().about("元", "yuan")),
        ("largest", number().about("元", "yuan")),
    ]);
    let unread = [("file", words()), ("sheet", words())];
    let renumbered = [
        ("record", words().about("它现在的编号", "what it is called now")),
        ("wanted", many().about("文件里的编号", "the number in the file")),
    ];
    let tail = [
        ("files", list(words())),
        ("ledgers", list(object(of_ledger)).about("逐个台账", "ledger by ledger")),
        ("money", list(money).about("每一列金额的最小、中位、最大", "of every column of money")),
        ("doubts", list(doubt()).about("可能已经记过的行", "rows that may be recorded already")),
        ("unread", list(object(unread)).about("没有读的工作表", "sheets that were not read")),
        ("renumbered", list(object(renumbered)).about("编号已被占用的", "records whose number was taken")),
    ];
    object(head.into_iter().chain(counts()).chain(tail))
}

/// A row of an import that may be recorded already.
fn doubt() -> Shape {
    object([
        ("file", words()),
        ("line", many()),
        ("title", words()),
        ("record", words().or_null().about("台账里的那一条", "the record of the ledger")),
        ("other_file", words().or_null().about("别的文件", "the other file, where it is not the ledger")),
        ("other_line", many().or_null()),
        ("other_title", words()),
    ])
}

/// Where something is wrong; what is not known is null.
fn place() -> [(&'static str, Shape); 5] {
    [
        ("file", words().or_null().about("文件", "the file")),
        ("sheet", words().or_null().about("工作表", "the sheet of a workbook")),
        ("line", many().or_null().about("行，从1数起", "the line or row, counted from 1")),
        ("column", words().or_null().about("列和表头", "the column and its heading")),
        ("field", words().or_null().about("字段", "the field")),
    ]
}

/// What is wrong and what to do.
fn wrong() -> [(&'static str, Shape); 3] {
    [
        ("code", words().about("不变的英文代号", "a stable word for scripts").such_as(["no_such_record"])),
        ("message", words().about("哪里不对", "what is wrong")),
        ("hint", words().or_null().about("接下来怎么办", "what to do next")),
    ]
}

fn trouble_of_a_file() -> Shape {
    object(place().into_iter().chain(wrong()))
}

fn error() -> Schema {
    let more = list(defined(["trouble"])).about("同一命令的其他错误", "further troubles of the same command");
    let trouble = object(wrong().into_iter().chain(place()).chain([("more", more)]));
    let about = text("错误，写在标准错误输出的最后一行", "an error: the last line on stderr");
    Schema::new("error", about.into(), object([("error", defined(["trouble"]))])).defines([("trouble", trouble)])
}

fn entry() -> Shape {
    let change = object([
        ("field", words()),
        ("from", words().about("改前，照显示的样子", "before, as people read it")),
        ("to", words().about("改后", "after")),
    ]);
    object([
        ("seq", many().about("序号", "its number")),
        ("at", moment().about("何时（UTC）", "when, in UTC")),
        ("actor", words().about("谁", "who")),
        ("os", words().about("系统用户@机器", "user@machine")),
        ("batch", many().about("同一命令的第一条", "the first entry of the same command")),
        ("op", one_of(["add", "edit", "void", "unvoid"])),
        ("id", id().about("记录的 id", "the id of the record")),
        ("record", record()),
        ("changes", list(change).about("改了哪些字段", "which fields were changed")),
        ("reason", words().or_null().about("原因", "why")),
    ])
}

fn verified() -> Shape {
    object([
        ("entries", entries()),
        ("head", head()),
        ("claims", many().about("相符的外部数字", "claims, all of which agree")),
        (
            "evidence",
            many()
                .or_null()
                .about("完好的佐证文件；没有 --evidence 则为空", "files of evidence in order; null without --evidence"),
        ),
    ])
}

fn undone() -> Shape {
    let change = object([("op", one_of(["edit", "void", "unvoid"])), ("record", record())]);
    object([
        ("entry", many().about("撤销了第几条", "the entry that was taken back")),
        ("actor", words().about("谁的改动", "whose change it was")),
        ("changes", list(change)),
    ])
}

fn closed() -> Shape {
    object([("year", whole()), ("closed", flag().about("已关账", "whether it is closed now")), ("head", head())])
}

fn publication() -> Shape {
    let figure = object([("key", key()), ("value", number()), ("bound", bound()), ("text", as_printed())]);
    object([
        ("no", many().about("编号", "its number")),
        ("date", day().about("记下公布的日子", "the day on which it was recorded")),
        ("period", period()),
        (
            "through",
            day().or_null().about("数到哪一天", "the last day that was counted, where it is not the period's own"),
        ),
        ("head", head()),
        ("figures", list(figure)),
        ("note", note()),
    ])
}

fn claim() -> Shape {
    object([
        ("no", many().about("编号", "its number")),
        ("period", period()),
        ("figure", key()),
        ("value", words().about("外面怎么说的", "what was said, as it was written")),
        ("ledger", words().about("台账怎么说", "what the ledger says")),
        ("agrees", flag().about("相符", "whether the two agree")),
        ("source", words().about("谁在哪里说的", "who says so, and where")),
    ])
}

fn taken_back() -> Shape {
    object([("record", record()), ("void", flag()), ("reason", words().about("原因", "why"))])
}

fn term() -> Shape {
    let kinds = LEDGERS.iter().filter(|ledger| ledger.has_kinds()).map(|ledger| ledger.key);
    object([
        ("set", one_of(Set::ALL.map(Set::key)).about("词表", "the set")),
        ("ledger", one_of(kinds).or_null().about("类别属于哪个台账", "the ledger, for kinds")),
        ("key", words().about("键，永远不变", "the key, which never changes")),
        ("label", words().about("名称", "what people call it")),
        ("english", words().about("英文名", "its English name")),
        ("unit", words().or_null().about("量词", "measure word")),
        ("unit_english", words().or_null().about("英文量词", "English measure word")),
        ("scope", words().or_null().about("与哪一范围合计", "the group it is counted with")),
        ("level", one_of(chosen("vocabulary", "level")).or_null().about("媒体的级别", "the level of an outlet")),
        ("rank", many().about("排在第几", "its place")),
        ("retired", day().or_null().about("停用的第一天", "the first day out of use")),
        ("about", words().or_null().about("怎样区分", "what tells it from its neighbours")),
    ])
}

fn setting(explained: bool) -> Shape {
    let value = words().or_null().about("值；没有设置则为空", "its value; null while it is not set");
    let about = explained.then(|| ("about", words().about("说明", "what it settles")));
    object([("key", words().about("设置项", "the setting")), ("value", value)].into_iter().chain(about))
}

fn built_in() -> Shape {
    object([
        (
            "name",
            one_of(Wording::ALL.map(Wording::key))
                .about("写在 office wording show 后面", "what follows `office wording show`"),
        ),
        ("about", words().about("是什么", "what it is")),
        ("languages", list(language()).about("有哪些语言", "the languages it is there in")),
    ])
}

fn wording() -> Shape {
    let known = object([
        ("name", words().about("模板里的写法", "as a template writes it")),
        ("about", words().about("是什么", "what it means")),
    ]);
    object([
        ("name", one_of(Wording::ALL.map(Wording::key))),
        ("about", words().about("是什么", "what it is")),
        ("lang", language()),
        ("template", words().about("模板（minijinja）", "the template (minijinja)")),
        ("names", list(known).about("可用的名字", "the names that it can use")),
    ])
}

fn language() -> Shape {
    one_of([Lang::Zh, Lang::En].map(Lang::key)).about("语言", "the language")
}

fn listed() -> Shape {
    let commands = || list(words());
    object([
        ("name", words().about("写在 schema 后面", "what follows `schema`")),
        ("about", words().about("是什么", "what it describes")),
        ("lists", commands().about("这些命令印出若干个", "commands that print any number of them")),
        ("objects", commands().about("这些命令印出一个", "commands that print one")),
    ])
}

fn tally() -> Shape {
    object([
        ("records", many().about("记录数", "how many records")),
        ("count", many().about("数量合计", "how many they stand for")),
        ("count_bound", bound()),
    ])
}
