//! `--fields a,b`: only these columns, in this order, in every format.

use crate::cli::desk::Desk;
use crate::cli::records::words::{columns, label};
use crate::error::{Error, Result};
use crate::format::flattened;
use crate::ledger::Ledger;
use crate::lookup::{Candidate, Pick, folded, pick};
use crate::message;
use crate::schema::Schema;
use crate::sheet::{Block, Cell, Column, Data, Face, Row, Sheet, Table};
use crate::text::Lang;

impl Desk<'_> {
    /// The names of the columns that are wanted, where not all are.
    pub fn fields(&self) -> Result<Option<Vec<String>>> {
        self.option("fields").map(read).transpose()
    }

    /// The keys that are wanted of records of these ledgers, where not all are; `beyond` their columns, too.
    pub fn fields_of(&self, ledgers: &[&'static Ledger], beyond: bool) -> Result<Option<Vec<String>>> {
        let names = self.fields()?;
        names.map(|names| keys(&names, &of_records(ledgers, beyond, self.lang))).transpose()
    }
}

/// The names that were asked for.
///
/// # Errors
/// Exit 2 where there is none.
fn read(text: &str) -> Result<Vec<String>> {
    let names = text.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    if names.is_empty() {
        return Err(Error::usage("no_columns", message!("没有写要哪些列", "no column is named"))
            .hint(message!("用逗号分开，例如 --fields no,title", "divide them by commas, such as --fields no,title"))
            .field("fields"));
    }
    Ok(names)
}

/// The keys of the columns that are named, by key or by what people call them, each once.
///
/// # Errors
/// Exit 2 for a name that no column of data has, with the nearest and with all that there are.
pub fn keys<'a>(names: &[String], columns: impl IntoIterator<Item = &'a Column>) -> Result<Vec<String>> {
    let mut known: Vec<&Column> = Vec::new();
    for column in columns.into_iter().filter(|column| column.is_data()) {
        if !known.iter().any(|other| other.key == column.key) {
            known.push(column);
        }
    }
    let mut keys: Vec<String> = Vec::new();
    for name in names {
        let by_key = known.iter().find(|column| column.key == *name);
        let by_label = || known.iter().find(|column| folded(&column.label) == folded(name));
        let key = &by_key.or_else(by_label).ok_or_else(|| unknown(name, &known))?.key;
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    Ok(keys)
}

/// The columns that the records of some ledgers have, and what is said beyond them of those that are shown one by one.
pub fn of_records(ledgers: &[&'static Ledger], beyond: bool, lang: Lang) -> Vec<Column> {
    let derived = |ledger: &'static Ledger| ledger.derived.iter().map(|(key, _)| *key).chain(["children"]);
    let more = |ledger: &'static Ledger| {
        let keys = derived(ledger).filter(|_| beyond);
        keys.map(move |key| Column::new(key, label(ledger, key, lang).unwrap_or(key)))
    };
    ledgers.iter().flat_map(|ledger| columns(ledger, lang).into_iter().chain(more(ledger))).collect()
}

/// Refuses names that the answer of a command will not have, before the command has done anything.
///
/// # Errors
/// As for [`keys`].
pub fn foresee(names: &[String], command: &str, lang: Lang) -> Result<()> {
    // An import answers with a row a ledger.
    let rows = (command == "import").then(|| Schema::rows_of(command));
    if rows.is_some_and(|rows| names.iter().all(|name| rows.contains(name))) {
        return Ok(());
    }
    let column = |(schema, key): &(String, String)| {
        let label = Ledger::find(schema).and_then(|ledger| label(ledger, key, lang));
        Column::new(key, label.unwrap_or(key))
    };
    let columns: Vec<Column> = Schema::members_of(command).iter().map(column).collect();
    if columns.is_empty() { Ok(()) } else { keys(names, &columns).map(drop) }
}

/// Leaves only what is named: of the list, of the lines of an object with a table, or else of the members of the object. People
/// see the same as scripts, in their words where the page had some.
///
/// # Errors
/// As for [`keys`].
pub fn keep(sheet: &mut Sheet, names: &[String], lang: Lang) -> Result<()> {
    let Some(table) = sheet.data.lines() else { return keep_members(sheet, names, lang) };
    // What is nested goes by the names that it has in CSV.
    let flat = flattened(&table);
    let keys = match keys(names, table.columns.iter().chain(&flat.columns)) {
        Ok(keys) => keys,
        Err(error) if matches!(sheet.data, Data::List(_)) => return Err(error),
        Err(error) => {
            drop(table);
            return keep_members(sheet, names, lang).map_err(|_| error);
        }
    };
    let on_top = keys.iter().all(|key| table.columns.iter().any(|column| column.key == *key));
    let mut table = if on_top { table.into_owned() } else { flat };
    take(&mut table, &keys);
    table.rows.retain(|row| matches!(row, Row::Cells(_)));
    let shown = Block::Table(for_people(&table, &sheet.page));
    // Where there is nothing, the page says so.
    sheet.page.retain(|block| table.rows.is_empty() && matches!(block, Block::Line(_)));
    sheet.page.insert(0, shown);
    sheet.data = Data::List(table);
    Ok(())
}

/// The columns of data as people read them: in the words of the page, if it has the same rows.
fn for_people(table: &Table, page: &[Block]) -> Table {
    let cells_of = |table: &Table| -> Vec<Vec<Cell>> {
        let cells = table.rows.iter().filter_map(|row| if let Row::Cells(cells) = row { Some(cells) } else { None });
        cells.cloned().collect()
    };
    let said = page.iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    let mut rows = cells_of(table);
    let said = said.map(|said| (said, cells_of(said))).filter(|(_, cells)| cells.len() == rows.len());
    let mut columns = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let place = said.as_ref().and_then(|(said, cells)| Some((place_for_people(said, &column.key)?, *said, cells)));
        let Some((place, said, cells)) = place else {
            columns.push(column.clone().face(Face::Both));
            continue;
        };
        columns.push(said.columns[place].clone().face(Face::Both));
        for (row, cells) in rows.iter_mut().zip(cells) {
            row[at] = cells[place].clone();
        }
    }
    Table { columns, rows: rows.into_iter().map(Row::Cells).collect() }
}

fn place_for_people(table: &Table, key: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.key == key && matches!(column.face, Face::Both | Face::Page))
}

/// Leaves only the columns of data with these keys, in this order; in one that is not there nothing stands.
pub fn take(table: &mut Table, keys: &[String]) {
    let place = |key: &String| table.columns.iter().position(|column| column.key == *key && column.is_data());
    let places: Vec<Option<usize>> = keys.iter().map(place).collect();
    let column = |(place, key): (&Option<usize>, &String)| {
        place.map_or_else(|| Column::new(key, key).face(Face::Data), |place| table.columns[place].clone())
    };
    table.columns = places.iter().zip(keys).map(column).collect();
    for row in &mut table.rows {
        if let Row::Cells(cells) = row {
            *cells = places.iter().map(|place| place.map_or(Cell::Empty, |place| cells[place].clone())).collect();
        }
    }
}

/// Leaves only some members of an object: people see them one under the other. The page of a record is made with them in mind.
fn keep_members(sheet: &mut Sheet, names: &[String], lang: Lang) -> Result<()> {
    let Data::Object(members) = &mut sheet.data else { return Ok(()) };
    let ledger = members.iter().find_map(|(key, cell)| match cell {
        Cell::Text(ledger) if key == "ledger" => Ledger::find(ledger),
        _ => None,
    });
    let heading = |key: &str| ledger.and_then(|ledger| label(ledger, key, lang)).unwrap_or(key).to_owned();
    let columns: Vec<Column> = members.iter().map(|(key, _)| Column::new(key, &heading(key))).collect();
    let keys = keys(names, &columns)?;
    let member = |key: &String| members.iter().find(|(known, _)| known == key).cloned();
    *members = keys.iter().filter_map(member).collect();
    let mut table = Table::new(vec![
        Column::new("field", lang.pick("项目", "field")),
        Column::new("value", lang.pick("内容", "value")),
    ]);
    let page_of_record = sheet.page.iter_mut().find_map(|block| match block {
        Block::Table(table) if table.columns[0].key == "field" => Some(table),
        _ => None,
    });
    // The page of a record has its fields in this order already; what hangs on it stands below.
    let mut said = page_of_record.as_ref().map_or_else(Vec::new, |table| table.rows.clone()).into_iter();
    for (key, cell) in members.iter() {
        let follows = ledger.is_some_and(|ledger| ledger.derives(key));
        let own = || Row::Cells(vec![Cell::Text(heading(key)), cell.clone()]);
        if page_of_record.is_none() || follows {
            table.rows.push(own());
        } else if key != "children" {
            table.rows.push(said.next().unwrap_or_else(own));
        }
    }
    match page_of_record {
        Some(page) => *page = table,
        None => sheet.page = vec![Block::Table(table)],
    }
    Ok(())
}

fn unknown(name: &str, known: &[&Column]) -> Error {
    let candidates: Vec<Candidate> =
        known.iter().map(|column| Candidate::new(&column.key, &[column.label.as_str()])).collect();
    let all = known.iter().map(|column| column.key.as_str()).collect::<Vec<_>>().join(", ");
    let hint = match pick(name, &candidates) {
        Pick::One(near) | Pick::None(Some(near)) => {
            message!("是不是 {near}？有：{all}", "did you mean {near}? there are: {all}")
        }
        Pick::Several(_) | Pick::None(None) => message!("有：{all}", "there are: {all}"),
    };
    Error::usage("no_such_column", message!("没有列“{name}”", "there is no column “{name}”")).hint(hint).field("fields")
}
