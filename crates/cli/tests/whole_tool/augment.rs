//! A contact sheet of a recipe: its rows and their legend, the same bytes for the same seed, and what is refused.

use pixels::{DecodeLimits, Rgb, RgbImage};

use super::Tool;

/// The program with a rectangular picture in `face.png`.
fn with_face() -> Tool {
    let tool = Tool::new();
    let face = RgbImage::from_fn(60, 80, |x, y| Rgb([(60 + x * 2) as u8, (40 + y) as u8, (x * y % 200) as u8]));
    tool.write("face.png", pixels::png_bytes(&face).unwrap());
    tool
}

#[test]
fn a_sheet_has_a_row_of_draws_and_one_for_each_change() {
    let tool = with_face();
    let run = tool.run(&["augment", "face.png", "--draws", "3", "--input-px", "48", "--out", "sheet.png"]);
    let run = run.must_end_with(0);
    for words in ["1   all changes", "draw 1 to draw 3", "rotation", "-15.00° to 15.00°", "15   cutouts", "8 of 28/224"]
    {
        assert!(run.stdout.contains(words), "`{words}` is not in\n{}", run.stdout);
    }
    let sheet = pixels::decode(&tool.path("sheet.png"), &DecodeLimits::default()).unwrap();
    assert_eq!(sheet.dimensions(), (4 * 48 + 3 * 2, 15 * 48 + 14 * 2));
    let again = |seed, out| {
        let args = ["augment", "face.png", "--draws", "3", "--input-px", "48", "--seed", seed, "--out", out];
        tool.run(&args).must_end_with(0);
        tool.read(out)
    };
    assert!(again("1", "same.png") == tool.read("sheet.png"));
    assert!(again("2", "other.png") != tool.read("sheet.png"));
}

#[test]
fn a_recipe_decides_the_rows() {
    let tool = with_face();
    let calm =
        "format = 1\n[train.augmentation]\nflip_share = 0.0\njitter_share = 0.0\ncutouts = 0\nblur_share = 0.7\n";
    tool.write("calm.toml", calm);
    let run = tool.run(&["augment", "face.png", "--config", "calm.toml", "--out", "sheet.png", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&run.must_end_with(0).stdout).unwrap();
    let rows = told["rows"].as_array().unwrap();
    assert!(["flip", "jitter: hue", "cutouts"].iter().all(|name| rows.iter().all(|row| row["change"] != *name)));
    assert!(rows.iter().any(|row| row["change"] == "blur" && row["share"] == 0.7));
}

#[test]
fn the_first_face_of_a_set_is_shown() {
    let tool = Tool::new();
    tool.run(&["phantom", "--people", "1", "--shots", "2", "--size", "64", "--out", "people"]).must_end_with(0);
    let run = tool.run(&["augment", "people/manifest.csv", "--input-px", "32", "--draws", "2", "--out", "sheet.png"]);
    assert!(run.must_end_with(0).stdout.contains("phantom-"));
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let tool = with_face();
    tool.write("broken.png", b"\x89PNG\r\n\x1a\n");
    tool.write("empty.csv", "path,expression\n");
    tool.write("none.csv", "path,expression\nbroken.png,anger\n");
    std::fs::create_dir(tool.path("folder")).unwrap();
    tool.write("crops.toml", "format = 1\n[data.read]\nalready_cropped = \"all\"\n");
    for (args, words) in [
        (&["nowhere.png"][..], &["nowhere.png"][..]),
        (&["broken.png"], &["broken.png"]),
        (&["empty.csv"], &["empty.csv"]),
        (&["folder"], &["folder"]),
        (&["none.csv", "--config", "crops.toml"], &["none.csv", "broken.png", "found none"]),
        (&["none.csv"], &["mtcnn", "evenface weights"]),
        (&["face.png", "--draws", "0"], &["--draws", "0"]),
        (&["face.png", "--input-px", "7"], &["input_px", "32"]),
        (&["face.png", "--draws", "100", "--input-px", "1000"], &["20000", "--draws"]),
        (&["face.png", "--config", "nowhere.toml"], &["nowhere.toml"]),
    ] {
        let run = tool.run(&[&["augment"], args, &["--out", "sheet.png"]].concat()).must_end_with(2);
        for word in words {
            assert!(run.stderr.contains(word), "{args:?}: `{word}` is not in\n{}", run.stderr);
        }
        assert!(!tool.path("sheet.png").exists(), "{args:?}");
    }
    let run = tool.run(&["augment", "face.png", "--out", "face.png"]).must_end_with(2);
    assert!(run.stderr.contains("exists already") && run.stderr.contains("--force"), "{}", run.stderr);
}
