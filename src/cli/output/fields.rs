//! `--fields a,b`: only these columns, in this order, in every format; an amount keeps its bound.

use std::collections::HashSet;

use crate::amount::Bound;
use crate::cli::records::columns::label;
use crate::error::{Error, Result};
use crate::format::flattened;
use crate::ledger::Ledger;
use crate::lookup::{Candidate, folded, pick};
use crate::schema::Schema;
use crate::sheet::{Block, Cell, Column, Data, Face, Sheet, Table};
use crate::text::Lang;
use crate::vocabulary::Vocabulary;

/// The names that were asked for, one at least.
pub fn read(text: &str) -> Result<Vec<String>> {
    let names = text.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(str::to_owned).collect();
    if names.is_empty() {
        return Err(usage!("no_columns": "没有写要哪些列", "no column is named";
            "用逗号分开，例如 --fields no,title", "divide them by commas, such as --fields no,title")
        .field("fields"));
    }
    Ok(names)
}

/// The keys of the columns that are named, by key or by what people call them or read above them, each once. A name that no column
/// of data has is refused with the nearest and with all that there are.
pub fn keys<'a>(names: &[String], columns: impl IntoIterator<Item = &'a Column>) -> Result<Vec<String>> {
    let all: Vec<&Column> = columns.into_iter().collect();
    let mut seen = HashSet::new();
    let known: Vec<&Column> = all.iter().copied().filter(|it| it.is_data() && seen.insert(&it.key)).collect();
    let mut keys: Vec<String> = Vec::new();
    for name in names {
        let by_key = known.iter().find(|column| column.key == *name);
        let is_called = |column: &&&Column| folded(&column.label) == folded(name);
        let is_known = |column: &&&Column| known.iter().any(|other| other.key == column.key);
        let by_label = || known.iter().find(is_called).or_else(|| all.iter().filter(is_called).find(is_known));
        let key = &by_key.or_else(by_label).ok_or_else(|| unknown(name, &known))?.key;
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    Ok(keys)
}

/// Refuses names that the answer of a command will not have, before the command has done anything.
pub fn foresee(names: &[String], command: &str, words: &Vocabulary, lang: Lang) -> Result<()> {
    // An import answers with a row a ledger.
    let rows = (command == "import").then(|| Schema::rows_of(command));
    if rows.is_some_and(|rows| names.iter().all(|name| rows.contains(name))) {
        return Ok(());
    }
    let column = |(schema, key): &(String, String)| {
        let label = Ledger::find(schema).and_then(|ledger| label(ledger, key, words, lang));
        Column::new(key, label.unwrap_or(key))
    };
    let columns: Vec<Column> = Schema::members_of(command).iter().map(column).collect();
    if columns.is_empty() { Ok(()) } else { keys(names, &columns).map(drop) }
}

/// Leaves only what is named: of the list, of the lines of an object with a table, or else of the members of the object. People
/// see the same as scripts, in their words where the page has some.
pub fn keep(sheet: &mut Sheet, names: &[String], words: &Vocabulary, lang: Lang) -> Result<()> {
    keep_columns(sheet, names, words, lang).or_else(|error| {
        let is_object = matches!(sheet.data, Data::Object(_));
        let kept = is_object.then(|| keep_members(sheet, names, words, lang).ok()).flatten();
        kept.or_else(|| keep_seen(sheet, names)).ok_or(error)
    })
}

/// Leaves only some columns of the lines of data, or members of an object that has no lines.
fn keep_columns(sheet: &mut Sheet, names: &[String], words: &Vocabulary, lang: Lang) -> Result<()> {
    let Some(table) = sheet.data.lines() else { return keep_members(sheet, names, words, lang) };
    if table.made.is_some() {
        let keys = keys(names, &table.columns)?;
        let table = table.into_owned();
        sheet.page = kept_page(std::mem::take(&mut sheet.page), &table, &keys);
        sheet.data = Data::List(bounded(table.select(chosen(&table, &keys)), &keys));
        return Ok(());
    }
    // What is nested goes by the names that it has in CSV.
    let flat = flattened(&table);
    let on_page = columns_of_page(&sheet.page).map(|column| column.clone().face(Face::Page));
    let on_page: Vec<Column> = on_page.collect();
    let keys = keys(names, table.columns.iter().chain(&flat.columns).chain(&on_page))?;
    let on_top = keys.iter().all(|key| table.columns.iter().any(|column| column.key == *key));
    let said = sheet.page.iter().find_map(Block::table);
    let table = in_words(if on_top { table.into_owned() } else { flat }, said);
    let table = bounded(table.select(chosen(&table, &keys)), &keys);
    // Where there is nothing, the page says so.
    sheet.page.retain(|block| table.rows.is_empty() && matches!(block, Block::Line(_)));
    sheet.page.insert(0, Block::Table(table.clone()));
    sheet.data = Data::List(table);
    Ok(())
}

/// The columns of the tables that people see.
fn columns_of_page(page: &[Block]) -> impl Iterator<Item = &Column> {
    let columns = page.iter().filter_map(Block::table).flat_map(|table| &table.columns);
    let seen = columns.filter(|column| column.face != Face::Data);
    // What is written one under the other has no columns of its own.
    seen.filter(|column| column.key != "field")
}

/// Leaves of the tables that people see what only they have, for scripts that of the first; none where no table has all of it.
fn keep_seen(sheet: &mut Sheet, names: &[String]) -> Option<()> {
    let columns: Vec<&Column> = columns_of_page(&sheet.page).collect();
    let is_named = |column: &&&Column, name: &str| {
        folded(&column.label) == folded(name) || (column.is_data() && column.key == name)
    };
    let key = |name: &String| columns.iter().find(|column| is_named(column, name)).map(|column| column.key.clone());
    let keys: Vec<String> = names.iter().map(key).collect::<Option<_>>()?;
    let none = Table::new(Vec::new());
    let page = kept_page(std::mem::take(&mut sheet.page), &none, &keys);
    let data = page.iter().find_map(Block::table).cloned();
    (sheet.data, sheet.page) = (Data::List(data.unwrap_or(none)), page);
    Some(())
}

/// Numbers whose bounds are not asked for, with their bounds in words: an amount never goes without.
fn bounded(table: Table, keys: &[String]) -> Table {
    let alone = |column: &Column| !has_bound(&column.key, keys);
    let places: Vec<bool> = table.columns.iter().map(alone).collect();
    table.with_cells(move |at, cell| if places[at] { worded(cell) } else { cell })
}

fn has_bound(key: &str, keys: &[String]) -> bool {
    keys.iter()
        .any(|bound| *bound == format!("{key}_bound") || (bound != key && *bound == key.replace("value", "bound")))
        || (key == "amount" && keys.iter().any(|bound| bound == "bound"))
}

/// A number that is not exact as data formats have it where nothing beside it says so: 120000余.
fn worded(cell: Cell) -> Cell {
    let (amount, measure, shown) = match &cell {
        Cell::Amount(amount, measure) => (*amount, *measure, amount.digits(*measure)),
        Cell::Worded(shown, inner) => match **inner {
            Cell::Amount(amount, measure) => (amount, measure, shown.clone()),
            _ => return cell,
        },
        _ => return cell,
    };
    let number = amount.decimal(measure);
    let words = match amount.bound {
        Bound::Exact => return cell,
        Bound::AtLeast => format!("{number}余"),
        Bound::About => format!("约{number}"),
        Bound::Below => format!("近{number}"),
    };
    Cell::Worded(shown, Box::new(Cell::Text(words)))
}

/// The columns of a table that these keys name, for programs and for people, who read words where there are some.
fn chosen(table: &Table, keys: &[String]) -> Vec<(usize, Column)> {
    let place = |key: &String, is_read: fn(&Column) -> bool| {
        table.columns.iter().position(|column| column.key == *key && is_read(column))
    };
    let for_people = |column: &Column| !column.is_data() || column.face == Face::Both;
    let mut columns = Vec::new();
    for key in keys {
        let (data, said) = (place(key, Column::is_data), place(key, for_people));
        let mut take = |place: usize, face| {
            columns.push((place, Column { sparse: false, ..table.columns[place].clone().face(face) }));
        };
        match (data, said) {
            (Some(data), Some(said)) if data != said => {
                take(data, Face::Data);
                take(said, Face::Page);
            }
            (Some(place), _) | (None, Some(place)) => take(place, Face::Both),
            (None, None) => {}
        }
    }
    columns
}

/// The tables of a page, or else of the data, in the columns that each of them has. A heading stays with its table.
fn kept_page(page: Vec<Block>, data: &Table, keys: &[String]) -> Vec<Block> {
    let (mut kept, mut heading) = (Vec::new(), None);
    for block in page {
        match block {
            Block::Heading(..) => heading = Some(block),
            Block::Table(table) => {
                let columns = chosen(&table, keys);
                if !columns.is_empty() {
                    kept.extend(heading.take());
                    kept.push(Block::Table(table.select(columns)));
                }
            }
            _ => {}
        }
    }
    if kept.is_empty() { vec![Block::Table(data.select(chosen(data, keys)))] } else { kept }
}

/// A table of data with the columns that people read beside its own, if there is a table of them with the same rows.
fn in_words(data: Table, said: Option<&Table>) -> Table {
    let Some(said) = said.filter(|said| said.cells().count() == data.cells().count()) else { return data };
    let is_read = |column: &Column| matches!(column.face, Face::Both | Face::Page);
    let places: Vec<usize> = (0..said.columns.len()).filter(|at| is_read(&said.columns[*at])).collect();
    let columns = data.columns.iter().map(|column| column.clone().face(Face::Data));
    let columns = columns.chain(places.iter().map(|at| said.columns[*at].clone().face(Face::Page))).collect();
    let mut table = Table::new(columns);
    for (cells, words) in data.cells().zip(said.cells()) {
        table.push(cells.iter().chain(places.iter().map(|at| &words[*at])).cloned().collect());
    }
    table
}

/// Leaves only some members of an object, one under the other on its page; what hangs on a record stands below, if asked for.
fn keep_members(sheet: &mut Sheet, names: &[String], words: &Vocabulary, lang: Lang) -> Result<()> {
    let Data::Object(members) = &mut sheet.data else { return Ok(()) };
    let said = members.iter().find(|(key, _)| key == "ledger").map(|(_, cell)| match cell {
        Cell::Worded(_, ledger) => ledger,
        ledger => ledger,
    });
    let ledger = said.and_then(|cell| if let Cell::Text(ledger) = cell { Ledger::find(ledger) } else { None });
    let heading = |key: &str| ledger.and_then(|ledger| label(ledger, key, words, lang)).unwrap_or(key).to_owned();
    let columns: Vec<Column> = members.iter().map(|(key, _)| Column::new(key, &heading(key))).collect();
    let keys = keys(names, &columns)?;
    let member = |key: &String| members.iter().find(|(known, _)| known == key).cloned();
    *members = keys.iter().filter_map(member).collect();
    members.iter_mut().filter(|(key, _)| !has_bound(key, &keys)).for_each(|(_, cell)| *cell = worded(cell.clone()));
    let mut table = Table::new(vec![
        Column::new("field", lang.pick("项目", "field")),
        Column::new("value", lang.pick("内容", "value")),
    ]);
    let place =
        sheet.page.iter().position(|block| matches!(block, Block::Table(table) if table.columns[0].key == "field"));
    for (key, cell) in members.iter().filter(|(key, _)| place.is_none() || key != "children") {
        table.push(vec![Cell::Text(heading(key)), cell.clone()]);
    }
    match place {
        Some(place) => {
            sheet.page[place] = Block::Table(table);
            let asks = |wanted: &dyn Fn(&str) -> bool| keys.iter().any(|key| wanted(key));
            if !asks(&|key| key == "children") {
                // The line below it says how a matter stands.
                let follows = asks(&|key| ledger.is_some_and(|ledger| ledger.derives(key)));
                sheet.page.truncate(place + 1 + usize::from(follows));
            }
        }
        None => sheet.page = vec![Block::Table(table)],
    }
    Ok(())
}

fn unknown(name: &str, known: &[&Column]) -> Error {
    let candidates: Vec<_> = known.iter().map(|column| Candidate::new(&column.key, &[column.label.as_str()])).collect();
    let all = known.iter().map(|column| column.key.as_str()).collect::<Vec<_>>().join(", ");
    let hint = match pick(name, &candidates).near() {
        Some(near) => message!("是不是 {near}？有：{all}", "did you mean {near}? there are: {all}"),
        None => message!("有：{all}", "there are: {all}"),
    };
    Error::usage("no_such_column", message!("没有列“{name}”", "there is no column “{name}”")).hint(hint).field("fields")
}
