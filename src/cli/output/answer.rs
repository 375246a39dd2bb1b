//! Giving the answer: in which format, and to stdout or to a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::cli::desk::Desk;
use crate::cli::exchange::bundle::is_bundle;
use crate::cli::output::fields::foresee;
use crate::cli::output::file::{Named, appended, is_stream, unwritten};
use crate::cli::output::printed::Printed;
use crate::error::{Error, Result};
use crate::format::{Canvas, Format, Paper, names, write};
use crate::ledger::flag;
use crate::lookup::offer;
use crate::outside::Outside;
use crate::sheet::Sheet;
use crate::vocabulary::seed_vocabulary;

/// Where the answer goes and how it is written.
pub struct Answer {
    /// The format that was asked for, or that follows from the file's ending.
    pub format: Option<Format>,
    file: Option<PathBuf>,
    paths: Named,
    /// Stdout, where it is an ordinary file.
    stdout: Option<File>,
    canvas: Canvas,
}

impl Answer {
    /// Reads `-O`, `--json`, `-o`, `--color` and `--bom`.
    pub fn of(desk: &Desk) -> Result<Answer> {
        let named = desk.option("format");
        if desk.switched("json") && named.is_some_and(|name| name != "json") {
            return Err(usage!("given_twice": "--json 和 -O 说的不是同一格式",
                "--json and -O ask for different formats"; "留下一个", "leave one of them"));
        }
        let file = desk.output().map(PathBuf::from);
        let known = |name| Format::from_key(name).ok_or_else(|| unknown_format(name, &Format::ALL.map(Format::key)));
        let format = match (named, desk.switched("json"), &file) {
            (_, true, _) => Some(Format::Json),
            (Some(name), ..) => Some(known(name)?),
            (None, false, Some(file)) if is_bundle(&file.to_string_lossy()) => None,
            (None, false, Some(file)) => by_ending(file)?,
            (None, false, None) => None,
        };
        let paths = Named::of(desk);
        if let Some(file) = &file {
            paths.may_write("output", file)?;
        }
        let colour = match desk.option("color") {
            None | Some("auto") => file.is_none() && is_coloured(desk.outside),
            Some("always") => true,
            Some("never") => false,
            Some(other) => {
                return Err(usage!("bad_colour": "颜色没有“{other}”", "there is no colour setting “{other}”";
                    "写 auto、always 或 never", "write auto, always or never"));
            }
        };
        let marked = desk.option("bom").map(flag).transpose().map_err(|error| error.field("bom"))?;
        let marked = marked.unwrap_or_else(|| file.as_ref().is_some_and(|file| !is_stream(file)));
        if let Some(packed) =
            format.filter(|format| format.is_packed() && file.is_none() && desk.outside.width.is_some())
        {
            return Err(on_terminal(packed));
        }
        let width = desk.outside.width.filter(|_| file.is_none());
        let stdout = desk.outside.file.as_ref().and_then(|file| file.try_clone().ok());
        Ok(Answer { format, file, paths, stdout, canvas: Canvas { width, colour, marked, lang: desk.lang } })
    }

    /// Refuses `-O id` with columns, and of a command that will have changed something without naming a record.
    pub fn foresee(&self, desk: &Desk, path: &str) -> Result<()> {
        if let Some(file) = self.file.as_deref().filter(|file| is_bundle(&file.to_string_lossy()) && path != "export") {
            return by_ending(file).map(drop);
        }
        if self.format != Some(Format::Id) {
            return Ok(());
        }
        if desk.chooses() {
            return Err(usage!("given_twice": "-O id 只印编号，不能再选列",
                "-O id prints names, and has no columns to choose";
                "去掉 --fields 或 -O id", "leave --fields or -O id out"));
        }
        let named = ["ledger", "no"].map(str::to_owned);
        if desk.changes { foresee(&named, path, seed_vocabulary(), desk.lang).map_err(|_| no_names()) } else { Ok(()) }
    }

    /// Gives a sheet out, to stdout or to the file, in the format that was asked for or in the one that its command prefers. Where
    /// somebody may be slow to take it, all of it is made before the first byte leaves, and what it was made from is let go. A document
    /// that is ready goes out in its place.
    pub fn give(&self, sheet: Sheet, ready: Option<&[u8]>, format: Format, paper: &Paper) -> Result<Printed> {
        if format == Format::Id && names(&sheet.data).is_none() {
            return Err(no_names());
        }
        let made = |out: &mut dyn Write| match ready {
            Some(bytes) => out.write_all(bytes),
            None => write(&sheet, format, &self.canvas, paper, out),
        };
        let made = |out: &mut dyn Write| made(out).map_err(Error::unwritten);
        let mut printed = Printed::default();
        match (&self.file, &self.stdout) {
            (None, Some(stdout)) => buffered(stdout, made)?,
            (None, None) => buffered(&mut printed, made)?,
            (Some(file), _) if is_stream(file) => {
                buffered(&mut printed, made)?;
                drop(sheet);
                let through = appended(file).and_then(|mut stream| std::mem::take(&mut printed).print(&mut stream));
                through.map_err(|fault| unwritten(file, fault))?;
            }
            (Some(file), _) => {
                let new = self.paths.over(file)?;
                buffered(&new.file, made).map_err(|error| match error.code {
                    "not_written" => error.file(&file.display().to_string()),
                    _ => error,
                })?;
                new.take_place()?;
            }
        }
        Ok(printed)
    }
}

/// Whether stdout is coloured where nobody says so on the command line.
fn is_coloured(outside: &Outside) -> bool {
    let is = |name: &str, value: &str| outside.variable(name) == Some(value);
    let forced = outside.variable("CLICOLOR_FORCE").is_some_and(|force| force != "0");
    let takes_it = outside.width.is_some() && !is("TERM", "dumb") && !is("CLICOLOR", "0");
    outside.variable("NO_COLOR").is_none() && (forced || takes_it)
}

fn on_terminal(format: Format) -> Error {
    let (code, zh, en) = match format {
        Format::Xlsx => ("workbook_on_terminal", "工作簿", "a workbook"),
        _ => ("document_on_terminal", "Word 文稿", "a Word document"),
    };
    let (key, message) = (format.key(), message!("{zh}不能显示在终端上", "{en} cannot be shown on a terminal"));
    Error::usage(code, message).hint(message!("写入文件：-o 文件.{key}", "write it to a file: -o FILE.{key}"))
}

fn no_names() -> Error {
    usage!("no_names": "这个命令的回答没有编号，不能用 -O id", "this command answers with no record that has a number, so -O id has nothing to print";
        "换一种格式，如 -O json", "choose another format, such as -O json")
}

/// So many bytes are written at once.
const PIECE: usize = 1 << 18;

/// Writes to `out` what `make` makes, in large pieces, and nothing of a short answer that fails.
fn buffered(out: impl Write, make: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, out);
    let result = make(&mut out).and_then(|()| out.flush().map_err(Error::unwritten));
    // After a failure the rest is dropped, not written.
    drop(out.into_parts());
    result
}

/// The format that the file's ending names; pipes and the like need none.
fn by_ending(file: &Path) -> Result<Option<Format>> {
    let name = file.display().to_string();
    let format = Format::from_ending(&name);
    if format.is_some() || is_stream(file) {
        return Ok(format);
    }
    let known = Format::ALL.map(Format::key).join(", ");
    Err(usage!("unknown_ending": "看不出要什么格式", "its ending names no format";
        "用 -O 写明：{known}", "say it with -O: {known}")
    .file(&name))
}

/// The error about a format of this name, which is none of those that are known.
pub fn unknown_format(name: &str, known: &[&str]) -> Error {
    usage!("unknown_format": "没有格式“{name}”", "there is no format “{name}”").hint(offer(name, known))
}
