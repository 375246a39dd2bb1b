//! Every encoding and separator is found without asking; one that is only guessed must show that it was guessed well.

use super::files::{STUDY, gb18030, utf16, written};
use crate::world::World;

#[test]
fn every_encoding_and_separator_is_found_without_asking() {
    let bom = format!("\u{feff}{STUDY}");
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8", STUDY.into()),
        ("BOM", bom.into()),
        ("CRLF", STUDY.replace('\n', "\r\n").into()),
        ("CR", STUDY.replace('\n', "\r").into()),
        ("tab", STUDY.replace(',', "\t").into()),
        ("semicolon", STUDY.replace(',', ";").into()),
        ("stroke", STUDY.replace(',', "|").into()),
        ("Markdown", framed(STUDY, "|---|:--|--:|---|\n").into()),
        ("a drawn table", framed(STUDY, "+----+----+\n").into()),
        ("sep=", format!("sep=;\n{}", STUDY.replace(',', ";")).into()),
        ("GBK", gb18030(STUDY)),
        ("UTF-16LE with mark", utf16(STUDY, true, true)),
        ("UTF-16BE with mark", utf16(STUDY, false, true)),
        ("UTF-16LE", utf16(STUDY, true, false)),
        ("UTF-16BE", utf16(STUDY, false, false)),
        ("quotes", STUDY.replace("学习甲", "\"学习甲\"").into()),
        ("title rows", format!("綦江区政协2022年学习台账,,,\n制表日期：2022年底,,,\n{STUDY}合计,,48余,\n").into()),
        ("empty rows", format!(",,,\n{STUDY},,,\n,,,\n").into()),
        ("full-width heading", STUDY.replace("参加人数", " 参 加 人 数 ").into()),
        ("number column", STUDY.lines().flat_map(|line| ["序号,", line, "\n"]).collect::<String>().into()),
    ];
    let mut expected = None;
    for (name, bytes) in files {
        let mut world = written("学习.csv", &bytes);
        let printed = world.run("qjcppcc import 学习.csv");
        assert!(printed.contains("新增2条"), "{name}: {printed}");
        let exported = world.run("qjcppcc export");
        assert_eq!(*expected.get_or_insert(exported.clone()), exported, "{name}");
        let again = world.run("qjcppcc import 学习.csv");
        assert!(again.contains("2条都已在台账文件里，没有变化"), "{name}: {again}");
    }
}

/// A table that is drawn with strokes, a rule below its heading.
fn framed(table: &str, rule: &str) -> String {
    let rows = table.lines().map(|line| format!("| {} |\n", line.replace(',', " | ")));
    rows.enumerate().map(|(at, row)| if at == 0 { row + rule } else { row }).collect()
}

#[test]
fn a_file_in_two_encodings_says_which_lines_are_in_the_other() {
    let head = "日期,类别,人次,标题\n2022-05-01,主席会议,3,甲的学习\n";
    let (own, other) = ("2022-05-02,主席会议,4,乙的学习\n", "2022-05-03,主席会议,5,丙的学习\n");
    let utf_8 = |text: &str| text.as_bytes().to_vec();
    let many = [utf_8(&own.repeat(12)), gb18030(&own.repeat(14))].concat();
    for (bytes, says) in [
        ([utf_8(head), gb18030(own), utf_8(other)].concat(), "第3行是 GBK，其余是 UTF-8"),
        ([gb18030(head), utf_8(own), gb18030(other)].concat(), "第3行是 UTF-8，其余是 GBK"),
        ([utf_8(head), utf_8(other), gb18030(own), gb18030("甲,\n")].concat(), "第4、5行是 GBK，其余是 UTF-8"),
        (many, "第1、2、3、4、5、6、7、8、9、10行等12行是 UTF-8，其余是 GBK"),
        ([gb18030(head), gb18030(own), b"2022-05-03,\xff\n".to_vec()].concat(), "既不是 UTF-8、UTF-16，也不是 GB18030"),
    ] {
        let mut world = written("学习.csv", &bytes);
        let printed = world.run("qjcppcc import 学习.csv");
        assert!(printed.contains(says) && printed.contains("[exit 4]"), "{says}: {printed}");
    }
    // Of its own encoding nothing is doubted: a short word may be of the other by chance.
    let printed = written("学习.csv", &gb18030(&format!("{head}{}", own.repeat(50)))).run("qjcppcc import 学习.csv");
    assert!(printed.contains("按 GB18030 编码读"), "{printed}");
}

#[test]
fn an_encoding_that_is_only_guessed_must_show_words_that_are_known() {
    let big5 = encoding_rs::BIG5.encode("date,kind,title\n2022-05-01,chair,學習會議\n").0.into_owned();
    let mut world = written("study.csv", &big5);
    let printed = world.run("qjcppcc import study.csv");
    assert!(printed.contains("看不出是什么编码") && printed.contains("--encoding big5"), "{printed}");
    assert!(printed.contains("首行是：date，kind，title") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import study.csv --encoding big5");
    assert!(printed.contains("新增1条") && printed.contains("按 Big5 编码读"), "{printed}");
    assert!(world.run("qjcppcc study list --json").contains("學習會議"));
    for (bytes, more, says) in [
        (gb18030("date,kind,title\n2022-05-01,chair,某某\n"), "--encoding gbk", "新增1条"),
        (gb18030("date,kind,title,town\n2022-05-01,chair,某某,永新\n"), "", "按 GB18030 编码读，首行：date，kind"),
        (gb18030(STUDY), "--encoding utf-8", "不是 UTF-8 编码"),
        (gb18030(STUDY), "--encoding klingon", "没有编码“klingon”"),
        (gb18030(STUDY), "", "首行：活动日期，学习类别"),
    ] {
        let printed = written("study.csv", &bytes).run(&format!("qjcppcc import study.csv {more}"));
        assert!(printed.contains(says), "{more}: {printed}");
    }
    let line = gb18030("{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"title\":\"甲\"}\n");
    assert!(written("a.jsonl", &line).run("qjcppcc import a.jsonl --encoding gbk").contains("新增1条"));
}

#[test]
fn gbk_that_is_utf_8_by_chance_is_not_taken_for_latin() {
    let bytes = gb18030("date,kind,title\n2022-05-01,chair,某某\n");
    assert!(std::str::from_utf8(&bytes).is_ok());
    let printed = written("study.csv", &bytes).run("qjcppcc import study.csv");
    assert!(printed.contains("看不出是什么编码") && printed.contains("[exit 4]"), "{printed}");
    let mut world = written("study.csv", &bytes);
    assert!(world.run("qjcppcc import study.csv --encoding gbk").contains("新增1条"));
    assert_eq!(world.json("qjcppcc study list --json")[0]["title"], "某某");
    // Words that are known say that it was guessed well.
    let mut world = written("study.csv", &gb18030("date,kind,title,town\n2022-05-01,chair,学习,隆盛\n"));
    let printed = world.run("qjcppcc import study.csv");
    assert!(printed.contains("新增1条") && printed.contains("按 GB18030 编码读"), "{printed}");
    assert_eq!(world.json("qjcppcc study list --json")[0]["title"], "学习");
    for (text, title) in [("café", "café"), ("Müller 25°", "Müller 25°"), ("某某 UTF-8", "某某 UTF-8")] {
        let csv = format!("date,kind,title\n2022-05-01,chair,{text}\n");
        let mut world = written("study.csv", csv.as_bytes());
        assert!(world.run("qjcppcc import study.csv").contains("新增1条"), "{text}");
        assert_eq!(world.json("qjcppcc study list --json")[0]["title"], title);
    }
    // What this program wrote has ids and comes back as it stood.
    let mut world = World::new();
    world.run("qjcppcc study add chair ĳĳ -d 2022-05-01 --yes");
    world.run("qjcppcc export study -O csv -o s.csv");
    let csv = std::fs::read_to_string(world.path("s.csv")).expect("an export");
    std::fs::write(world.path("s.csv"), csv.trim_start_matches('\u{feff}')).expect("written");
    world.run("qjcppcc --db b.db init");
    assert!(world.run("qjcppcc --db b.db import s.csv").contains("新增1条"));
    assert_eq!(world.json("qjcppcc --db b.db study list --json")[0]["title"], "ĳĳ");
}
