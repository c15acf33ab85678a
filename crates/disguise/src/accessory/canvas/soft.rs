//! What changes slowly over a part of a layer: computed at the nodes of a grid, and interpolated between them.

#[cfg(test)]
mod tests;

use std::ops::Range;

/// Two lists of numbers at one place: what any part needs, and what one part adds.
pub(super) type Node<const N: usize, const M: usize> = ([f32; N], [f32; M]);

/// Most pixels between nodes.
const MOST_STEP: usize = 8;

/// Nodes at every so many pixels of a rectangle, from its first one on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    width: usize,
    step: usize,
}

impl Grid {
    /// Over a rectangle of this width, with at most this many pixels between nodes.
    pub(super) fn new(width: usize, most_step: f32) -> Self {
        Self { width, step: (most_step as usize).clamp(1, MOST_STEP) }
    }

    /// Hands over the wanted ones of the pixels with what is known of them; nodes are computed where they are needed.
    pub(super) fn each<T, const N: usize, const M: usize>(
        self,
        pixels: &[T],
        wanted: impl Fn(&T) -> bool,
        node: impl Fn(usize, usize) -> Node<N, M>,
        mut each: impl FnMut([usize; 2], &T, Node<N, M>),
    ) {
        let step = self.step;
        let shares: [f32; MOST_STEP] = std::array::from_fn(|k| k as f32 / step as f32);
        let n_columns = self.width.div_ceil(step) + 1;
        let mut nodes: [Vec<Option<Node<N, M>>>; 2] = [vec![None; n_columns], vec![None; n_columns]];
        for (nth, rows) in pixels.chunks(self.width.max(1) * step).enumerate() {
            let top = nth * step;
            nodes.swap(0, 1);
            nodes[1].fill(None);
            let lefts = (0..self.width).step_by(step);
            let cells =
                lefts.map(|left| Cell { rows, width: self.width, columns: left..(left + step).min(self.width), top });
            for (column, cell) in cells.enumerate().filter(|(_, cell)| cell.has(&wanted)) {
                let (left, [above, below]) = (cell.columns.start, &mut nodes);
                let corners = [
                    pair(&mut above[column..], |k| node(left + k * step, top)),
                    pair(&mut below[column..], |k| node(left + k * step, top + step)),
                ];
                cell.each((corners, &shares), &wanted, &mut each);
            }
        }
    }
}

/// The first two of a list, found where they are not known yet.
fn pair<T: Copy>(known: &mut [Option<T>], find: impl Fn(usize) -> T) -> [T; 2] {
    [0, 1].map(|k| *known[k].get_or_insert_with(|| find(k)))
}

/// The pixels between four nodes, in the rows between two lines of nodes.
struct Cell<'a, T> {
    rows: &'a [T],
    width: usize,
    columns: Range<usize>,
    top: usize,
}

impl<T> Cell<'_, T> {
    /// Its part of each row.
    fn parts(&self) -> impl Iterator<Item = &[T]> {
        self.rows.chunks_exact(self.width).map(|row| &row[self.columns.clone()])
    }

    fn has(&self, wanted: impl Fn(&T) -> bool) -> bool {
        self.parts().any(|part| part.iter().any(&wanted))
    }

    #[expect(clippy::inline_always, reason = "a loop over pixels is fast only with what it does compiled into it")]
    #[inline(always)]
    fn each<const N: usize, const M: usize>(
        &self,
        ([[a, b], [c, d]], shares): ([[Node<N, M>; 2]; 2], &[f32; MOST_STEP]),
        wanted: impl Fn(&T) -> bool,
        mut each: impl FnMut([usize; 2], &T, Node<N, M>),
    ) {
        for ((down, part), y) in shares.iter().zip(self.parts()).zip(self.top..) {
            let (from, to) = (halfway(&a, &c, *down), halfway(&b, &d, *down));
            let pixels = shares.iter().zip(part).zip(self.columns.start..);
            for ((across, pixel), x) in pixels.filter(|((_, pixel), _)| wanted(pixel)) {
                each([x, y], pixel, halfway(&from, &to, *across));
            }
        }
    }
}

fn halfway<const N: usize, const M: usize>(a: &Node<N, M>, b: &Node<N, M>, t: f32) -> Node<N, M> {
    (between(a.0, b.0, t), between(a.1, b.1, t))
}

/// Between two places.
pub(super) fn between<const N: usize>(a: [f32; N], b: [f32; N], t: f32) -> [f32; N] {
    std::array::from_fn(|k| a[k] + t * (b[k] - a[k]))
}
