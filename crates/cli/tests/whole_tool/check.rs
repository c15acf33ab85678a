//! `evenface faces check` on drawn imitations of published data sets.

use super::{Run, Tool};

/// A PNG that differs with `level`.
fn png(level: u8) -> Vec<u8> {
    pixels::png_bytes(&pixels::RgbImage::from_pixel(40, 40, pixels::Rgb([level, 100, 90]))).unwrap()
}

fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout).unwrap()
}

/// RAF-DB with one face per expression and split.
fn raf_db(tool: &Tool) {
    let mut list = String::new();
    for (i, split) in ["train", "test"].into_iter().enumerate() {
        for code in 1..=7 {
            let stem = format!("{split}_{code:04}");
            list.push_str(&format!("{stem}.jpg {code}\n"));
            tool.write(&format!("raf/Image/aligned/{stem}_aligned.jpg"), png((i * 7 + code) as u8));
            let gender = code % 2;
            let attributes = format!("1 1\n2 1\n1 2\n1 3\n2 3\n{gender}\n0\n2\n");
            tool.write(&format!("raf/Annotation/manual/{stem}_manu_attri.txt"), attributes);
        }
    }
    tool.write("raf/EmoLabel/list_patition_label.txt", list);
}

#[test]
fn a_published_set_is_recognised_and_counted() {
    let tool = Tool::new();
    raf_db(&tool);
    let run = tool.run(&["faces", "check", "raf", "--quiet"]).must_end_with(0);
    insta::assert_snapshot!(run.stdout, @r"
    raf: 14 faces, 0 people, layout raf-db
      anger        2
      disgust      2
      fear         2
      happiness    2
      neutral      2
      sadness      2
      surprise     2
      split: test 7, train 7
      age: 20 to 39 14
      gender: female 8, male 6
      race: Caucasian 14
    0 pictures cannot be used
    ");
    assert!(run.stderr.contains("7 faces to train on, 7 to test on"), "{}", run.stderr);
    let document = json(&tool.run(&["faces", "check", "raf", "--quiet", "--format", "json"]).must_end_with(0));
    assert_eq!((&document["layout"], &document["is_sound"]), (&"raf-db".into(), &true.into()));
    assert_eq!(document["splits"]["test"], 7);
}

#[test]
fn one_picture_on_both_sides_is_a_fault() {
    let tool = Tool::new();
    raf_db(&tool);
    tool.write("raf/Image/aligned/test_0003_aligned.jpg", png(5));
    let run = tool.run(&["faces", "check", "raf", "--quiet"]).must_end_with(1);
    let words = "  Image/aligned/test_0003_aligned.jpg = Image/aligned/train_0005_aligned.jpg, in different splits";
    assert!(run.stdout.contains(words), "{}", run.stdout);
    let document = json(&tool.run(&["faces", "check", "raf", "--quiet", "--format", "json"]).must_end_with(1));
    assert_eq!(document["same_pictures"][0]["fault"], "in different splits");
}

#[test]
fn a_person_on_both_sides_is_a_fault() {
    let tool = Tool::new();
    tool.write("manifest.csv", "path,expression,split,subject\n0.png,anger,train,ann\n1.png,anger,val,ann\n");
    (0..2).for_each(|i| tool.write(&format!("{i}.png"), png(i)));
    let run = tool.run(&["faces", "check", "manifest.csv", "--quiet"]).must_end_with(1);
    assert!(run.stdout.contains("1 people are in train and in another split\n  ann 2"), "{}", run.stdout);
}

#[test]
fn a_parent_or_a_design_on_both_sides_is_a_fault() {
    let tool = Tool::new();
    let rows = [
        "0.png,anger,train,,",
        "1.png,anger,val,0.png,cap-3",
        "2.png,anger,train,9.png,cap-3",
        "3.png,anger,train,0.png,cap-2",
    ];
    tool.write("manifest.csv", format!("path,expression,split,parent,design\n{}\n", rows.join("\n")));
    (0..4).for_each(|i| tool.write(&format!("{i}.png"), png(i)));
    let run = tool.run(&["faces", "check", "manifest.csv", "--quiet"]).must_end_with(1);
    let words = "1 pictures, or what was drawn on them, are in train and in another split\n  0.png 3\n";
    assert!(run.stdout.contains(words), "{}", run.stdout);
    assert!(run.stdout.contains("1 designs are in train and in another split\n  cap-3 2\n"), "{}", run.stdout);
}

#[test]
fn the_same_picture_twice_under_one_label_is_told_and_allowed() {
    let tool = Tool::new();
    let rows = "0.png,anger\n1.png,anger\n2.png,anger\n3.png,anger\n";
    tool.write("manifest.csv", format!("path,expression\n{rows}"));
    (0..4).for_each(|i| tool.write(&format!("{i}.png"), png(i / 2)));
    let run = tool.run(&["faces", "check", "manifest.csv", "--quiet"]).must_end_with(0);
    assert!(run.stdout.contains("2 pictures are there more than once, 0 of them"), "{}", run.stdout);
    tool.write("manifest.csv", format!("path,expression\n{}", rows.replace("1.png,anger", "1.png,fear")));
    let run = tool.run(&["faces", "check", "manifest.csv", "--quiet"]).must_end_with(1);
    assert!(run.stdout.contains("0.png = 1.png, with different expressions"), "{}", run.stdout);
}

#[test]
fn faces_without_expressions_are_checked_and_not_studied() {
    let tool = Tool::new();
    for (i, name) in ["Ann_Lee/Ann_Lee_0001", "Ann_Lee/Ann_Lee_0002", "Bo_Ek/Bo_Ek_0001"].into_iter().enumerate() {
        tool.write(&format!("lfw/{name}.jpg"), png(i as u8));
    }
    let run = tool.run(&["faces", "check", "lfw", "--quiet"]).must_end_with(0);
    assert!(run.stdout.starts_with("lfw: 3 faces, 2 people, layout lfw\n  no label     3\n"), "{}", run.stdout);
    assert!(run.stderr.contains("no face has an expression"), "{}", run.stderr);
    let run = tool.run(&["study", "lfw", "--quiet"]).must_end_with(2);
    assert!(run.stderr.contains("none of 3 faces has an expression, and one is needed here"), "{}", run.stderr);
    tool.write("lfw/manifest.csv", "path,gender\nBo_Ek/Bo_Ek_0001.jpg,m\n");
    let run = tool.run(&["faces", "check", "lfw", "--quiet"]).must_end_with(0);
    assert!(run.stdout.contains("layout manifest\n  no label     1\n"), "{}", run.stdout);
    tool.write("lfw/manifest.csv", "path,emotion\nBo_Ek/Bo_Ek_0001.jpg,anger\n");
    let run = tool.run(&["faces", "check", "lfw", "--quiet"]).must_end_with(1);
    assert!(run.stderr.contains("expression = \"emotion\""), "{}", run.stderr);
}

#[test]
fn pictures_inside_a_csv_file_are_decoded() {
    let tool = Tool::new();
    let pixels = |level: usize| vec![level.to_string(); 48 * 48].join(" ");
    let row = |i: usize| format!("{},{},{}\n", i % 7, pixels(i), if i < 7 { "Training" } else { "PrivateTest" });
    let rows: String = (0..14).map(row).collect();
    tool.write("fer/fer2013.csv", format!("emotion,pixels,Usage\n{rows}"));
    let run = tool.run(&["faces", "check", "fer", "--quiet"]).must_end_with(0);
    assert!(run.stdout.starts_with("fer: 14 faces, 0 people, layout fer2013\n"), "{}", run.stdout);
    tool.write("fer/fer2013.csv", format!("emotion,pixels,Usage\n{}", rows.replace("13 13 13", "13 256 13")));
    let run = tool.run(&["faces", "check", "fer", "--quiet"]).must_end_with(1);
    assert!(run.stdout.contains("fer0000013: expected grey levels from 0 to 255"), "{}", run.stdout);
}

#[test]
fn action_units_are_counted() {
    let tool = Tool::new();
    tool.write("disfa/ActionUnit_Labels/SN001/SN001_au12.txt", "1,0\n2,2\n3,1\n");
    (1..=2).for_each(|i| tool.write(&format!("disfa/Images/SN001/{i}.png"), png(i)));
    let run = tool.run(&["faces", "check", "disfa", "--quiet"]).must_end_with(0);
    assert!(run.stdout.contains("  au12 (lip corner puller): 1 of 2\n"), "{}", run.stdout);
    assert!(run.stdout.contains("left out: 1 of labelled frame without a picture"), "{}", run.stdout);
}

#[test]
fn numbers_wait_for_somebody_who_knows_them() {
    let tool = Tool::new();
    (0..8).for_each(|i| tool.write(&format!("affectnet/{i}/a.png"), png(i)));
    let run = tool.run(&["faces", "check", "affectnet", "--quiet"]).must_end_with(1);
    for words in ["the class folders are numbers", "--layout affectnet-official", "\"0\" = \"?\""] {
        assert!(run.stderr.contains(words), "`{words}` is not in\n{}", run.stderr);
    }
    let named = ["faces", "check", "affectnet", "--layout", "affectnet-official", "--quiet"];
    let run = tool.run(&named);
    assert!(
        run.stdout.contains("layout affectnet-official\n") && run.stdout.contains("left out: 1 of 7"),
        "{}",
        run.stdout
    );
    let run = tool.run(&["faces", "check", "affectnet", "--layout", "affectnet"]).must_end_with(2);
    assert!(run.stderr.contains("is not a layout; known are manifest, class-folders"), "{}", run.stderr);
}
