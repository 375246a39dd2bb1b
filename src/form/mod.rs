//! An empty workbook for the office of a part to fill in: headings with their units, lists to choose from, dates as dates.

mod town;

pub use town::of_towns;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Note, Workbook, Worksheet, XlsxError, utility::column_number_to_name,
};

use crate::amount::Measure;
use crate::error::{Error, Kind, Result};
use crate::format::sheet_name;
use crate::ledger::{Field, Ledger, MOTIONS, Type};
use crate::text::{Lang, Message, text};
use crate::vocabulary::Vocabulary;

/// So many rows below the heading are ready to be filled in.
const ROWS: u32 = 1_000;
/// The number of the paper size in a workbook.
const A4: u8 = 9;
/// The hidden sheet with the words to choose from.
pub const LISTS: &str = "选项";

/// How a day looks in a cell.
const DAY: &str = "yyyy-mm-dd";

/// What the library makes, or why it does not.
type Made<T> = std::result::Result<T, XlsxError>;

/// One column of the template.
#[derive(Default)]
struct Column {
    heading: String,
    about: String,
    width: f64,
    choices: Vec<String>,
    day: bool,
    /// Whether what is written is kept as text, noughts and all.
    text: bool,
    required: bool,
    /// What the row says that shows how to fill in.
    example: String,
}

/// The workbook of ledgers, as bytes: a sheet for each. One for a town, whose name may be left open, says the name, shows how to fill
/// in, and is made to be printed.
pub fn workbook(
    ledgers: &[&'static Ledger],
    town: Option<&str>,
    vocabulary: &Vocabulary,
    today: NaiveDate,
    lang: Lang,
) -> Result<Vec<u8>> {
    let make = || -> Made<Vec<u8>> {
        let mut workbook = Workbook::new();
        // The moment of making is left out, so that the same template is the same file.
        let made = rust_xlsxwriter::DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(&made);
        let (mut lists, mut names) = (Vec::new(), vec![LISTS.to_owned()]);
        for ledger in ledgers {
            let label = ledger.called_by(vocabulary).lang(lang);
            let sheet = workbook.add_worksheet().set_name(sheet_name(label, &mut names))?;
            sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
            if let Some(town) = town {
                let columns = town::columns(ledger, vocabulary, today, lang);
                town::around(sheet, town, label, &columns, lang)?;
                fill(sheet, &columns, town::HEAD, &mut lists, today, lang)?;
            } else {
                fill(sheet, &columns(ledger, vocabulary, lang), 0, &mut lists, today, lang)?;
            }
        }
        if !lists.is_empty() {
            let hidden = workbook.add_worksheet();
            hidden.set_name(LISTS)?;
            hidden.set_hidden(true);
            for (at, list) in (0..).zip(lists) {
                for (row, word) in (0..).zip(list) {
                    hidden.write_string(row, at, word)?;
                }
            }
        }
        workbook.save_to_buffer()
    };
    make().map_err(|fault| {
        let fault = fault.to_string();
        let what = message!("填报表没有做成：{fault}", "the template was not made: {fault}");
        let hint = message!("检查词表里的名称", "look at the words of the vocabulary");
        Error::new(Kind::Failed, "no_template", what).hint(hint)
    })
}

/// The headings of a sheet, in this row, with what may stand below them; the words to choose from are added to the lists.
fn fill(
    sheet: &mut Worksheet,
    columns: &[Column],
    row: u32,
    lists: &mut Vec<Vec<String>>,
    today: NaiveDate,
    lang: Lang,
) -> Made<()> {
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    let head = head.set_align(FormatAlign::VerticalCenter).set_text_wrap().set_background_color("E7E6E6");
    let required = head.clone().set_background_color("FCE4D6");
    sheet.set_freeze_panes(row + 1, 0)?.set_repeat_rows(0, row)?;
    for (at, column) in (0..).zip(columns) {
        let format = if column.required { &required } else { &head };
        sheet.write_string_with_format(row, at, &column.heading, format)?;
        sheet.insert_note(row, at, &Note::new(&column.about).set_author("qjcppcc").add_author_prefix(false))?;
        sheet.set_column_width(at, column.width)?;
        if column.day {
            sheet.set_column_format(at, &Format::new().set_num_format(DAY))?;
            // From the year 1990 to the end of the next year, so that a slip of the year is noticed at once.
            let last = u16::try_from(today.year() + 1).unwrap_or(9999);
            let (first, last) = (ExcelDateTime::from_ymd(1990, 1, 1)?, ExcelDateTime::from_ymd(last, 12, 31)?);
            let days = DataValidation::new().allow_date(DataValidationRule::Between(first, last));
            warn(sheet, (row, at), days, lang.pick("请填日期，如 2022-05-01", "write a date, such as 2022-05-01"))?;
        } else if column.text {
            sheet.set_column_format(at, &Format::new().set_num_format("@"))?;
        }
        if !column.choices.is_empty() {
            // The same words of several sheets are one list.
            let list = lists.iter().position(|list| *list == column.choices).unwrap_or_else(|| {
                lists.push(column.choices.clone());
                lists.len() - 1
            });
            // Another word may be written: the import says what is wrong with it.
            let letter = column_number_to_name(u16::try_from(list).unwrap_or(u16::MAX));
            let list = Formula::new(format!("={LISTS}!${letter}$1:${letter}${}", column.choices.len()));
            let words = lang.pick("不在列表里，导入时可能认不出", "it is not in the list; an import may not know it");
            warn(sheet, (row, at), DataValidation::new().allow_list_formula(list), words)?;
        }
    }
    Ok(())
}

/// Says something about whatever else is written below a heading.
fn warn(sheet: &mut Worksheet, (row, at): (u32, u16), wanted: DataValidation, words: &str) -> Made<()> {
    let wanted = wanted.set_error_style(DataValidationErrorStyle::Warning).set_error_message(words)?;
    sheet.add_data_validation(row + 1, at, row + ROWS, at, &wanted).map(|_| ())
}

fn columns(ledger: &'static Ledger, vocabulary: &Vocabulary, lang: Lang) -> Vec<Column> {
    let mut columns = Vec::new();
    if ledger.is_child() {
        let (Message { zh, en }, parent) = (Ledger::labels(ledger.parents, vocabulary), ledger.parents[0]);
        let (by_code, by_code_en) = if parent == MOTIONS.key {
            ("；手里是提案号的，把这个表头改成 提案号", "; if all you have is codes, write 提案号 over them")
        } else {
            ("", "")
        };
        let about = message!(
            "所属记录（{zh}）的编号，如 12 或 {parent}-12{by_code}",
            "the number of the record it belongs to ({en}), such as 12 or {parent}-12{by_code_en}"
        );
        columns.push(Column {
            heading: lang.pick("所属编号", "belongs to").to_owned() + if ledger.counted { "" } else { "*" },
            about: about.lang(lang).to_owned(),
            width: 12.0,
            text: true,
            required: !ledger.counted,
            ..Column::default()
        });
    }
    // A file's fingerprint is not written by hand.
    let fields = ledger.all_fields().filter(|field| ledger.offers(field) && !matches!(field.holds, Type::File));
    columns.extend(fields.map(|field| column(ledger, field, vocabulary, lang)));
    columns
}

fn column(ledger: &'static Ledger, field: &Field, vocabulary: &Vocabulary, lang: Lang) -> Column {
    let required = field.key == "date" || ledger.must_be_told(field);
    let unit = match field.holds {
        Type::Amount(unit) if unit.measure == Measure::Money => "（万元）".to_owned(),
        // Measure words are Chinese.
        Type::Amount(_) if lang == Lang::En => String::new(),
        Type::Amount(unit) if field.key != "count" && unit.word.zh != field.label.zh => format!("（{}）", unit.word.zh),
        _ => String::new(),
    };
    let words = if let Type::Terms(_) = field.holds { Vec::new() } else { field.words(ledger, vocabulary, lang) };
    let choices: Vec<String> = words.into_iter().map(|(_, name)| name.to_owned()).collect();
    let kind = match field.holds {
        Type::Day | Type::DayAhead => text("日期，如 2022-05-01", "a date, such as 2022-05-01"),
        Type::Amount(unit) if unit.measure == Measure::Money => text(
            "金额，单位万元；单元格里自带单位的（如 5000元）以单元格为准",
            "money, in 万元; a unit in the cell itself (5000元) is kept",
        ),
        Type::Amount(_) => text("数字；约数可写 30余、约380", "a number; 30余 and 约380 are numbers, too"),
        Type::Term(_) | Type::Choice(_) | Type::Flag => text("从列表中选", "of the list"),
        Type::Terms(_) | Type::Names => text("可写几个，用顿号分开", "several are divided by 、"),
        Type::Record(_) => text("另一条记录的编号", "the number of another record"),
        Type::Text | Type::Note | Type::File => text("文字", "text"),
    };
    let must = required.then(|| lang.pick("必填", "required").to_owned()).into_iter();
    let said = must.chain([kind.lang(lang).to_owned()]).chain(about_cell(field, required, vocabulary, lang));
    let stop = lang.pick("。", ". ");
    let about = said.map(|part| part + stop).collect::<String>().trim_end().to_owned();
    // A person's name stands in the title, and nobody would look for it there.
    let is_person = (ledger.key, field.key) == ("member", "title");
    let label = if is_person { lang.pick("姓名", "name") } else { field.called_by(vocabulary).lang(lang) };
    let heading = format!("{label}{unit}{}", if required { "*" } else { "" });
    let wide = match (field.key, field.holds) {
        ("title", _) => 40.0,
        (_, Type::Note) => 30.0,
        (_, Type::Terms(_) | Type::Names) => 24.0,
        _ => 12.0,
    };
    let chinese = |words: &String| f64::from(u32::try_from(words.chars().count()).unwrap_or(10)) * 2.1 + 2.0;
    let width = choices.iter().chain([&heading]).map(chinese).fold(wide, f64::max).min(60.0);
    Column {
        heading,
        about,
        width,
        choices,
        day: matches!(field.holds, Type::Day | Type::DayAhead),
        text: matches!(field.holds, Type::Text | Type::Note | Type::Names | Type::Terms(_)),
        required,
        example: String::new(),
    }
}

/// What is said about a field, as far as it holds for a cell: a list offers Chinese words, and what must be filled in is not left
/// empty for a reason.
fn about_cell(field: &Field, required: bool, vocabulary: &Vocabulary, lang: Lang) -> Option<String> {
    let listed = |clause: &str| match field.holds {
        Type::Choice(choices) => choices.iter().any(|choice| clause.contains(choice.key)),
        _ => false,
    };
    let empty = |clause: &str| required && ["不填", "不写", "none:"].iter().any(|begins| clause.starts_with(begins));
    let stop = lang.pick("；", "; ");
    let about = vocabulary.filled(field.about.lang(lang), lang);
    let clauses = about.split(stop).filter(|clause| !listed(clause) && !empty(clause));
    Some(clauses.collect::<Vec<_>>().join(stop)).filter(|about| !about.is_empty())
}
