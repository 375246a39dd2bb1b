//! One file for a browser.
use super::paper::Paper;
use crate::sheet::Block;
use crate::text::Lang;
use std::io::{self, Write};
pub(super) fn write(_: &[Block], _: Lang, _: &Paper, _: &mut dyn Write) -> io::Result<()> {
    Ok(())
}
