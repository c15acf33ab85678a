//! Tests of downloading, against a server on the loopback address.

pub(crate) mod server;

use tempfile::{TempDir, tempdir};

use super::*;
use crate::digest::copy_measured;
use crate::fetch::NetworkUse;
use crate::lock::Lock;
use server::{Plan, Server};

/// Larger than one read, and no byte pattern that repeats at the size of a buffer.
fn content() -> Vec<u8> {
    (0..200_003_u32).map(|index| (index % 251) as u8).collect()
}

fn sha256(bytes: &[u8]) -> String {
    copy_measured(&mut &*bytes, &mut std::io::sink()).unwrap().sha256
}

/// A store that wants `set/file.bin` with `pinned` as its lines, from `url`.
fn store(url: &str, pinned: &str) -> (TempDir, Store) {
    let dir = tempdir().unwrap();
    let lock = format!(
        "format = 1\n[[entry]]\nname = 'set'\npurpose = ''\nfolder = 'set'\nneeds = 'all'\nlicence = 'MIT'\n\
         licence_url = ''\nsource = ''\nnote = ''\n[[entry.file]]\nfile = 'file.bin'\nurl = '{url}'\n{pinned}\n"
    );
    let store = Store::with_lock(dir.path(), Lock::parse(&lock).unwrap());
    (dir, store)
}

fn exact() -> String {
    format!("size_bytes = {}\nsha256 = '{}'", content().len(), sha256(&content()))
}

fn pull(store: &Store) -> Result<Pulled, WeightsError> {
    store.pull("set", &Fetcher::new(NetworkUse::Online), &mut |_| ())
}

/// Names in the entry's folder.
fn left(store: &Store) -> Vec<String> {
    let Ok(folder) = fs::read_dir(store.dir().join("set")) else { return Vec::new() };
    folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_whole_file_arrives_once_and_is_not_fetched_again() {
    let server = Server::start(content(), vec![Plan::Whole]);
    let (_dir, store) = store(&server.url(), &exact());
    let mut seen = Vec::new();
    let fetcher = Fetcher::new(NetworkUse::Online);
    let pulled = store.pull("set", &fetcher, &mut |progress| seen.push(progress.n_bytes)).unwrap();
    assert_eq!(pulled.n_downloaded, 1);
    assert!(pulled.licence_notice.contains("MIT"));
    assert_eq!(fs::read(&pulled.files[0]).unwrap(), content());
    assert!(seen.is_sorted() && seen.last() == Some(&(content().len() as u64)));
    assert_eq!(pull(&store).unwrap().n_downloaded, 0);
    assert_eq!(left(&store), ["file.bin"]);
    assert_eq!(server.ranges(), [None]);
}

#[test]
fn a_cut_connection_is_resumed_where_it_ended() {
    let server = Server::start(content(), vec![Plan::CutAfter(70_000), Plan::CutAfter(50_000), Plan::Whole]);
    let (_dir, store) = store(&server.url(), &exact());
    assert_eq!(fs::read(&pull(&store).unwrap().files[0]).unwrap(), content());
    assert_eq!(server.ranges(), [None, Some(70_000), Some(120_000)]);
}

#[test]
fn a_later_pull_goes_on_from_the_part_that_an_earlier_one_left() {
    let cut = Plan::CutAfter(1_000);
    let server = Server::start(content(), vec![cut, cut, cut, Plan::Whole]);
    let (_dir, store) = store(&server.url(), &exact());
    assert!(matches!(pull(&store), Err(WeightsError::Transfer { n_bytes: 3_000, .. })));
    assert_eq!(left(&store), ["file.bin.part"]);
    assert_eq!(fs::read(&pull(&store).unwrap().files[0]).unwrap(), content());
    assert_eq!(server.ranges(), [None, Some(1_000), Some(2_000), Some(3_000)]);
}

#[test]
fn a_part_of_another_file_is_thrown_away() {
    let server = Server::start(content(), vec![Plan::Whole, Plan::Whole]);
    let (_dir, store) = store(&server.url(), &exact());
    fs::create_dir_all(store.dir().join("set")).unwrap();
    fs::write(store.dir().join("set/file.bin.part"), [7; 500]).unwrap();
    assert_eq!(fs::read(&pull(&store).unwrap().files[0]).unwrap(), content());
    assert_eq!(server.ranges(), [Some(500), None]);
}

#[test]
fn a_server_without_ranges_starts_again() {
    let server = Server::start(content(), vec![Plan::CutAfter(70_000), Plan::WholeWithoutRanges]);
    let (_dir, store) = store(&server.url(), &exact());
    assert_eq!(fs::read(&pull(&store).unwrap().files[0]).unwrap(), content());
    assert_eq!(server.ranges(), [None, Some(70_000)]);
}

#[test]
fn a_wrong_hash_is_refused_and_nothing_is_left() {
    let server = Server::start(content(), vec![Plan::Whole]);
    let other = "0".repeat(64);
    let (_dir, store) = store(&server.url(), &format!("size_bytes = {}\nsha256 = '{other}'", content().len()));
    let message = pull(&store).unwrap_err().to_string();
    assert!(message.contains(&other) && message.contains(&sha256(&content())), "{message}");
    assert!(left(&store).is_empty());
}

#[test]
fn a_corrupt_file_is_replaced_only_by_the_right_one() {
    let server = Server::start(content(), vec![Plan::Status(500), Plan::Whole]);
    let (_dir, store) = store(&server.url(), &exact());
    fs::create_dir_all(store.dir().join("set")).unwrap();
    fs::write(store.dir().join("set/file.bin"), "bad").unwrap();
    assert!(pull(&store).is_err());
    assert_eq!(fs::read(store.dir().join("set/file.bin")).unwrap(), b"bad");
    assert_eq!(fs::read(&pull(&store).unwrap().files[0]).unwrap(), content());
}

#[test]
fn a_wrong_size_is_refused_before_the_file_is_read() {
    for size_line in ["size_bytes = 199_999", "size_max_bytes = 199_999"] {
        let server = Server::start(content(), vec![Plan::Whole]);
        let (_dir, store) = store(&server.url(), &format!("{size_line}\nsha256 = '{}'", sha256(&content())));
        let message = pull(&store).unwrap_err().to_string();
        assert!(message.contains("199999 bytes") && message.contains("200003 bytes"), "{message}");
        assert!(left(&store).is_empty());
    }
}

#[test]
fn a_size_that_is_not_announced_is_capped() {
    let server = Server::start(content(), vec![Plan::WithoutLength]);
    let (_dir, store) = store(&server.url(), &format!("size_max_bytes = 1000\nsha256 = '{}'", sha256(&content())));
    let message = pull(&store).unwrap_err().to_string();
    assert!(message.contains("at most 1000 bytes") && message.contains("at least 1001 bytes"), "{message}");
    assert!(left(&store).is_empty());
}

#[test]
fn a_status_that_is_not_success_is_named() {
    let server = Server::start(content(), vec![Plan::Status(404)]);
    let (_dir, store) = store(&server.url(), &exact());
    assert!(matches!(pull(&store), Err(WeightsError::Status { status: 404, .. })));
    assert!(left(&store).is_empty());
}

#[test]
fn offline_opens_no_connection() {
    let server = Server::start(content(), vec![Plan::Whole]);
    let (_dir, store) = store(&server.url(), &exact());
    let refused = store.pull("set", &Fetcher::new(NetworkUse::Offline), &mut |_| ()).unwrap_err();
    assert!(refused.to_string().contains("`evenface weights import FILE`"), "{refused}");
    assert_eq!(server.n_connections(), 0);
    pull(&store).unwrap();
    assert_eq!(store.pull("set", &Fetcher::new(NetworkUse::Offline), &mut |_| ()).unwrap().n_downloaded, 0);
}

#[test]
fn a_proxy_that_is_not_an_address_is_refused() {
    let refused = Fetcher::new(NetworkUse::Online).with_proxy("gopher://x").unwrap_err();
    assert!(refused.to_string().contains("found 'gopher://x'"), "{refused}");
}
