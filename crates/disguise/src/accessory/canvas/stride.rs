//! What changes smoothly along a row of pixels: computed at some of them, and interpolated between.

/// How to go along a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stride {
    n_pixels: usize,
    /// Pixels between two that are computed.
    step: usize,
}

impl Stride {
    /// Over a row of pixels, with at most this many (and at most eight) between two that are computed.
    pub(super) fn new(n_pixels: usize, most_step: f32) -> Self {
        Self { n_pixels, step: (most_step as usize).clamp(1, 8) }
    }

    /// Hands over the wanted pixels with what is known of them; where none is wanted nothing is computed.
    pub(super) fn each<const N: usize>(
        self,
        wanted: impl Fn(usize) -> bool,
        known: impl Fn(usize) -> [f32; N],
        mut each: impl FnMut(usize, [f32; N]),
    ) {
        let mut last: Option<(usize, [f32; N])> = None;
        for from in (0..self.n_pixels).step_by(self.step) {
            let pixels = from..(from + self.step).min(self.n_pixels);
            if !pixels.clone().any(&wanted) {
                continue;
            }
            let here = last.filter(|(place, _)| *place == from).map_or_else(|| known(from), |(_, found)| found);
            let there = known(from + self.step);
            last = Some((from + self.step, there));
            for x in pixels.filter(|&x| wanted(x)) {
                each(x, between(here, there, (x - from) as f32 / self.step as f32));
            }
        }
    }
}

/// Between two places.
pub(super) fn between<const N: usize>(a: [f32; N], b: [f32; N], t: f32) -> [f32; N] {
    std::array::from_fn(|k| a[k] + t * (b[k] - a[k]))
}
