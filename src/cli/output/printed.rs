//! What goes to a pipe or a terminal: made whole before any of it is printed, so that a slow reader keeps nobody from writing.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use tempfile::{SpooledData, SpooledTempFile};

/// Beyond so many bytes the answer waits in a temporary file instead of in memory.
const IN_MEMORY: usize = 1 << 20;

/// An answer, kept in memory while it is short.
#[derive(Debug)]
pub struct Printed(SpooledTempFile);

impl Printed {
    /// All of it.
    pub fn into_bytes(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.seek(SeekFrom::Start(0))?;
        self.0.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Whether it has more lines than these.
    pub fn is_longer(&mut self, lines: usize) -> bool {
        let begun = self.0.seek(SeekFrom::Start(0)).is_ok();
        begun && BufReader::new(&mut self.0).split(b'\n').take(lines + 1).count() > lines
    }

    /// Prints it.
    pub fn print(mut self, out: &mut impl Write) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(0))?;
        match self.0.into_inner() {
            SpooledData::InMemory(answer) => out.write_all(answer.get_ref())?,
            // From file to stdout the bytes need not come by here.
            SpooledData::OnDisk(mut answer) => drop(io::copy(&mut answer, out)?),
        }
        out.flush()
    }
}

impl Default for Printed {
    fn default() -> Printed {
        Printed(SpooledTempFile::new(IN_MEMORY))
    }
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
