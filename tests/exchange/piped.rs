//! Plain pipes: what stdout carries other programs read as it is, and what they make of it is read as what it was.

use std::fs;

use crate::world::World;

/// A few records, one of them void.
fn year() -> World {
    let mut world = World::new();
    world.run("qjcppcc init");
    world.run("qjcppcc volunteer add forest '甲,\"乙\";丙' -n 40余 -t 永新 -d 2022-08-20 -m $'a\tb'");
    world.run("qjcppcc volunteer add charity -n 3 -d 2022-08-21 --donated 35万");
    world.run("qjcppcc volunteer add forest -n 5 -d 2022-08-22");
    world.run("qjcppcc volunteer void 3 --reason 重复");
    world
}

#[test]
fn stdout_is_plain_and_a_file_is_for_a_spreadsheet_unless_somebody_says_otherwise() {
    let mut world = year();
    let (csv, tsv) = ("no,title\n2,\n1,\"甲,\"\"乙\"\";丙\"\n", "no\ttitle\n2\t\n1\t\"甲,\"\"乙\"\";丙\"\n");
    let marked = |plain: &str| format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    for (format, plain) in [("csv", csv), ("tsv", tsv)] {
        let list = format!("qjcppcc volunteer list --fields no,title -O {format}");
        assert_eq!(world.run(&list), plain);
        assert_eq!(world.run(&format!("{list} -o -")), plain);
        assert_eq!(world.run(&format!("{list} --bom=no")), plain);
        for bom in ["--bom", "--bom=yes", "--bom=是"] {
            assert_eq!(world.run(&format!("{list} {bom}")), marked(plain), "{bom}");
        }
        for (bom, wanted) in [("", marked(plain)), ("--bom", marked(plain)), ("--bom=no", plain.to_owned())] {
            let file = format!("out.{format}");
            assert_eq!(world.run(&format!("qjcppcc volunteer list --fields no,title -o {file} {bom}")), "");
            assert_eq!(fs::read_to_string(world.path(&file)).expect("the file"), wanted, "{bom}");
        }
    }
    let refused = world.run("qjcppcc volunteer list -O csv --bom=maybe");
    assert_eq!(refused, "错误：--bom：“maybe”不是“是”或“否”\n提示：写 是 或 否\n[exit 2]\n");
    let refused = world.run("qjcppcc export -O tsv");
    assert!(refused.contains("一个 CSV 或 TSV 文件只能放一个台账") && refused.ends_with("[exit 2]\n"), "{refused}");
}

#[test]
fn tsv_comes_back_as_it_was() {
    let mut world = year();
    let before = world.run("qjcppcc export");
    for command in ["-O tsv > v.tsv", "-o v.tsv", "-O tsv > v.txt"] {
        world.run(&format!("qjcppcc export volunteer {command}"));
        let file = command.rsplit(' ').next().expect("a file");
        let read = world.run(&format!("qjcppcc import {file} --format tsv"));
        assert!(read.ends_with("3条都已在台账文件里，没有变化\n"), "{command}: {read}");
    }
    let tsv = world.run("qjcppcc export volunteer -O tsv");
    assert!(world.run(&format!("qjcppcc import - <<'END'\n{tsv}END")).contains("3条都已在台账文件里"));
    assert_eq!(world.run("qjcppcc export"), before);
    world.run("qjcppcc import - --ledger volunteer --skip-bad --errors e.tsv --refused r.tsv <<'END'\n日期,类别\n2022-13-01,公益\nEND");
    let errors = fs::read_to_string(world.path("e.tsv")).expect("the troubles");
    assert!(errors.starts_with("\u{feff}file\tsheet\tline\t") && errors.contains("bad_date"), "{errors}");
}

#[test]
fn a_name_alone_is_printed_for_the_variables_of_a_shell() {
    let mut world = year();
    assert_eq!(world.run("qjcppcc case add 甲事 -t 永新 -d 3-2 -O id"), "case-1\n");
    assert_eq!(world.run("qjcppcc case fund case-1 35万 --source 区水利局 -d 5-2 -O id -q"), "fund-1\n");
    assert_eq!(world.run("qjcppcc case edit 1 -m 说明 -O id"), "case-1\n");
    assert_eq!(world.run("qjcppcc case show case-1 -O id"), "case-1\n");
    assert_eq!(world.run("qjcppcc volunteer list -O id"), "volunteer-2\nvolunteer-1\n");
    assert_eq!(world.run("qjcppcc case list -O id"), "case-1\n");
    assert_eq!(world.run("qjcppcc case list fund -O id -o names.txt"), "");
    assert_eq!(fs::read_to_string(world.path("names.txt")).expect("the file"), "fund-1\n");
    assert_eq!(world.run("qjcppcc search 甲 -O id"), "volunteer-1\ncase-1\n");
    let before = world.run("qjcppcc head");
    for command in ["report 2022", "undo", "close 2020", "import x.csv", "volunteer list --tally", "log"] {
        let refused = world.run(&format!("qjcppcc {command} -O id"));
        assert_eq!(
            refused, "错误：这个命令的回答没有编号，不能用 -O id\n提示：换一种格式，如 -O json\n[exit 2]\n",
            "{command}"
        );
    }
    let refused = world.run("qjcppcc case add 乙事 -t 永新 -d 3-2 -O id --fields no --lang en");
    assert!(refused.starts_with("error: -O id prints names, and has no columns to choose\n"), "{refused}");
    assert_eq!(world.run("qjcppcc head"), before, "nothing was done");
}

/// How an export comes out of other programs: what they make of its CSV and JSON Lines.
#[test]
fn what_pandas_and_miller_make_of_an_export_is_read_as_what_it_was() {
    let mut world = year();
    let before = world.run("qjcppcc export");
    let csv = world.run("qjcppcc export volunteer -O csv");
    let lines = world.run("qjcppcc export -O jsonl");
    // Where a column has an empty cell, pandas makes fractions of whole numbers.
    let fractions = |text: &str| text.replace(",40,at", ",40.0,at").replace(",3,exact", ",3.0,exact");
    let texts = [
        ("False.csv", csv.replace("false", "False").replace("true", "True")),
        ("0.0.csv", fractions(&csv).replace("false", "0.0").replace("true", "1.0")),
        ("nan.csv", csv.replace(",,", ",nan,").replace(",,", ",nan,")),
        ("NaT.csv", csv.replace(",,", ",NaT,").replace(",,", ",<NA>,")),
        (
            "no.csv",
            (1..=3).fold(csv.clone(), |text, no| text.replace(&format!(",{no},,2022"), &format!(",{no}.0,,2022"))),
        ),
        ("miller.jsonl", lines.replace("null", "\"\"").replace("false", "\"false\"").replace("true", "\"true\"")),
        ("words.jsonl", lines.replace("null", "\"nan\"").replace("\"no\":1,", "\"no\":\"1\",")),
        ("numbers.jsonl", lines.replace("false", "0.0").replace("true", "1.0").replace("\"no\":1,", "\"no\":1.0,")),
        ("union.jsonl", lines.replace("\"void\"", "\"firm\":null,\"firms_bound\":null,\"ref\":null,\"void\"")),
    ];
    for (name, text) in texts {
        assert!(text != csv && text != lines, "{name} is another text");
        fs::write(world.path(name), text).expect("a file");
        let read = world.run(&format!("qjcppcc import {name} --update"));
        assert!(read.ends_with("3条都已在台账文件里，没有变化\n"), "{name}: {read}");
    }
    assert_eq!(world.run("qjcppcc export"), before);
    // A title may be such a word in people's tables, and an empty text is still no day.
    for (line, says) in [
        (r#"{"ledger":"study","date":"","kind":"chair"}"#, "缺少日期"),
        (r#"{"ledger":"study","date":"2022-05-01","kind":"chair","void":"maybe"}"#, "“maybe”不是“是”或“否”"),
        (r#"{"ledger":"study","date":"2022-05-01","kind":"chair","turns":NaN}"#, "JSON 里没有 NaN，空的写 null"),
        (r#"{"ledger":"study","date":"2022-05-01","kind":"chair","frim":null}"#, "没有键“frim”"),
    ] {
        let refused = world.run(&format!("qjcppcc import - <<'END'\n{line}\nEND"));
        assert!(refused.contains(says) && refused.ends_with("[exit 4]\n"), "{line}: {refused}");
    }
}
