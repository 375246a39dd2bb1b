//! A neutral document of typed cells. Commands make sheets, formats render them, and neither knows the other.

mod page;
mod table;

pub use page::{Block, Board, Card, Chart, Data, Form, Formal, Item, Lane, Point, Rank, Sheet};
pub use table::{Cell, Column, Face, Made, Reader, Row, Table, Tone};
