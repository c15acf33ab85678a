//! Means around the pixels of an aligned face.

use crate::align::{HEIGHT, WIDTH};

/// Three running means of `2 radius + 1` pixels each way over the pixels of the mask alone; 0 elsewhere.
///
/// Away from the border of the aligned face they are close to a Gaussian of sigma `sqrt(radius (radius + 1))`. Values are weighted
/// by how many pixels of the mask they come from, so that the border of the mask does not darken what lies beside it.
pub(super) fn smoothed(values: &[f32], mask: &[bool], radius: usize) -> Vec<f32> {
    let weight: Vec<f32> = mask.iter().map(|is_seen| f32::from(u8::from(*is_seen))).collect();
    let weighted: Vec<f32> = values.iter().zip(&weight).map(|(value, weight)| value * weight).collect();
    let [sums, weights] = [weighted, weight].map(|plane| three_means(plane, radius));
    let mean = |((sum, weight), is_seen): ((&f32, &f32), &bool)| if *is_seen { sum / weight } else { 0.0 };
    sums.iter().zip(&weights).zip(mask).map(mean).collect()
}

/// Down the columns, then along the rows as the columns of the transposed plane: a row at a time makes vectors.
fn three_means(mut plane: Vec<f32>, radius: usize) -> Vec<f32> {
    for width in [WIDTH, HEIGHT] {
        (0..3).for_each(|_| plane = means_down(&plane, width, radius));
        plane = transposed(&plane, width);
    }
    plane
}

/// Means over the rows up to `radius` away; beyond the plane lie zeros.
fn means_down(plane: &[f32], width: usize, radius: usize) -> Vec<f32> {
    let scale = 1.0 / (2 * radius + 1) as f32;
    let rows: Vec<&[f32]> = plane.chunks_exact(width).collect();
    let mut sums = vec![0.0_f32; width];
    let add = |sums: &mut [f32], row: &[f32], sign: f32| {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += sign * value);
    };
    rows.iter().take(radius).for_each(|row| add(&mut sums, row, 1.0));
    let mut means = Vec::with_capacity(plane.len());
    for y in 0..rows.len() {
        if let Some(entering) = rows.get(y + radius) {
            add(&mut sums, entering, 1.0);
        }
        means.extend(sums.iter().map(|sum| sum * scale));
        if let Some(leaving) = y.checked_sub(radius) {
            add(&mut sums, rows[leaving], -1.0);
        }
    }
    means
}

fn transposed(plane: &[f32], width: usize) -> Vec<f32> {
    let rows: Vec<&[f32]> = plane.chunks_exact(width).collect();
    (0..width).flat_map(|x| rows.iter().map(move |row| row[x])).collect()
}
