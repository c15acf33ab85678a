//! Maximum likelihood of a logistic regression, and the cluster-robust covariance of its coefficients.

use super::design::Design;
use super::matrix::{dot, inverse};

/// Newton's steps that a fit may take; a fit that has not come to rest by then runs away.
const MOST_STEPS: usize = 60;
/// A coefficient beyond this multiplies odds by more than any set of pictures can show.
const GREATEST: f64 = 25.0;

/// A fit with finite coefficients.
pub(super) struct Fit {
    pub coefficients: Vec<f64>,
    pub covariance: Vec<Vec<f64>>,
}

/// Fits the first `k` columns; `None` where the coefficients run away because the columns separate hits from misses.
pub(super) fn fit(design: &Design, k: usize) -> Option<Fit> {
    let mut coefficients = vec![0.0; k];
    let mut likelihood = log_likelihood(design, &coefficients);
    for _ in 0..MOST_STEPS {
        let (gradient, information) = score(design, &coefficients);
        let inverse = inverse(&information)?;
        let step: Vec<f64> = inverse.iter().map(|row| dot(row, &gradient)).collect();
        (coefficients, likelihood) = improved(design, &coefficients, likelihood, &step)?;
        if coefficients.iter().any(|c| GREATEST < c.abs()) {
            return None;
        }
        if step.iter().all(|s| s.abs() < 1e-12) {
            return Some(Fit { covariance: sandwich(design, &coefficients)?, coefficients });
        }
    }
    None
}

/// A step that does not lower the likelihood: halved until it does not.
fn improved(design: &Design, from: &[f64], likelihood: f64, step: &[f64]) -> Option<(Vec<f64>, f64)> {
    let mut share = 1.0;
    for _ in 0..40 {
        let to: Vec<f64> = from.iter().zip(step).map(|(c, s)| c + share * s).collect();
        let reached = log_likelihood(design, &to);
        // At rest the likelihood only moves by its rounding.
        if likelihood - 1e-9 * likelihood.abs() <= reached {
            return Some((to, reached));
        }
        share /= 2.0;
    }
    None
}

fn log_likelihood(design: &Design, coefficients: &[f64]) -> f64 {
    let terms = design.hits.iter().enumerate().map(|(row, hit)| {
        let eta = dot(design.row(row), coefficients);
        let against = if *hit { -eta } else { eta };
        // ln(1 + e^x) without overflow.
        -(against.max(0.0) + (-against.abs()).exp().ln_1p())
    });
    terms.sum()
}

/// Gradient and information of the first columns.
fn score(design: &Design, coefficients: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let k = coefficients.len();
    let (mut gradient, mut information) = (vec![0.0; k], vec![vec![0.0; k]; k]);
    for row in 0..design.n_rows() {
        let (x, residual, weight) = residual(design, coefficients, row);
        gradient.iter_mut().zip(x).for_each(|(sum, x)| *sum += residual * x);
        for (i, of_i) in information.iter_mut().enumerate() {
            let scaled = weight * x[i];
            of_i.iter_mut().zip(x).for_each(|(sum, x)| *sum += scaled * x);
        }
    }
    (gradient, information)
}

/// The row's columns, its residual and its weight.
fn residual<'a>(design: &'a Design, coefficients: &[f64], row: usize) -> (&'a [f64], f64, f64) {
    let x = &design.row(row)[..coefficients.len()];
    let p = 1.0 / (1.0 + (-dot(x, coefficients)).exp());
    (x, f64::from(u8::from(design.hits[row])) - p, p * (1.0 - p))
}

fn sandwich(design: &Design, coefficients: &[f64]) -> Option<Vec<Vec<f64>>> {
    let k = coefficients.len();
    let bread = inverse(&score(design, coefficients).1)?;
    let mut of_people = vec![vec![0.0; k]; design.n_people];
    for row in 0..design.n_rows() {
        let (x, residual, _) = residual(design, coefficients, row);
        let of_person = &mut of_people[design.people[row] as usize];
        of_person.iter_mut().zip(x).for_each(|(sum, x)| *sum += residual * x);
    }
    let mut meat = vec![vec![0.0; k]; k];
    for sums in &of_people {
        for (i, of_i) in meat.iter_mut().enumerate() {
            of_i.iter_mut().zip(sums).for_each(|(sum, s)| *sum += sums[i] * s);
        }
    }
    let (c, n) = (design.n_people as f64, design.n_rows() as f64);
    let correction = c / (c - 1.0) * (n - 1.0) / (n - k as f64);
    // Both matrices are symmetric, so that rows are columns.
    let product = |i: usize, j: usize| {
        let half: Vec<f64> = meat.iter().map(|row| dot(row, &bread[j])).collect();
        correction * dot(&bread[i], &half)
    };
    Some((0..k).map(|i| (0..k).map(|j| product(i, j)).collect()).collect())
}
