//! Circulars with ranks: who shares one, who has none, what came since January, and whose adoptions they are.

use serde_json::{Value, json};

use crate::world::World;

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

/// Pieces of two years, with what became of them.
fn recorded() -> World {
    let mut world = World::new();
    for command in [
        "info add 甲一 --author 甲组 -d 2022-3-1",
        "info add 甲二 --author 甲组 -d 2022-3-2",
        "info add 甲三 --author 甲组 -d 2022-3-3",
        "info add 乙一 --author 乙组 -d 2022-3-4",
        "info add 乙二 --author 乙组 -d 2022-3-31",
        "info add 丙一 --author 丙、丁 -d 2022-3-6",
        "info add 丙二 --author 丙、丁 -d 2022-3-7",
        "info add 戊一 --author 戊组 -d 2022-3-8",
        "info add 无名 -d 2022-3-9",
        "info add 己一 --author 己组 -d 2022-1-10",
        "info add 甲〇 --author 甲组 -d 2022-2-28",
        "info add 甲四 --author 甲组 -d 2022-4-1",
        "info add 上一 --author 甲组 -d 2021-1-1",
        "info add 上二 --author 庚组 -d 2021-3-31",
        "info add 上三 --author 庚组 -d 2021-4-1",
        "info add 收集 --count 120余 -d 2022-3-5",
        // A piece of another month, and one that two levels took.
        "info adopt 10 市 -d 2022-3-20",
        "info adopt 4 市 -d 2022-3-21",
        "info adopt 4 区 -d 2022-3-22",
        "info adopt 市 --count 3 -d 2022-3-23",
        "info forward 8 市 -d 2022-3-24",
        "info endorse 1 --who 区委主要领导 --level 区 -d 2022-3-25",
        // One endorsement of two pieces is of both authors.
        "info endorse 4,6 --who 区委主要领导 --level 区 -d 2022-3-26",
    ] {
        good(&mut world, command);
    }
    world
}

/// Rank, name and number of each line.
fn ranks(report: &Value) -> Vec<(Value, Value, Value)> {
    let rows = report["ranking"].as_array().expect("a list");
    rows.iter().map(|row| (row["rank"].clone(), row["part"].clone(), row["value"].clone())).collect()
}

fn ranked(world: &mut World, options: &str) -> Vec<(Value, Value, Value)> {
    ranks(&world.json(&format!("qjcppcc report {options} --json")))
}

fn line(rank: impl Into<Value>, part: &str, value: impl Into<Value>) -> (Value, Value, Value) {
    (rank.into(), part.into(), value.into())
}

/// The parts of a figure, as a breakdown has them.
fn parts(report: &Value, key: &str) -> Vec<(Value, Value)> {
    let figures = report["figures"].as_array().expect("figures");
    let figure = figures.iter().find(|figure| figure["key"] == key).expect("the figure");
    let parts = figure["parts"].as_array().expect("parts");
    parts.iter().map(|part| (part["part"].clone(), part["value"].clone())).collect()
}

#[test]
fn equal_numbers_share_a_rank_and_who_is_not_named_has_none() {
    let mut world = recorded();
    let nobody = (Value::Null, Value::Null, json!(1));
    let expected = [line(1, "甲组", 3), line(2, "丙、丁", 2), line(2, "乙组", 2), line(4, "戊组", 1)];
    let unranked = [line(Value::Null, "己组", Value::Null), nobody.clone()];
    let all = ranked(&mut world, "2022-03 --by author");
    assert_eq!(all, [&expected[..], &unranked].concat());
    assert_eq!(ranked(&mut world, "2022-03 --by author --sort 社情民意信息"), all);
    assert_eq!(ranked(&mut world, "2022-03 --by author --sort info.count --lang en"), all);
    for (top, listed, more) in [(1, 1, 4), (2, 3, 2), (3, 3, 2), (4, 4, 1)] {
        let report = world.json(&format!("qjcppcc report 2022-03 --by author --top {top} --json"));
        assert_eq!(ranks(&report), [&expected[..listed], std::slice::from_ref(&nobody)].concat(), "{top}");
        assert_eq!(report["more"], more);
        let page = good(&mut world, &format!("report 2022-03 --by author --top {top}"));
        assert!(page.ends_with(&format!("另有{more}个没有列出。\n")), "{page}");
        assert!(page.contains("合计") && page.contains("未注明"), "{page}");
    }
    let report = world.json("qjcppcc report 2022-03 --by author --json");
    assert_eq!((&report["sort"], &report["by"], &report["more"]), (&json!("info.count"), &json!("author"), &json!(0)));
    let report = world.json("qjcppcc report 2022 --by town --json");
    assert_eq!((&report["sort"], &report["ranking"], &report["more"]), (&Value::Null, &Value::Null, &Value::Null));
}

#[test]
fn what_hangs_on_a_piece_is_its_authors() {
    let mut world = recorded();
    let report = world.json("qjcppcc report 2022-03 --by author --json");
    let of = |part: &str, value: i64| (json!(part), json!(value));
    let nobody = |value: i64| (Value::Null, json!(value));
    assert_eq!(parts(&report, "info.city"), [of("乙组", 1), of("己组", 1), nobody(3)]);
    assert_eq!(parts(&report, "info.district"), [of("乙组", 1)]);
    assert_eq!(parts(&report, "info.forwarded"), [of("戊组", 1)]);
    assert_eq!(parts(&report, "info.endorsed"), [of("丙、丁", 1), of("乙组", 1), of("甲组", 1)]);
    assert_eq!(parts(&report, "info.received"), [nobody(120)]);
    for figure in report["figures"].as_array().expect("figures") {
        let key = figure["key"].as_str().expect("a key");
        assert!(key.starts_with("info.") || key.starts_with("advice."), "{key} has no authors");
        for (part, value) in parts(&report, key) {
            let name = part.as_str().unwrap_or("未注明");
            let trace = world.json(&format!("qjcppcc report 2022-03 --trace {key} --author {name} --json"));
            assert_eq!(trace["value"], value, "{key} {name}");
            assert_eq!(trace["within"], json!([{"by": "author", "part": part}]));
        }
    }
}

#[test]
fn since_january_and_the_same_span_of_last_year_are_plain_sums() {
    let mut world = recorded();
    let report = world.json("qjcppcc report 2022-03 --by author --to-date --json");
    for (key, period) in [("to_date", "2022-01-01..2022-03-31"), ("last_year", "2021-01-01..2021-03-31")] {
        let plain = world.json(&format!("qjcppcc report {period} --by author --json"));
        let rows = report["ranking"].as_array().expect("a list").iter();
        let mut told: Vec<(Value, Value)> = rows.map(|row| (row["part"].clone(), row[key]["value"].clone())).collect();
        told.retain(|(_, value)| !value.is_null());
        told.sort_by_key(|(part, _)| (part.is_null(), part.to_string()));
        let mut sums = parts(&plain, "info.count");
        sums.sort_by_key(|(part, _)| (part.is_null(), part.to_string()));
        assert_eq!(told, sums, "{key}");
    }
    // Who has nothing this month, but had something before, is listed.
    let names: Vec<&str> =
        report["ranking"].as_array().expect("a list").iter().filter_map(|row| row["part"].as_str()).collect();
    assert!(names.contains(&"庚组") && names.contains(&"己组"), "{names:?}");
    let page = good(&mut world, "report 2022-03 --by author --to-date");
    let text = page.lines().nth(2).expect("a paragraph");
    assert!(text.contains("1月以来累计社情民意信息11篇（上年同期2篇，增长450%）"), "{text}");
    assert!(
        page.lines().any(|line| line.split_whitespace().eq(["1", "甲组", "3", "—", "—", "—", "1", "4", "1"])),
        "{page}"
    );
    let whole = page.lines().find(|line| line.trim_start().starts_with("合计")).expect("a total");
    assert!(whole.split_whitespace().eq(["合计", "9", "1", "5", "1", "3", "11", "2"]), "{page}");
    // Of a year that is not over, last year counts until the same day; of a leap year, until the same end of the month.
    world.set_clock("2022-02-20T12:00:00+08:00");
    let report = world.json("qjcppcc report 2022 --by author --to-date --json");
    let last = report["ranking"].as_array().expect("a list").iter().find(|row| row["part"] == "庚组");
    assert_eq!(last, None, "what came after the 20th of February is not of the same span");
    let year = good(&mut world, "report 2022 --by author --to-date");
    assert!(year.contains("上年同期社情民意信息1篇"), "{year}");
}

#[test]
fn a_leap_day_and_the_end_of_a_month_have_their_like_in_the_year_before() {
    let mut world = World::new();
    for command in [
        "info add 一 --author 甲 -d 2024-2-29",
        "info add 二 --author 甲 -d 2023-2-28",
        "info add 三 --author 甲 -d 2025-2-28",
        "info add 四 --author 甲 -d 2023-3-1",
    ] {
        world.set_clock("2026-06-01T12:00:00+08:00");
        good(&mut world, &format!("{command} --yes"));
    }
    for (period, now, before) in [("2024-02", 1, 1), ("2025-02", 1, 1), ("2024-02-28..2024-02-29", 1, 1)] {
        let report = world.json(&format!("qjcppcc report {period} --by author --to-date --json"));
        let row = &report["ranking"][0];
        assert_eq!((&row["to_date"]["value"], &row["last_year"]["value"]), (&json!(now), &json!(before)), "{period}");
    }
}

#[test]
fn towns_without_anything_are_listed_and_named() {
    let mut world = World::new();
    for command in [
        "case add 甲事 -t 永新 -d 2022-3-1",
        "case add 乙事 -t 三江 -d 2022-3-2",
        "case add 丙事 -t 三江 -d 2022-3-3",
        "case add 丁事 -t 打通 -d 2022-3-3",
        "case fund 1 3万 -d 2022-3-4",
    ] {
        good(&mut world, command);
    }
    let towns = world.json("qjcppcc vocab list town --json");
    let towns: Vec<&str> = towns.as_array().expect("towns").iter().filter_map(|town| town["label"].as_str()).collect();
    let report = world.json("qjcppcc report 2022-03 --by town --sort case.count --json");
    let rows = report["ranking"].as_array().expect("a list");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names.len(), towns.len());
    let places = |name: &&str| towns.iter().position(|town| town == name);
    assert_eq!(names[0], "三江街道");
    // Among equals the office's order holds.
    assert!(names[1..3].is_sorted_by_key(places) && names[3..].is_sorted_by_key(places), "{names:?}");
    assert!(rows[3..].iter().all(|row| row["rank"].is_null() && row["value"].is_null() && row["text"] == "—"));
    let text = report["text"].as_str().expect("text");
    assert!(
        text.starts_with("綦江区政协2022年3月一镇一事商量办情况通报\n\n2022年3月，新开事项4件，协调资金3万元。"),
        "{text}"
    );
    assert!(text.contains("新开事项较多的：三江街道2件、打通镇1件、永新镇1件。"), "{text}");
    assert!(text.contains("没有新开事项的：古南街道、文龙街道、") && !text.contains("、永新镇、"), "{text}");
    let english = good(&mut world, "report 2022-03 --by town --sort case.count --lang en");
    assert!(
        english.starts_with("Qijiang District CPPCC Committee: cases, March 2022\n\nMatters opened: 4 matters; "),
        "{english}"
    );
    assert!(
        english.contains("Most matters opened: Sanjiang: 2 matters, ")
            && english.contains("None (matters opened): Gunan, ")
    );
    let page = good(&mut world, "report 2022-03 --by town --sort case.funds");
    assert!(page.contains("协调资金（元）") && page.contains("30,000"), "{page}");
    let nothing = good(&mut world, "report 2021 --by town --sort case.count");
    assert!(nothing.contains("2021年没有记录。") && nothing.contains("永新镇"), "{nothing}");
    let nothing = good(&mut world, "report 2021 --by author --lang en");
    assert!(nothing.contains("Nothing is recorded of 2021."), "{nothing}");
}

#[test]
fn the_circular_is_one_page_in_every_format_and_its_words_can_be_the_offices() {
    let mut world = recorded();
    let text = "2022年3月，编报社情民意信息9篇，区级采用1篇，市级采用5篇，转送信息1篇，获批示信息3篇。报送较多的：甲组3篇、丙、丁2篇、乙组2篇。区级采用较多的：乙组1篇。市级采用较多的：乙组1篇、己组1篇。";
    let page = good(&mut world, "report 2022-03 --by author");
    assert!(page.starts_with(&format!("綦江区政协2022年3月社情民意信息情况通报\n\n{text}\n\n名次  作者")), "{page}");
    let table = |printed: &str| printed.lines().filter(|line| line.contains("丙、丁")).count();
    let markdown = good(&mut world, "report 2022-03 --by author -O md");
    assert!(markdown.starts_with("# 綦江区政协2022年3月社情民意信息情况通报\n") && table(&markdown) == 2, "{markdown}");
    good(&mut world, "report 2022-03 --by author -o circular.xlsx");
    let csv = good(&mut world, "report 2022-03 --by author -O csv");
    assert!(csv.starts_with("period,rank,part,name,value,") || csv.starts_with("rank,part,name,value,"), "{csv}");
    let own = "qjcppcc office wording set ranking - <<'END'\n{{ ranking.label }}{% for row in ranking.rows if row.rank %} {{ row.rank }}{{ row.name }}{{ row.text }}{% endfor %}{% for one in columns if one.level %} {{ one.label }}{{ one.text }}{% endfor %}\nEND";
    assert!(!world.run(own).contains("[exit"));
    let own = good(&mut world, "report 2022-03 --by author");
    assert!(own.starts_with("作者 1甲组3篇 2丙、丁2篇 2乙组2篇 4戊组1篇 区级采用1篇 市级采用5篇\n"), "{own}");
    let once = world.run("qjcppcc report 2022-03 --by town --sort info.count --template - <<'END'\n{{ ranking.key }}：{{ ranking.without|length }}\nEND");
    assert!(once.starts_with("info.count：21\n"), "{once}");
    let shown = good(&mut world, "office wording show ranking --built-in --lang en");
    assert!(shown.contains("  ranking             of a circular with --sort"), "{shown}");
}

#[test]
fn numbers_of_persons_in_an_author_are_masked() {
    let mut world = World::new();
    good(&mut world, "info add 甲一 --author \"张三 13912345678\" -d 2022-3-1");
    for format in ["table", "json", "jsonl", "csv"] {
        let printed = good(&mut world, &format!("report 2022-03 --by author -O {format}"));
        assert!(printed.contains("张三 139****5678") && !printed.contains("13912345678"), "{printed}");
    }
    assert!(good(&mut world, "report 2022-03 --by author --unmask").contains("张三 13912345678"));
}

#[test]
fn units_are_ranked_by_what_is_counted_by_unit() {
    let mut world = World::new();
    for command in [
        "motion add society 关于甲的提案 --form individual --proposer 张三 -d 2022-3-1",
        "motion review 1 --as filed -d 2022-3-2",
        "motion assign 1 --lead 区财政局、区水利局 --separate -d 2022-3-3",
        "motion reply 1 --unit 区水利局 --result A -d 2022-3-20",
    ] {
        good(&mut world, command);
    }
    let plain = good(&mut world, "report 2022 --by unit");
    assert!(plain.starts_with("綦江区政协2022年提案办理情况通报\n") && !plain.contains("名次"), "{plain}");
    let ranked = good(&mut world, "report 2022 --by unit --sort motion.unit.replied");
    assert!(ranked.starts_with("綦江区政协2022年提案情况通报\n\n2022年，主办2件次，办复1件次，"), "{ranked}");
    assert!(ranked.lines().any(|line| line.trim_start().starts_with("1  区水利局")), "{ranked}");
}

#[test]
fn what_cannot_be_ranked_is_said() {
    let mut world = recorded();
    for (options, zh, en) in [
        ("--sort info.count", "--sort 要和 --by 一起用", "--sort goes with --by only"),
        ("--to-date", "--to-date 要和 --by 一起用", "--to-date goes with --by only"),
        ("--by town --top 3", "--top 要和 --sort 一起用", "--top goes with --sort only"),
        ("--by unit --to-date", "--to-date 要和 --sort 一起用", "--to-date goes with --sort only"),
        ("--by month --sort info.count", "月份不排名次", "months are not ranked"),
        ("--by author --sort case.solved", "“推进解决”没有作者", "“matters solved” has no authors"),
        ("--trace case.solved --author 甲", "“推进解决”没有作者", "“matters solved” has no authors"),
        ("--by town --sort motion.unit.lead", "“主办件次”只按承办单位计", "“led, by unit” is counted by unit only"),
        ("--by unit --sort case.solved", "“推进解决”不按承办单位计", "“matters solved” is not counted by unit"),
        ("--by author --sort info.coutn", "是不是 info.count？", "did you mean info.count?"),
        ("--by author --top 三名", "“三名”不是条数", "“三名” is no number of records"),
        ("--by author --style full", "--by 和 --style 不能一起用", "--by and --style cannot be used together"),
        ("--author 甲组", "--author 只和 --trace 一起用", "--author goes with --trace only"),
    ] {
        for (said, lang) in [(zh, "zh"), (en, "en")] {
            let refused = world.run(&format!("qjcppcc report 2022 {options} --lang {lang}"));
            assert!(refused.contains(said) && refused.ends_with("[exit 2]\n"), "{options}: {refused}");
        }
    }
}

#[test]
fn the_csv_of_a_circular_has_a_line_a_part_and_a_matrix_no_ranks() {
    let mut world = recorded();
    let plain = good(&mut world, "report 2022-03 --by author -O csv --fields rank,name,value");
    assert!(plain.starts_with("rank,name,value\n1,甲组,3\n2,丙、丁,2\n2,乙组,2\n4,戊组,1\n"), "{plain}");
    assert_eq!(good(&mut world, "report 2022-03 --by author --matrix -O csv --fields rank,name,value"), plain);
    let matrix = good(&mut world, "report 2022-03 --by town --matrix -O csv");
    assert!(!matrix.contains("rank") && matrix.contains("info.count"), "{matrix}");
}
