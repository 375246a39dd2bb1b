//! Workbooks to be filled in: what they say, and how they come back.

use qjcppcc::vocabulary::{Set, seed_vocabulary};
use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xlsx};

use qjcppcc::text::Lang;

use super::files::{row, sheet};
use crate::world::World;

#[test]
fn a_template_that_was_filled_in_comes_back_without_a_mapping() {
    let ledgers = || qjcppcc::ledger::Ledger::all().filter(|ledger| !ledger.is_of_office());
    for (ledger, lang) in ledgers().flat_map(|ledger| [(ledger, Lang::Zh), (ledger, Lang::En)]) {
        let mut world = World::new();
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        world.run("qjcppcc advice add report 甲文 -d 3-1");
        world.run("qjcppcc info add 甲息 -d 3-1");
        for command in before(ledger.key) {
            assert!(world.run(command).contains("已记"), "{command}");
        }
        let printed = world.run(&format!("qjcppcc template {} -o t.xlsx --lang {}", ledger.key, lang.pick("zh", "en")));
        assert!(printed.contains(lang.pick("填报表", "the template")), "{printed}");
        assert!(world.run("qjcppcc import t.xlsx").contains("没有记录"), "{}", ledger.key);
        let bytes = fs::read(world.path("t.xlsx")).expect("the template");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        assert!(book.sheets_metadata().iter().skip(1).all(|sheet| sheet.visible == SheetVisible::Hidden));
        let range = book.worksheet_range(ledger.called_by(seed_vocabulary()).lang(lang)).expect("the sheet");
        let headings: Vec<String> = range.rows().next().expect("a heading").iter().map(Data::to_string).collect();
        let is_chinese = |c: char| ('\u{4e00}'..'\u{a000}').contains(&c) && !"万元".contains(c);
        assert!(lang == Lang::Zh || !headings.concat().contains(is_chinese), "{headings:?}");
        let filled = sheet(ledger.called_by(seed_vocabulary()).lang(lang), |sheet| {
            row(sheet, 0, &headings.iter().map(String::as_str).collect::<Vec<_>>())?;
            for (at, heading) in (0..).zip(&headings) {
                let heading = heading.split(['*', '（']).next().expect("a heading");
                let filled = example(ledger, in_chinese(ledger, heading));
                sheet.write_string(1, at, filled)?;
            }
            Ok(())
        });
        fs::write(world.path("t.xlsx"), filled).expect("filled in");
        let printed = world.run("qjcppcc import t.xlsx");
        assert!(printed.contains("新增1条"), "{}: {printed}", ledger.key);
    }
}

/// What has become of a motion before the next thing does.
fn before(ledger: &str) -> &'static [&'static str] {
    const LIFE: &[&str] = &[
        "qjcppcc motion add 社会建设 甲案 --form individual --proposer 张三 --session 15-2 -d 3-1",
        "qjcppcc motion review 1 --as filed -d 3-2",
        "qjcppcc motion assign 1 --lead 某某 -d 3-3",
        "qjcppcc motion reply 1 --result A -d 3-4",
    ];
    match ledger {
        "review" => &LIFE[..1],
        "assignment" | "chasing" | "commendation" => &LIFE[..2],
        "reply" => &LIFE[..3],
        "feedback" | "rehandling" => LIFE,
        _ => &[],
    }
}

fn in_chinese<'a>(ledger: &qjcppcc::ledger::Ledger, heading: &'a str) -> &'a str {
    match heading {
        "belongs to" => "所属编号",
        "name" => "姓名",
        _ => ledger
            .all_fields()
            .find(|field| field.label.en == heading)
            .map_or(heading, |field| field.called_by(seed_vocabulary()).zh),
    }
}

fn example(ledger: &qjcppcc::ledger::Ledger, heading: &str) -> String {
    let first_kind = seed_vocabulary().of(Set::Kind, ledger.key).next().map_or("", |kind| &*kind.label);
    let word = match heading {
        "所属编号" if ledger.parents.contains(&"advice") => "advice-1",
        "所属编号" => "1",
        "日期" => "2022-05-01",
        "截至" => "2022-06-01",
        "类别" => first_kind,
        "镇街" => "永新镇",
        "环节" => "议前协商",
        "级别" => "市级",
        "主持" => "主席会议",
        "方式" => "单篇",
        "结局" => "退回",
        "媒体" => "人民网",
        "标题" | "姓名" | "作者" | "承办单位" | "提案人" | "地点" | "来源" | "签批人" | "界别" | "专委会" | "链接"
        | "备注" | "理由" | "主办" | "答复单位" => "某某",
        "审查结果" => "立案",
        "满意程度" => "满意",
        "办理结果" => "B 正在解决或列入计划",
        "人次" | "金额" | "受益人数" | "人数" | "贷款" => "3",
        "企业" => "甲厂",
        _ => "",
    };
    word.to_owned()
}

#[test]
fn a_template_says_what_is_wanted() {
    let mut world = World::new();
    world.run("qjcppcc template fund -o t.xlsx");
    let bytes = fs::read(world.path("t.xlsx")).expect("the template");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range("协调资金").expect("the sheet");
    let headings: Vec<String> = range.rows().next().expect("a heading").iter().map(Data::to_string).collect();
    assert_eq!(headings[0], "所属编号*");
    assert!(headings.contains(&"日期*".to_owned()) && headings.contains(&"金额（万元）*".to_owned()), "{headings:?}");
    for (ledger, says, silent) in [
        ("case", "必填。从列表中选。", "不填即区本级"),
        ("meeting", "从列表中选。", "onsite"),
        ("endorsement", "所属记录（建言成果、社情民意信息）的编号", "（advice"),
        ("aid", "写了企业就不写企业数", "nothing"),
        ("member", "姓名*", ">标题"),
    ] {
        world.run(&format!("qjcppcc template {ledger} -o {ledger}.xlsx"));
        let mut archive =
            zip::ZipArchive::new(fs::File::open(world.path(&format!("{ledger}.xlsx"))).expect("the template"))
                .expect("a packed file");
        let mut text = String::new();
        for part in ["xl/comments1.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"] {
            std::io::Read::read_to_string(&mut archive.by_name(part).expect("a part"), &mut text).expect("text");
        }
        assert!(text.contains(says) && !text.contains(silent), "{ledger}: {text}");
        assert!(text.contains("orientation=\"landscape\"") && text.contains("fitToHeight=\"0\""), "{ledger}: {text}");
    }
    let towns = book.worksheet_range("选项").expect("the lists");
    assert_eq!(towns.get_value((20, 0)), Some(&Data::String("横山镇".to_owned())));
    for (command, expected) in [
        ("template fund", "没有写文件"),
        ("template nobody -o x.xlsx", "没有台账“nobody”"),
        ("template fund -o x.csv", "填报表只写成 xlsx"),
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(expected) && printed.contains("[exit 2]"), "{command}: {printed}");
    }
}
