//! JSON lines: one object a line, for `jq` and friends.

use std::io::{self, Write};

use super::json::{write_compact, write_lines};
use crate::sheet::Data;

/// Of an object with a table, the rows of its first table with the period they are of; of any other, the object itself on
/// one line.
pub(super) fn write(data: &Data, out: &mut impl Write) -> io::Result<()> {
    if let Some(table) = data.lines() {
        return write_lines(&table, out);
    }
    if let Data::Object(members) = data {
        write_compact(members, out)?;
        writeln!(out)?;
    }
    Ok(())
}
