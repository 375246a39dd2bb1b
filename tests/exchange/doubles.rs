//! What comes again, and what may have been recorded twice.

use std::fs;

use super::files::{STUDY, written};

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
    assert!(printed.contains("新增2条"), "{printed}");
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
    assert!(printed.contains("可能已经记过") && printed.contains("2个文件：新增3条，更新0条，未变1条"), "{printed}");
}

#[test]
fn titles_that_nearly_agree_are_asked_about_and_a_series_is_not() {
    let asked = |one: &str, other: &str, town: &str| {
        let csv = format!("日期,类别,标题,镇街,人次\n2022-05-01,森林防火,{other},{town},9\n");
        let mut world = written("volunteer.csv", csv.as_bytes());
        world.run(&format!("qjcppcc volunteer add forest {one} -t 永新 -d 5-1 -n 3"));
        let printed = world.run("qjcppcc import volunteer.csv");
        assert!(printed.contains("新增1条"), "{printed}");
        printed.contains("可能已经记过")
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
