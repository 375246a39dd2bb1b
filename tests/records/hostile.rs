//! Text can never act: not on the terminal, not in a spreadsheet, not in Markdown; and what is too much is refused.

use crate::world::World;

const ESCAPES: [&str; 5] = ["\u{1b}[2J", "\u{9b}31m", "\u{7}", "\u{8}", "\u{0}"];
const INVISIBLE: [&str; 5] = ["\u{202e}", "\u{200b}", "\u{2066}", "\u{feff}", "\u{e0041}"];

fn acts(text: &str) -> bool {
    text.chars().any(|c| (c.is_control() && c != '\n' && c != '\r') || INVISIBLE.iter().any(|one| one.contains(c)))
}

#[test]
fn control_characters_are_refused_wherever_text_comes_in() {
    for escape in ESCAPES {
        let mut world = World::new();
        world.run("qjcppcc study add chair -d 5-1");
        let commands = [
            format!("qjcppcc study add chair \"题目{escape}\""),
            format!("qjcppcc study add chair -m \"备注{escape}\""),
            format!("qjcppcc study add chair --actor \"李{escape}\""),
            format!("qjcppcc study void 1 --reason \"错{escape}\""),
            format!("qjcppcc study edit 1 --doc \"一号{escape}\""),
            format!("qjcppcc vocab add town x \"某镇{escape}\""),
            format!("qjcppcc member add 委员 \"甲{escape}\" --sector \"农业{escape}\""),
        ];
        for command in commands {
            let printed = world.run(&command);
            assert!(printed.contains("控制字符") && printed.contains("[exit 4]"), "{command:?}: {printed:?}");
            assert!(!acts(&printed), "{command:?}: {printed:?}");
        }
        assert_eq!(world.run("qjcppcc study list --tally"), "1条记录，数量合计1\n");
    }
}

#[test]
fn an_error_never_repeats_text_that_acts() {
    let mut world = World::new();
    for nasty in ESCAPES.iter().chain(&INVISIBLE) {
        let commands = [
            format!("qjcppcc study add \"{nasty}类\""),
            format!("qjcppcc study add chair -t \"{nasty}镇\""),
            format!("qjcppcc study add chair -n \"3{nasty}\""),
            format!("qjcppcc study add chair -d \"5-1{nasty}\""),
            format!("qjcppcc study show \"{nasty}1\""),
            format!("qjcppcc report \"20{nasty}22\""),
            format!("qjcppcc report 2022 --trace \"study{nasty}\""),
            format!("qjcppcc \"{nasty}\""),
        ];
        for command in commands {
            let printed = world.run(&command);
            assert!(!acts(&printed), "{command:?}: {printed:?}");
        }
    }
}

#[test]
fn what_is_invisible_is_kept_and_shown() {
    let mut world = World::new();
    for (at, mark) in (1..).zip(INVISIBLE) {
        world.run(&format!("qjcppcc study add chair \"甲{mark}乙\" -d {at}-1"));
    }
    for command in
        ["study list", "study show 1", "study list -O md", "study list --json", "study list -O jsonl", "export", "log"]
    {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains("200b") || command == "study show 1", "{command}: {printed}");
        assert!(!acts(printed.trim_start_matches('\u{feff}')), "{command}: {printed:?}");
    }
    assert!(world.run("qjcppcc study list -O csv").contains("甲\u{200b}乙"), "a file of data keeps it as it is");
    let kept = world.json("qjcppcc study show 2 --json");
    assert_eq!(kept["title"], "甲\u{200b}乙");
}

#[test]
fn a_spreadsheet_gets_no_formula_and_markdown_no_markup() {
    let mut world = World::new();
    for (day, title) in (1..).zip(["=1+1", "+cmd", "@sum", "＝1", " -2+3", "<b>x</b>|`y`"]) {
        world.run(&format!("qjcppcc study add chair --title=\"{title}\" -d 5-{day}"));
    }
    let csv = world.run("qjcppcc study list -O csv");
    for guarded in ["'=1+1", "'+cmd", "'@sum", "'＝1", "'-2+3"] {
        assert!(csv.contains(guarded), "{guarded}: {csv}");
    }
    let markdown = world.run("qjcppcc study list -O md");
    assert!(!markdown.contains("<b>") && !markdown.contains("|`y`"), "{markdown}");
}

#[test]
fn what_is_too_much_is_refused() {
    let mut world = World::new();
    let long = "长".repeat(501);
    assert!(world.run(&format!("qjcppcc study add chair \"{long}\"")).contains("有501个字，最多500个"));
    assert!(world.run(&format!("qjcppcc study add chair \"{}\"", "长".repeat(500))).starts_with("已记"));
    let longer = "长".repeat(20_001);
    assert!(world.run(&format!("qjcppcc study add chair -m \"{longer}\"")).contains("最多20000个"));
    assert!(world.run("qjcppcc aid add loan --firms 3 --loan 1000000000000000").contains("太大"));
    assert!(world.run("qjcppcc study add chair -n 99999999999999999999").contains("太大"));
    assert!(world.run("qjcppcc study add chair -d 1899-12-31").contains("离今天太远"));
}

#[test]
fn a_sum_that_does_not_fit_is_an_error_and_nothing_is_kept() {
    let mut world = World::new();
    let mut printed = String::new();
    for day in 1..=28 {
        for month in 1..=4 {
            printed = world.run(&format!("qjcppcc aid add loan --firms 1 --loan 999999999999999 -d {month}-{day}"));
            if printed.contains("[exit") {
                break;
            }
        }
    }
    assert!(
        world.run("qjcppcc report 2022 --trace aid.loans").contains("超出") || printed.contains("超出"),
        "{printed}"
    );
    assert!(world.run("qjcppcc verify").starts_with("完好"));
}
