//! The values of all blocks, from all scans of a file.

use super::BLOCK;
use super::bits::{Bits, Huffman};
use super::header::{Frame, Tables, ZIGZAG};

/// Reads a whole file of a picture of `(width, height)` pixels.
pub(super) fn read(bytes: &[u8], size: (u32, u32)) -> Option<Frame> {
    let mut tables = Tables::default();
    let mut frame: Option<Frame> = None;
    let mut at = 2;
    loop {
        let marker = next_marker(bytes, &mut at)?;
        if marker == 0xD9 {
            break;
        }
        let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
        let segment = bytes.get(at + 2..at + length)?;
        at += length;
        match marker {
            0xC0..=0xC2 if frame.is_none() => {
                frame = Some(Frame::read(segment, &tables)?.with_room(size, marker == 0xC2)?);
            }
            // Other codings, arithmetic code words, a height that comes later.
            0xC0..=0xC3 | 0xC5..=0xCF | 0xDC => return None,
            0xDA => at = Scan::read(segment, frame.as_mut()?, &tables)?.values(Bits::new(bytes, at))?,
            _ => tables.read(marker, segment)?,
        }
    }
    frame.filter(|frame| frame.components.iter().all(|component| component.steps.is_some()))
}

/// Moves behind the next marker with a segment, or the end.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let &[first, code] = bytes.get(*at..*at + 2)? else { return None };
        *at += 1;
        if first == 0xFF && !matches!(code, 0x00 | 0xFF | 0x01 | 0xD0..=0xD8) {
            *at += 1;
            return Some(code);
        }
    }
}

/// A component of a scan, and its code words.
struct Part<'a> {
    component: usize,
    first: Option<&'a Huffman>,
    others: Option<&'a Huffman>,
    /// The first value of the block before.
    last: i32,
}

/// One pass over the blocks of some components.
struct Scan<'a> {
    frame: &'a mut Frame,
    parts: Vec<Part<'a>>,
    /// Places of the first and last value in the order of [`ZIGZAG`].
    band: (usize, usize),
    /// Whether earlier scans brought the higher bits of these values.
    is_refining: bool,
    /// Bits that later scans bring.
    n_low: u32,
    /// Units between restarts; 0 for none.
    n_units: usize,
    /// Blocks without further values.
    n_empty: u32,
}

impl<'a> Scan<'a> {
    fn read(segment: &[u8], frame: &'a mut Frame, tables: &'a Tables) -> Option<Self> {
        let (n_parts, rest) = segment.split_first()?;
        let (parts, rest) = rest.split_at_checked(2 * usize::from(*n_parts))?;
        let &[first, last, approximation] = rest else { return None };
        let part = |bytes: &[u8]| -> Option<Part<'a>> {
            let component = frame.place_of(bytes[0])?;
            let table =
                |tables: &'a [Option<Huffman>; 4], index: u8| tables.get(usize::from(index)).map(Option::as_ref);
            let (first, others) = (table(&tables.first, bytes[1] >> 4)?, table(&tables.others, bytes[1] & 15)?);
            Some(Part { component, first, others, last: 0 })
        };
        let parts: Vec<Part<'a>> = parts.chunks(2).map(part).collect::<Option<_>>()?;
        for part in &parts {
            frame.components[part.component].fix_steps(tables)?;
        }
        let band = if frame.is_progressive { (usize::from(first), usize::from(last)) } else { (0, BLOCK - 1) };
        let n_low = u32::from(approximation & 15);
        let is_sound = !parts.is_empty() && band.0 <= band.1 && band.1 < BLOCK && n_low < 14;
        // A progressive scan brings first values of any components, or other values of a single one.
        let is_sound = is_sound && (!frame.is_progressive || if band.0 == 0 { band.1 == 0 } else { parts.len() == 1 });
        let is_refining = frame.is_progressive && approximation >> 4 > 0;
        is_sound.then_some(Self { frame, parts, band, is_refining, n_low, n_units: tables.n_units, n_empty: 0 })
    }

    /// Reads all blocks; returns where the scan ends.
    fn values(mut self, mut bits: Bits<'_>) -> Option<usize> {
        let (n_columns, n_rows) = self.n_units();
        for unit in 0..n_columns * n_rows {
            if self.n_units > 0 && unit > 0 && unit % self.n_units == 0 {
                bits.restart()?;
                self.n_empty = 0;
                self.parts.iter_mut().for_each(|part| part.last = 0);
            }
            self.unit(&mut bits, (unit % n_columns, unit / n_columns))?;
        }
        (!bits.is_overrun()).then(|| bits.end())
    }

    /// Columns and rows of units: of a single component, those of its blocks that hold samples.
    fn n_units(&self) -> (usize, usize) {
        let [part] = self.parts.as_slice() else { return self.frame.n_units() };
        let (width, height) = self.frame.size_of(&self.frame.components[part.component]);
        (width.div_ceil(super::SIDE), height.div_ceil(super::SIDE))
    }

    fn unit(&mut self, bits: &mut Bits<'_>, (column, row): (usize, usize)) -> Option<()> {
        let is_single = self.parts.len() == 1;
        for index in 0..self.parts.len() {
            let component = &self.frame.components[self.parts[index].component];
            let (h, v) = if is_single { (1, 1) } else { component.factors };
            let n_columns = component.n_columns;
            for block in 0..h * v {
                let place = (row * v + block / h) * n_columns + column * h + block % h;
                self.block(bits, index, place)?;
            }
        }
        Some(())
    }

    fn block(&mut self, bits: &mut Bits<'_>, part: usize, place: usize) -> Option<()> {
        let Self { frame, parts, band, n_low, n_empty, .. } = self;
        let part = &mut parts[part];
        let values = &mut frame.components[part.component].values[place * BLOCK..];
        let values: &mut [i16; BLOCK] = values.first_chunk_mut()?;
        match (frame.is_progressive, band.0, self.is_refining) {
            (false, ..) => {
                values[0] = part.first_value(bits)? as i16;
                let mut none = 0;
                other_values(bits, part.others?, (1, BLOCK - 1, 0), &mut none, values)
            }
            (true, 0, false) => {
                values[0] = (part.first_value(bits)? << *n_low) as i16;
                Some(())
            }
            (true, 0, true) => {
                values[0] |= i16::from(bits.is_set()) << *n_low;
                Some(())
            }
            (true, _, false) => other_values(bits, part.others?, (band.0, band.1, *n_low), n_empty, values),
            (true, _, true) => refined_values(bits, part.others?, (band.0, band.1, *n_low), n_empty, values),
        }
    }
}

impl Part<'_> {
    /// The difference to the block before, added up.
    fn first_value(&mut self, bits: &mut Bits<'_>) -> Option<i32> {
        let n = self.first?.symbol(bits)?;
        if n > 15 {
            return None;
        }
        self.last = self.last.wrapping_add(bits.signed(u32::from(n)));
        Some(self.last)
    }
}

/// Values of a band, of which later scans bring the lowest `n_low` bits.
fn other_values(
    bits: &mut Bits<'_>,
    words: &Huffman,
    (first, last, n_low): (usize, usize, u32),
    n_empty: &mut u32,
    values: &mut [i16; BLOCK],
) -> Option<()> {
    if *n_empty > 0 {
        *n_empty -= 1;
        return Some(());
    }
    let mut k = first;
    while k <= last {
        let symbol = words.symbol(bits)?;
        let (n_zeros, n_bits) = (symbol >> 4, u32::from(symbol & 15));
        if n_bits == 0 && n_zeros < 15 {
            *n_empty = (1 << n_zeros) - 1 + bits.take(u32::from(n_zeros));
            break;
        }
        k += usize::from(n_zeros);
        if n_bits > 0 {
            values[usize::from(*ZIGZAG.get(k)?)] = (bits.signed(n_bits) << n_low) as i16;
        }
        k += 1;
    }
    Some(())
}

/// One more bit of values that are known, and values that begin with this bit.
fn refined_values(
    bits: &mut Bits<'_>,
    words: &Huffman,
    (first, last, n_low): (usize, usize, u32),
    n_empty: &mut u32,
    values: &mut [i16; BLOCK],
) -> Option<()> {
    let one = 1_i16 << n_low;
    let mut k = first;
    while *n_empty == 0 && k <= last {
        let symbol = words.symbol(bits)?;
        let (n_zeros, n_bits) = (symbol >> 4, symbol & 15);
        if n_bits == 0 && n_zeros < 15 {
            *n_empty = (1 << n_zeros) + bits.take(u32::from(n_zeros));
            break;
        }
        let new = match n_bits {
            0 => 0,
            _ if bits.is_set() => one,
            _ => -one,
        };
        k = refine(bits, (k, last, one), n_zeros, values);
        if new != 0 {
            values[usize::from(*ZIGZAG.get(k)?)] = new;
        }
        k += 1;
    }
    if *n_empty > 0 {
        refine(bits, (k, last, one), u8::MAX, values);
        *n_empty -= 1;
    }
    Some(())
}

/// Refines known values until `n_zeros` others were passed; returns the place of the next other one, or of the end.
fn refine(
    bits: &mut Bits<'_>,
    (first, last, one): (usize, usize, i16),
    mut n_zeros: u8,
    values: &mut [i16; BLOCK],
) -> usize {
    for k in first..=last {
        let value = &mut values[usize::from(ZIGZAG[k])];
        if *value == 0 {
            if n_zeros == 0 {
                return k;
            }
            n_zeros -= 1;
        } else if bits.is_set() && *value & one == 0 {
            *value = value.wrapping_add(if *value > 0 { one } else { -one });
        }
    }
    last + 1
}
