//! How a picture is lit and taken, measured around a face: levels, tint, gradient, sharpness and grain.

use faces::Point;
use pixels::RgbImage;

use super::head::{Head, Surface, Vec2};

/// Most brightness of a white thing against the skin; it bounds how bright an accessory can be.
pub const WHITE_OVER_SKIN: f32 = 2.2;

/// Places on bare skin: cheeks, nose, forehead, chin.
pub(super) const SKIN: [Vec2; 9] = [
    [-0.62, 0.48],
    [0.62, 0.48],
    [-0.42, 0.72],
    [0.42, 0.72],
    [0.0, 0.3],
    [0.0, -0.62],
    [-0.38, -0.6],
    [0.38, -0.6],
    [0.0, 1.5],
];

/// Pixels below this level show no shadows any more.
const LOST_BELOW_LEVEL: f32 = 3.0;
/// From this share of such pixels on, black hair and shade are taken to be lost, and wholly so this much further on.
const LOST_FROM: f32 = 0.03;
const LOST_SPAN: f32 = 0.12;
/// Reflectance of black hair and of the darkest cloth: what a picture that has lost its shadows shows as 0.
const LOST_SHADOWS: f32 = 0.02;

/// The light on a face, in linear light (`(level / 255)²`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Light {
    /// The darkest level around the face; below 0 where the picture has lost its shadows, so that dark things show as 0 too.
    pub(super) black: f32,
    /// What a white thing at the face would show.
    pub(super) white: f32,
    /// The brightest level around the face.
    pub(super) brightest: f32,
    /// Colour of the light, mean 1.
    pub(super) tint: [f32; 3],
    /// 0 for a grey picture, 1 for a vivid one.
    pub(super) saturation: f32,
    /// Change of log brightness per unit of the frame.
    pub(super) slope: Vec2,
    /// Blur of the picture's edges in pixels.
    pub(super) blur_px: f32,
    /// Standard deviation of the grain in levels.
    pub(super) grain: f32,
}

impl Light {
    pub(super) fn measure(picture: &RgbImage, head: &Head) -> Self {
        let window = Window::around(picture, head);
        let Levels { low, high, lost } = window.levels();
        let patches = skin_patches(picture, head);
        let skin = median(patches.iter().map(|p| p.1).collect());
        // White lies above the skin, but by how much depends on the skin: the picture's own highlights decide within bounds.
        let white = high.clamp(1.2 * skin, WHITE_OVER_SKIN * skin).max(0.004);
        let (tint, saturation) = colour(picture);
        let sharpness = window.luma(0.5, 0.75);
        let (blur_px, grain) = texture(&sharpness);
        Self {
            black: low.min(0.25 * skin) - LOST_SHADOWS * white * ((lost - LOST_FROM) / LOST_SPAN).clamp(0.0, 1.0),
            white,
            brightest: high,
            tint,
            saturation,
            slope: slope(&patches, skin),
            blur_px,
            grain,
        }
    }

    /// Brightness of the light at a place of the frame, 1 at the middle of the face.
    pub(super) fn gradient(&self, [x, y]: Vec2) -> f32 {
        exp_small(self.slope[0] * x.clamp(-1.3, 1.3) + self.slope[1] * (y - 0.4).clamp(-1.5, 1.5))
    }

    /// The colour of a matt thing that shows this light: undoes [`Light::shown`].
    pub(super) fn albedo(&self, shown: [f32; 3]) -> [f32; 3] {
        let range = (self.white - self.black).max(1e-3);
        let seen: [f32; 3] = std::array::from_fn(|c| (shown[c] - self.black).max(0.0) / (range * self.tint[c]));
        let grey = luma(seen);
        let vivid = 1.0 / self.saturation.max(0.2);
        seen.map(|v| (grey + (v - grey) * vivid).max(0.0))
    }

    /// What a matt thing of a colour shows, in linear light.
    pub(super) fn shown(&self, albedo: [f32; 3], brightness: f32) -> [f32; 3] {
        let grey = luma(albedo);
        let range = (self.white - self.black).max(0.0) * brightness;
        std::array::from_fn(|c| {
            let a = grey + (albedo[c] - grey) * self.saturation;
            (self.black + a * self.tint[c] * range).clamp(0.0, 1.0)
        })
    }
}

/// `exp` within ±1.3, off by 1 in 5000 at most, without a call into the system's library.
pub(super) fn exp_small(v: f32) -> f32 {
    let t = 0.25 * v;
    let quarter = 1.0 + t * (1.0 + t * (0.5 + t * (1.0 / 6.0 + t * (1.0 / 24.0))));
    (quarter * quarter) * (quarter * quarter)
}

/// Luminance of a linear colour.
pub(super) fn luma([r, g, b]: [f32; 3]) -> f32 {
    // Exact for greys, so that a grey picture stays grey.
    g + 0.299 * (r - g) + 0.114 * (b - g)
}

/// Level to linear light; a square is close to sRGB's curve and has an exact inverse.
pub(super) fn linear(level: u8) -> f32 {
    LINEAR[usize::from(level)]
}

/// Linear light of every level.
static LINEAR: [f32; 256] = {
    let mut table = [0.0; 256];
    let mut level = 0;
    while level < 256 {
        let share = level as f32 / 255.0;
        table[level] = share * share;
        level += 1;
    }
    table
};

/// Linear light to level.
pub(super) fn level(light: f32) -> f32 {
    light.max(0.0).sqrt() * 255.0
}

fn luma_at(picture: &RgbImage, x: u32, y: u32) -> f32 {
    let p = picture.get_pixel(x, y).0;
    luma([f32::from(p[0]), f32::from(p[1]), f32::from(p[2])])
}

/// Linear light of the darkest and brightest hundredths around a face, and the share of pixels without any light.
struct Levels {
    low: f32,
    high: f32,
    lost: f32,
}

/// The part of a picture around a face.
struct Window<'a> {
    picture: &'a RgbImage,
    head: &'a Head,
}

impl<'a> Window<'a> {
    fn around(picture: &'a RgbImage, head: &'a Head) -> Self {
        Self { picture, head }
    }

    /// Bounds in pixels of the square of half width `half` around a point of the frame.
    fn bounds(&self, centre: Vec2, half: f32) -> [u32; 4] {
        let (w, h) = self.picture.dimensions();
        let Point { x, y } = self.head.pixel(centre);
        let reach = half * self.head.unit;
        let clip = |v: f32, most: u32| v.clamp(0.0, most as f32) as u32;
        [clip(x - reach, w), clip(y - reach, h), clip(x + reach, w), clip(y + reach, h)]
    }

    /// The levels around the face.
    fn levels(&self) -> Levels {
        let [x0, y0, x1, y1] = self.bounds([0.0, 0.4], 1.6);
        let step = (x1 - x0).max(y1 - y0).div_ceil(96).max(1) as usize;
        let rows = (y0..y1).step_by(step);
        let lumas = rows.flat_map(|y| (x0..x1).step_by(step).map(move |x| luma_at(self.picture, x, y)));
        let levels = Counts::<4096>::of(lumas, 1.0 / 16.0);
        let at = |share: f32| levels.rank(share).map(|luma| (luma / 255.0).powi(2));
        match (at(0.015), at(0.975)) {
            (Some(low), Some(high)) => Levels { low, high, lost: levels.share_below(LOST_BELOW_LEVEL) },
            _ => Levels { low: 0.0, high: 1.0, lost: 0.0 },
        }
    }

    /// Luma of a square as rows.
    fn luma(&self, down: f32, half: f32) -> Vec<Vec<f32>> {
        let [x0, y0, x1, y1] = self.bounds([0.0, down - 0.25], half);
        // A fixed number of pixels is enough, but they must be neighbours.
        let (x1, y1) = (x1.min(x0 + 192), y1.min(y0 + 192));
        (y0..y1).map(|y| (x0..x1).map(|x| luma_at(self.picture, x, y)).collect()).collect()
    }
}

/// Frame coordinates and mean linear light of the patches that lie in the picture.
fn skin_patches(picture: &RgbImage, head: &Head) -> Vec<(Vec2, f32)> {
    SKIN.iter()
        .filter_map(|&place| {
            let at = head.on(Surface::Face, place);
            mean_light(picture, head.pixel(at), 0.09 * head.unit).map(|light| (at, light))
        })
        .collect()
}

fn mean_light(picture: &RgbImage, centre: Point, reach_px: f32) -> Option<f32> {
    let (w, h) = picture.dimensions();
    let reach = reach_px.max(0.75);
    let range = |c: f32, most: u32| {
        let from = (c - reach).floor().clamp(0.0, most as f32) as u32;
        let to = (c + reach).ceil().clamp(0.0, most as f32) as u32;
        from..to
    };
    let (xs, ys) = (range(centre.x, w), range(centre.y, h));
    let n = xs.len() * ys.len();
    let sum: f32 = ys.flat_map(|y| xs.clone().map(move |x| (x, y))).map(|(x, y)| luma_at(picture, x, y)).sum();
    (n > 0).then(|| (sum / n as f32 / 255.0).powi(2))
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.25)
}

/// Least squares plane through log light, with a ridge; patches far from the median are hair, beard or glare.
fn slope(patches: &[(Vec2, f32)], skin: f32) -> Vec2 {
    let (mut xx, mut xy, mut yy, mut xl, mut yl) = (0.4f32, 0.0f32, 0.8f32, 0.0f32, 0.0f32);
    for &([x, y], light) in patches {
        let log = (light.max(1e-4) / skin.max(1e-4)).ln();
        if log.abs() > 1.1 {
            continue;
        }
        let y = y - 0.4;
        xx += x * x;
        xy += x * y;
        yy += y * y;
        xl += x * log;
        yl += y * log;
    }
    let det = (xx * yy - xy * xy).max(1e-6);
    [((xl * yy - yl * xy) / det).clamp(-0.6, 0.6), ((yl * xx - xl * xy) / det).clamp(-0.35, 0.35)]
}

/// Tint by shades of grey (Finlayson and Trezzi 2004, Minkowski norm 6), half-way to neutral, and saturation.
fn colour(picture: &RgbImage) -> ([f32; 3], f32) {
    let step = (picture.pixels().len() / 4096).max(1);
    let (mut norm, mut chroma, mut n) = ([0f32; 3], 0f32, 0f32);
    for p in picture.pixels().step_by(step) {
        let most = p.0[0].max(p.0[1]).max(p.0[2]);
        let least = p.0[0].min(p.0[1]).min(p.0[2]);
        chroma += f32::from(most - least) / f32::from(most.max(24));
        n += 1.0;
        for (sum, &v) in norm.iter_mut().zip(&p.0) {
            let light = linear(v);
            *sum += light * light * light;
        }
    }
    if chroma == 0.0 && is_grey(picture) {
        return ([1.0; 3], 0.0);
    }
    let light = norm.map(|s| (s / n.max(1.0)).powf(1.0 / 6.0).max(1e-3));
    let mean = (light[0] + light[1] + light[2]) / 3.0;
    let tint = light.map(|v| ((v / mean).clamp(0.6, 1.5).powi(2)).midpoint(1.0));
    (tint, (chroma / n.max(1.0) / 0.22).clamp(0.0, 1.0))
}

fn is_grey(picture: &RgbImage) -> bool {
    picture.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2])
}

/// Blur of edges in pixels and standard deviation of the grain in levels.
fn texture(rows: &[Vec<f32>]) -> (f32, f32) {
    let grain = grain(rows);
    let across = rows.iter().flat_map(|row| row.chunks(RUN).map(energies));
    let mut runs: Vec<[f32; 2]> = across.chain(rows.chunks(RUN).flat_map(energies_down)).collect();
    // Smooth skin has the ratio of an endless blur; only the runs with the strongest edges tell how sharp a picture is.
    let n_strongest = (runs.len() / 8 + 1).min(runs.len());
    if n_strongest < runs.len() {
        runs.select_nth_unstable_by(n_strongest, |a, b| b[1].total_cmp(&a[1]));
    }
    runs.truncate(n_strongest);
    let floor = 2.0 * grain * grain * ((RUN - 2) * runs.len()) as f32;
    let sum = |lag: usize| (runs.iter().map(|run| run[lag]).sum::<f32>() - floor).max(0.0);
    let (one, two) = (sum(0), sum(1));
    if one <= 0.0 { (0.5, grain) } else { (blur_of_ratio(two / one), grain) }
}

/// Length of the runs in which edges are looked for, in pixels: wider than the edge of a soft picture.
const RUN: usize = 16;

/// Squared differences at lags 1 and 2 over the same three neighbours, so that an edge at the border counts alike.
fn energies(run: &[f32]) -> [f32; 2] {
    run.windows(3).fold([0.0, 0.0], |[one, two], t| {
        let (a, b, c) = (t[0], t[1], t[2]);
        [one + 0.5 * ((a - b).powi(2) + (b - c).powi(2)), two + (a - c).powi(2)]
    })
}

/// The same for every column of some rows.
fn energies_down(rows: &[Vec<f32>]) -> Vec<[f32; 2]> {
    let mut sums = vec![[0.0, 0.0]; rows.first().map_or(0, Vec::len)];
    for three in rows.windows(3) {
        for (x, [one, two]) in sums.iter_mut().enumerate() {
            let (a, b, c) = (three[0][x], three[1][x], three[2][x]);
            *one += 0.5 * ((a - b).powi(2) + (b - c).powi(2));
            *two += (a - c).powi(2);
        }
    }
    sums
}

/// Immerkær's operator (1996), with the lower quartile in place of the mean so that edges and skin texture do not count.
fn grain(rows: &[Vec<f32>]) -> f32 {
    let found = rows.windows(3).flat_map(|three| {
        let [above, row, below] = [0, 1, 2].map(|k: usize| three[k].windows(3));
        above.zip(row).zip(below).map(|((a, b), c)| {
            let cross = a[1] + c[1] + b[0] + b[2];
            let corners = a[0] + a[2] + c[0] + c[2];
            (corners - 2.0 * cross + 4.0 * b[1]).abs()
        })
    });
    // A quarter of normal deviates lie within 0.3186 standard deviations.
    let quartile = Counts::<1024>::of(found, 1.0 / 64.0).rank(0.25).unwrap_or(0.0);
    (quartile / (6.0 * 0.3186)).min(6.0)
}

/// How often values from 0 on occur, in `N` equal steps: a rank is found without sorting, to half a step.
struct Counts<const N: usize> {
    step: f32,
    times: [u32; N],
    n: usize,
}

impl<const N: usize> Counts<N> {
    /// Values beyond the last step count there.
    fn of(values: impl Iterator<Item = f32>, step: f32) -> Self {
        let (mut times, mut n, per_step) = ([0; N], 0, 1.0 / step);
        for value in values {
            times[((value * per_step) as usize).min(N - 1)] += 1;
            n += 1;
        }
        Self { step, times, n }
    }

    /// The share of all that lies below a value, of which there must be some.
    fn share_below(&self, value: f32) -> f32 {
        let below: u32 = self.times.iter().take((value / self.step) as usize).sum();
        below as f32 / self.n as f32
    }

    /// The value below which a share of all lies.
    fn rank(&self, share: f32) -> Option<f32> {
        let place = (self.n.checked_sub(1)? as f32 * share) as u32;
        let up_to = self.times.iter().scan(0, |sum, times| {
            *sum += times;
            Some(*sum)
        });
        let step = up_to.take_while(|&sum| sum <= place).count();
        Some((step as f32 + 0.5) * self.step)
    }
}

/// The blur at which a step edge has this ratio of squared differences at lag 2 to lag 1: 2 when sharp, towards 4 when soft.
pub(super) fn blur_of_ratio(ratio: f32) -> f32 {
    let (mut low, mut high) = (0.2f32, 6.0f32);
    for _ in 0..16 {
        let middle = f32::midpoint(low, high);
        let found = step_energy(2.0, middle) / step_energy(1.0, middle);
        if found < ratio { low = middle } else { high = middle }
    }
    low
}

/// `∫ (Φ((t + lag) / σ) − Φ(t / σ))² dt` of a blurred step: `E|X − Y| − E|X − X'|` of normals `lag` apart.
pub(super) fn step_energy(lag: f32, sigma: f32) -> f32 {
    let s = std::f32::consts::SQRT_2 * sigma;
    let folded = |mean: f32| {
        let z = mean / s;
        s * (2.0 / std::f32::consts::PI).sqrt() * (-0.5 * z * z).exp() + mean * (2.0 * normal(z) - 1.0)
    };
    folded(lag) - folded(0.0)
}

/// The normal distribution function by Abramowitz and Stegun 26.2.17 (error below 1e-7).
fn normal(z: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let poly = t * (0.319_381_54 + t * (-0.356_563_78 + t * (1.781_477_9 + t * (-1.821_255_9 + t * 1.330_274_4))));
    let tail = poly * (-0.5 * z * z).exp() * 0.398_942_3;
    if z > 0.0 { 1.0 - tail } else { tail }
}
