//! Lists and traces narrowed to a town, a kind … find the records that the figures of that part are made of.

use crate::world::World;
use serde_json::Value as Json;

fn example() -> World {
    let mut world = World::new();
    world.run("qjcppcc init year.db");
    world.run("qjcppcc --db year.db import examples/qijiang-2022.jsonl");
    world
}

fn json(world: &mut World, command: &str) -> Json {
    let printed = world.run(&format!("qjcppcc --db year.db {command} --json"));
    serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{command}: {printed}"))
}

fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The name by which a part is asked for.
fn name(by: &str, part: &Json) -> String {
    let unset = if by == "town" { "区本级" } else { "未注明" };
    part.as_str().unwrap_or(unset).to_owned()
}

#[test]
fn every_part_of_every_figure_is_traced_to_records_that_add_up_to_it() {
    let mut world = example();
    let mut traced = 0;
    for by in ["town", "month", "kind", "platform", "department"] {
        let report = json(&mut world, &format!("report 2022 --by {by}"));
        for figure in list(&report["figures"]) {
            let key = figure["key"].as_str().expect("a key");
            for part in list(&figure["parts"]) {
                let name = name(by, &part["part"]);
                let trace = json(&mut world, &format!("report 2022 --trace {key} --{by} {name}"));
                assert_eq!((&trace["value"], &trace["bound"]), (&part["value"], &part["bound"]), "{key} {by} {name}");
                assert_eq!(trace["within"], serde_json::json!([{"by": by, "part": part["part"]}]));
                let records = list(&trace["records"]);
                let sum: f64 = records.iter().filter_map(|record| record["amount"].as_f64()).sum();
                assert!((sum - part["value"].as_f64().expect("a number")).abs() < 0.001, "{key} {by} {name}: {sum}");
                let of_part = |record: &&Json| record.get(by).is_none_or(|own| own == &part["part"]);
                assert_eq!(records.iter().filter(of_part).count(), records.len(), "{key} {by} {name}");
                traced += 1;
            }
        }
    }
    assert!(traced > 1000, "{traced}");
}

#[test]
fn a_trace_is_narrowed_by_several_parts_at_once_and_says_so() {
    let mut world = example();
    let printed = world.run("qjcppcc --db year.db report 2022 --trace volunteer.turns -t 区本级 --kind 抗疫一线");
    assert!(printed.starts_with("2022年　志愿服务人次合计　区本级　抗疫一线　32人次\n"), "{printed}");
    assert!(!printed.contains("镇街"), "what all have in common is said of each: {printed}");
    let whole = world.run("qjcppcc --db year.db report 2022 --trace volunteer.turns");
    assert!(whole.contains("镇街") && whole.contains("类别") && whole.contains("区本级"), "{whole}");
    let english = world
        .run("qjcppcc --db year.db report 2022 --trace volunteer.turns --town 'the district itself' --json --lang en");
    assert!(english.contains("\"value\": 32,"), "{english}");
    let month = world.run("qjcppcc --db year.db report 2022 --trace volunteer.turns --month 2022");
    assert_eq!(month, "错误：month：“2022”不是月份\n提示：写年和月，如 2022-03\n[exit 2]\n");
    let alone = world.run("qjcppcc --db year.db report 2022 -t 永新");
    assert_eq!(alone, "错误：--town 只和 --trace 一起用\n提示：要各部分的数字：--by town\n[exit 2]\n");
}

#[test]
fn children_are_listed_by_the_town_that_the_report_counts_them_for() {
    let mut world = example();
    let report = json(&mut world, "report 2022 --by town");
    let mut compared = 0;
    for (key, child) in [("case.funds", "fund"), ("case.benefited", "benefit"), ("case.meetings", "meeting")] {
        let figure = list(&report["figures"]).iter().find(|figure| figure["key"] == key).expect("the figure");
        for part in list(&figure["parts"]) {
            let town = name("town", &part["part"]);
            let tally = json(&mut world, &format!("case list {child} --year 2022 -t {town} --tally"));
            assert_eq!(tally["records"], part["records"], "{child} {town}");
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
    let districts = json(&mut world, "study list -t 区本级 --tally");
    let with_town = list(&json(&mut world, "study list")).iter().filter(|study| study["town"].is_null()).count();
    assert_eq!(districts["records"], with_town);
}

#[test]
fn a_town_of_its_own_goes_before_that_of_the_matter() {
    let mut world = World::new();
    world.run("qjcppcc case add 甲事 -t 永新 -d 2022-05-01");
    world.run("qjcppcc case meet 1 -t 古南 -n 5 -d 2022-05-02 --stage 议前");
    let mut tally = |town: &str| world.run(&format!("qjcppcc case list meeting -t {town} --tally"));
    assert_eq!(tally("永新"), "0条记录，数量合计0\n");
    assert_eq!(tally("古南"), "1条记录，数量合计1\n");
}

#[test]
fn children_are_listed_by_the_kind_and_in_the_order_of_what_they_hang_on() {
    let mut world = World::new();
    for (kind, day) in [("opinion", "2022-03-01"), ("micro", "2022-03-02"), ("opinion", "2022-03-03")] {
        world.run(&format!("qjcppcc advice add {kind} 虚构{day} -d {day}"));
    }
    for advice in [2, 1, 3] {
        world.run(&format!("qjcppcc advice endorse {advice} --who 区委主要领导 --level district -d 2022-04-0{advice}"));
    }
    let mut numbers = |options: &str| {
        let printed = world.run(&format!("qjcppcc advice list endorsement {options} -O csv --fields no"));
        printed.lines().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(numbers("--kind 协商意见"), "3 2");
    assert_eq!(numbers("--kind micro"), "1");
    assert_eq!(numbers("--sort kind"), "2 3 1");
}

#[test]
fn each_ledger_lists_the_endorsements_of_its_own_records() {
    let mut world = World::new();
    world.run("qjcppcc advice add opinion 虚构甲 -d 2022-03-01");
    world.run("qjcppcc info add piece 虚构乙 -d 2022-03-02");
    world.run("qjcppcc advice endorse 1 --who 区委主要领导 --level district -d 2022-04-01");
    world.run("qjcppcc info endorse 1 --who 市领导 --level city -d 2022-04-02");
    for (ledger, number) in [("advice", "1"), ("info", "2")] {
        for format in ["csv", "jsonl", "md"] {
            let printed = world.run(&format!("qjcppcc {ledger} list endorsement -O {format}"));
            let records = printed.matches("2022-04-0").count();
            assert!(records == 1 && printed.contains(&format!("2022-04-0{number}")), "{ledger}: {printed}");
        }
        assert!(world.run(&format!("qjcppcc {ledger} list endorsement --tally")).starts_with("1条记录"));
    }
}

#[test]
fn a_filter_of_matters_is_a_field_of_children_or_refused() {
    let mut world = example();
    let onsite = world.run("qjcppcc --db year.db case list meeting --stage onsite --year 2022 --tally");
    assert_eq!(onsite, "31条记录，数量合计31\n");
    let report = json(&mut world, "report 2022 --trace case.onsite");
    assert_eq!(report["value"], 31);
    let all = list(&json(&mut world, "case list stage")).to_vec();
    let filed = list(&json(&mut world, "case list stage --stage 政协立案")).to_vec();
    assert!(!filed.is_empty() && filed.len() < all.len());
    assert!(filed.iter().all(|stage| stage["stage"] == "filing"), "{filed:?}");
    let few = list(&json(&mut world, "case list meeting --stage pre --limit 2 --sort date")).to_vec();
    assert!(few.len() == 2 && few.iter().all(|meeting| meeting["stage"] == "pre"), "{few:?}");
    for (child, option, field) in [
        ("fund", "--stage onsite", "环节"),
        ("meeting", "--solved", "solved"),
        ("solution", "--unsolved", "unsolved"),
        ("benefit", "--late", "迟几天"),
        ("stage", "--proposer 委员甲", "提案人"),
        ("meeting", "--outcome merged", "结局"),
    ] {
        let printed = world.run(&format!("qjcppcc --db year.db case list {child} {option} -O jsonl"));
        let named = option.split(' ').next().expect("an option");
        assert!(printed.starts_with(&format!("错误：{field}：列“")), "{printed}");
        assert!(
            printed
                .contains(&format!("提示：{named} 只筛选事项：qjcppcc --db ~/year.db case list {named} …\n[exit 2]")),
            "{printed}"
        );
    }
}

#[test]
fn who_endorsed_how_many_pieces_is_the_same_by_the_year_and_by_its_days() {
    let mut world = World::with(&[(
        "who.j2",
        "{% for one in endorsers %}{{ one.kind }} {{ one.who }} {{ one.text }}；{% endfor %}",
    )]);
    let mut endorsers = |commands: &[&str]| {
        for command in commands {
            let printed = world.run(&format!("qjcppcc advice {command}"));
            assert!(!printed.contains("[exit"), "{command}: {printed}");
        }
        let [year, days] = ["2022", "2022-01-01..2022-12-30"]
            .map(|it| world.run(&format!("qjcppcc report {it} --template who.j2 -q")));
        assert_eq!(year, days);
        year
    };
    let chair = "--who 区委主要领导 --level district";
    let first = endorsers(&[
        "add opinion 甲意见 -d 2022-03-01",
        "add opinion 乙意见 -d 2022-03-02",
        "add report 丙报告 -d 2022-03-03",
        &format!("endorse 1 {chair} -d 2022-04-01"),
        &format!("endorse 1 {chair} -d 2022-04-02"),
        &format!("endorse 2 {chair} -d 2022-04-03"),
        &format!("endorse 3 {chair} -d 2022-04-04"),
        "endorse 3 --who 市领导 --level city -d 2022-04-05",
    ]);
    assert_eq!(first, "协商意见 区委主要领导 2篇；调研报告 区委主要领导 1篇；调研报告 市领导 1篇；\n");
    // One endorsement less leaves the piece, the last one takes it away; a piece of another kind is one of that.
    let then = endorsers(&["void endorsement-1 --reason 重", "void endorsement-3 --reason 错", "edit 3 --kind 微建议"]);
    assert_eq!(then, "委员微建议 区委主要领导 1篇；委员微建议 市领导 1篇；协商意见 区委主要领导 1篇；\n");
    // Of a number of them nobody knows which pieces they are.
    assert_eq!(endorsers(&[&format!("endorse --count 3 {chair} -d 2022-05-01")]), "");
}
