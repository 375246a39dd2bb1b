//! What was answered about a table is kept as a recipe, and the same table of next month is read by it.

use super::files::{gb18030, written};
use crate::world::World;

/// A list of a month, with columns that mean nothing and a title that says the month.
fn month(month: u32, rows: u32) -> String {
    let rows = (1..=rows).map(|row| format!("2022-{month:02}-{row:02},永新,{},晴,甲队\n", row * 10));
    format!("{month}月志愿服务情况,,,,\n日 期,镇街,人次,天气,带队\n{}", rows.collect::<String>())
}

const ANSWERED: &str = "--ledger volunteer --set 类别=森林防火 --map 带队=标题 --rest skip";

#[test]
fn the_same_table_of_next_month_is_read_by_its_recipe() {
    let mut world = World::with(&[("3月.csv", month(3, 4)), ("4月.csv", month(4, 6))]);
    let printed = world.run(&format!("qjcppcc import 3月.csv {ANSWERED} --keep-recipe 防火月报"));
    assert!(printed.contains("新增4条"), "{printed}");
    let printed = world.run("qjcppcc import 4月.csv --dry-run");
    assert!(
        printed.contains("按配方“防火月报”读（1个表）：--set 类别=森林防火 --map 带队=标题 --rest skip"),
        "{printed}"
    );
    assert!(printed.contains("新增6条"), "{printed}");
    let english = world.run("qjcppcc import 4月.csv --dry-run --lang en");
    assert!(english.contains("read by the recipe “防火月报” (tables: 1): --set "), "{english}");
    // What the command line says comes first.
    let printed = world.run("qjcppcc import 4月.csv --dry-run --set 类别=抗旱救灾");
    assert!(printed.contains("读（1个表）：--set 类别=抗旱救灾 --map 带队=标题 --rest skip"), "{printed}");
    let printed = world.run("qjcppcc import 4月.csv --dry-run --no-recipe");
    assert!(!printed.contains("配方") && printed.contains("[exit 4]"), "{printed}");
    assert!(world.run("qjcppcc import 4月.csv").contains("新增6条"));
}

/// A recipe knows headings alone: what the title of another table says is right.
#[test]
fn the_title_of_a_table_is_right_before_what_a_recipe_says_of_all_rows() {
    let list = |title: &str, turns: u32| format!("{title}\n日期,标题,人次\n2022-03-05,清洁河道,{turns}\n");
    let files = [
        ("永新.csv", list("志愿服务情况", 20)),
        ("古南.csv", list("古南街道志愿服务情况", 20)),
        ("别的.csv", list("志愿服务", 30)),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut world = World::with(&files);
    world.run("qjcppcc import 永新.csv --set 类别=公益 --set 镇街=永新 --keep-recipe 月报");
    let printed = world.run("qjcppcc import 古南.csv --duplicates keep");
    assert!(printed.contains("各行的镇街是古南街道") && printed.contains("--set：各行都写了“镇街”，照表"), "{printed}");
    assert!(printed.contains("按配方“月报”读（1个表）：--set 类别=公益 --set 镇街=永新"), "{printed}");
    world.run("qjcppcc import 别的.csv --duplicates keep");
    let listed = world.run("qjcppcc volunteer list");
    assert_eq!((listed.matches("永新镇").count(), listed.matches("古南街道").count()), (2, 1), "{listed}");
    assert_eq!(listed.matches("公益").count(), 3, "{listed}");
}

/// The list of April has the rows of March: by the day of March they would all be recorded already.
#[test]
fn a_day_that_was_said_of_all_rows_is_that_of_this_table_alone() {
    let list = |month: u32| format!("2022年{month}月志愿服务情况\n标题,镇街,人次\n清洁河道,永新,20\n");
    let mut world = World::with(&[("3月.csv", &list(3)), ("4月.csv", &list(4))]);
    let said = "--set 类别=公益 --set 日期=2022-3-5 --set 志愿服务.日期=2022-3-5";
    let printed = world.run(&format!("qjcppcc import 3月.csv {said} --keep-recipe 月报"));
    let days = "--set 日期=2022-3-5 --set 志愿服务.日期=2022-3-5";
    assert!(printed.contains(&format!("日子没有存进配方，下次的表另写：{days}\n")), "{printed}");
    let printed = world.run("qjcppcc import 4月.csv");
    assert!(printed.contains("各行的日期是2022年4月") && printed.contains("新增1条"), "{printed}");
    let again = world.run(&format!("qjcppcc import 3月.csv {said} --keep-recipe 月报 --lang en"));
    assert!(again.contains("days are not kept in the recipe, to be said again of the next table: "), "{again}");
}

#[test]
fn recipes_are_listed_shown_and_removed() {
    let mut world = World::with(&[("3月.csv", month(3, 2)), ("4月.csv", month(4, 2))]);
    assert_eq!(world.run("qjcppcc import --recipes"), "没有存下的配方；导入时加 --keep-recipe 名字\n");
    world.run(&format!("qjcppcc import 3月.csv {ANSWERED} --duplicates skip --keep-recipe 防火月报"));
    let list = world.json("qjcppcc import --recipes --json");
    assert_eq!(list[0]["name"], "防火月报");
    assert_eq!(list[0]["ledgers"], serde_json::json!(["volunteer"]));
    assert_eq!(list[0]["shapes"], serde_json::json!(["日期|镇街|人次|天气|带队"]));
    let answers = ["--set 类别=森林防火", "--map 带队=标题", "--rest skip", "--duplicates skip"];
    assert_eq!(list[0]["answers"], serde_json::json!(answers));
    let shown = world.run("qjcppcc import --recipes 防火月报");
    assert_eq!(
        shown,
        "防火月报\n志愿服务：日期、镇街、人次、天气、带队\n--set 类别=森林防火 --map 带队=标题 --rest skip --duplicates skip\n"
    );
    assert!(world.run("qjcppcc import --recipes 防火").contains("没有配方“防火”\n提示：是不是 防火月报？"));
    assert!(world.run("qjcppcc import --recipes --remove").contains("没有写删去哪个配方"));
    assert!(world.run("qjcppcc import --recipes 防火月报 --remove --dry-run").starts_with("（演练，未写入）"));
    assert_eq!(world.run("qjcppcc import --recipes 防火月报 --remove"), "已删去配方“防火月报”\n");
    assert!(world.run("qjcppcc import 4月.csv --dry-run").contains("[exit 4]"));
    world.run("qjcppcc undo");
    assert!(world.run("qjcppcc import 4月.csv --dry-run").contains("按配方“防火月报”读"));
}

#[test]
fn a_recipe_is_kept_in_the_change_of_its_import() {
    let mut world = World::with(&[("3月.csv", month(3, 2))]);
    let line = format!("qjcppcc import 3月.csv {ANSWERED} --keep-recipe 防火月报");
    assert!(world.run(&format!("{line} --dry-run")).contains("新增2条"));
    assert!(world.run("qjcppcc import --recipes").starts_with("没有存下的配方"));
    world.run(&line);
    world.run("qjcppcc undo");
    assert!(world.run("qjcppcc import --recipes").starts_with("没有存下的配方"));
    assert!(world.run("qjcppcc volunteer list --tally").starts_with("0条记录"));
    // Kept again it takes the place of the old one, and comes back with its number.
    world.run(&format!("{line} --restore"));
    assert_eq!(world.run("qjcppcc export recipe -O jsonl").lines().count(), 1);
    let none = world.run("qjcppcc import - --ledger study --format jsonl --keep-recipe 甲 <<'END'\n{\"date\":\"2022-05-01\",\"kind\":\"chair\"}\nEND");
    assert!(none.contains("没有读到表格，没有配方可存\n提示：去掉 --keep-recipe\n[exit 2]"), "{none}");
    let empty = world.run("qjcppcc import 3月.csv --keep-recipe ' '");
    assert!(empty.contains("[exit 2]"), "{empty}");
}

#[test]
fn the_recipe_kept_last_is_followed_where_two_are_for_a_table() {
    let mut world = World::with(&[("3月.csv", month(3, 2)), ("4月.csv", month(4, 2)), ("5月.csv", month(5, 2))]);
    world.run(&format!("qjcppcc import 3月.csv {ANSWERED} --keep-recipe 甲"));
    world.run("qjcppcc import 4月.csv --set 类别=抗旱救灾 --keep-recipe 乙");
    let printed = world.run("qjcppcc import 5月.csv --dry-run");
    assert!(printed.contains("配方“甲”和“乙”都是这种表的，用后存的“乙”"), "{printed}");
    assert!(printed.contains("按配方“乙”读（1个表）：--set 类别=抗旱救灾 --map 带队=标题 --rest skip"), "{printed}");
    let english = world.run("qjcppcc import 5月.csv --dry-run --lang en");
    assert!(
        english
            .contains("the recipes “甲” and “乙” are both for such a table; “乙”, which was kept later, is followed")
    );
}

#[test]
fn recipes_travel_with_the_records() {
    let mut world = World::with(&[("3月.csv", month(3, 2)), ("4月.csv", month(4, 2))]);
    world.run(&format!("qjcppcc import 3月.csv {ANSWERED} --keep-recipe 防火月报"));
    world.run("qjcppcc export -O jsonl > 全部.jsonl");
    world.run("qjcppcc init other.db");
    world.run("qjcppcc import 全部.jsonl --db other.db");
    assert!(world.run("qjcppcc import 4月.csv --dry-run --db other.db").contains("按配方“防火月报”读"));
    let bad = world.run("qjcppcc import - --format jsonl <<'END'\n{\"ledger\":\"recipe\",\"date\":\"2022-05-01\",\"name\":\"乙\",\"recipe\":\"[]\"}\nEND");
    assert!(bad.contains("配方的读法要是一个 JSON 对象") && bad.contains("[exit 4]"), "{bad}");
}

#[test]
fn a_recipe_says_the_encoding_where_the_text_does_not() {
    let text = "日期,類別,人次\n2022-05-01,chair,18\n";
    let (big5, ..) = encoding_rs::BIG5.encode(text);
    let mut world = written("五月.csv", &big5);
    world.run("qjcppcc import 五月.csv --ledger study --encoding big5 --map 類別=类别 --keep-recipe 台表");
    let kept = world.run("qjcppcc import --recipes 台表");
    let printed = world.run("qjcppcc import 五月.csv --dry-run");
    assert!(printed.contains("按配方“台表”读（1个表）：") && printed.contains("--encoding big5"), "{kept}{printed}");
    // The same office also gets tables that are GB18030.
    let plain = gb18030("日期,类别,人次\n2022-05-01,主席会议,18\n");
    std::fs::write(world.path("六月.csv"), plain).expect("a file");
    assert!(!world.run("qjcppcc import 六月.csv --ledger study --dry-run").contains("配方"));
}

#[test]
fn all_that_is_open_is_asked_for_at_a_terminal() {
    let mut world = World::with(&[("3月.csv", month(3, 2)), ("4月.csv", month(4, 3))]);
    world.answer.set(Some(true));
    world.width.set(Some(100));
    world.answers.borrow_mut().extend(["只略去这一列", "标题"]);
    let line = "qjcppcc import 3月.csv 4月.csv --ledger volunteer --set 类别=森林防火 --interactive";
    let printed = world.run(line);
    assert!(printed.contains("2个文件：新增5条"), "{printed}");
    assert!(
        printed.contains("命令：qjcppcc import ") && printed.contains("--map 天气=- --map 带队=title"),
        "{printed}"
    );
    assert!(printed.contains("导入时加 --keep-recipe 名字"), "{printed}");
    let asked = world.asked.borrow().clone();
    assert_eq!(asked[..2], ["“天气”是哪一项？", "“带队”是哪一项？"]);
    assert!(asked[2].contains("志愿服务") && asked[2].ends_with("记下吗？"), "{asked:?}");
    assert_eq!(asked.len(), 3, "what holds for one file holds for the next: {asked:?}");
}

#[test]
fn one_answer_may_hold_for_all_that_is_left_and_giving_up_records_nothing() {
    let ask = |answers: &[&'static str], yes: bool| {
        let mut world = World::with(&[("3月.csv", month(3, 2))]);
        world.answer.set(Some(yes));
        world.width.set(Some(100));
        world.answers.borrow_mut().extend(answers);
        let printed = world.run("qjcppcc import 3月.csv --ledger volunteer --set 类别=森林防火 --interactive");
        (printed, world.run("qjcppcc volunteer list --tally"))
    };
    let (printed, kept) = ask(&["这一列和其余看不懂的列：连表头记进备注"], true);
    assert!(printed.contains("--rest note") && kept.starts_with("2条记录"), "{printed}");
    for (answers, yes) in [(&["ESC"][..], true), (&["这一列和其余看不懂的列：略去"], false)] {
        let (printed, kept) = ask(answers, yes);
        assert!(printed.contains("没有导入") && printed.contains("[exit 1]"), "{printed}");
        assert!(kept.starts_with("0条记录"), "{kept}");
    }
}

#[test]
fn questions_need_a_terminal() {
    let mut world = World::with(&[("3月.csv", month(3, 2))]);
    for more in ["", "--yes", "--json"] {
        let printed = world.run(&format!("qjcppcc import 3月.csv --interactive {more}"));
        assert!(printed.contains("这里不能问答") && printed.contains("[exit 2]"), "{more}: {printed}");
    }
    assert!(world.run("qjcppcc import 3月.csv --interactive --lang en").contains("questions cannot be asked here"));
}
