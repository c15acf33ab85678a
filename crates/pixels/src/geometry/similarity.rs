//! Maps that turn, scale and shift, fitted to points.

/// The map `(a x - b y + c, b x + a y + d)`.
#[derive(Debug, Clone, Copy)]
pub struct Similarity {
    turn: [f64; 2],
    shift: [f64; 2],
}

impl Similarity {
    /// The one that brings `from` closest to `to`: their squared distances are least (Umeyama 1991, in the plane).
    ///
    /// `None` where the points of either side coincide or are not finite.
    pub fn fitted<const N: usize>(from: &[[f64; 2]; N], to: &[[f64; 2]; N]) -> Option<Self> {
        let mean = |points: &[[f64; 2]; N]| [0, 1].map(|i| points.iter().map(|p| p[i]).sum::<f64>() / N as f64);
        let (centre, target) = (mean(from), mean(to));
        let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
        for (t, p) in from.iter().zip(to) {
            let ([tx, ty], [px, py]) = ([t[0] - centre[0], t[1] - centre[1]], [p[0] - target[0], p[1] - target[1]]);
            along += tx * px + ty * py;
            across += tx * py - ty * px;
            spread += tx * tx + ty * ty;
        }
        let turn @ [a, b] = [along / spread, across / spread];
        let shift = [target[0] - a * centre[0] + b * centre[1], target[1] - b * centre[0] - a * centre[1]];
        let found = Self { turn, shift };
        let is_sound = found.scale() > 0.0 && turn.iter().chain(&shift).all(|value| value.is_finite());
        is_sound.then_some(found)
    }

    /// How many times longer lengths become.
    pub fn scale(self) -> f64 {
        self.turn[0].hypot(self.turn[1])
    }

    /// Where a point goes.
    pub fn at(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [a, b] = self.turn;
        [a * x - b * y + self.shift[0], b * x + a * y + self.shift[1]]
    }

    /// Where a point came from.
    pub fn back(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let ([a, b], [u, v]) = (self.turn, [x - self.shift[0], y - self.shift[1]]);
        let square = a * a + b * b;
        [(a * u + b * v) / square, (a * v - b * u) / square]
    }
}
