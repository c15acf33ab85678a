//! Every operation against nested loops in float64, with every set of instructions of this processor.
//!
//! The choice of instructions holds for the whole process, so one test goes through all of them.

use kernels::depthwise::Geometry;
use kernels::norm::{Affine, Return, Rows, Statistics, Sums, Upstream};
use kernels::patches;
use kernels::pointwise::Pointwise;
use kernels::stem::Stem;
use kernels::{Activation, CacheAligned, Instructions};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Without aligned memory nothing would be written past the cache.
#[global_allocator]
static ALLOCATOR: CacheAligned = CacheAligned;

const EPSILON: f32 = 1e-5;

/// Values in `[-2, 2)` from a seed.
fn random(seed: u64, n_values: usize) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..n_values).map(|_| (rng.next_u32() >> 8) as f32 / (1 << 22) as f32 - 2.0).collect()
}

/// Every difference is at most `tolerance` times one plus the greatest expected size.
#[track_caller]
fn assert_close(what: &str, found: &[f32], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let limit = tolerance * (1.0 + expected.iter().fold(0.0, |greatest: f64, value| greatest.max(value.abs())));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let difference = (f64::from(*found) - expected).abs();
        assert!(difference <= limit, "{what}, value {i}: found {found}, expected {expected}");
    }
}

/// How an operation reads its input.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Input {
    Plain,
    Normalised,
}

/// A normalisation and its textbook twin.
struct Norm {
    factor: Vec<f32>,
    affine: Affine,
    statistics: Statistics,
}

fn column(values: &[f32], width: usize, c: usize) -> impl Iterator<Item = f64> + Clone + '_ {
    values.iter().skip(c).step_by(width).map(|value| f64::from(*value))
}

fn moments(values: &[f32], width: usize) -> (Vec<f64>, Vec<f64>) {
    let n = (values.len() / width) as f64;
    let mean: Vec<f64> = (0..width).map(|c| column(values, width, c).sum::<f64>() / n).collect();
    let square = |c: usize| column(values, width, c).map(|value| (value - mean[c]).powi(2)).sum::<f64>() / n;
    let variance = (0..width).map(square).collect();
    (mean, variance)
}

impl Norm {
    /// With any statistics: the formulas hold for all, and real ones of few rows would only magnify rounding.
    fn of(seed: u64, width: usize, activation: Activation) -> Self {
        let variance = random(seed + 2, width).iter().map(|value| value.abs() + 0.5).collect();
        let statistics = Statistics { mean: random(seed + 3, width), variance };
        let factor: Vec<f32> = random(seed, width).iter().map(|value| value + 2.5).collect();
        let affine = statistics.normalisation(&factor, &random(seed + 1, width), EPSILON, activation);
        Self { factor, affine, statistics }
    }

    fn rows<'a>(&'a self, raw: &'a [f32]) -> Rows<'a> {
        Rows::Normalised { raw, affine: &self.affine, statistics: &self.statistics }
    }

    fn rows_of<'a>(&'a self, raw: &'a [f32], input: Input) -> Rows<'a> {
        match input {
            Input::Plain => Rows::Plain(raw),
            Input::Normalised => self.rows(raw),
        }
    }

    fn z(&self, raw: &[f32], i: usize) -> f64 {
        let c = i % self.affine.scale.len();
        f64::from(raw[i]) * f64::from(self.affine.scale[c]) + f64::from(self.affine.shift[c])
    }

    fn seen(&self, raw: &[f32]) -> Vec<f64> {
        (0..raw.len()).map(|i| self.z(raw, i).clamp(0.0, 6.0)).collect()
    }

    fn open(&self, raw: &[f32], i: usize) -> f64 {
        f64::from(u8::from(self.z(raw, i) > 0.0 && self.z(raw, i) < 6.0))
    }

    /// The gradient before this normalisation: equations of Ioffe and Szegedy 2015, section 3.
    fn returned(&self, raw: &[f32], gradient: &[f64]) -> [Vec<f64>; 3] {
        let width = self.factor.len();
        let n = (raw.len() / width) as f64;
        let inverse = |c: usize| 1.0 / (f64::from(self.statistics.variance[c]) + f64::from(EPSILON)).sqrt();
        let unit = |i: usize| (f64::from(raw[i]) - f64::from(self.statistics.mean[i % width])) * inverse(i % width);
        let sum = |c: usize, f: &dyn Fn(usize) -> f64| (c..raw.len()).step_by(width).map(f).sum::<f64>();
        let shift: Vec<f64> = (0..width).map(|c| sum(c, &|i| gradient[i])).collect();
        let scale: Vec<f64> = (0..width).map(|c| sum(c, &|i| gradient[i] * unit(i))).collect();
        let value = |i: usize| {
            let c = i % width;
            f64::from(self.factor[c]) * inverse(c) * (gradient[i] - shift[c] / n - unit(i) * scale[c] / n)
        };
        [(0..raw.len()).map(value).collect(), scale, shift]
    }
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|value| f64::from(*value)).collect()
}

/// A product of two matrices stored row by row.
fn product(left: &[f64], right: &[f64], depth: usize) -> Vec<f64> {
    let n = right.len() / depth;
    let at = |i: usize| (0..depth).map(|k| left[i / n * depth + k] * right[k * n + i % n]).sum();
    (0..left.len() / depth * n).map(at).collect()
}

fn transposed(matrix: &[f64], n_columns: usize) -> Vec<f64> {
    (0..n_columns).flat_map(|c| matrix.iter().skip(c).step_by(n_columns).copied()).collect()
}

/// The way back from the raw output of an operation, ours and the textbook's.
fn way_back(raw: &[f32], width: usize) -> (Vec<f32>, Return, Vec<f64>) {
    let norm = Norm::of(20, width, Activation::None);
    let gradient = random(30, raw.len());
    let sums = Sums::measure(raw, &norm.statistics, &gradient);
    let back = Return::new(&norm.statistics, (&norm.factor, EPSILON), &sums, raw.len() / width);
    let [expected, scale, shift] = norm.returned(raw, &wide(&gradient));
    assert_close("gradient of a factor", &back.scale, &scale, 1e-5);
    assert_close("gradient of a summand", &back.shift, &shift, 1e-5);
    (gradient, back, expected)
}

/// Compares the gradients of a normalised input with the textbook's.
fn check_sums(norm: &Norm, raw: &[f32], sums: Option<Sums>, expected: &[f64]) {
    let sums = sums.expect("the input was normalised");
    let back = Return::new(&norm.statistics, (&norm.factor, EPSILON), &sums, raw.len() / norm.factor.len());
    let [_, scale, shift] = norm.returned(raw, expected);
    assert_close("gradient of a factor before", &back.scale, &scale, 1e-4);
    assert_close("gradient of a summand before", &back.shift, &shift, 1e-4);
}

fn pointwise() {
    // The last two are large enough to be written past the cache.
    let sizes = [
        (1, 3, 5),
        (9, 16, 24),
        (77, 33, 7),
        (1501, 24, 17),
        (701, 5, 144),
        (300, 96, 16),
        (70_000, 4, 32),
        (70_000, 32, 3),
    ];
    for size in sizes {
        pointwise_of(size, Input::Plain);
        pointwise_of(size, Input::Normalised);
    }
}

fn pointwise_of((n_rows, n_in, n_out): (usize, usize, usize), input: Input) {
    let (x, w) = (random(1, n_rows * n_in), random(2, n_in * n_out));
    let convolution = Pointwise { weight: &w, n_in };
    let norm = Norm::of(10, n_in, Activation::Relu6);
    let (is_plain, rows) = (input == Input::Plain, norm.rows_of(&x, input));
    let seen = if is_plain { wide(&x) } else { norm.seen(&x) };
    let mut y = vec![f32::NAN; n_rows * n_out];
    let statistics = convolution.forward(rows, &mut y);
    assert_close("output", &y, &product(&seen, &wide(&w), n_in), 1e-5);
    let (mean, variance) = moments(&y, n_out);
    assert_close("mean", &statistics.mean, &mean, 1e-5);
    assert_close("variance", &statistics.variance, &variance, 3e-5);

    let (gradient, back, returned) = way_back(&y, n_out);
    let upstream = Upstream { gradient: &gradient, raw: &y, back: &back };
    let short_cut = random(40, x.len());
    let mut dx = vec![f32::NAN; x.len()];
    let gradients = convolution.backward(rows, &upstream, is_plain.then_some(&short_cut), &mut dx);
    let of_weight = product(&transposed(&seen, n_in), &returned, n_rows);
    assert_close("gradient of a weight", &gradients.weight, &of_weight, 1e-4);
    let mut of_input = product(&returned, &transposed(&wide(&w), n_out), n_out);
    for (i, value) in of_input.iter_mut().enumerate() {
        *value = if is_plain { *value + f64::from(short_cut[i]) } else { *value * norm.open(&x, i) };
    }
    assert_close("gradient of an input", &dx, &of_input, 1e-4);
    if !is_plain {
        check_sums(&norm, &x, gradients.sums, &of_input);
    }
}

/// Calls `visit` with the places of input, weight and output of every product.
fn each_product(g: &Geometry, batch: usize, mut visit: impl FnMut(usize, usize, usize)) {
    let Geometry { height, width, channels, stride } = *g;
    let (out_height, out_width) = (g.out_height(), g.out_width());
    for i in 0..batch * g.n_out() * 9 {
        let (tap, out) = (i % 9, i / 9);
        let (c, x, y) = (out % channels, out / channels % out_width, out / channels / out_width % out_height);
        let picture = out / g.n_out();
        let (iy, ix) = (y * stride + tap / 3, x * stride + tap % 3);
        if (1..=height).contains(&iy) && (1..=width).contains(&ix) {
            visit(((picture * height + iy - 1) * width + ix - 1) * channels + c, tap * channels + c, out);
        }
    }
}

/// Pictures of a batch.
const BATCH: usize = 3;

fn depthwise() {
    // The last is large enough to be written past the cache.
    let sizes = [(1, 1, 3), (1, 4, 17), (5, 7, 16), (6, 3, 37), (8, 10, 32), (2, 2, 5), (7, 6, 48), (299, 157, 16)];
    for ((height, width, channels), stride) in sizes.into_iter().flat_map(|size| [(size, 1), (size, 2)]) {
        let geometry = Geometry { height, width, channels, stride };
        depthwise_of(geometry, Input::Plain);
        depthwise_of(geometry, Input::Normalised);
    }
}

fn depthwise_of(g: Geometry, input: Input) {
    let channels = g.channels;
    let (x, w) = (random(1, BATCH * g.n_in()), random(2, 9 * channels));
    let norm = Norm::of(10, channels, Activation::Relu6);
    let (is_plain, rows) = (input == Input::Plain, norm.rows_of(&x, input));
    let seen = if is_plain { wide(&x) } else { norm.seen(&x) };
    let mut slow = vec![0.0; BATCH * g.n_out()];
    each_product(&g, BATCH, |i, k, o| slow[o] += seen[i] * f64::from(w[k]));
    let mut y = vec![f32::NAN; slow.len()];
    let statistics = g.forward(rows, &w, &mut y);
    assert_close("depthwise output", &y, &slow, 1e-5);
    let (mean, variance) = moments(&y, channels);
    assert_close("depthwise mean", &statistics.mean, &mean, 1e-5);
    assert_close("depthwise variance", &statistics.variance, &variance, 3e-5);

    let (gradient, back, returned) = way_back(&y, channels);
    let (mut of_input, mut of_weight) = (vec![0.0; x.len()], vec![0.0; w.len()]);
    each_product(&g, BATCH, |i, k, o| {
        of_input[i] += returned[o] * f64::from(w[k]);
        of_weight[k] += returned[o] * seen[i];
    });
    if !is_plain {
        of_input.iter_mut().enumerate().for_each(|(i, value)| *value *= norm.open(&x, i));
    }
    let upstream = Upstream { gradient: &gradient, raw: &y, back: &back };
    let mut dx = vec![f32::NAN; x.len()];
    let gradients = g.backward(rows, &w, &upstream, &mut dx);
    assert_close("depthwise gradient of an input", &dx, &of_input, 1e-4);
    assert_close("depthwise gradient of a weight", &gradients.weight, &of_weight, 1e-4);
    if !is_plain {
        check_sums(&norm, &x, gradients.sums, &of_input);
    }
}

/// Calls `visit` with the places of picture, weight and output of every product of a dense convolution with stride 2.
fn each_patch_product(
    g: &patches::Geometry,
    (batch, n_out): (usize, usize),
    mut visit: impl FnMut(usize, usize, usize),
) {
    for i in 0..batch * g.n_patches() * n_out * g.channels * 9 {
        let (value, out) = (i % (g.channels * 9), i / (g.channels * 9));
        let (c, tap, o, patch) = (value / 9, value % 9, out % n_out, out / n_out);
        let (x, y) = (patch % g.out_width(), patch / g.out_width() % g.out_height());
        let (picture, iy, ix) = (patch / g.n_patches(), 2 * y + tap / 3, 2 * x + tap % 3);
        if (1..=g.height).contains(&iy) && (1..=g.width).contains(&ix) {
            visit(((picture * g.height + iy - 1) * g.width + ix - 1) * g.channels + c, value * n_out + o, out);
        }
    }
}

fn stem() {
    for (height, width, channels, n_out) in [(1, 1, 1, 3), (5, 8, 3, 7), (13, 6, 3, 32), (7, 1050, 2, 5)] {
        let g = patches::Geometry { height, width, channels };
        let (x, w) = (random(1, BATCH * g.n_in()), random(2, channels * 9 * n_out));
        let mut slow = vec![0.0; BATCH * g.n_patches() * n_out];
        each_patch_product(&g, (BATCH, n_out), |i, k, o| slow[o] += f64::from(x[i]) * f64::from(w[k]));
        let stem = Stem { geometry: g, weight: &w };
        let mut y = vec![f32::NAN; slow.len()];
        let statistics = stem.forward(&x, &mut y);
        assert_close("stem output", &y, &slow, 1e-5);
        assert_close("stem variance", &statistics.variance, &moments(&y, n_out).1, 1e-5);
        let (gradient, back, returned) = way_back(&y, n_out);
        let (mut of_input, mut of_weight) = (vec![0.0; x.len()], vec![0.0; w.len()]);
        each_patch_product(&g, (BATCH, n_out), |i, k, o| {
            of_input[i] += returned[o] * f64::from(w[k]);
            of_weight[k] += returned[o] * f64::from(x[i]);
        });
        let upstream = Upstream { gradient: &gradient, raw: &y, back: &back };
        let mut dx = vec![f32::NAN; x.len()];
        assert_close("stem weight", &stem.backward(&x, &upstream, Some(&mut dx)), &of_weight, 1e-4);
        assert_close("stem input", &dx, &of_input, 1e-4);
        assert_close("stem weight alone", &stem.backward(&x, &upstream, None), &of_weight, 1e-4);
    }
}

fn norms() {
    for (n_rows, width) in [(1, 5), (77, 33), (4099, 24), (701, 130)] {
        let x = random(1, n_rows * width);
        let norm = Norm::of(10, width, Activation::Relu6);
        let (more, mut y) = (random(3, x.len()), vec![f32::NAN; x.len()]);
        norm.affine.apply(&x, None, &mut y);
        assert_close("activated", &y, &norm.seen(&x), 1e-5);
        norm.affine.apply(&x, Some(&more), &mut y);
        let sum: Vec<f64> = norm.seen(&x).iter().zip(&more).map(|(seen, more)| seen + f64::from(*more)).collect();
        assert_close("activated and added", &y, &sum, 1e-5);
        let mut gradient = random(4, x.len());
        let expected: Vec<f64> = (0..x.len()).map(|i| f64::from(gradient[i]) * norm.open(&x, i)).collect();
        let sums = norm.affine.close(&x, &norm.statistics, &mut gradient);
        assert_close("closed", &gradient, &expected, 0.0);
        check_sums(&norm, &x, Some(sums), &expected);
    }
}

/// A mean of a thousand does not swallow the variance.
fn far_from_zero() {
    let x: Vec<f32> = random(1, 5000 * 16).iter().map(|value| value + 1000.0).collect();
    let identity: Vec<f32> = (0..256).map(|i| f32::from(u8::from(i % 17 == 0))).collect();
    let mut y = vec![0.0; x.len()];
    let statistics = Pointwise { weight: &identity, n_in: 16 }.forward(Rows::Plain(&x), &mut y);
    let (mean, variance) = moments(&x, 16);
    assert_close("far mean", &statistics.mean, &mean, 1e-5);
    assert_close("far variance", &statistics.variance, &variance, 1e-4);
}

/// The same bytes come out of pools of one, two and five threads.
fn threads() {
    let g = Geometry { height: 29, width: 31, channels: 48, stride: 2 };
    let (x, w) = (random(1, 6 * g.n_in()), random(2, 9 * g.channels));
    let (wide_weight, picture) = (random(3, 48 * 96), random(4, 6 * 3 * 29 * 31));
    let stem = Stem { geometry: patches::Geometry { height: 29, width: 31, channels: 3 }, weight: &random(5, 27 * 48) };
    let work = || {
        let norm = Norm::of(10, 48, Activation::Relu6);
        let mut all = Vec::new();
        let mut y = vec![0.0; 6 * g.n_out()];
        g.forward(norm.rows(&x), &w, &mut y);
        let (gradient, back, _) = way_back(&y, 48);
        let mut dx = vec![0.0; x.len()];
        let upstream = Upstream { gradient: &gradient, raw: &y, back: &back };
        all.extend(g.backward(norm.rows(&x), &w, &upstream, &mut dx).weight);
        all.extend(&dx);
        let mut wide = vec![0.0; x.len() * 2];
        let convolution = Pointwise { weight: &wide_weight, n_in: 48 };
        let statistics = convolution.forward(norm.rows(&x), &mut wide);
        all.extend(statistics.variance);
        let (gradient, back, _) = way_back(&wide, 96);
        let upstream = Upstream { gradient: &gradient, raw: &wide, back: &back };
        all.extend(convolution.backward(norm.rows(&x), &upstream, None, &mut dx).weight);
        all.extend(&dx);
        let mut first = vec![0.0; y.len()];
        all.extend(stem.forward(&picture, &mut first).variance);
        let (gradient, back, _) = way_back(&first, 48);
        all.extend(stem.backward(&picture, &Upstream { gradient: &gradient, raw: &first, back: &back }, None));
        all.extend(y);
        all.into_iter().map(f32::to_bits).collect::<Vec<_>>()
    };
    let on = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool of a few threads").install(work);
    let one = on(1);
    for n_threads in [2, 5] {
        assert!(on(n_threads) == one, "{n_threads} threads differ from one");
    }
}

#[test]
fn every_operation_agrees_with_loops_on_every_set_of_instructions() {
    for set in Instructions::ALL.into_iter().filter(|set| set.are_available()) {
        println!("{set:?}");
        set.force();
        pointwise();
        depthwise();
        stem();
        norms();
        far_from_zero();
        threads();
    }
}
