//! Writes a contact sheet of single action units, a row each, at rest and at A, C and E on each of three people:
//! `unit_sheet PATH [SIZE_PX [SEED [NUMBER,NUMBER,...]]]`.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use disguise::phantom::{HairStyle, Person, Presentation, Shot, SkinTone, draw};
use faces::{ActionUnit, Expression};
use pixels::{RgbImage, contact_sheet, save_png};

/// Rest, and the intensities of the grades A, C and E.
const LEVELS: [f32; 4] = [0.0, 0.2, 0.6, 1.0];

/// Three people at every level.
const N_COLUMNS: u32 = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("expected the path of the sheet")?;
    let size_px: u32 = arguments.next().map_or(Ok(128), |word| word.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |word| word.parse())?;
    let all = || ActionUnit::NAMES.iter().map(|(number, _)| number.to_string()).collect::<Vec<_>>().join(",");
    let numbers = arguments.next().unwrap_or_else(all);

    let mut pictures: Vec<RgbImage> = Vec::new();
    for word in numbers.split(',') {
        let unit = ActionUnit::new(word.parse()?).ok_or("expected numbers of known action units")?;
        for person in people(seed) {
            pictures.extend(LEVELS.map(|level| pulled(&person, unit, level, size_px)));
        }
    }
    save_png(&contact_sheet(&pictures, N_COLUMNS, size_px), Path::new(&path))?;
    Ok(())
}

/// Three people whose hair hides nothing: light, medium and dark.
fn people(seed: u64) -> [Person; 3] {
    [(Presentation::Feminine, 3), (Presentation::Masculine, 6), (Presentation::Feminine, 9)].map(
        |(presentation, step)| {
            let tone = SkinTone::ALL[step - 1];
            let mut person = Person::drawn_as(seed + step as u64, presentation, tone);
            person.hair.style = HairStyle::Tied;
            person.beard = 0.0;
            person
        },
    )
}

fn pulled(person: &Person, unit: ActionUnit, level: f32, size_px: u32) -> RgbImage {
    draw(person, &Shot::plain(Expression::Neutral, BTreeMap::from([(unit, level)])), size_px).picture
}
