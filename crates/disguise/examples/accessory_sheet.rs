//! A contact sheet of accessories on given faces: rows are faces, columns designs of each kind.
//!
//! `cargo run --release --example accessory_sheet -- FACES.csv SHEET.png [ROWS_FROM ROWS [KINDS [CELL_PX]]]`, where a line of
//! `FACES.csv` is a picture's path, ten coordinates (eyes, nose, mouth corners) and, if known, four of the face's box.

#![expect(clippy::print_stdout, reason = "an example that tells how it went")]

use std::error::Error;
use std::time::{Duration, Instant};

use disguise::accessory::{Design, DesignPool, draw_in_box};
use faces::{BoundingBox, DisguiseKind, Landmarks, Point};
use image::imageops::{self, FilterType};
use pixels::{Rgb, RgbImage};

struct Sitter {
    picture: RgbImage,
    landmarks: Landmarks,
    face_box: Option<BoundingBox>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [faces_path, sheet_path, rest @ ..] = args.as_slice() else {
        return Err("expected FACES.csv SHEET.png [ROWS_FROM ROWS [KINDS [CELL_PX]]]".into());
    };
    let number = |i: usize, default: usize| rest.get(i).and_then(|s| s.parse().ok()).unwrap_or(default);
    let (from, n_rows, cell) = (number(0, 0), number(1, 8), number(3, 180) as u32);
    let kinds: Vec<DisguiseKind> = match rest.get(2) {
        Some(names) => names.split(',').map(str::parse).collect::<Result<_, _>>()?,
        None => DisguiseKind::ALL.to_vec(),
    };
    let n_designs = 8 / kinds.len();
    let text = std::fs::read_to_string(faces_path)?;
    let faces = text.lines().skip(from).take(n_rows).map(parse).collect::<Result<Vec<_>, _>>()?;
    let mut sheet = RgbImage::new(cell * (1 + kinds.len() * n_designs) as u32, cell * faces.len() as u32);
    let mut spent = Duration::ZERO;
    for (row, face) in faces.iter().enumerate() {
        paste(&mut sheet, &face.picture, [0, row as u32], cell);
        for column in 0..kinds.len() * n_designs {
            let (kind, nth) = (kinds[column / n_designs], column % n_designs);
            let pool = DesignPool::ALL[nth % 2];
            let design = Design::sample(kind, pool, (row * 31 + nth) as u64).with_style(row + nth / 2);
            let start = Instant::now();
            let drawn = draw_in_box(&face.picture, &face.landmarks, face.face_box, &design);
            spent += start.elapsed();
            match drawn {
                Ok(d) => paste(&mut sheet, &d.picture, [1 + column as u32, row as u32], cell),
                Err(why) => println!("row {row} {}: {why}", design.name()),
            }
        }
    }
    sheet.save(sheet_path)?;
    println!("{} ms for {} pictures", spent.as_millis(), faces.len() * kinds.len() * n_designs);
    Ok(())
}

fn parse(line: &str) -> Result<Sitter, Box<dyn Error>> {
    let (path, numbers) = line.split_once(',').ok_or("a line without numbers")?;
    let v: Vec<f32> = numbers.split(',').map(|s| s.trim().parse()).collect::<Result<_, _>>()?;
    let [lx, ly, rx, ry, nx, ny, ax, ay, bx, by, face_box @ ..] = v.as_slice() else {
        return Err(format!("{path}: expected ten coordinates, found {}", v.len()).into());
    };
    let landmarks = Landmarks {
        left_eye: Point::new(*lx, *ly),
        right_eye: Point::new(*rx, *ry),
        nose: Point::new(*nx, *ny),
        left_mouth: Point::new(*ax, *ay),
        right_mouth: Point::new(*bx, *by),
    };
    let face_box = match face_box {
        [left, top, right, bottom] => Some(BoundingBox { left: *left, top: *top, right: *right, bottom: *bottom }),
        _ => None,
    };
    Ok(Sitter { picture: image::open(path)?.to_rgb8(), landmarks, face_box })
}

fn paste(sheet: &mut RgbImage, picture: &RgbImage, [column, row]: [u32; 2], cell: u32) {
    let (w, h) = picture.dimensions();
    let scale = (cell - 4) as f32 / w.max(h) as f32;
    let side = |v: u32| ((v as f32 * scale) as u32).max(1);
    let small = imageops::resize(picture, side(w), side(h), FilterType::Triangle);
    imageops::replace(sheet, &small, i64::from(column * cell), i64::from(row * cell));
    sheet.put_pixel(column * cell, row * cell, Rgb([255, 255, 255]));
}
