//! The lists of a motion committee: of motions, reviews, hand-overs, replies and feedback, as they stand in Excel, by 提案号.

use std::fs;

use serde_json::Value;

use super::files::{row, sheet, workbook};
use crate::world::World;

const MOTIONS: &str = "提案号,案由,提案人,提出形式,类别,届次,收到日期,平时提案
1,关于加装电梯的提案,张三、李四,委员联名,社会建设,十五届二次,2022-01-10,
2,关于治理河道的提案,王五,个人提案,生态,十五届二次会议,2022-01-10,
3,关于河道清淤的提案,民革支部,党派,生态,15-2,2022-01-11,
004,关于校园食堂的提案,赵六,个人,社会,15-2,2022-01-11,平时
";
const REVIEWS: &str = "提案号,案由,提案人,审查结果,并入,理由,审查日期
1,关于加装电梯的提案,张三、李四,立案,,,2022-02-01
2,关于治理河道的提案,王五,予以立案,,,2022-02-01
3,关于河道清淤的提案,民革支部,并案处理,2,同一河道,2022-02-01
4,关于校园食堂的提案,赵六,不立案,,不属职权,2022-02-01
";
const HAND_OVERS: &str = "提案号,主办单位,会办单位,是否分办,办理期限,交办日期
1,区住建委,区财政局,,2022-06-30,2022-03-01
第2号,区水利局、区农委,,√,,2022-03-01
";
const REPLIES: &str = "提案号,承办单位,办理结果,沟通方式,答复文号,答复日期
1,区住建委,A（已解决）,面商,住建函〔2022〕8号,2022-05-01
2,区水利局,列入计划,微信,水利函〔2022〕8号,2022-05-02
2,区农委,留作参考,座谈,农函〔2022〕8号,2022-05-03
";
const FEEDBACK: &str = "提案号,满意程度,评价对象,反馈日期
1,满意,办理工作,2022-06-01
1,基本满意,办理结果,2022-06-01
2,不满意,,2022-06-02
";
const KEYS: &str = "提案号,督办领导,日期\n1,区委主要领导,2022-04-01\n";
const AWARDS: &str = "提案号,日期\n1,2022-12-01\n";

/// Each list under the name of its file, in the order of their making.
const LISTS: [(&str, &str); 7] = [
    ("提案清单.csv", MOTIONS),
    ("审查结果.csv", REVIEWS),
    ("交办清单.csv", HAND_OVERS),
    ("办复情况.csv", REPLIES),
    ("反馈.csv", FEEDBACK),
    ("重点提案.csv", KEYS),
    ("优秀提案.csv", AWARDS),
];

fn lists() -> World {
    World::with(&LISTS)
}

/// The list of a ledger, without what differs from file to file.
fn listed(world: &mut World, ledger: &str) -> Vec<Value> {
    let printed = world.run(&format!("qjcppcc export {ledger}"));
    let mut lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    lines.sort_by_key(|line| line["no"].as_i64());
    lines
}

#[test]
fn the_lists_of_a_committee_come_in_one_after_the_other_and_change_nothing_when_they_come_again() {
    let mut world = lists();
    for (name, text) in LISTS {
        let printed = world.run(&format!("qjcppcc import {name}"));
        let rows = text.lines().count() - 1;
        assert!(printed.contains(&format!("新增{rows}条")), "{name}: {printed}");
    }
    for (name, _) in LISTS {
        let printed = world.run(&format!("qjcppcc import {name}"));
        assert!(printed.contains("条都已在台账文件里，没有变化"), "{name}: {printed}");
    }
    let motions = listed(&mut world, "motion");
    let words = |at: usize, key: &str| motions[at][key].clone();
    assert_eq!((words(0, "form"), words(0, "session")), ("joint".into(), "15-2".into()));
    assert_eq!(
        (words(2, "form"), words(3, "between"), words(3, "code")),
        ("collective".into(), true.into(), "004".into())
    );
    let reviews = listed(&mut world, "review");
    let merged = &reviews[2];
    assert_eq!(merged["of"].as_array().map(Vec::len), Some(2), "{merged}");
    assert_eq!((&merged["of"][0], &merged["into"]), (&motions[2]["id"], &motions[1]["id"]));
    assert_eq!((&merged["title"], &reviews[3]["outcome"]), (&Value::Null, &"rejected".into()));
    let handed = listed(&mut world, "assignment");
    assert_eq!((&handed[1]["of"][0], &handed[1]["separate"]), (&motions[1]["id"], &true.into()));
    assert_eq!(handed[0]["assist"][0], "区财政局");
    let replies = listed(&mut world, "reply");
    let of_replies: Vec<[&str; 2]> =
        replies.iter().map(|it| ["result", "contact"].map(|key| it[key].as_str().unwrap_or_default())).collect();
    assert_eq!(of_replies, [["a", "visit"], ["b", "phone"], ["c", "meeting"]]);
    assert_eq!(replies[0]["doc"], "住建函〔2022〕8号");
    let shown = world.run("qjcppcc motion list");
    assert!(shown.contains("已办复") && shown.contains("不予立案") && shown.contains("并案"), "{shown}");
}

#[test]
fn all_lists_come_in_at_once_as_files_or_as_the_sheets_of_a_workbook() {
    let mut world = lists();
    let names = LISTS.map(|(name, _)| name).join(" ");
    assert!(world.run(&format!("qjcppcc import {names}")).contains("7个文件：新增18条"));
    let book = workbook(|book| {
        for (name, text) in LISTS {
            let sheet = book.add_worksheet();
            sheet.set_name(name.trim_end_matches(".csv"))?;
            for (at, line) in (0..).zip(text.lines()) {
                row(sheet, at, &line.split(',').collect::<Vec<_>>())?;
            }
        }
        Ok(())
    });
    fs::write(world.path("提案工作.xlsx"), &book).expect("a file");
    let printed = world.run("qjcppcc import 提案工作.xlsx");
    assert!(printed.contains("18条都已在台账文件里"), "{printed}");
    let mut other = World::with(&[("提案工作.xlsx", &book)]);
    let printed = other.run("qjcppcc import 提案工作.xlsx");
    assert!(printed.contains("新增18条"), "{printed}");
}

#[test]
fn the_headings_tell_which_list_it_is() {
    let mut world = World::new();
    for (name, text) in &LISTS[..6] {
        let printed = world.run(&format!("qjcppcc import - --format csv <<'END'\n{text}END"));
        assert!(printed.contains("新增") && printed.contains("标准输入：按表头读作"), "{name}: {printed}");
    }
    let told = |world: &mut World, name: &str| {
        let book = sheet(name, |sheet| {
            row(sheet, 0, &["提案号", "督办领导", "日期"])?;
            row(sheet, 1, &["2", "区长", "2022-04-01"])
        });
        fs::write(world.path("表.xlsx"), book).expect("a file");
        world.run("qjcppcc import 表.xlsx --dry-run")
    };
    assert!(told(&mut world, "Sheet1").contains("工作表“Sheet1”按表头读作重点督办"));
    assert!(!told(&mut world, "重点提案").contains("按表头"));
    let column = "台账,提案号,督办领导,日期\n重点督办,2,区长,2022-04-01\n";
    let printed = world.run(&format!("qjcppcc import - --format csv --dry-run <<'END'\n{column}END"));
    assert!(printed.contains("新增1条") && !printed.contains("按表头"), "{printed}");
    // Of an award they say nothing, nor of a unit that may have been handed a motion or have answered it.
    for text in [AWARDS, "提案号,承办单位,日期\n1,区住建委,2022-06-01\n"] {
        let printed = world.run(&format!("qjcppcc import - --format csv <<'END'\n{text}END"));
        assert!(printed.contains("看不出是哪个台账") && printed.contains("[exit 4]"), "{printed}");
    }
    let printed = world.run(&format!("qjcppcc import - --format csv --ledger 优秀提案 <<'END'\n{AWARDS}END"));
    assert!(printed.contains("新增1条"), "{printed}");
}

#[test]
fn a_code_that_is_nowhere_or_refused_is_told_with_the_code() {
    let bad = MOTIONS.replace("党派", "多人");
    let mut world = World::with(&[("提案.csv", bad.as_str()), ("审查.csv", REVIEWS), ("好.csv", MOTIONS)]);
    let printed = world.run("qjcppcc import 提案.csv 审查.csv");
    assert!(printed.contains("“多人”不是提出形式") && printed.contains("集体（collective）"), "{printed}");
    assert!(printed.contains("它所属的“提案号3”在另一个文件里，没有通过"), "{printed}");
    let printed = world.run("qjcppcc import 审查.csv");
    assert!(
        printed.contains("第2行 A（提案号）：没有提案号1") && printed.contains("提案清单先导入，或一起导入"),
        "{printed}"
    );
    world.run("qjcppcc import 好.csv --ledger motion");
    let into = REVIEWS.replace("处理,2,", "处理,88,");
    let printed = world.run(&format!("qjcppcc import - --format csv <<'END'\n{into}END"));
    assert!(printed.contains("第4行 E（并入）：没有提案号88") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run(&format!("qjcppcc import - --format csv --lang en <<'END'\n{into}END"));
    assert!(
        printed.contains("there is no motion of 提案号88") && printed.contains("the list of motions comes in before"),
        "{printed}"
    );
}

#[test]
fn one_code_of_two_sessions_is_asked_about_and_a_column_of_sessions_tells_them_apart() {
    let motions = "提案号,案由,提案人,提出形式,类别,届次,日期
1,旧提案,张三,个人,社会,15-1,2021-01-10
1,新提案,李四,个人,社会,15-2,2022-01-10
";
    let reviews = "提案号,审查结果,日期\n1,立案,2022-02-01\n";
    let mut world = World::with(&[("提案.csv", motions), ("审查.csv", reviews)]);
    let printed = world.run("qjcppcc import 提案.csv 审查.csv");
    assert!(printed.contains("提案号1不止一件：第2行十五届一次“旧提案”、第3行十五届二次“新提案”"), "{printed}");
    world.run("qjcppcc import 提案.csv");
    let printed = world.run("qjcppcc import 审查.csv");
    assert!(printed.contains("motion-1十五届一次“旧提案”、motion-2十五届二次“新提案”"), "{printed}");
    assert!(printed.contains("加一列“届次”") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import 审查.csv --lang en");
    assert!(
        printed.contains("the code 1 is that of several motions") && printed.contains("add a column 届次"),
        "{printed}"
    );
    let told = "提案号,届次,审查结果,日期\n1,十五届二次,立案,2022-02-01\n";
    let wrong = told.replace("十五届二次", "15-3");
    let printed = world.run(&format!("qjcppcc import - --format csv <<'END'\n{wrong}END"));
    assert!(printed.contains("没有提案号1（十五届三次）"), "{printed}");
    assert!(world.run(&format!("qjcppcc import - --format csv <<'END'\n{told}END")).contains("新增1条"));
    let motions = listed(&mut world, "motion");
    assert_eq!(listed(&mut world, "review")[0]["of"][0], motions[1]["id"]);
    // A void one is not meant where a live one has the code, too.
    world.run("qjcppcc motion void 2 --reason 记重了");
    assert!(world.run("qjcppcc import 审查.csv").contains("新增1条"));
    world.run("qjcppcc motion void 1 --reason 记重了");
    assert!(
        world
            .run("qjcppcc import - --format csv <<'END'\n提案号,督办领导,日期\n1,主要领导,2022-03-01\nEND")
            .contains("已作废：记重了")
    );
}

#[test]
fn a_table_of_numbers_and_json_name_motions_in_their_own_ways() {
    let mut world = World::with(&[("提案.csv", MOTIONS)]);
    world.run("qjcppcc motion add 社会建设 先有的 --form individual --proposer 张三 --session 15-1 -d 1-2");
    world.run("qjcppcc import 提案.csv");
    let numbers = "编号,日期,审查结果,所属编号,并入\n,2022-02-01,并案,4,3\n";
    let printed = world.run(&format!("qjcppcc import - --format csv --ledger review <<'END'\n{numbers}END"));
    assert!(printed.contains("新增1条"), "{printed}");
    let motions = listed(&mut world, "motion");
    let review = &listed(&mut world, "review")[0];
    assert_eq!(
        (&review["of"][0], &review["into"]),
        (&motions[3]["id"], &motions[2]["id"]),
        "motions 4 and 3 have the codes 3 and 2"
    );
    let line = r#"{"ledger":"review","of":"code:4","date":"2022-02-01","outcome":"merged","into":"code:1@十五届二次"}"#;
    let printed = world.run(&format!("qjcppcc import - --format jsonl <<'END'\n{line}\nEND"));
    assert!(printed.contains("新增1条"), "{printed}");
    let review = &listed(&mut world, "review")[1];
    assert_eq!((&review["of"][0], &review["into"]), (&motions[4]["id"], &motions[1]["id"]));
    assert!(world.run("qjcppcc motion review code:1 --as filed -d 2-2").contains("已记"));
    assert!(world.run("qjcppcc motion show code:77").contains("没有编号为“code:77”的记录"));
    assert!(world.run("qjcppcc case show code:1").contains("在提案里"));
    assert!(world.run("qjcppcc schema review").contains("code:118@15-2"));
}

#[test]
fn what_offices_write_is_understood_and_what_is_not_is_told_with_what_would_be() {
    let mut world = World::new();
    let cells = [
        ("motion", "form", "提出形式", "individual", "个人提案"),
        ("motion", "form", "提出形式", "joint", "联名提案"),
        ("motion", "form", "提出形式", "joint", "委员联名"),
        ("motion", "form", "提出形式", "collective", "集体提案"),
        ("motion", "form", "提出形式", "collective", "界别"),
        ("review", "outcome", "审查结果", "rejected", "不予立案"),
        ("review", "outcome", "审查结果", "info", "转社情民意"),
        ("review", "outcome", "审查结果", "opinion", "转意见"),
        ("review", "outcome", "审查结果", "opinion", "作意见建议处理"),
        ("review", "outcome", "审查结果", "withdrawn", "撤案"),
        ("reply", "result", "办理结果", "a", "A"),
        ("reply", "result", "办理结果", "a", "已解决"),
        ("reply", "result", "办理结果", "b", "B类"),
        ("reply", "result", "办理结果", "b", "正在解决"),
        ("reply", "result", "办理结果", "c", "留作参考"),
        ("reply", "contact", "沟通方式", "meeting", "会议"),
        ("reply", "contact", "沟通方式", "letter", "信函"),
        ("reply", "contact", "沟通方式", "visit", "走访"),
        ("feedback", "grade", "满意程度", "basically", "基本满意"),
    ];
    for (at, (ledger, key, heading, kept, written)) in cells.into_iter().enumerate() {
        let filled = if ledger == "motion" { "标题" } else { "数量" };
        let table = format!("{filled},日期,{heading}\n{},2022-02-{:02},{written}\n", at + 2, at + 1);
        let printed = world.run(&format!("qjcppcc import - --format csv --ledger {ledger} <<'END'\n{table}END"));
        assert!(printed.contains("新增1条"), "{written}: {printed}");
        let lines = listed(&mut world, ledger);
        assert_eq!(lines.last().map(|line| &line[key]), Some(&kept.into()), "{written}");
    }
    for (ledger, heading, written, right) in [
        ("feedback", "满意程度", "很满意", "满意（satisfied）、基本满意（basically）、不满意（not）"),
        ("review", "审查结果", "待定", "立案（filed）、不予立案（rejected）"),
        ("reply", "办理结果", "E", "A 已解决或采纳（a）"),
        ("reply", "沟通方式", "托梦", "走访（visit）、座谈（meeting）、电话（phone）、书面（letter）"),
    ] {
        let table = format!("数量,日期,{heading}\n2,2022-02-01,{written}\n");
        let printed = world.run(&format!("qjcppcc import - --format csv --ledger {ledger} <<'END'\n{table}END"));
        let said = format!("第2行 C（{heading}）：“{written}”不是{heading}");
        assert!(printed.contains(&said) && printed.contains(right) && printed.contains("[exit 4]"), "{printed}");
    }
}

#[test]
fn a_review_that_says_into_which_needs_no_column_for_it() {
    let mut world = World::with(&[("提案.csv", MOTIONS)]);
    world.run("qjcppcc import 提案.csv");
    let table = "提案号,审查结果,日期\n3,并入2号,2022-02-01\n";
    let printed = world.run(&format!("qjcppcc import - --format csv <<'END'\n{table}END"));
    assert!(printed.contains("新增1条"), "{printed}");
    let (motions, reviews) = (listed(&mut world, "motion"), listed(&mut world, "review"));
    assert_eq!((&reviews[0]["outcome"], &reviews[0]["into"]), (&"merged".into(), &motions[1]["id"]));
    for (table, said, hint) in [
        ("提案号,审查结果,日期\n1,并案,2022-02-01\n", "并案没有写并入哪一件", "“并入”写留下的那一件"),
        ("提案号,审查结果,并入案号,日期\n1,立案,2,2022-02-01\n", "只有并案才写并入哪一件", "或审查结果写 并案"),
        ("提案号,审查结果,并入,日期\n1,并案,1,2022-02-01\n", "提案不能并入自己", "写留下的另一件"),
    ] {
        let printed = world.run(&format!("qjcppcc import - --format csv <<'END'\n{table}END"));
        assert!(printed.contains(said) && printed.contains(hint) && printed.contains("[exit 4]"), "{printed}");
    }
    assert!(world.run("qjcppcc motion review 1 --as merged --into 1 -d 2-1").contains("--into 写留下的另一件"));
}

#[test]
fn the_rules_of_motions_hold_for_lists_and_the_hints_are_those_of_tables() {
    let mut world = lists();
    world.run("qjcppcc import 提案清单.csv");
    let printed = world.run("qjcppcc import 交办清单.csv");
    assert!(printed.contains("提案1还没有立案") && printed.contains("或先导入审查表"), "{printed}");
    world.run("qjcppcc import 审查结果.csv");
    let printed = world.run("qjcppcc import 办复情况.csv");
    assert!(printed.contains("提案1还没有交办") && printed.contains("或先导入交办表"), "{printed}");
    for (table, said, hint) in [
        (
            "提案号,主办单位,协办单位,日期\n1,区水利局、区农委,,2022-03-01\n",
            "第2行 B（主办单位）：主办有2家，没有写分办",
            "“分办”写 是",
        ),
        (
            "提案号,主办单位,分办,日期\n1,区水利局,是,2022-03-01\n",
            "第2行 C（分办）：分办要写几个主办单位",
            "或清空“分办”",
        ),
    ] {
        let printed = world.run(&format!("qjcppcc import - --format csv --ledger assignment <<'END'\n{table}END"));
        assert!(printed.contains(said) && printed.contains(hint) && printed.contains("[exit 4]"), "{printed}");
    }
    let table = "提案号,案由,提案人,提出形式,日期\n9,某某,张三、李四,个人,2022-01-10\n";
    let printed = world.run(&format!("qjcppcc import - --format csv --ledger motion <<'END'\n{table}END"));
    assert!(
        printed.contains("D（提出形式）：个人提案只有一个提案人") && printed.contains("几人联名的写 联名"),
        "{printed}"
    );
    world.run("qjcppcc import 交办清单.csv");
    let printed = world.run("qjcppcc import 反馈.csv");
    assert!(printed.contains("还没有办复") && printed.contains("或先导入办复表"), "{printed}");
}

#[test]
fn a_hand_over_without_a_day_has_the_limit_of_the_office_and_keeps_it() {
    let mut world = lists();
    world.run("qjcppcc import 提案清单.csv 审查结果.csv");
    world.run("qjcppcc setting set motion.limit.replied 90d");
    world.run("qjcppcc import 交办清单.csv");
    let due = |world: &mut World| listed(world, "assignment").iter().map(|it| it["due"].clone()).collect::<Vec<_>>();
    assert_eq!(due(&mut world), ["2022-06-30", "2022-05-30"]);
    world.run("qjcppcc setting set motion.limit.replied 60d");
    world.run("qjcppcc motion edit assignment-2 --due 2022-07-01");
    let printed = world.run("qjcppcc import 交办清单.csv");
    assert!(!printed.contains("新增"), "{printed}");
    assert_eq!(due(&mut world), ["2022-06-30", "2022-07-01"]);
}

#[test]
fn everything_of_motions_comes_back_from_an_export() {
    let mut world = lists();
    world.run(&format!("qjcppcc import {}", LISTS.map(|(name, _)| name).join(" ")));
    world.run("qjcppcc motion add --count 38 -d 1-10");
    world.run("qjcppcc motion reopen 2 --reason 不满意 -d 7-1");
    let ledgers = ["motion", "review", "assignment", "reply", "feedback", "rehandling", "chasing", "commendation"];
    let kept = ledgers.map(|ledger| listed(&mut world, ledger));
    assert!(kept.iter().all(|lines| !lines.is_empty()), "{kept:?}");
    let export = |world: &mut World, file: &str| {
        world.run(&format!("qjcppcc export -o {file}"));
        (file.to_owned(), fs::read(world.path(file)).expect("an export"))
    };
    let mut shapes: Vec<Vec<(String, Vec<u8>)>> =
        vec![vec![export(&mut world, "全.jsonl")], vec![export(&mut world, "全.xlsx")]];
    shapes.push(
        ledgers
            .iter()
            .map(|ledger| {
                let file = format!("{ledger}.csv");
                world.run(&format!("qjcppcc export {ledger} -o {file}"));
                let bytes = fs::read(world.path(&file)).expect("an export");
                (file, bytes)
            })
            .collect(),
    );
    for files in shapes {
        let mut other = World::with(&files.iter().map(|(name, bytes)| (name.as_str(), bytes)).collect::<Vec<_>>());
        let names = files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
        let printed = other.run(&format!("qjcppcc import {names}"));
        assert!(printed.contains("新增20条"), "{printed}");
        assert_eq!(ledgers.map(|ledger| listed(&mut other, ledger)), kept, "{names}");
        assert!(world.run(&format!("qjcppcc import {names}")).contains("20条都已在台账文件里"));
    }
}
