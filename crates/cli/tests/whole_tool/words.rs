//! What the program says of itself.

use super::Tool;

fn help_of(args: &[&str]) -> String {
    let run = Tool::new().run(&[args, &["--help"]].concat()).must_end_with(0);
    run.stdout.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn help_names_every_command_and_flag() {
    for (name, args) in [
        ("evenface", &[][..]),
        ("study", &["study"]),
        ("prepare", &["prepare"]),
        ("diagnose", &["diagnose"]),
        ("audit", &["audit"]),
        ("calibrate", &["calibrate"]),
        ("phantom", &["phantom"]),
        ("disguise", &["disguise"]),
        ("augment", &["augment"]),
        ("report", &["report"]),
        ("export", &["export"]),
        ("faces_check", &["faces", "check"]),
        ("weights", &["weights"]),
    ] {
        insta::assert_snapshot!(format!("help_{name}"), help_of(args));
    }
}

#[test]
fn the_version_is_the_crate_s() {
    let run = Tool::new().run(&["--version"]).must_end_with(0);
    assert_eq!(run.stdout, format!("evenface {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn weights_that_are_not_there_are_listed_with_their_licences() {
    let run = Tool::new().run(&["weights", "list"]).must_end_with(0);
    for word in ["mtcnn", "pnet.pt", "absent", "licence", "imagenet-mobilenet-v2"] {
        assert!(run.stdout.contains(word), "{word} is not in\n{}", run.stdout);
    }
}

#[test]
fn the_list_says_where_each_file_is() {
    let tool = Tool::new();
    tool.write("data/evenface/weights/mtcnn/pnet.pt", b"not a network");
    let run = tool.run(&["weights", "list"]).must_end_with(0);
    for words in ["found 13 bytes in the store: HERE/data/evenface/weights/mtcnn/pnet.pt", "absent: HERE"] {
        assert!(run.stdout.contains(words), "`{words}` is not in\n{}", run.stdout);
    }
    let json: serde_json::Value =
        serde_json::from_str(&tool.run(&["weights", "list", "--format", "json"]).must_end_with(0).stdout).unwrap();
    assert!(json.as_array().unwrap().iter().all(|line| line["place"] == "the store"));
}
