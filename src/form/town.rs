//! The workbook of one town: the sheets it fills in, with its name above each, a row that shows how, and all of it fit to be printed.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet};

use super::{Column, DAY, Made, column};
use crate::amount::Measure;
use crate::ledger::{Field, LEDGERS, Ledger, Type};
use crate::text::{Lang, text};
use crate::vocabulary::{Set, Vocabulary};

/// The row of the headings, below the town's name.
pub const HEAD: u32 = 1;
/// So many rows are ruled and numbered, as many as a page holds.
const RULED: u32 = 20;
/// How wide a day is, and a number below a heading that is broken into lines.
const DAY_WIDE: f64 = 11.5;
const NUMBER_WIDE: f64 = 8.5;
/// So wide and so high is a page, in characters and points.
const PAGE: (f64, f64) = (140.0, 500.0);
/// What the office alone keeps: motions are handed in to it, it reports to the Party committee, and it has the roster.
const OF_OFFICE: &[&str] = &["motion", "submission", "member"];
/// What the office itself knows or decides.
const KNOWN: &[&str] = &["town", "platform", "department", "highlight", "evidence"];

/// The ledgers that towns fill in, in the order of the summary.
pub fn of_towns() -> impl Iterator<Item = &'static Ledger> {
    LEDGERS.iter().copied().filter(|ledger| !OF_OFFICE.contains(&ledger.key))
}

/// The columns of a ledger for a town, the number of the row first; of matters those of their whole way as well.
pub fn columns(ledger: &'static Ledger, vocabulary: &Vocabulary, today: NaiveDate, lang: Lang) -> Vec<Column> {
    let number = Column {
        heading: lang.pick("序号", "#").to_owned(),
        about: lang
            .pick("写着“例”的一行只是示范，导入时略过", "the row with “example” only shows how; it is not imported")
            .to_owned(),
        width: 6.0,
        example: lang.pick("例", "example").to_owned(),
        ..Column::default()
    };
    let fields = ledger.all_fields().filter(|field| ledger.offers(field) && !KNOWN.contains(&field.key));
    let mut all = vec![number];
    let mut behind = Vec::new();
    for field in fields {
        let mut own = column(ledger, field, vocabulary, lang);
        own.width = width(field, &own);
        own.example = example(ledger, field, vocabulary, today, lang);
        // The unit stands below the name.
        own.heading = own.heading.replacen('（', "\n（", 1);
        if matches!(field.key, "doc" | "note") { behind.push(own) } else { all.push(own) }
    }
    if ledger.key == "case" {
        all.extend(of_way(vocabulary, today, lang));
    }
    all.extend(behind);
    all
}

/// The way of a matter in its own row: the day of each stage and its meetings, and what came of it.
fn of_way(vocabulary: &Vocabulary, today: NaiveDate, lang: Lang) -> Vec<Column> {
    let day = |heading: String, month: u32| Column {
        heading,
        about: lang.pick("没有到这一步的不填", "empty where it has not come so far").to_owned(),
        width: DAY_WIDE,
        day: true,
        example: NaiveDate::from_ymd_opt(today.year(), month.min(12), 1).unwrap_or(today).to_string(),
        ..Column::default()
    };
    let number = |heading: &str, example: &str| Column {
        heading: heading.to_owned(),
        about: lang.pick("数字；约数可写 30余、约380", "a number; 30余 and 约380 are numbers, too").to_owned(),
        width: NUMBER_WIDE,
        example: example.to_owned(),
        ..Column::default()
    };
    let mut all = Vec::new();
    for (month, stage) in (2..).zip(vocabulary.of(Set::Stage, "case").filter(|stage| stage.retired.is_none()).skip(1)) {
        all.push(day(format!("{}日期", stage.label), month));
        if stage.has_meetings() {
            all.push(number(&format!("{}场次", stage.label), "1"));
        }
    }
    let came_of_it = [("参与人次", "45"), ("协调资金\n（万元）", "12.5"), ("受益群众\n（人）", "1200余")];
    all.extend(came_of_it.map(|(heading, example)| number(heading, example)));
    all.push(Column {
        heading: "是否解决".to_owned(),
        about: lang.pick("从列表中选", "of the list").to_owned(),
        width: NUMBER_WIDE,
        choices: ["是", "推进中", "否"].map(str::to_owned).to_vec(),
        example: "是".to_owned(),
        ..Column::default()
    });
    all.push(day("解决日期".to_owned(), 12));
    all
}

/// Wide enough for what is written there: headings are broken into lines, a document is 某政协〔2023〕12号.
fn width(field: &Field, own: &Column) -> f64 {
    let longest = own.choices.iter().map(|word| word.chars().count()).max().unwrap_or(0);
    match (field.key, field.holds) {
        ("title", _) => 28.0,
        ("doc", _) => 20.0,
        (_, Type::Note) => 16.0,
        (_, Type::Day | Type::DayAhead) => DAY_WIDE,
        (_, Type::Amount(_) | Type::Flag) => NUMBER_WIDE,
        _ if longest > 0 => f64::from(u32::try_from(longest).unwrap_or(10)).mul_add(2.1, 2.0).clamp(9.0, 20.0),
        _ => 12.0,
    }
}

/// What may stand in the row that shows how to fill in: what must be there, and some of the rest.
fn example(ledger: &'static Ledger, field: &Field, vocabulary: &Vocabulary, today: NaiveDate, lang: Lang) -> String {
    // Firms are named, or there is their number.
    let is_their_number = |named: &Field| named.number_of(ledger).is_some_and(|number| number.key == field.key);
    let is_instead = field.instead_of.is_some() || ledger.fields.iter().any(is_their_number);
    match (field.key, field.holds) {
        ("count" | "note" | "link" | "goods", _) => String::new(),
        _ if is_instead => String::new(),
        ("title", _) => format!("{}{}", lang.pick("示例：", "example: "), ledger.about.lang(lang)),
        ("doc", _) => format!("某文〔{}〕2号", today.year()),
        (_, Type::Day) => NaiveDate::from_ymd_opt(today.year(), 1, 15).unwrap_or(today).to_string(),
        (_, Type::Amount(unit)) if unit.measure == Measure::Money => "3.5".to_owned(),
        ("turns", _) => "45".to_owned(),
        (_, Type::Amount(unit)) if unit.counts_turns() => String::new(),
        (_, Type::Amount(_)) => "3".to_owned(),
        (_, Type::Text | Type::Names) => text("某某", "somebody").lang(lang).to_owned(),
        _ => field.words(ledger, vocabulary, lang).first().map(|(_, word)| (*word).to_owned()).unwrap_or_default(),
    }
}

/// What stands around the headings: the town's name above them, the row that shows how below, ruled rows to fill in; and on paper
/// who filled it in, and the number of the page.
pub fn around(sheet: &mut Worksheet, town: &str, label: &str, columns: &[Column], lang: Lang) -> Made<()> {
    let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::CenterAcross);
    let title = title.set_align(FormatAlign::VerticalCenter);
    let words = lang.pick(format!("{town}{label}登记表"), format!("{town} {label}").trim_start().to_owned());
    sheet.write_string_with_format(0, 0, words, &title)?;
    let ruled = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let shown = ruled.clone().set_italic().set_font_color("7F7F7F");
    for (at, column) in (0..).zip(columns) {
        let form = match column {
            Column { day: true, .. } => Some(DAY),
            Column { text: true, .. } => Some("@"),
            _ => None,
        };
        let formed = |format: &Format| form.map_or(format.clone(), |form| format.clone().set_num_format(form));
        let (row, format) = (HEAD + 1, formed(&shown));
        match column.example.parse::<NaiveDate>() {
            Ok(day) if column.day => {
                let (month, day_of) = (u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1));
                let year = u16::try_from(day.year()).unwrap_or(2000);
                sheet.write_datetime_with_format(row, at, ExcelDateTime::from_ymd(year, month, day_of)?, &format)?;
            }
            _ => match column.example.parse::<f64>() {
                Ok(number) if !column.text => sheet.write_number_with_format(row, at, number, &format).map(|_| ())?,
                _ => sheet.write_string_with_format(row, at, &column.example, &format).map(|_| ())?,
            },
        }
        if at > 0 {
            sheet.write_blank(0, at, &title)?;
        }
        for below in 1..=RULED {
            if at == 0 {
                sheet.write_number_with_format(row + below, at, below, &ruled)?;
            } else {
                sheet.write_blank(row + below, at, &formed(&ruled))?;
            }
        }
    }
    sheet.set_row_height(0, 30)?.set_row_height(HEAD, 46)?.set_row_height(HEAD + 1, 34)?;
    // A wide table is made smaller on paper, and its rows higher.
    let wide = columns.iter().map(|column| column.width).sum::<f64>().max(PAGE.0);
    let high = (PAGE.1 * wide / PAGE.0 - 110.0) / f64::from(RULED);
    for row in HEAD + 2..=HEAD + 1 + RULED {
        sheet.set_row_height(row, high.floor())?;
    }
    let foot = lang
        .pick("&L填报人：　　　　审核人：&C第 &P 页，共 &N 页&R填报日期：　　　　", "&Lfilled in by:&C&P / &N&Rdate:");
    sheet
        .set_footer(foot)
        .set_header_footer_scale_with_doc(false)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    Ok(())
}
