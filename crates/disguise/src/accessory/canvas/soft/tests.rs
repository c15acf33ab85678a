//! What changes evenly is found between nodes as it is.

use super::Grid;

#[test]
fn even_changes_are_kept_on_every_wanted_pixel() {
    for ([width, height], step) in [([1, 1], 8.0), ([19, 7], 5.0), ([8, 16], 1.0), ([0, 3], 4.0)] {
        let truth = |x: usize, y: usize| [0.5 * x as f32 - 0.25 * y as f32 + 3.0];
        let wanted = |x: usize, y: usize| !(x + 2 * y).is_multiple_of(3);
        let rows = (0..height).flat_map(|y| (0..width).map(move |x| [y, x]));
        let pixels: Vec<bool> = rows.clone().map(|[y, x]| wanted(x, y)).collect();
        let mut found = Vec::new();
        Grid::new(width, step).each(
            &pixels,
            |pixel| *pixel,
            |x, y| (truth(x, y), []),
            |[x, y], _, (value, [])| {
                assert!((value[0] - truth(x, y)[0]).abs() < 1e-4, "{x} {y}");
                found.push([y, x]);
            },
        );
        found.sort_unstable();
        assert_eq!(found, rows.filter(|&[y, x]| wanted(x, y)).collect::<Vec<_>>());
    }
}
