//! How ranks come together: the first listens, and lets in who is one of them.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::{Duration, Instant};

use super::place::{Place, plain, start};
use super::wire::Wire;
use crate::Error;

/// What a rank says when it comes, always as long: [`WORD`], its version, a checksum of its job, and two numbers.
const HELLO: usize = 40;
const WORD: [u8; 8] = *b"netweave";
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// How long somebody may take to say who he is.
const HELLO_LIMIT: Duration = Duration::from_secs(5);
/// How many may be at the door at a time who have not.
const WAITING: usize = 1024;
/// What is answered: [`WORD`], and how long a refusal is that follows; 0 for one who is let in.
const ANSWER: usize = 10;
const LONGEST_REFUSAL: usize = 1024;
const PAUSE: Duration = Duration::from_millis(2);
/// How long after the first rank the others wait for its answer, which may be that somebody else has not come.
const GRACE: Duration = Duration::from_secs(5);

/// Waits for all other ranks, as the first; in their order.
pub(super) fn open(place: &Place) -> Result<Vec<Wire>, Error> {
    let (end, seconds) = (Instant::now() + place.limit, place.limit.as_secs());
    let listener = listen(place)?;
    let mut door = Door { place, inside: (1..place.size).map(|_| None).collect(), waiting: Vec::new() };
    while door.inside.iter().any(Option::is_none) {
        let came = door.let_in(&listener).and_then(|()| {
            let missing = door.inside.iter().position(Option::is_none).filter(|_| Instant::now() > end);
            missing.map_or(Ok(()), |missing| {
                let (rank, size) = (missing + 1, place.size);
                Err(format!("rank {rank} of {size} has not come within {seconds} s: start it, with the `MASTER_ADDR` and `MASTER_PORT` of the others, or look for an error of it"))
            })
        });
        if let Err(reason) = came {
            door.inside.iter_mut().flatten().for_each(|stream| answer(stream, &reason));
            return Err(start(reason));
        }
        thread::sleep(PAUSE);
    }
    let mut wires = Vec::with_capacity(door.inside.len());
    for (index, mut stream) in door.inside.into_iter().flatten().enumerate() {
        answer(&mut stream, "");
        wires.push(Wire::new(index + 1, ready(stream)?));
    }
    Ok(wires)
}

/// Comes to the first rank, as another one.
pub(super) fn enter(place: &Place) -> Result<Wire, Error> {
    let Place { rank, host, port, limit, .. } = place;
    let (end, seconds) = (Instant::now() + *limit, limit.as_secs());
    let mut stream = loop {
        let tried = (host.as_str(), *port).to_socket_addrs().and_then(|addresses| {
            let mut last = ErrorKind::AddrNotAvailable.into();
            for address in addresses {
                match TcpStream::connect_timeout(&address, HELLO_LIMIT) {
                    Ok(stream) => return Ok(stream),
                    Err(error) => last = error,
                }
            }
            Err(last)
        });
        match tried {
            Ok(stream) => break stream,
            Err(error) if Instant::now() > end => {
                return Err(start(format!(
                    "rank {rank} has not reached rank 0 at {host}:{port} within {seconds} s ({error}): start that, and let `MASTER_ADDR` be the machine that it is on"
                )));
            }
            Err(_) => thread::sleep(50 * PAUSE),
        }
    };
    let at_door = |error: std::io::Error| {
        start(format!("rank {rank} has had no answer from rank 0 at {host}:{port} ({error}): look for an error of it"))
    };
    stream.write_all(&hello(place)).map_err(at_door)?;
    let left = end.saturating_duration_since(Instant::now()) + GRACE;
    stream.set_read_timeout(Some(left)).map_err(at_door)?;
    let mut answer = [0; ANSWER];
    stream.read_exact(&mut answer).map_err(at_door)?;
    let length = usize::from(u16::from_le_bytes([answer[8], answer[9]]));
    if answer[..8] != WORD || length > LONGEST_REFUSAL {
        return Err(start(format!(
            "what listens at {host}:{port} is no rank of netweave: set `MASTER_PORT` to a free one, the same on all ranks"
        )));
    }
    if length > 0 {
        let mut reason = vec![0; length];
        stream.read_exact(&mut reason).map_err(at_door)?;
        let reason = String::from_utf8_lossy(&reason);
        return Err(start(reason.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()));
    }
    Ok(Wire::new(0, ready(stream)?))
}

/// Listens where the others are told to come; on that address alone, if it is one of this machine.
fn listen(place: &Place) -> Result<TcpListener, Error> {
    let Place { host, port, .. } = place;
    let failed = |error: std::io::Error| {
        start(format!(
            "rank 0 cannot listen on port {port} ({error}): set `MASTER_PORT` to a free one, the same on all ranks; another process may be rank 0, too"
        ))
    };
    let named = (host.as_str(), *port).to_socket_addrs().ok().and_then(|mut addresses| addresses.next());
    let named = named.unwrap_or_else(|| SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), *port));
    let bound = TcpListener::bind(named).or_else(|error| match error.kind() {
        ErrorKind::AddrNotAvailable => {
            let any: IpAddr = if named.is_ipv6() { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
            TcpListener::bind((any, *port))
        }
        _ => Err(error),
    });
    let listener = bound.map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

/// Who has come to the first rank.
struct Door<'p> {
    place: &'p Place,
    /// From the second rank on.
    inside: Vec<Option<TcpStream>>,
    /// Those who have not said who they are, what they have said, and until when they may.
    waiting: Vec<(TcpStream, Vec<u8>, Instant)>,
}

impl Door<'_> {
    /// Lets those in who have come; a reason ends the start.
    fn let_in(&mut self, listener: &TcpListener) -> Result<(), String> {
        while let Ok((stream, _)) = listener.accept() {
            // What cannot be told to be quiet is no rank, and neither is one too many.
            if self.waiting.len() < WAITING && stream.set_nonblocking(true).is_ok() {
                self.waiting.push((stream, Vec::with_capacity(HELLO), Instant::now() + HELLO_LIMIT));
            }
        }
        for (mut stream, mut said, end) in std::mem::take(&mut self.waiting) {
            let mut more = [0; HELLO];
            match stream.read(&mut more[said.len()..]) {
                Ok(0) => continue,
                Ok(read) => said.extend_from_slice(&more[said.len()..][..read]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                Err(_) => continue,
            }
            // A stranger need not say all of it to be known as one.
            let is_ours = said.iter().zip(WORD).all(|(said, word)| *said == word);
            if said.len() == HELLO {
                self.judge(stream, &said)?;
            } else if is_ours && Instant::now() < end {
                self.waiting.push((stream, said, end));
            }
        }
        Ok(())
    }

    fn judge(&mut self, mut stream: TcpStream, said: &[u8]) -> Result<(), String> {
        let own = hello(self.place);
        let of = |place: usize| u32::from_le_bytes([0, 1, 2, 3].map(|byte| said[place + byte]));
        let (rank, size) = (of(32) as usize, of(36) as usize);
        if said[..8] != own[..8] {
            return Ok(());
        }
        if said[24..32] != own[24..32] {
            answer(
                &mut stream,
                "another job has its rank 0 here: set `MASTER_PORT` to a free one, another one for each job",
            );
            return Ok(());
        }
        let version = String::from_utf8_lossy(&said[8..24]);
        let reason = if said[8..24] != own[8..24] {
            let version = plain(version.trim_end_matches('\0'));
            Some(format!(
                "rank 0 has netweave {VERSION}, but rank {rank} has netweave {version}: run one program on all ranks"
            ))
        } else if size != self.place.size || !(1..size).contains(&rank) {
            let own = self.place.size;
            Some(format!(
                "rank 0 was started as one of {own}, but rank {rank} as one of {size}: give all ranks the same `WORLD_SIZE`"
            ))
        } else if self.inside[rank - 1].is_some() {
            let last = size - 1;
            Some(format!("two processes are rank {rank}: give each another `RANK`, from 0 to {last}"))
        } else {
            None
        };
        match reason {
            Some(reason) => {
                answer(&mut stream, &reason);
                Err(reason)
            }
            None => {
                self.inside[rank - 1] = Some(stream);
                Ok(())
            }
        }
    }
}

/// Lets somebody in, or says why not.
fn answer(stream: &mut TcpStream, refusal: &str) {
    let length = refusal.len().min(LONGEST_REFUSAL);
    let mut answer = WORD.to_vec();
    answer.extend_from_slice(&(length as u16).to_le_bytes());
    answer.extend_from_slice(&refusal.as_bytes()[..length]);
    // So much a connection takes at once; whoever does not hear it is noticed when something is asked of him.
    let _ = stream.write_all(&answer);
}

fn ready(stream: TcpStream) -> Result<TcpStream, Error> {
    let done = stream.set_nonblocking(false).and_then(|()| stream.set_nodelay(true));
    done.map_err(|error| start(format!("a connection cannot be used ({error})")))?;
    Ok(stream)
}

fn hello(place: &Place) -> [u8; HELLO] {
    let mut hello = [0; HELLO];
    hello[..8].copy_from_slice(&WORD);
    for (byte, letter) in hello[8..24].iter_mut().zip(VERSION.bytes()) {
        *byte = letter;
    }
    hello[24..32].copy_from_slice(&u64::from(crc32c::crc32c(place.job.as_bytes())).to_le_bytes());
    hello[32..36].copy_from_slice(&(place.rank as u32).to_le_bytes());
    hello[36..].copy_from_slice(&(place.size as u32).to_le_bytes());
    hello
}
