//! An empty workbook for the office of a part to fill in: headings with their units, lists to choose from, dates as dates. That of one
//! town has its name above each sheet, a row that shows how, and all of it is fit to be printed.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError, utility::column_number_to_name,
};

use crate::amount::Measure;
use crate::error::Result;
use crate::format::sheet_name;
use crate::ledger::{Field, LEDGERS, Ledger, MOTIONS, Type};
use crate::text::{Lang, Message, Text, text};
use crate::vocabulary::{Set, Vocabulary};

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

/// What is said of a column of numbers, and of one with words to choose from.
const NUMBER: Text = text("数字；约数可写 30余、约380", "a number; 30余 and 约380 are numbers, too");
const CHOSEN: Text = text("从列表中选", "of the list");

impl Column {
    fn of(heading: &str, about: &str, width: f64, example: &str) -> Column {
        let [heading, about, example] = [heading, about, example].map(str::to_owned);
        Column { heading, about, width, example, ..Column::default() }
    }
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
        let made = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        workbook.set_properties(&made);
        let (mut lists, mut names) = (Vec::new(), vec![LISTS.to_owned()]);
        for ledger in ledgers {
            let label = ledger.called_by(vocabulary).lang(lang);
            let sheet = workbook.add_worksheet().set_name(sheet_name(label, &mut names))?;
            sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
            if let Some(town) = town {
                let columns = town_columns(ledger, vocabulary, today, lang);
                around(sheet, town, label, &columns, lang)?;
                fill(sheet, &columns, HEAD, &mut lists, today, lang)?;
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
        error_of!(Failed, "no_template": "填报表没有做成：{fault}", "the template was not made: {fault}";
            "检查词表里的名称", "look at the words of the vocabulary")
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
        let hint =
            text("；手里是提案号的，把这个表头改成 提案号", "; if all you have is codes, write 提案号 over them");
        let Text { zh: by_code, en: by_code_en } = if parent == MOTIONS.key { hint } else { text("", "") };
        let about = phrase!(
            lang,
            "所属记录（{zh}）的编号，如 12 或 {parent}-12{by_code}",
            "the number of the record it belongs to ({en}), such as 12 or {parent}-12{by_code_en}"
        );
        let (required, heading) = (!ledger.counted, lang.pick("所属编号", "belongs to"));
        let heading = heading.to_owned() + if required { "*" } else { "" };
        columns.push(Column { text: true, required, ..Column::of(&heading, &about, 12.0, "") });
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
        Type::Amount(_) => NUMBER,
        Type::Term(_) | Type::Choice(_) | Type::Flag => CHOSEN,
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
        ..Column::default()
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

/// The row of the headings, below the town's name.
const HEAD: u32 = 1;
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
fn town_columns(ledger: &'static Ledger, vocabulary: &Vocabulary, today: NaiveDate, lang: Lang) -> Vec<Column> {
    let about = text("写着“例”的一行只是示范，导入时略过", "the row with “example” only shows how; it is not imported");
    let number = Column::of(lang.pick("序号", "#"), about.lang(lang), 6.0, lang.pick("例", "example"));
    let fields = ledger.all_fields().filter(|field| ledger.offers(field) && !KNOWN.contains(&field.key));
    let (mut all, mut behind) = (vec![number], Vec::new());
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
    let day = |heading: &str, month: u32| {
        let example = NaiveDate::from_ymd_opt(today.year(), month.min(12), 1).unwrap_or(today).to_string();
        let about = lang.pick("没有到这一步的不填", "empty where it has not come so far");
        Column { day: true, ..Column::of(heading, about, DAY_WIDE, &example) }
    };
    let number = |heading: &str, example: &str| Column::of(heading, NUMBER.lang(lang), NUMBER_WIDE, example);
    let mut all = Vec::new();
    for (month, stage) in (2..).zip(vocabulary.of(Set::Stage, "case").filter(|stage| stage.retired.is_none()).skip(1)) {
        all.push(day(&format!("{}日期", stage.label), month));
        if stage.has_meetings() {
            all.push(number(&format!("{}场次", stage.label), "1"));
        }
    }
    let came_of_it = [("参与人次", "45"), ("协调资金\n（万元）", "12.5"), ("受益群众\n（人）", "1200余")];
    all.extend(came_of_it.map(|(heading, example)| number(heading, example)));
    let choices = ["是", "推进中", "否"].map(str::to_owned).to_vec();
    all.push(Column { choices, ..Column::of("是否解决", CHOSEN.lang(lang), NUMBER_WIDE, "是") });
    all.push(day("解决日期", 12));
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
fn around(sheet: &mut Worksheet, town: &str, label: &str, columns: &[Column], lang: Lang) -> Made<()> {
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
        match column.example.parse::<f64>() {
            Ok(number) if !column.text => sheet.write_number_with_format(row, at, number, &format)?,
            _ if column.day && !column.example.is_empty() => {
                let day = ExcelDateTime::parse_from_str(&column.example)?;
                sheet.write_datetime_with_format(row, at, &day, &format)?
            }
            _ => sheet.write_string_with_format(row, at, &column.example, &format)?,
        };
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
