//! What is in a file: its cells or its objects, before anybody asks what they mean.

mod archive;
mod csv;
mod encoding;
mod file_type;
mod finding;
mod grid;
mod hidden;
mod json;
mod library;
mod mend;
mod moment;
mod number_format;
mod ods;
mod old;
mod stranger;
mod workbook;

pub use archive::{names_archive, packed_folder, unpack};
pub use csv::read as read_csv;
pub use encoding::{Decoded, decode, encoding_named, gbk_by_chance, json_text, unsure};
pub use file_type::FileType;
pub use finding::UNPACKED;
pub use grid::{Cell, Grid, GridRow, Region, is_dated, letters, put};
pub use hidden::Hidden;
pub use json::{LONGEST, Member, Row, Start, decimal, is_unset, objects, read_object, whole};
pub use library::find;
pub use workbook::{Finder, read as read_workbook};
