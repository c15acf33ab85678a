//! Patches of small pictures.

use super::*;
use crate::rows::tests::random;

#[test]
fn a_patch_holds_channel_by_channel_what_lies_around_its_centre() {
    let geometry = Geometry { height: 3, width: 4, channels: 2 };
    let picture: Vec<f32> = (0..24).map(|i| (i + 1) as f32).collect();
    let mut patches = vec![f32::NAN; geometry.n_out()];
    gather(&geometry, &picture, &mut patches);
    let pixel = |y: usize, x: usize, c: usize| ((y * 4 + x) * 2 + c + 1) as f32;
    // The patch around (2, 2): row 3 lies beyond the picture.
    let patch = &patches[3 * 18..4 * 18];
    for c in 0..2 {
        let expected = [
            [pixel(1, 1, c), pixel(1, 2, c), pixel(1, 3, c)],
            [pixel(2, 1, c), pixel(2, 2, c), pixel(2, 3, c)],
            [0.0; 3],
        ];
        assert_eq!(&patch[c * 9..c * 9 + 9], expected.as_flattened());
    }
}

#[test]
fn scattering_is_the_transpose_of_gathering() {
    for (height, width, channels) in [(1, 1, 1), (5, 8, 3), (6, 3, 2)] {
        let geometry = Geometry { height, width, channels };
        let (x, g) = (random(1, 3 * geometry.n_in()), random(2, 3 * geometry.n_out()));
        let (mut gathered, mut scattered) = (vec![f32::NAN; g.len()], vec![f32::NAN; x.len()]);
        gather(&geometry, &x, &mut gathered);
        scatter(&geometry, &g, &mut scattered);
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        assert!((dot(&gathered, &g) - dot(&x, &scattered)).abs() < 1e-4);
    }
}
