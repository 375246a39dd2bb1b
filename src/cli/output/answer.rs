//! Giving the answer: in which format, and to stdout or to a file.

use std::fs::File;
#[cfg(unix)]
use std::fs::Permissions;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli::desk::Desk;
use crate::cli::output::printed::Printed;
use crate::cli::output::relay::relayed;
use crate::error::{Error, Kind, Result};
use crate::format::{Canvas, Format, Page, Stream, write};
use crate::lookup::offer;
use crate::message;
use crate::sheet::Sheet;
use crate::text::text;

/// Where the answer goes and how it is written.
pub struct Answer {
    /// The format that was asked for, or that follows from the file's ending.
    pub format: Option<Format>,
    file: Option<PathBuf>,
    /// Stdout, where it is an ordinary file.
    stdout: Option<File>,
    canvas: Canvas,
}

impl Answer {
    /// Reads `-O`, `--json`, `-o` and `--color`.
    pub fn of(desk: &Desk) -> Result<Answer> {
        let named = desk.option("format");
        if desk.switched("json") && named.is_some_and(|name| name != "json") {
            return Err(Error::usage(
                "given_twice",
                message!("--json 和 -O 说的不是同一格式", "--json and -O ask for different formats"),
            )
            .hint(message!("留下一个", "leave one of them")));
        }
        let file = desk.output().map(PathBuf::from);
        let format = match (named, desk.switched("json"), &file) {
            (_, true, _) => Some(Format::Json),
            (Some(name), ..) => Some(Format::from_key(name).ok_or_else(|| unknown(name))?),
            (None, false, Some(file)) => by_ending(file)?,
            (None, false, None) => None,
        };
        if let Some(file) = &file {
            let (ledger, _) = desk.file()?;
            refuse_ledger(file, &ledger)?;
        }
        let colour = match desk.option("color") {
            None | Some("auto") => {
                desk.outside.width.is_some() && file.is_none() && desk.outside.variable("NO_COLOR").is_none()
            }
            Some("always") => true,
            Some("never") => false,
            Some(other) => {
                return Err(Error::usage(
                    "bad_colour",
                    message!("颜色没有“{other}”", "there is no colour setting “{other}”"),
                )
                .hint(message!("写 auto、always 或 never", "write auto, always or never")));
            }
        };
        if format == Some(Format::Xlsx) && file.is_none() && desk.outside.width.is_some() {
            return Err(Error::usage(
                "workbook_on_terminal",
                message!("工作簿不能显示在终端上", "a workbook cannot be shown on a terminal"),
            )
            .hint(message!("写入文件：-o 文件.xlsx", "write it to a file: -o FILE.xlsx")));
        }
        let width = desk.outside.width.filter(|_| file.is_none());
        let stdout = desk.outside.file.as_ref().and_then(|file| file.try_clone().ok());
        Ok(Answer { format, file, stdout, canvas: Canvas { width, colour, lang: desk.lang } })
    }

    /// Whether the format shows the page of a sheet, so that it has to be made.
    pub fn shows_page(&self) -> bool {
        self.format.unwrap_or(Format::Table).shows_page()
    }

    /// Whether the format is one of data, which is written bit by bit.
    pub fn is_data(&self) -> bool {
        self.stream(self.format.unwrap_or(Format::Table)).is_some()
    }

    /// Gives a sheet out, to stdout or to the file.
    pub fn give(&self, sheet: &Sheet) -> Result<Printed> {
        self.give_out(|out| {
            let done = write(sheet, self.format.unwrap_or(Format::Table), &self.canvas, out);
            done.map_err(|fault| not_written(None, &fault))
        })
    }

    /// The list as which records are written bit by bit, if the format is one of data.
    pub fn stream(&self, format: Format) -> Option<Stream> {
        Stream::new(format, self.canvas)
    }

    /// The page on which tables are written bit by bit, if the format is none of data.
    pub fn page(&self, format: Format) -> Result<Option<Page>> {
        Page::new(format, self.canvas).map_err(|fault| not_written(None, &fault))
    }

    /// Gives out whatever is written bit by bit, to stdout or to the file.
    pub fn give_out(&self, write_to: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<Printed> {
        let mut printed = Printed::default();
        let Some(file) = &self.file else {
            match &self.stdout {
                // It need not wait elsewhere until all of it is there.
                Some(stdout) => relayed(stdout, write_to)?,
                None => relayed(&mut printed, write_to)?,
            }
            return Ok(printed);
        };
        let wrong = |fault: std::io::Error| not_written(Some(file), &fault);
        let about = |error: Error| match error.code {
            "not_written" => error.file(&file.display().to_string()),
            _ => error,
        };
        if is_stream(file) {
            relayed(&appended(file).map_err(wrong)?, write_to).map_err(about)?;
            return Ok(printed);
        }
        let beside = beside(file).map_err(wrong)?;
        relayed(beside.as_file(), write_to).map_err(about)?;
        take_place(beside, file).map_err(wrong)?;
        Ok(printed)
    }
}

/// Writes beside the file, syncs, and renames; what is no file that could be replaced is written to as it is.
pub fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if is_stream(file) {
        return appended(file)?.write_all(bytes);
    }
    let mut beside = beside(file)?;
    beside.write_all(bytes)?;
    take_place(beside, file)
}

/// Whether bytes pass through what has this name, as through pipes, terminals and `/dev/stdout`.
fn is_stream(file: &Path) -> bool {
    file.starts_with("/dev") || std::fs::metadata(file).is_ok_and(|facts| !facts.is_file() && !facts.is_dir())
}

fn appended(file: &Path) -> std::io::Result<File> {
    File::options().append(true).open(file)
}

/// A new file beside the one that it will replace, so that the old one stays whole until the new one is.
pub fn beside(file: &Path) -> std::io::Result<NamedTempFile> {
    use std::io::ErrorKind;
    match std::fs::metadata(file) {
        Ok(facts) if facts.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(facts) if !facts.is_file() => Err(ErrorKind::Unsupported.into()),
        _ => new_file(&followed(file)),
    }
}

/// The file that a link leads to, which may not be there yet, so that the link stays.
fn followed(file: &Path) -> PathBuf {
    let linked = || std::fs::read_link(file).map(|target| folder_of(file).join(target));
    file.canonicalize().or_else(|_| linked()).unwrap_or_else(|_| file.to_owned())
}

/// A new file with the permissions of the old one, or else with those that the person's files have; the temporary files of
/// others are for their owner alone.
#[cfg(unix)]
fn new_file(file: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let beside = tempfile::Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder_of(file))?;
    if let Ok(old) = std::fs::metadata(file) {
        beside.as_file().set_permissions(old.permissions())?;
    }
    Ok(beside)
}

#[cfg(not(unix))]
fn new_file(file: &Path) -> std::io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder_of(file))
}

/// Syncs the new file, then gives it the name.
pub fn take_place(beside: NamedTempFile, file: &Path) -> std::io::Result<()> {
    let file = followed(file);
    beside.as_file().sync_all()?;
    beside.persist(&file)?;
    File::open(folder_of(&file))?.sync_all()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The ledger and its journal are never overwritten by an answer, whatever name leads to them.
pub fn refuse_ledger(file: &Path, ledger: &Path) -> Result<()> {
    let journal = PathBuf::from(format!("{}-journal", ledger.display()));
    let same = |a: &Path, b: &Path| a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if same(file, ledger) || same(file, &journal) {
        return Err(Error::refused(
            "output_is_ledger",
            message!("这是台账文件本身，不能覆盖", "this is the ledger file itself; it is not overwritten"),
        )
        .hint(message!("换一个文件名", "choose another name"))
        .file(&file.display().to_string()));
    }
    Ok(())
}

/// The format that the file's ending names; pipes and the like need none.
fn by_ending(file: &Path) -> Result<Option<Format>> {
    let name = file.display().to_string();
    let format = Format::from_ending(&name);
    if format.is_some() || is_stream(file) {
        return Ok(format);
    }
    let known = Format::ALL.map(Format::key).join(", ");
    Err(Error::usage("unknown_ending", message!("看不出要什么格式", "its ending names no format"))
        .hint(message!("用 -O 写明：{known}", "say it with -O: {known}"))
        .file(&name))
}

fn unknown(name: &str) -> Error {
    Error::usage("unknown_format", message!("没有格式“{name}”", "there is no format “{name}”"))
        .hint(offer(name, &Format::ALL.map(Format::key)))
}

/// What could not be written, to stdout's side or to a file.
pub fn not_written(file: Option<&Path>, fault: &std::io::Error) -> Error {
    let error =
        Error::system(Kind::Failed, "not_written", text("没有写成", "it could not be written"), fault).hint(message!(
            "检查路径、权限和剩余空间；原有文件没有改动",
            "check path, permissions and space; an old file was left as it was"
        ));
    match file {
        Some(file) => error.file(&file.display().to_string()),
        None => error,
    }
}
