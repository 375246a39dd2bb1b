//! Figures broken down, as people read them: a row a part, a column a figure, the total last.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::world::World;

/// A table of a page: its head and its rows.
type Printed = (Vec<String>, Vec<Vec<String>>);

fn year() -> World {
    let mut world = World::new();
    world.run("qjcppcc import examples/qijiang-2022.jsonl -q");
    world
}

/// The tables of a page in Markdown, each with the heading above it.
fn tables(page: &str) -> Vec<(String, Printed)> {
    let (mut tables, mut heading): (Vec<(String, Printed)>, String) = (Vec::new(), String::new());
    let lines: Vec<&str> = page.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let cells = || line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        match lines.get(at + 1) {
            _ if line.starts_with('#') => line.trim_start_matches(['#', ' ']).clone_into(&mut heading),
            _ if line.starts_with("| ---") || !line.starts_with('|') => {}
            Some(next) if next.starts_with("| ---") => tables.push((heading.clone(), (cells(), Vec::new()))),
            _ => tables.last_mut().expect("a table").1.1.push(cells()),
        }
    }
    tables
}

/// The number of a cell, and whether it is exact.
fn number(cell: &str) -> (f64, bool) {
    let digits: String = cell.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    (digits.parse().unwrap_or(0.0), !cell.contains(['+', '约', '<']))
}

#[test]
fn every_town_is_a_row_and_the_total_of_a_column_is_the_figure() {
    let mut world = year();
    let figures = world.json("qjcppcc report 2022 --json")["figures"].as_array().expect("figures").clone();
    let figures: BTreeMap<(String, String), Json> = figures
        .iter()
        .map(|figure| {
            let said = |key: &str| figure[key].as_str().expect("words").to_owned();
            ((said("label"), said("unit")), figure["value"].clone())
        })
        .collect();
    let towns = world.json("qjcppcc vocab list town --json");
    let towns: Vec<&str> =
        towns.as_array().expect("towns").iter().map(|it| it["label"].as_str().expect("a name")).collect();
    assert_eq!(towns.len(), 21);
    let page = world.run("qjcppcc report 2022 --by town -O md");
    assert!(page.starts_with("# 綦江区政协　2022年　按镇街\n"), "{page}");
    let mut found = 0;
    for (heading, (head, rows)) in tables(&page) {
        assert!(head.len() <= 9, "{heading}: one page across");
        let names: Vec<&str> = rows.iter().map(|row| &*row[0]).collect();
        assert_eq!(names, [&towns[..], &["区本级", "合计"]].concat(), "{heading}");
        for (at, column) in head.iter().enumerate().skip(1) {
            let (parts, total) = rows.split_at(22);
            let numbers = parts.iter().map(|row| number(&row[at]));
            let (sum, exact) = numbers.fold((0.0, true), |(sum, exact), it| (sum + it.0, exact && it.1));
            assert_eq!((sum, exact), number(&total[0][at]), "{heading}, {column}");
            let (name, unit) = column.strip_suffix('）').and_then(|it| it.rsplit_once('（')).unwrap_or((column, ""));
            let figure = figures.iter().find(|((label, word), _)| {
                label == name && (word == unit || unit.is_empty() && label.contains(word.as_str()))
            });
            if let Some((_, value)) = figure {
                let (printed, counted) = (number(&total[0][at]).0, value.as_f64().expect("a number"));
                assert!((printed - counted).abs() < 0.001, "{column}: {printed}, {counted}");
                found += 1;
            }
        }
    }
    assert!(found > 25, "{found} figures stand in the tables");
    // What is all in the district itself has no table, but nothing is left out.
    assert!(page.contains("\n区本级：重点协商9次、重点通报22次、"), "{page}");
    assert!(page.contains("向区委请示报告30余次\n"), "{page}");
}

#[test]
fn kinds_stand_by_ledger_and_months_in_order_and_nothing_has_a_page_of_its_own() {
    let mut world = year();
    let by_kind = tables(&world.run("qjcppcc report 2022 --by kind -O md"));
    let (head, rows) = &by_kind.iter().find(|(heading, _)| heading == "建言成果").expect("advice").1;
    assert_eq!(head[..2], ["类别", "建言成果（篇）"]);
    let names: Vec<&str> = rows.iter().map(|row| &*row[0]).collect();
    assert_eq!(names, ["协商意见", "调研报告", "委员微建议", "大会发言", "合计"]);
    let by_month = tables(&world.run("qjcppcc report 2022Q2 --by month -O md --lang en"));
    let (head, rows) = &by_month[0].1;
    assert_eq!(head[..2], ["month", "the Party group's theory study group (times)"]);
    let names: Vec<&str> = rows.iter().map(|row| &*row[0]).collect();
    assert!(names.ends_with(&["2022-04", "2022-05", "2022-06", "total"]) && names.is_sorted(), "{names:?}");
    assert_eq!(world.run("qjcppcc report 1990 --by month"), "没有记录\n");
    assert_eq!(world.run("qjcppcc report 1990 --by month --lang en"), "no records\n");
}

#[test]
fn a_breakdown_fits_a_terminal_of_a_hundred_cells() {
    let mut world = year();
    world.width.set(Some(100));
    let page = world.run("qjcppcc report 2022 --by town");
    assert_eq!(page.matches("\n合计 ").count(), page.matches("──\n").count(), "no table stands upright: {page}");
    assert!(page.matches("──\n").count() > 5, "{page}");
}

#[test]
fn data_is_as_it_was_unless_it_is_turned() {
    let mut world = World::new();
    for command in [
        "study add reading 读书 --turns 40 -t 永新 -d 2022-03-01",
        "study add chair 主席会议 --turns 12 -d 2022-03-02",
        "volunteer add 送春联 --turns 840余 -t 古南 -d 2022-1-5",
    ] {
        world.run(&format!("qjcppcc {command}"));
    }
    assert_eq!(
        world.run("qjcppcc report 2022 --by town -O csv"),
        "key,value,bound,part,parts_value,parts_bound,text,records\n\
         study.chair,1,exact,区本级,1,exact,1次,1\n\
         study.reading,1,exact,永新,1,exact,1场,1\n\
         study.turns,52,exact,永新,40,exact,40人次,1\n\
         study.turns,52,exact,区本级,12,exact,12人次,1\n\
         volunteer.community.turns,840,at_least,古南,840,at_least,840余人次,1\n\
         volunteer.count,1,exact,古南,1,exact,1次,1\n\
         volunteer.turns,840,at_least,古南,840,at_least,840余人次,1\n"
    );
    let lines = world.run("qjcppcc report 2022 --by town -O jsonl");
    assert!(
        lines.starts_with(
            "{\"period\":\"2022\",\"key\":\"study.chair\",\"value\":1,\"bound\":\"exact\",\"parts\":\
             [{\"part\":null,\"value\":1,\"bound\":\"exact\",\"text\":\"1次\",\"records\":1}]}\n"
        ),
        "{lines}"
    );
    let turned = world.run("qjcppcc report 2022 --by town --matrix -O csv");
    let mut rows = turned.lines();
    let head = "part,name,study.chair,study.reading,study.turns,volunteer.community.turns,\
                volunteer.community.turns_bound,volunteer.count,volunteer.turns,volunteer.turns_bound";
    assert_eq!(rows.next(), Some(head));
    assert_eq!(rows.next(), Some("古南,古南街道,,,,840,at_least,1,840,at_least"));
    assert_eq!((rows.next(), rows.clone().count()), (Some("文龙,文龙街道,,,,,,,,"), 20));
    assert!(rows.any(|row| row == "永新,永新镇,,1,40,,,,,"), "{turned}");
    assert_eq!(rows.last(), Some("区本级,区本级,1,,12,,,,,"));
    let kinds = world.run("qjcppcc report 2022 --by kind --matrix -O tsv --lang en");
    assert!(kinds.starts_with("ledger\tpart\tname\tstudy.chair\t"), "{kinds}");
    assert!(kinds.contains("\nstudy\treading\tmembers' reading sessions\t\t1\t40\t"), "{kinds}");
    let chosen = world.run("qjcppcc report 2022 --by town --matrix --fields name,volunteer.turns");
    assert!(chosen.contains("840"), "{chosen}");
}

#[test]
fn what_cannot_be_turned_says_so() {
    let mut world = year();
    for (lang, alone, json) in [
        (
            "zh",
            "错误：--matrix 只和 --by 一起用\n提示：例如 --by town --matrix -O csv\n[exit 2]\n",
            "错误：--matrix 只对 CSV 和 TSV 起作用\n提示：加 -O csv 或 tsv\n[exit 2]\n",
        ),
        (
            "en",
            "error: --matrix goes with --by only\nhint: such as --by town --matrix -O csv\n[exit 2]\n",
            "error: --matrix has an effect on CSV and TSV alone\nhint: add -O csv or tsv\n[exit 2]\n",
        ),
    ] {
        assert_eq!(world.run(&format!("qjcppcc report 2022 --matrix --lang {lang}")), alone);
        assert_eq!(world.run(&format!("qjcppcc report 2022 --by town --matrix -O jsonl --lang {lang}")), json);
    }
    assert!(world.run("qjcppcc report 2022 --by town --matrix --json").contains("\"no_effect\""));
}
