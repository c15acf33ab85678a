//! Rules of single files: beginnings, lengths, attributes, `unsafe`, sizes, and what must not be in a repository.

use super::Problem;
use super::tree::{RepositoryFile, Tree};

const N_LINES_MAX: usize = 500;
const N_BYTES_MAX: u64 = 1_000_000;
const PHOTOGRAPHS: &[&str] = &[".jpg", ".jpeg", ".pgm", ".pgm.gz", ".heic"];

/// Folders of one machine, and whether a folder named after a person follows. Taken apart so that this file does not hold
/// what it looks for.
const MACHINE_FOLDERS: &[(&str, Follows)] = &[
    (concat!("/ho", "me/"), Follows::PersonAndFile),
    (concat!("/Us", "ers/"), Follows::PersonAndFile),
    (concat!(":\\Us", "ers\\"), Follows::PersonAndFile),
    (concat!("/ro", "ot/"), Follows::Anything),
    (concat!("/wo", "rk/"), Follows::Anything),
    (concat!("/work", "space/"), Follows::Anything),
    (concat!("/m", "nt/"), Follows::Anything),
];

/// What makes the start of a path one of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    Anything,
    PersonAndFile,
}

/// What `audit`, whose work is counting, must not name.
const OPENS_FILES: &[&str] = &["std::fs", "std::io", "std::net", "std::process", "File::"];

/// Checks every file.
pub fn check(tree: &Tree) -> Vec<Problem> {
    tree.files().iter().flat_map(check_file).collect()
}

fn check_file(file: &RepositoryFile) -> Vec<Problem> {
    let RepositoryFile { path, size_bytes, text } = file;
    let mut problems = Vec::new();
    if N_BYTES_MAX < *size_bytes {
        problems.push(Problem::new(path, format!("expected at most {N_BYTES_MAX} bytes, found {size_bytes}")));
    }
    let lower_case = path.to_ascii_lowercase();
    if PHOTOGRAPHS.iter().any(|ending| lower_case.ends_with(ending)) {
        problems.push(Problem::new(path, "a photograph must not be in the repository; fixtures are drawn by code"));
    }
    let Some(text) = text else { return problems };
    problems.extend(check_machine_folders(path, text));
    if has_ending(path, "rs") {
        problems.extend(check_rust(path, text));
    }
    if has_ending(path, "rs") || has_ending(path, "py") {
        problems.extend(check_length(path, text));
    }
    problems
}

/// Whether the file's name ends in `.ending`.
pub fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}

fn check_length(path: &str, text: &str) -> Option<Problem> {
    let n_lines = text.lines().count();
    (N_LINES_MAX < n_lines)
        .then(|| Problem::new(path, format!("expected at most {N_LINES_MAX} lines, found {n_lines}")))
}

/// An absolute path that exists only on the machine of whoever wrote it.
fn check_machine_folders(path: &str, text: &str) -> Option<Problem> {
    let find = |line: &str| MACHINE_FOLDERS.iter().find(|(folder, follows)| holds_path(line, folder, *follows));
    let (index, (folder, _)) = text.lines().enumerate().find_map(|(index, line)| Some((index, find(line)?)))?;
    Some(at(path, index, &format!("an absolute path of one machine ({folder}…)")))
}

/// Whether `folder` is in the line as the start of a path, not inside one, as in `https://a.org/b/c` or `../b/c`.
fn holds_path(line: &str, folder: &str, follows: Follows) -> bool {
    let is_inside = |before: char| before.is_alphanumeric() || "._-}/~)".contains(before);
    let is_name = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
    line.match_indices(folder).any(|(start, _)| {
        let is_start = folder.starts_with(':') || !line[..start].ends_with(is_inside);
        let after = line[start + folder.len()..].trim_start_matches(is_name);
        is_start && (follows == Follows::Anything || after.starts_with(['/', '\\']))
    })
}

fn check_rust(path: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !text.starts_with("//! ") {
        problems.push(Problem::new(path, "expected one `//!` sentence on the first line"));
    }
    if path.ends_with("/mod.rs") {
        problems.push(Problem::new(path, "expected `foo.rs` beside `foo/`, found mod.rs"));
    }
    let is_computation = path.starts_with("crates/audit/src/") && !path.ends_with("tests.rs");
    for (index, line) in text.lines().enumerate() {
        let code = code_of(line);
        if code.contains("#[allow(") || code.contains("#![allow(") {
            problems.push(at(path, index, "expected `#[expect(lint, reason = \"…\")]`, found `allow`"));
        }
        if is_unsafe(&code) && !path.starts_with("crates/kernels/") {
            problems.push(at(path, index, "`unsafe` belongs into crates/kernels"));
        }
        if let Some(opens) = OPENS_FILES.iter().find(|opens| is_computation && code.contains(*opens)) {
            problems.push(at(path, index, &format!("audit opens no file, found `{opens}`")));
        }
    }
    problems
}

fn at(path: &str, index: usize, what: &str) -> Problem {
    Problem::new(format!("{path}:{}", index + 1), what)
}

/// Whether the word `unsafe` is used, or the lint against it switched off.
fn is_unsafe(code: &str) -> bool {
    let is_part_of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices("unsafe").any(|(start, word)| {
        let (before, after) = (&code[..start], &code[start + word.len()..]);
        let is_lint = after.strip_prefix("_code").is_some_and(|rest| !rest.starts_with(is_part_of_word));
        !before.ends_with(is_part_of_word) && (is_lint || !after.starts_with(is_part_of_word))
    })
}

/// A line without its comment and without what stands between its quotes.
fn code_of(line: &str) -> String {
    let mut code = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if is_quoted => drop(letters.next()),
            '"' => is_quoted = !is_quoted,
            '/' if !is_quoted && letters.peek() == Some(&'/') => break,
            _ if is_quoted => {}
            // The letter '"' opens no text.
            '\'' if letters.peek() == Some(&'"') => drop(letters.next()),
            _ => code.push(letter),
        }
    }
    code
}

#[cfg(test)]
mod tests;
