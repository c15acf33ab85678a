//! Tests of the maps from foreign words, and of the maps that errors write.

use super::*;

#[derive(Debug, Deserialize)]
struct Maps {
    #[serde(default)]
    labels: LabelMap,
    #[serde(default)]
    splits: SplitMap,
}

fn maps(text: &str) -> Maps {
    toml::from_str(text).unwrap()
}

fn check(word: &str, expected: Guess) {
    assert_eq!(Expression::guess(word), expected, "`{word}`");
}

fn unknown(words: &[(&str, usize)]) -> UnknownWords {
    UnknownWords::of::<Expression>(words.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect())
}

#[test]
fn our_names_are_guessed_as_themselves() {
    for e in Expression::ALL {
        check(e.name(), Guess::Name(e.name()));
    }
    for s in Split::ALL {
        assert_eq!(Split::guess(s.name()), Guess::Name(s.name()));
    }
}

#[test]
fn the_words_of_known_sets_are_guessed() {
    for (word, name) in [
        ("Angry", "anger"),
        ("AN", "anger"),
        ("AF", "fear"),
        ("disgusted", "disgust"),
        ("Fearful", "fear"),
        ("happy", "happiness"),
        ("HA", "happiness"),
        ("NE", "neutral"),
        ("Sad", "sadness"),
        ("surprised", "surprise"),
        ("suprise", "surprise"),
    ] {
        check(word, Guess::Name(name));
    }
    for word in ["contempt", "Contempt", "Unknown", "NF", ""] {
        check(word, Guess::LeaveOut);
    }
    for word in ["0", "6", "-1", "3.0"] {
        check(word, Guess::Number);
    }
    for word in ["boredom", "a", "angr"] {
        check(word, Guess::Unclear);
    }
    assert_eq!(Split::guess("PublicTest"), Guess::Name("val"));
    assert_eq!(Split::guess("Training"), Guess::Name("train"));
}

#[test]
fn a_map_goes_before_our_names_and_can_leave_words_out() {
    let labels = maps("[labels]\nAngry = \"anger\"\nfear = \"surprise\"\ncontempt = \"\"\n\"0\" = \"anger\"").labels;
    assert_eq!(labels.meaning("Angry"), Some(Meaning::Is(Expression::Anger)));
    assert_eq!(labels.meaning("fear"), Some(Meaning::Is(Expression::Surprise)));
    assert_eq!(labels.meaning("sadness"), Some(Meaning::Is(Expression::Sadness)));
    assert_eq!(labels.meaning("contempt"), Some(Meaning::LeaveOut));
    assert_eq!(labels.meaning("0"), Some(Meaning::Is(Expression::Anger)));
    assert_eq!(labels.meaning("angry"), None);
    let words: BTreeMap<String, String> = labels.into();
    assert_eq!(words["contempt"], "");
    assert_eq!(words["Angry"], "anger");
}

#[test]
fn every_unknown_word_is_listed_with_the_map_that_mends_it() {
    let words = unknown(&[("Angry", 12), ("3", 4), ("contempt", 1), ("bored \"a\"", 2), ("", 5)]);
    insta::assert_snapshot!(words, @r#"
    unknown values of `expression`, with numbers of faces: `` (5), `3` (4), `Angry` (12), `bored "a"` (2), `contempt` (1)
    known are anger, disgust, fear, happiness, neutral, sadness, surprise
    hint: check this map line by line and add it to the options of the set
    [labels]
    "" = ""  # leaves these faces out
    "3" = "?"  # the order of numbers must come from the documentation of the set
    "Angry" = "anger"
    'bored "a"' = "?"  # one of the known names, or "" to leave these faces out
    "contempt" = ""  # leaves these faces out
    "#);
}

#[test]
fn a_map_pasted_unread_is_refused_where_a_person_must_decide() {
    let certain = unknown(&[("Angry", 1), ("contempt", 1), ("quote\"d sad", 1)]).map.replace("\"?\"", "\"sadness\"");
    assert_eq!(maps(&certain).labels.meaning("quote\"d sad"), Some(Meaning::Is(Expression::Sadness)));
    let doubtful = unknown(&[("3", 1)]).map;
    insta::assert_snapshot!(toml::from_str::<Maps>(&doubtful).unwrap_err(), @r#"
    TOML parse error at line 1, column 1
      |
    1 | [labels]
      | ^^^^^^^^
    `3` is mapped to `?`; expected one of anger, disgust, fear, happiness, neutral, sadness, surprise, or "" to leave these faces out
    "#);
    insta::assert_snapshot!(toml::from_str::<Maps>("[splits]\nUsage = \"trian\"").unwrap_err(), @r#"
    TOML parse error at line 1, column 1
      |
    1 | [splits]
      | ^^^^^^^^
    `Usage` is mapped to `trian`; expected one of train, val, test, or "" to leave these faces out
    "#);
}

#[test]
fn a_column_of_other_things_does_not_flood_the_screen() {
    let words: Vec<String> = (0..100).map(|i| format!("image {i}")).collect();
    let words: Vec<(&str, usize)> = words.iter().map(|word| (word.as_str(), 1)).collect();
    let message = unknown(&words).to_string();
    assert!(message.contains("and 60 more; is this the right column?"), "{message}");
    assert_eq!(message.lines().count(), 4 + 40);
}

#[test]
fn splits_have_a_map_of_their_own() {
    let splits = maps("[splits]\nTraining = \"train\"\nPrivateTest = \"\"").splits;
    assert_eq!(splits.meaning("Training"), Some(Meaning::Is(Split::Train)));
    assert_eq!(splits.meaning("PrivateTest"), Some(Meaning::LeaveOut));
    assert_eq!(splits.meaning("val"), Some(Meaning::Is(Split::Val)));
}
