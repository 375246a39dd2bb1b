//! An office's words as one document: taken over in one change, kept in the chain, and refused in words.

use qjcppcc::vocabulary::{Profile, Set, Vocabulary, seed_vocabulary};
use serde_json::{Value as Json, json};

use crate::world::World;

fn good(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

fn document(name: &str) -> Json {
    let profile = Profile::read(Profile::built_in(name).expect("it is built in")).expect("a profile");
    serde_json::from_str(&profile.document()).expect("JSON")
}

/// A county with two towns of its own.
fn county() -> Json {
    let mut county = document("county");
    county["office"]["name"] = json!({"label": "甲县政协", "english": "Jia County CPPCC Committee"});
    county["towns"] = json!([{"key": "东镇", "label": "东镇"}, {"key": "西镇", "label": "西镇"}]);
    county
}

fn with(profile: &Json) -> World {
    World::with(&[("p.json", profile.to_string())])
}

#[test]
fn every_built_in_profile_starts_a_ledger_and_comes_back_as_it_is() {
    for name in Profile::names() {
        let mut world = World::new();
        good(&mut world, &format!("init x.db --profile {name}"));
        let exported = good(&mut world, "--db x.db office export");
        let [given, back] =
            [Profile::built_in(name).expect("a text"), &exported].map(|text| Profile::read(text).expect("a profile"));
        assert_eq!(back.terms(), given.terms(), "{name}");
        assert_eq!(back.limits(), given.limits(), "{name}");
        assert!(good(&mut world, "--db x.db verify").contains("完好"), "{name}");
        assert!(good(&mut world, &format!("--db x.db office apply {name} --yes")).contains("没有改动"), "{name}");
    }
    let default = Profile::read(Profile::built_in("qijiang").expect("a text")).expect("a profile");
    let mut plain = World::new();
    good(&mut plain, "init x.db");
    let exported = Profile::read(&good(&mut plain, "--db x.db office export")).expect("a profile");
    assert_eq!(exported.terms().len(), default.terms().len());
    assert_eq!(seed_vocabulary().terms().len(), default.terms().len());
}

/// `WORDS=write cargo test --test main -- profiles` makes them ready anew.
#[test]
fn the_words_made_ready_are_those_of_the_first_profile() {
    let default = Profile::read(Profile::built_in("qijiang").expect("a text")).expect("a profile");
    let words = Vocabulary::new(default.terms());
    let mut ready = String::new();
    for list in words.terms().chunk_by(|one, next| (one.set, &one.ledger) == (next.set, &next.ledger)) {
        ready += &format!("{} {}\n", list[0].set.key(), list[0].ledger);
        for term in list {
            let own = [&term.key, &term.label, &term.english].map(String::as_str);
            let said = [&term.unit, &term.unit_english, &term.scope, &term.level, &term.about, &term.about_english];
            let said = said.into_iter().chain([&term.section]).map(|text| text.as_deref().unwrap_or_default());
            let line = own.into_iter().chain(said).collect::<Vec<_>>().join("|");
            ready += &format!("{line}|{}\n", term.rank);
        }
        ready += "#\n";
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/vocabulary/profiles/qijiang.txt");
    if std::env::var("WORDS").is_ok_and(|mode| mode == "write") {
        std::fs::write(file, &ready).expect("the words");
    }
    assert_eq!(std::fs::read_to_string(file).expect("the words"), ready);
    assert_eq!(seed_vocabulary().terms(), words.terms());
    for set in Set::ALL {
        let ledgers = words.terms().iter().map(|term| &*term.ledger).collect::<std::collections::BTreeSet<_>>();
        for of in ledgers {
            assert_eq!(seed_vocabulary().list(set, of), words.list(set, of), "{of}");
        }
    }
}

#[test]
fn a_ledger_that_starts_from_a_profile_knows_no_other_words_then_or_later() {
    let mut world = with(&county());
    good(&mut world, "init x.db --profile p.json");
    assert!(
        world.run("qjcppcc --db x.db case add 甲事 -t 永新").contains("没有乡镇“永新”") || {
            world.run("qjcppcc --db x.db case add 甲事 -t 永新").contains("词表里没有乡镇“永新”")
        }
    );
    good(&mut world, "--db x.db study add 主席会议 -d 2022-5-1 -n 18");
    let report = good(&mut world, "--db x.db report 2022 --style full");
    assert!(report.starts_with("甲县政协2022年工作综述"), "{report}");
    let head = world.json("qjcppcc --db x.db head --json")["head"].as_str().expect("a head").to_owned();
    good(&mut world, "--db x.db vocab add town 南镇 南镇");
    good(&mut world, "--db x.db rebuild");
    good(&mut world, "--db x.db verify");
    let then = good(&mut world, &format!("--db x.db report 2022 --as-of {head}"));
    assert!(then.contains("甲县政协") && !then.contains("綦江"), "{then}");
    // What leaves the file brings the office along, into a file of its own and for one report.
    good(&mut world, "--db x.db export -o all.jsonl");
    good(&mut world, "init y.db");
    good(&mut world, "--db y.db import all.jsonl --yes");
    let [one, other] = ["x.db", "y.db"].map(|file| good(&mut world, &format!("--db {file} office export")));
    assert_eq!(one, other);
    assert!(good(&mut world, "report 2022 --from all.jsonl --style full").starts_with("甲县政协"));
}

#[test]
fn taking_over_a_profile_says_what_changes_asks_and_can_be_undone() {
    let mut world = with(&county());
    good(&mut world, "init x.db");
    good(&mut world, "--db x.db study add 主席会议 -d 2022-5-1 -n 18");
    good(&mut world, "--db x.db case add 甲事 -t 永新 -d 2022-5-2");
    let before = good(&mut world, "--db x.db report 2022");
    let rehearsed = good(&mut world, "--db x.db office apply p.json --dry-run");
    for line in ["新增 镇街（2）：东镇、西镇", "停用 镇街（21）：古南街道、", "改为 单位称谓（", "（演练，未写入）"]
    {
        assert!(rehearsed.contains(line), "{line}: {rehearsed}");
    }
    let refused = world.run("qjcppcc --db x.db office apply p.json");
    assert!(refused.contains("要先确认") && refused.ends_with("[exit 2]\n"), "{refused}");
    world.answer.set(Some(false));
    let declined = world.run("qjcppcc --db x.db office apply p.json");
    assert!(declined.contains("没有改动") && declined.ends_with("[exit 1]\n"), "{declined}");
    assert!(world.asked.borrow().iter().any(|asked| asked.contains("换用这份配置")));
    world.answer.set(None);
    assert!(good(&mut world, "--db x.db office apply p.json --yes").contains("已换用"));
    assert!(good(&mut world, "--db x.db report 2022").starts_with("甲县政协"));
    good(&mut world, "--db x.db verify");
    // The old matter goes on to count; its town is in no later list.
    assert!(good(&mut world, "--db x.db report 2022 --by town").contains("永新镇"));
    assert!(!good(&mut world, "--db x.db case line 2023").contains("古南街道"));
    assert!(world.run("qjcppcc --db x.db case add 乙事 -t 永新").contains("停用"));
    good(&mut world, "--db x.db undo --yes");
    assert_eq!(
        good(&mut world, "--db x.db report 2022").lines().filter(|line| !line.contains("状态")).collect::<Vec<_>>(),
        before.lines().filter(|line| !line.contains("状态")).collect::<Vec<_>>()
    );
}

#[test]
fn what_is_no_profile_is_refused_with_the_place() {
    let broken = county();
    let tried = |change: &dyn Fn(&mut Json), words: &str| {
        let mut profile = broken.clone();
        change(&mut profile);
        let mut world = with(&profile);
        let refused = world.run("qjcppcc init x.db --profile p.json");
        assert!(refused.contains(words) && refused.contains("[exit "), "{words}: {refused}");
        assert!(!world.path("x.db").exists(), "nothing is half made: {words}");
    };
    tried(&|it| it["profile"] = json!(2), "配置的版本是2，本程序读的是1");
    tried(&|it| it["like"] = json!("moon"), "没有内置的配置“moon”");
    tried(&|it| it["towms"] = json!([]), "这不是单位配置：unknown field `towms`");
    tried(&|it| it["towns"][1]["key"] = json!("东镇"), "town 东镇 写了两次");
    tried(&|it| it["ledgers"][0]["section"] = json!("nowhere"), "“nowhere”不在配置里");
    tried(&|it| it["outlets"][0]["level"] = json!("moon"), "“moon”不在配置里");
    tried(&|it| it["stages"][0]["key"] = json!("open"), "stage open：“open”会与指标 case.open 混淆");
    tried(&|it| it["levels"][0]["key"] = json!("received"), "混淆");
    tried(&|it| it["levels"][1]["label"] = it["levels"][0]["label"].clone(), "已有");
    tried(&|it| it["towns"][1]["label"] = json!("东镇"), "town 东镇：“东镇”已有（西镇）");
    tried(&|it| it["towns"][0]["key"] = json!("东 镇"), "“东 镇”不能作键");
    tried(&|it| it["ledgers"][0]["key"] = json!("nothing"), "不能适用于“nothing”");
    tried(&|it| it["office"] = json!({}), "配置里没有单位名称（office.name）或章节");
    tried(&|it| it["ledgers"][0] = json!({"key": "voluntere"}), "词表 ledger 不能适用于“voluntere”");
    // What no other door lets in does not come in by this one.
    tried(&|it| it["towns"][0]["label"] = json!("东\u{1b}[31m镇"), "town 东镇：含有控制字符 U+001B");
    tried(&|it| it["towns"][0]["label"] = json!("东\n镇"), "的前后有空格，或当中有换行");
    tried(&|it| it["towns"][0]["label"] = json!("东".repeat(501)), "有501个字，最多500个");
    tried(&|it| it["stages"][1]["limit"] = json!(-5), "“-5d”不是天数");
    tried(&|it| it["stages"][0]["limit"] = json!(5), "没有设置项“case.limit.topic”");
    tried(&|it| it["office"]["name"] = json!({"label": ""}), "配置里没有单位名称（office.name）或章节");
    let own = |template: &str| json!([{"name": "note", "lang": "zh", "template": template}]);
    tried(&|it| it["wordings"] = own("{% if %}"), "模板填不成");
    tried(&|it| it["wordings"] = own("{{ ofice }}"), "模板里的“ofice”没有这个名字或指标");
    tried(&|it| it["levels"][1]["own"] = json!(true), "本级（own）不止一个");
    tried(&|it| it["sections"] = json!([]), "配置里没有单位名称（office.name）或章节");
    tried(&|it| it["figures"] = json!([{"key": "no.such", "print": "exact"}]), "没有指标“no.such”");
    tried(&|it| it["figures"] = json!([{"key": "study.turns", "print": "odd"}]), "或它的 print 看不懂");
    tried(&|it| it["stages"][1]["limit"] = json!(99_999_999_999_i64), "“99999999999d”不是天数");
    let mut world = World::with(&[("p.json", "{\n \"profile\": 1,\n")]);
    let refused = world.run("qjcppcc init x.db --profile p.json");
    assert!(refused.contains("p.json第") && refused.contains("这不是单位配置"), "{refused}");
    let refused = world.run("qjcppcc init x.db --profile cuonty");
    assert!(refused.contains("没有配置文件“cuonty”") && refused.contains("是不是 county？"), "{refused}");
    let refused = world.run("qjcppcc init x.db --profile .");
    assert!(refused.contains("配置文件读不了") && refused.ends_with("[exit 1]\n"), "{refused}");
}

#[test]
fn a_profile_that_is_like_another_names_only_what_is_different() {
    let own = json!({
        "profile": 1, "name": "yunhe", "like": "county",
        "office": {"name": {"label": "云河县政协", "english": "Yunhe County CPPCC Committee"}},
        "towns": [{"key": "东镇"}],
        "ledgers": [{"key": "case", "label": "有事好商量"}, {"key": "advice", "section": "case"}],
    });
    let mut world = with(&own);
    good(&mut world, "init x.db --profile p.json");
    let made: Json = serde_json::from_str(&good(&mut world, "--db x.db office export")).expect("JSON");
    good(&mut world, "init y.db --profile county");
    let county: Json = serde_json::from_str(&good(&mut world, "--db y.db office export")).expect("JSON");
    assert_eq!(made["office"]["name"]["label"], "云河县政协");
    assert_eq!(made["office"]["party"], county["office"]["party"]);
    assert_eq!(made["towns"], json!([{"key": "东镇", "label": "东镇", "english": "东镇"}]));
    for key in ["levels", "departments", "outlets", "sections", "scopes", "stages", "figures"] {
        assert_eq!(made[key], county[key], "{key}");
    }
    let of = |document: &Json, key: &str| {
        document["ledgers"]
            .as_array()
            .and_then(|all| all.iter().find(|one| one["key"] == key))
            .cloned()
            .expect("a ledger")
    };
    assert_eq!(of(&made, "case")["label"], "有事好商量");
    assert_eq!(of(&made, "case")["about"], of(&county, "case")["about"]);
    assert_eq!(
        (&of(&made, "advice")["section"], &of(&made, "advice")["kinds"]),
        (&json!("case"), &of(&county, "advice")["kinds"])
    );
    assert_eq!(of(&made, "study"), of(&county, "study"));
}

#[test]
fn a_profile_says_how_a_figure_of_platforms_is_printed() {
    let own = json!({"key": "platform.count", "label": "用到的平台", "english": "platforms used", "print": "rounded"});
    let mut profile = county();
    profile["figures"] = json!([own]);
    let mut world = with(&profile);
    good(&mut world, "init x.db --profile p.json");
    let made: Json = serde_json::from_str(&good(&mut world, "--db x.db office export")).expect("JSON");
    assert_eq!(made["figures"], profile["figures"]);
}

#[test]
fn any_word_is_changed_and_a_level_brings_its_press() {
    let mut world = World::new();
    good(&mut world, "vocab edit kind study reading --unit 期 --counter issues");
    good(&mut world, "study add reading -d 2022-5-1 --count 12");
    let figures = world.json("qjcppcc report 2022 --json")["figures"].clone();
    let text = |key: &str| {
        let all = figures.as_array().expect("figures");
        all.iter().find(|figure| figure["key"] == key).map(|figure| figure["text"].clone())
    };
    assert_eq!(text("study.reading"), Some(json!("12期")));
    good(&mut world, "vocab add level province 省级 --rank 25");
    good(&mut world, "vocab add outlet 省报 某省日报 --level 省");
    assert!(good(&mut world, "media add --title 甲稿 --outlets 省报 -d 2022-5-1").contains("省级"));
    good(&mut world, "info add 甲 -d 2022-5-1");
    good(&mut world, "info adopt 1 省 --by 省政协 -d 2022-5-2");
    let report = good(&mut world, "report 2022");
    assert!(report.contains("省级采用") && report.contains("省级媒体稿件"), "{report}");
    for (command, words) in [
        ("vocab edit kind study reading", "没有写改什么"),
        ("vocab add kind study lecture 讲座 --section nowhere", "没有章节“nowhere”"),
        ("vocab add level province2 省级", "已有"),
        ("vocab add kind info nation 国家", "会与指标 info.nation 混淆"),
        ("vocab add stage case solved 解决", "会与指标 case.solved 混淆"),
        ("vocab add outlet 乙报 乙报 --level 宇宙", "没有级别“宇宙”"),
    ] {
        let refused = world.run(&format!("qjcppcc {command}"));
        assert!(refused.contains(words) && refused.contains("[exit "), "{command}: {refused}");
    }
}

#[test]
fn whoever_adds_a_kind_at_a_terminal_is_asked_with_what_it_is_counted() {
    let mut world = World::new();
    world.answer.set(Some(true));
    world.width.set(Some(100));
    world.answers.borrow_mut().push_back("社区");
    good(&mut world, "vocab add kind volunteer river 巡河护河");
    assert!(world.asked.borrow().iter().any(|asked| asked.contains("和哪一范围合计")), "{:?}", world.asked.borrow());
    let words = world.json("qjcppcc vocab list kind volunteer --json");
    let river = words.as_array().expect("words").iter().find(|word| word["key"] == "river").expect("it is there");
    assert_eq!(river["scope"], "community");
}

#[test]
fn what_an_office_has_changed_is_exported_and_taken_over_again() {
    for change in [
        "vocab rename level city 甲市级",
        "vocab edit kind media city --unit 条 --counter items",
        "vocab add level village 村级 --rank 5",
        "vocab add kind media leaflet 小报",
    ] {
        let mut world = World::new();
        good(&mut world, "init x.db --profile county");
        good(&mut world, &format!("--db x.db {change}"));
        let exported =
            good(&mut world, "--db x.db office export -o p.json") + &good(&mut world, "--db x.db office export");
        good(&mut world, "init y.db --profile p.json");
        good(&mut world, "--db x.db office apply p.json --yes");
        for file in ["x.db", "y.db"] {
            assert!(exported.ends_with(&good(&mut world, &format!("--db {file} office export"))), "{change}: {file}");
        }
    }
    // What tells a kind of the press apart follows the name of its level, unless the office has said so in its own words.
    let mut world = World::new();
    good(&mut world, "vocab rename level city 甲市级");
    assert!(good(&mut world, "vocab list kind media").contains("最高刊登级别为甲市级媒体"));
    good(&mut world, "vocab edit kind media city --about 市里的报");
    good(&mut world, "vocab rename level city 乙市级");
    assert!(good(&mut world, "vocab list kind media").contains("市里的报"));
}

#[test]
fn limits_that_a_profile_does_not_name_are_cleared() {
    let mut world = World::new();
    good(&mut world, "init x.db --profile county");
    good(&mut world, "--db x.db office export -o plain.json");
    good(&mut world, "--db x.db setting set case.limit.review 15d");
    good(&mut world, "--db x.db office export -o limited.json");
    let rehearsed = good(&mut world, "--db x.db office apply plain.json --dry-run");
    assert!(rehearsed.contains("取消 设置：case.limit.review"), "{rehearsed}");
    let limit = |world: &mut World| good(world, "--db x.db office export").contains("\"limit\": 15");
    good(&mut world, "--db x.db office apply plain.json --yes");
    assert!(!limit(&mut world));
    good(&mut world, "--db x.db undo --yes");
    assert!(limit(&mut world));
    good(&mut world, "--db x.db redo --yes");
    let rehearsed = good(&mut world, "--db x.db office apply limited.json --dry-run --lang en");
    assert!(rehearsed.contains("changed, setting: case.limit.review 15d"), "{rehearsed}");
    good(&mut world, "--db x.db office apply limited.json --yes");
    assert!(limit(&mut world));
    good(&mut world, "--db x.db verify");
}

#[test]
fn the_profile_that_a_file_starts_from_is_not_undone() {
    let mut world = World::new();
    good(&mut world, "init x.db --profile county");
    let refused = world.run("qjcppcc --db x.db undo --yes");
    assert!(refused.contains("台账文件由这份单位配置开始，不能撤销") && refused.ends_with("[exit 4]\n"), "{refused}");
    let refused = world.run("qjcppcc --db x.db undo --yes --lang en");
    assert!(refused.contains("office apply FILE"), "{refused}");
}

#[test]
fn a_profile_is_taken_over_whole_or_not_at_all() {
    let mut profile = county();
    profile["sections"] = json!([{"key": "case", "label": "商量"}, {"key": "study", "label": "学习"}]);
    let mut world = with(&profile);
    let names = [("c.json", county().to_string())];
    std::fs::write(world.path(names[0].0), &names[0].1).expect("a file");
    good(&mut world, "init x.db --profile c.json");
    // The ledgers stand as they stood, and their sections would be gone.
    let refused = world.run("qjcppcc --db x.db office apply p.json");
    assert!(refused.contains("ledger ") && refused.contains("不在配置里"), "{refused}");
    assert!(refused.ends_with("[exit 4]\n"), "{refused}");
    let other = world.run("qjcppcc --db x.db office apply province");
    assert!(other.contains("要先确认，没有改动：换用这份配置，改") && !other.contains("\\u{a}"), "{other}");
    // What changes its key leaves a word of the same name behind.
    let mut other = county();
    other["towns"][0]["key"] = json!("east");
    std::fs::write(world.path("p.json"), other.to_string()).expect("a file");
    good(&mut world, "--db x.db office apply p.json --yes");
    let twins = world.run("qjcppcc --db x.db case list -t 东");
    assert!(twins.contains("东镇（east）") || !twins.contains("不止一个"), "{twins}");
    // Notepad of a Chinese Windows writes GBK or UTF-16.
    let text = county().to_string();
    let (gbk, ..) = encoding_rs::GB18030.encode(&text);
    let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [("gbk", gbk.into_owned()), ("wide", wide)] {
        std::fs::write(world.path("p.json"), bytes).expect("a file");
        assert!(good(&mut world, &format!("init {name}.db --profile p.json")).contains("甲县政协"), "{name}");
    }
}

#[test]
fn a_ledger_without_a_section_stands_in_the_last_one() {
    let mut profile = county();
    for ledger in profile["ledgers"].as_array_mut().expect("ledgers") {
        ledger.as_object_mut().expect("a ledger").remove("section");
        for kind in ledger.get_mut("kinds").and_then(Json::as_array_mut).into_iter().flatten() {
            kind.as_object_mut().expect("a kind").remove("section");
        }
    }
    let dropped = |ledger: &Json| ledger["key"] == "aid";
    profile["ledgers"].as_array_mut().expect("ledgers").retain(|ledger| !dropped(ledger));
    profile["sections"] = json!([{"key": "first", "label": "第一节"}, {"key": "last", "label": "最后一节"}]);
    let mut world = with(&profile);
    good(&mut world, "init x.db --profile p.json");
    good(&mut world, "--db x.db volunteer add 义诊 -d 2022-5-1 -n 12");
    good(&mut world, "--db x.db info add 信息 甲 -d 2022-5-1");
    good(&mut world, "--db x.db info adopt 1 市级 -d 2022-5-2");
    let full = good(&mut world, "--db x.db report 2022 --style full");
    assert!(full.contains("一、最后一节") && full.contains("12人次") && full.contains("市级采用1篇"), "{full}");
}

#[test]
fn no_word_of_another_office_is_shown() {
    let mut profile = county();
    profile["levels"] = json!([{"key": "hill", "label": "片级", "own": true}, {"key": "vale", "label": "川级"}]);
    profile["outlets"] = json!([]);
    let mut world = with(&profile);
    good(&mut world, "init x.db --profile p.json");
    let help = good(&mut world, "--db x.db advice --help");
    assert!(help.contains("--level 片级 -d") && help.contains("--level 川级"), "{help}");
    let help = good(&mut world, "--db x.db setting --help");
    assert!(help.contains("case.limit.inquiry") || !help.contains("case.limit"), "{help}");
    let due = world.run("qjcppcc --db x.db case due");
    assert!(due.contains("setting set case.limit.inquiry 15d") && !due.contains("assignment"), "{due}");
    good(&mut world, "--db x.db case add 甲事 -t 东镇 -d 2022-5-1");
    good(&mut world, "--db x.db case advance 1 -d 2022-5-2");
    good(&mut world, "--db x.db case solve 1 -d 2022-6-1");
    let report = good(&mut world, "--db x.db report 2022");
    assert!(report.contains("当期确定并解决  100%") && !report.contains("立案"), "{report}");
    // A level that is put between two others has its press there, too.
    good(&mut world, "--db x.db vocab add level dale 谷级 --rank 15");
    let shown = good(&mut world, "--db x.db office show");
    assert!(shown.contains("川级、谷级、片级、其他"), "{shown}");
    let none = world.run("qjcppcc --db x.db media add 甲 --outlets 某报 -d 2022-5-1");
    assert!(!none.contains("现有：。"), "{none}");
}

/// The county of before there were motions.
fn without_motions() -> Json {
    let mut county = county();
    for list in ["sections", "ledgers", "stages", "outcomes", "results", "grades"] {
        let items = county[list].as_array_mut().expect("a list");
        items.retain(|item| item["key"] != "motion" && item["ledger"] != "motion");
    }
    county
}

/// The words of motions in use, each with what it is called.
fn motions(world: &mut World, file: &str) -> Vec<String> {
    let words = world.json(&format!("qjcppcc --db {file} vocab list --json"));
    let ours = words.as_array().expect("words").iter().filter(|it| it["ledger"] == "motion" && it["retired"].is_null());
    ours.map(|it| format!("{} {} {}", it["set"], it["key"], it["label"]).replace('"', "")).collect()
}

#[test]
fn an_own_profile_that_knows_no_motions_has_the_words_of_the_default_one() {
    let mut world = with(&without_motions());
    good(&mut world, "init plain.db");
    let all = motions(&mut world, "plain.db");
    for word in
        ["kind economy 经济建设", "stage judged 反馈", "outcome merged 并案", "result c C 留作参考", "grade not 不满意"]
    {
        assert!(all.iter().any(|it| it == word), "{word}: {all:?}");
    }
    good(&mut world, "init x.db --profile p.json");
    assert_eq!(motions(&mut world, "x.db"), all);
    assert!(good(&mut world, "--db x.db office apply p.json --yes").contains("没有改动"));
    // They are words like any other, and stay when the tables are made anew and in another file.
    good(&mut world, "--db x.db vocab add kind motion water 水利");
    good(&mut world, "--db x.db vocab rename grade motion not 不满");
    let changed = motions(&mut world, "x.db");
    assert!(changed.contains(&"kind water 水利".to_owned()) && changed.contains(&"grade not 不满".to_owned()));
    assert_eq!(changed.len(), all.len() + 1);
    good(&mut world, "--db x.db rebuild");
    good(&mut world, "--db x.db verify");
    assert_eq!(motions(&mut world, "x.db"), changed);
    good(&mut world, "--db x.db export -o all.jsonl");
    good(&mut world, "init y.db");
    good(&mut world, "--db y.db import all.jsonl --yes");
    assert_eq!(motions(&mut world, "y.db"), changed);
    good(&mut world, "--db x.db office export -o q.json");
    good(&mut world, "init z.db --profile q.json");
    assert_eq!(motions(&mut world, "z.db"), changed);
    good(&mut world, "--db x.db office apply p.json --yes");
    assert_eq!(motions(&mut world, "x.db"), changed, "what a profile does not know at all, it does not put out of use");
    good(&mut world, "--db x.db undo --yes");
    good(&mut world, "--db x.db undo --yes");
    assert_eq!(motions(&mut world, "x.db"), all);
}

#[test]
fn an_own_profile_that_names_motions_has_no_other_words_for_them() {
    let mut own = without_motions();
    own["ledgers"].as_array_mut().expect("ledgers").push(json!({"key": "motion", "label": "提案", "kinds": [
        {"key": "farming", "label": "三农", "unit": "件", "unit_english": "motions"}]}));
    own["grades"] = json!([{"key": "good", "label": "很好", "scope": "satisfied", "ledger": "motion"}]);
    let mut world = with(&own);
    good(&mut world, "init x.db --profile p.json");
    assert_eq!(motions(&mut world, "x.db"), ["kind farming 三农", "kind other 其他", "grade good 很好"]);
    let exported: Json = serde_json::from_str(&good(&mut world, "--db x.db office export")).expect("JSON");
    assert_eq!(exported["grades"][0]["scope"], "satisfied");
    assert!(good(&mut world, "--db x.db office apply p.json --yes").contains("没有改动"));
    // One that is like another says the stages of its matters, and leaves those of motions as they are.
    let like = json!({"profile": 1, "like": "county", "sections": [{"key": "case", "label": "商量"}],
        "ledgers": without_motions()["ledgers"].as_array().expect("ledgers").iter().map(|ledger| {
            let mut ledger = ledger.clone();
            ledger["section"] = json!("case");
            for kind in ledger.get_mut("kinds").and_then(Json::as_array_mut).into_iter().flatten() {
                kind.as_object_mut().expect("a kind").remove("section");
            }
            ledger
        }).collect::<Vec<_>>(),
        "stages": [{"key": "talk", "label": "商量", "ledger": "case"}]});
    let like = Profile::read(&like.to_string()).expect("a profile");
    let stages = like.terms().into_iter().filter(|term| term.set == qjcppcc::vocabulary::Set::Stage);
    let stages: Vec<String> = stages.map(|term| term.key).collect();
    assert_eq!(stages, ["talk", "received", "reviewed", "assigned", "replied", "judged"]);
    let mut world = with(&serde_json::from_str(&like.document()).expect("JSON"));
    good(&mut world, "init x.db --profile p.json");
}

#[test]
fn the_letters_of_results_are_three_or_four_by_one_command() {
    let mut world = World::new();
    let results = |world: &mut World| {
        let words = world.json("qjcppcc vocab list result motion --json");
        let used = words.as_array().expect("words").iter().filter(|it| it["retired"].is_null());
        used.map(|it| it["label"].as_str().expect("a label").to_owned()).collect::<Vec<_>>().join(" / ")
    };
    good(&mut world, "vocab rename result motion a \"A 已经办成\"");
    let three = "A 已经办成 / B 正在解决或列入计划 / C 留作参考";
    let four = "A 已经办成 / B 正在解决或列入计划 / C 因条件限制暂难解决 / D 留作参考";
    assert_eq!(results(&mut world), three);
    let said = good(&mut world, "vocab preset ABCD");
    assert!(said.contains("已换用 abcd：") && said.contains("D 留作参考"), "{said}");
    assert_eq!(results(&mut world), four);
    assert!(good(&mut world, "vocab preset abcd").contains("没有改动"));
    good(&mut world, "undo --yes");
    assert_eq!(results(&mut world), three);
    good(&mut world, "vocab preset abcd");
    good(&mut world, "vocab preset abc");
    assert_eq!(results(&mut world), three);
    good(&mut world, "vocab preset abcd --lang en");
    assert_eq!(results(&mut world), four);
    let refused = world.run("qjcppcc vocab preset abcde");
    assert_eq!(refused, "错误：没有“abcde”这一套\n提示：是不是 abcd？可用：abc, abcd\n[exit 2]\n");
    let refused = world.run("qjcppcc --lang en vocab preset five");
    assert_eq!(refused, "error: there is no preset “five”\nhint: there are: abc, abcd\n[exit 2]\n");
    // What motions go through belongs to a ledger whose records go through stages.
    let refused = world.run("qjcppcc vocab add result study e \"E 其他\"");
    assert!(refused.starts_with("错误：没有分办理结果的台账“study”") && refused.contains("motion"), "{refused}");
    // Matters of a town go through stages and have no results.
    let refused = world.run("qjcppcc vocab add result case e \"E 其他\"");
    assert!(refused.contains("没有分办理结果的台账“case”") && refused.contains("可用：motion\n"), "{refused}");
    good(&mut world, "vocab add result motion e \"E 其他\" --english other");
    good(&mut world, "vocab preset abc");
    assert_eq!(results(&mut world), format!("{three} / E 其他"));
}
