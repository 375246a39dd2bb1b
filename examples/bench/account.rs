//! What was measured, as tables and as Markdown; and what was asked for, met or not.

use std::path::Path;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use crate::Result;
use crate::child::Timed;

/// How our program is called in the tables.
pub const OURS: &str = "qjcppcc";

/// One operation, measured for everybody at each number of records.
pub struct Section {
    pub name: &'static str,
    pub title: &'static str,
    pub rows: Vec<Timed>,
}

/// One target, and what came of it.
pub struct Verdict {
    pub operation: String,
    pub target: String,
    pub found: String,
    pub met: bool,
}

impl Section {
    pub fn find(&self, group: &str, name: &str) -> Option<&Timed> {
        self.rows.iter().find(|row| row.group == group && row.name == name)
    }

    /// The section for a terminal.
    pub fn table(&self) -> String {
        let mut table = plain_table();
        let head = ["records", "program", "wall", "CPU", "memory", "fsyncs", "our wall to it", "our CPU to it", "runs"];
        table.set_header(head);
        for row in &self.rows {
            let ours = self.find(&row.group, OURS).filter(|ours| ours.name != row.name);
            table.add_row([
                row.group.clone(),
                row.name.clone(),
                spent(row.wall),
                spent(row.cpu),
                row.memory.map_or(String::new(), megabytes),
                row.fsyncs.map_or(String::new(), |count| count.to_string()),
                ours.map_or(String::new(), |ours| times(ours.wall / row.wall)),
                ours.map_or(String::new(), |ours| times(ours.cpu / row.cpu)),
                row.runs.to_string(),
            ]);
        }
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        format!("{}: {}\n{table}\n", self.name, self.title)
    }

    /// Markdown: a row for ourselves, with the CPU time to that at the smallest size, and a row for each rival.
    fn markdown(&self, groups: &[&str]) -> String {
        let first = self.rows.iter().find(|row| row.name == OURS);
        let mut names: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !names.contains(&row.name.as_str()) {
                names.push(&row.name);
            }
        }
        let mut lines = String::new();
        for name in names {
            let cells = groups.iter().map(|group| match (self.find(group, name), first) {
                (Some(row), Some(first)) if name == OURS => {
                    let fsyncs = row.fsyncs.map_or(String::new(), |count| format!(", {count} fsyncs"));
                    let memory = row.memory.map_or(String::new(), megabytes);
                    format!("CPU {}, {memory}{fsyncs}", times(row.cpu / first.cpu))
                }
                (Some(row), _) => self.find(group, OURS).map_or(String::new(), |ours| {
                    format!("{} ({})", times(ours.wall / row.wall), times(ours.cpu / row.cpu))
                }),
                (None, _) => String::new(),
            });
            let cells: Vec<String> = cells.collect();
            let (operation, beside) = if name == OURS { (self.title, "itself") } else { ("", name) };
            lines.push_str(&format!("| {operation} | {beside} | {} |\n", cells.join(" | ")));
        }
        lines
    }
}

/// The tables that a README can take as they are: no times, since those are this machine's alone.
pub fn markdown(sections: &[Section], verdicts: &[Verdict], groups: &[&str], about: &str) -> String {
    let mut text = format!("{about}\n\n| operation | beside | {} |\n", groups.join(" | "));
    text.push_str(&format!("| --- | --- |{}\n", " --- |".repeat(groups.len())));
    for section in sections {
        text.push_str(&section.markdown(groups));
    }
    text.push_str("\n| target | | measured | |\n| --- | --- | --- | --- |\n");
    for Verdict { operation, target, found, met } in verdicts {
        text.push_str(&format!("| {operation} | {target} | {found} | {} |\n", word(*met)));
    }
    text
}

/// Writes the text to a file, or, where the file has the two marks of a benchmark, between them.
pub fn place(path: &Path, text: &str) -> Result<()> {
    const BEGIN: &str = "<!-- bench -->\n";
    const END: &str = "<!-- end of bench -->";
    let old = std::fs::read_to_string(path).unwrap_or_default();
    let new = match (old.split_once(BEGIN), old.split_once(END)) {
        (Some((before, _)), Some((_, after))) => format!("{before}{BEGIN}\n{text}\n{END}{after}"),
        _ if old.is_empty() => text.to_owned(),
        _ => return Err(format!("{}: no “{}” and “{END}” in it", path.display(), BEGIN.trim()).into()),
    };
    std::fs::write(path, new)?;
    Ok(())
}

/// The verdicts for a terminal.
pub fn verdict_table(verdicts: &[Verdict]) -> String {
    let mut table = plain_table();
    table.set_header(["operation", "target", "measured", ""]);
    for Verdict { operation, target, found, met } in verdicts {
        table.add_row([operation.as_str(), target.as_str(), found.as_str(), word(*met)]);
    }
    format!("Targets\n{table}\n")
}

fn word(met: bool) -> &'static str {
    if met { "met" } else { "**not met**" }
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─')));
    table
}

pub fn times(ratio: f64) -> String {
    match ratio {
        ..0.001 => format!("{ratio:.6}×"),
        ..0.1 => format!("{ratio:.4}×"),
        _ => format!("{ratio:.2}×"),
    }
}

pub fn spent(seconds: f64) -> String {
    if seconds < 0.1 {
        format!("{:.2} ms", seconds * 1e3)
    } else if seconds < 1.0 {
        format!("{:.0} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}

pub fn megabytes(found: f64) -> String {
    format!("{found:.1} MB")
}

/// A count with its thousands divided.
pub fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let mut parts = Vec::new();
    if first > 0 {
        parts.push(&digits[..first]);
    }
    parts.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    parts.join(",")
}
