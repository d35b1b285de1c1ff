use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::super::Lost;

/// What begins each message: a word of ours, what it is, and how many bytes follow.
const HEAD: usize = 16;
const WORD: [u8; 4] = *b"nwv1";

/// What a message is. All ranks make the same calls, so each knows what has to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Singles = 1,
    Doubles,
    Bytes,
    Barrier,
    /// In place of anything: the rank whose number follows as a length is gone.
    Gone,
    /// In place of anything: somebody did not come in time.
    Late,
}

/// The connection to another rank.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) rank: usize,
    stream: TcpStream,
}

impl Wire {
    pub(super) fn new(rank: usize, stream: TcpStream) -> Self {
        Self { rank, stream }
    }

    pub(super) fn send(&mut self, kind: Kind, bytes: &[u8], end: Instant) -> Result<(), Lost> {
        let mut message = head(kind, bytes.len() as u64).to_vec();
        message.extend_from_slice(bytes);
        self.write(&message, end)
    }

    /// Says why nothing else comes; one who does not listen does not keep the others waiting.
    pub(super) fn tell(&mut self, lost: &Lost) {
        let (kind, number) = match lost {
            Lost::Gone { rank } => (Kind::Gone, *rank),
            _ => (Kind::Late, 0),
        };
        let _ = self.write(&head(kind, number as u64), Instant::now() + Duration::from_millis(100));
    }

    /// Takes in a message that has to be of this kind and as long as what it is for: nothing is kept that was not asked for.
    pub(super) fn receive(&mut self, kind: Kind, bytes: &mut [u8], end: Instant) -> Result<(), Lost> {
        let mut found = [0; HEAD];
        self.read(&mut found, end)?;
        let number = u64::from_le_bytes([8, 9, 10, 11, 12, 13, 14, 15].map(|byte| found[byte]));
        if found == head(kind, bytes.len() as u64) {
            self.read(bytes, end)
        } else if found == head(Kind::Late, 0) {
            Err(Lost::Late)
        } else if found == head(Kind::Gone, number) {
            Err(Lost::Gone { rank: number as usize })
        } else {
            Err(self.gone())
        }
    }

    fn gone(&self) -> Lost {
        Lost::Gone { rank: self.rank }
    }

    fn write(&mut self, mut bytes: &[u8], end: Instant) -> Result<(), Lost> {
        while !bytes.is_empty() {
            self.stream.set_write_timeout(Some(left(end)?)).map_err(|_| self.gone())?;
            match self.stream.write(bytes) {
                Ok(written) if written > 0 => bytes = &bytes[written..],
                Err(error) if is_to_be_repeated(error.kind()) => {}
                _ => return Err(self.gone()),
            }
        }
        Ok(())
    }

    fn read(&mut self, mut bytes: &mut [u8], end: Instant) -> Result<(), Lost> {
        while !bytes.is_empty() {
            self.stream.set_read_timeout(Some(left(end)?)).map_err(|_| self.gone())?;
            match self.stream.read(bytes) {
                Ok(read) if read > 0 => bytes = &mut bytes[read..],
                Err(error) if is_to_be_repeated(error.kind()) => {}
                _ => return Err(self.gone()),
            }
        }
        Ok(())
    }
}

/// Whether a call has been interrupted, or its time is over, of which [`left`] knows.
fn is_to_be_repeated(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// How long somebody may still be waited for.
fn left(end: Instant) -> Result<Duration, Lost> {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(Lost::Late) } else { Ok(left.max(Duration::from_millis(1))) }
}

fn head(kind: Kind, number: u64) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..4].copy_from_slice(&WORD);
    head[4] = kind as u8;
    head[8..].copy_from_slice(&number.to_le_bytes());
    head
}
