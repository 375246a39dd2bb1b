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
    pub operation: &'static str,
    pub target: String,
    /// At which size.
    pub group: String,
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

    /// A Markdown row: at each size our CPU time to that at the smallest, then our time to that of each rival.
    fn markdown(&self, groups: &[String]) -> String {
        let first = self.rows.iter().find(|row| row.name == OURS);
        let cells = groups.iter().map(|group| {
            let lines = self.rows.iter().filter(|row| row.group == *group).map(|row| {
                let fsyncs = row.fsyncs.map_or(String::new(), |count| format!(", {count} fsyncs"));
                match (self.find(group, OURS), first) {
                    (Some(ours), Some(first)) if row.name == OURS => {
                        let memory = ours.memory.map_or(String::new(), megabytes);
                        format!("CPU {}, {memory}{fsyncs}", times(ours.cpu / first.cpu))
                    }
                    (Some(ours), _) => {
                        let (wall, cpu) = (times(ours.wall / row.wall), times(ours.cpu / row.cpu));
                        format!("{}: {wall} ({cpu}){fsyncs}", row.name)
                    }
                    _ => String::new(),
                }
            });
            lines.collect::<Vec<_>>().join("<br>")
        });
        format!("| {} | {} |\n", self.title, cells.collect::<Vec<_>>().join(" | "))
    }
}

/// The tables that a README can take as they are: no times, since those are this machine's alone.
pub fn markdown(sections: &[Section], verdicts: &[Verdict], groups: &[String], about: &str) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head = |first: &[&str]| {
        let cells: Vec<String> = first.iter().map(|cell| (*cell).to_owned()).chain(groups.iter().cloned()).collect();
        line(&cells) + &line(&vec!["---".to_owned(); cells.len()])
    };
    let mut text = format!("{about}\n\n{}", head(&["operation"]));
    text.extend(sections.iter().map(|section| section.markdown(groups)));
    text.push_str(&format!("\n{}", head(&["operation", "target"])));
    text.extend(grid(verdicts, groups).iter().map(|cells| line(cells)));
    text
}

/// A line for each operation and target, a column for each size.
fn grid(verdicts: &[Verdict], groups: &[String]) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for Verdict { operation, target, group, found, met } in verdicts {
        let place = lines.iter().position(|line| line[0] == *operation && line[1] == *target);
        let place = place.unwrap_or_else(|| {
            let cells = [(*operation).to_owned(), target.clone()].into_iter();
            lines.push(cells.chain(groups.iter().map(|_| String::new())).collect());
            lines.len() - 1
        });
        if let Some(column) = groups.iter().position(|one| one == group) {
            lines[place][column + 2] = if *met { found.clone() } else { format!("**{found}**") };
        }
    }
    lines
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
pub fn verdict_table(verdicts: &[Verdict], groups: &[String]) -> String {
    let mut table = plain_table();
    table.set_header([&["operation", "target"].map(str::to_owned), groups].concat());
    for row in grid(verdicts, groups) {
        table.add_row(row);
    }
    format!("Targets; ** marks what misses its own\n{table}\n")
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
