//! What is in a file: its cells or its objects, before anybody asks what they mean.

mod beside;
mod csv;
mod encoding;
mod file_type;
mod grid;
mod json;
mod library;
mod number_format;
mod packed;
mod workbook;

pub use csv::read as read_csv;
pub use encoding::{Decoded, decode, encoding_named, gbk_by_chance, json_text, unsure};
pub use file_type::FileType;
pub use grid::{Cell, Grid, GridRow, Hidden, Region, is_dated, letters, put};
pub use json::{LONGEST, Member, Row, Rows, Start, decimal, is_unset, objects, read_object, whole};
pub use library::find;
pub use packed::{names_archive, packed_folder, repacked, unpack};
pub use workbook::{Finder, UNPACKED, read as read_workbook};
