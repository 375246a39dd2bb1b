//! Charts as pictures in a page. Whatever stands in them is measured first, so that no words meet.

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_width::UnicodeWidthChar;

use super::html::escaped;
use crate::sheet::{Chart, Form, Item};

/// How wide a picture is, in its own units: those of a page on a telephone, on which its type stays readable.
const WIDTH: i64 = 340;

/// What a label may take of it; where one needs more, all of them stand above their bars.
const LABEL: i64 = 130;

/// How high the columns are.
const HEIGHT: i64 = 110;

pub(super) fn write(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let title = escaped(&chart.title, " ");
    let is_upright = chart.form == Form::Columns && columns_fit(chart);
    let (height, drawn) = if is_upright { columns(chart) } else { bars(chart) };
    // Beside columns the numbers stand without their measure word.
    let unit = if chart.form == Form::Columns { escaped(&chart.unit, " ") } else { String::new() };
    write!(out, "<figure><figcaption>{title}<small>{unit}</small>")?;
    if chart.series.len() > 1 {
        write!(out, "<div>")?;
        for (at, name) in chart.series.iter().enumerate() {
            let (class, name) = (colour(chart, at), escaped(name, " "));
            let key =
                format!("<svg viewBox=\"-1 -1 12 12\"><rect class=\"{class}\" width=\"10\" height=\"10\"/></svg>");
            write!(out, "<span>{key}{name}</span>")?;
        }
        write!(out, "</div>")?;
    }
    let told = |item: &Item| {
        let texts: Vec<&str> = item.points.iter().map(|it| it.as_ref().map_or("—", |it| &*it.text)).collect();
        format!("{}: {}", item.label, texts.join(", "))
    };
    let told = escaped(&chart.items.iter().map(told).collect::<Vec<_>>().join("; "), " ");
    writeln!(
        out,
        "</figcaption>\n<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\"><title>{title}</title><desc>{told}</desc>"
    )?;
    writeln!(out, "{drawn}</svg></figure>")
}

/// An item below the other, each with a bar for each series.
fn bars(chart: &Chart) -> (i64, String) {
    let label = chart.items.iter().map(|item| room(&item.label)).max().unwrap_or(0);
    let number = texts(chart).map(room).max().unwrap_or(0);
    let above = label > LABEL;
    let left = if above { 1 } else { label + 6 };
    let longest = (WIDTH - left - number - 4).max(40);
    let (pitch, thick, gap) = if chart.series.len() > 1 { (13, 9, 6) } else { (14, 13, 6) };
    let (mut y, mut drawn) = (0, String::new());
    for item in &chart.items {
        if above {
            drawn += &words(0, y + 11, "", &item.label);
            y += 15;
        } else {
            drawn += &words(left - 6, y + pitch * count(item.points.len()) / 2 + 4, "e", &item.label);
        }
        for (at, point) in item.points.iter().enumerate() {
            if let Some(point) = point {
                let (class, length) = (colour(chart, at), share(chart, point.value, longest));
                let _ = writeln!(
                    drawn,
                    "<rect class=\"{class}\" x=\"{left}\" y=\"{y}\" width=\"{length}\" height=\"{thick}\"/>"
                );
                drawn += &words(left + length + 4, y + 10, "", &point.text);
            }
            y += pitch;
        }
        y += gap;
    }
    (y, drawn)
}

/// An item after the other, each with a column for each series.
fn columns(chart: &Chart) -> (i64, String) {
    let [slot, pitch] = slots(chart);
    let (floor, mut drawn) = (HEIGHT + 16, String::new());
    for (place, item) in chart.items.iter().enumerate() {
        let middle = slot * count(place) + slot / 2;
        drawn += &words(middle, floor + 15, "m", &item.label);
        for (at, point) in item.points.iter().enumerate() {
            let Some(point) = point else { continue };
            let (class, height) = (colour(chart, at), share(chart, point.value, HEIGHT));
            let middle = middle - pitch * (count(item.points.len()) - 1) / 2 + pitch * count(at);
            let (width, top) = ((pitch - 4).min(26), floor - height);
            let x = middle - width / 2;
            let _ = writeln!(
                drawn,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>"
            );
            drawn += &words(middle, top - 4, "m", &point.text);
        }
    }
    let _ = writeln!(drawn, "<path class=\"axis\" d=\"M0 {floor}H{WIDTH}\"/>");
    (floor + 20, drawn)
}

/// How wide the place of an item is, and that of a column in it.
fn slots(chart: &Chart) -> [i64; 2] {
    let slot = WIDTH / count(chart.items.len()).max(1);
    let series = count(chart.series.len()).max(1);
    [slot, if series == 1 { slot } else { ((slot - 8) / series).min(34) }]
}

/// Whether all labels and numbers have room side by side.
fn columns_fit(chart: &Chart) -> bool {
    let [slot, pitch] = slots(chart);
    chart.items.iter().all(|item| room(&item.label) <= slot) && texts(chart).all(|text| room(text) <= pitch)
}

fn texts(chart: &Chart) -> impl Iterator<Item = &str> {
    chart.items.iter().flat_map(|item| &item.points).flatten().map(|point| &*point.text)
}

/// The part of a length that a value is of the largest.
fn share(chart: &Chart, value: i64, whole: i64) -> i64 {
    let values = chart.items.iter().flat_map(|item| &item.points).flatten().map(|point| point.value);
    let most = i128::from(values.max().unwrap_or(1).max(1));
    let share = i128::from(value.max(0)) * i128::from(whole) / most;
    i64::try_from(share).unwrap_or(whole).max(i64::from(value > 0))
}

/// The last series is the one that the chart is about.
fn colour(chart: &Chart, series: usize) -> &'static str {
    ["s0", "s1", "s2"][(chart.series.len() - 1 - series).min(2)]
}

/// Words at a place, drawn narrower where they are longer than the picture is wide.
fn words(x: i64, y: i64, anchor: &str, words: &str) -> String {
    let narrowed = if room(words) > WIDTH {
        format!(" textLength=\"{WIDTH}\" lengthAdjust=\"spacingAndGlyphs\"")
    } else {
        String::new()
    };
    format!("<text class=\"{anchor}\" x=\"{x}\" y=\"{y}\"{narrowed}>{}</text>\n", escaped(words, " "))
}

/// How wide words are at most, in the type of a picture.
fn room(words: &str) -> i64 {
    words.chars().map(|c| if c.width() == Some(2) { 12 } else { 7 }).sum()
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
