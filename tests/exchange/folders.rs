//! All tables of a folder, of a pattern and of a packed folder come in at once, with one page that says what each of them holds.

use std::fs;

use serde_json::json;

use super::files::{STUDY, gb18030, packed, row, sheet};
use crate::world::World;

const SERVICE: &str = "日期,类别,镇街,人次\n2022-03-01,森林防火,永新,20\n2022-03-02,森林防火,三角,10\n";

/// A folder as it comes together in an office.
fn collected() -> World {
    let world = World::new();
    fs::create_dir_all(world.path("报来/三角")).expect("a folder");
    fs::create_dir_all(world.path("报来/.旧")).expect("a folder");
    let workbook = sheet("学习", |sheet| {
        row(sheet, 0, &["日期", "类别", "人次"])?;
        row(sheet, 1, &["2022-05-01", "主席会议", "18"])
    });
    for (name, bytes) in [
        ("报来/三角/志愿服务.csv", SERVICE.as_bytes()),
        ("报来/三角/说明.docx", b"PK"),
        ("报来/学习.xlsx", &workbook),
        ("报来/~$学习.xlsx", b"lock"),
        ("报来/.隐藏.csv", b"x"),
        ("报来/.旧/学习.csv", STUDY.as_bytes()),
        ("报来/学习.csv.refused.csv", b"x"),
    ] {
        fs::write(world.path(name), bytes).expect("a file");
    }
    world
}

#[test]
fn all_tables_of_a_folder_come_in_by_name_and_what_is_none_is_said() {
    let mut world = collected();
    let printed = world.run("qjcppcc import 报来/ --json");
    let (answer, said) = printed.split_at(printed.find("\n}\n").expect("an object") + 3);
    let answer: serde_json::Value = serde_json::from_str(answer).expect("JSON");
    assert_eq!(answer["added"], 3, "{printed}");
    assert_eq!(answer["files"].as_array().map(Vec::len), Some(2));
    let by_file = &answer["by_file"];
    assert!(by_file[0]["file"].as_str().is_some_and(|file| file.ends_with("报来/三角/志愿服务.csv")), "{by_file}");
    assert_eq!(
        (&by_file[0]["ledger"], &by_file[0]["added"], &by_file[0]["sheet"]),
        (&json!("volunteer"), &json!(2), &json!(null))
    );
    assert_eq!(
        (&by_file[1]["ledger"], &by_file[1]["added"], &by_file[1]["sheet"]),
        (&json!("study"), &json!(1), &json!("学习"))
    );
    assert!(said.contains("不是表格，没有读：~/报来/三角/说明.docx\n"), "{said}");
    assert!(!said.contains("隐藏") && !said.contains("refused"), "{said}");
    assert!(world.run("qjcppcc import 报来/ --lang en").contains("no tables, not read: ~/报来/三角/说明.docx"));
}

#[test]
fn a_folder_without_tables_is_refused() {
    let mut world = World::new();
    fs::create_dir(world.path("空")).expect("a folder");
    for n in 0..25 {
        fs::write(world.path(&format!("空/{n:02}.docx")), "").expect("a file");
    }
    let printed = world.run("qjcppcc import 空/");
    assert!(
        printed.starts_with("错误：~/空/：里面没有表格\n提示：能读的有：") && printed.ends_with("[exit 4]\n"),
        "{printed}"
    );
    fs::write(world.path("空/学习.csv"), STUDY).expect("a file");
    assert!(world.run("qjcppcc import 空/").contains("/19.docx等25个\n"));
    assert!(world.run("qjcppcc import 空/ --lang en").contains("/19.docx and others, 25 in all\n"));
    assert!(world.run("qjcppcc import 空/ --errors 空/学习.csv").contains("这是这次要读的文件，不能覆盖"));
}

#[test]
fn a_pattern_that_no_shell_has_spelled_out_names_files() {
    let mut world =
        World::with(&[("学习一.csv", STUDY), ("学习二.csv", &*STUDY.replace("05-01", "06-01")), (".学习三.csv", "x")]);
    assert!(world.run("qjcppcc import '学习?.csv' --duplicates keep").contains("2个文件：新增3条，更新0条，未变1条"));
    assert!(world.run("qjcppcc import '没有*.csv'").contains("没有这个文件或文件夹"));
    assert!(world.run("qjcppcc study add 主席会议 '学习*.csv' -n 3").contains("学习*.csv"), "a title is no file");
}

#[test]
fn a_packed_folder_is_read_like_a_folder() {
    let gbk = gb18030("永新/志愿服务.csv");
    let mut bytes = packed(&[
        ("a学习.csv", STUDY.as_bytes()),
        (&"x".repeat(gbk.len()), SERVICE.as_bytes()),
        ("说明.docx", b""),
        ("__MACOSX/._a.csv", b""),
    ]);
    // The writer of the test knows UTF-8 alone.
    let plain = "x".repeat(gbk.len());
    while let Some(at) = bytes.windows(gbk.len()).position(|part| part == plain.as_bytes()) {
        bytes[at..at + gbk.len()].copy_from_slice(&gbk);
    }
    let mut world = World::with(&[("报来.zip", &bytes)]);
    let printed = world.run("qjcppcc import 报来.zip --dry-run");
    assert!(printed.contains("2个文件：新增4条"), "{printed}");
    assert!(printed.contains("\na学习.csv ") && printed.contains("\n永新/志愿服务.csv "), "{printed}");
    let (data, ..) = world.streams("qjcppcc import 报来.zip --dry-run --json");
    let data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
    for (at, name) in ["报来.zip/a学习.csv", "报来.zip/永新/志愿服务.csv"].iter().enumerate() {
        assert!(data["by_file"][at]["file"].as_str().is_some_and(|file| file.ends_with(name)), "{data}");
    }
    assert!(printed.contains("不是表格，没有读：~/报来.zip/说明.docx\n"), "{printed}");
    // What is left out of a packed file stands beside it.
    let bad = packed(&[("永新/学习.csv", format!("{STUDY}2022-05-09,主席会议,许多,丙\n").as_bytes())]);
    fs::write(world.path("报来.zip"), bad).expect("a file");
    let printed = world.run("qjcppcc import 报来.zip --skip-bad");
    assert!(printed.contains("略过的1行写在 ~/报来.zip.永新_学习.csv.refused.csv"), "{printed}");
}

#[test]
fn packed_folders_that_cannot_be_read_say_why() {
    let mut world = World::new();
    let mut locked = packed(&[("学习.csv", STUDY.as_bytes())]);
    // The first bit of the flags says that a file is encrypted.
    let directory = locked.windows(4).position(|part| part == b"PK\x01\x02").expect("a directory");
    locked[6] |= 1;
    locked[directory + 8] |= 1;
    let mut broken = packed(&[("学习.csv", STUDY.as_bytes())]);
    broken[60] ^= 0xff;
    for (bytes, zh, en) in [
        (locked, "压缩包加了密码", "the archive is locked with a password"),
        (packed(&[("里面.zip", b"PK")]), "压缩包里还有压缩包 里面.zip", "there is an archive in the archive: 里面.zip"),
        (packed(&[("说明.docx", b"")]), "里面没有表格", "there are no tables in it"),
        (broken, "压缩包已损坏，或压缩的方法不认得", "the archive is damaged, or packed in an unknown way"),
        (packed(&[("学习.csv", &vec![b'1'; 300 << 20])]), "压缩包解开后超过", "unpacked it is larger than"),
    ] {
        fs::write(world.path("x.zip"), bytes).expect("a file");
        let printed = world.run("qjcppcc import x.zip");
        assert!(printed.starts_with(&format!("错误：~/x.zip：{zh}")) && printed.ends_with("[exit 4]\n"), "{printed}");
        let printed = world.run("qjcppcc import x.zip --lang en");
        assert!(printed.contains(en) && printed.contains("hint: "), "{printed}");
    }
}

#[test]
fn one_page_says_of_every_file_what_goes_in_and_what_does_not() {
    let odd = "日期,类别,人次,天气\n2022-05-01,主席会议,18,晴\n2022-05-02,主席会议,许多,雨\n";
    let mut world = World::new();
    fs::create_dir(world.path("各镇")).expect("a folder");
    for (name, text) in [
        ("各镇/学习1.csv", STUDY.to_owned()),
        ("各镇/学习2.csv", odd.to_owned()),
        ("各镇/志愿服务.csv", SERVICE.replace("三角,10", "三角,好多")),
        ("各镇/空白.csv", "说明\n以后再报\n".to_owned()),
    ] {
        fs::write(world.path(name), text).expect("a file");
    }
    let (page, said, code) = world.streams("qjcppcc import 各镇/ --dry-run");
    assert_eq!(code, 4, "{page}{said}");
    let rows: Vec<Vec<&str>> = page.lines().map(|line| line.split_whitespace().collect()).collect();
    let of = |name: &str| rows.iter().find(|row| row[0].ends_with(name)).unwrap_or_else(|| panic!("{name}: {page}"));
    assert_eq!(of("学习1.csv")[1..], ["学习", "2", "0", "0", "0", "0"], "{page}");
    assert_eq!(of("志愿服务.csv")[1..], ["志愿服务", "1", "0", "0", "0", "1"], "{page}");
    assert_eq!(of("学习2.csv")[5], "1", "{page}");
    assert!(said.contains("天气") && said.contains("好多"), "both stand on one page: {said}");
    assert!(
        said.contains("qjcppcc import ") && said.contains("--rest note（--rest note 连表头记进备注，skip 略去）"),
        "{said}"
    );
    let (data, _, code) = world.streams("qjcppcc import 各镇/ --dry-run --json");
    let data: serde_json::Value = serde_json::from_str(&data).expect("JSON");
    assert_eq!((code, data["by_file"].as_array().map(Vec::len)), (4, Some(4)), "{data}");
    let (page, said, code) = world.streams("qjcppcc import 各镇/");
    assert_eq!((code, page.as_str()), (4, ""), "{said}");
    assert!(world.run("qjcppcc study list --tally").starts_with("0条记录"));
}

#[test]
fn a_hundred_files_of_a_hundred_rows_come_in_within_seconds() {
    let mut world = World::new();
    fs::create_dir(world.path("各镇")).expect("a folder");
    for file in 0..100 {
        let rows = (0..100).map(|row| {
            format!("2022-{:02}-{:02},主席会议,{},学习{file}之{row}\n", row % 12 + 1, row % 28 + 1, row + 3)
        });
        let text = format!("日期,类别,人次,标题\n{}", rows.collect::<String>());
        fs::write(world.path(&format!("各镇/学习{file:03}.csv")), text).expect("a file");
    }
    let printed = world.run("qjcppcc import 各镇/ --duplicates keep");
    assert!(printed.contains("100个文件：新增10000条"), "{printed}");
}

#[test]
fn what_is_said_of_all_rows_is_not_said_of_a_table_of_several_ledgers_and_that_is_told() {
    let mut world = World::with(&[
        ("合.csv", "台账,日期,标题,类别\n学习,2022-3-1,甲,主席会议\n"),
        ("学习.csv", "日期,标题\n2022-3-1,学习会\n"),
        ("联谊.csv", "日期,人次,标题,天气\n2022-05-01,9,座谈甲,晴\n"),
    ]);
    let printed = world.run("qjcppcc import 合.csv 学习.csv --set 类别=主席会议");
    assert!(printed.contains("合.csv：表上有“台账”一栏，不用 --set") && printed.contains("新增2条"), "{printed}");
    let printed = world.run("qjcppcc import 合.csv 学习.csv --set 类别=主席会议 --dry-run --lang en");
    assert!(printed.contains("合.csv: a column says the ledgers: --set is not for this table"), "{printed}");
    let asked = world.run("qjcppcc import 联谊.csv --errors 错.csv --skip-bad --refused 余.csv");
    let again = "import ~/联谊.csv --refused ~/余.csv --errors ~/错.csv --skip-bad --rest note --set 类别=…";
    assert!(asked.contains(again), "{asked}");
}

#[test]
fn what_is_said_of_one_ledger_is_not_said_of_the_others() {
    let tables = [
        ("助企.csv", "日期,企业,贷款（万元）\n2022-05-01,甲公司,5\n"),
        ("联谊.csv", "日期,人次,标题\n2022-05-01,9,座谈甲\n"),
    ];
    let mut world = World::with(&tables);
    let printed = world.run("qjcppcc import 助企.csv 联谊.csv");
    let room = "--set 助企纾困.类别=… --set 联系联谊.类别=…";
    assert!(printed.contains(&format!("qjcppcc import ~/助企.csv ~/联谊.csv {room}")), "{printed}");
    let said = "--set 助企纾困.类别=协助贷款 --set 联系联谊.类别=座谈会";
    assert!(world.run(&format!("qjcppcc import 助企.csv 联谊.csv {said} --dry-run")).contains("新增2条"));
    let printed = world.run("qjcppcc import 助企.csv --set 类别=协助贷款 --set 联系联谊.类别=座谈会");
    assert!(
        printed.contains("--set 联系联谊.类别：没有一张表是这个台账的") && printed.contains("[exit 2]"),
        "{printed}"
    );
    let printed = world.run("qjcppcc import 助企.csv --set 类别=协助贷款 --set liaison.kind=symposium --lang en");
    assert!(printed.contains("--set liaison.kind: no table is of this ledger"), "{printed}");
    assert!(world.run("qjcppcc import 助企.csv --set 类别=协助贷款 --set 不对.类别=协助贷款").contains("[exit 2]"));
    world.answer.set(Some(true));
    world.width.set(Some(100));
    world.answers.borrow_mut().extend(["协助贷款", "座谈会"]);
    let printed = world.run("qjcppcc import 助企.csv 联谊.csv --interactive");
    assert!(printed.contains("新增2条"), "{printed}");
    assert!(world.asked.borrow()[0].contains("没有“助企纾困.类别”一栏"), "{:?}", world.asked);
}
