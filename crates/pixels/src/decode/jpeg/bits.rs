//! Compressed bits and the code words among them.

/// Code words of at most so many bits are looked up.
const LOOK_UP: usize = 9;

/// Bits of the longest code word.
const LONGEST: usize = 16;

/// The bits of a scan; behind its end come zeros, and [`Bits::is_overrun`] tells when one of them was used.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The next bits, from the highest down.
    buffer: u64,
    n: u32,
    n_zeros: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, buffer: 0, n: 0, n_zeros: 0 }
    }

    /// Holds 32 bits or more from here on.
    #[inline]
    fn fill(&mut self) {
        if self.n >= 32 {
            return;
        }
        if let Some(four) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<4>())
            && !four.contains(&0xFF)
        {
            self.buffer |= u64::from(u32::from_be_bytes(*four)) << (32 - self.n);
            self.n += 32;
            self.at += 4;
            return;
        }
        while self.n <= 56 {
            let byte = self.next_byte();
            self.buffer |= u64::from(byte) << (56 - self.n);
            self.n += 8;
        }
    }

    /// A byte of the scan; a marker ends it.
    fn next_byte(&mut self) -> u8 {
        match self.bytes.get(self.at..) {
            Some([0xFF, 0x00, ..]) => self.at += 2,
            Some([0xFF, ..] | []) | None => {
                self.n_zeros += 8;
                return 0;
            }
            Some([byte, ..]) => {
                self.at += 1;
                return *byte;
            }
        }
        0xFF
    }

    /// The next bits as a number, at most 16.
    #[inline]
    pub(super) fn take(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        self.fill();
        let value = (self.buffer >> (64 - n)) as u32;
        self.skip(n);
        value
    }

    #[inline]
    fn skip(&mut self, n: u32) {
        self.buffer <<= n;
        self.n -= n;
    }

    pub(super) fn is_set(&mut self) -> bool {
        self.take(1) == 1
    }

    /// A signed number of so many bits: the lower half of the values is negative.
    #[inline]
    pub(super) fn signed(&mut self, n: u32) -> i32 {
        let value = self.take(n) as i32;
        if n > 0 && value < 1 << (n - 1) { value - (1 << n) + 1 } else { value }
    }

    pub(super) fn is_overrun(&self) -> bool {
        self.n < self.n_zeros
    }

    /// Goes on behind the restart marker, which has to come next.
    pub(super) fn restart(&mut self) -> Option<()> {
        self.fill();
        if self.is_overrun() || self.n - self.n_zeros >= 8 {
            return None;
        }
        let &[0xFF, 0xD0..=0xD7] = self.bytes.get(self.at..self.at + 2)? else { return None };
        *self = Self::new(self.bytes, self.at + 2);
        Some(())
    }

    /// Where what follows the scan begins.
    pub(super) fn end(&self) -> usize {
        self.at
    }
}

/// Code words and what they stand for.
#[derive(Clone)]
pub(super) struct Huffman {
    /// Length and symbol for the next bits; 0 for longer words.
    short: Box<[(u8, u8); 1 << LOOK_UP]>,
    /// For every length: the first number that is no word of it, of 16 bits.
    limits: [u32; LONGEST + 1],
    /// For every length: what leads from a word to its place among the symbols.
    offsets: [i32; LONGEST + 1],
    symbols: Vec<u8>,
}

impl Huffman {
    /// From how many words there are of every length from 1 on, and the symbols by rising length.
    pub(super) fn new(counts: [u8; LONGEST], symbols: &[u8]) -> Option<Self> {
        let mut table = Self {
            short: Box::new([(0, 0); 1 << LOOK_UP]),
            limits: [0; LONGEST + 1],
            offsets: [0; LONGEST + 1],
            symbols: symbols.to_vec(),
        };
        let (mut word, mut place) = (0_u32, 0_usize);
        for (length, count) in (1..).zip(counts.map(usize::from)) {
            table.offsets[length] = place as i32 - word as i32;
            for symbol in symbols.get(place..place + count)? {
                table.add(word, length, *symbol)?;
                word += 1;
            }
            place += count;
            table.limits[length] = word << (LONGEST - length);
            word <<= 1;
        }
        Some(table)
    }

    /// Takes a word into the short ones; `None` where it has more bits than its length.
    fn add(&mut self, word: u32, length: usize, symbol: u8) -> Option<()> {
        if word >> length != 0 {
            return None;
        }
        if length <= LOOK_UP {
            let free = LOOK_UP - length;
            self.short[(word as usize) << free..][..1 << free].fill((length as u8, symbol));
        }
        Some(())
    }

    /// The symbol of the next word.
    #[inline]
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        bits.fill();
        let (length, symbol) = self.short[(bits.buffer >> (64 - LOOK_UP)) as usize];
        if length > 0 {
            bits.skip(u32::from(length));
            return Some(symbol);
        }
        let next = (bits.buffer >> (64 - LONGEST)) as u32;
        let length = (LOOK_UP + 1..=LONGEST).find(|length| next < self.limits[*length])?;
        bits.skip(length as u32);
        let place = (next >> (LONGEST - length)) as i32 + self.offsets[length];
        self.symbols.get(usize::try_from(place).ok()?).copied()
    }
}
