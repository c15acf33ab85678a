//! Bad input: a clear error, a hint, exit code 2, and nothing half-written.

use super::Tool;

/// A small sound PNG.
fn png() -> Vec<u8> {
    pixels::png_bytes(&pixels::RgbImage::from_pixel(40, 40, pixels::Rgb([120, 100, 90]))).unwrap()
}

/// A PNG whose header promises 20,000 × 20,000 pixels and that holds none.
fn huge_png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend([0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20, 8, 2, 0, 0, 0]);
    let crc = crc32(&bytes[12..]);
    bytes.extend(crc.to_be_bytes());
    // The start of an empty zlib stream is enough for a decoder to believe the header.
    bytes.extend(b"\0\0\0\x02IDAT\x78\x9c");
    let crc = crc32(&bytes[bytes.len() - 6..]);
    bytes.extend(crc.to_be_bytes());
    bytes.extend(b"\0\0\0\0IEND\xaeB`\x82");
    bytes
}

/// CRC-32 of the PNG specification, annex D, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(crc & 1)))
    })
}

/// Studies `manifest` and checks that it is refused with all of `words`, and that nothing was written.
#[track_caller]
fn check_manifest(manifest: &str, words: &[&str]) {
    let tool = Tool::new();
    tool.write("manifest.csv", manifest);
    for i in 0..4 {
        tool.write(&format!("{i}.png"), png());
    }
    check(&tool, &["study", "manifest.csv", "--quiet"], words);
}

#[track_caller]
fn check(tool: &Tool, args: &[&str], words: &[&str]) {
    let run = tool.run(args).must_end_with(2);
    for word in words {
        assert!(run.stderr.contains(word), "`{word}` is not in\n{}", run.stderr);
    }
    assert!(run.stdout.is_empty(), "{}", run.stdout);
    assert!(!tool.path("runs").exists(), "something was written");
}

#[test]
fn a_manifest_that_cannot_be_trusted_is_refused() {
    check_manifest("path,emotion\n0.png,anger\n", &["expression", "emotion", "hint"]);
    check_manifest("path,expression\n0.png,Angry\n", &["Angry", "anger", "[labels]", "hint"]);
    check_manifest("path,expression\n/etc/hosts,anger\n", &["line 2", "absolute", "manifest"]);
    check_manifest("path,expression\n0.png,anger\nnone.png,fear\n", &["none.png", "do not exist"]);
    check_manifest("path,expression\n,anger\n", &["line 2", "empty"]);
    check_manifest("path,expression,split\n0.png,anger,train\n1.png,anger,val\n2.png,fear,train\n", &["fear", "test"]);
    let both = "path,expression,split,subject\n0.png,anger,train,ann\n1.png,anger,val,ann\n";
    check_manifest(both, &["ann", "both"]);
}

#[test]
fn missing_weights_say_how_to_get_them() {
    let sound = "path,expression,split\n0.png,anger,train\n1.png,anger,val\n";
    check_manifest(sound, &["mtcnn", "evenface weights pull mtcnn", "evenface weights import FILE"]);
}

#[test]
fn weights_of_something_else_are_refused() {
    let tool = Tool::new();
    tool.write("manifest.csv", "path,expression,split\n0.png,anger,train\n1.png,anger,val\n");
    (0..2).for_each(|i| tool.write(&format!("{i}.png"), png()));
    tool.write("store/mtcnn/pnet.pt", b"not a network");
    check(
        &tool,
        &["study", "manifest.csv", "--quiet", "--weights", "store"],
        &["pnet.pt", "evenface weights pull mtcnn"],
    );
    let run = tool.run(&["weights", "verify", "--weights", "store"]).must_end_with(1);
    assert!(run.stdout.contains("mtcnn/pnet.pt: damaged"), "{}", run.stdout);
    tool.write("other.pt", b"not a network");
    check(&tool, &["weights", "import", "other.pt"], &["other.pt", "sha256"]);
}

#[test]
fn pictures_that_cannot_be_decoded_are_listed() {
    let tool = Tool::new();
    tool.write("manifest.csv", "path,expression\nempty.jpg,anger\ncut.png,anger\nhuge.png,anger\nsound.png,anger\n");
    tool.write("empty.jpg", b"");
    tool.write("cut.png", &png()[..60]);
    tool.write("huge.png", huge_png());
    tool.write("sound.png", png());
    let run = tool.run(&["faces", "check", "manifest.csv", "--quiet"]).must_end_with(1);
    assert!(run.stdout.contains("3 pictures cannot be used"), "{}", run.stdout);
    for word in ["empty.jpg", "cut.png", "huge.png", "20000"] {
        assert!(run.stdout.contains(word), "`{word}` is not in\n{}", run.stdout);
    }
    check(&tool, &["faces", "check", "nothing.csv"], &["nothing.csv"]);
}

#[test]
fn configurations_and_folders_that_cannot_be_used_are_refused() {
    let tool = Tool::new();
    tool.write("bad.toml", "format = 1\nepochs = 3\n");
    check(&tool, &["study", "--config", "bad.toml"], &["bad.toml", "epochs", "hint"]);
    tool.write("bad.toml", "format = 2\n");
    check(&tool, &["study", "--config", "bad.toml"], &["format = 2"]);
    check(&tool, &["study", "--input-px", "3"], &["input_px"]);
    check(&tool, &["study", "--config", "nowhere.toml"], &["nowhere.toml"]);
    check(&tool, &["study", "--device", "toaster"], &["toaster", "cpu"]);
    check(&tool, &["study", "--device", "cuda:4000"], &["cuda:4000", "graphics processor", "cpu"]);
    tool.write("taken", b"a file");
    check(&tool, &["study", "--out", "taken/run", "--quiet"], &["taken/run"]);
    tool.write("thesis/chapter.tex", b"years of work");
    check(&tool, &["study", "--out", "thesis", "--force"], &["not a run", "hint"]);
    assert!(tool.path("thesis/chapter.tex").exists());
}
