//! Small symmetric positive definite matrices.

/// With a smaller share of its diagonal left after the columns before it, a column follows from them.
const LEAST_PIVOT: f64 = 1e-9;

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The columns of a matrix of scalar products that follow from the columns before them.
pub(super) fn dependent(products: &[Vec<f64>]) -> Vec<usize> {
    let mut dependent = Vec::new();
    let mut factor: Vec<Vec<f64>> = Vec::new();
    for (i, row) in products.iter().enumerate() {
        let mut new = Vec::with_capacity(i + 1);
        for (j, of_j) in factor.iter().enumerate() {
            let rest = row[j] - dot(&new, of_j);
            new.push(if of_j[j] > 0.0 { rest / of_j[j] } else { 0.0 });
        }
        let pivot = row[i] - dot(&new, &new);
        let is_new = LEAST_PIVOT * row[i] < pivot;
        new.push(if is_new { pivot.sqrt() } else { 0.0 });
        dependent.extend((!is_new).then_some(i));
        factor.push(new);
    }
    dependent
}

/// The inverse by Cholesky's factor; `None` where the matrix is not positive definite.
pub(super) fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(n);
    for (i, row) in matrix.iter().enumerate() {
        let mut new = Vec::with_capacity(i + 1);
        for (j, of_j) in factor.iter().enumerate() {
            new.push((row[j] - dot(&new, of_j)) / of_j[j]);
        }
        let pivot = row[i] - dot(&new, &new);
        if pivot <= 1e-14 * row[i].abs() || !pivot.is_finite() {
            return None;
        }
        new.push(pivot.sqrt());
        factor.push(new);
    }
    let column = |k: usize| {
        let mut x: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i == k))).collect();
        for i in 0..n {
            x[i] = (x[i] - dot(&factor[i][..i], &x[..i])) / factor[i][i];
        }
        for i in (0..n).rev() {
            let rest: f64 = (i + 1..n).map(|j| factor[j][i] * x[j]).sum();
            x[i] = (x[i] - rest) / factor[i][i];
        }
        x
    };
    Some((0..n).map(column).collect())
}
