//! Tests of the shared cache: finding what others left, leaving what others find, against a server on the loopback address.

use std::fs;

use tempfile::{TempDir, tempdir};

use super::*;
use crate::digest::copy_measured;
use crate::fetch::{Fetcher, NetworkUse};
use crate::lock::Lock;
use crate::pull::Pulled;
use crate::pull::tests::server::{Plan, Server};
use crate::store::{Place, Store};

const REVISION: &str = "0123456789abcdef0123456789abcdef01234567";
const OTHER: &str = "fedcba9876543210fedcba9876543210fedcba98";
const REPOSITORY: &str = "hub/models--org--some-net";

fn content() -> Vec<u8> {
    (0..70_001_u32).map(|index| (index % 251) as u8).collect()
}

fn sha256() -> String {
    copy_measured(&mut &*content(), &mut io::sink()).unwrap().sha256
}

/// A folder with a `store` that wants `unet/net.bin` of `org/some-net`, and a cache `hub` that is filled from `endpoint`.
fn store(endpoint: &str) -> (TempDir, Store) {
    let dir = tempdir().unwrap();
    let lock = format!(
        "format = 1\n[[entry]]\nname = 'set'\npurpose = ''\nfolder = 'set'\nneeds = 'all'\nlicence = 'MIT'\n\
         licence_url = ''\nsource = ''\nnote = ''\nhub = {{ id = 'org/some-net', revision = '{REVISION}' }}\n\
         [[entry.file]]\nfile = 'net.bin'\nhub_path = 'unet/net.bin'\nsize_bytes = {}\nsha256 = '{}'\n",
        content().len(),
        sha256()
    );
    let hub = HubCache::new(dir.path().join("hub")).with_endpoint(endpoint);
    let store = Store::with_lock(dir.path().join("store"), Lock::parse(&lock).unwrap()).with_hub_cache(hub);
    (dir, store)
}

fn put(dir: &TempDir, path: &str, bytes: &[u8]) {
    let path = dir.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn pull(store: &Store, network: NetworkUse) -> Result<Pulled, WeightsError> {
    store.pull("set", &Fetcher::new(network), &mut |_| ())
}

/// A file at `path` in the repository is found there when it is the pinned one, and passed over when it is not.
#[track_caller]
fn check_found(path: &str) {
    let (dir, store) = store("http://127.0.0.1:9");
    let path = format!("{REPOSITORY}/{path}");
    put(&dir, &path, b"another revision's file");
    assert!(matches!(store.find("set", "net.bin"), Err(WeightsError::Absent { .. })), "{path}");
    put(&dir, &path, &content());
    assert_eq!(store.find("set", "net.bin").unwrap(), dir.path().join(&path));
    let listed = &store.list().unwrap()[0];
    assert_eq!((listed.place, &listed.state), (Place::HubCache, &FileState::Verified));
    assert_eq!(pull(&store, NetworkUse::Offline).unwrap().n_downloaded, 0);
}

#[test]
fn what_other_programs_left_is_found_by_size_and_hash() {
    check_found(&format!("snapshots/{REVISION}/unet/net.bin"));
    check_found(&format!("snapshots/{OTHER}/unet/net.bin"));
    check_found(&format!("blobs/{}", sha256()));
}

#[test]
fn the_store_s_own_file_comes_first_and_a_damaged_one_is_not_hidden() {
    let (dir, store) = store("http://127.0.0.1:9");
    put(&dir, &format!("{REPOSITORY}/snapshots/{REVISION}/unet/net.bin"), &content());
    put(&dir, "store/set/net.bin", &content());
    assert_eq!(store.list().unwrap()[0].place, Place::Store);
    put(&dir, "store/set/net.bin", b"damaged");
    assert!(matches!(store.verify("set"), Err(WeightsError::Corrupt { .. })));
}

#[test]
fn a_pulled_file_lies_where_other_programs_look_for_it() {
    let server = Server::start(content(), vec![Plan::CutAfter(10_000), Plan::Whole]);
    let (dir, store) = store(&server.origin());
    let pulled = pull(&store, NetworkUse::Online).unwrap();
    let repository = dir.path().join(REPOSITORY);
    let link = repository.join(format!("snapshots/{REVISION}/unet/net.bin"));
    assert_eq!((pulled.n_downloaded, pulled.files), (1, vec![link.clone()]));
    assert_eq!(fs::read(&link).unwrap(), content());
    assert_eq!(fs::read(repository.join("blobs").join(sha256())).unwrap(), content());
    assert_eq!(fs::read_to_string(repository.join("refs/main")).unwrap(), REVISION);
    let expected = format!("/org/some-net/resolve/{REVISION}/unet/net.bin");
    assert_eq!(server.paths(), [expected.clone(), expected]);
    assert_eq!(server.ranges(), [None, Some(10_000)]);
    if cfg!(unix) {
        let target = fs::read_link(&link).unwrap();
        assert_eq!(target, Path::new("../../../blobs").join(sha256()));
    }
    let blobs: Vec<_> = fs::read_dir(repository.join("blobs")).unwrap().map(|blob| blob.unwrap().file_name()).collect();
    assert_eq!(blobs, [sha256().as_str()], "nothing else is left");
    assert!(!store.dir().exists());
}

#[test]
fn another_program_s_main_is_left_alone() {
    let server = Server::start(content(), vec![Plan::Whole]);
    let (dir, store) = store(&server.origin());
    put(&dir, &format!("{REPOSITORY}/refs/main"), OTHER.as_bytes());
    pull(&store, NetworkUse::Online).unwrap();
    assert_eq!(fs::read_to_string(dir.path().join(REPOSITORY).join("refs/main")).unwrap(), OTHER);
}

#[test]
fn a_damaged_file_in_the_store_is_replaced_there() {
    let server = Server::start(content(), vec![Plan::Whole]);
    let (dir, store) = store(&server.origin());
    put(&dir, "store/set/net.bin", b"damaged");
    assert_eq!(pull(&store, NetworkUse::Online).unwrap().files, [dir.path().join("store/set/net.bin")]);
    assert!(!dir.path().join("hub").exists());
}

#[test]
fn a_wrong_file_from_the_hub_is_refused_and_not_linked() {
    let server = Server::start(vec![1; content().len()], vec![Plan::Whole]);
    let (dir, store) = store(&server.origin());
    assert!(matches!(pull(&store, NetworkUse::Online), Err(WeightsError::Refused { .. })));
    assert!(!dir.path().join(REPOSITORY).join("snapshots").exists());
    assert!(matches!(pull(&store, NetworkUse::Offline), Err(WeightsError::Offline { .. })));
}
