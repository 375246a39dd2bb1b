//! Search: words in all ledgers and what hangs on their records, and what is said where something that begins with - is meant.

use crate::world::World;

fn year() -> World {
    let mut world = World::new();
    world.run("qjcppcc init");
    world.run("qjcppcc case add 场镇饮水管网改造 -t 石角 -d 2022-03-02 --proposer 农业界");
    world.run("qjcppcc case fund 1 35万 --source 区水利局 -m '饮水 二期' -d 2022-06-01");
    world.run("qjcppcc study add chair 饮水安全 -d 2022-05-01 -m '改造之后；电话13800138000'");
    world.run("qjcppcc advice add 微建议 农村饮水 -d 2022-07-01");
    world.run("qjcppcc advice endorse 1 --who 区委主要领导 --level district -d 2022-08-01");
    world.run("qjcppcc volunteer add forest -n 4 -t 永新 -d 2022-08-20");
    world.run("qjcppcc study add chair 饮水 -d 2022-01-01");
    world.run("qjcppcc study void 2 --reason 重复");
    world
}

#[test]
fn words_are_found_in_all_ledgers_the_newest_first() {
    let mut world = year();
    let mut found = |words: &str| world.run(&format!("qjcppcc search {words} -O id")).replace('\n', " ");
    assert_eq!(found("饮水"), "advice-1 fund-1 study-1 case-1 ");
    assert_eq!(found("饮水 改造"), "study-1 case-1 ");
    assert_eq!(found("'饮水 改造'"), "study-1 case-1 ");
    assert_eq!(found("改造 饮水 石角镇"), "case-1 ", "a town by the name that people read");
    assert_eq!(found("森林防火"), "volunteer-1 ", "a kind, too");
    assert_eq!(found("forest yongxin"), "volunteer-1 ", "and in English");
    assert_eq!(found("区级"), "endorsement-1 ");
    assert_eq!(found("饮水 --limit 2"), "advice-1 fund-1 ");
    assert_eq!(found("饮水 --period 2022Q2"), "fund-1 study-1 ");
    assert_eq!(found("饮水 --period ..2022-05-01"), "study-1 case-1 ");
    assert_eq!(found("飞船"), "");
    assert_eq!(
        world.run("qjcppcc search 饮水 --period 2022Q2"),
        "编号     日期        内容                                                  所属\n\
         ──────────────────────────────────────────────────────────────────────────────────────────────────\n\
         fund-1   2022-06-01  金额 35万元 · 区水利局 · 备注 饮水 二期               case-1 场镇饮水管网改造\n\
         study-1  2022-05-01  饮水安全 · 主席会议 · 备注 改造之后；电话138****8000  —\n"
    );
    assert!(world.run("qjcppcc search 改造之后 --unmask").contains("13800138000"));
    assert_eq!(world.run("qjcppcc search 飞船"), "没有找到\n");
    assert!(world.run("qjcppcc search ''").ends_with("[exit 2]\n"));
    let json = world.json("qjcppcc search 饮水 --limit 2 --json");
    assert_eq!((&json[1]["no"], &json[1]["of"]), (&1.into(), &"case-1 场镇饮水管网改造".into()));
    assert_eq!(json[0]["of"], serde_json::Value::Null);
}

#[test]
fn a_list_is_searched_for_several_words() {
    let mut world = year();
    for (words, found) in
        [("饮水", "1"), ("饮水 改造", "1"), ("'改造 饮水'", "1"), ("主席会议", "1"), ("'饮水 水库'", "")]
    {
        let words = words.trim_matches('\'');
        let listed = world.run(&format!("qjcppcc study list --search '{words}' --fields no -O csv"));
        assert_eq!(listed.lines().skip(1).collect::<Vec<_>>().join(" "), found, "{words}");
    }
}

#[test]
fn words_are_found_however_they_are_kept() {
    let mut world = World::new();
    for command in [
        "study add 主席会议 '读\"甲\\乙\"与 ÄRGER ΟΔΟΣ /路' -d 5-1",
        "info add 农村客运 -d 5-2",
        "info adopt 1 市 --mode 单篇 -d 5-3",
        "liaison add received --partner 渝北区政协 -d 5-4",
        "study add 党组会议 第二次 -d 5-5",
        "study edit 2 --title 改过的",
        "study add 党组会议 第三次 -d 5-6",
        "study void 3 --reason 重复",
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(!printed.contains("[exit"), "{command}: {printed}");
    }
    for (words, names) in [
        ("'\"甲\\'", "study-1"),
        ("'ärger οδος'", "study-1"),
        ("'/路 Chair'", "study-1"),
        ("主席会议", "study-1"),
        // By what its words are called, in both languages, and by their keys.
        ("单篇", "adoption-1"),
        ("SINGLE", "adoption-1"),
        ("市级", "adoption-1"),
        ("city", "adoption-1"),
        ("渝北", "liaison-1"),
        // As it says now, and live.
        ("第二次", ""),
        ("改过", "study-2"),
        ("第三次", ""),
    ] {
        assert_eq!(world.run(&format!("qjcppcc search {words} -O id")).trim(), names, "{words}");
        let list = format!("qjcppcc study list --search {words} -O id");
        let of_list = if names.starts_with("study") { names } else { "" };
        assert_eq!(world.run(&list).trim(), of_list, "{words}");
    }
}

#[test]
fn what_begins_with_a_hyphen_is_explained() {
    let mut world = World::new();
    world.run("qjcppcc init");
    let hint = |words: &str| {
        format!(
            "提示：以 - 开头的文字写在最后，前面加 --：… -- {words}；是选项的值就用等号：--选项={words}\n[exit 2]\n"
        )
    };
    for (command, words) in [
        ("study add chair -甲事 -d 5-1", "-甲事"),
        ("study add chair '- 关于学习' -d 5-1", "'- 关于学习'"),
        ("study add chair --关于 -d 5-1", "--关于"),
        ("study add chair -5度 -d 5-1", "-5度"),
        ("study add chair 甲 --note -乙 -d 5-1", "-乙"),
        ("study list --search -甲", "-甲"),
    ] {
        let refused = world.run(&format!("qjcppcc {command}"));
        assert!(refused.ends_with(&hint(words)), "{command}: {refused}");
    }
    let refused = world.run("qjcppcc study add chair -- -甲事 -d 5-1");
    assert_eq!(refused, "错误：没有选项“-d”\n提示：-- 后面的都是文字：选项写在它前面\n[exit 2]\n");
    let refused = world.run("qjcppcc study add chair -甲 --lang en");
    assert!(refused.contains("words that begin with - stand last, behind --: … -- -甲; as the value"), "{refused}");
    assert!(world.run("qjcppcc study add chair -d 5-1 -- -甲事").contains("study-1 · 2022-05-01 · -甲事"));
    assert!(world.run("qjcppcc study add chair -d 5-2 --title=-乙事").contains("study-2 · 2022-05-02 · -乙事"));
    assert!(world.run("qjcppcc search -- -甲").contains("study-1"));
}

#[test]
fn only_what_is_near_is_offered() {
    let mut world = World::new();
    for (command, offered) in [
        ("case list --filter x", ""),
        ("case list --where x", ""),
        ("study list --twon x", "--town"),
        ("study list --deparment x", "--department"),
        ("study add --dtae 5-1", "--date"),
        ("study list --fields nothing", ""),
        ("study list --fields titel", "title"),
        ("study list --fields 日子", "date"),
        ("case lst", "list"),
        ("case ls", "list"),
        ("study list --sort weight", ""),
    ] {
        let refused = world.run(&format!("qjcppcc {command}"));
        let near = refused.split_once("是不是 ").and_then(|(_, rest)| rest.split('？').next()).unwrap_or_default();
        assert_eq!(near, offered, "{command}: {refused}");
    }
}
