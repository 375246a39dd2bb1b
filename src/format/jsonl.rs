//! JSON lines: one object a line, for `jq` and friends.

use std::io::{self, Write};

use super::json::{Members, objects, write_compact};
use super::walk::first_table;
use crate::sheet::{Data, Table};

/// Of an object with a table, the rows of its first table; of any other, the object itself on one line.
pub(super) fn write(data: &Data, out: &mut dyn Write) -> io::Result<()> {
    let members = match data {
        Data::List(table) => return write_rows(table, out),
        Data::Object(members) => members,
    };
    if let Some(table) = first_table(members) {
        return write_rows(table, out);
    }
    write_compact(&Members(members), out)?;
    writeln!(out)
}

/// Each row on a line.
pub(super) fn write_rows(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    for object in objects(table) {
        write_compact(&object, out)?;
        writeln!(out)?;
    }
    Ok(())
}
