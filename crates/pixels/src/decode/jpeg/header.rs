//! What stands between the scans: sizes, components, tables.

use super::bits::Huffman;
use super::{BLOCK, SIDE};

/// Where the n-th value of a block lies, row by row.
pub(super) const ZIGZAG: [u8; BLOCK] = zigzag();

/// A picture and the values of its blocks.
pub(super) struct Frame {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) is_progressive: bool,
    /// The greatest factors of any component.
    pub(super) most: (usize, usize),
    pub(super) components: Vec<Component>,
    /// Whether three components are red, green and blue.
    pub(super) is_rgb: bool,
}

/// Brightness or a colour.
pub(super) struct Component {
    id: u8,
    /// Samples along a row and a column, compared with other components.
    pub(super) factors: (usize, usize),
    table: usize,
    /// What values are multiplied by, fixed by the first scan.
    pub(super) steps: Option<[u16; BLOCK]>,
    /// Blocks in a row.
    pub(super) n_columns: usize,
    /// Block after block, each row by row.
    pub(super) values: Vec<i16>,
}

/// Tables in force.
#[derive(Default)]
pub(super) struct Tables {
    steps: [Option<[u16; BLOCK]>; 4],
    pub(super) first: [Option<Huffman>; 4],
    pub(super) others: [Option<Huffman>; 4],
    /// Units between restarts; 0 for none.
    pub(super) n_units: usize,
    is_jfif: bool,
    /// What Adobe's marker says about colours.
    adobe: Option<u8>,
}

/// Walks along the diagonals of a block.
const fn zigzag() -> [u8; BLOCK] {
    let mut order = [0; BLOCK];
    let (mut x, mut y, mut n) = (0, 0, 0);
    while n < BLOCK {
        order[n] = (y * SIDE + x) as u8;
        let is_upward = (x + y) % 2 == 0;
        let (along, across) = if is_upward { (&mut x, &mut y) } else { (&mut y, &mut x) };
        if *along == SIDE - 1 {
            *across += 1;
        } else {
            *along += 1;
            *across = across.saturating_sub(1);
        }
        n += 1;
    }
    order
}

impl Frame {
    /// Reads the segment that states sizes and components; `None` for what is not decoded here.
    pub(super) fn read(segment: &[u8], tables: &Tables) -> Option<Self> {
        let [8, h1, h0, w1, w0, _, components @ ..] = segment else { return None };
        let (width, height) =
            (usize::from(u16::from_be_bytes([*w1, *w0])), usize::from(u16::from_be_bytes([*h1, *h0])));
        let components: Vec<Component> =
            components.chunks(3).map(Component::read).collect::<Option<_>>().filter(|all: &Vec<_>| {
                matches!(all.len(), 1 | 3) && usize::from(segment[5]) == all.len() && width > 0 && height > 0
            })?;
        let most = components.iter().fold((1, 1), |most, c| (most.0.max(c.factors.0), most.1.max(c.factors.1)));
        let is_rgb = components.len() == 3 && tables.are_rgb([0, 1, 2].map(|i| components[i].id));
        Some(Self { width, height, is_progressive: false, most, components, is_rgb })
    }

    /// Makes room for the blocks, if the size is the expected one.
    pub(super) fn with_room(mut self, size: (u32, u32), is_progressive: bool) -> Option<Self> {
        if (self.width, self.height) != (size.0 as usize, size.1 as usize) {
            return None;
        }
        self.is_progressive = is_progressive;
        let (n_columns, n_rows) = self.n_units();
        let most = self.most;
        for component in &mut self.components {
            let (h, v) = component.factors;
            if !matches!((most.0 % h, most.0 / h), (0, 1 | 2)) || !matches!((most.1 % v, most.1 / v), (0, 1 | 2)) {
                return None;
            }
            component.n_columns = n_columns * h;
            component.values = vec![0; n_columns * h * n_rows * v * BLOCK];
        }
        Some(self)
    }

    /// Columns and rows of units that hold blocks of all components.
    pub(super) fn n_units(&self) -> (usize, usize) {
        (self.width.div_ceil(SIDE * self.most.0), self.height.div_ceil(SIDE * self.most.1))
    }

    /// Samples of a component, without those that only fill its blocks.
    pub(super) fn size_of(&self, component: &Component) -> (usize, usize) {
        let (h, v) = component.factors;
        ((self.width * h).div_ceil(self.most.0), (self.height * v).div_ceil(self.most.1))
    }

    pub(super) fn place_of(&self, id: u8) -> Option<usize> {
        self.components.iter().position(|component| component.id == id)
    }
}

impl Component {
    fn read(bytes: &[u8]) -> Option<Self> {
        let &[id, factors, table] = bytes else { return None };
        let factors = (usize::from(factors >> 4), usize::from(factors & 15));
        let fits = (1..=4).contains(&factors.0) && (1..=4).contains(&factors.1) && table < 4;
        let table = usize::from(table);
        fits.then_some(Self { id, factors, table, steps: None, n_columns: 0, values: Vec::new() })
    }

    /// Fixes the steps at the first scan.
    pub(super) fn fix_steps(&mut self, tables: &Tables) -> Option<()> {
        if self.steps.is_none() {
            self.steps = Some(tables.steps[self.table]?);
        }
        Some(())
    }
}

impl Tables {
    /// Takes what a segment says; others are ignored.
    pub(super) fn read(&mut self, marker: u8, segment: &[u8]) -> Option<()> {
        match marker {
            0xC4 => self.read_words(segment),
            0xDB => self.read_steps(segment),
            0xDD => {
                self.n_units = usize::from(u16::from_be_bytes(*segment.first_chunk()?));
                Some(())
            }
            0xE0 => {
                self.is_jfif |= segment.starts_with(b"JFIF\0");
                Some(())
            }
            0xEE if segment.starts_with(b"Adobe") => {
                self.adobe = segment.get(11).copied();
                Some(())
            }
            _ => Some(()),
        }
    }

    fn read_words(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((&[which, ref counts @ ..], rest)) = segment.split_first_chunk::<17>() {
            let n_symbols = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, rest) = rest.split_at_checked(n_symbols)?;
            let tables = if which >> 4 == 0 { &mut self.first } else { &mut self.others };
            *tables.get_mut(usize::from(which & 15))? = Some(Huffman::new(*counts, symbols)?);
            segment = rest;
        }
        Some(())
    }

    fn read_steps(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((which, rest)) = segment.split_first() {
            let n_bytes = if which >> 4 == 0 { 1 } else { 2 };
            let (steps, rest) = rest.split_at_checked(n_bytes * BLOCK)?;
            let mut table = [0; BLOCK];
            for (place, step) in ZIGZAG.into_iter().zip(steps.chunks(n_bytes)) {
                table[usize::from(place)] = step.iter().fold(0, |value, byte| value << 8 | u16::from(*byte));
            }
            *self.steps.get_mut(usize::from(which & 15))? = Some(table);
            segment = rest;
        }
        Some(())
    }

    /// As libjpeg guesses: a JFIF file never, one of Adobe's as it says, and others by the names of their components.
    fn are_rgb(&self, ids: [u8; 3]) -> bool {
        match self.adobe {
            _ if self.is_jfif => false,
            Some(transform) => transform == 0,
            None => ids == *b"RGB",
        }
    }
}
