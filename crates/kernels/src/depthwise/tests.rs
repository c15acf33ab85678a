//! Depthwise convolutions against nested loops.

use super::*;
use crate::rows::tests::{assert_close, assert_independent_of_threads, random};

const BATCH: usize = 2;

fn cases() -> Vec<Geometry> {
    let sizes = [(1, 1, 3), (1, 4, 17), (5, 7, 16), (6, 3, 37), (8, 10, 32), (2, 2, 5)];
    let geometry = |(height, width, channels), stride| Geometry { height, width, channels, stride };
    sizes.into_iter().flat_map(|size| [geometry(size, 1), geometry(size, 2)]).collect()
}

/// Calls `visit` with the places of input, weight and output of every product.
fn each_product(g: &Geometry, mut visit: impl FnMut(usize, usize, usize)) {
    let Geometry { height, width, channels, stride } = *g;
    let (out_height, out_width) = (g.out_height(), g.out_width());
    for i in 0..BATCH * g.n_out() * 9 {
        let (tap, out) = (i % 9, i / 9);
        let (c, x, y) = (out % channels, out / channels % out_width, out / channels / out_width % out_height);
        let batch = out / g.n_out();
        let (iy, ix) = (y * stride + tap / 3, x * stride + tap % 3);
        if (1..=height).contains(&iy) && (1..=width).contains(&ix) {
            visit(((batch * height + iy - 1) * width + ix - 1) * channels + c, tap * channels + c, out);
        }
    }
}

#[test]
fn forward_agrees_with_loops() {
    for g in cases() {
        let (x, w) = (random(1, BATCH * g.n_in()), random(2, 9 * g.channels));
        let mut slow = vec![0.0; BATCH * g.n_out()];
        each_product(&g, |input, weight, output| slow[output] += x[input] * w[weight]);
        let mut fast = vec![f32::NAN; slow.len()];
        forward(&g, &x, &w, &mut fast);
        assert_close(&fast, &slow, 1e-5);
    }
}

#[test]
fn backward_agrees_with_loops() {
    for g in cases() {
        let (x, w) = (random(1, BATCH * g.n_in()), random(2, 9 * g.channels));
        let gradient = random(3, BATCH * g.n_out());
        let (mut d_x, mut d_w) = (vec![0.0; x.len()], vec![0.0; w.len()]);
        each_product(&g, |input, weight, output| {
            d_x[input] += gradient[output] * w[weight];
            d_w[weight] += gradient[output] * x[input];
        });
        let mut found = x.clone();
        let weight = backward(&g, &mut found, &w, &gradient);
        assert_close(&found, &d_x, 1e-5);
        assert_close(&weight, &d_w, 1e-4);
    }
}

#[test]
fn backward_agrees_with_finite_differences() {
    let g = Geometry { height: 3, width: 5, channels: 17, stride: 2 };
    let (x, w, gradient) = (random(1, BATCH * g.n_in()), random(2, 9 * g.channels), random(3, BATCH * g.n_out()));
    let loss = |w: &[f32]| -> f64 {
        let mut y = vec![0.0; gradient.len()];
        forward(&g, &x, w, &mut y);
        y.iter().zip(&gradient).map(|(y, g)| f64::from(*y) * f64::from(*g)).sum()
    };
    let found = backward(&g, &mut x.clone(), &w, &gradient);
    for i in (0..w.len()).step_by(11) {
        let moved = |by: f32| w.iter().enumerate().map(|(j, v)| if i == j { v + by } else { *v }).collect::<Vec<_>>();
        // The loss is linear in the weight, so a long step is exact.
        let slope = (loss(&moved(0.5)) - loss(&moved(-0.5))) as f32;
        assert!((slope - found[i]).abs() < 1e-3, "{i}: {slope} {}", found[i]);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for stride in [1, 2] {
        let g = Geometry { height: 9, width: 7, channels: 40, stride };
        let (x, w, gradient) = (random(1, 6 * g.n_in()), random(2, 9 * g.channels), random(3, 6 * g.n_out()));
        assert_independent_of_threads(|| {
            let (mut y, mut d_x) = (vec![0.0; gradient.len()], x.clone());
            forward(&g, &x, &w, &mut y);
            let d_w = backward(&g, &mut d_x, &w, &gradient);
            [y, d_x, d_w].concat()
        });
    }
}
