//! Ranks that meet where their environment says: what they promise each other, and what is said when they do not come together.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use netweave::Error;
use netweave::towers::communicator::{Communicator, Launched, Lost, Numbers, Place};

use crate::conformance;

const LIMIT: Duration = Duration::from_secs(20);

fn place(rank: usize, size: usize, port: u16) -> Place {
    let (host, job) = ("127.0.0.1".to_owned(), "a".to_owned());
    Place { rank, size, local_rank: rank, host, port, job, limit: LIMIT }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Does something on ranks in these places.
fn in_places<R: Send>(places: Vec<Place>, work: impl Fn(Result<Launched, Error>) -> R + Sync) -> Vec<R> {
    thread::scope(|scope| {
        let work = &work;
        let threads = places.into_iter().map(|place| scope.spawn(move || work(Launched::new(&place))));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn on_ranks<R: Send>(size: usize, work: impl Fn(Launched) -> R + Sync) -> Vec<R> {
    let port = free_port();
    in_places((0..size).map(|rank| place(rank, size, port)).collect(), |launched| work(launched.unwrap()))
}

/// What is said where they do not come together.
fn said(places: Vec<Place>) -> Vec<String> {
    in_places(places, |launched| launched.err().map_or_else(String::new, |error| error.to_string()))
}

fn reduce(launched: &mut Launched, limit: Duration) -> Result<f64, Lost> {
    let mut values = [1.0];
    launched.all_reduce(Numbers::F64(&mut values), limit).map(|()| values[0])
}

#[test]
fn launched_ranks_conform() {
    for ranks in 1..=4 {
        on_ranks(ranks, |mut launched| conformance::conforms(&mut launched));
    }
}

/// One that is gone is named by all at once, and there is nothing more to say.
#[test]
fn a_rank_that_is_gone() {
    for gone in 0..3 {
        on_ranks(3, |mut launched| {
            assert_eq!(reduce(&mut launched, LIMIT), Ok(3.0));
            if launched.rank() == gone {
                return;
            }
            let begin = Instant::now();
            for _ in 0..2 {
                assert_eq!(reduce(&mut launched, LIMIT), Err(Lost::Gone { rank: gone }));
            }
            assert!(begin.elapsed() < Duration::from_secs(5));
        });
    }
}

/// One that does not come is waited for as long as the limit says, by all.
#[test]
fn a_rank_that_is_late() {
    for late in 0..3 {
        on_ranks(3, |mut launched| {
            assert_eq!(reduce(&mut launched, LIMIT), Ok(3.0));
            if launched.rank() == late {
                thread::sleep(Duration::from_secs(2));
                // The first rank finds what the others had sent before they gave it up; it is alone from then on.
                return assert!((0..3).any(|_| reduce(&mut launched, LIMIT).is_err()));
            }
            let begin = Instant::now();
            assert_eq!(reduce(&mut launched, Duration::from_millis(300)), Err(Lost::Late));
            assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
        });
    }
}

/// Whoever else comes to the port is let alone: one that says nothing, too much, or something else, and one of another job.
#[test]
fn strangers_are_not_let_in() {
    let port = free_port();
    thread::scope(|scope| {
        let first = scope.spawn(move || Launched::new(&place(0, 2, port)));
        let come = || {
            let end = Instant::now() + LIMIT;
            loop {
                match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                    Ok(stream) => break stream,
                    Err(error) => assert!(Instant::now() < end, "{error}"),
                }
                thread::sleep(Duration::from_millis(5));
            }
        };
        let silent = come();
        let mut strangers = [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0xff; 100_000], b"netweawe"].map(|says| {
            let mut stranger = come();
            let _ = stranger.write_all(says);
            stranger
        });
        for stranger in &mut strangers {
            stranger.set_read_timeout(Some(LIMIT)).unwrap();
            // It is cut off, and hears nothing.
            assert!(matches!(stranger.read(&mut [0; 64]), Ok(0) | Err(_)));
        }
        let other = Launched::new(&Place { job: "b".to_owned(), ..place(1, 2, port) }).unwrap_err().to_string();
        assert!(
            other.starts_with("the ranks cannot start: another job has its rank 0 here: set `MASTER_PORT`"),
            "{other}"
        );
        let mut second = scope.spawn(move || Launched::new(&place(1, 2, port))).join().unwrap().unwrap();
        let mut first = first.join().unwrap().unwrap();
        drop(silent);
        let found = scope.spawn(move || reduce(&mut second, LIMIT));
        assert_eq!((reduce(&mut first, LIMIT), found.join().unwrap()), (Ok(2.0), Ok(2.0)));
    });
}

/// What does not speak our language is no first rank.
#[test]
fn something_else_listens() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let says = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        stream.read(&mut [0; 64]).map(drop)
    });
    let message = Launched::new(&place(1, 2, port)).unwrap_err().to_string();
    let expected = format!("the ranks cannot start: what listens at 127.0.0.1:{port} is no rank of netweave: ");
    assert!(message.starts_with(&expected), "{message}");
    says.join().unwrap().unwrap();
}

#[test]
fn a_rank_that_never_comes() {
    let (port, limit) = (free_port(), Duration::from_secs(1));
    let found = said(vec![Place { limit, ..place(0, 3, port) }, Place { limit, ..place(2, 3, port) }]);
    let expected = "the ranks cannot start: rank 1 of 3 has not come within 1 s: start it, with the `MASTER_ADDR` and `MASTER_PORT` of the others, or look for an error of it";
    assert_eq!(found, [expected; 2]);
    let found = said(vec![Place { limit, ..place(2, 3, port) }]);
    let expected = format!("the ranks cannot start: rank 2 has not reached rank 0 at 127.0.0.1:{port} within 1 s (");
    assert!(found[0].starts_with(&expected), "{found:?}");
}

#[test]
fn ranks_that_were_started_differently() {
    let port = free_port();
    let found = said(vec![place(0, 3, port), place(1, 3, port), place(1, 3, port)]);
    let expected = "the ranks cannot start: two processes are rank 1: give each another `RANK`, from 0 to 2";
    assert_eq!(found, [expected; 3]);
    let port = free_port();
    let found = said(vec![place(0, 2, port), place(1, 3, port)]);
    let expected = "the ranks cannot start: rank 0 was started as one of 2, but rank 1 as one of 3: give all ranks the same `WORLD_SIZE`";
    assert_eq!(found, [expected; 2]);
}

#[test]
fn a_port_that_is_in_use() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let found = said(vec![place(0, 2, port)]);
    let expected = format!("the ranks cannot start: rank 0 cannot listen on port {port} (");
    assert!(found[0].starts_with(&expected) && found[0].contains("): set `MASTER_PORT` to a free one"), "{found:?}");
}
