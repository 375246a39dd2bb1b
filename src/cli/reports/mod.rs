//! Figures of a period and the records behind them.

pub mod as_of;
pub mod broken;
pub mod circular;
pub mod doubts;
pub mod drawn;
pub mod facts;
pub mod figures;
pub mod letter;
pub mod missing;
pub mod offices;
pub mod proofread;
pub mod report;
pub mod texts;
pub mod wanted;
