//! The layers of sliding networks against nested loops in float64, with every set of instructions of this processor.
//!
//! The choice of instructions holds for the whole process, so one test goes through all of them.

use kernels::Instructions;
use kernels::sliding::{Sliding, Weights, greatest, stride, weighted_sums};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Values in `[-2, 2)` from a seed.
fn random(seed: u64, n_values: usize) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..n_values).map(|_| (rng.next_u32() >> 8) as f32 / (1 << 22) as f32 - 2.0).collect()
}

/// A convolution: channels in and out, sides of the window, values from pixel to pixel.
struct Case {
    n_in: usize,
    n_out: usize,
    size: usize,
    in_stride: usize,
    n_pixels: usize,
}

fn check_convolution(case: &Case) {
    let &Case { n_in, n_out, size, in_stride, n_pixels } = case;
    let (weight, bias, slope) = (random(1, n_out * n_in * size * size), random(2, n_out), random(3, n_out));
    let layer = Sliding::new(&Weights { weight: &weight, bias: &bias, slope: &slope, size, in_stride });
    let rows: Vec<Vec<f32>> = (0..size).map(|y| random(10 + y as u64, (n_pixels + size - 1) * in_stride)).collect();
    let inputs: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let mut output = vec![f32::NAN; n_pixels * stride(n_out)];
    layer.row(&inputs, &mut output);
    for x in 0..n_pixels {
        for channel in 0..n_out {
            let mut sum = f64::from(bias[channel]);
            for (place, c) in (0..size * size).flat_map(|place| (0..n_in).map(move |c| (place, c))) {
                let value = rows[place / size][(x + place % size) * in_stride + c];
                sum += f64::from(value) * f64::from(weight[(channel * n_in + c) * size * size + place]);
            }
            let expected = if sum < 0.0 { sum * f64::from(slope[channel]) } else { sum };
            let found = f64::from(output[x * stride(n_out) + channel]);
            let limit = 1e-5 * (n_in * size * size) as f64;
            assert!(
                (found - expected).abs() < limit,
                "{n_in}->{n_out} at {x}, {channel}: {found}, expected {expected}"
            );
        }
    }
}

fn check_greatest<const SIZE: usize>(n_pixels: usize, step: usize) {
    const N_CHANNELS: usize = 10;
    let stride = stride(N_CHANNELS);
    let rows: [Vec<f32>; SIZE] = std::array::from_fn(|y| random(20 + y as u64, n_pixels * stride));
    let n_windows = n_pixels.saturating_sub(SIZE).div_ceil(step) + 1;
    let mut output = vec![f32::NAN; n_windows * stride];
    greatest(rows.each_ref().map(Vec::as_slice), step, N_CHANNELS, &mut output);
    for window in 0..n_windows {
        for channel in 0..N_CHANNELS {
            let columns = window * step..(window * step + SIZE).min(n_pixels);
            let values = rows.iter().flat_map(|row| columns.clone().map(|x| row[x * stride + channel]));
            let expected = values.fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(output[window * stride + channel].to_bits(), expected.to_bits(), "window {window}");
        }
    }
}

fn check_sums(n_channels: usize, n_pixels: usize) {
    let stride = stride(n_channels);
    let mut weight = random(30, stride);
    weight[n_channels..].fill(0.0);
    let row = random(31, n_pixels * stride);
    let mut output = vec![f32::NAN; n_pixels];
    weighted_sums(&row, &weight, 0.5, &mut output);
    for (pixel, found) in row.chunks(stride).zip(output) {
        let sum: f64 = pixel.iter().zip(&weight).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        assert!((f64::from(found) - 0.5 - sum).abs() < 1e-4, "{found}, expected {sum} and a half");
    }
}

#[test]
fn every_layer_is_that_of_nested_loops() {
    for set in Instructions::ALL.into_iter().filter(|set| set.are_available()) {
        set.force();
        for (n_in, n_out, size, in_stride, n_pixels) in [
            (3, 10, 3, 3, 21),
            (10, 16, 3, stride(10), 17),
            (16, 32, 3, stride(16), 8),
            (28, 48, 3, stride(28), 9),
            (48, 64, 2, stride(48), 3),
            (576, 128, 1, 576, 5),
            (5, 3, 5, 7, 1),
        ] {
            check_convolution(&Case { n_in, n_out, size, in_stride, n_pixels });
        }
        check_greatest::<2>(7, 2);
        check_greatest::<2>(8, 2);
        check_greatest::<3>(22, 2);
        check_greatest::<3>(2, 2);
        check_sums(32, 9);
        check_sums(10, 1);
    }
}
