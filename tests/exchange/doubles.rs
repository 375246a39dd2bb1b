//! What comes again, and what may have been recorded twice.

use std::fs;

use super::files::{STUDY, written};
use crate::world::World;

#[test]
fn a_change_since_the_import_is_kept_when_the_file_comes_again() {
    let mut world = written("学习.csv", STUDY.as_bytes());
    world.run("qjcppcc import 学习.csv");
    world.run("qjcppcc study edit 1 --turns 20");
    let printed = world.run("qjcppcc import 学习.csv");
    assert!(printed.contains("2条都已在台账文件里"), "{printed}");
    assert!(world.run("qjcppcc study show 1 --json").contains("\"turns\": 20"));
}

#[test]
fn what_another_desk_may_have_recorded_is_asked_about_or_pointed_out() {
    let csv =
        "日期,类别,标题,镇街\n2022-05-01,视察,视察清溪河的违法建筑整治工作情况,永新\n2022-05-01,视察,别的事,永新\n";
    let known = "qjcppcc consult add inspection \"视察清溪河违法建筑整治工作情况\" -t 永新 -d 5-1";
    let mut world = written("consult.csv", csv.as_bytes());
    world.run(known);
    let printed = world.run("qjcppcc import consult.csv");
    assert!(
        printed.contains("可能已经记过") && printed.contains("与 consult-1“视察清溪河违法建筑整治工作情况”"),
        "{printed}"
    );
    assert!(printed.contains("一条也没有导入") && printed.ends_with("[exit 4]\n"), "{printed}");
    assert!(world.run("qjcppcc import consult.csv --duplicates keep").contains("新增2条"));
    assert!(world.run("qjcppcc import consult.csv").contains("2条都已在台账文件里"));
    for (answer, expected) in [(true, "新增2条"), (false, "没有导入")] {
        let mut world = written("consult.csv", csv.as_bytes());
        world.answer.set(Some(answer));
        world.run(known);
        let printed = world.run("qjcppcc import consult.csv");
        assert!(printed.contains(expected), "{printed}");
        assert_eq!(world.asked.borrow().len(), 1);
        assert!(world.asked.borrow()[0].starts_with("有1条可能已经记过：\n  "));
    }
    let mut world = written("consult.csv", csv.as_bytes());
    fs::write(world.path("second.csv"), csv.replace("视察清溪河的", "视察清溪河")).expect("a file");
    let printed = world.run("qjcppcc import consult.csv second.csv --ledger consult");
    assert!(printed.contains("可能已经记过") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import consult.csv second.csv --ledger consult --duplicates keep");
    assert!(printed.contains("2个文件：新增3条，更新0条，未变1条"), "{printed}");
}

#[test]
fn titles_that_nearly_agree_are_asked_about_and_a_series_is_not() {
    let asked = |one: &str, other: &str, town: &str| {
        let csv = format!("日期,类别,标题,镇街,人次\n2022-05-01,森林防火,{other},{town},9\n");
        let mut world = written("volunteer.csv", csv.as_bytes());
        world.run(&format!("qjcppcc volunteer add forest {one} -t 永新 -d 5-1 -n 3"));
        let printed = world.run("qjcppcc import volunteer.csv");
        assert_ne!(printed.contains("新增1条"), printed.contains("[exit 4]"), "{printed}");
        printed.contains("有1条可能已经记过，一条也没有导入")
    };
    for (one, other) in [
        ("森林防火巡查", "森林防火巡察"),
        ("森林防火巡查", "开展森林防火巡查"),
        ("集中学习", "集中学习会"),
        ("学习二十大", "学习二十大精神"),
        ("学习二十大精神", "学习二十大报告"),
        ("第3期巡山护林", "第3期巡山护林活动"),
    ] {
        assert!(asked(one, other, "永新"), "{one} {other}");
        assert!(!asked(one, other, "石角"), "{one} {other}");
    }
    for (one, other) in [
        ("学习甲", "学习乙"),
        ("森林防火巡查", "关爱老人"),
        ("第3期巡山护林", "第4期巡山护林"),
        ("第三次巡山护林", "第四次巡山护林"),
        ("走访慰问老党员", "走访困难企业"),
    ] {
        assert!(!asked(one, other, "永新"), "{one} {other}");
    }
}

#[test]
fn doubts_are_listed_one_a_line_and_told_to_scripts() {
    let rows: String =
        (1..=25).map(|at| format!("2022-05-01,森林防火,巡山护林{at}号点,永新,9\n")).collect::<Vec<_>>().concat();
    let csv = format!("日期,类别,标题,镇街,人次\n{rows}");
    let mut world = written("volunteer.csv", csv.as_bytes());
    (1..=25).for_each(|at| {
        world.run(&format!("qjcppcc volunteer add forest 巡山护林{at}号 -t 永新 -d 5-1 -n 3"));
    });
    let json: serde_json::Value = serde_json::from_str(
        world.run("qjcppcc import volunteer.csv --dry-run --json -q").split("\n注意").next().expect("JSON"),
    )
    .expect("JSON");
    assert_eq!(json["doubts"].as_array().map(Vec::len), Some(25));
    assert_eq!(json["doubts"][0]["record"], "volunteer-1");
    assert_eq!((json["doubts"][0]["line"].as_i64(), json["unread"].as_array().map(Vec::len)), (Some(2), Some(0)));
    world.answer.set(Some(false));
    assert!(world.run("qjcppcc import volunteer.csv").contains("没有导入"));
    let asked = world.asked.borrow()[0].clone();
    let lines: Vec<&str> = asked.lines().collect();
    assert_eq!(lines.len(), 23, "{asked}");
    assert_eq!(lines[0], "有25条可能已经记过：");
    assert!(
        lines[1].ends_with("volunteer.csv第2行“巡山护林1号点”（2022-05-01）与 volunteer-1“巡山护林1号”"),
        "{asked}"
    );
    assert_eq!(lines[21..], ["  另有5条（全部列出：--dry-run）", "仍要全部导入吗？"]);
}

/// What a desk has sent, and what another sends: one row with a department more, one nearly the same title, one corrected from 20
/// to 25, one the same, and one that is new.
const FIRST: &str = "日期,类别,标题,镇街,部门,人次\n2022-05-01,森林防火,巡山护林,永新,,9\n\
    2022-05-02,抗疫一线,核酸检测点值守,永新,,20\n2022-05-31,抗疫一线,,石角,,20\n2022-06-30,抗疫一线,,石角,,30\n";
const SECOND: &str = "日期,类别,标题,镇街,部门,人次\n2022-05-01,森林防火,巡山护林,永新,办公室,9\n\
    2022-05-02,抗疫一线,核酸检测点值守活动,永新,,20\n2022-05-31,抗疫一线,,石角,,25\n2022-06-30,抗疫一线,,石角,,30\n\
    2022-07-31,抗疫一线,,石角,,30\n";

fn two_desks() -> World {
    let mut world = World::with(&[("甲.csv", FIRST), ("乙.csv", SECOND)]);
    assert!(world.run("qjcppcc import 甲.csv --ledger volunteer").contains("新增4条"));
    world
}

/// The turns of epidemic and community service, and how many pairs are in doubt.
fn counted(world: &mut World) -> [Option<i64>; 3] {
    let json: serde_json::Value =
        serde_json::from_str(&world.run("qjcppcc report 2022 --json -q")).expect("the report");
    ["volunteer.epidemic.turns", "volunteer.community.turns", "warn.duplicate"].map(|key| {
        let figures = json["figures"].as_array().expect("figures");
        figures.iter().find(|figure| figure["key"] == key).and_then(|figure| figure["value"].as_i64())
    })
}

#[test]
fn lists_that_overlap_stop_a_script_until_it_says_what_is_wanted() {
    let mut world = two_desks();
    let printed = world.run("qjcppcc import 乙.csv --ledger volunteer");
    assert_eq!(
        printed,
        "错误：~/乙.csv：有3条可能已经记过，一条也没有导入\n\
        \x20 第2行：已经记过：“巡山护林”（2022-05-01）与 volunteer-1“巡山护林”\n\
        \x20 第3行：可能已经记过：“核酸检测点值守活动”（2022-05-02）与 volunteer-2“核酸检测点值守”\n\
        \x20 第4行：改了数：“抗疫一线”（2022-05-31）与 volunteer-3“抗疫一线”：人次 20人次 → 25人次\n\
        提示：--duplicates skip 略过，replace 按文件改，keep 照记为另一件；也可先从文件里删去这些行\n[exit 4]\n"
    );
    let english = world.run("qjcppcc import 乙.csv --ledger volunteer --lang en");
    assert!(english.contains("3 may be recorded already; nothing was imported"), "{english}");
    assert!(english.contains("line 4: recorded with other numbers: “epidemic"), "{english}");
    assert_eq!(counted(&mut world), [Some(70), Some(9), None]);
    // Whoever says yes to all questions has not said this.
    assert!(world.run("qjcppcc import 乙.csv --ledger volunteer --yes").contains("[exit 4]"));
    assert!(
        world
            .run("qjcppcc import 乙.csv --ledger volunteer --duplicates no")
            .contains("可用：ask, skip, replace, keep")
    );
    for (way, said, sums, entries) in [
        ("skip", "新增1条，更新0条，未变1条，已经记过而略过3行", [Some(100), Some(9), None], 5),
        ("replace", "新增1条，更新3条，未变1条", [Some(105), Some(9), None], 8),
        ("keep", "新增4条，更新0条，未变1条", [Some(145), Some(18), None], 11),
    ] {
        let mut world = two_desks();
        let command = format!("qjcppcc import 乙.csv --ledger volunteer --duplicates {way}");
        let printed = world.run(&command);
        assert!(printed.contains(said), "{printed}");
        assert_eq!(counted(&mut world), sums, "{way}");
        assert!(world.run("qjcppcc verify").starts_with(&format!("完好：{entries}条流水")), "{way}");
        // What was settled stays so.
        let again = world.run(&command);
        assert!(again.contains("新增0条") || again.contains("没有变化"), "{again}");
        assert_eq!(counted(&mut world), sums, "{way}");
        assert!(world.run("qjcppcc undo").contains("已撤销"), "{way}");
        assert_eq!(counted(&mut world), [Some(70), Some(9), None], "{way}");
        assert!(world.run("qjcppcc rebuild").starts_with("已从"));
        assert_eq!(counted(&mut world), [Some(70), Some(9), None], "{way}");
    }
}

#[test]
fn at_a_terminal_each_sort_of_double_has_one_answer() {
    let mut world = two_desks();
    world.answer.set(Some(true));
    let printed = world.run("qjcppcc import 乙.csv --ledger volunteer");
    assert!(printed.contains("新增2条，更新1条，未变1条，已经记过而略过1行"), "{printed}");
    assert_eq!(counted(&mut world), [Some(125), Some(9), None]);
    let asked = world.asked.borrow().clone();
    assert_eq!(asked.len(), 3, "{asked:?}");
    for page in ["有1条已经记过：\n", "有1条改了数：\n", "有1条可能已经记过：\n"] {
        assert!(asked[0].contains(page), "{}", asked[0]);
    }
    assert!(asked[0].ends_with("\n略过已经记过的吗？"), "{}", asked[0]);
    assert_eq!(asked[1..], ["改了数的，按文件更正吗？", "仍要全部导入吗？"]);
    let mut world = two_desks();
    world.answer.set(Some(false));
    let printed = world.run("qjcppcc import 乙.csv --ledger volunteer");
    assert!(printed.contains("没有导入") && printed.contains("--duplicates skip"), "{printed}");
    assert_eq!(world.asked.borrow().len(), 1);
    assert_eq!(counted(&mut world), [Some(70), Some(9), None]);
    // Whoever wants to be asked nothing is a script, and nothing is decided for him.
    world.answer.set(Some(true));
    world.asked.borrow_mut().clear();
    let printed = world.run("qjcppcc import 乙.csv --ledger volunteer --no-input");
    assert!(printed.contains("有3条可能已经记过，一条也没有导入") && printed.contains("[exit 4]"), "{printed}");
    assert!(world.asked.borrow().is_empty());
    assert_eq!(counted(&mut world), [Some(70), Some(9), None]);
}

#[test]
fn a_correction_is_of_one_record_only() {
    // Two shifts of a day, one of which was corrected: the other is known by what it says.
    let rows = |numbers: &[i64]| {
        let rows: Vec<String> = numbers.iter().map(|turns| format!("2022-05-31,抗疫一线,石角,{turns}\n")).collect();
        let rows = rows.concat();
        format!("日期,类别,镇街,人次\n{rows}")
    };
    for (first, second, said) in [
        (
            &[20, 30][..],
            &[25, 30][..],
            "第2行：改了数：“抗疫一线”（2022-05-31）与 volunteer-1“抗疫一线”：人次 20人次 → 25人次",
        ),
        (
            &[20, 30],
            &[25, 35],
            "第2行：可能已经记过：“抗疫一线”（2022-05-31）与 volunteer-1“抗疫一线”：人次 20人次 → 25人次",
        ),
        (
            &[20],
            &[25, 35],
            "第2行：可能已经记过：“抗疫一线”（2022-05-31）与 volunteer-1“抗疫一线”：人次 20人次 → 25人次",
        ),
    ] {
        let mut world = World::with(&[("甲.csv", &rows(first)), ("乙.csv", &rows(second))]);
        world.run("qjcppcc import 甲.csv --ledger volunteer");
        let printed = world.run("qjcppcc import 乙.csv --ledger volunteer");
        assert!(printed.contains(said), "{said}: {printed}");
        let rehearsed = world.run("qjcppcc import 乙.csv --ledger volunteer --dry-run --json -q");
        let sort = if said.contains("改了数") { "update" } else { "near" };
        assert!(rehearsed.contains(&format!("\"sort\": \"{sort}\"")), "{rehearsed}");
    }
    // A list that grew has nothing that is recorded already.
    let mut world = World::with(&[("甲.csv", &rows(&[20])), ("乙.csv", &rows(&[20, 35]))]);
    world.run("qjcppcc import 甲.csv --ledger volunteer");
    assert!(world.run("qjcppcc import 乙.csv --ledger volunteer").contains("新增1条，更新0条，未变1条"));
}

#[test]
fn what_hangs_on_a_row_that_is_left_out_hangs_on_the_record() {
    let lines = |title: &str, funds: &[(&str, i64)]| {
        let case = format!(
            "{{\"ledger\":\"case\",\"ref\":\"甲\",\"date\":\"2022-03-04\",\"town\":\"永新\",\"title\":\"{title}\"}}\n"
        );
        let fund = |(source, amount): &(&str, i64)| {
            format!(
                "{{\"ledger\":\"fund\",\"of\":\"甲\",\"date\":\"2022-05-06\",\"source\":\"{source}\",\"amount\":{amount}}}\n"
            )
        };
        case + &funds.iter().map(fund).collect::<String>()
    };
    let first = lines("老城步道修缮", &[("区水利局", 350_000), ("区住建委", 20_000)]);
    let second = lines("老城步道的修缮", &[("区水利局", 360_000), ("区住建委", 20_000), ("区交通局", 5_000)]);
    for (way, funds) in [("skip", 375_000), ("replace", 385_000), ("keep", 755_000)] {
        let mut world = World::with(&[("甲.jsonl", &first), ("乙.jsonl", &second)]);
        world.run("qjcppcc import 甲.jsonl");
        let stopped = world.run("qjcppcc import 乙.jsonl");
        assert!(stopped.contains("有3条可能已经记过"), "{stopped}");
        let printed = world.run(&format!("qjcppcc import 乙.jsonl --duplicates {way}"));
        assert!(!printed.contains("[exit"), "{printed}");
        let json: serde_json::Value =
            serde_json::from_str(&world.run("qjcppcc report 2022 --trace case.funds --json")).expect("JSON");
        assert_eq!(json["value"].as_i64(), Some(funds), "{way}");
        assert!(world.run("qjcppcc verify").starts_with("完好"), "{way}");
    }
}

#[test]
fn one_title_written_in_two_ways_is_one_and_other_numbers_are_two() {
    let asked = |one: &str, other: &str| {
        let csv = format!("日期,类别,标题,人次\n2022-05-01,主席会议,{other},9\n");
        let mut world = written("学习.csv", csv.as_bytes());
        world.run(&format!("qjcppcc study add 主席会议 {one} -d 5-1 -n 9"));
        let printed = world.run("qjcppcc import 学习.csv");
        assert_ne!(printed.contains("新增1条"), printed.contains("[exit 4]"), "{printed}");
        printed.contains("[exit 4]")
    };
    for (one, other) in [
        ("第三次集中学习", "第3次集中学习"),
        ("学习２０２２年讲话", "学习2022年讲话"),
        ("学习二〇二二年讲话", "学习2022年讲话"),
        ("《条例》学习", "条例 学习"),
        ("学习：十月一日讲话", "学习10月1日讲话"),
    ] {
        assert!(asked(one, other), "{one} {other}");
    }
    for (one, other) in [
        ("第三次集中学习", "第13次集中学习"),
        ("学习2021年讲话", "学习2022年讲话"),
        ("一月份学习", "二月份学习"),
        ("走访甲厂", "走访乙厂"),
        ("十月一日集中学习", "十月集中学习一日"),
    ] {
        assert!(!asked(one, other), "{one} {other}");
    }
}

#[test]
fn an_ordinary_year_has_nothing_in_doubt() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/qijiang-2022.jsonl");
    let text = fs::read_to_string(example).expect("the example");
    // Each record in a file of its own, by turns, so that every two records of a day are held against each other.
    let mut files = vec![String::new(); 4];
    for (at, line) in text.lines().enumerate() {
        files[at % 4] += &format!("{line}\n");
    }
    let named: Vec<String> = (0..4).map(|at| format!("{at}.jsonl")).collect();
    let listed: Vec<(&str, &str)> = named.iter().map(String::as_str).zip(files.iter().map(String::as_str)).collect();
    let mut world = World::with(&listed);
    let printed = world.run("qjcppcc import 0.jsonl 1.jsonl 2.jsonl 3.jsonl --dry-run");
    assert!(!printed.contains("已经记过") && !printed.contains("改了数"), "{printed}");
    // A series, month by month and week by week.
    let series = |day| {
        let rows = (1..=12).map(|month| format!("2022-{month:02}-{day},主席会议,集中学习,18\n"));
        format!("日期,类别,标题,人次\n{}", rows.collect::<Vec<_>>().concat())
    };
    let mut world = World::with(&[("学习1.csv", &series(15)), ("学习2.csv", &series(22))]);
    assert!(world.run("qjcppcc import 学习1.csv").contains("新增12条"));
    assert!(world.run("qjcppcc import 学习2.csv").contains("新增12条"));
}

#[test]
fn a_pair_is_in_doubt_until_it_is_settled() {
    let mut world = World::new();
    world.run("qjcppcc volunteer add forest 巡山护林 -t 永新 -d 5-1 -n 9");
    let noted = world.run("qjcppcc volunteer add forest 巡山护林活动 -t 永新 -d 5-1 -n 9 --yes");
    assert!(noted.contains("与 volunteer-1“巡山护林”可能是同一件；认定：qjcppcc duplicate list"), "{noted}");
    let doubt = "可能重复的记录1对（volunteer-1 = volunteer-2）";
    assert!(world.run("qjcppcc report 2022").contains(doubt));
    assert_eq!(counted(&mut world), [None, Some(18), Some(1)]);
    assert!(world.run("qjcppcc report 2022 --trace warn.duplicate").contains("volunteer-1 = volunteer-2"));
    assert!(world.run("qjcppcc report 2022 --fail").contains("[exit 6]"));
    // It goes through every door as it stands.
    world.run("qjcppcc export -o 全部.jsonl");
    assert!(world.run("qjcppcc import 全部.jsonl --db y.db").contains("[exit 5]"));
    world.run("qjcppcc init y.db");
    assert!(world.run("qjcppcc import 全部.jsonl --db y.db").contains("新增3条"));
    assert!(world.run("qjcppcc report 2022 --db y.db").contains(doubt));
    // A void record is in no pair.
    world.run("qjcppcc volunteer void 1 --reason 记错");
    assert_eq!(counted(&mut world), [None, Some(9), None]);
    assert!(world.run("qjcppcc duplicate list").contains("没有待认定的"));
    world.run("qjcppcc volunteer unvoid 1 --reason 没有记错");
    assert_eq!(counted(&mut world), [None, Some(18), Some(1)]);
    let settled = world.run("qjcppcc duplicate settle 1 same");
    assert!(
        settled.contains("已认定 duplicate-1（volunteer-1、volunteer-2）：同一件；已作废 volunteer-2"),
        "{settled}"
    );
    assert_eq!(counted(&mut world), [None, Some(9), None]);
    // One thing that counts twice all the same is in doubt again.
    world.run("qjcppcc volunteer unvoid 2 --reason 看错");
    assert_eq!(counted(&mut world), [None, Some(18), Some(1)]);
    assert!(world.run("qjcppcc duplicate settle duplicate-1 different").contains("两件，都算"));
    assert_eq!(counted(&mut world), [None, Some(18), None]);
    assert!(world.run("qjcppcc duplicate list --all").contains("两件"));
    assert!(world.run("qjcppcc undo").contains("改回 duplicate-1"));
    assert_eq!(counted(&mut world), [None, Some(18), Some(1)]);
    for (command, said) in [
        ("duplicate settle 9 same", "[exit 3]"),
        ("duplicate settle 1 twice", "可用：same, different"),
        ("duplicate settle 1 twice --lang en", "a pair cannot be settled as “twice”"),
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(said), "{command}: {printed}");
    }
    assert!(world.run("qjcppcc verify").starts_with("完好"));
    world.run("qjcppcc rebuild");
    assert_eq!(counted(&mut world), [None, Some(18), Some(1)]);
    // What was recorded first can be taken back though a pair hangs on it.
    let mut other = World::new();
    other.run("qjcppcc volunteer add forest 巡山护林 -t 永新 -d 5-1 -n 9");
    other.run("qjcppcc volunteer add forest 巡山护林活动 -t 永新 -d 5-1 -n 9");
    let undone = other.run("qjcppcc undo 1 --yes");
    assert!(undone.contains("作废 volunteer-1"), "{undone}");
    assert_eq!(counted(&mut other), [None, Some(9), None]);
    fs::write(
        world.path("一对.jsonl"),
        "{\"ledger\":\"duplicate\",\"date\":\"2022-05-01\",\"of\":[\"volunteer-2\"]}\n",
    )
    .expect("a file");
    let one = world.run("qjcppcc import 一对.jsonl");
    assert!(one.contains("疑似重复要写两条记录") && one.contains("[exit 4]"), "{one}");
}

#[test]
fn again_says_that_it_is_another_thing_and_yes_does_not() {
    let mut world = World::new();
    world.run("qjcppcc study add 主席会议 学习二十大 -n 18 -d 2019-5-1 --yes");
    let refused = world.run("qjcppcc study add 主席会议 学习二十大 -n 18 -d 2019-5-1 --yes");
    assert!(refused.contains("同样的记录已有：study-1") && refused.contains("[exit 4]"), "{refused}");
    let refused = world.run("qjcppcc study add 主席会议 学习二十大 -n 18 -d 2019-5-1 --again");
    assert!(refused.contains("2019-05-01") && refused.contains("[exit 2]"), "{refused}");
    assert!(world.run("qjcppcc study add 主席会议 学习二十大 -n 18 -d 2019-5-1 --again --yes").contains("study-2"));
    assert!(!world.run("qjcppcc report 2019").contains("重复"));
    assert!(world.run("qjcppcc duplicate list --all").contains("两件"));
    let mut world = World::new();
    world.answer.set(Some(true));
    world.run("qjcppcc study add 主席会议 秋季集中学习 -n 18 -d 5-1");
    assert!(world.run("qjcppcc study add 主席会议 秋季集中学习会 -n 18 -d 5-1").contains("study-2"));
    assert_eq!(*world.asked.borrow(), ["已有一条差不多的（study-1“秋季集中学习”）。仍要再记一条吗？"]);
    assert!(world.run("qjcppcc duplicate list --all").contains("两件"));
}

#[test]
fn a_firm_is_not_a_number_of_firms_and_those_are_told_apart_by_their_names() {
    let table = |firm: &str, loan: u32| format!("日期,类别,企业名称,贷款（万元）\n2022年5月,协助贷款,{firm},{loan}\n");
    let mut world = World::with(&[
        ("助企一.csv", table("甲公司", 5)),
        ("助企二.csv", table("乙公司等12家", 60)),
        ("助企三.csv", table("丙公司、丁公司", 7)),
        ("助企四.csv", table("丙公司、丁公司", 8)),
    ]);
    assert!(world.run("qjcppcc import 助企一.csv 助企二.csv 助企三.csv").contains("新增3条"));
    let printed = world.run("qjcppcc import 助企四.csv");
    assert!(printed.contains("改了数") && printed.contains("贷款 7万元 → 8万元"), "{printed}");
}
