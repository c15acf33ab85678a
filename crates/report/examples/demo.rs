//! Writes a report of made-up data, to look at: `cargo run --release -p report --example demo -- report.html`.

use std::io::Cursor;

use audit::{Condition, ModelKind, Predictions, Scored, TestKind, four_step};
use faces::Expression;
use image::{ImageFormat, Rgb, RgbImage};
use report::{
    BrokenPicture, Curve, CurvePoint, DataNames, Dropped, GroupCount, Origin, RunFacts, SampleFace, Split, StudyPage,
};

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
const PER_CLASS: [usize; 7] = [61, 23, 44, 73, 80, 71, 56];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("expected the path of the page to write")?;
    let lists: Vec<Predictions> = SEEDS.iter().flat_map(|seed| lists(*seed)).collect();
    let page = StudyPage {
        title: "Faces in disguise (made-up numbers)".to_owned(),
        four_step: four_step(&lists)?,
        names: DataNames::default(),
        curves: SEEDS.iter().flat_map(|seed| curves(*seed)).collect(),
        samples: samples()?,
        dropped: dropped(),
        run: run(),
        notes: vec!["All numbers of this page are made up.".to_owned()],
    };
    std::fs::write(path, report::render(&page)?)?;
    Ok(())
}

/// A number in `[0, 1)` that depends on its arguments alone (`SplitMix64`, Steele, Lea and Flood 2014).
fn chance(seed: u64, parts: [usize; 3]) -> f64 {
    let mut state = seed;
    for part in parts {
        state = (state ^ part as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
        state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        state ^= state >> 31;
    }
    (state >> 11) as f64 / (1_u64 << 53) as f64
}

fn lists(seed: u64) -> Vec<Predictions> {
    let trained = ModelKind::ALL.into_iter().filter(|model| *model != ModelKind::RealAndCovered);
    let conditions = trained.flat_map(|m| TestKind::ALL.map(|t| Condition::new(m, t)));
    conditions.map(|condition| Predictions { seed, condition, faces: faces_of(seed, condition) }).collect()
}

fn faces_of(seed: u64, condition: Condition) -> Vec<Scored> {
    let share = if condition.test == TestKind::ReallyDisguised { 4 } else { 1 };
    let count = |truth: Expression| (0..PER_CLASS[truth.index()] / share).map(move |i| (truth, i));
    Expression::ALL.into_iter().flat_map(count).map(|(truth, i)| scored(seed, condition, truth, i)).collect()
}

fn scored(seed: u64, condition: Condition, truth: Expression, i: usize) -> Scored {
    let Condition { model, test } = condition;
    let ease = chance(99, [truth.index(), i, 0]) - 0.5;
    let class = [0.12, -0.14, -0.2, 0.26, 0.05, -0.08, 0.02][truth.index()];
    let base = match (model, test) {
        (ModelKind::Real, TestKind::Real) => 0.5,
        (ModelKind::RealAndSynthetic, TestKind::Real) => 0.51,
        (ModelKind::RealAndExtra, TestKind::Real) => 0.52,
        (ModelKind::Real, _) => 0.29,
        (ModelKind::RealAndSynthetic, TestKind::Disguised) => 0.43,
        (ModelKind::RealAndSynthetic, _) => 0.35,
        (ModelKind::RealAndExtra | ModelKind::RealAndCovered, _) => 0.31,
    };
    let hit = chance(seed, [truth.index(), i, model as usize * 3 + test as usize]) < base + class + 0.7 * ease;
    let wrong =
        [Expression::Anger, Expression::Neutral, Expression::Neutral, Expression::Sadness][(i + seed as usize) % 4];
    let found = chance(7, [truth.index(), i, test as usize]) > if test == TestKind::Real { 0.02 } else { 0.06 };
    let face = Scored::new(format!("{test}/{truth}/{i:03}"), truth, found.then_some(if hit { truth } else { wrong }));
    if test == TestKind::Disguised { face.made_from(format!("real/{truth}/{i:03}")) } else { face }
}

fn curves(seed: u64) -> Vec<Curve> {
    let of = |(model, split): (ModelKind, Split)| {
        let (floor, tau) = if split == Split::Train { (0.15, 9.0) } else { (1.32, 5.0) };
        let point = |epoch: u32| {
            let noise = 0.06 * (chance(seed, [epoch as usize, model as usize, split as usize]) - 0.5);
            let loss = floor + (1.95 - floor) * (-f64::from(epoch) / tau).exp() + noise + 0.03 * model as u8 as f64;
            let overfit = if split == Split::HeldOut { 0.006 * f64::from(epoch) } else { 0.0 };
            CurvePoint { epoch, loss: loss + overfit, accuracy: Some((1.12 - loss / 2.1).clamp(0.1, 0.99)) }
        };
        Curve { model, seed, split, points: (1..=40).map(point).collect() }
    };
    ModelKind::ALL.into_iter().flat_map(|m| [Split::Train, Split::HeldOut].map(|s| of((m, s)))).collect()
}

fn samples() -> Result<Vec<SampleFace>, image::ImageError> {
    let conditions = [
        (ModelKind::Real, TestKind::Real),
        (ModelKind::Real, TestKind::Disguised),
        (ModelKind::RealAndSynthetic, TestKind::Disguised),
    ];
    let mut samples = Vec::new();
    for (model, test) in conditions {
        for truth in Expression::ALL {
            let hit = chance(3, [truth.index(), model as usize, test as usize]) < 0.5;
            let predicted = if hit { truth } else { Expression::ALL[(truth.index() + 4) % 7] };
            samples.push(SampleFace {
                condition: Condition::new(model, test),
                truth,
                predicted: (truth != Expression::Fear || test == TestKind::Real).then_some(predicted),
                probability: Some(0.3 + 0.6 * chance(4, [truth.index(), 1, 1])),
                picture: drawn_face(truth.index(), test)?,
                caption: if test == TestKind::Real { String::new() } else { "sunglasses".to_owned() },
                origin: Origin::SyntheticFace,
            });
        }
    }
    Ok(samples)
}

/// A disc with eyes and a mouth: no photograph belongs into an example.
fn drawn_face(class: usize, test: TestKind) -> Result<Vec<u8>, image::ImageError> {
    let tone = [120, 90, 70].map(|c: u8| c + 14 * class as u8);
    let picture = RgbImage::from_fn(112, 112, |x, y| {
        let (x, y) = (f64::from(x) - 56.0, f64::from(y) - 56.0);
        let eyes = (x.abs() - 18.0).hypot(y + 14.0);
        let mouth = (y - 24.0 - (class as f64 - 3.0) * (x / 20.0).powi(2)).abs() < 3.0 && x.abs() < 22.0;
        let glasses = test != TestKind::Real && eyes < 15.0;
        match () {
            () if glasses || mouth => Rgb([30, 26, 30]),
            () if eyes < 5.0 => Rgb([250, 250, 250]),
            () if x.hypot(y * 0.85) < 44.0 => Rgb(tone),
            () => Rgb([176, 190, 200]),
        }
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png)?;
    Ok(file.into_inner())
}

fn dropped() -> Dropped {
    let group = |attribute: &str, group: &str, n_missed, n_pictures| GroupCount {
        attribute: attribute.to_owned(),
        group: group.to_owned(),
        n_missed,
        n_pictures,
    };
    Dropped {
        broken: vec![BrokenPicture {
            picture: "wild/0412.jpg".to_owned(),
            reason: "expected a JPEG file, found 0 bytes".to_owned(),
        }],
        groups: vec![
            group("disguise", "sunglasses", 9, 102),
            group("disguise", "mask", 14, 102),
            group("disguise", "cap", 2, 102),
            group("disguise", "headscarf", 0, 102),
        ],
        n_missed_in_training: 12,
    }
}

fn run() -> RunFacts {
    let version = |name: &str, version: &str| (name.to_owned(), version.to_owned());
    RunFacts {
        config_toml:
            "format = 1\nseeds = [1, 2, 3, 4, 5]\n\n[train]\nupdates = 2400\nbatch_size = 32\nlearning_rate = 1e-4\n"
                .to_owned(),
        versions: vec![version("evenface", "0.1.0"), version("weights", "mobilenet-v2, sha256 7ebf99e0…")],
        fingerprint: "sha256:5d41402abc4b2a76b9719d911017c592".to_owned(),
        started: "2026-11-22 17:40 UTC".to_owned(),
        seconds: 4815.0,
        command: "evenface study configs/study.toml --out runs/made-up --seed 1".to_owned(),
    }
}
