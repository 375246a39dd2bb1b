//! What was measured, as tables and as Markdown; and what was asked for, met or not.

use std::path::Path;
use std::time::Duration;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use crate::Result;
use crate::child::Timed;

/// How our program is called in the tables.
pub const OURS: &str = "qjcppcc";

/// One operation, measured for everybody.
pub struct Section {
    pub title: &'static str,
    /// What the groups are: records, or options.
    pub about: &'static str,
    pub rows: Vec<Timed>,
    /// Rows a second can be told of it.
    pub rate: bool,
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

    /// Both, when both were measured.
    pub fn pair(&self, group: &str, name: &str) -> Option<(&Timed, &Timed)> {
        Some((self.find(group, OURS)?, self.find(group, name)?))
    }

    fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !groups.contains(&row.group.as_str()) {
                groups.push(&row.group);
            }
        }
        groups
    }

    /// The section for a terminal.
    pub fn table(&self) -> String {
        let mut table = plain_table();
        let mut head =
            vec![self.about, "program", "wall", "CPU", "memory", "fsyncs", "our wall to it", "our CPU to it"];
        if self.rate {
            head.push("records/s");
        }
        head.push("runs");
        table.set_header(head);
        for row in &self.rows {
            let ours = self.find(&row.group, OURS).filter(|ours| ours.name != row.name);
            let mut cells = vec![
                row.group.clone(),
                row.name.clone(),
                spent(row.wall),
                spent(row.cpu),
                row.memory.map_or(String::new(), megabytes),
                row.fsyncs.map_or(String::new(), |count| count.to_string()),
                ours.map_or(String::new(), |ours| times(ratio(ours.wall, row.wall))),
                ours.map_or(String::new(), |ours| times(ratio(ours.cpu, row.cpu))),
            ];
            if self.rate {
                cells.push(rate(row));
            }
            cells.push(row.runs.to_string());
            table.add_row(cells);
        }
        right(&mut table, 2);
        format!("{}\n{table}\n", self.title)
    }

    /// One Markdown row for a group: our figures, then each rival with the ratio of our wall clock to its.
    fn markdown(&self) -> String {
        let mut lines = String::new();
        for group in self.groups() {
            let Some(ours) = self.find(group, OURS) else { continue };
            let rivals = self.rows.iter().filter(|row| row.group == group && row.name != OURS).map(|row| {
                let fsyncs = row.fsyncs.map_or(String::new(), |count| format!(", {count} fsyncs"));
                format!("{} {}{fsyncs} ({})", row.name, spent(row.wall), times(ratio(ours.wall, row.wall)))
            });
            let rivals = rivals.collect::<Vec<_>>().join("; ");
            let extra = match (self.rate, ours.fsyncs) {
                (true, _) => format!(" ({}/s)", rate(ours)),
                (_, Some(count)) => format!(", {count} fsyncs"),
                _ => String::new(),
            };
            let memory = ours.memory.map_or(String::new(), megabytes);
            let (wall, cpu) = (spent(ours.wall), spent(ours.cpu));
            lines.push_str(&format!("| {} | {group} | {wall}{extra} | {cpu} | {memory} | {rivals} |\n", self.title));
        }
        lines
    }
}

/// The tables that a README can take as they are.
pub fn markdown(sections: &[Section], verdicts: &[Verdict], sizes: &[[String; 4]], about: &str) -> String {
    let mut text = format!("{about}\n\n");
    text.push_str("| operation | records | wall | CPU | memory | others: wall (ours to theirs) |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for section in sections {
        text.push_str(&section.markdown());
    }
    text.push_str("\n| records | bytes a record: ledger file | exported JSONL | bare rusqlite's file |\n");
    text.push_str("| --- | --- | --- | --- |\n");
    for row in sizes {
        text.push_str(&format!("| {} |\n", row.join(" | ")));
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

/// Bytes a record for a terminal.
pub fn size_table(sizes: &[[String; 4]]) -> String {
    let mut table = plain_table();
    table.set_header(["records", "ledger file", "exported JSONL", "bare rusqlite's file"]);
    for row in sizes {
        table.add_row(row);
    }
    right(&mut table, 1);
    format!("bytes a record\n{table}\n")
}

fn word(met: bool) -> &'static str {
    if met { "met" } else { "**not met**" }
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─')));
    table
}

fn right(table: &mut Table, from: usize) {
    for column in table.column_iter_mut().skip(from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

pub fn ratio(ours: Duration, theirs: Duration) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64().max(1e-9)
}

pub fn times(ratio: f64) -> String {
    match ratio {
        ..0.001 => format!("{ratio:.6}×"),
        ..0.1 => format!("{ratio:.4}×"),
        _ => format!("{ratio:.2}×"),
    }
}

pub fn spent(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 0.1 {
        format!("{:.2} ms", seconds * 1e3)
    } else if seconds < 1.0 {
        format!("{:.0} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}

#[expect(clippy::cast_precision_loss, reason = "bytes are printed to a tenth of a megabyte")]
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1_048_576.0)
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

/// Records a second of a row whose group is a number of records.
pub fn per_second(row: &Timed) -> f64 {
    row.group.replace(',', "").parse::<f64>().unwrap_or(0.0) / row.wall.as_secs_f64().max(1e-9)
}

fn rate(row: &Timed) -> String {
    format!("{:.1}k", per_second(row) / 1e3)
}
