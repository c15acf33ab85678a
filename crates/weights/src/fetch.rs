//! One file over HTTP, into a `.part` file that a later attempt goes on with.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body, Proxy};

use crate::error::WeightsError;
use crate::lock::PinnedFile;
use crate::pull::Progress;

const N_ATTEMPTS: u32 = 3;
const TIMEOUT: Duration = Duration::from_mins(1);

/// Whether a connection may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkUse {
    /// Downloads are allowed.
    Online,
    /// No connection is opened; what is on disk has to do.
    Offline,
}

/// How files are downloaded.
#[derive(Debug, Clone)]
pub struct Fetcher {
    network: NetworkUse,
    proxy: Option<Proxy>,
}

/// What one request came to.
enum Attempt {
    /// The server has sent all it had.
    Whole,
    /// The connection ended early; what arrived is in the `.part` file.
    Cut(ureq::Error),
}

impl Fetcher {
    /// Downloads directly, without a proxy; three attempts per file.
    #[must_use]
    pub fn new(network: NetworkUse) -> Self {
        Self { network, proxy: None }
    }

    /// Downloads through the HTTP or SOCKS4 proxy at `address`, such as `http://proxy.example:3128`.
    ///
    /// # Errors
    ///
    /// [`WeightsError::Unknown`] if `address` is not the address of a proxy.
    pub fn with_proxy(self, address: &str) -> Result<Self, WeightsError> {
        let proxy = Proxy::new(address).map_err(|error| WeightsError::Unknown {
            found: address.to_owned(),
            known: format!("a proxy's address such as http://proxy.example:3128 ({error})"),
        })?;
        Ok(Self { proxy: Some(proxy), ..self })
    }

    /// Downloads `url` into `part`, going on after the bytes that are there; the size is within the pinned one afterwards.
    pub(crate) fn fetch(
        &self,
        url: &str,
        pinned: &PinnedFile,
        part: &Path,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), WeightsError> {
        if self.network == NetworkUse::Offline {
            return Err(WeightsError::Offline { url: url.to_owned() });
        }
        let download = Download { agent: self.agent(url), url, pinned, part };
        let mut n_left = N_ATTEMPTS;
        loop {
            match download.attempt(progress)? {
                Attempt::Whole => return Ok(()),
                Attempt::Cut(_) if 1 < n_left => n_left -= 1,
                Attempt::Cut(error) => {
                    let n_bytes = part_size(part)?;
                    return Err(WeightsError::Transfer { url: url.to_owned(), n_bytes, source: Box::new(error) });
                }
            }
        }
    }

    fn agent(&self, url: &str) -> Agent {
        Agent::config_builder()
            .http_status_as_error(false)
            // A redirect must not lose the protection that the pinned address has.
            .https_only(url.starts_with("https://"))
            .proxy(self.proxy.clone())
            .timeout_connect(Some(TIMEOUT))
            .timeout_recv_response(Some(TIMEOUT))
            .timeout_per_read(Some(TIMEOUT))
            .user_agent("evenface")
            .build()
            .new_agent()
    }
}

struct Download<'a> {
    agent: Agent,
    url: &'a str,
    pinned: &'a PinnedFile,
    part: &'a Path,
}

impl Download<'_> {
    fn attempt(&self, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Attempt, WeightsError> {
        let n_kept = part_size(self.part)?;
        if 0 < n_kept && self.pinned.size_bytes() == Some(n_kept) {
            return Ok(Attempt::Whole);
        }
        let mut response = match self.ask(n_kept) {
            Ok(response) => response,
            Err(error) => return Ok(Attempt::Cut(error)),
        };
        let n_before = match response.status() {
            StatusCode::OK => 0,
            StatusCode::PARTIAL_CONTENT if starts_at(&response, n_kept) => n_kept,
            // The server has no bytes from there on, or sends others: what is kept belongs to another file.
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if 0 < n_kept => {
                remove(self.part)?;
                return Ok(Attempt::Cut(ureq::Error::Io(io::Error::other("the server could not resume"))));
            }
            status => return Err(WeightsError::Status { url: self.url.to_owned(), status: status.as_u16() }),
        };
        if let Some(n_announced) = response.body().content_length() {
            self.check_size(n_before + n_announced)?;
        }
        self.receive(&mut response, n_before, progress)
    }

    fn ask(&self, n_kept: u64) -> Result<Response<Body>, ureq::Error> {
        let request = self.agent.get(self.url);
        let request = if 0 < n_kept { request.header(header::RANGE, format!("bytes={n_kept}-")) } else { request };
        request.call()
    }

    fn receive(
        &self,
        response: &mut Response<Body>,
        n_before: u64,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Attempt, WeightsError> {
        let mut file = self.open_part(n_before)?;
        // One byte more than allowed is enough to know that the file is too large.
        let mut reader = response.body_mut().as_reader().take(self.pinned.size_max_bytes() + 1 - n_before);
        let mut buffer = vec![0; 1 << 16];
        let mut n_bytes = n_before;
        loop {
            let n_read = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(n_read) => n_read,
                Err(error) => return Ok(Attempt::Cut(ureq::Error::Io(error))),
            };
            file.write_all(&buffer[..n_read]).map_err(WeightsError::io(self.part))?;
            n_bytes += n_read as u64;
            progress(Progress { file: &self.pinned.file, n_bytes, n_bytes_total: self.pinned.size_bytes() });
        }
        self.check_size(n_bytes).map(|()| Attempt::Whole)
    }

    fn open_part(&self, n_before: u64) -> Result<File, WeightsError> {
        let mut options = OpenOptions::new();
        let options = if 0 < n_before { options.append(true) } else { options.write(true).create(true).truncate(true) };
        options.open(self.part).map_err(WeightsError::io(self.part))
    }

    fn check_size(&self, size_bytes: u64) -> Result<(), WeightsError> {
        if self.pinned.has_size(size_bytes) {
            return Ok(());
        }
        remove(self.part)?;
        Err(WeightsError::Refused {
            url: self.url.to_owned(),
            expected: self.pinned.expected_size(),
            found: if size_bytes <= self.pinned.size_max_bytes() {
                format!("{size_bytes} bytes")
            } else {
                format!("at least {size_bytes} bytes")
            },
        })
    }
}

/// Removes a file that may be absent.
pub(crate) fn remove(path: &Path) -> Result<(), WeightsError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WeightsError::io(path)(error)),
        _ => Ok(()),
    }
}

/// Bytes in the `.part` file; 0 if there is none.
pub(crate) fn part_size(part: &Path) -> Result<u64, WeightsError> {
    match fs::metadata(part) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(WeightsError::io(part)(error)),
    }
}

/// Whether a partial answer begins at byte `n_kept`.
fn starts_at(response: &Response<Body>, n_kept: u64) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {n_kept}-")))
}
