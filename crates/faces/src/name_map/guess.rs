//! Best guesses at what the words of other data sets mean; a person has to confirm them.

/// What a foreign word most likely means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess {
    /// Our name for it.
    Name(&'static str),
    /// A thing that we do not have.
    LeaveOut,
    /// A number, whose meaning only the documentation of the set knows.
    Number,
    /// No idea.
    Unclear,
}

/// Words, abbreviations (of JAFFE and KDEF among others) and a common misspelling.
const EXPRESSIONS: [(&str, &[&str]); 7] = [
    ("anger", &["anger", "angry", "an", "ang", "mad"]),
    ("disgust", &["disgust", "disgusted", "di", "dis"]),
    ("fear", &["fear", "fearful", "afraid", "scared", "fe", "af"]),
    ("happiness", &["happiness", "happy", "joy", "joyful", "smile", "smiling", "ha", "hap"]),
    ("neutral", &["neutral", "neutrality", "ne", "neu"]),
    ("sadness", &["sadness", "sad", "sa"]),
    ("surprise", &["surprise", "surprised", "suprise", "su", "sur"]),
];

const NOT_EXPRESSIONS: [&str; 8] = ["", "contempt", "contemptuous", "unknown", "uncertain", "none", "nf", "non-face"];

const SPLITS: [(&str, &[&str]); 3] = [
    ("train", &["train", "training"]),
    ("val", &["val", "valid", "validation", "dev", "publictest"]),
    ("test", &["test", "testing", "eval", "evaluation", "privatetest"]),
];

pub(super) fn expression(word: &str) -> Guess {
    let word = word.trim().to_lowercase();
    if NOT_EXPRESSIONS.contains(&word.as_str()) { Guess::LeaveOut } else { look_up(&EXPRESSIONS, &word) }
}

pub(super) fn split(word: &str) -> Guess {
    look_up(&SPLITS, &word.trim().to_lowercase())
}

fn look_up(table: &[(&'static str, &[&str])], word: &str) -> Guess {
    let found = table.iter().find(|(_, words)| words.contains(&word));
    match found {
        Some((name, _)) => Guess::Name(name),
        None if word.parse::<f64>().is_ok() => Guess::Number,
        None => Guess::Unclear,
    }
}

/// A line of a map: what must be decided by a person is `"?"`, so that a map pasted unread is refused.
pub(super) fn toml_line(word: &str, guess: Guess) -> String {
    let key = toml::Value::String(word.to_owned()).to_string();
    match guess {
        Guess::Name(name) => format!("{key} = \"{name}\""),
        Guess::LeaveOut => format!("{key} = \"\"  # leaves these faces out"),
        Guess::Number => format!("{key} = \"?\"  # the order of numbers must come from the documentation of the set"),
        Guess::Unclear => format!("{key} = \"?\"  # one of the known names, or \"\" to leave these faces out"),
    }
}
