//! What offices have printed of their motions can be entered as numbers, and is printed with the same value, bound and measure word.

use serde_json::Value as Json;

use crate::world::World;

/// What an office printed of a year.
struct Office {
    year: &'static str,
    /// Its profile, where it has words of its own.
    profile: Option<&'static str>,
    /// What its clerk enters.
    commands: &'static [&'static str],
    /// Figures by their keys, as printed.
    figures: &'static [(&'static str, &'static str)],
    /// Rates by their keys: as printed, with both numbers.
    rates: &'static [(&'static str, &'static str, &'static str)],
    /// What the full text says.
    says: &'static [&'static str],
    /// What was printed of a figure or rate, and agrees.
    claims: &'static [(&'static str, &'static str)],
}

/// Enters what an office has, and looks for what it printed on each page.
fn prints(office: &Office) -> World {
    let mut world = World::new();
    world.set_clock(&format!("{}-12-31T09:00:00+08:00", office.year));
    let profile = office.profile.map_or(String::new(), |profile| {
        std::fs::write(world.path("own.json"), profile).expect("a profile");
        " --profile own.json".to_owned()
    });
    ran(&mut world, &format!("init{profile}"));
    for command in office.commands {
        ran(&mut world, command);
    }
    let report = world.json(&format!("qjcppcc report {} --json", office.year));
    let table = ran(&mut world, &format!("report {} --style table", office.year));
    let by_key = |list: &str, key: &str| -> Json {
        let found = report[list].as_array().expect("a list").iter().find(|it| it["key"] == key);
        found.unwrap_or_else(|| panic!("{key} is not reported")).clone()
    };
    let line = |label: &Json| {
        let label = label.as_str().expect("a name");
        let found = table.lines().find(|line| line.strip_prefix(label).is_some_and(|rest| rest.starts_with("  ")));
        found.unwrap_or_else(|| panic!("{label}: {table}")).to_owned()
    };
    for (key, printed) in office.figures {
        let figure = by_key("figures", key);
        assert_eq!((&figure["text"], &figure["bound"]), (&Json::from(*printed), &Json::from("exact")), "{key}");
        assert!(line(&figure["label"]).contains(&format!(" {printed} ")), "{key}: {table}");
    }
    for (key, printed, of) in office.rates {
        let rate = by_key("rates", key);
        assert_eq!(rate["text"], *printed, "{key}");
        let (part, whole) = of.split_once('/').expect("both numbers");
        let line = line(&rate["label"]);
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[words.len() - 3..], [*printed, part, whole], "{key}");
    }
    let full = ran(&mut world, &format!("report {} --style full", office.year));
    for said in office.says {
        assert!(full.contains(said), "{said}: {full}");
    }
    // What is said of the same number twice would be read as two numbers.
    assert!(!full.contains("另有"), "{full}");
    for (key, given) in office.claims {
        let claim = world.json(&format!("qjcppcc claim add {key} {given} --period {} --source 报 --json", office.year));
        assert_eq!(claim["agrees"], true, "{key} {given}: {claim}");
    }
    world
}

fn ran(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

/// “共收到提案424件”, “立案320件”, “委员满意和基本满意率100%”.
#[test]
fn jiulongpo_2022() {
    prints(&Office {
        year: "2022",
        profile: None,
        commands: &[
            "motion add --count 424 -d 2022-01-10",
            "motion review --as filed --count 320 -d 2022-01-20",
            "motion feedback --as satisfied --count 300 -d 2022-11-20",
            "motion feedback --as basically --count 20 -d 2022-11-20",
        ],
        figures: &[("motion.received", "424件"), ("motion.filed", "320件"), ("motion.content", "320件")],
        rates: &[("motion.filed.rate", "75.5%", "320件/424件"), ("motion.content.rate", "100%", "320件/320件")],
        says: &["收到提案424件", "立案320件，立案率75.5%（320件/424件）", "满意和基本满意率100%（320件/320件）"],
        claims: &[("motion.received", "424件"), ("motion.filed", "320件"), ("motion.content.rate", "100%")],
    });
}

/// “立案的259件提案”, “17件重点提案由领导领办督办”, “民生事项提案占比59.9%”: of 259 no number of motions makes 59.9%, 155 are 59.8%; the
/// share is of another number, which was not printed. Those handed over after merging may be 237, and 142 of them on this topic.
#[test]
fn wujiang_2023() {
    let office = Office {
        year: "2023",
        profile: None,
        commands: &[
            "vocab add kind motion livelihood 民生",
            "setting set motion.share.of filed",
            "motion review --as filed --kind 民生 --count 155 -d 2023-01-20",
            "motion review --as filed --kind 经济 --count 104 -d 2023-01-20",
            "motion key --count 17 --leader 区委领导、区政府领导 -d 2023-04-01",
        ],
        figures: &[("motion.filed", "259件"), ("motion.filed.livelihood", "155件"), ("motion.key", "17件")],
        rates: &[("motion.filed.livelihood.rate", "59.8%", "155件/259件")],
        says: &["立案259件", "民生155件（59.8%）", "重点提案17件"],
        claims: &[("motion.filed", "259件"), ("motion.key", "17件"), ("motion.filed.livelihood.rate", "约59.9%")],
    };
    let mut world = prints(&office);
    let tenths = |part: u32, whole: u32| (part * 2_000 + whole) / (whole * 2);
    assert!((0..=259).all(|part| tenths(part, 259) != 599));
    let claim = "qjcppcc claim add motion.filed.livelihood.rate 59.9% --period 2023 --source 报 --json";
    assert_eq!(world.json(claim)["agrees"], false);

    for command in [
        "setting set motion.share.of assigned",
        "motion assign --kind 民生 --count 142 -d 2023-03-01",
        "motion assign --kind 经济 --count 95 -d 2023-03-01",
    ] {
        ran(&mut world, command);
    }
    let report = world.json("qjcppcc report 2023 --json");
    let rates = report["rates"].as_array().expect("rates");
    let share = |key: &str| rates.iter().find(|rate| rate["key"] == key);
    let handed_over = share("motion.assigned.livelihood.rate").expect("the share of those handed over");
    assert_eq!(
        (&handed_over["text"], &handed_over["part"], &handed_over["whole"]),
        (&"59.9%".into(), &142.into(), &237.into())
    );
    assert!(share("motion.filed.livelihood.rate").is_none(), "one basis is shown, that which the office has set");
    let said = "motion.assigned.livelihood.rate 59.9%";
    assert_eq!(world.json(&format!("qjcppcc claim add {said} --period 2023 --source 报 --json"))["agrees"], true);
}

/// “县政府承办的66件提案”, “答复率100%”, “走访率100%”, “满意率100%”.
#[test]
fn qianxi_2022() {
    prints(&Office {
        year: "2022",
        profile: None,
        commands: &[
            "motion assign --count 66 --lead 县政府 -d 2022-02-10",
            "motion reply --count 66 --result A --contact visit -d 2022-08-01",
            "motion feedback --as 满意 --count 66 -d 2022-09-01",
        ],
        figures: &[("motion.assigned", "66件"), ("motion.replied", "66件"), ("motion.visited", "66件")],
        rates: &[
            ("motion.replied.rate", "100%", "66件/66件"),
            ("motion.visited.rate", "100%", "66件/66件"),
            ("motion.satisfied.rate", "100%", "66件/66件"),
        ],
        says: &["交办66件", "办复率100%（66件/66件）", "面商率100%（66件/66件）", "满意率100%（66件/66件）"],
        claims: &[
            ("motion.assigned", "66件"),
            ("motion.replied.rate", "100%"),
            ("motion.visited.rate", "100%"),
            ("motion.satisfied.rate", "100%"),
        ],
    });
}

/// “共提出提案91件”, “集体提案24件”, “委员联名或个人提案67件”, “提出和附议提案的委员122人次”, “立案82件”, “未立案的9件转意见建议”, “办复率100%”,
/// “满意率100%”. “立案率90%” is 82 of 91, printed as 90.1%: what is given without a decimal agrees when it is the same without one.
#[test]
fn yucheng_2020() {
    let mut world = prints(&Office {
        year: "2020",
        profile: Some(
            r#"{"profile": 1, "like": "district", "name": "yucheng", "figures": [
                {"key": "motion.joint", "label": "委员联名或个人提案", "english": "joint or individual motions"}]}"#,
        ),
        commands: &[
            "motion add --count 24 --form collective -d 2020-01-10",
            "motion add --count 67 --form joint --proposers 122 -d 2020-01-10",
            "motion review --as filed --count 82 -d 2020-01-20",
            "motion review --as opinion --count 9 -d 2020-01-20",
            "motion assign --count 82 -d 2020-03-01",
            "motion reply --count 50 --result A -d 2020-08-01",
            "motion reply --count 32 --result B -d 2020-08-01",
            "motion feedback --as 满意 --count 82 -d 2020-09-01",
        ],
        figures: &[
            ("motion.received", "91件"),
            ("motion.collective", "24件"),
            ("motion.joint", "67件"),
            ("motion.proposers", "122人次"),
            ("motion.filed", "82件"),
            ("motion.opinion", "9件"),
        ],
        rates: &[
            ("motion.filed.rate", "90.1%", "82件/91件"),
            ("motion.replied.rate", "100%", "82件/82件"),
            ("motion.satisfied.rate", "100%", "82件/82件"),
        ],
        says: &[
            "收到提案91件，其中委员联名或个人提案67件、集体24件，提出和附议122人次",
            "立案82件，立案率90.1%（82件/91件），转意见建议9件",
            "办复率100%（82件/82件）",
            "满意率100%（82件/82件）",
        ],
        claims: &[
            ("motion.received", "91件"),
            ("motion.joint", "67件"),
            ("motion.proposers", "122人次"),
            ("motion.filed.rate", "90%"),
            ("motion.filed.rate", "90.1%"),
        ],
    });
    for given in ["90.0%", "91%", "82%"] {
        let claim = format!("qjcppcc claim add motion.filed.rate {given} --period 2020 --source 报 --json");
        assert_eq!(world.json(&claim)["agrees"], false, "{given}");
    }
}

/// “收到提案415件”, “立案354件”, “并案后交办307件”.
#[test]
fn jiangbei_2023() {
    prints(&Office {
        year: "2023",
        profile: None,
        commands: &[
            "motion add --count 415 -d 2023-01-10",
            "motion review --as filed --count 354 -d 2023-01-20",
            "motion review --as merged --count 80 --groups 33 -d 2023-02-10",
            "motion assign --count 307 -d 2023-03-01",
        ],
        figures: &[
            ("motion.received", "415件"),
            ("motion.filed", "354件"),
            ("motion.away", "47件"),
            ("motion.assigned", "307件"),
        ],
        rates: &[("motion.filed.rate", "85.3%", "354件/415件")],
        says: &["收到提案415件", "立案354件", "并掉47件", "并案后交办307件"],
        claims: &[("motion.received", "415件"), ("motion.filed", "354件"), ("motion.assigned", "307件")],
    });
}

/// “收到意见建议412件”, “立案326件”, “立案率79.1%”, “并案后307件”, “集体提案83件”, “占27%”, “个人提案224件”, “占73%”, “未立案86件转社情民意”: the
/// shares are of the 307 that are handed over, as they are unless the office says otherwise.
#[test]
fn fuling_2023() {
    let mut world = prints(&Office {
        year: "2023",
        profile: None,
        commands: &[
            "motion add --count 412 -d 2023-01-10",
            "motion review --as filed --count 326 -d 2023-01-20",
            "motion review --as info --count 86 -d 2023-01-20",
            "motion review --as merged --count 30 --groups 11 -d 2023-02-10",
            "motion assign --count 83 --form collective -d 2023-03-01",
            "motion assign --count 224 --form individual -d 2023-03-01",
        ],
        figures: &[
            ("motion.received", "412件"),
            ("motion.filed", "326件"),
            ("motion.info", "86件"),
            ("motion.assigned", "307件"),
            ("motion.assigned.collective", "83件"),
            ("motion.assigned.individual", "224件"),
        ],
        rates: &[
            ("motion.filed.rate", "79.1%", "326件/412件"),
            ("motion.assigned.collective.rate", "27%", "83件/307件"),
            ("motion.assigned.individual.rate", "73%", "224件/307件"),
        ],
        says: &[
            "收到提案412件",
            "立案326件，立案率79.1%（326件/412件）",
            "转社情民意信息86件",
            "并案后交办307件，其中个人224件（73%）、集体83件（27%）",
        ],
        claims: &[
            ("motion.received", "412件"),
            ("motion.filed.rate", "79.1%"),
            ("motion.assigned.collective.rate", "27%"),
            ("motion.assigned.individual.rate", "73%"),
            ("motion.info", "86件"),
        ],
    });
    let english = ran(&mut world, "--lang en report 2023 --style table");
    assert!(
        english.lines().any(|line| line.starts_with("share of handed over: collective") && line.contains(" 27% ")),
        "{english}"
    );
}
