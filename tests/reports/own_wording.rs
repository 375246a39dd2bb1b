//! An office's own templates in the ledger file: tried before they are kept, used wherever their text is printed, taken along by
//! every way of the records, and never in the way of a report.

use serde_json::{Value, json};

use crate::world::World;

const EXAMPLE: &str = "examples/qijiang-2022.jsonl";

fn recorded() -> World {
    let mut world = World::new();
    world.run(&format!("qjcppcc import {EXAMPLE}"));
    world
}

/// Keeps a template, which must be a good one.
fn keep(world: &mut World, text: &str, template: &str) {
    let said = set(world, text, template);
    assert!(!said.contains("[exit"), "{said}");
}

fn set(world: &mut World, text: &str, template: &str) -> String {
    world.run(&format!("qjcppcc office wording set {text} - <<'END'\n{template}\nEND"))
}

/// Which texts are in the office's own wording.
fn own(world: &mut World, options: &str) -> Vec<(String, Value)> {
    let (list, _, _) = world.streams(&format!("qjcppcc office wording list --json {options}"));
    let list: Vec<Value> = serde_json::from_str(&list).expect("a list");
    list.iter().map(|text| (text["name"].as_str().expect("a name").to_owned(), text["own"].clone())).collect()
}

#[test]
fn every_text_is_made_from_the_kept_template_of_its_language() {
    let mut world = recorded();
    let built_in = world.run("qjcppcc report 2022 --style full --lang en -q");
    keep(&mut world, "note", r#"{{ office }}{{ period }}解决{{ f["case.solved"].text if f["case.solved"] }}。"#);
    keep(
        &mut world,
        "line",
        "{{ who }}：{% for figure in figures %}{{ figure.label }}{{ figure.number }}；{% endfor %}",
    );
    assert_eq!(world.run("qjcppcc report 2022 --style note -q"), "綦江区政协2022年解决38件。\n");
    let (table, full) = (world.run("qjcppcc report 2022"), world.run("qjcppcc report 2022 --style full -q"));
    assert!(table.contains("\n綦江区政协2022年解决38件。\n"), "the table ends with it: {table}");
    assert!(full.ends_with("、手记\n\n綦江区政协2022年解决38件。\n"), "so does the full text: {full}");
    assert_eq!(world.run("qjcppcc report 2022 --style full --lang en -q"), built_in, "English has none of its own");
    let line = |world: &mut World, options: &str| {
        let printed = world.run(&format!("qjcppcc case line 2022 {options}"));
        printed.lines().next().unwrap_or_default().to_owned()
    };
    let expected = "綦江区政协：事项41；协商会150；各方参与3000余；委员1000余；意见建议680余；采纳500余；推进解决38；上年结转3；协调资金1200余万元；受益群众3万余；";
    assert_eq!(line(&mut world, ""), expected);
    assert!(line(&mut world, "-t 永新").starts_with("永新镇：事项2；"));
    assert!(line(&mut world, "--lang en").starts_with("Qijiang District CPPCC Committee, 2022: matters opened: 41; "));
    keep(&mut world, "full --lang en", "{{ office }}, {{ period }}. {{ note }}");
    assert!(
        world
            .run("qjcppcc report 2022 --style full --lang en -q")
            .starts_with("Qijiang District CPPCC Committee, 2022. In 2022: ")
    );
    // A file goes before what is kept, and can speak of the kept note.
    let given = |world: &mut World, command: &str, template: &str| {
        world.run(&format!("qjcppcc {command} --template - <<'END'\n{template}\nEND"))
    };
    assert_eq!(given(&mut world, "report 2022", "{{ note }}！"), "綦江区政协2022年解决38件。！\n");
    let printed = given(
        &mut world,
        "case line 2022",
        r#"{{ town }}{{ period }}{{ f["case.funds"].text }}{{ f["case.funds"].value }}"#,
    );
    assert!(printed.starts_with("2022年1200余万元1234"), "no town is no word: {printed}");
    // Facts that the note of the house has no use for are there, too.
    keep(&mut world, "note", r#"{{ f["info.city"].grown if f["info.city"] }}"#);
    assert!(world.run("qjcppcc report 2022 --style note -q").starts_with("增长100%"));
}

#[test]
fn what_is_kept_goes_with_the_records() {
    let mut world = recorded();
    let head = world.run("qjcppcc head").trim().to_owned();
    let built_in = world.run("qjcppcc report 2022 --style note -q");
    keep(&mut world, "note", "{{ period }}：一");
    let first = world.run("qjcppcc head").trim().to_owned();
    keep(&mut world, "note", "{{ period }}：二");
    let note = "qjcppcc report 2022 --style note -q";
    assert_eq!(world.run(note), "2022年：二\n");
    assert_eq!(world.run(&format!("{note} --as-of {first}")), "2022年：一\n");
    assert_eq!(world.run(&format!("{note} --as-of {head}")), built_in);
    // Out and in again, and read from the file.
    world.run("qjcppcc export > all.jsonl");
    assert_eq!(world.run(&format!("{note} --from all.jsonl")), "2022年：二\n");
    world.run("qjcppcc init other.db");
    world.run("qjcppcc import all.jsonl --db other.db");
    assert_eq!(world.run(&format!("{note} --db other.db")), "2022年：二\n");
    world.run("qjcppcc export --db other.db > other.jsonl");
    assert_eq!(world.run("cat other.jsonl"), world.run("cat all.jsonl"));
    assert!(world.run("qjcppcc rebuild").starts_with("已从"));
    assert!(world.run("qjcppcc verify").starts_with("完好"));
    // Back step by step.
    world.run("qjcppcc undo --yes");
    assert_eq!(world.run(note), "2022年：一\n");
    world.run("qjcppcc redo --yes");
    assert_eq!(world.run("qjcppcc office wording reset note"), "note（zh）用内置的\n");
    assert_eq!(world.run(note), built_in);
    assert_eq!(world.run("qjcppcc office wording reset note"), "note（zh）用内置的\n", "once more does nothing");
    keep(&mut world, "note", "{{ period }}：三");
    assert_eq!(world.run(note), "2022年：三\n");
    let kept = world.run("qjcppcc export").lines().filter(|line| line.contains("\"ledger\":\"text\"")).count();
    assert_eq!(kept, 1, "it is the same record");
    let log = world.run("qjcppcc log --limit 1");
    assert!(log.contains("模板 14字→14字"), "{log}");
    // What changes nothing is no change.
    let head = world.run("qjcppcc head");
    keep(&mut world, "note", "{{ period }}：三");
    assert_eq!(
        world.run("qjcppcc office wording set note - --dry-run <<'END'\n{{ period }}\nEND"),
        "（演练，未写入）note（zh）用自己的模板\n"
    );
    assert_eq!(world.run("qjcppcc head"), head);
    // A line without an id is the same text's all the same.
    let line = r#"{"ledger":"text","date":"2022-01-01","name":"平台数据","lang":"zh","template":"{{ who }}"}"#;
    world.run(&format!("qjcppcc import - <<'END'\n{line}\nEND"));
    keep(&mut world, "line", "{{ period }}");
    assert!(world.run("qjcppcc case line 2022").starts_with("2022年\n"));
    world.run("qjcppcc office wording reset line");
    assert_eq!(
        own(&mut world, ""),
        [
            ("note", json!(["zh"])),
            ("full", json!([])),
            ("circular", json!([])),
            ("ranking", json!([])),
            ("line", json!([]))
        ]
        .map(|(name, own)| (name.to_owned(), own))
    );
}

#[test]
fn a_profile_brings_its_templates_along() {
    let mut world = World::new();
    keep(&mut world, "note", "{{ period }}！");
    world.run("qjcppcc office export -o one.json");
    world.run("qjcppcc init new.db --profile one.json");
    world.run("qjcppcc init old.db");
    let applied = world.run("qjcppcc office apply one.json --yes --db old.db");
    assert_eq!(applied, "已换用 ~/one.json，改了1处\n");
    let again = world.run("qjcppcc office apply one.json --yes --db old.db");
    assert_eq!(again, "和现在的一样，没有改动\n");
    for file in ["new.db", "old.db"] {
        assert!(world.run(&format!("qjcppcc report 2022 --style note -q --db {file}")).starts_with("2022年！\n"));
    }
    world.run("qjcppcc undo --yes --db old.db");
    assert!(own(&mut world, "--db old.db").iter().all(|(_, own)| *own == json!([])));
    let profile = world.run("cat one.json").replace("\"note\",", "\"letter\",");
    std::fs::write(world.path("letter.json"), profile).expect("a file");
    let refused = world.run("qjcppcc office apply letter.json --yes --db old.db");
    assert_eq!(
        refused,
        "错误：~/letter.json，文稿：“letter”不是文稿\n提示：可以写：手记（note）、综述（full）、办理通报（circular）、排名通报（ranking）、平台数据（line）\n[exit 2]\n"
    );
}

#[test]
fn a_template_is_shown_with_its_names_and_kept_as_it_is_shown() {
    let mut world = recorded();
    for (text, lang) in [("note", "zh"), ("full", "zh"), ("line", "zh"), ("note", "en"), ("full", "en"), ("line", "en")]
    {
        let show = format!("qjcppcc office wording show {text} --lang {lang}");
        let built_in = world.run(&show);
        world.run(&format!("{show} > my.j2"));
        let printed = |world: &mut World| {
            let report = format!("qjcppcc report 2022 --style {text} --lang {lang} -q");
            world.run(&if text == "line" {
                format!("qjcppcc case line 2022 --lang {lang} --fields text --json")
            } else {
                report
            })
        };
        let before = printed(&mut world);
        let set = world.run(&format!("qjcppcc office wording set {text} my.j2 --lang {lang}"));
        assert!(!set.contains("[exit"), "{set}");
        assert_eq!(printed(&mut world), before, "{text} {lang}");
        assert_eq!(world.run(&show).trim(), built_in.trim(), "with one list of names");
        assert_eq!(world.run(&format!("{show} --built-in")), built_in);
    }
    keep(&mut world, "note", "{{ period }}");
    let shown = world.run("qjcppcc office wording show note");
    assert!(shown.starts_with("{{ period }}\n{#- 可用的名字") && shown.contains("  office "), "{shown}");
    let (data, _, _) = world.streams("qjcppcc office wording show note --json");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    assert_eq!([&data["own"], &data["template"]], [&json!(true), &json!("{{ period }}")]);
    // What is not recorded is asked for without harm, wherever the office has no records at all.
    let mut empty = World::new();
    keep(&mut empty, "note", "{{ period }}");
    assert_eq!(empty.run("qjcppcc report 2022 --style note -q"), "2022年\n\n2022年没有记录，台账文件还是空的。\n");
}

#[test]
fn every_name_of_the_line_is_handed_over_and_no_other() {
    let mut world = recorded();
    for lang in ["zh", "en"] {
        let (shown, _, _) = world.streams(&format!("qjcppcc office wording show line --json --lang {lang}"));
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        let names: Vec<&str> =
            shown["names"].as_array().expect("names").iter().filter_map(|name| name["name"].as_str()).collect();
        let ask = |world: &mut World, template: &str| {
            world.run(&format!("qjcppcc case line 2022 -t 永新 --lang {lang} --template - <<'END'\n{template}\nEND"))
        };
        for name in &names {
            let written = name.replace("[KEY]", "[\"case.solved\"]");
            let asked = ask(
                &mut world,
                &format!("{{{{ {written} is defined and {written} is not none }}}} {{{{ {written} }}}}"),
            );
            assert!(asked.starts_with("True ") && !asked.starts_with("True \n"), "{name}: {asked}");
        }
        let handed = ask(&mut world, "{{ f['case.solved']|sort|join(' ') }}");
        let mut documented: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix("f[KEY].")).collect();
        documented.sort_unstable();
        assert_eq!(handed.lines().next(), Some(documented.join(" ").as_str()));
    }
}

#[test]
fn what_is_wrong_with_a_template_is_said_before_it_is_kept() {
    let mut world = recorded();
    let to_see = |text: &str| format!("提示：可用的名字和模板：qjcppcc office wording show {text}");
    let asks = "模板填不成：用了这里没有的；没有记录的指标也不在，先用 if 问";
    let too_long = format!("{{{{ period }}}}{}", "长".repeat(20_000));
    for (text, template, wrong, hint) in [
        (
            "note",
            "{{ office }}\n{{ ofice }}",
            "标准输入第2行：模板里的“ofice”没有这个名字或指标",
            "提示：是不是 office？".to_owned(),
        ),
        ("note", "{% if zzzz %}{% endif %}", "标准输入第1行：模板里的“zzzz”没有这个名字或指标", to_see("note")),
        (
            "full",
            "一\n{% if f['case.sovled'] %}二{% endif %}",
            "标准输入第2行：模板里的“case.sovled”没有这个名字或指标",
            "提示：是不是 case.solved？".to_owned(),
        ),
        (
            "line",
            "{{ f[\"info.count\"].text if f[\"info.count\"] }}",
            "标准输入第1行：模板里的“info.count”没有这个名字或指标",
            "提示：是不是 case.count？".to_owned(),
        ),
        ("line", "{{ kinds.study }}", "标准输入第1行：模板里的“kinds”没有这个名字或指标", to_see("line")),
        ("note", "\n{{ f[\"case.solved\"].text }}", &format!("标准输入第2行：{asks}"), to_see("note")),
        (
            "note",
            "{% for one in kinds.study %}{{ one.knd }}{% endfor %}",
            &format!("标准输入第1行：{asks}"),
            to_see("note"),
        ),
        ("note", "{% for one in kinds.studdy %}{% endfor %}", &format!("标准输入第1行：{asks}"), to_see("note")),
        (
            "note",
            "{% if office %}",
            "标准输入第1行：模板填不成：unexpected end of input, expected end of block",
            to_see("note"),
        ),
        ("note", "{{ office|nosuch }}", "标准输入第1行：模板填不成：filter nosuch is unknown", to_see("note")),
        (
            "note",
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
            "标准输入第1行：模板填不成：要做的太多，或没完没了；看看循环和重复",
            to_see("note"),
        ),
        (
            "line",
            &too_long,
            "标准输入，模板：有20012个字，最多20000个",
            "提示：一份模板至多20000个字；要用回内置的：qjcppcc office wording reset line".to_owned(),
        ),
        (
            "note",
            "",
            "标准输入，模板：这里没有写内容",
            "提示：一份模板至多20000个字；要用回内置的：qjcppcc office wording reset note".to_owned(),
        ),
    ] {
        let said = set(&mut world, text, template);
        let code = if template == too_long { 4 } else { 2 };
        assert_eq!(said, format!("错误：{wrong}\n{hint}\n[exit {code}]\n"), "{template}");
    }
    for (command, wrong) in [
        ("set letter my.j2", "错误：没有文稿“letter”\n"),
        ("reset letter", "错误：没有文稿“letter”\n"),
        ("set note none.j2", "错误：~/none.j2：模板读不了：没有这个文件或文件夹\n"),
        ("set note none.j2 --lang en", "error: ~/none.j2: the template cannot be read"),
    ] {
        let said = world.run(&format!("qjcppcc office wording {command}"));
        assert!(said.starts_with(wrong), "{said}");
    }
    let said = world.run("qjcppcc office wording set note - --lang en <<'END'\n{{ ofice }}\nEND");
    assert_eq!(said, "error: stdin line 1: there is no name or figure “ofice”\nhint: did you mean office?\n[exit 2]\n");
    assert!(own(&mut world, "").iter().all(|(_, own)| *own == json!([])), "nothing was kept");
    for (key, value) in [("name", "letter"), ("lang", "fr")] {
        let mut line =
            json!({"ledger": "text", "date": "2022-01-01", "name": "note", "lang": "zh", "template": "{{ period }}"});
        line[key] = json!(value);
        let said = world.run(&format!("qjcppcc import - <<'END'\n{line}\nEND"));
        assert!(said.contains(&format!("“{value}”不是")) && said.contains("[exit"), "{said}");
    }
}

#[test]
fn a_kept_template_that_cannot_be_filled_stops_nobody() {
    let mut world = recorded();
    let texts = ["report 2022 --style note", "report 2022 --style full", "case line 2022"];
    let [note, full, line] = texts.map(|text| world.streams(&format!("qjcppcc {text}")));
    // Another program's templates come with a file.
    for name in ["note", "full", "line"] {
        let line =
            json!({"ledger": "text", "date": "2022-01-01", "name": name, "lang": "zh", "template": "一\n{{ gone() }}"});
        let said = world.run(&format!("qjcppcc import - <<'END'\n{line}\nEND"));
        assert!(!said.contains("[exit"), "{said}");
    }
    let fault = |text: &str| {
        format!(
            "注意：本单位的模板 {text}第2行：模板填不成：gone is unknown；印的是内置的。改好再存：qjcppcc office wording set {text} 文件；用回内置的：qjcppcc office wording reset {text}\n"
        )
    };
    let without_head =
        |text: &str| text.lines().filter(|line| !line.starts_with("台账文件状态")).collect::<Vec<_>>().join("\n");
    for (command, (text, said, code), faults) in
        [(texts[0], note, vec!["note"]), (texts[1], full, vec!["note", "full"]), (texts[2], line, vec!["line"])]
    {
        let (now, remarks, exit) = world.streams(&format!("qjcppcc {command}"));
        assert_eq!((without_head(&now), exit), (without_head(&text), code), "{command}");
        assert_eq!(remarks, said + &faults.into_iter().map(fault).collect::<String>(), "{command}");
    }
    let (data, _, code) = world.streams("qjcppcc report 2022 --json -q");
    let data: Value = serde_json::from_str(&data).expect("JSON");
    let warned = |text: &str| data["warnings"].as_array().expect("a list").contains(&json!(fault(text).trim_end()));
    assert!(code == 0 && warned("note") && warned("full"), "{:#}", data["warnings"]);
    let english = world.run("qjcppcc report 2022 --lang en --style note -q");
    assert!(english.starts_with("In 2022: "), "the other language has none: {english}");
}

#[test]
fn a_template_from_before_there_were_motions_goes_on() {
    let mut world = recorded();
    for lang in ["zh", "en"] {
        let built_in = world.run(&format!("qjcppcc office wording show full --lang {lang}"));
        let old = built_in.replace("\"motion\": motion,", "");
        assert_ne!(old, built_in);
        std::fs::write(world.path("old.j2"), old).expect("a file");
        let report = format!("qjcppcc report 2022 --style full --lang {lang} -q");
        let printed = world.run(&report);
        let set = world.run(&format!("qjcppcc office wording set full old.j2 --lang {lang}"));
        assert!(!set.contains("[exit"), "{set}");
        assert_eq!(world.run(&report), printed, "nothing is said of motions where there are none");
    }
}
