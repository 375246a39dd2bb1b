//! One year, entered at one desk and at five: the report is the same.

use std::collections::HashMap;
use std::fs;

use serde_json::Value;

use crate::world::World;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/qijiang-2022.jsonl");

/// What says nothing of a site's numbers.
const REPORTS: [&str; 6] = [
    "report 2022",
    "report 2022 --style full",
    "report 2022 --by town",
    "report 2022 --by month",
    "report 2022 --compare 2021",
    "case line 2022",
];

#[test]
fn the_same_year_at_one_desk_and_at_five_has_one_report() {
    let mut world = World::new();
    let text = fs::read_to_string(EXAMPLE).expect("the example");
    let (mut desks, mut desk_of) = (vec![String::new(); 5], HashMap::new());
    for (at, line) in text.lines().enumerate() {
        let record: Value = serde_json::from_str(line).expect("a record");
        let of = record["of"].as_str().or(record["of"][0].as_str());
        let of = of.map(|of| *desk_of.get(of).expect("what it hangs on comes first"));
        // What one town does hangs together.
        let own = record["town"].as_str().map_or(at, |town| town.bytes().map(usize::from).sum());
        let desk = of.unwrap_or(own % 5);
        for name in ["id", "ref"].iter().filter_map(|key| record[key].as_str()) {
            desk_of.insert(name.to_owned(), desk);
        }
        desks[desk].push_str(&format!("{line}\n"));
    }
    let done = |world: &mut World, command: &str| {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
        printed
    };
    done(&mut world, "init 一.db");
    done(&mut world, "import examples/qijiang-2022.jsonl --yes --db 一.db");
    done(&mut world, "init 总.db --site 机关 --role office");
    for (desk, lines) in desks.iter().enumerate() {
        assert!(lines.lines().count() > 50, "each has its part");
        fs::write(world.path("部分.jsonl"), lines).expect("a file");
        done(&mut world, &format!("init {desk}.db --site 第{desk}处 --role desk"));
        done(&mut world, &format!("import 部分.jsonl --yes --db {desk}.db"));
        done(&mut world, &format!("export -o {desk}.qjb --db {desk}.db"));
        done(&mut world, &format!("import {desk}.qjb --db 总.db"));
    }
    for report in REPORTS {
        let one = done(&mut world, &format!("{report} --db 一.db"));
        let five = done(&mut world, &format!("{report} --db 总.db")).replace("总.db", "一.db");
        for (five, one) in five.lines().zip(one.lines()) {
            // Notes name records by their numbers, and a head says how many entries there are.
            let without = |line: &str| {
                let named = ["（solution-", "台账文件状态"].iter().find_map(|name| line.find(name));
                line[..named.unwrap_or(line.len())].to_owned()
            };
            assert_eq!(without(five), without(one), "{report}");
        }
        assert_eq!(five.lines().count(), one.lines().count(), "{report}");
    }
    let figures = |world: &mut World, file: &str| {
        world.json(&format!("qjcppcc report 2022 --json --db {file}.db"))["figures"].clone()
    };
    let (one, five) = (figures(&mut world, "一"), figures(&mut world, "总"));
    assert!(one.as_array().is_some_and(|all| all.len() > 50));
    assert_eq!(five, one);
    assert!(done(&mut world, "verify --db 总.db").starts_with("完好"));
}
