//! `figures`: the dictionary, in which every figure says what it counts.

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::task::Task;
use crate::error::Result;
use crate::figure::{TOWNS, figures};
use crate::report::RATES;
use crate::sheet::{Cell, Column, Face, Sheet, Table};

/// `figures`.
pub const TASK: Task = Task::reads("figures", list);

fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let lang = desk.report_language();
    let label = |zh, en| lang.pick(zh, en);
    let [house, exactly] = [("house", label("取整", "house")), ("exactly", label("实数", "exactly"))];
    let mut table = Table::new(vec![
        Column::new("key", label("键", "key")),
        Column::new("label", label("指标", "figure")),
        Column::new("unit", label("量词", "unit")),
        Column::data("reading"),
        Column::data("style"),
        Column::new("read", label("读法", "reading")).face(Face::Page),
        Column::new("printed", label("印法", "printed")).face(Face::Page),
        Column::new("about", label("数什么", "what it counts")),
    ]);
    let mut row = |[key, name, unit]: [&str; 3], (reading, read): (&str, &str), house: (&str, &str), about: &str| {
        table.push([key, name, unit, reading, house.0, read, house.1, about].map(Cell::text).to_vec());
    };
    for figure in figures(desk.reader()?.vocabulary()) {
        let reading = (figure.reading.key(), figure.reading.label().lang(lang));
        let style = if figure.house { house } else { exactly };
        row([&figure.key, figure.name(lang), figure.word(lang)], reading, style, figure.about.lang(lang));
    }
    for rate in RATES.iter() {
        let [part, whole] = rate.figures.each_ref().map(|key| &**key);
        let whole = if whole == TOWNS.key { TOWNS.about.lang(lang) } else { whole };
        let name = rate.label.map_or("", |label| label.lang(lang));
        row([&rate.key, name, rate.unit(lang)], ("rate", label("比率", "rate")), exactly, &format!("{part} ÷ {whole}"));
    }
    Ok(Sheet::list(table))
}
