//! The smallest HTTP server that can send a range, cut a connection and answer with an error.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// How one connection is answered.
#[derive(Debug, Clone, Copy)]
pub enum Plan {
    /// All that was asked for.
    Whole,
    /// The announced length, but only so many bytes of it.
    CutAfter(usize),
    /// The whole file, whatever range was asked for.
    WholeWithoutRanges,
    /// The whole file without a length; its end is the connection's end.
    WithoutLength,
    /// A status and no file.
    Status(u16),
}

/// A server that answers one connection per plan, in order.
pub struct Server {
    address: SocketAddr,
    /// First byte asked for by each connection; `None` without a range.
    ranges: Arc<Mutex<Vec<Option<usize>>>>,
    /// What each connection asked for.
    paths: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(content: Vec<u8>, plans: Vec<Plan>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ranges = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&ranges);
        let paths = Arc::new(Mutex::new(Vec::new()));
        let seen_paths = Arc::clone(&paths);
        thread::spawn(move || {
            for (stream, plan) in listener.incoming().zip(plans) {
                answer(&stream.unwrap(), plan, &content, (&seen, &seen_paths));
            }
        });
        Self { address, ranges, paths }
    }

    pub fn url(&self) -> String {
        format!("{}/file.bin", self.origin())
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn paths(&self) -> Vec<String> {
        self.paths.lock().unwrap().clone()
    }

    pub fn ranges(&self) -> Vec<Option<usize>> {
        self.ranges.lock().unwrap().clone()
    }

    pub fn n_connections(&self) -> usize {
        self.ranges.lock().unwrap().len()
    }
}

/// Ranges and paths that were asked for.
type Seen<'a> = (&'a Mutex<Vec<Option<usize>>>, &'a Mutex<Vec<String>>);

fn answer(mut stream: &TcpStream, plan: Plan, content: &[u8], (ranges, paths): Seen<'_>) {
    let (path, range) = asked(stream);
    ranges.lock().unwrap().push(range);
    paths.lock().unwrap().push(path);
    let first = range.unwrap_or(0);
    let (n_total, body) = (content.len(), &content[first..]);
    let partial = format!("206 Partial Content\r\nContent-Range: bytes {first}-{}/{n_total}", n_total - 1);
    let ranged = if range.is_some() { partial } else { "200 OK".to_owned() };
    let length = format!("\r\nContent-Length: {}", body.len());
    let (head, body) = match plan {
        Plan::Whole => (ranged + &length, body),
        Plan::CutAfter(n_bytes) => (ranged + &length, &body[..n_bytes]),
        Plan::WholeWithoutRanges => (format!("200 OK\r\nContent-Length: {n_total}"), content),
        Plan::WithoutLength => ("200 OK".to_owned(), content),
        Plan::Status(status) => (format!("{status} Status\r\nContent-Length: 0"), &[][..]),
    };
    // The client may hang up before it has read everything; that is for the client's side of the test to judge.
    let _ = write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").and_then(|()| stream.write_all(body));
}

/// Reads the request's head and returns its path and the first byte of its range.
fn asked(stream: &TcpStream) -> (String, Option<usize>) {
    let lines = BufReader::new(stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let lines: Vec<_> = lines.collect();
    let path = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let range = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let first = value.trim().strip_prefix("bytes=")?.strip_suffix('-')?;
        name.eq_ignore_ascii_case("range").then(|| first.parse().unwrap())
    });
    (path, range)
}
