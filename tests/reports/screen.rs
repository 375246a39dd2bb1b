//! On a terminal a report says of the figures without records how many they are; whatever has a number is listed, and files,
//! pipes and data are complete.

use std::fs;

use crate::world::World;

const EXAMPLE: &str = "--from examples/qijiang-2022.jsonl";

/// Three records of 2022, a ledger each, in a file that is named.
fn small() -> World {
    let mut world = World::new();
    let add =
        ["study add chair -d 2022-03-01 -n 17", "info add 甲事 -d 2022-05-01", "case add 乙事 -t 永新 -d 2022-04-01"];
    for command in ["init"].into_iter().chain(add) {
        let printed = world.run(&format!("qjcppcc --db year.db {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    world
}

/// What a command prints to a terminal, without colours.
fn on_terminal(world: &mut World, command: &str) -> String {
    world.width.set(Some(1000));
    let printed = world.run(&format!("NO_COLOR=1 {command}"));
    world.width.set(None);
    printed
}

/// Lines without the spaces that only the widths of columns ask for.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.replace('─', "").split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The line in place of the figures without records: how many, and the command that lists them.
fn rest(screen: &[String]) -> Option<(usize, String)> {
    let marks = [("另有", "项没有记录，全部列出："), ("figures without records: ", "; to list them: ")];
    screen.iter().find_map(|line| {
        let (count, command) = marks.iter().find_map(|(start, then)| line.strip_prefix(start)?.split_once(then))?;
        Some((count.parse().expect("a number"), command.replace("~/", "")))
    })
}

/// Whether a line of the table is of a figure without a number of either period.
fn is_idle(line: &str) -> bool {
    line.contains(" — — 0 —") && line.split(" — — 0 —").nth(1).is_some_and(|before| !before.contains(char::is_numeric))
}

#[test]
fn figures_without_records_are_one_line_and_its_command_lists_them() {
    let mut world = small();
    let headings = ["学习与党建", "协商议政与建言", "志愿服务与助企", "一镇一事商量办", "联谊、信息与宣传"];
    let mut folded = 0;
    let own = [
        "2022 --style table --exact",
        "2023 --compare",
        "2023 --compare 2021",
        "2022Q1 --compare 2022Q2 --lang en",
        "2022 -O table",
        "2022 -o -",
    ];
    let examples = ["2022", "2022-05", "2022Q1 --compare --exact"];
    for (source, cases) in [("--db year.db report", &own[..]), (&format!("report {EXAMPLE}"), &examples[..])] {
        for options in cases {
            let command = format!("qjcppcc {source} {options}");
            let piped = lines(&world.run(&command));
            let screen = lines(&on_terminal(&mut world, &command));
            let idle: Vec<&String> = piped.iter().filter(|line| is_idle(line)).collect();
            let said = rest(&screen);
            assert_eq!(said.as_ref().map_or(0, |(count, _)| *count), idle.len(), "{command}: {screen:?}");
            // Whatever has a number is there, in the same words and the same order.
            let numbers = |lines: &[String]| -> Vec<String> {
                let listed = |line: &&String| {
                    !is_idle(line)
                        && !line.is_empty()
                        && !headings.contains(&line.as_str())
                        && rest(&[(*line).clone()]).is_none()
                };
                lines.iter().filter(listed).cloned().collect()
            };
            if !options.contains("en") {
                assert_eq!(numbers(&screen), numbers(&piped), "{command}");
                let at = |heading: &&str| screen.iter().position(|line| line == heading);
                for at in headings.iter().filter_map(at) {
                    let below = &screen[at + 1];
                    assert!(!below.is_empty() && !headings.contains(&below.as_str()), "{command}: {screen:?}");
                }
            }
            if let Some((_, again)) = said {
                folded += 1;
                let lang = if options.contains("en") { " --lang en" } else { "" };
                assert_eq!(lines(&on_terminal(&mut world, &format!("{again}{lang}"))), piped, "{again}");
            }
        }
    }
    assert!(folded > 6, "{folded} reports have figures without records");
}

#[test]
fn a_heading_goes_with_its_figures() {
    let mut world = small();
    let screen = on_terminal(&mut world, "qjcppcc --db year.db report 2022 --style table");
    let piped = world.run("qjcppcc --db year.db report 2022 --style table");
    for (heading, stays) in [("学习与党建", true), ("协商议政与建言", false), ("志愿服务与助企", false)]
    {
        assert_eq!((screen.contains(heading), piped.contains(heading)), (stays, true), "{heading}: {screen}");
    }
}

#[test]
fn the_state_that_is_asked_is_asked_again() {
    let mut world = small();
    world.wait_days(2);
    let printed = world.run("qjcppcc --db year.db aid add firm --firm 虚构企业甲 -d 2022-02-01");
    assert!(printed.contains("已记"), "{printed}");
    let command = "qjcppcc --db year.db report 2022 --as-of 2022-12-31";
    let screen = lines(&on_terminal(&mut world, command));
    let (_, again) = rest(&screen).expect("figures without records");
    assert_eq!(again, "qjcppcc --db year.db report 2022 --all --as-of 2022-12-31");
    assert_eq!(lines(&on_terminal(&mut world, &again)), lines(&world.run(command)));
}

#[test]
fn files_and_data_are_complete_whoever_looks_on() {
    let mut world = small();
    for (name, style) in
        [("a.txt", ""), ("b.md", ""), ("c.csv", ""), ("d.json", ""), ("e.txt", "--style table --compare")]
    {
        let command = format!("qjcppcc --db year.db report 2022 {style} -o {name}");
        assert_eq!(world.run(&command), "");
        let without = fs::read(world.path(name)).expect("a file");
        assert_eq!(on_terminal(&mut world, &command), format!("已写出 ~/{name}\n"));
        assert_eq!(fs::read(world.path(name)).expect("a file"), without, "{name}");
        assert_eq!(on_terminal(&mut world, &format!("{command} -q")), "");
        assert_eq!(on_terminal(&mut world, &format!("{command} --lang en")), format!("wrote ~/{name}\n"));
    }
    for format in ["md", "csv", "json", "jsonl"] {
        let command = format!("qjcppcc --db year.db report 2022 -O {format}");
        assert_eq!(on_terminal(&mut world, &command), world.run(&command), "{format}");
    }
    // Columns are named by those who know what they want.
    let command = "qjcppcc --db year.db report 2022 --fields key,text";
    assert_eq!(lines(&on_terminal(&mut world, command)), lines(&world.run(command)));
}

#[test]
fn where_nothing_is_left_out_there_is_nothing_more_to_list() {
    let mut world = small();
    for options in ["2022 --by town", "2022 --trace study.chair", "2022 --style note", "2022 --style full", "2019"] {
        let command = format!("qjcppcc --db year.db report {options}");
        let all = on_terminal(&mut world, &format!("{command} --all"));
        assert_eq!(lines(&on_terminal(&mut world, &command)), lines(&all), "{options}");
        assert!(!all.contains("[exit") && !all.contains("项没有记录"), "{options}: {all}");
    }
    let command = format!("qjcppcc report 2022 {EXAMPLE}");
    assert_eq!(on_terminal(&mut world, &format!("{command} --all")), on_terminal(&mut world, &command));
}

#[test]
fn an_empty_page_says_where_to_go_on() {
    let mut world = World::new();
    let empty = "2022年没有记录，台账文件还是空的。\n";
    let begin = "记一条：qjcppcc study add --help；导入一张表：qjcppcc import --help\n";
    let missing = "注意：没有台账文件 ~/data/qjcppcc/ledger.db，什么记录也没有读到；文件在别处就用 --db 写明\n";
    assert_eq!(on_terminal(&mut world, "qjcppcc report"), format!("{empty}\n{begin}{missing}"));
    assert_eq!(on_terminal(&mut world, "qjcppcc report --all"), format!("{empty}\n{begin}{missing}"));
    assert_eq!(world.run("qjcppcc report"), format!("{empty}{missing}"));
    assert_eq!(on_terminal(&mut world, "qjcppcc report -O md"), format!("{empty}{missing}"));
    let words = r#"{"ledger":"vocabulary","date":"2022-01-01","title":"巡河","set":"kind","within":"volunteer","key":"river","scope":"community"}"#;
    fs::write(world.path("words.jsonl"), words).expect("a file");
    assert_eq!(on_terminal(&mut world, "qjcppcc report --from words.jsonl"), empty);
    world.run("qjcppcc init empty.db");
    let english = on_terminal(&mut world, "qjcppcc --db empty.db report --lang en");
    let begin =
        "record one: qjcppcc --db ~/empty.db study add --help; import a table: qjcppcc --db ~/empty.db import --help\n";
    assert!(english.ends_with(begin), "{english}");
    // The note tells of a few figures only, and none of these was recorded.
    let mut world = small();
    let (note, said, code) = world.streams("qjcppcc --db year.db report 2022 --style note");
    assert_eq!((note.as_str(), code), ("", 0));
    assert!(said.starts_with("手记写到的各项都没有记录；已有的数字：qjcppcc --db "), "{said}");
    assert!(said.ends_with("report 2022\n"), "{said}");
    let (_, said, _) = world.streams("qjcppcc --db year.db report 2022 --style note --lang en");
    assert!(said.starts_with("nothing that the note tells of was recorded; for the figures: qjcppcc --db "), "{said}");
    assert_eq!(world.streams("qjcppcc --db year.db report 2022 --style note -q"), (String::new(), String::new(), 0));
}
