//! A long answer is written on one core while its next part is made on another.

use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, Scope, ScopedJoinHandle};

use crate::error::{Error, Result};

/// So many bytes are handed over at once.
const PIECE: usize = 1 << 18;
/// So many pieces may wait to be written.
const WAITING: usize = 2;

/// Writes to `out` whatever `write_to` says. A short answer is written at once, without another thread.
///
/// # Errors
/// Those of `write_to`, and exit 1 when `out` does not take everything.
pub fn relayed(mut out: impl Write + Send, write_to: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    thread::scope(|scope| {
        let mut relay = Relay { piece: Vec::new(), out: Some(&mut out), scope, writer: None };
        let said = write_to(&mut relay);
        // What could not be written says more than that nobody took it over.
        let written = relay.end(said.is_ok());
        written.map_err(Error::unwritten).and(said)
    })
}

/// Where pieces are handed over, and the thread that writes them.
type Writer<'scope> = (SyncSender<Vec<u8>>, ScopedJoinHandle<'scope, io::Result<()>>);

struct Relay<'scope, 'env, W> {
    piece: Vec<u8>,
    /// Until the first piece is full.
    out: Option<&'scope mut W>,
    scope: &'scope Scope<'scope, 'env>,
    /// From then on.
    writer: Option<Writer<'scope>>,
}

impl<W: Write + Send> Relay<'_, '_, W> {
    fn hand_over(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        if let Some(out) = self.out.take() {
            let (send, pieces) = sync_channel::<Vec<u8>>(WAITING);
            let writer = self.scope.spawn(move || {
                for piece in pieces {
                    out.write_all(&piece)?;
                }
                out.flush()
            });
            self.writer = Some((send, writer));
        }
        let taken = self.writer.as_ref().is_some_and(|(send, _)| send.send(piece).is_ok());
        if taken { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }

    /// Writes what is left, if all was said, and waits for the end.
    fn end(mut self, whole: bool) -> io::Result<()> {
        let rest = std::mem::take(&mut self.piece);
        match (self.out, self.writer) {
            (Some(out), _) if whole => out.write_all(&rest).and_then(|()| out.flush()),
            (_, Some((send, writer))) => {
                // A writer that has given up says why when it is asked.
                let _ = send.send(rest);
                drop(send);
                writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            }
            _ => Ok(()),
        }
    }
}

impl<W: Write + Send> Write for Relay<'_, '_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.hand_over()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
