//! An office and its desks: whose numbers are whose, what is changed in two places, what comes after the close, who may do what.

use std::fs;

use super::convergence::derived;
use crate::world::World;

/// An office with one study session of its own, and a desk that has it, too.
fn office_and_desk() -> World {
    let mut world = World::new();
    done(&mut world, "init 办.db --site 办公室 --role office");
    done(&mut world, "init 站.db --site 永新 --role desk");
    done(&mut world, "study add chair 甲学习 -d 2022-5-1 -n 18 --yes --db 办.db");
    sent(&mut world, "办", "站");
    world
}

fn done(world: &mut World, command: &str) -> String {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(!printed.contains("[exit"), "{command}: {printed}");
    printed
}

fn refused(world: &mut World, command: &str, words: &str, code: u8) {
    let printed = world.run(&format!("qjcppcc {command}"));
    assert!(printed.contains(words) && printed.ends_with(&format!("[exit {code}]\n")), "{command}: {printed}");
}

/// All entries of one file, taken in by another.
fn sent(world: &mut World, from: &str, to: &str) -> String {
    done(world, &format!("export -o 包.qjb --db {from}.db"));
    done(world, &format!("import 包.qjb --db {to}.db"))
}

#[test]
fn numbers_of_other_sites_are_shown_with_their_site() {
    let mut world = office_and_desk();
    done(&mut world, "study add chair 乙学习 -d 2022-5-2 -n 9 --yes --db 站.db");
    sent(&mut world, "站", "办");
    let listed = done(&mut world, "study list --db 办.db");
    assert!(listed.contains("  1  ") && listed.contains("1@永新"), "{listed}");
    assert_eq!(done(&mut world, "study list -O id --db 办.db"), "study-1@永新\nstudy-1\n");
    assert_eq!(done(&mut world, "study list -O id --db 站.db"), "study-1\nstudy-1@办公室\n");
    for name in ["1@永新", "study-1@永新"] {
        assert!(done(&mut world, &format!("study show {name} --db 办.db")).contains("乙学习"));
    }
    assert!(done(&mut world, "study show 1 --db 办.db").contains("甲学习"));
    let traced = done(&mut world, "report 2022 --trace study.turns --db 办.db");
    assert!(traced.contains("study-1@永新") && traced.contains("27"), "{traced}");
    let records = world.json("qjcppcc study list --json --db 办.db");
    assert_eq!((&records[0]["site"], &records[1]["site"]), (&"永新".into(), &serde_json::Value::Null));
    refused(&mut world, "study show 1@三江 --db 办.db", "没有叫“三江”的站点", 3);
    // The next number of each is its own.
    done(&mut world, "study add chair 丙学习 -d 2022-5-3 --yes --db 办.db");
    assert!(done(&mut world, "study list -O id --db 办.db").starts_with("study-2\n"));
    // What leaves the file goes into another with new numbers.
    for ending in ["jsonl", "csv", "xlsx"] {
        done(&mut world, &format!("export study -o 学.{ending} --db 办.db"));
        done(&mut world, &format!("init {ending}.db"));
        let printed = done(&mut world, &format!("import 学.{ending} --ledger study --db {ending}.db"));
        assert!(printed.contains("新增3"), "{ending}: {printed}");
        assert_eq!(done(&mut world, &format!("study list -O id --db {ending}.db")).lines().count(), 3);
    }
}

#[test]
fn a_record_changed_in_two_places_is_settled_by_somebody() {
    let mut world = office_and_desk();
    done(&mut world, "study edit study-1@办公室 -n 20 --yes --db 站.db");
    done(&mut world, "study edit 1 -n 21 --yes --db 办.db");
    let printed = sent(&mut world, "站", "办");
    assert!(printed.contains("有1条记录两处都改过，见 qjcppcc --db ~/办.db conflicts"), "{printed}");
    sent(&mut world, "办", "站");
    let [office, desk] = ["办", "站"].map(|site| derived(&world, site));
    assert_eq!(office, desk);
    let listed = done(&mut world, "conflicts --db 办.db");
    assert!(listed.contains("study-1") && listed.contains("人次 21") && listed.contains("人次 20"), "{listed}");
    assert!(listed.contains("zhang@永新"), "{listed}");
    refused(&mut world, "conflicts --keep study-9 --db 办.db", "没有", 3);
    done(&mut world, "study add chair 丁学习 -d 2022-5-3 --yes --db 办.db");
    refused(&mut world, "conflicts --keep study-2 --db 办.db", "study-2 没有两处都改过的地方", 4);
    assert_eq!(done(&mut world, "conflicts --other study-1 --db 办.db"), "已认定 study-1\n");
    assert_eq!(done(&mut world, "conflicts --db 办.db"), "没有两处都改过的记录\n");
    assert!(done(&mut world, "study show 1 --db 办.db").contains("20"));
    let printed = sent(&mut world, "办", "站");
    assert!(!printed.contains("两处"), "{printed}");
    assert!(done(&mut world, "study show study-1@办公室 --db 站.db").contains("20"));
    // Changed one after the other there is none.
    done(&mut world, "study edit study-1@办公室 -n 30 --yes --db 站.db");
    assert!(!sent(&mut world, "站", "办").contains("两处"));
    // One takes it back while the other changes it: either way can be settled.
    done(&mut world, "study edit study-1@办公室 -n 31 --yes --db 站.db");
    done(&mut world, "study void 1 --reason 没有开 --db 办.db");
    assert!(sent(&mut world, "站", "办").contains("两处都改过"));
    assert!(done(&mut world, "conflicts --db 办.db").contains("作废"));
    done(&mut world, "conflicts --other study-1 --db 办.db");
    assert!(done(&mut world, "report 2022 --trace study.turns --db 办.db").contains("31"));
    assert_eq!(done(&mut world, "conflicts --db 办.db"), "没有两处都改过的记录\n");
    assert!(done(&mut world, "verify --db 办.db").starts_with("完好"));
}

#[test]
fn what_comes_after_the_close_waits_until_it_is_accepted() {
    let mut world = office_and_desk();
    done(&mut world, "study add chair 早的 -d 2021-5-1 -n 5 --yes --db 站.db");
    sent(&mut world, "站", "办");
    let closed = done(&mut world, "close 2021 --db 办.db");
    let head = closed.split("台账文件状态 ").nth(1).expect("a head").trim().to_owned();
    done(&mut world, "study add chair 晚的 -d 2021-6-1 -n 7 --yes --db 站.db");
    done(&mut world, "study edit 2 -n 8 --yes --db 站.db");
    done(&mut world, "study add chair 今年的 -d 2022-6-1 -n 7 --yes --db 站.db");
    let printed = sent(&mut world, "站", "办");
    assert!(printed.contains("有2条流水还没有算进去，见 qjcppcc --db ~/办.db accept"), "{printed}");
    let turns = |world: &mut World, with: &str| {
        let report = world.json(&format!("qjcppcc report 2021 --trace study.turns --json --db 办.db{with}"));
        report["value"].as_i64()
    };
    assert_eq!(turns(&mut world, ""), Some(5));
    assert!(done(&mut world, "study list --db 办.db").contains("今年的"), "what is of no closed year counts at once");
    let waiting = done(&mut world, "accept --db 办.db");
    assert!(waiting.contains("3@永新") && waiting.contains("4@永新") && waiting.contains("2021"), "{waiting}");
    refused(&mut world, "accept 3@永新 --db 办.db", "没有写为什么接受", 2);
    refused(&mut world, "accept 9@永新 --late 补报 --db 办.db", "没有等着接受的流水“9@永新”", 3);
    assert_eq!(done(&mut world, "accept 3-4@永新 --late 镇上补报 --db 办.db"), "已接受2条流水\n");
    assert_eq!(done(&mut world, "accept --db 办.db"), "没有等着接受的流水\n");
    assert_eq!(turns(&mut world, ""), Some(13));
    // Whoever closed it reads it as it was closed.
    assert_eq!(turns(&mut world, &format!(" --as-of {head}")), Some(5));
    sent(&mut world, "办", "站");
    let [office, desk] = ["办", "站"].map(|site| derived(&world, site));
    assert_eq!(office, desk);
    let log = done(&mut world, "log --db 办.db");
    assert!(log.contains("镇上补报 · 接受的流水 3@永新、4@永新") && log.contains("2021 · 各站点流水到第几条"), "{log}");
    assert!(done(&mut world, "verify --db 办.db").starts_with("完好"));
    // A desk that knows of the close says why itself.
    refused(&mut world, "study add chair 再晚 -d 2021-7-1 --yes --db 站.db", "2021年已关账", 4);
    done(&mut world, "study add chair 再晚 -d 2021-7-1 --yes --late 漏记 --db 站.db");
    assert!(sent(&mut world, "站", "办").contains("还没有算进去"));
    // Opened again, all of it counts.
    done(&mut world, "reopen 2021 --reason 补记 --db 办.db");
    assert_eq!(done(&mut world, "accept --db 办.db"), "没有等着接受的流水\n");
}

#[test]
fn an_entry_whose_record_has_not_come_waits_for_it() {
    let mut world = office_and_desk();
    done(&mut world, "init 二.db --site 三江 --role desk");
    sent(&mut world, "站", "二");
    done(&mut world, "case add 修桥 -t 永新 -d 2022-5-1 --yes --db 站.db");
    sent(&mut world, "站", "二");
    done(&mut world, "case meet 1@永新 --stage onsite -n 5 -d 2022-6-1 --yes --db 二.db");
    let two = done(&mut world, "export -o 二.qjb --db 二.db");
    assert_eq!(two, "");
    done(&mut world, "import 二.qjb --db 办.db");
    // A bundle has the entries of all sites: nothing is left to wait for.
    assert_eq!(done(&mut world, "accept --db 办.db"), "没有等着接受的流水\n");
    assert!(done(&mut world, "case show 1@永新 --db 办.db").contains("meeting-1@三江"));
}

#[test]
fn what_is_the_offices_is_refused_at_a_desk() {
    let mut world = office_and_desk();
    let why = "这里是站点（desk）：词语、设置、文稿模板、公布和关账由机关来做";
    for command in [
        "vocab add outlet 区报 綦江报 --level district",
        "setting set case.limit.filing 30d",
        "office wording set note examples/own-wording.j2",
        "publish 2022 -m 区报",
        "close 2021",
        "office apply county --yes",
    ] {
        refused(&mut world, &format!("{command} --db 站.db"), why, 4);
    }
    assert_eq!(done(&mut world, "site name 永新 --role office --db 站.db"), "本站点：2022-12-31 · 永新 · 机关\n");
    done(&mut world, "setting set case.limit.filing 30d --db 站.db");
    done(&mut world, "vocab add outlet 区报 綦江报 --level district --db 办.db");
    sent(&mut world, "办", "站");
    assert!(done(&mut world, "vocab list outlet --db 站.db").contains("綦江报"));
    for name in ["永 新", "永新@二", "一二三四五六七八九十一二三"] {
        refused(&mut world, &format!("site name '{name}' --db 站.db"), "不能作站点名", 2);
    }
    refused(&mut world, "init 三.db --role desk", "--site", 2);
}

#[test]
fn only_own_changes_are_undone() {
    let mut world = office_and_desk();
    refused(&mut world, "undo 2@办公室 --db 站.db", "“2@办公室”是别的站点的流水，不能在这里撤销", 4);
    done(&mut world, "study add chair 乙学习 -d 2022-5-2 --yes --db 站.db");
    sent(&mut world, "办", "站");
    assert!(done(&mut world, "undo --yes --db 站.db").contains("乙学习"));
    sent(&mut world, "站", "办");
    assert!(!done(&mut world, "study list --db 办.db").contains("乙学习"));
    done(&mut world, "redo --yes --db 站.db");
    sent(&mut world, "站", "办");
    assert!(done(&mut world, "study list --db 办.db").contains("乙学习"));
}

#[test]
fn a_copy_that_went_on_is_noticed_and_becomes_a_site_of_its_own() {
    let mut world = office_and_desk();
    fs::copy(world.path("站.db"), world.path("抄.db")).expect("a copy");
    done(&mut world, "study add chair 站上的 -d 2022-5-2 --yes --db 站.db");
    sent(&mut world, "站", "办");
    done(&mut world, "study add chair 抄上的 -d 2022-5-3 --yes --db 抄.db");
    done(&mut world, "export -o 抄.qjb --db 抄.db");
    let before = fs::read(world.path("办.db")).expect("a ledger file");
    let printed = world.run("qjcppcc import 抄.qjb --db 办.db");
    assert!(printed.contains("永新 的第2条流水有两种") && printed.contains("site fork 2"), "{printed}");
    assert!(fs::read(world.path("办.db")).expect("a ledger file") == before);
    refused(&mut world, "site fork 9 --db 抄.db", "第9条不是本站点一次改动的第一条", 4);
    refused(&mut world, "site fork 零 --db 抄.db", "“零”不是流水序号", 2);
    let copy = fs::read(world.path("抄.db")).expect("a ledger file");
    done(&mut world, "site fork 2 --db 抄.db --dry-run");
    assert!(fs::read(world.path("抄.db")).expect("a ledger file") == copy, "a rehearsal");
    assert!(done(&mut world, "site fork 2 --db 抄.db").contains("从第2条起算作另一个站点"));
    done(&mut world, "site name 新站 --db 抄.db");
    assert!(done(&mut world, "verify --db 抄.db").starts_with("完好"));
    sent(&mut world, "抄", "办");
    sent(&mut world, "办", "站");
    sent(&mut world, "站", "抄");
    let [office, desk, copy] = ["办", "站", "抄"].map(|site| derived(&world, site));
    assert_eq!(office, desk);
    assert_eq!(office, copy);
    let listed = done(&mut world, "study list -O id --db 办.db");
    assert_eq!(listed, "study-1@新站\nstudy-1@永新\nstudy-1\n");
    // A copy of which the next entry is the first is a site from the start.
    fs::copy(world.path("办.db"), world.path("二.db")).expect("a copy");
    assert!(done(&mut world, "site fork --db 二.db").contains("从下一条流水起"));
    done(&mut world, "site name 二科 --db 二.db");
    done(&mut world, "study add chair 二科的 -d 2022-5-4 --yes --db 二.db");
    sent(&mut world, "二", "办");
    assert!(done(&mut world, "study list -O id --db 办.db").contains("study-1@二科"));
}

#[test]
fn a_desk_with_an_old_backup_gets_back_what_it_had_sent() {
    let mut world = office_and_desk();
    done(&mut world, "backup 备.db --db 站.db");
    done(&mut world, "study add chair 送过的 -d 2022-5-2 --yes --db 站.db");
    sent(&mut world, "站", "办");
    fs::rename(world.path("备.db"), world.path("站.db")).expect("the backup in its place");
    assert!(sent(&mut world, "办", "站").contains("永新 第2条"));
    done(&mut world, "study add chair 后来的 -d 2022-5-3 --yes --db 站.db");
    sent(&mut world, "站", "办");
    let [office, desk] = ["办", "站"].map(|site| derived(&world, site));
    assert_eq!(office, desk);
    assert_eq!(done(&mut world, "study list -O id --db 站.db"), "study-2\nstudy-1\nstudy-1@办公室\n");
}

#[test]
fn what_two_desks_have_added_is_a_pair_for_the_office() {
    let mut world = office_and_desk();
    done(&mut world, "init 二.db --site 三江 --role desk");
    for site in ["站", "二"] {
        done(&mut world, &format!("volunteer add 公益 清理河道 -t 永新 -n 30 -d 2022-5-2 --yes --db {site}.db"));
    }
    sent(&mut world, "站", "办");
    let printed = sent(&mut world, "二", "办");
    assert!(printed.contains("有1对可能是同一件，见 qjcppcc --db ~/办.db duplicate list"), "{printed}");
    let pairs = done(&mut world, "duplicate list --db 办.db");
    assert!(pairs.contains("volunteer-1@永新") && pairs.contains("volunteer-1@三江"), "{pairs}");
    assert_eq!(done(&mut world, "volunteer list -O id --db 办.db").lines().count(), 2);
}

#[test]
fn who_has_sent_what_is_told_the_silent_ones_first() {
    let mut world = office_and_desk();
    assert_eq!(done(&mut world, "import --received --db 办.db"), "没有别的站点的流水\n");
    done(&mut world, "init 二.db --site 三江 --role desk");
    world.wait_days(-9);
    done(&mut world, "study add chair 乙学习 -d 2022-5-2 --yes --db 二.db");
    world.wait_days(9);
    sent(&mut world, "站", "办");
    sent(&mut world, "二", "办");
    let received = world.json("qjcppcc import --received --json --db 办.db");
    let sites: Vec<_> = received.as_array().expect("a list").iter().map(|site| site["site"].as_str()).collect();
    assert_eq!(sites, [Some("永新"), Some("三江")]);
    assert_eq!(received[0]["until"], "2022-12-31");
    assert!(done(&mut world, "import --received --db 办.db").contains("记到"));
}

#[test]
fn a_publication_keeps_what_it_was_made_of() {
    let mut world = office_and_desk();
    done(&mut world, "study add chair 乙学习 -d 2022-5-2 -n 9 --yes --db 站.db");
    sent(&mut world, "站", "办");
    done(&mut world, "publish 2022 -m 区报 --db 办.db");
    // It was made before, and comes later.
    done(&mut world, "study add chair 丙学习 -d 2022-5-3 -n 4 --yes --db 站.db");
    sent(&mut world, "站", "办");
    sent(&mut world, "办", "站");
    for site in ["办", "站"] {
        let report = done(&mut world, &format!("report 2022 --db {site}.db"));
        assert!(report.contains("27人次") && report.contains("31人次"), "{report}");
        let record = if site == "站" { "study-2" } else { "study-2@永新" };
        assert!(report.contains(record), "{report}");
    }
}
