//! Rows that are refused: told with their place and in the words of their file, left out, mended and imported.

use std::fs;

use super::files::written;
use crate::world::World;

#[test]
fn bad_rows_are_left_out_mended_and_imported() {
    let csv = "\
綦江区政协捐款表（单位：万元）,,,
序号,日期,类别,捐款,经手
1,2022-05-01,公益,3,甲
2,2022-13-01,公益,5,乙
3,2022-05-03,舞会,=1+1,丙
";
    let mut world = written("volunteer.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import volunteer.csv --map 经手=备注");
    assert!(printed.contains("有3处不对，一条也没有导入") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc import volunteer.csv --map 经手=备注 --skip-bad --errors e.csv");
    assert!(
        printed.contains("新增1条") && printed.contains("略过2行") && printed.contains("volunteer.csv.refused.csv"),
        "{printed}"
    );
    let refused = world.path("volunteer.csv.refused.csv");
    let text = fs::read_to_string(&refused).expect("the rows left out");
    assert_eq!(
        text,
        "\u{feff}台账,日期,类别,捐款捐物（万元）,备注,拒收原因\r\nvolunteer,2022-13-01,公益,5,乙,没有“2022-13-01”这一天\r\nvolunteer,2022-05-03,舞会,'=1+1,丙,“=1+1”不是一个数；词表里没有类别“舞会”\r\n".replace("“=1+1”不是一个数；词表里没有类别“舞会”", "词表里没有类别“舞会”；“=1+1”不是一个数")
    );
    let errors = fs::read_to_string(world.path("e.csv")).expect("the errors");
    assert!(
        errors.contains("bad_date") && errors.contains("unknown_word") && errors.contains("bad_amount"),
        "{errors}"
    );
    let again = world.run("qjcppcc import volunteer.csv --map 经手=备注 --skip-bad");
    assert!(again.contains("上次略过的行还在这里") && again.contains("[exit 4]"), "{again}");
    fs::write(&refused, text.replace("13-01", "12-01").replace("舞会", "森林防火").replace("'=1+1", "2000元"))
        .expect("mended");
    let printed = world.run("qjcppcc import volunteer.csv.refused.csv");
    assert!(printed.contains("新增2条"), "{printed}");
    let total = world.run("qjcppcc volunteer list --json");
    assert!(
        total.contains("\"donated\": 50000")
            && total.contains("\"donated\": 2000")
            && total.contains("\"donated\": 30000"),
        "{total}"
    );
}

#[test]
fn bad_lines_of_json_are_left_out_as_lines() {
    let lines = r#"{"ledger":"study","date":"2022-05-01","kind":"chair"}
not json
{"ledger":"study","date":"2022-05-02","kind":"ball"}
"#;
    let mut world = written("a.jsonl", lines.as_bytes());
    let printed = world.run("qjcppcc import a.jsonl --skip-bad --errors e.jsonl");
    assert!(printed.contains("新增1条") && printed.contains("略过2行"), "{printed}");
    let text = fs::read_to_string(world.path("a.jsonl.refused.jsonl")).expect("the lines left out");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with(r#"{"raw": "not json", "why": "#), "{text}");
    assert!(lines[1].contains(r#""kind":"ball", "why": "#), "{text}");
    assert_eq!(fs::read_to_string(world.path("e.jsonl")).expect("the errors").lines().count(), 2);
    fs::write(world.path("a.jsonl.refused.jsonl"), lines[1].replace("ball", "group")).expect("mended");
    assert!(world.run("qjcppcc import a.jsonl.refused.jsonl").contains("新增1条"));
}

#[test]
fn what_differs_is_listed_in_the_file_of_errors_too() {
    let line = |turns: u32| {
        format!(
            "{{\"ledger\":\"study\",\"id\":\"018565d0-0000-7000-8000-000000000001\",\"date\":\"2022-05-01\",\"kind\":\"chair\",\"turns\":{turns}}}\n"
        )
    };
    let mut world = written("a.jsonl", line(3).as_bytes());
    world.run("qjcppcc import a.jsonl");
    fs::write(world.path("a.jsonl"), line(4)).expect("a file");
    let printed = world.run("qjcppcc import a.jsonl --errors e.jsonl");
    assert!(printed.contains("study-1 里是 3，文件里是 4") && printed.contains("加 --update"), "{printed}");
    assert!(fs::read_to_string(world.path("e.jsonl")).expect("the errors").contains(r#""code":"differs""#));
    let printed = world.run("qjcppcc import a.jsonl --skip-bad --refused r.jsonl");
    assert!(printed.contains("略过1行"), "{printed}");
    assert!(world.run("qjcppcc import a.jsonl --update").contains("更新1条"));
}

#[test]
fn more_troubles_than_a_screen_holds_are_counted_and_all_are_in_the_file() {
    let csv: String =
        std::iter::once("日期,类别\n".to_owned()).chain((0..60).map(|_| "2022-13-01,主席会议\n".to_owned())).collect();
    let mut world = written("study.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import study.csv --errors e.csv");
    assert_eq!(printed.matches("没有“2022-13-01”这一天").count(), 50);
    assert!(printed.contains("有60处不对") && printed.contains("以上是前50处，另有10处"), "{printed}");
    assert_eq!(fs::read_to_string(world.path("e.csv")).expect("the errors").lines().count(), 61);
}

#[test]
fn files_of_troubles_and_of_rows_left_out_are_what_their_endings_say() {
    let csv = "日期,类别,标题\n2022-05-01,主席会议,甲\n2022-05-02,舞会,\"乙,丙\"\n";
    for (option, ending) in [
        ("--errors 错误.xlsx", "xlsx"),
        ("--refused 退回.xlsx", "xlsx"),
        ("--errors 错误.json", "json"),
        ("--refused 退回", ""),
    ] {
        let mut world = written("study.csv", csv.as_bytes());
        let printed = world.run(&format!("qjcppcc import study.csv --skip-bad {option}"));
        assert!(printed.contains(&format!("的文件不能以“{ending}”结尾")) && printed.contains("[exit 2]"), "{printed}");
        assert!(world.run("qjcppcc study list --tally").starts_with("0条"));
    }
    let mut world = written("study.csv", csv.as_bytes());
    let printed = world.run("qjcppcc import study.csv --errors e.csv");
    assert!(printed.contains("不对之处（1处）写在 ") && !printed.contains("--errors"), "{printed}");
    fs::write(world.path("a.jsonl"), "{\"ledger\":\"study\",\"date\":\"2022-05-03\",\"kind\":\"ball\"}\n")
        .expect("a file");
    let printed = world.run("qjcppcc import study.csv a.jsonl --skip-bad --refused r.tsv");
    assert!(printed.contains("r.1.tsv") && printed.contains("r.2.jsonl"), "{printed}");
    for (file, from, to) in [("r.1.tsv", "舞会", "党组会议"), ("r.2.jsonl", "ball", "group")] {
        let text = fs::read_to_string(world.path(file)).expect("the rows left out");
        fs::write(world.path(file), text.replacen(from, to, 1)).expect("mended");
        let printed = world.run(&format!("qjcppcc import {file}"));
        assert!(printed.contains("新增1条"), "{file}: {printed}");
    }
    assert!(world.run("qjcppcc study list --json").contains("乙,丙"));
}

#[test]
fn troubles_of_rows_are_told_in_the_words_of_a_table_and_in_its_order() {
    let mut wrong = Vec::new();
    for (file, csv, says) in [
        ("volunteer.csv", "日期,类别\n2022-05-01,森林防火\n".to_owned(), "例如人次写 40"),
        (
            "fund.csv",
            "日期,事项编号,资金（元）\n2022-05-01,,3000\n".to_owned(),
            "写上它所属记录的编号，如 12 或 case-12",
        ),
        ("study.csv", format!("日期,类别,标题\n2022-05-01,主席会议,{}\n", "长".repeat(600)), "      请缩短\n"),
        ("study.csv", "日期,类别,人次\n2022-05-01,主席会议,十几\n".to_owned(), "“十几”不是一个数"),
        ("study.csv", "日期,类别,人次\n2022-05-01,主席会议,几十人次\n".to_owned(), "“几十人次”不是一个数"),
        (
            "study.csv",
            "活动开展日,类别,人次,标题\n2022-05-01,主席会议,3,甲\n".to_owned(),
            "写 --map 活动开展日=-，留作备注就写 --map 活动开展日=备注",
        ),
    ] {
        let printed = written(file, csv.as_bytes()).run(&format!("qjcppcc import {file}"));
        if !printed.contains(says) || printed.contains("--evidence") || printed.contains(" -n ") {
            wrong.push(format!("wanted “{says}”, got\n{printed}"));
        }
    }
    let csv = "人次,类别,日期\n三,舞会,2022-13-01\n";
    let printed = written("study.csv", csv.as_bytes()).run("qjcppcc import study.csv");
    let places: Vec<Option<usize>> =
        ["A（人次）", "B（类别）", "C（日期）"].iter().map(|place| printed.find(place)).collect();
    if !places.is_sorted() || places[1].is_none() {
        wrong.push(printed);
    }
    let csv = "date,kind,speaker of day\n2022-05-01,chair,x\n";
    let printed = written("study.csv", csv.as_bytes()).run("qjcppcc import study.csv --lang en");
    if !printed.contains("fields: date, title, kind") {
        wrong.push(printed);
    }
    let mut world = World::new();
    for (command, says) in
        [("template stdy -o x.xlsx", "是不是 study（学习）？"), ("import x.csv --ledger xuexi", "台账：study 学习、")]
    {
        let printed = world.run(&format!("qjcppcc {command}"));
        if !printed.contains(says) {
            wrong.push(format!("wanted “{says}”, got\n{printed}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_closed_year_names_the_rows_that_belong_to_it() {
    let csv = "\
日期,类别,人次
2022-05-01,主席会议,3
2021-05-01,主席会议,3
2021-05-02,主席会议,3
";
    let mut world = written("study.csv", csv.as_bytes());
    world.run("qjcppcc study add chair -d 2021-03-01 -n 1");
    let closed = world.run("qjcppcc close 2021 --yes");
    let printed = world.run("qjcppcc import study.csv");
    assert!(
        printed.contains("2021年已关账") && printed.contains("已关账年份的有2行，最前的是第3行"),
        "{closed}{printed}"
    );
}

#[test]
fn faults_of_an_array_are_told_once_and_for_what_they_are() {
    let object = |day: u32| format!(r#"{{"ledger":"study","date":"2022-05-0{day}","kind":"chair"}}"#);
    let (one, two) = (object(1), object(2));
    for (text, says) in [
        (format!("[{one}\n{two}]"), "第2行：前面少了一个逗号"),
        (format!("[{one},,\n{two}]"), "第1行：多了一个逗号"),
        (format!("[{one},\n{two},\n]"), "第3行：多了一个逗号"),
        (format!("[,{one}]"), "第1行：多了一个逗号"),
        (format!("[{one},\n{two}"), "第2行：文件没有写完，缺少最后的 ]"),
        (format!("[{one},\n{}", &two[..20]), "第2行：不是一个完整的 JSON 对象：没有写完就断了"),
        (format!("[{one},\noops]"), "第2行：不是一个完整的 JSON 对象（第1列）"),
    ] {
        let printed = written("a.json", text.as_bytes()).run("qjcppcc import a.json");
        assert!(
            printed.contains(says) && printed.contains("有1处不对") && !printed.contains("第0列"),
            "{text}\n{printed}"
        );
    }
    for text in [format!("[{one},\n{two}]\n"), format!(" [ {one} , {two} ] "), format!("{one}\n{two}")] {
        assert!(written("a.json", text.as_bytes()).run("qjcppcc import a.json").contains("新增2条"), "{text}");
    }
}

#[test]
fn troubles_of_lines_of_json_are_told_without_the_words_of_the_command_line() {
    let long = "长".repeat(600);
    for (line, says) in [
        (r#"{"ledger":"case","date":"2022-05-01","title":"甲事"}"#.to_owned(), "give the key town"),
        (format!(r#"{{"ledger":"case","date":"2022-05-01","town":"永新","title":"{long}"}}"#), "shorten it"),
        (r#"{"ledger":"case","date":"2022-05-01","town":"永新","title":" "}"#.to_owned(), "leave the key out"),
    ] {
        let printed = written("case.jsonl", line.as_bytes()).run("qjcppcc import case.jsonl --lang en");
        assert!(printed.contains(says) && !printed.contains("--evidence") && !printed.contains("--unset"), "{printed}");
    }
}

#[test]
fn refused_rows_have_headings_in_the_language_of_the_person() {
    let csv = "单位：万元\n日期,类别,捐款,备注\n2022-05-01,公益,3,甲\n2022-13-01,公益,5,乙\n";
    let mut world = written("volunteer.csv", csv.as_bytes());
    world.run("qjcppcc import volunteer.csv --skip-bad --lang en");
    let file = world.path("volunteer.csv.refused.csv");
    let text = fs::read_to_string(&file).expect("the rows left out");
    assert!(text.starts_with("\u{feff}ledger,date,kind,donated（万元）,note,why refused\r\n"), "{text}");
    fs::write(&file, text.replace("13-01", "12-01")).expect("mended");
    assert!(world.run("qjcppcc import volunteer.csv.refused.csv").contains("新增1条"));
    assert!(world.json("qjcppcc volunteer list --json").to_string().contains("\"donated\":50000"));
}
