//! The workbook of a town: handed out, filled in, and back.

use std::fs;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetVisible, Xlsx};

use super::files::replaced;
use crate::world::World;

/// What is packed in a workbook under this name.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

/// Writes into the first row of a sheet what its example shows.
fn filled_as_shown(bytes: &[u8], sheet: usize) -> Vec<u8> {
    replaced(bytes, &format!("xl/worksheets/sheet{sheet}.xml"), |xml| {
        let xml = String::from_utf8(xml).expect("text");
        let row = |number: usize| {
            let (_, behind) = xml.split_once(&format!("<row r=\"{number}\"")).expect("the row");
            let (row, _) = behind.split_once("</row>").expect("its end");
            row.split_once('>').expect("its cells").1.to_owned()
        };
        let behind_first = |row: &str| row.split_once("<c r=\"B").expect("a second cell").1.to_owned();
        let (shown, blank) = (behind_first(&row(3)), behind_first(&row(4)));
        let own = shown.split("<c r=\"").map(|cell| cell.replacen('3', "4", 1)).collect::<Vec<_>>().join("<c r=\"");
        xml.replace(&blank, &own).into_bytes()
    })
}

/// The names of the sheets that people see.
fn sheets(bytes: &[u8]) -> Vec<String> {
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let seen = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    seen.map(|sheet| sheet.name.clone()).collect()
}

#[test]
fn what_the_workbook_of_a_town_shows_goes_in_and_its_examples_do_not() {
    let mut world = World::new();
    world.run("qjcppcc study add 主席会议 甲 -d 3-1");
    let printed = world.run("qjcppcc template --all --town 永新 -o 永新.xlsx");
    assert!(printed.contains("填报表（永新镇学习、"), "{printed}");
    let empty = fs::read(world.path("永新.xlsx")).expect("the workbook");
    let names = sheets(&empty);
    let printed = world.run("qjcppcc import 永新.xlsx --dry-run");
    assert!(printed.contains("新增0条") || printed.contains("没有记录"), "{printed}");
    let whole = (1..=names.len()).fold(empty, |bytes, sheet| filled_as_shown(&bytes, sheet));
    fs::write(world.path("永新.xlsx"), whole).expect("filled in");
    let printed = world.run("qjcppcc import 永新.xlsx");
    assert_eq!(printed.matches("填写示例（序号写着“例”的行）略过").count(), 1, "{printed}");
    for ledger in
        ["study", "consult", "advice", "info", "case", "volunteer", "aid", "media", "liaison", "station", "activity"]
    {
        let listed = world.json(&format!("qjcppcc {ledger} list --json"));
        let towns: Vec<&str> = listed.as_array().expect("a list").iter().filter_map(|it| it["town"].as_str()).collect();
        assert_eq!(towns, ["永新"], "{ledger}: {printed}");
    }
    // The matter with its whole way, as the example shows it.
    let matter = world.run("qjcppcc case show 1");
    for said in [
        "政协立案",
        "政府交办",
        "议前协商",
        "总结协商",
        "协调资金 12.5万元",
        "受益人数 1200余人",
        "45人次",
        "已解决（2022-12-01",
    ] {
        assert!(matter.contains(said), "{said}: {matter}");
    }
}

#[test]
fn the_workbook_of_a_town_has_every_sheet_that_towns_fill_in_and_is_made_for_paper() {
    let mut world = World::new();
    world.run("qjcppcc template --all --town 永新 -o 永新.xlsx");
    let bytes = fs::read(world.path("永新.xlsx")).expect("the workbook");
    let wanted =
        "学习 协商议政 建言成果 社情民意信息 一镇一事商量办 志愿服务 助企纾困 新闻宣传 联系联谊 履职阵地 履职活动";
    assert_eq!(sheets(&bytes).join(" "), wanted);
    for sheet in 1..=11 {
        let xml = part(&bytes, &format!("xl/worksheets/sheet{sheet}.xml"));
        for wanted in ["orientation=\"landscape\"", "fitToHeight=\"0\"", "第 &amp;P 页", "<dataValidation"] {
            assert!(xml.contains(wanted), "{sheet}: {wanted}");
        }
    }
    assert!(part(&bytes, "xl/workbook.xml").contains("一镇一事商量办!$1:$2"), "the heading is repeated");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let matters = book.worksheet_range("一镇一事商量办").expect("the sheet");
    assert_eq!(matters.get_value((0, 0)), Some(&Data::String("永新镇一镇一事商量办登记表".to_owned())));
    let headings: Vec<String> = matters.rows().nth(1).expect("headings").iter().map(Data::to_string).collect();
    let wanted = "序号 日期* 标题* 提案人 政协立案日期 政府交办日期 议前协商日期 议前协商场次 现场协商日期 现场协商场次 \
        督办协商日期 督办协商场次 总结协商日期 总结协商场次 参与人次 协调资金\n（万元） 受益群众\n（人） 是否解决 解决日期 文号 备注";
    assert_eq!(headings.join(" "), wanted);
    assert_eq!(matters.get_value((2, 0)), Some(&Data::String("例".to_owned())));
}

#[test]
fn a_workbook_may_be_of_any_town_of_one_ledger_and_of_a_child() {
    let mut world = World::new();
    for (command, expected) in [
        ("template --all -o x.xlsx", "填报表（学习、协商议政"),
        ("template --all member -o x.xlsx", "、人员、"),
        ("template volunteer -t 永新 -o x.xlsx", "填报表（永新镇志愿服务）"),
        ("template fund study -o x.xlsx", "填报表（学习、协调资金）"),
        ("template study --town 某某 -o x.xlsx", "没有镇街“某某”"),
        ("template --town 永新 -o x.xlsx", "缺少"),
    ] {
        let printed = world.run(&format!("qjcppcc {command}"));
        assert!(printed.contains(expected), "{command}: {printed}");
    }
    world.run("qjcppcc template volunteer --town 永新 -o x.xlsx --lang en");
    let bytes = fs::read(world.path("x.xlsx")).expect("the workbook");
    fs::write(world.path("x.xlsx"), filled_as_shown(&bytes, 1)).expect("filled in");
    let printed = world.run("qjcppcc import x.xlsx");
    assert!(printed.contains("新增1条") && printed.contains("填写示例"), "{printed}");
}
