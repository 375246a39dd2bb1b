//! What the case platform alone has: the line that is published.

pub mod line;
