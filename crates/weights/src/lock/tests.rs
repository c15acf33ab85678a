//! Tests of the lock file and its rules.

use super::*;

fn lock_with(file_line: &str) -> Result<Lock, WeightsError> {
    Lock::parse(&format!(
        "format = 1\n[[entry]]\nname = 'a'\npurpose = ''\nfolder = 'a'\nneeds = 'all'\nlicence = ''\n\
         licence_url = ''\nsource = ''\nnote = ''\n[[entry.file]]\n{file_line}\n"
    ))
}

#[track_caller]
fn check_refused(file_line: &str, expected: &str) {
    let message = lock_with(file_line).expect_err("refused").to_string();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn the_compiled_lock_is_valid_and_pins_https_addresses() {
    let lock = Lock::parse(COMPILED).unwrap();
    let names: Vec<_> = lock.entries().iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["mtcnn", "imagenet-mobilenet-v2"]);
    for entry in lock.entries() {
        assert!(entry.files.iter().any(|pinned| pinned.url.is_some()), "{} cannot be pulled", entry.name);
        for pinned in &entry.files {
            assert!(pinned.url.as_deref().is_none_or(|url| url.starts_with("https://")));
            assert!(0 < pinned.size_max_bytes());
        }
    }
}

#[test]
fn hashes_and_sizes_are_checked() {
    let hash = "0".repeat(64);
    assert!(lock_with(&format!("file = 'f'\nsize_bytes = 1\nsha256 = '{hash}'")).is_ok());
    assert!(lock_with("file = 'f'\nsize_max_bytes = 1\nsha256_prefix = '01234567'").is_ok());
    check_refused("file = 'f'\nsize_bytes = 1\nsha256 = '01234567'", "hex of the right length");
    check_refused("file = 'f'\nsize_bytes = 1\nsha256_prefix = '0123456'", "hex of the right length");
    check_refused("file = 'f'\nsize_bytes = 1\nsha256_prefix = 'B0353104'", "lower-case hex");
    check_refused("file = 'f'\nsize_bytes = 1", "exactly one of sha256 and sha256_prefix");
    check_refused("file = 'f'\nsha256_prefix = '01234567'", "exactly one of size_bytes and size_max_bytes");
    check_refused("file = '../f'\nsize_bytes = 1\nsha256_prefix = '01234567'", "plain name");
    check_refused("file = 'f'\nsize_bytes = 1\nsha256_prefix = '01234567'\nextra = 1", "unknown field");
}

#[test]
fn what_comes_from_the_hub_is_pinned_whole() {
    let with_hub = |hub: &str, file: &str| {
        Lock::parse(&format!(
            "format = 1\n[[entry]]\nname = 'a'\npurpose = ''\nfolder = 'a'\nneeds = 'all'\nlicence = ''\n\
             licence_url = ''\nsource = ''\nnote = ''\nhub = {hub}\n[[entry.file]]\nfile = 'f'\nsize_bytes = 1\n{file}\n"
        ))
    };
    let (revision, whole) = ("0123456789".repeat(4), format!("sha256 = '{}'", "0".repeat(64)));
    let hub = |id: &str| format!("{{ id = '{id}', revision = '{revision}' }}");
    assert!(with_hub(&hub("org/net"), &whole).is_ok());
    assert!(with_hub(&hub("org/net"), &format!("hub_path = 'unet/f.bin'\n{whole}")).is_ok());
    for (hub, file, expected) in [
        (hub("net"), whole.as_str(), "organisation/name"),
        (hub("../net"), &whole, "organisation/name"),
        ("{ id = 'org/net', revision = 'main' }".to_owned(), &whole, "40 lower-case hex digits"),
        (hub("org/net"), "sha256_prefix = '01234567'", "no whole sha256"),
        (hub("org/net"), &format!("hub_path = 'unet/../../f'\n{whole}"), "plain names joined by slashes"),
        (hub("org/net"), &format!("hub_path = '/f'\n{whole}"), "plain names joined by slashes"),
    ] {
        let message = with_hub(&hub, file).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
    check_refused("file = 'f'\nhub_path = 'g'\nsize_bytes = 1\nsha256_prefix = '01234567'", "its entry no hub");
}

#[test]
fn another_format_and_a_name_twice_are_refused() {
    assert!(Lock::parse("format = 2\nentry = []").unwrap_err().to_string().contains("format = 2"));
    let entry = "[[entry]]\nname = 'a'\npurpose = ''\nfolder = 'a'\nneeds = 'any'\nlicence = ''\nlicence_url = ''\n\
                 source = ''\nnote = ''\n[[entry.file]]\nfile = 'f'\nsize_bytes = 1\nsha256_prefix = '01234567'\n";
    let twice = Lock::parse(&format!("format = 1\n{entry}{entry}")).unwrap_err();
    assert!(twice.to_string().contains("the name twice"), "{twice}");
}

#[test]
fn a_name_that_is_not_there_lists_those_that_are() {
    let message = Lock::compiled().entry("mtcn").unwrap_err().to_string();
    assert_eq!(message, "expected one of mtcnn, imagenet-mobilenet-v2, found 'mtcn'");
}

#[test]
fn only_the_stated_digits_of_a_hash_are_compared() {
    let lock = lock_with("file = 'f'\nsize_max_bytes = 10\nsha256_prefix = '01234567'").unwrap();
    let pinned = &lock.entries()[0].files[0];
    let measured = |size_bytes, start: &str| Measured { size_bytes, sha256: format!("{start:0<64}") };
    assert!(pinned.compare(&measured(10, "0123456789")).is_ok());
    assert_eq!(pinned.compare(&measured(11, "01234567")).unwrap_err().0, "at most 10 bytes");
    assert_eq!(pinned.compare(&measured(10, "01234568")).unwrap_err().0, "sha256 01234567…");
}
