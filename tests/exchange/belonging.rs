//! What belongs to what in an import: taken numbers, refused parents, records that stay in their ledger.

use std::fs;

use crate::world::World;

#[test]
fn a_number_that_is_taken_is_told_and_what_a_bare_number_means_too() {
    let cases = "编号,日期,标题,镇街\n1,2022-03-01,丙事,东溪\n2,2022-03-02,丁事,打通\n";
    let mut world = World::with(&[("案.csv", cases), ("钱.csv", "事项编号,日期,金额（万元）\n1,2022-05-01,3\n")]);
    world.run("qjcppcc case add 甲事 -t 永新 -d 1-1");
    let told = "编号 case-1 已有记录，“丙事”记为 case-2";
    // The second row asks for the number that the first one has got.
    let next = "编号 case-2 已有记录，“丁事”记为 case-3";
    let dry = world.run("qjcppcc import 案.csv --ledger case --dry-run");
    assert!(dry.contains(told) && dry.contains(next), "{dry}");
    let printed = world.run("qjcppcc import 案.csv --ledger case");
    assert!(printed.contains(told) && printed.contains(next), "{printed}");
    let printed = world.run("qjcppcc import 钱.csv --ledger fund");
    assert!(printed.contains("按台账文件里的记录读：case-1“甲事”"), "{printed}");
}

#[test]
fn many_taken_numbers_are_counted_and_scripts_get_them_all() {
    let rows = (1..=8).map(|no| format!("{no},2022-03-0{no},事{no},东溪\n")).collect::<Vec<_>>().concat();
    let mut world = World::with(&[("案.csv", &format!("编号,日期,标题,镇街\n{rows}"))]);
    world.run("qjcppcc case add 甲事 -t 永新 -d 1-1");
    let printed = world.run("qjcppcc import 案.csv --ledger case --dry-run");
    assert!(printed.contains("另有3条也另编了号"), "{printed}");
    let json = world.run("qjcppcc import 案.csv --ledger case --json -q");
    assert!(json.contains(r#""record": "case-9""#) && json.contains(r#""wanted": 8"#), "{json}");
}

#[test]
fn what_belongs_to_a_refused_row_is_refused_with_it() {
    let cases = "编号,日期,标题,镇街\n1,2022-01-01,甲事,永\n2,2022-01-02,乙事,三角\n";
    let funds = "事项编号,日期,金额（万元）\n1,2022-05-01,3\n2,2022-05-01,4\n";
    let mut world = World::with(&[("case.csv", cases), ("fund.csv", funds)]);
    world.run("qjcppcc case add 旧事 -t 东溪 -d 2021-01-01");
    let printed = world.run("qjcppcc import case.csv fund.csv");
    assert!(printed.contains("有2处不对"), "{printed}");
    assert!(printed.contains("它所属的“1”在另一个文件里，没有通过"), "{printed}");
    let printed = world.run("qjcppcc import case.csv fund.csv --skip-bad");
    assert!(printed.contains("新增2条") && printed.contains("略过2行"), "{printed}");
    let old = world.run("qjcppcc case list fund --json");
    assert!(!old.contains("30000") && old.contains("40000"), "the money of 甲事 is not given to 旧事: {old}");
}

#[test]
fn a_child_of_a_record_that_breaks_a_rule_is_left_out_with_it() {
    let lines = concat!(
        r#"{"ledger":"case","ref":"a","date":"2022-03-01","title":"甲","town":"永新","id":"018565d0-0000-7000-8000-000000000001"}"#,
        "\n",
        r#"{"ledger":"case","ref":"b","date":"2022-03-02","town":"永新"}"#,
        "\n",
        r#"{"ledger":"fund","of":"b","date":"2022-03-03","amount":"3万"}"#,
        "\n",
        r#"{"ledger":"fund","of":"a","date":"2022-03-03","amount":"4万"}"#,
        "\n"
    );
    let mut world = World::with(&[("全.jsonl", lines)]);
    let printed = world.run("qjcppcc import 全.jsonl --skip-bad");
    assert!(printed.contains("新增2条") && printed.contains("略过2行"), "{printed}");
    assert!(printed.contains("第3行，所属编号：它所属的“b”（第2行）没有通过"), "{printed}");
}

#[test]
fn a_record_stays_in_its_ledger() {
    let line = |ledger: &str, kind: &str| {
        format!(
            r#"{{"ledger":"{ledger}","id":"018565d0-0000-7000-8000-000000000001","date":"2022-09-01","kind":"{kind}","title":"甲"}}"#
        )
    };
    let mut world = World::with(&[("一.jsonl", &line("study", "chair")), ("二.jsonl", &line("liaison", "symposium"))]);
    world.run("qjcppcc import 一.jsonl");
    for command in ["qjcppcc import 二.jsonl", "qjcppcc import 二.jsonl --update"] {
        let printed = world.run(command);
        assert!(printed.contains("study-1 已在学习台账里") && printed.contains("[exit 4]"), "{printed}");
        assert!(!printed.contains("加 --update"), "{printed}");
    }
    assert!(world.run("qjcppcc export study").contains("甲"));
}

#[test]
fn a_number_out_of_bounds_is_refused_and_no_ledger_runs_out_of_numbers() {
    let line = |no: &str| format!(r#"{{"ledger":"study","date":"2022-09-01","kind":"chair","no":{no}}}"#);
    let mut world = World::with(&[("大.jsonl", &line("9223372036854775807")), ("正.jsonl", &line("999999999"))]);
    let printed = world.run("qjcppcc import 大.jsonl");
    assert!(printed.contains("编号：编号不能是9223372036854775807") && printed.contains("1到999999999"), "{printed}");
    world.run("qjcppcc import 正.jsonl");
    assert!(world.run("qjcppcc study add chair -d 9-2").contains("study-1000000000"));
    // In a table such a number is a name of the desk's own.
    fs::write(world.path("表.csv"), "编号,日期,类别\n2022051500012,2022-05-15,主席会议\n").expect("a file");
    assert!(world.run("qjcppcc import 表.csv --ledger study").contains("新增1条"));
}

#[test]
fn objects_on_one_line_are_told_apart() {
    let array = r#"[{"ledger":"study","date":"2022-09-01","kind":"chair"},{"ledger":"study","date":"2022-09-32","kind":"chair"},{"ledger":"study","date":"2022-09-31","kind":"chair"},{"ledger":"study","date":"2022-09-02","kind":"chair"}]"#;
    let mut world = World::with(&[("一行.json", array)]);
    let printed = world.run("qjcppcc import 一行.json --skip-bad");
    assert!(printed.contains("新增2条") && printed.contains("略过2行"), "{printed}");
    let left = fs::read_to_string(world.path("一行.json.refused.jsonl")).expect("the rows left out");
    assert_eq!(left.lines().count(), 2, "{left}");
    assert!(left.contains("2022-09-32") && left.contains("2022-09-31"), "{left}");
}

#[test]
fn a_reason_without_void_is_asked_back() {
    let csv = "日期,类别,作废,作废原因\n2022-09-01,主席会议,,重复\n";
    let mut world = World::with(&[("废.csv", csv)]);
    let printed = world.run("qjcppcc import 废.csv --ledger study");
    assert!(printed.contains("第2行 D（作废原因）：写了作废原因，却没有作废"), "{printed}");
    let line = r#"{"ledger":"study","date":"2022-09-01","kind":"chair","void":false,"reason":"重复"}"#;
    fs::write(world.path("废.jsonl"), line).expect("a file");
    assert!(world.run("qjcppcc import 废.jsonl").contains("写了作废原因，却没有作废"));
}

#[test]
fn rows_are_left_out_only_when_the_rest_is_kept() {
    let csv = "日期,类别\n2021-09-01,主席会议\n2022-09-32,主席会议\n";
    let mut world = World::with(&[("表.csv", csv)]);
    world.run("qjcppcc study add chair -d 2021-01-02");
    world.run("qjcppcc close 2021");
    let printed = world.run("qjcppcc import 表.csv --ledger study --skip-bad");
    assert!(printed.contains("已关账") && printed.contains("[exit 4]"), "{printed}");
    assert!(!world.path("表.csv.refused.csv").exists(), "nothing was left out, for nothing was kept");
    let printed = world.run("qjcppcc import 表.csv --ledger study --skip-bad --late 补录");
    assert!(printed.contains("新增1条") && world.path("表.csv.refused.csv").exists(), "{printed}");
}

#[test]
fn what_a_table_left_unsaid_is_told_by_a_report_too() {
    let csv = "日期,类别,捐款\n2022-09-01,公益,30\n合计,,30\n";
    let mut world = World::with(&[("志愿服务.csv", csv)]);
    let printed = world.run("qjcppcc report 2022 --from 志愿服务.csv");
    assert!(printed.contains("第3行是合计，略过"), "{printed}");
}

#[test]
fn a_long_note_of_ones_own_export_comes_back() {
    let note = (0..250).map(|line| format!("2022-05-01,到会{line}人")).collect::<Vec<_>>().join("\\n");
    let line = format!(r#"{{"ledger":"study","date":"2022-09-01","kind":"chair","note":"{note}"}}"#);
    let mut world = World::with(&[("长.jsonl", &line)]);
    world.run("qjcppcc import 长.jsonl");
    world.run("qjcppcc export study -O csv -o 出.csv");
    let printed = world.run("qjcppcc import 出.csv");
    assert!(printed.contains("1条都已在台账文件里"), "{printed}");
}

#[test]
fn the_file_of_troubles_speaks_of_the_last_import() {
    let good = (0..1500)
        .map(|at| {
            format!("{{\"ledger\":\"study\",\"date\":\"2022-09-01\",\"kind\":\"chair\",\"title\":\"第{at}次\"}}\n")
        })
        .collect::<Vec<_>>()
        .concat();
    assert!(good.len() > 1 << 16, "large enough to be poured");
    let bad = good.replacen("2022-09-01", "2022-09-32", 1);
    let mut world = World::with(&[("好.jsonl", &good), ("坏.jsonl", &bad)]);
    world.run("qjcppcc init");
    world.run("qjcppcc import 坏.jsonl --errors 错.jsonl");
    assert_eq!(fs::read_to_string(world.path("错.jsonl")).expect("the troubles").lines().count(), 1);
    world.run("qjcppcc import 好.jsonl --errors 错.jsonl");
    assert_eq!(fs::read_to_string(world.path("错.jsonl")).expect("the troubles"), "");
}

#[test]
fn a_list_with_masked_numbers_comes_back_without_loss() {
    let mut world = World::new();
    world.run("qjcppcc volunteer add forest 找王五13812348000办 -t 永新 -n 5 --note 电话13812348000 -d 9-1");
    world.run("qjcppcc volunteer list --json -o 单.json");
    assert!(fs::read_to_string(world.path("单.json")).expect("the list").contains("138****8000"));
    for command in ["qjcppcc import 单.json", "qjcppcc import 单.json --update"] {
        let printed = world.run(command);
        assert!(printed.contains("1条都已在台账文件里"), "{printed}");
    }
    let changed = fs::read_to_string(world.path("单.json")).expect("the list").replace("\"turns\": 5", "\"turns\": 6");
    fs::write(world.path("单.json"), changed).expect("a file");
    assert!(world.run("qjcppcc import 单.json --update").contains("更新1条"));
    let shown = world.run("qjcppcc volunteer show 1 --json --unmask");
    assert_eq!(shown.matches("13812348000").count(), 2, "{shown}");
    assert!(shown.contains("\"turns\": 6"), "{shown}");
}

#[test]
fn one_event_of_two_desks_is_asked_about_though_one_says_less() {
    let asked = |known: &str, heading: &str, row: &str, ledger: &str| {
        let mut world = World::with(&[("表.csv", &format!("{heading}\n{row}\n"))]);
        let added = world.run(&format!("qjcppcc {known} -d 5-1"));
        assert!(added.contains("已记"), "{added}");
        let printed = world.run(&format!("qjcppcc import 表.csv --ledger {ledger}"));
        assert_ne!(printed.contains("新增1条"), printed.contains("[exit 4]"), "{printed}");
        printed.contains("有1条可能已经记过，一条也没有导入")
    };
    let heading = "日期,类别,标题,镇街,人次";
    let known = "volunteer add forest 清明巡山护林 -t 永新 -n 40";
    assert!(asked(known, heading, "2022-05-01,森林防火,清明巡山护林,,40", "volunteer"), "no town");
    assert!(asked(known, heading, "2022-05-01,森林防火,,永新,40", "volunteer"), "no title");
    assert!(!asked(known, heading, "2022-05-01,森林防火,,永新,41", "volunteer"), "no title, and another number");
    assert!(!asked(known, heading, "2022-05-01,公益,,永新,40", "volunteer"), "another kind");
    let firm = "aid add call --firm 甲公司";
    assert!(!asked(firm, "日期,类别,企业", "2022-05-01,走访,乙公司", "aid"), "another firm");
    assert!(asked(firm, "日期,类别,企业", "2022-05-01,走访,甲公司", "aid"), "the same firm");
}

#[test]
fn a_void_record_stays_void_where_the_file_says_nothing_of_it() {
    let csv = "id,日期,类别,标题\n018565d0-0000-7000-8000-000000000001,2022-05-01,主席会议,甲\n";
    let mut world = World::with(&[("表.csv", csv)]);
    world.run("qjcppcc import 表.csv --ledger study");
    world.run("qjcppcc study void 1 --reason 重复");
    assert!(world.run("qjcppcc import 表.csv --ledger study --update").contains("1条都已在台账文件里"));
    fs::write(world.path("表.csv"), csv.replace("甲", "乙")).expect("a file");
    assert!(world.run("qjcppcc import 表.csv --ledger study --update").contains("更新1条"));
    let shown = world.run("qjcppcc study show 1 --json");
    assert!(shown.contains("\"void\": true") && shown.contains("重复") && shown.contains("乙"), "{shown}");
    let revived = csv.replace("标题", "标题,作废").replace("甲", "乙,否");
    fs::write(world.path("表.csv"), revived).expect("a file");
    assert!(world.run("qjcppcc import 表.csv --ledger study --update").contains("更新1条"));
    assert!(world.run("qjcppcc study show 1 --json").contains("\"void\": false"));
}

#[test]
fn nothing_is_hung_on_a_void_record_by_its_number_from_a_file_either() {
    let mut world = World::with(&[("钱.csv", "事项编号,日期,金额（万元）\n1,2022-05-01,3\n")]);
    world.run("qjcppcc case add 甲事 -t 永新 -d 1-1");
    world.run("qjcppcc case fund 1 35万 -d 1-2");
    world.run("qjcppcc case void 1 --reason 记重了");
    let keyboard = world.run("qjcppcc case fund 1 3万");
    let file = world.run("qjcppcc import 钱.csv --ledger fund");
    for printed in [keyboard, file] {
        assert!(printed.contains("case-1 已作废：记重了"), "{printed}");
        assert!(printed.contains("qjcppcc case unvoid 1"), "{printed}");
    }
    // An export names the void record by its id, and comes back.
    world.run("qjcppcc export fund -O csv -o 出.csv");
    let printed = world.run("qjcppcc import 出.csv");
    assert!(printed.contains("1条都已在台账文件里"), "{printed}");
}

#[test]
fn a_record_that_is_named_twice_is_refused_in_the_same_words() {
    let row = "所属事项,镇街,日期,环节\n1、case-1,永新,2022-05-01,议前协商\n";
    let mut world = World::with(&[("会.csv", row)]);
    world.run("qjcppcc case add 甲事 -t 永新 -d 1-1");
    for command in ["qjcppcc case meet 1 case-1 -d 5-1", "qjcppcc import 会.csv --ledger meeting"] {
        let printed = world.run(command);
        assert!(printed.contains("case-1 写了两次"), "{printed}");
    }
}

#[test]
fn what_the_office_settled_is_spelt_as_at_the_keyboard() {
    let lines = concat!(
        r#"{"ledger":"setting","date":"2022-05-01","key":"case.limit.onsite","value":"15天"}"#,
        "\n",
        r#"{"ledger":"claim","date":"2022-05-01","figure":"study.meetings","value":"3次","period":"2022年上半年","source":"区报"}"#,
        "\n"
    );
    let mut world = World::with(&[("定.jsonl", lines)]);
    let printed = world.run("qjcppcc import 定.jsonl");
    let kept = world.run("qjcppcc export -O jsonl");
    assert!(kept.contains(r#""value":"15d""#) && kept.contains(r#""period":"2022H1""#), "{printed}{kept}");
}

#[test]
fn the_reason_why_a_record_is_void_is_text_like_any_other() {
    let line =
        r#"{"ledger":"study","date":"2022-05-01","kind":"chair","title":"甲","void":true,"reason":"错\u001b[31m"}"#;
    let mut world = World::with(&[("废.jsonl", line)]);
    let printed = world.run("qjcppcc import 废.jsonl");
    assert!(printed.contains("作废原因：含有控制字符 U+001B"), "{printed}");
}

#[test]
fn a_number_of_a_file_of_json_means_the_matter_of_that_file() {
    let case = |no: u8, title: &str| {
        format!(r#"{{"ledger":"case","no":{no},"date":"2022-03-01","title":"{title}","town":"永新镇"}}"#) + "\n"
    };
    let fund = |of: &str| format!(r#"{{"ledger":"fund","of":{of},"date":"2022-04-01","amount":500}}"#) + "\n";
    for of in ["1", "\"1\"", "\"case-1\"", "[\"case-1\"]"] {
        let mut world = World::with(&[("a.jsonl", fund(of) + &case(1, "文件里的事"))]);
        world.run("qjcppcc case add 台账里的事 -t 东溪 -d 1-1");
        let printed = world.run("qjcppcc import a.jsonl");
        assert!(printed.contains("“文件里的事”记为 case-2"), "{printed}");
        assert!(world.run("qjcppcc case list fund").contains("case-2 文件里的事"), "{of}");
    }
    // Nor does it mean one of the ledger file where the matter itself was refused, or stands twice.
    let refused = case(1, "甲").replace("永新镇", "某某镇") + &fund("1");
    let twice = case(1, "甲") + &case(1, "乙") + &fund("1");
    let mut world = World::with(&[("拒.jsonl", refused), ("重.jsonl", twice), ("外.jsonl", fund("1"))]);
    world.run("qjcppcc case add 台账里的事 -t 东溪 -d 1-1");
    let printed = world.run("qjcppcc import 拒.jsonl");
    assert!(printed.contains("所属的“1”（第1行）没有通过"), "{printed}");
    let printed = world.run("qjcppcc import 重.jsonl");
    assert!(printed.contains("“1”不止一条记录"), "{printed}");
    let printed = world.run("qjcppcc import 外.jsonl");
    assert!(printed.contains("按台账文件里的记录读：case-1“台账里的事”"), "{printed}");
}

#[test]
fn the_district_itself_is_no_town_at_any_door() {
    let line = r#"{"ledger":"study","date":"2022-05-01","kind":"chair","title":"丙","town":"区本级"}"#;
    let mut world =
        World::with(&[("a.jsonl", line), ("b.csv", "date,kind,title,town\n2022-05-01,chair,丁,the district itself\n")]);
    for command in [
        "study add chair 甲 -t 'the district itself' -d 2022-05-01",
        "study add chair 乙 -t 区本级 -d 2022-05-01",
        "import a.jsonl",
        "import b.csv --ledger study",
        "study add chair 戊 -t 永新 -d 2022-05-01",
        "study edit 5 -t 区本级",
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    let list = world.json("qjcppcc study list --json");
    assert_eq!(list.as_array().map(Vec::len), Some(5));
    assert!(list.as_array().expect("a list").iter().all(|study| study["town"].is_null()), "{list}");
}
