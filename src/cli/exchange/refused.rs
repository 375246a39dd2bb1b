//! The rows that an import refuses: named on the screen, listed in the file of `--errors`, kept in files to be mended.

use std::io::Write;
use std::path::Path;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::output::file::{Named, New, unwritten};
use crate::error::{Error, Result};
use crate::format::{Canvas, Format, Paper, write};
use crate::import::{Files, RefusedRows, Trouble};
use crate::sheet::{Cell, Column, Reader, Sheet, Table};
use crate::text::{Message, cut};

/// The most troubles that are shown at once; files hold all of them.
pub const SHOWN: usize = 50;

/// Warns of the first of several things, and of how many more there are.
pub fn warn_of(desk: &mut Desk, all: impl ExactSizeIterator<Item = Message>, more: impl Fn(usize) -> Message) {
    let rest = all.len().saturating_sub(SHOWN);
    all.take(SHOWN).chain((rest > 0).then(|| more(rest))).for_each(|words| desk.warn(&words));
}

/// Files of troubles and of rows left out have an ending that says what is in them.
pub fn endings(given: &Given) -> Result<()> {
    let allowed = ["csv", "tsv", "jsonl"];
    for name in ["errors", "refused"] {
        let Some(file) = given.text(name) else { continue };
        let ending = Path::new(file).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !allowed.contains(&ending.to_lowercase().as_str()) {
            let (all, all_en) = (allowed.join("、"), allowed.join(", "));
            return Err(usage!("unknown_ending": "--{name} 的文件不能以“{ending}”结尾",
                "the file of --{name} cannot end in “{ending}”"; "可用：{all}", "there are: {all_en}")
            .file(file));
        }
    }
    Ok(())
}

/// A file that waits beside its place until the import is kept, its name, and how many rows are in it.
pub type Waiting = (New, String, usize);

/// Writes refused rows down; an older file of such rows, perhaps half mended, is not overwritten unless it is named.
pub fn wait(given: &Given, paths: &Named, refused: &[RefusedRows]) -> Result<Vec<Waiting>> {
    let named = given.text("refused");
    let mut waiting = Vec::new();
    for (number, one) in (1..).zip(refused) {
        let several = refused.iter().filter(|other| named.is_some() || other.source == one.source).count() > 1;
        let file = name_of(one, named, several.then_some(number));
        let path = Path::new(&file);
        paths.may_write("refused", path)?;
        let is_named = named == Some(file.as_str());
        if !is_named && path.symlink_metadata().is_ok() {
            return Err(refused!("exists_already": "上次略过的行还在这里", "the rows left out before are still there";
                "改好导入后移走它，或用 --refused 写明别的文件",
                "import and remove it first, or name another file with --refused")
            .file(&file));
        }
        let mut new = if is_named { paths.over(path) } else { paths.only(path) }?;
        new.file.write_all(&one.bytes).map_err(|fault| unwritten(path, fault))?;
        waiting.push((new, file, one.rows));
    }
    Ok(waiting)
}

/// What a file of refused rows is called: after its file and sheet, or as the person says; with a number where there are several.
fn name_of(one: &RefusedRows, named: Option<&str>, number: Option<usize>) -> String {
    let ending = if one.is_table { "csv" } else { "jsonl" };
    let mark = match (number, &one.sheet) {
        (None, _) => String::new(),
        (Some(_), Some(sheet)) if named.is_none() => {
            format!(".{}", sheet.replace(|c: char| !c.is_alphanumeric(), "_"))
        }
        (Some(number), _) => format!(".{number}"),
    };
    let Some(name) = named else { return format!("{}{mark}.refused.{ending}", beside(&one.source)) };
    let (stem, tail) = name.rsplit_once('.').unwrap_or((name, ending));
    let fits = one.is_table == (tail.to_lowercase() != "jsonl");
    format!("{stem}{mark}.{}", if fits { tail } else { ending })
}

/// The name of a source, for files beside it: what is in a packed folder stands beside that.
fn beside(source: &str) -> String {
    let packed = Path::new(source).ancestors().skip(1).find(|folder| folder.is_file()).and_then(Path::to_str);
    match packed.and_then(|packed| Some((packed, source.strip_prefix(packed)?))) {
        Some((packed, inside)) => packed.to_owned() + "." + &inside[1..].replace('/', "_"),
        None => source.to_owned(),
    }
}

/// Writes all troubles to the file of `--errors`: CSV by its ending, else JSON Lines. Without troubles it is empty, so that it
/// speaks of this import and not of an earlier one.
pub fn report_errors(desk: &mut Desk, given: &Given, troubles: impl ExactSizeIterator<Item = Error>) -> Result<()> {
    let Some(file) = given.text("errors") else { return Ok(()) };
    let (lang, count) = (desk.lang, troubles.len());
    let column = |key| Column::new(key, key);
    let columns: [Reader<Error>; 8] = [
        (column("file"), &|it| Cell::words(it.place.file.clone())),
        (column("sheet"), &|it| Cell::words(it.place.sheet.clone())),
        (column("line"), &|it| it.place.line.map_or(Cell::Empty, Cell::count)),
        (column("column"), &|it| Cell::words(it.place.column.clone())),
        (column("field"), &|it| Cell::words(it.place.field.clone())),
        (column("code"), &|it| Cell::text(it.code)),
        (column("message"), &|it| Cell::Text(cut(it.message.lang(lang), lang).into_owned())),
        (column("hint"), &|it| Cell::words(it.hint.as_ref().map(|hint| hint.lang(lang).to_owned()))),
    ];
    let table = Table::of(troubles, columns);
    let format = Format::from_ending(file).unwrap_or(Format::Jsonl);
    let mut bytes = Vec::new();
    let (canvas, path) = (Canvas { marked: true, ..Canvas::default() }, Path::new(file));
    write(&Sheet::list(table), format, &canvas, &Paper::default(), &mut bytes)
        .map_err(|fault| unwritten(path, fault))?;
    Named::of(desk).write(path, &bytes)?;
    desk.remark(&message!("不对之处（{count}处）写在 {file}", "the troubles ({count}) are in {file}"));
    Ok(())
}

/// Every trouble with its whole place.
pub fn placed<'t>(files: &'t Files, troubles: &'t [Trouble]) -> impl ExactSizeIterator<Item = Error> + 't {
    troubles.iter().map(|Trouble { spot, error, .. }| files.placed(*spot, error.clone()).file(files.place(*spot).0))
}

/// Says which rows were left out, and where they are now.
pub fn tell(desk: &mut Desk, files: &Files, troubles: &[Trouble], kept: &[(String, usize)]) {
    let lang = desk.lang;
    let one = |Trouble { spot, error, .. }: &Trouble| {
        message!("略过：{}", "left out: {}", files.placed(*spot, error.clone()).sentence(lang))
    };
    let more = |more: usize| message!("略过：另有{more}处不对", "left out: {more} more problems");
    warn_of(desk, troubles.iter().map(one), more);
    for (file, rows) in kept {
        desk.warn(&message!(
            "略过的{rows}行写在 {file}，改好后可再导入",
            "rows left out: {rows}, kept in {file}; mend them and import that file"
        ));
    }
}
