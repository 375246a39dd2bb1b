//! `figures`: the dictionary, in which every figure says what it counts.

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::task::Task;
use crate::error::Result;
use crate::figure::{Figure, TOWNS, figures};
use crate::report::RATES;
use crate::sheet::{Cell, Column, Face, Reader, Sheet, Table};
use crate::text::text;

/// `figures`.
pub const TASK: Task = Task::reads("figures", list)
    .about(text("指标词典：每个数到底数什么", "the dictionary: what exactly each figure counts"));

fn list(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let lang = desk.report_language();
    let label = |zh, en| lang.pick(zh, en);
    let style = |house| if house { "house" } else { "exactly" };
    let printed = |house| if house { label("取整", "house") } else { label("实数", "exactly") };
    let words = |words: &str| Cell::text(words);
    let columns: [Reader<Figure>; 8] = [
        (Column::new("key", label("键", "key")), &|figure| words(&figure.key)),
        (Column::new("label", label("指标", "figure")), &|figure| words(figure.name(lang))),
        (Column::new("unit", label("量词", "unit")), &|figure| words(figure.word(lang))),
        (Column::data("reading"), &|figure| words(figure.reading.key())),
        (Column::data("style"), &|figure| words(style(figure.house))),
        (Column::new("read", label("读法", "reading")).face(Face::Page), &|it| words(it.reading.label().lang(lang))),
        (Column::new("printed", label("印法", "printed")).face(Face::Page), &|figure| words(printed(figure.house))),
        (Column::new("about", label("数什么", "what it counts")), &|figure| words(figure.about.lang(lang))),
    ];
    let mut table = Table::of(figures(desk.reader()?.vocabulary()), columns);
    for rate in &RATES {
        let [part, whole] = rate.figures.each_ref().map(|key| &**key);
        let (read, exactly) = (label("比率", "rate"), printed(false));
        let whole = if whole == TOWNS.key { TOWNS.about.lang(lang) } else { whole };
        let about = format!("{part} ÷ {whole}");
        let cells = [
            &*rate.key,
            rate.label.map_or("", |label| label.lang(lang)),
            rate.unit(lang),
            "rate",
            style(false),
            read,
            exactly,
            &about,
        ];
        table.push(cells.map(words).to_vec());
    }
    Ok(Sheet::list(table))
}
