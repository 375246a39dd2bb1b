//! JSON lines: one object a line, for `jq` and friends.

use std::io::{self, Write};

use super::json::{write_compact, write_lines};
use super::walk::first_table;
use crate::sheet::Data;

/// Of an object with a table, the rows of its first table; of any other, the object itself on one line.
pub(super) fn write(data: &Data, out: &mut impl Write) -> io::Result<()> {
    let members = match data {
        Data::List(table) => return write_lines(table, out),
        Data::Object(members) => members,
    };
    if let Some(table) = first_table(members) {
        return write_lines(table, out);
    }
    write_compact(members, out)?;
    writeln!(out)
}
