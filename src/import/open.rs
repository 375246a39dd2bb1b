//! Opening files: how each is written, and which of its sheets hold records.

use uuid::Uuid;

use super::answers::Answers;
use super::answers::{Followed, Recipe, shape_of};
use super::file::{
    Decoded, FileType, Finder, Grid, GridRow, decode, gbk_by_chance, json_text, read_csv, read_workbook, unsure,
};
use super::files::{Content, Files, Told, Tried, said_of};
use super::hints::masked;
use super::incoming::{Source, Wishes};
use super::ledger_name::{ledger_of_name, ledger_spoken_of};
use super::table::{
    Table, has_headings_of, heading_for, holds_records, is_word_list, names_ledgers, titles, told_by_headings,
    understand,
};
use crate::error::{Error, Result};
use crate::form::LISTS;
use crate::ledger::Ledger;
use crate::lookup::{Candidate, pick};
use crate::text::{Message, quoted};
use crate::vocabulary::Called;

/// Opens files: finds out how each is written, and what the columns of its tables mean. What cannot be understood as a whole is
/// among the points; an error is about what was said of all files.
pub fn open<'a>(sources: &[Source<'a>], wishes: &Wishes, find: Finder) -> Result<Files<'a>> {
    let mut files = Files::default();
    for source in sources {
        files.names.push(source.name.to_owned());
        let Told { notes, points } = &files.told;
        let first = (notes.len(), points.len());
        opened(source, wishes, find, &mut files).unwrap_or_else(|error| files.told.points.push(error));
        files.told.notes[first.0..].iter_mut().for_each(|note| *note = said_of(source.name, note));
        let points = files.told.points.split_off(first.1);
        files.told.points.extend(points.into_iter().map(|point| masked(point).file(source.name)));
    }
    files.tell_recipes();
    if files.told.points.is_empty() {
        files.all_meant(&wishes.answers.map)?;
        files.all_set(&wishes.answers.set, wishes)?;
    }
    Ok(files)
}

/// Takes the parts of one file, the last of those that are named.
fn opened<'a>(source: &Source<'a>, wishes: &Wishes, find: Finder, files: &mut Files<'a>) -> Result<()> {
    let said = wishes.file_type.or_else(|| FileType::of_ending(source.name));
    let file_type = FileType::of(said, source.bytes)?;
    let stem = source.name.rsplit(['/', '\\']).next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem);
    if file_type.is_workbook() {
        return sheets(read_workbook(source.bytes, wishes.sheet, find)?, wishes, stem, files);
    }
    if let Some(sheet) = wishes.sheet {
        return Err(usage!("no_such_sheet": "不是工作簿，没有工作表“{sheet}”",
            "it is no workbook and has no sheet “{sheet}”"; "去掉 --sheet", "leave --sheet out"));
    }
    if matches!(file_type, FileType::Jsonl | FileType::Json) {
        let text = json_text(source.bytes, wishes.answers.encoding)?;
        let (ledger, answers) = (wishes.ledger, wishes.answers.clone());
        let content = Some(Content::Lines { text, by_line: file_type == FileType::Jsonl, ledger });
        files.take(Tried { ledger, answers, content, ..Tried::default() });
        return Ok(());
    }
    let tab = (file_type == FileType::Tsv).then_some('\t');
    let by_recipe = wishes.encoding_by_recipe(source.bytes, tab);
    let wishes = &Wishes { answers: by_recipe.as_ref().unwrap_or(wishes.answers), ..*wishes };
    let mut decoded = decode(source.bytes, wishes.answers.encoding)?;
    // What this program wrote is UTF-8, and has ids.
    let has_id = |line: &str| line.split([',', '\t', ';']).any(|cell| Uuid::parse_str(cell.trim_matches('"')).is_ok());
    let is_marked = source.bytes.starts_with(b"\xef\xbb\xbf") || wishes.answers.encoding.is_some();
    if !is_marked && decoded.name == "UTF-8" && !decoded.text.lines().take(2).any(has_id) {
        decoded = gbk_by_chance(&decoded.text).unwrap_or(decoded);
    }
    let Decoded { text, name, guessed } = decoded;
    let grid = read_csv(&text, tab)?;
    // By its first row, shortened, people see whether the encoding is right.
    let first = grid.rows.first().map(GridRow::said).unwrap_or_default().join("，");
    let first: String = first.chars().filter(|c| !c.is_control()).take(40).collect();
    if name != "UTF-8" {
        files.told.notes.push(message!("按 {name} 编码读，首行：{first}", "read as {name}; its first row: {first}"));
    }
    let broken = grid.opened.len();
    if broken > 0 {
        let (lines, rows) = (text.lines().count(), grid.rows.len());
        files.told.notes.push(message!(
            "{broken}格里有换行，{lines}行文字读成{rows}行",
            "cells with line ends: {broken}; {lines} lines of text became {rows} rows"
        ));
    }
    let named = stem.and_then(|stem| ledger_of_name(stem, wishes.words));
    let follows = wishes.followed(&grid, named);
    let own = &Wishes { answers: &follows.answers, ..*wishes };
    let ledger = wishes.ledger.or(named).or(follows.ledger);
    let ledger = ledger.or_else(|| told(&grid, stem, own, &mut files.told.notes));
    files.tabulate(grid, ledger, own, stem, Some(&*first).filter(|_| guessed));
    files.follow(&follows);
    Ok(())
}

/// The ledger that a table itself tells: its sheet or file is called after one, its title speaks of one in whose words it has
/// headings, or they tell one. What is not said by a name is pointed out.
fn told(grid: &Grid, stem: Option<&str>, wishes: &Wishes, notes: &mut Vec<Message>) -> Option<&'static Ledger> {
    let (mapping, sheet) = (wishes.mapping(), grid.sheet.as_deref());
    if let Some(named) = sheet.or(stem).and_then(|name| ledger_of_name(name, wishes.words)) {
        return Some(named);
    }
    let titles = titles(grid);
    let spoken = sheet.into_iter().chain(titles.iter().map(String::as_str)).chain(stem);
    let by_words = spoken.filter_map(|words| {
        let ledger = ledger_spoken_of(words, wishes.words).or_else(|| ledger_of_name(words, wishes.words))?;
        has_headings_of(grid, ledger, &mapping).then_some((ledger, Some(words)))
    });
    let by_headings = || told_by_headings(grid, &mapping).map(|ledger| (ledger, None));
    let (ledger, words) = by_words.into_iter().next().or_else(by_headings)?;
    let Called { zh, en } = ledger.called_by(wishes.words);
    let of_sheet = |name: &str| message!("工作表“{name}”", "the sheet “{name}” is ");
    let Message { zh: sheet, en: sheet_en } = sheet.map(of_sheet).unwrap_or_default();
    notes.push(match words {
        Some(words) => message!("{sheet}按“{words}”读作{zh}", "{sheet_en}read as {en}, by “{words}”"),
        None => message!("{sheet}按表头读作{zh}", "{sheet_en}read as {en}, by its headings"),
    });
    Some(ledger)
}

/// The sheets that people see, and the hidden ones that the person wants. Those with records are open points where nothing is said.
fn seen(grids: Vec<Grid>, wishes: &Wishes, files: &mut Files) -> Vec<Grid> {
    let (hidden, mut seen): (Vec<Grid>, Vec<Grid>) = grids.into_iter().partition(|grid| grid.hidden.sheet);
    for grid in hidden.into_iter().filter(|grid| grid.sheet.as_deref() != Some(LISTS)) {
        let follows = wishes.followed(&grid, None);
        let wishes = &Wishes { answers: &follows.answers, ..*wishes };
        let (name, holds_records) = (grid.sheet.clone().unwrap_or_default(), holds_records(&grid, &wishes.mapping()));
        if holds_records && wishes.answers.way("hidden").is_none() {
            let point = refused!("hidden_sheet": "隐藏的工作表里有记录", "the hidden sheet has records";
                "取消隐藏或删去；或 import --hidden skip 略过，--hidden take 照样记",
                "show or delete it; or leave it out with import --hidden skip, record it with --hidden take");
            files.told.points.push(point.sheet(&name));
        } else if holds_records && wishes.answers.way("hidden") == Some("take") {
            let note = message!("隐藏的工作表“{name}”照样读", "the hidden sheet “{name}” is read as others are");
            files.told.notes.push(note);
            seen.push(grid);
        } else {
            files.told.notes.push(message!("隐藏的工作表“{name}”没有读", "the hidden sheet “{name}” was not read"));
            files.left_unread(name);
        }
    }
    seen
}

/// The sheets that hold records: those named after a ledger or with a column that names it, or the only one there is.
fn sheets(grids: Vec<Grid>, wishes: &Wishes, stem: Option<&str>, files: &mut Files) -> Result<()> {
    let grids = grids.into_iter().filter(|grid| !grid.rows.is_empty() || wishes.sheet.is_some());
    let before = (files.tried.len(), files.told.points.len());
    let grids = seen(grids.collect(), wishes, files);
    let only = grids.len() == 1;
    // An export of an empty ledger file says no more than that.
    let says_nothing = |row: &GridRow| ["没有记录", "no records"].iter().any(|words| row.said() == [*words]);
    if only && matches!(&grids[0].rows[..], [row] if says_nothing(row)) {
        return Ok(());
    }
    let says = |grid: &Grid, answers: &Answers| names_ledgers(grid, &Wishes { answers, ..*wishes }.mapping());
    let mut known = |grid: Grid| {
        let named = grid.sheet.as_deref().and_then(|sheet| ledger_of_name(sheet, wishes.words));
        let follows = wishes.followed(&grid, named);
        let own = Wishes { answers: &follows.answers, ..*wishes };
        let named = match wishes.ledger {
            Some(_) => named,
            None => named.or(follows.ledger).or_else(|| {
                let is_list = !only && is_word_list(&grid, &own.mapping());
                if is_list { None } else { told(&grid, stem, &own, &mut files.told.notes) }
            }),
        };
        (named, follows, grid)
    };
    let grids: Vec<_> = grids.into_iter().map(&mut known).collect();
    let some_say = grids.iter().any(|(named, follows, grid)| named.is_some() || says(grid, &follows.answers));
    let all = grids.iter().filter_map(|(_, _, grid)| grid.sheet.clone()).collect::<Vec<_>>().join("、");
    for (named, follows, grid) in grids {
        let name = grid.sheet.clone().unwrap_or_default();
        let wishes = &Wishes { answers: &follows.answers, ..*wishes };
        if let (Some(named), Some(said)) = (named, wishes.ledger)
            && named != said
        {
            let (zh, en, key) = (named.called_by(wishes.words).zh, named.key, said.key);
            return Err(usage!("ledger_differs": "工作表名是{zh}，--ledger 却写 {key}",
                "the sheet is named {en}, and --ledger says {key}"; "去掉 --ledger，或改工作表名",
                "leave --ledger out, or rename the sheet")
            .sheet(&name));
        }
        if named.is_none() && !only && !says(&grid, wishes.answers) {
            unnamed(&grid, &name, wishes, some_say, &all)?;
            files.left_unread(name.clone());
            files.told.notes.push(message!(
                "工作表“{name}”没有写是哪个台账，没有读",
                "the sheet “{name}” does not say its ledger and was not read"
            ));
            continue;
        }
        let first = files.told.points.len();
        files.tabulate(grid, named.or(wishes.ledger), wishes, stem, None);
        files.follow(&follows);
        let in_sheet = |mut error: Error| {
            error.more = error.more.into_iter().map(|other| other.sheet(&name)).collect();
            error.sheet(&name)
        };
        let points = files.told.points.split_off(first);
        files.told.points.extend(points.into_iter().map(in_sheet));
    }
    if (files.tried.len(), files.told.points.len()) == before {
        return Err(refused!("empty_table": "工作簿里没有记录", "there are no records in the workbook";
            "核对文件；隐藏的工作表用 --hidden take 读", "check the file; hidden sheets are read with --hidden take"));
    }
    Ok(())
}

/// Refuses a sheet that does not say its ledger where it has records, or no sheet says one.
fn unnamed(grid: &Grid, name: &str, wishes: &Wishes, some_say: bool, all: &str) -> Result<()> {
    if !some_say {
        return Err(usage!("which_sheet": "有几个工作表：{all}", "there are several sheets: {all}";
            "用 --sheet 写明一个，或把工作表名改成台账名（如 学习）",
            "name one with --sheet, or name each sheet after its ledger (such as study)"));
    }
    if holds_records(grid, &wishes.mapping()) {
        return Err(refused!("unnamed_sheet": "工作表“{name}”有记录，却没有写是哪个台账",
            "the sheet “{name}” has records and does not say its ledger";
            "把它改名为台账名（如 学习），或用 --sheet 和 --ledger 单独导入；不要它就删去，或隐藏后加 --hidden skip",
            "name it after its ledger (such as study), or import it alone with --sheet and --ledger; delete it if it is not wanted, or hide it and give --hidden skip")
        .sheet(name));
    }
    Ok(())
}

impl<'a> Files<'a> {
    /// Takes a part of the last file.
    fn take(&mut self, tried: Tried<'a>) {
        let source = u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX);
        self.tried.push(Tried { source, ..tried });
    }

    /// Takes a table of the last file, as far as it is understood. Of one whose encoding was guessed the `first` row is shown where
    /// nothing in it is known.
    fn tabulate(
        &mut self,
        grid: Grid,
        ledger: Option<&'static Ledger>,
        wishes: &Wishes,
        stem: Option<&str>,
        first: Option<&str>,
    ) {
        let (sheet, shape, answers) = (grid.sheet.clone(), shape_of(&grid, ledger, wishes), wishes.answers.clone());
        let table = Table::of(grid, ledger, wishes, stem, &mut self.told);
        let table = table.and_then(|table| match first.filter(|_| !table.speaks_chinese(wishes.words)) {
            Some(first) => Err(unsure(first)),
            None => Ok(Content::Table(Box::new(table))),
        });
        let content = table.map_err(|error| self.told.points.push(error)).ok();
        self.take(Tried { sheet, ledger, shape, answers, content, ..Tried::default() });
    }

    /// Takes down that a recipe was followed, and that another could have been.
    fn follow(&mut self, Followed { recipe, instead, answers, .. }: &Followed) {
        let Some(recipe) = recipe else { return };
        self.followed.entry(recipe.name.clone()).or_insert_with(|| (answers.words(), 0)).1 += 1;
        if let Some(Recipe { name: other, .. }) = instead {
            let name = &recipe.name;
            self.told.notes.push(message!(
                "配方“{other}”和“{name}”都是这种表的，用后存的“{name}”",
                "the recipes “{other}” and “{name}” are both for such a table; “{name}”, which was kept later, is followed"
            ));
        }
    }

    /// Says which recipes were followed, and what becomes of rows that may be recorded already where the tables agree on it.
    fn tell_recipes(&mut self) {
        for (name, (words, tables)) in std::mem::take(&mut self.followed) {
            self.told.notes.push(message!(
                "按配方“{name}”读（{tables}个表）：{words}",
                "read by the recipe “{name}” (tables: {tables}): {words}"
            ));
        }
        let mut ways = self.tried.iter().map(|tried| tried.answers.way("duplicates"));
        let first = ways.next().flatten();
        self.duplicates = first.filter(|_| ways.all(|way| way == first));
    }

    /// Takes down a sheet of the last file that is not read.
    fn left_unread(&mut self, sheet: String) {
        self.unread.push((self.names.last().cloned().unwrap_or_default(), sheet));
    }

    /// Refuses what was said of all rows where no table can have such a column.
    fn all_set(&self, said: &[(String, String)], wishes: &Wishes) -> Result<()> {
        let ledgers: Vec<&'static Ledger> = self.tables().filter_map(|table| table.ledger).collect();
        for (heading, _) in said {
            let mapping = wishes.mapping();
            let own = ledgers.iter().filter_map(|ledger| Some((heading_for(heading, ledger, wishes.words)?, *ledger)));
            let mut understood = own.map(|(heading, ledger)| understand(heading, ledger, &mapping));
            if understood.clone().any(|means| means.is_ok()) {
                continue;
            }
            return Err(match understood.find_map(Result::err) {
                Some(Error { message: Message { zh, en }, .. }) => {
                    usage!("unused_set": "--set {heading}：{zh}", "--set {heading}: {en}")
                }
                None if !ledgers.is_empty() => {
                    usage!("unused_set": "--set {heading}：没有一张表是这个台账的", "--set {heading}: no table is of this ledger";
                    "点前面写文件里有的台账", "before the point write a ledger that the files have")
                }
                None => {
                    usage!("unused_set": "--set 只用于一个台账一张的表格", "--set is for tables of one ledger each";
                    "在文件里写上", "write it into the file")
                }
            });
        }
        Ok(())
    }

    /// Refuses an explanation of a heading that no table has: a slip of the pen would be passed over otherwise.
    fn all_meant(&self, said: &[(String, String)]) -> Result<()> {
        let tables = self.tables();
        let Some((from, target)) = said.iter().find(|(from, _)| !tables.clone().any(|table| table.has(from))) else {
            return Ok(());
        };
        let headings: Vec<String> =
            tables.flat_map(|table| &table.headings).map(|heading| heading.split_whitespace().collect()).collect();
        let candidates: Vec<Candidate> = headings.iter().map(|heading| Candidate::new(heading, &[])).collect();
        let all = headings.join("、");
        let hint = match pick(from, &candidates).near() {
            Some(near) => {
                let pair = quoted(&format!("{near}={target}"));
                message!("是不是“{near}”？写 --map {pair}", "did you mean “{near}”? say --map {pair}")
            }
            _ if headings.is_empty() => message!("只有表格才用 --map", "--map is for tables only"),
            _ => message!("表头有：{all}", "the headings are: {all}"),
        };
        Err(usage!("unused_map": "没有一列的表头是“{from}”", "no column has the heading “{from}”").hint(hint))
    }
}
