//! An invented year of motions: every figure and every rate of it is what the rows of its lists come to, counted here once more by
//! themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::world::World;

/// The lists of the example, as they are imported.
const LISTS: [&str; 9] = ["人员", "提案", "审查", "交办", "办复", "反馈", "重办", "重点提案", "优秀提案"];

/// The day on which the reports are asked for.
const TODAY: &str = "2024-12-31";

/// A row of a list, by its headings.
type Row = BTreeMap<String, String>;

/// The lists, as text and as rows.
static EXAMPLE: LazyLock<BTreeMap<&str, (String, Vec<Row>)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/motions-2023");
    let list = |name: &'static str| {
        let text = fs::read_to_string(folder.join(format!("{name}.csv"))).expect("a list");
        let mut lines = text.lines();
        assert!(lines.next().is_some_and(|title| title.contains("虚构示例")), "{name} says that it is made up");
        let headings: Vec<&str> = lines.next().expect("headings").split(',').collect();
        let row =
            |line: &str| headings.iter().map(|one| (*one).to_owned()).zip(line.split(',').map(str::to_owned)).collect();
        let rows = lines.map(row).collect();
        (name, (text, rows))
    };
    LISTS.into_iter().map(list).collect()
});

/// The ledger file into which they were imported.
static LEDGER: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let files: Vec<(String, &str)> = EXAMPLE.iter().map(|(name, (text, _))| (format!("{name}.csv"), &**text)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, *text)).collect();
    let mut world = World::with(&files);
    world.set_clock(&format!("{TODAY}T09:00:00+08:00"));
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    ran(&mut world, "init example.db");
    let printed = ran(&mut world, &format!("import {} --db example.db", names.join(" ")));
    let rows: usize = EXAMPLE.values().map(|(_, rows)| rows.len()).sum();
    assert!(printed.contains(&format!("9个文件：新增{rows}条，更新0条，未变0条")), "{printed}");
    fs::read(world.path("example.db")).expect("the ledger file")
});

fn ran(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

fn asked(world: &mut World, command: &str) -> Json {
    world.json(&format!("qjcppcc {command} --db example.db --json"))
}

/// The example in a world of its own.
fn example() -> World {
    let world = World::with(&[("example.db", &LEDGER[..])]);
    world.set_clock(&format!("{TODAY}T09:00:00+08:00"));
    world
}

fn rows(list: &str) -> impl Iterator<Item = &'static Row> {
    EXAMPLE[list].1.iter()
}

/// The rows of a list that are about a motion, by their day.
fn of(list: &str, code: &str) -> Vec<&'static Row> {
    let mut found: Vec<&Row> = rows(list).filter(|row| row["提案号"] == code).collect();
    found.sort_by_key(|row| day(row));
    found
}

/// The day of a row: that in the heading of which it says so.
fn day(row: &'static Row) -> &'static str {
    let days = ["收到日期", "审查日期", "交办日期", "答复日期", "反馈日期", "重办日期", "日期"];
    days.iter().find_map(|heading| row.get(*heading)).expect("a day")
}

fn names(cell: &str) -> Vec<&str> {
    cell.split('、').filter(|name| !name.is_empty()).collect()
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).expect("they are few")
}

/// What is counted: the motions of these days, or of these days and one session.
#[derive(Clone, Copy)]
struct Span<'a> {
    from: &'a str,
    to: &'a str,
    session: Option<&'a str>,
}

impl Span<'_> {
    fn has(&self, day: &str) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// What the figures come to.
#[derive(Default)]
struct Count(BTreeMap<String, i64>);

impl Count {
    fn add(&mut self, figure: impl Into<String>, number: i64) {
        *self.0.entry(figure.into()).or_default() += number;
    }

    fn one(&mut self, figure: impl Into<String>) {
        self.add(figure, 1);
    }

    fn of(&self, figure: &str) -> i64 {
        self.0.get(figure).copied().unwrap_or_default()
    }

    /// The sum of those below a figure.
    fn below(&self, figures: &[&str]) -> i64 {
        figures.iter().map(|figure| self.of(figure)).sum()
    }
}

fn form(row: &Row) -> &'static str {
    match &*row["提出形式"] {
        "个人" => "individual",
        "联名" => "joint",
        "集体" => "collective",
        other => panic!("{other}"),
    }
}

fn topic(row: &Row) -> &'static str {
    match &*row["类别"] {
        "经济建设" => "economy",
        "政治建设" => "politics",
        "文化建设" => "culture",
        "社会建设" => "society",
        "生态文明建设" => "ecology",
        "党建统战" => "party",
        other => panic!("{other}"),
    }
}

fn grade(word: &str) -> &'static str {
    match word {
        "满意" => "satisfied",
        "基本满意" => "basically",
        "不满意" => "not",
        other => panic!("{other}"),
    }
}

/// Everything of a span, counted from the rows.
fn counted(span: Span) -> Count {
    let mut count = Count::default();
    let (mut people, mut merged, mut groups, mut units) =
        <(BTreeSet<&str>, BTreeSet<&str>, BTreeSet<&str>, BTreeSet<&str>)>::default();
    let is_of = |motion: &&Row| span.session.is_none_or(|session| motion["届次"] == session);
    for motion in rows("提案").filter(is_of) {
        let code = &*motion["提案号"];
        if span.has(day(motion)) {
            received(motion, &mut people, &mut count);
        }
        for review in of("审查", code).into_iter().filter(|review| span.has(day(review))) {
            match &*review["审查结果"] {
                "立案" => by_sort("filed", motion, &mut count),
                "并案" => {
                    count.one("motion.away");
                    merged.extend([code, &*review["并入"]]);
                    groups.insert(&*review["并入"]);
                }
                "不予立案" => count.one("motion.rejected"),
                "转意见建议" => count.one("motion.opinion"),
                "转社情民意" => count.one("motion.info"),
                "撤回" => count.one("motion.withdrawn"),
                other => panic!("{other}"),
            }
        }
        if span.has(day(motion)) && of("审查", code).iter().any(|row| row["审查结果"] == "立案" && day(row) <= span.to)
        {
            count.one("motion.received.filed");
        }
        for (list, figure) in [("重点提案", "motion.key"), ("优秀提案", "motion.awarded")] {
            count.add(figure, whole(of(list, code).iter().filter(|row| span.has(day(row))).count()));
        }
        count.add("motion.replies", whole(of("办复", code).iter().filter(|row| span.has(day(row))).count()));
        for assignment in of("交办", code) {
            if span.has(day(assignment)) {
                by_sort("assigned", motion, &mut count);
                units.extend(names(&assignment["主办单位"]));
                cohort(assignment, span.to, &mut count);
            }
            let (due, replied) = (&*assignment["办理期限"], replied(assignment, span.to));
            if !due.is_empty() && due < span.to && replied.is_none() && day(assignment) <= span.to {
                count.one("warn.motion.overdue");
            }
        }
    }
    for (figure, things) in
        [("people", people.len()), ("merged", merged.len()), ("groups", groups.len()), ("units", units.len())]
    {
        count.add(format!("motion.{figure}"), whole(things));
    }
    roster(&people, span.to, &mut count);
    count
}

fn received(motion: &'static Row, people: &mut BTreeSet<&'static str>, count: &mut Count) {
    count.one("motion.received");
    count.one(format!("motion.{}", form(motion)));
    count.one(if motion["平时提案"] == "是" { "motion.between" } else { "motion.session" });
    if form(motion) != "collective" {
        let proposers = names(&motion["提案人"]);
        count.add("motion.proposers", motion["提案人次"].parse().unwrap_or(whole(proposers.len())));
        people.extend(proposers);
    }
}

fn by_sort(figure: &str, motion: &Row, count: &mut Count) {
    count.one(format!("motion.{figure}"));
    count.one(format!("motion.{figure}.{}", form(motion)));
    count.one(format!("motion.{figure}.{}", topic(motion)));
}

/// The replies of a motion until a day, or those of one of its separate leads.
fn replies(assignment: &Row, unit: Option<&str>, to: &str) -> Vec<&'static Row> {
    let is_own = |row: &&'static Row| day(row) <= to && unit.is_none_or(|unit| row["办复单位"] == unit);
    of("办复", &assignment["提案号"]).into_iter().filter(is_own).collect()
}

/// Those who have to answer, each for itself.
fn answering(assignment: &Row) -> Vec<Option<&str>> {
    if assignment["分办"] == "是" {
        names(&assignment["主办单位"]).into_iter().map(Some).collect()
    } else {
        vec![None]
    }
}

/// When all had answered who had to.
fn replied(assignment: &Row, to: &str) -> Option<&'static str> {
    let first = |unit| replies(assignment, unit, to).first().map(|row| day(row));
    answering(assignment).into_iter().map(first).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Of one that was handed over in the span: what had become of it by the end.
fn cohort(assignment: &'static Row, to: &str, count: &mut Count) {
    let (code, due) = (&*assignment["提案号"], &*assignment["办理期限"]);
    if let Some(replied) = replied(assignment, to) {
        count.one("motion.replied");
        count.add("motion.ontime", i64::from(!due.is_empty() && replied <= due));
        let met = |row: &&Row| ["走访", "座谈"].contains(&&*row["沟通方式"]);
        count.add("motion.visited", i64::from(replies(assignment, None, to).iter().any(met)));
        let last = |unit| replies(assignment, unit, to).last().map(|row| row["办理结果"].to_lowercase());
        let weakest = answering(assignment).into_iter().filter_map(last).max().expect("a result");
        count.one(format!("motion.result.{weakest}"));
    }
    let said = |question: &str| {
        let last = of("反馈", code).into_iter().rfind(|row| row["评价对象"] == question && day(row) <= to);
        last.map(|row| grade(&row["满意程度"]))
    };
    for (question, all, grades, name) in [
        ("办理工作", "motion.feedback", "motion.grade", "motion"),
        ("办理结果", "motion.outcome", "motion.outcome.grade", "motion.outcome"),
    ] {
        let Some(grade) = said(question) else { continue };
        count.one(all);
        count.one(format!("{grades}.{grade}"));
        count.add(format!("{name}.satisfied"), i64::from(grade == "satisfied"));
        count.add(format!("{name}.content"), i64::from(grade != "not"));
    }
    let leads = names(&assignment["主办单位"]);
    count.add("motion.unit.lead", whole(leads.len()));
    count.add("motion.unit.assist", whole(names(&assignment["协办单位"]).len()));
    for unit in leads {
        let unit = answering(assignment).contains(&Some(unit)).then_some(unit);
        let own = replies(assignment, unit, to);
        if let (Some(first), Some(last)) = (own.first(), own.last()) {
            count.one("motion.unit.replied");
            count.add("motion.unit.ontime", i64::from(!due.is_empty() && day(first) <= due));
            count.one(format!("motion.unit.result.{}", last["办理结果"].to_lowercase()));
        }
        count.add("motion.unit.satisfied", i64::from(said("办理工作") == Some("satisfied")));
    }
}

/// Those who are on the roster on a day, and those of them whom one of the names means.
fn roster(people: &BTreeSet<&str>, to: &str, count: &mut Count) {
    let is_on = |row: &&Row| &*row["任职日期"] <= to && (row["截止日期"].is_empty() || &*row["截止日期"] >= to);
    let on: Vec<&Row> = rows("人员").filter(is_on).collect();
    count.add("member.member", whole(on.len()));
    let meant = |name: &str| {
        let (name, sector) = name.trim_end_matches('）').split_once('（').unwrap_or((name, ""));
        let found: Vec<usize> =
            (0..on.len()).filter(|at| on[*at]["姓名"] == name && on[*at]["界别"].contains(sector)).collect();
        if let [one] = found[..] { Some(one) } else { None }
    };
    count.add("motion.members", whole(people.iter().filter_map(|name| meant(name)).collect::<BTreeSet<usize>>().len()));
}

/// The rates, each with its part and its whole.
const RATES: [(&str, &str, &str); 12] = [
    ("motion.filed.rate", "motion.received.filed", "motion.received"),
    ("motion.replied.rate", "motion.replied", "motion.assigned"),
    ("motion.ontime.rate", "motion.ontime", "motion.assigned"),
    ("motion.visited.rate", "motion.visited", "motion.assigned"),
    ("motion.satisfied.rate", "motion.satisfied", "motion.feedback"),
    ("motion.content.rate", "motion.content", "motion.feedback"),
    ("motion.satisfied.assigned.rate", "motion.satisfied", "motion.assigned"),
    ("motion.content.assigned.rate", "motion.content", "motion.assigned"),
    ("motion.outcome.satisfied.rate", "motion.outcome.satisfied", "motion.outcome"),
    ("motion.outcome.content.rate", "motion.outcome.content", "motion.outcome"),
    ("motion.key.rate", "motion.key", "motion.assigned"),
    ("motion.members.rate", "motion.members", "member.member"),
];

/// The rates that a report shows, unless the office divides otherwise: shares are of those that are handed over, satisfaction is of those with feedback.
fn rates(count: &Count, shares: &str, satisfied: &str) -> BTreeMap<String, (i64, i64)> {
    let shown = |rate: &str| {
        let is_of_assigned = rate.ends_with(".assigned.rate");
        let is_judged = rate.starts_with("motion.satisfied.") || rate.starts_with("motion.content.");
        !is_judged || is_of_assigned == (satisfied == "assigned")
    };
    let fixed = RATES
        .iter()
        .filter(|(rate, ..)| shown(rate))
        .map(|(rate, part, whole)| ((*rate).to_owned(), (count.of(part), count.of(whole))));
    let share = |base: String, whole: String| {
        let below = format!("{base}.");
        let parts = count.0.iter().filter(move |(figure, _)| figure.starts_with(&below));
        parts.map(move |(figure, part)| (format!("{figure}.rate"), (*part, count.of(&whole))))
    };
    let sorts = share(format!("motion.{shares}"), format!("motion.{shares}"));
    let results = share("motion.result".to_owned(), "motion.replied".to_owned());
    fixed.chain(sorts).chain(results).filter(|(_, (_, whole))| *whole > 0).collect()
}

/// A share in percent, with one decimal at most.
fn percent(part: i64, whole: i64) -> String {
    let tenths = (part * 2_000 + whole) / (whole * 2);
    assert!((1..1_000).contains(&tenths) || part == whole || part == 0, "{part} of {whole}");
    let text = format!("{}.{}", tenths / 10, tenths % 10);
    format!("{}%", text.trim_end_matches(".0"))
}

/// Holds a report against the count: each figure of motions, each rate, and that there is none besides.
fn same(report: &Json, count: &Count, basis: (&str, &str), what: &str) {
    let figures = report["figures"].as_array().expect("figures");
    let mut seen = 0;
    for figure in figures {
        let key = figure["key"].as_str().expect("a key");
        if !key.starts_with("motion.") && key != "member.member" {
            continue;
        }
        let number = figure["value"].as_i64().unwrap_or_default();
        assert_eq!(number, count.of(key), "{what}: {key}");
        seen += i64::from(number != 0);
        assert!(figure["value"].is_null() || figure["bound"] == "exact", "{what}: {key}");
    }
    let all = count.0.iter().filter(|(key, number)| **number != 0 && !key.starts_with("warn.")).count();
    assert_eq!(seen, whole(all), "{what}: no figure of the count is missing");
    let expected = rates(count, basis.0, basis.1);
    let shown: Vec<&Json> = report["rates"]
        .as_array()
        .expect("rates")
        .iter()
        .filter(|rate| rate["key"].as_str().is_some_and(|key| key.starts_with("motion.")))
        .collect();
    for rate in &shown {
        let key = rate["key"].as_str().expect("a key");
        let (part, whole) = *expected.get(key).unwrap_or_else(|| panic!("{what}: {key} is not expected"));
        assert_eq!((rate["part"].as_i64(), rate["whole"].as_i64()), (Some(part), Some(whole)), "{what}: {key}");
        assert_eq!(rate["text"], percent(part, whole), "{what}: {key}");
        assert!(part <= whole, "{what}: {key} passes 100%");
    }
    for (key, (part, _)) in &expected {
        assert!(*part == 0 || shown.iter().any(|rate| rate["key"] == **key), "{what}: {key} is missing");
    }
    let overdue = count.of("warn.motion.overdue");
    let warnings = report["warnings"].as_array().expect("warnings").iter().filter_map(Json::as_str);
    let warned: Vec<&str> = warnings.filter(|warning| warning.contains("到期没有办复")).collect();
    assert_eq!(warned.len(), usize::from(overdue > 0), "{what}: {warned:?}");
    assert!(
        warned.iter().all(|warning| warning.contains(&format!("到期没有办复的提案{overdue}件（"))),
        "{what}: {warned:?}"
    );
}

/// The spans in which the reports are held against the count.
const SPANS: [(&str, &str, &str); 7] = [
    ("2022", "2022-01-01", "2022-12-31"),
    ("2023", "2023-01-01", "2023-12-31"),
    ("2023H1", "2023-01-01", "2023-06-30"),
    ("2023Q3", "2023-07-01", "2023-09-30"),
    ("2023-03", "2023-03-01", "2023-03-31"),
    ("2024", "2024-01-01", "2024-12-31"),
    ("2022-11-05..2023-06-20", "2022-11-05", "2023-06-20"),
];

fn year() -> Count {
    counted(Span { from: "2023-01-01", to: "2023-12-31", session: None })
}

#[test]
fn every_figure_and_rate_is_what_the_rows_come_to() {
    let mut world = example();
    for (period, from, to) in SPANS {
        let report = asked(&mut world, &format!("report {period}"));
        same(&report, &counted(Span { from, to, session: None }), ("assigned", "feedback"), period);
    }
    // Of a session all motions are looked at, from the first of them until today.
    for session in ["15-2", "15-1"] {
        let report = asked(&mut world, &format!("report --session {session}"));
        let span = Span { from: "2022-01-01", to: TODAY, session: Some(session) };
        same(&report, &counted(span), ("assigned", "feedback"), session);
    }
}

#[test]
fn the_numbers_of_the_year_add_up() {
    let count = year();
    let sorts = ["individual", "joint", "collective"];
    let topics = ["economy", "politics", "culture", "society", "ecology", "party"];
    let of = |base: &str, parts: &[&str]| parts.iter().map(|part| count.of(&format!("{base}.{part}"))).sum::<i64>();
    assert_eq!([count.of("motion.received"), count.of("motion.filed")], [424, 320]);
    assert_eq!(of("motion", &sorts), 424);
    assert_eq!(count.below(&["motion.session", "motion.between"]), 424);
    let passed_on = ["motion.rejected", "motion.opinion", "motion.info", "motion.withdrawn"];
    assert_eq!(count.of("motion.filed") + count.below(&passed_on), 424);
    for base in ["motion.filed", "motion.assigned"] {
        assert_eq!([of(base, &sorts), of(base, &topics)], [count.of(base); 2], "{base}");
    }
    let away = count.of("motion.merged") - count.of("motion.groups");
    assert_eq!([count.of("motion.merged"), count.of("motion.groups"), away], [38, 11, 27]);
    assert_eq!(away, count.of("motion.away"));
    let waiting = whole(rows("交办").filter(|row| day(row) > "2023-12-31").count());
    assert_eq!(waiting, 3);
    assert_eq!(count.of("motion.filed") - away, count.of("motion.assigned") + waiting);
    assert_eq!(of("motion.result", &["a", "b", "c"]), count.of("motion.replied"));
    assert_eq!(of("motion.unit.result", &["a", "b", "c"]), count.of("motion.unit.replied"));
    let grades = ["satisfied", "basically", "not"];
    assert_eq!(of("motion.grade", &grades), count.of("motion.feedback"));
    assert_eq!(of("motion.outcome.grade", &grades), count.of("motion.outcome"));
    // What the example is there for is in it.
    for (figure, least) in [
        ("motion.result.c", 20),
        ("motion.grade.not", 1),
        ("motion.outcome.grade.not", 1),
        ("warn.motion.overdue", 3),
        ("motion.key", 12),
        ("motion.awarded", 20),
        ("motion.units", 20),
    ] {
        assert!(count.of(figure) >= least, "{figure}");
    }
    assert!(count.of("motion.ontime") < count.of("motion.replied"));
    assert!(count.of("motion.proposers") > count.of("motion.people"));
    assert!(count.of("motion.people") > count.of("motion.members"));
    assert!(rows("交办").filter(|row| row["分办"] == "是").count() >= 5);
}

#[test]
fn an_office_divides_by_what_it_has_set() {
    let mut world = example();
    for (settings, basis, said) in [
        (&["motion.share.of filed"][..], ("filed", "feedback"), ["立案（社会建设）占比", "满意率（按有反馈的）"]),
        (&["motion.satisfied.of assigned"], ("filed", "assigned"), ["立案的集体提案占比", "满意率（按交办的）"]),
        (&["motion.share.of 交办"], ("assigned", "assigned"), ["交办（社会建设）占比", "满意和基本满意率（按交办的）"]),
    ] {
        for setting in settings {
            ran(&mut world, &format!("setting set {setting} --db example.db"));
        }
        same(&asked(&mut world, "report 2023"), &year(), basis, said[0]);
        let page = ran(&mut world, "report 2023 --style table --db example.db");
        for name in said {
            // Its name, the rate, its part and its whole.
            let line = page.lines().find(|line| line.starts_with(name)).expect(name);
            assert_eq!(line.split_whitespace().count(), 4, "{line}");
        }
    }
    let full = ran(&mut world, "report 2023 --style full --db example.db");
    let count = year();
    let [part, whole] = ["motion.satisfied", "motion.assigned"].map(|figure| count.of(figure));
    let rate = percent(part, whole);
    assert!(full.contains(&format!("满意率{rate}（{part}件/{whole}件）")), "{full}");
}

/// The result that each motion counts with in a period, by its code.
fn results(world: &mut World, period: &str) -> BTreeMap<String, &'static str> {
    let list = asked(world, "motion list --limit 1000");
    let motions = list.as_array().expect("motions").iter();
    let codes: BTreeMap<i64, &str> =
        motions.map(|it| (it["no"].as_i64().expect("a number"), it["code"].as_str().expect("a code"))).collect();
    let mut found = BTreeMap::new();
    for letter in ["a", "b", "c"] {
        let trace = asked(world, &format!("report {period} --trace motion.result.{letter}"));
        for record in trace["records"].as_array().expect("records") {
            let code = codes[&record["no"].as_i64().expect("a number")];
            assert!(found.insert(code.to_owned(), letter).is_none(), "{period}: {code} has two results");
        }
    }
    found
}

#[test]
fn what_changed_when_it_was_handled_again_is_right_before_and_after() {
    let mut world = example();
    let result = |code: &str, to: &str| {
        let last = of("办复", code).into_iter().rfind(|row| day(row) <= to);
        last.map(|row| row["办理结果"].to_lowercase())
    };
    let ends = [("2023H1", "2023-06-30"), ("2023", "2023-12-31"), ("2023-01-01..2024-12-31", "2024-12-31")];
    for (period, to) in ends {
        let results = results(&mut world, period);
        for again in rows("重办") {
            let code = &again["提案号"];
            assert_eq!(results.get(code).copied(), result(code, to).as_deref(), "{code} {period}");
        }
    }
    let changes =
        |from, to| rows("重办").filter(|row| result(&row["提案号"], from) != result(&row["提案号"], to)).count();
    assert!(changes("2023-06-30", "2023-12-31") >= 3, "some have another result after the half year");
    assert!(changes("2023-12-31", "2024-12-31") >= 1, "one has another after the year");
}

#[test]
fn the_weakest_result_of_separate_leads_counts_once_all_have_replied() {
    let mut world = example();
    let separate: Vec<&Row> = rows("交办").filter(|row| row["分办"] == "是").collect();
    let all = |row: &Row| -> BTreeSet<String> {
        of("办复", &row["提案号"]).iter().map(|row| row["办理结果"].to_lowercase()).collect()
    };
    assert!(separate.iter().filter(|row| all(row).len() > 1).count() >= 4);
    let is_open = |row: &Row| replied(row, "2023-06-30").is_none() && !replies(row, None, "2023-06-30").is_empty();
    assert!(separate.iter().any(|row| is_open(row)), "of some not all have replied by then");
    for (period, to) in [("2023H1", "2023-06-30"), ("2023", "2023-12-31")] {
        let results = results(&mut world, period);
        for row in &separate {
            let weakest = replied(row, to).and(all(row).pop_last());
            assert_eq!(results.get(&row["提案号"]).copied(), weakest.as_deref(), "{} {period}", row["提案号"]);
        }
    }
}

#[test]
fn a_motion_of_one_year_that_is_replied_to_in_the_next_counts_in_the_first() {
    let [first, next, both] =
        [("2022-01-01", "2022-12-31"), ("2023-01-01", "2023-12-31"), ("2022-01-01", "2023-12-31")]
            .map(|(from, to)| counted(Span { from, to, session: None }));
    assert_eq!([first.of("motion.assigned"), first.of("motion.replied"), first.of("motion.replies")], [6, 1, 1]);
    assert_eq!(
        both.of("motion.replied"),
        next.of("motion.replied") + 6,
        "none of them is replied to in the year after"
    );
    let replies = whole(rows("办复").filter(|row| day(row).starts_with("2023")).count());
    assert_eq!(next.of("motion.replies"), replies, "whenever it was handed over");
    let mut world = example();
    let report = asked(&mut world, "report 2022");
    same(&report, &first, ("assigned", "feedback"), "2022");
    same(&asked(&mut world, "report 2022..2023"), &both, ("assigned", "feedback"), "both years");
}

#[test]
fn each_figure_has_as_many_records_behind_it_as_it_says() {
    let mut world = example();
    for period in ["2023", "2023H1"] {
        let report = asked(&mut world, &format!("report {period}"));
        let mut traced = 0;
        for figure in report["figures"].as_array().expect("figures") {
            let key = figure["key"].as_str().expect("a key");
            if !key.starts_with("motion.") || figure["value"].is_null() {
                continue;
            }
            let trace = asked(&mut world, &format!("report {period} --trace {key}"));
            assert_eq!(trace["value"], figure["value"], "{period} {key}");
            let records = trace["records"].as_array().expect("records");
            let sum: i64 = records.iter().map(|record| record["amount"].as_i64().expect("a number")).sum();
            assert_eq!(Some(sum), figure["value"].as_i64(), "{period} {key}");
            assert_eq!(Some(records.len() as u64), figure["records"].as_u64(), "{period} {key}");
            traced += 1;
        }
        assert!(traced > 60, "{traced}");
    }
}

#[test]
fn the_circular_has_each_unit_with_what_became_of_what_it_leads() {
    let mut world = example();
    for (period, to) in [("2023", "2023-12-31"), ("2023H1", "2023-06-30")] {
        let report = asked(&mut world, &format!("report {period} --by unit"));
        let part = |figure: &str, unit: &str| {
            let figures = report["figures"].as_array().expect("figures").iter();
            let parts = figures.filter(|it| it["key"] == figure).flat_map(|it| it["parts"].as_array().expect("parts"));
            parts.filter(|part| part["part"] == unit).map(|part| part["value"].as_i64().expect("a number")).sum::<i64>()
        };
        let all: BTreeSet<&str> = rows("交办").flat_map(|row| names(&row["主办单位"])).collect();
        for unit in all {
            let led: Vec<&Row> = rows("交办")
                .filter(|row| ("2023-01-01"..=to).contains(&day(row)) && names(&row["主办单位"]).contains(&unit))
                .collect();
            let of_unit = |row: &Row| (row["分办"] == "是").then_some(unit);
            let done = led.iter().filter(|row| !replies(row, of_unit(row), to).is_empty()).count();
            assert_eq!(part("motion.unit.lead", unit), whole(led.len()), "{period} {unit}");
            assert_eq!(part("motion.unit.replied", unit), whole(done), "{period} {unit}");
            let results: i64 =
                ["a", "b", "c"].iter().map(|letter| part(&format!("motion.unit.result.{letter}"), unit)).sum();
            assert_eq!(results, whole(done), "{period} {unit}");
        }
    }
}

/// 38 motions in 11 groups.
const GROUPS: [usize; 11] = [6, 5, 4, 4, 3, 3, 3, 3, 3, 2, 2];

#[test]
fn of_169_filed_motions_142_are_handed_over_where_38_make_11_groups() {
    let mut one_by_one = World::new();
    let mut lines: Vec<String> = (1..=169).map(|no| format!("motion,{no},提案{no},,2022-01-10,,,")).collect();
    lines.extend((1..=169).map(|no| format!("review,,,{no},2022-01-20,立案,,")));
    let mut next = 1;
    let mut away = BTreeSet::new();
    for size in GROUPS {
        for no in next + 1..next + size {
            lines.push(format!("review,,,{no},2022-02-10,并案,{next},"));
            away.insert(no);
        }
        next += size;
    }
    lines
        .extend((1..=169).filter(|no| !away.contains(no)).map(|no| format!("assignment,,,{no},2022-03-01,,,区住建委")));
    let table = lines.join("\n");
    let printed = one_by_one.run(&format!(
        "qjcppcc import - --format csv <<'END'\nledger,no,title,of,date,outcome,into,lead\n{table}\nEND"
    ));
    assert!(printed.contains("新增507条"), "{printed}");

    let mut as_numbers = World::new();
    for command in [
        "motion add --count 169 -d 2022-01-10",
        "motion review --as filed --count 169 -d 2022-01-20",
        "motion review --as merged --count 38 --groups 11 -d 2022-02-10",
        "motion assign --count 142 -d 2022-03-01",
    ] {
        ran(&mut as_numbers, command);
    }

    for world in [&mut one_by_one, &mut as_numbers] {
        let report = world.json("qjcppcc report 2022 --json");
        let figure = |key: &str| {
            let figures = report["figures"].as_array().expect("figures").iter();
            figures.filter(|figure| figure["key"] == key).find_map(|figure| figure["value"].as_i64())
        };
        for (key, number) in [("filed", 169), ("merged", 38), ("groups", 11), ("away", 27), ("assigned", 142)] {
            assert_eq!(figure(&format!("motion.{key}")), Some(number), "{key}");
        }
        assert_eq!([169 - 27, 169 - 38 + 11], [142; 2]);
        let full = ran(world, "report 2022 --style full");
        for said in ["立案169件", "参与并案38件、并为11组，并掉27件", "并案后交办142件"] {
            assert!(full.contains(said), "{said}: {full}");
        }
    }
}

#[test]
fn only_what_is_counted_by_unit_is_traced_by_unit() {
    let mut world = example();
    let trace = asked(&mut world, "report 2023 --trace motion.unit.lead --unit 区教委");
    let led = |row: &&'static Row| day(row).starts_with("2023") && names(&row["主办单位"]).contains(&"区教委");
    assert_eq!(trace["value"], rows("交办").filter(led).count());
    for figure in ["motion.replied", "motion.units"] {
        let said = world.run(&format!("qjcppcc report 2023 --trace {figure} --unit 区教委 --db example.db"));
        assert!(
            said.contains("不按承办单位计") && said.contains("motion.unit.lead") && said.contains("[exit 2]"),
            "{said}"
        );
        let said = world.run(&format!("qjcppcc --lang en report 2023 --trace {figure} --unit 区教委 --db example.db"));
        assert!(said.contains("is not counted by unit"), "{said}");
    }
}
