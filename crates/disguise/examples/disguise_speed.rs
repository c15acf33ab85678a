//! How long drawing accessories takes on one thread, from the bytes of a JPEG file to the bytes of a cache of crops:
//! `disguise_speed [FACES.csv [REPEATS [KINDS]]]`, a table as `accessory_sheet` reads it; without one, or for `-`, phantom faces.
//!
//! Crops are 224 px wide, a face's box with a margin of 0.15 of its side around it. Times are the median over repeats of the
//! processor time of this thread, where the system tells it, so that other programs disturb little.

#![expect(clippy::print_stdout, reason = "an example that tells what it measured")]

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use disguise::accessory::{Design, DesignPool, draw_in_box};
use disguise::phantom::sample_set;
use faces::{BoundingBox, DisguiseKind, Landmarks, Point};
use pixels::{CropWindow, DecodeLimits, Filter, RgbImage, decode_bytes, jpeg_bytes, resize_window};

const SIDE_PX: u32 = 224;
const MARGIN: f32 = 0.15;
const QUALITY: u8 = 90;
const N_PHANTOMS: usize = 16;
/// Designs of every kind on every face.
const N_DESIGNS: usize = 4;

/// A crop as a file, and what a detector says of it.
struct Sitter {
    file: Vec<u8>,
    landmarks: Landmarks,
    face_box: BoundingBox,
}

/// Where the time of one kind goes, a face.
#[derive(Default)]
struct Spent {
    decode: Vec<f64>,
    draw: Vec<f64>,
    store: Vec<f64>,
    whole: Vec<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let sitters = match args.next().filter(|path| path != "-") {
        Some(path) => std::fs::read_to_string(path)?.lines().map(photographed).collect::<Result<Vec<_>, _>>()?,
        None => sample_set(1, N_PHANTOMS, 1)
            .iter()
            .map(|sitting| drawn(&sitting.draw(2 * SIDE_PX)))
            .collect::<Result<_, _>>()?,
    };
    let n_repeats: usize = args.next().map_or(Ok(7), |n| n.parse())?;
    let kinds: Vec<DisguiseKind> = match args.next() {
        Some(names) => names.split(',').map(str::parse).collect::<Result<_, _>>()?,
        None => DisguiseKind::ALL.to_vec(),
    };
    let mut spent: Vec<Spent> = kinds.iter().map(|_| Spent::default()).collect();
    let mut n_drawn = vec![0; spent.len()];
    let mut mix = Vec::new();
    let mut cache = vec![0; 3 * (SIDE_PX * SIDE_PX) as usize];
    for _ in 0..n_repeats {
        let mut sum = 0.0;
        for ((kind, spent), n_drawn) in kinds.iter().zip(&mut spent).zip(&mut n_drawn) {
            *n_drawn = measure(*kind, &sitters, spent, &mut cache)?;
            sum += spent.whole.last().copied().unwrap_or(0.0);
        }
        mix.push(sum / spent.len() as f64);
    }
    println!("kind,n_faces,n_drawn,decode_ms,draw_ms,store_ms,whole_ms,faces_per_s");
    let n_faces = sitters.len() * N_DESIGNS;
    for ((kind, spent), n_drawn) in kinds.iter().zip(&spent).zip(&n_drawn) {
        let [decode, draw, store, whole] = [&spent.decode, &spent.draw, &spent.store, &spent.whole].map(|v| median(v));
        println!("{kind},{n_faces},{n_drawn},{decode:.3},{draw:.3},{store:.3},{whole:.3},{:.0}", 1e3 / whole);
    }
    let whole = median(&mix);
    println!("even mix,{},{},,,,{whole:.3},{:.0}", n_faces * spent.len(), n_drawn.iter().sum::<usize>(), 1e3 / whole);
    Ok(())
}

/// Draws designs of a kind on all faces; milliseconds a face that was not refused, and how many those are.
fn measure(
    kind: DisguiseKind,
    sitters: &[Sitter],
    spent: &mut Spent,
    cache: &mut [u8],
) -> Result<usize, Box<dyn Error>> {
    let clock = Clock::new();
    let mut times = [Duration::ZERO; 3];
    let mut n_drawn = 0;
    for (i, nth) in (0..sitters.len()).flat_map(|i| (0..N_DESIGNS).map(move |nth| (i, nth))) {
        let design = Design::sample(kind, DesignPool::ALL[nth % 2], (i * 31 + nth) as u64).with_style(i + nth / 2);
        let marks = [clock.now()];
        let picture = decode_bytes(&sitters[i].file, Path::new("face.jpg"), &DecodeLimits::default())?;
        let marks = [marks[0], clock.now()];
        let found = draw_in_box(&picture, &sitters[i].landmarks, Some(sitters[i].face_box), &design);
        let marks = [marks[0], marks[1], clock.now()];
        let Ok(found) = found else { continue };
        cache.copy_from_slice(found.picture.as_raw());
        black_box(&cache);
        let marks = [marks[0], marks[1], marks[2], clock.now()];
        for (time, ends) in times.iter_mut().zip(marks.windows(2)) {
            *time += ends[1].saturating_sub(ends[0]);
        }
        n_drawn += 1;
    }
    let ms = times.map(|time| 1e3 * time.as_secs_f64() / f64::from(n_drawn.max(1)));
    for (list, ms) in [&mut spent.decode, &mut spent.draw, &mut spent.store].into_iter().zip(ms) {
        list.push(ms);
    }
    spent.whole.push(ms.iter().sum());
    Ok(n_drawn as usize)
}

/// Processor time of this thread where the system counts it, else the time of day.
struct Clock {
    start: Instant,
}

impl Clock {
    fn new() -> Self {
        Self { start: Instant::now() }
    }

    fn now(&self) -> Duration {
        let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let nanoseconds = counted.and_then(|text| text.split(' ').next()?.parse().ok());
        nanoseconds.map_or_else(|| self.start.elapsed(), Duration::from_nanos)
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn drawn(phantom: &disguise::phantom::Phantom) -> Result<Sitter, Box<dyn Error>> {
    cropped(&phantom.picture, &phantom.landmarks, phantom.face_box)
}

fn photographed(line: &str) -> Result<Sitter, Box<dyn Error>> {
    let (path, numbers) = line.split_once(',').ok_or("a line without numbers")?;
    let v: Vec<f32> = numbers.split(',').map(|s| s.trim().parse()).collect::<Result<_, _>>()?;
    let [lx, ly, rx, ry, nx, ny, ax, ay, bx, by, left, top, right, bottom] = v[..] else {
        return Err(format!("{path}: expected ten coordinates and a box, found {} numbers", v.len()).into());
    };
    let landmarks = Landmarks {
        left_eye: Point::new(lx, ly),
        right_eye: Point::new(rx, ry),
        nose: Point::new(nx, ny),
        left_mouth: Point::new(ax, ay),
        right_mouth: Point::new(bx, by),
    };
    let picture = pixels::decode(Path::new(path), &DecodeLimits::default())?;
    cropped(&picture, &landmarks, BoundingBox { left, top, right, bottom })
}

/// A square around the box, moved into the picture where it reaches beyond.
fn cropped(picture: &RgbImage, landmarks: &Landmarks, face_box: BoundingBox) -> Result<Sitter, Box<dyn Error>> {
    let (w, h) = picture.dimensions();
    let longer = (face_box.right - face_box.left).max(face_box.bottom - face_box.top);
    let side = ((longer * (1.0 + 2.0 * MARGIN)) as u32).min(w).min(h);
    let start = |low: f32, high: f32, most: u32| {
        (f32::midpoint(low, high) - side as f32 / 2.0).clamp(0.0, (most - side) as f32) as u32
    };
    let (left, top) = (start(face_box.left, face_box.right, w), start(face_box.top, face_box.bottom, h));
    let window = CropWindow { left, top, width: side, height: side };
    let crop = resize_window(picture, window, (SIDE_PX, SIDE_PX), Filter::Area)?;
    let by = SIDE_PX as f32 / side as f32;
    let [x0, y0] = [left as f32, top as f32];
    let place = |p: Point| Point::new((p.x - x0) * by, (p.y - y0) * by);
    let (low, high) =
        (place(Point::new(face_box.left, face_box.top)), place(Point::new(face_box.right, face_box.bottom)));
    let face_box = BoundingBox { left: low.x, top: low.y, right: high.x, bottom: high.y };
    Ok(Sitter { file: jpeg_bytes(&crop, QUALITY)?, landmarks: landmarks.map(place), face_box })
}
