//! The numbers with which known data sets mean expressions, as their makers documented them.
//!
//! A word that is not one of the seven expressions names what the set calls otherwise; faces with it are left out and counted.

/// FER2013: column `emotion` (Goodfellow et al. 2013, Kaggle's description of the challenge).
pub const FER2013: [(&str, &str); 7] = [
    ("0", "anger"),
    ("1", "disgust"),
    ("2", "fear"),
    ("3", "happiness"),
    ("4", "sadness"),
    ("5", "surprise"),
    ("6", "neutral"),
];

/// RAF-DB, basic expressions (Li, Deng and Du 2017, readme of the set).
pub const RAF_DB: [(&str, &str); 7] = [
    ("1", "surprise"),
    ("2", "fear"),
    ("3", "disgust"),
    ("4", "happiness"),
    ("5", "sadness"),
    ("6", "anger"),
    ("7", "neutral"),
];

/// `AffectNet` as its makers number it (Mollahosseini, Hasani and Mahoor 2017).
pub const AFFECTNET: [(&str, &str); 11] = [
    ("0", "neutral"),
    ("1", "happiness"),
    ("2", "sadness"),
    ("3", "surprise"),
    ("4", "fear"),
    ("5", "disgust"),
    ("6", "anger"),
    ("7", "contempt"),
    ("8", "none"),
    ("9", "uncertain"),
    ("10", "no face"),
];

/// `AffectNet` as it is numbered where somebody sorted the names of its classes.
pub const AFFECTNET_ALPHABETICAL: [(&str, &str); 8] = [
    ("0", "anger"),
    ("1", "contempt"),
    ("2", "disgust"),
    ("3", "fear"),
    ("4", "happiness"),
    ("5", "neutral"),
    ("6", "sadness"),
    ("7", "surprise"),
];

/// CK+: the number in `*_emotion.txt` (Lucey et al. 2010).
pub const CK_PLUS: [(&str, &str); 8] = [
    ("0", "neutral"),
    ("1", "anger"),
    ("2", "contempt"),
    ("3", "disgust"),
    ("4", "fear"),
    ("5", "happiness"),
    ("6", "sadness"),
    ("7", "surprise"),
];

/// FER+: the columns of votes in their order (Barsoum et al. 2016).
pub const FER_PLUS: [&str; 10] =
    ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "NF"];

/// RAF-DB: gender of a `manu_attri` file.
pub const RAF_DB_GENDER: [(&str, &str); 3] = [("0", "male"), ("1", "female"), ("2", "unsure")];

/// RAF-DB: race of a `manu_attri` file.
pub const RAF_DB_RACE: [(&str, &str); 3] = [("0", "Caucasian"), ("1", "African-American"), ("2", "Asian")];

/// RAF-DB: age in years of a `manu_attri` file.
pub const RAF_DB_AGE: [(&str, &str); 5] =
    [("0", "0 to 3"), ("1", "4 to 19"), ("2", "20 to 39"), ("3", "40 to 69"), ("4", "70 and over")];

/// Words of known sets for what is none of the seven expressions.
pub(crate) const NO_EXPRESSIONS: [&str; 8] =
    ["contempt", "unknown", "NF", "none", "uncertain", "no face", NO_MAJORITY, NO_NAME];

/// FER+: no category has more than half of the votes.
pub(crate) const NO_MAJORITY: &str = "no majority of votes";

/// FER+: the row has no picture, because most annotators saw no face.
pub(crate) const NO_NAME: &str = "removed by the makers";

/// The word of a code; `None` where the set has no such code.
pub(crate) fn word(codes: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    codes.iter().find(|(known, _)| *known == code).map(|(_, word)| *word)
}

/// The codes with their words, for messages.
pub(crate) fn listed(codes: &[(&str, &str)]) -> String {
    codes.iter().map(|(code, word)| format!("{code} ({word})")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Expression;

    /// Every expression has one code, and every other word is known to be none.
    fn check(codes: &[(&str, &str)], order: &str) {
        let words: Vec<&str> = codes.iter().map(|(_, word)| *word).collect();
        assert_eq!(words.join(" "), order);
        assert!(Expression::ALL.iter().all(|e| words.iter().filter(|word| **word == e.name()).count() == 1));
        let is_known = |word: &&&str| word.parse::<Expression>().is_err() && !NO_EXPRESSIONS.contains(*word);
        assert_eq!(words.iter().find(is_known), None);
        let first: usize = codes[0].0.parse().unwrap();
        assert!(codes.iter().zip(first..).all(|((code, _), n)| *code == n.to_string()));
    }

    #[test]
    fn codes_are_those_of_the_makers() {
        check(&FER2013, "anger disgust fear happiness sadness surprise neutral");
        check(&RAF_DB, "surprise fear disgust happiness sadness anger neutral");
        check(&AFFECTNET, "neutral happiness sadness surprise fear disgust anger contempt none uncertain no face");
        check(&AFFECTNET_ALPHABETICAL, "anger contempt disgust fear happiness neutral sadness surprise");
        check(&CK_PLUS, "neutral anger contempt disgust fear happiness sadness surprise");
        assert_eq!(word(&AFFECTNET, "7"), Some("contempt"));
        assert_eq!(word(&FER2013, "7"), None);
    }

    #[test]
    fn the_two_codings_of_affectnet_disagree_almost_everywhere() {
        let same = AFFECTNET_ALPHABETICAL.iter().filter(|(code, name)| word(&AFFECTNET, code) == Some(name)).count();
        assert_eq!(same, 0);
    }

    #[test]
    fn the_attributes_of_raf_db_are_those_of_its_readme() {
        assert_eq!(listed(&RAF_DB_GENDER), "0 (male), 1 (female), 2 (unsure)");
        assert_eq!(listed(&RAF_DB_RACE), "0 (Caucasian), 1 (African-American), 2 (Asian)");
        assert_eq!(word(&RAF_DB_AGE, "2"), Some("20 to 39"));
    }

    #[test]
    fn the_votes_of_fer_plus_stand_in_another_order_than_the_classes_of_fer2013() {
        assert_eq!(FER_PLUS[..7].join(" "), "neutral happiness surprise sadness anger disgust fear");
        assert!(FER_PLUS[7..].iter().all(|word| NO_EXPRESSIONS.contains(word)));
    }
}
