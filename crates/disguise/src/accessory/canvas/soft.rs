//! What changes slowly over a part of a layer: computed at the nodes of a grid, and interpolated between them.

#[cfg(test)]
mod tests;

use std::ops::Range;

/// Two lists of numbers at one place: what any part needs, and what one part adds.
pub(super) type Node<const N: usize, const M: usize> = ([f32; N], [f32; M]);

/// Nodes at every so many pixels of a rectangle, from its first one on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    width: usize,
    height: usize,
    step: usize,
}

impl Grid {
    /// Over a rectangle, with at most this many pixels between nodes.
    pub(super) fn new([width, height]: [usize; 2], most_step: f32) -> Self {
        Self { width, height, step: (most_step as usize).clamp(1, 8) }
    }

    /// Hands over the wanted pixels with what is known of them; nodes are computed where they are needed.
    pub(super) fn each<const N: usize, const M: usize>(
        self,
        wanted: impl Fn(usize, usize) -> bool,
        node: impl Fn(usize, usize) -> Node<N, M>,
        mut each: impl FnMut([usize; 2], Node<N, M>),
    ) {
        let step = self.step;
        let n_columns = self.width.div_ceil(step) + 1;
        let mut nodes: [Vec<Option<Node<N, M>>>; 2] = [vec![None; n_columns], vec![None; n_columns]];
        let rows = (0..self.height).step_by(step);
        for (top, left) in rows.flat_map(|top| (0..self.width).step_by(step).map(move |left| (top, left))) {
            if left == 0 {
                nodes.swap(0, 1);
                nodes[1].fill(None);
            }
            let columns = left..(left + step).min(self.width);
            let cell = Cell { step, columns, rows: top..(top + step).min(self.height) };
            if !cell.has(&wanted) {
                continue;
            }
            let mut known = |row: usize, y: usize| {
                [0, 1].map(|k| *nodes[row][left / step + k].get_or_insert_with(|| node(left + k * step, y)))
            };
            let corners = [known(0, top), known(1, top + step)];
            cell.each(corners, &wanted, &mut each);
        }
    }
}

/// The pixels between four nodes.
struct Cell {
    step: usize,
    columns: Range<usize>,
    rows: Range<usize>,
}

impl Cell {
    fn has(&self, wanted: impl Fn(usize, usize) -> bool) -> bool {
        self.rows.clone().any(|y| self.columns.clone().any(|x| wanted(x, y)))
    }

    fn each<const N: usize, const M: usize>(
        &self,
        [[a, b], [c, d]]: [[Node<N, M>; 2]; 2],
        wanted: impl Fn(usize, usize) -> bool,
        mut each: impl FnMut([usize; 2], Node<N, M>),
    ) {
        let share = |v: usize, from: usize| (v - from) as f32 / self.step as f32;
        for y in self.rows.clone() {
            let t = share(y, self.rows.start);
            let (from, to) = (halfway(&a, &c, t), halfway(&b, &d, t));
            for x in self.columns.clone().filter(|&x| wanted(x, y)) {
                each([x, y], halfway(&from, &to, share(x, self.columns.start)));
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
