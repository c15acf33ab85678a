//! Links between the Markdown files: each file and each heading that one points to is there.

use std::collections::BTreeMap;

use super::Problem;
use super::sources::has_ending;
use super::tree::Tree;

/// Checks every relative link of every Markdown file.
pub fn check(tree: &Tree) -> Vec<Problem> {
    let texts: BTreeMap<_, _> = tree.texts(|path| has_ending(path, "md")).collect();
    let mut problems = Vec::new();
    for (path, text) in &texts {
        for (index, target) in targets(text) {
            let problem = check_target(tree, &texts, path, &target);
            problems.extend(problem.map(|what| Problem::new(format!("{path}:{}", index + 1), what)));
        }
    }
    problems
}

/// What is wrong with a link from the file at `path`, if anything.
fn check_target(tree: &Tree, texts: &BTreeMap<&str, &str>, path: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let Some(file) = resolve(path, file) else { return Some(format!("the link '{target}' leaves the repository")) };
    if !tree.has(&file) {
        return Some(format!("the link '{target}' points to no file"));
    }
    let has_heading = texts.get(file.as_str()).is_none_or(|text| headings(text).any(|slug| slug == heading));
    (!heading.is_empty() && !has_heading).then(|| format!("the link '{target}' points to no heading"))
}

/// `target` as a path from the root; `None` if it leads out of it.
fn resolve(from: &str, target: &str) -> Option<String> {
    if target.is_empty() {
        return Some(from.to_owned());
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Targets of `[text](target)` and `src="target"` with the index of their line, without those inside code.
fn targets(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in prose(text) {
        let line = without_code(line);
        for opening in ["](", "src=\""] {
            let ends = if opening == "](" { [')', ' '] } else { ['"', '"'] };
            let after = line.match_indices(opening).map(|(start, _)| &line[start + opening.len()..]);
            let targets = after.filter_map(|rest| rest.split(ends).next()).filter(|target| !target.is_empty());
            found.extend(targets.map(|target| (index, target.to_owned())));
        }
    }
    found
}

/// Lines outside fenced code, with their index.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_fenced = false;
    text.lines().enumerate().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        !is_fence && !is_fenced
    })
}

/// The line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("")
}

/// Headings as they appear in a link: lower case, words joined by hyphens, a number after the first of a name.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let mut n_seen: BTreeMap<String, usize> = BTreeMap::new();
    let lines = prose(text).map(|(_, line)| line).filter(|line| line.starts_with('#'));
    lines.map(move |line| {
        let slug = slug(line.trim_start_matches('#').trim());
        let n_before = n_seen.entry(slug.clone()).or_insert(0);
        *n_before += 1;
        if *n_before == 1 { slug } else { format!("{slug}-{}", *n_before - 1) }
    })
}

fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests;
