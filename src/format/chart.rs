//! Charts as pictures in a page. Whatever stands in them is measured first, so that no words meet.

use std::io::{self, Write};

use unicode_width::UnicodeWidthChar;

use super::html::escaped;
use crate::sheet::{Chart, Form, Item, Point};

/// How wide a picture is, in its own units: those of a page on a telephone, on which its type stays readable.
const WIDTH: i64 = 340;

/// What a label may take of it; where one needs more, all of them stand above their bars.
const LABEL: i64 = 130;

/// How high the columns are.
const HEIGHT: i64 = 110;

pub(super) fn write(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let title = escaped(&chart.title, " ");
    let (height, drawn) = columns(chart).unwrap_or_else(|| bars(chart));
    // Beside columns the numbers stand without their measure word.
    let unit = if chart.form == Form::Columns { escaped(&chart.unit, " ") } else { String::new() };
    write!(out, "<figure><figcaption>{title}<small>{unit}</small><div>")?;
    for (at, name) in chart.series.iter().enumerate().filter(|_| chart.series.len() > 1) {
        let (key, name) = (rect(chart, at, [0, 0, 10, 10]), escaped(name, " "));
        write!(out, "<span><svg viewBox=\"-1 -1 12 12\">{key}</svg>{name}</span>")?;
    }
    let told = |item: &Item| {
        let texts: Vec<&str> = item.points.iter().map(|it| it.as_ref().map_or("—", |it| &*it.text)).collect();
        format!("{}: {}", item.label, texts.join(", "))
    };
    let told = escaped(&chart.items.iter().map(told).collect::<Vec<_>>().join("; "), " ");
    write!(out, "</div></figcaption>\n<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\"><title>{title}</title>")?;
    writeln!(out, "<desc>{told}</desc>\n{drawn}</svg></figure>")
}

/// An item below the other, each with a bar for each series; what was not recorded takes no room.
fn bars(chart: &Chart) -> (i64, String) {
    let label = chart.items.iter().map(|item| room(&item.label)).max().unwrap_or(0);
    let number = points(chart).map(|point| room(&point.text)).max().unwrap_or(0);
    let (is_above, thick) = (label > LABEL, if chart.series.len() > 1 { 10 } else { 13 });
    let left = if is_above { 1 } else { label + 6 };
    let longest = (WIDTH - left - number - 4).max(40);
    let (mut y, mut drawn, pitch) = (0, String::new(), 14);
    for Item { label, points } in &chart.items {
        let points: Vec<(usize, &Point)> =
            points.iter().enumerate().filter_map(|(at, point)| Some((at, point.as_ref()?))).collect();
        let rows = pitch * count(points.len().max(1));
        if is_above {
            drawn += &words(0, y + 11, "", label);
            y += 15;
        } else {
            drawn += &words(left - 6, y + rows / 2 + 4, "e", label);
        }
        for (row, (at, point)) in points.into_iter().enumerate() {
            let (length, y) = (share(chart, point, longest), y + pitch * count(row));
            drawn += &rect(chart, at, [left, y, length, thick]);
            drawn += &words(left + length + 4, y + 10, "", &point.text);
        }
        y += rows + 6;
    }
    (y, drawn)
}

/// An item after the other, each with a column for each series; none where labels and numbers have no room side by side.
fn columns(chart: &Chart) -> Option<(i64, String)> {
    let (slot, series) = (WIDTH / count(chart.items.len()).max(1), count(chart.series.len()).max(1));
    let pitch = if series == 1 { slot } else { ((slot - 8) / series).min(34) };
    let fits =
        chart.items.iter().all(|item| room(&item.label) <= slot) && points(chart).all(|it| room(&it.text) <= pitch);
    if chart.form != Form::Columns || !fits {
        return None;
    }
    let (floor, width) = (HEIGHT + 16, (pitch - 4).min(26));
    let mut drawn = format!("<path class=\"axis\" d=\"M0 {floor}H{WIDTH}\"/>\n");
    for (place, item) in chart.items.iter().enumerate() {
        let middle = slot * count(place) + slot / 2;
        drawn += &words(middle, floor + 15, "m", &item.label);
        for (at, point) in item.points.iter().enumerate() {
            let Some(point) = point else { continue };
            let (height, middle) = (share(chart, point, HEIGHT), middle + pitch * (2 * count(at) + 1 - series) / 2);
            drawn += &rect(chart, at, [middle - width / 2, floor - height, width, height]);
            drawn += &words(middle, floor - height - 4, "m", &point.text);
        }
    }
    Some((floor + 20, drawn))
}

fn points(chart: &Chart) -> impl Iterator<Item = &Point> {
    chart.items.iter().flat_map(|item| &item.points).flatten()
}

/// The part of a length that a number is of the largest.
fn share(chart: &Chart, Point { value, .. }: &Point, whole: i64) -> i64 {
    let most = points(chart).map(|point| point.value).max().unwrap_or(1).max(1);
    let share = i128::from((*value).max(0)) * i128::from(whole) / i128::from(most);
    i64::try_from(share).unwrap_or(whole).max(i64::from(*value > 0))
}

/// A bar or a column; the last series, which the chart is about, is the darkest.
fn rect(chart: &Chart, series: usize, [x, y, width, height]: [i64; 4]) -> String {
    let shade = (chart.series.len() - 1 - series).min(2);
    format!("<rect class=\"s{shade}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>\n")
}

/// Words at a place, drawn narrower where they are longer than the picture is wide.
fn words(x: i64, y: i64, anchor: &str, words: &str) -> String {
    let is_wide = if room(words) > WIDTH { " textLength=\"340\" lengthAdjust=\"spacingAndGlyphs\"" } else { "" };
    format!("<text class=\"{anchor}\" x=\"{x}\" y=\"{y}\"{is_wide}>{}</text>\n", escaped(words, " "))
}

/// How wide words are at most, in the type of a picture.
fn room(words: &str) -> i64 {
    words.chars().map(|c| if c.width() == Some(2) { 12 } else { 7 }).sum()
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
