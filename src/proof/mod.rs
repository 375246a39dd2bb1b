//! Proof-reading: the numbers of a draft, held against one another and against the figures of the office.
//!
//! ```text
//! file  →  draft  →  numbers  →  claims  →  verdicts
//! ```

mod claim;
mod docx;
mod draft;
mod held;
mod itself;
mod number;
mod office;
mod phrase;
mod place;

pub use claim::{Claim, Idle, claims, slice};
pub use docx::Remark;
pub use draft::{Draft, Line, Sort};
pub use held::{Basis, Count, Verdict};
pub use itself::{Contradiction, contradictions};
pub use office::Office;
pub use place::period_of;
