//! `figures`: the dictionary, in which every figure says what it counts.

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::task::{Task, Work, none};
use crate::error::Result;
use crate::figure::figures;
use crate::sheet::{Cell, Column, Face, Sheet, Table};
use crate::text::text;

/// `figures`.
pub const TASK: Task = Task {
    name: "figures",
    about: text("指标词典：每个数到底数什么", "the dictionary: what exactly each figure counts"),
    options: none,
    work: Work::Reads(list),
};

fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let lang = desk.report_language();
    let label = |zh, en| lang.pick(zh, en);
    let mut table = Table::new(vec![
        Column::new("key", label("键", "key")),
        Column::new("label", label("指标", "figure")),
        Column::new("unit", label("量词", "unit")),
        Column::new("reading", "reading").face(Face::Data),
        Column::new("style", "style").face(Face::Data),
        Column::new("read", label("读法", "reading")).face(Face::Page),
        Column::new("printed", label("印法", "printed")).face(Face::Page),
        Column::new("about", label("数什么", "what it counts")),
    ]);
    for figure in figures(desk.reader()?.vocabulary()) {
        let printed = if figure.house { label("取整", "house") } else { label("实数", "exactly") };
        table.push(vec![
            Cell::Text(figure.key.to_string()),
            Cell::Text(figure.name(lang).to_owned()),
            Cell::Text(figure.word(lang).to_owned()),
            Cell::Text(figure.reading.key().to_owned()),
            Cell::Text(if figure.house { "house" } else { "exactly" }.to_owned()),
            Cell::Text(figure.reading.label().lang(lang).to_owned()),
            Cell::Text(printed.to_owned()),
            Cell::Text(figure.about.lang(lang).to_owned()),
        ]);
    }
    Ok(Sheet::list(table))
}
