//! Curved sheets in three dimensions, drawn with their hidden sides removed: crowns and brims, knitted shells, wrapped cloth, hair.
//!
//! A sheet is a grid of points in head coordinates. Like [`Surface::Brow`](super::head::Surface) it follows yaw wholly and pitch by half.
//! The skull, which hides what lies behind the head, has the mean proportions of the head model: half width 1.2 above the
//! ears, 0.96 at the mouth, chin at 1.78.

mod triangle;

use super::canvas::{Canvas, Coverage, Paint, over_pixel, smooth};
use super::head::{Head, Vec2};
use super::light::Light;
use triangle::{Rows, Triangle, fill_row, range};

/// A point or direction in space.
pub(super) type Vec3 = [f32; 3];

/// Depth of the axis of the skull.
pub(super) const AXIS_Z: f32 = -0.75;

/// A grid of points in head coordinates.
///
/// Its outer side is the one from which `u` runs to the right and `v` upwards.
pub(super) struct Sheet {
    columns: usize,
    rows: usize,
    points: Vec<Vec3>,
    seen: Sides,
}

/// Which sides of a sheet are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sides {
    Both,
    /// The inner side would only be seen through the sheet.
    Outer,
    /// It hides what is behind it and is not drawn.
    Neither,
}

/// Pixels per head unit from which a grid has all of its cells.
const FINEST_UNIT_PX: f32 = 64.0;

impl Sheet {
    /// A grid of at most this many cells over `u` and `v` in `[0, 1]`, fewer where the head is small.
    pub(super) fn new(head: &Head, most_cells: [usize; 2], place: impl Fn(Vec2) -> Vec3) -> Self {
        let fewer = (head.unit / FINEST_UNIT_PX).clamp(0.4, 1.0);
        let [columns, rows] = most_cells.map(|n| ((n as f32 * fewer).ceil() as usize).max(1));
        let share = |i: usize, n: usize| i as f32 / n as f32;
        let points = (0..=rows)
            .flat_map(|row| (0..=columns).map(move |column| [share(column, columns), share(row, rows)]))
            .map(place)
            .collect();
        Self { columns, rows, points, seen: Sides::Both }
    }

    /// The same grid, of which only the outer side is drawn.
    pub(super) fn outside(self) -> Self {
        Self { seen: Sides::Outer, ..self }
    }

    /// The head without hair.
    pub(super) fn skull(head: &Head) -> Self {
        let (top, chin) = (-1.5, head.chin);
        let place = |[u, v]: Vec2| {
            let (s, c) = (u * std::f32::consts::TAU).sin_cos();
            let y = chin + (top - chin) * v;
            let jaw = 1.0 - 0.5 * smooth(0.5, 1.8, y).powi(2);
            let width = 1.2 * jaw * (1.0 - (2.0 * v - 1.0).abs().powi(4)).max(0.0).sqrt();
            let length = if c > 0.0 { 0.75 } else { 1.0 };
            [width * s, y, AXIS_Z + length * width * c]
        };
        Self { seen: Sides::Neither, ..Self::new(head, [24, 16], place) }
    }

    fn at(&self, column: usize, row: usize) -> usize {
        row.min(self.rows) * (self.columns + 1) + column.min(self.columns)
    }
}

/// What is seen of sheets at one pixel.
pub(super) struct Spot {
    /// Which of the sheets.
    pub(super) sheet: usize,
    /// Where on the sheet.
    pub(super) uv: Vec2,
    /// Unit vector towards the viewer's side: right, down, out of the picture.
    pub(super) normal: Vec3,
    /// Along growing `v`.
    pub(super) along: Vec3,
    /// Whether the inner side is seen.
    pub(super) inner: bool,
}

impl Spot {
    /// Light on a matt surface; 1 for one that faces the viewer.
    pub(super) fn form(&self, lamp: &Lamp) -> f32 {
        0.44 + 0.24 * (0.5 - 0.5 * self.normal[1]) + 0.55 * dot(self.normal, lamp.toward).max(0.0)
    }

    /// Light mirrored by strands along `v` (Kajiya and Kay 1989), in `[0, 1]`.
    pub(super) fn strand_shine(&self, lamp: &Lamp, sharpness: i32) -> f32 {
        let along = dot(self.along, lamp.half);
        let across = (1.0 - along * along / dot(self.along, self.along).max(1e-12)).max(0.0);
        across.powi(sharpness) * smooth(0.0, 0.5, self.normal[2])
    }
}

/// A wide lamp in front and above.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lamp {
    /// Towards it.
    toward: Vec3,
    /// Half-way between it and the viewer.
    half: Vec3,
}

impl Lamp {
    /// Moved to a side: by how much the logarithm of the light grows a unit.
    pub(super) fn beside(side: f32) -> Self {
        Self { toward: unit([side.clamp(-0.6, 0.6), -0.6, 0.8]), half: unit([0.5 * side, -0.5, 1.0]) }
    }
}

/// Corner of a sheet as it is seen.
#[derive(Clone, Copy)]
struct Corner {
    layer: Vec2,
    depth: f32,
    /// What a [`Spot`] has: where on the sheet, its normal, its direction along growing `v`.
    shape: [f32; 8],
}

/// Sheets as they are seen: for each sample of the layer the nearest triangle.
pub(super) struct View {
    corners: Vec<Corner>,
    triangles: Vec<Triangle>,
    /// Samples per pixel of the layer and direction.
    fine: usize,
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    /// Depth of each sample.
    depths: Vec<f32>,
    /// One more than the triangle's number, 0 where nothing is.
    hits: Vec<u32>,
    /// Which side of which sheet is drawn where a sample has a number, 0 for none.
    sides: Vec<u8>,
}

impl View {
    /// Looks at sheets together.
    pub(super) fn of(canvas: &Canvas, sheets: &[Sheet]) -> Self {
        let grids: Vec<Vec<Corner>> = sheets.iter().map(|sheet| placed(canvas, sheet)).collect();
        let drawn = grids.iter().zip(sheets).filter(|(_, sheet)| sheet.seen != Sides::Neither);
        let [[left, top], [right, bottom]] = bounds(drawn.flat_map(|(corners, _)| corners), canvas.size());
        let fine = if canvas.is_fine() { 1 } else { 2 };
        let (width, height) = (right - left, bottom - top);
        let n_samples = width * height * fine * fine;
        let (depths, hits) = (vec![f32::MIN; n_samples], vec![0; n_samples]);
        let (corners, triangles) = (Vec::new(), Vec::new());
        let mut view = Self { corners, triangles, fine, left, top, width, height, depths, hits, sides: vec![0] };
        for (number, (grid, corners)) in sheets.iter().zip(grids).enumerate() {
            let first = view.corners.len() as u32;
            view.corners.extend(corners);
            for cell in 0..grid.columns * grid.rows {
                let (column, row) = (cell % grid.columns, cell / grid.columns);
                let corner = |dx: usize, dy: usize| first + grid.at(column + dx, row + dy) as u32;
                let (a, b, c, d) = (corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1));
                view.add(number, grid.seen, [a, b, c]);
                view.add(number, grid.seen, [a, c, d]);
            }
        }
        view
    }

    /// Position of a corner in samples of the view.
    fn sample(&self, corner: u32) -> Vec2 {
        let [x, y] = self.corners[corner as usize].layer;
        let fine = self.fine as f32;
        [(x - self.left as f32) * fine - 0.5, (y - self.top as f32) * fine - 0.5]
    }

    /// Adds a triangle where it has a side that is drawn or hides something.
    fn add(&mut self, sheet: usize, seen: Sides, corners: [u32; 3]) {
        let [a, b, c] = corners.map(|corner| self.sample(corner));
        let area = cross2(a, b, c);
        let inner = area > 0.0;
        if area.abs() < 1e-6 || (inner && seen != Sides::Both) {
            return;
        }
        let per_area = 1.0 / area;
        let right = [b[1] - c[1], c[1] - a[1], a[1] - b[1]].map(|v| v * per_area);
        let down = [c[0] - b[0], a[0] - c[0], b[0] - a[0]].map(|v| v * per_area);
        let unseen = seen == Sides::Neither;
        let triangle = Triangle { sheet, inner, corners, first: a, grown: [right, down] };
        self.trace(&triangle, [a[1].min(b[1]).min(c[1]), a[1].max(b[1]).max(c[1])]);
        self.sides.push(if unseen { 0 } else { 2 * sheet as u8 + u8::from(inner) + 1 });
        self.triangles.push(triangle);
    }

    fn trace(&mut self, triangle: &Triangle, [top, bottom]: Vec2) {
        let depths = triangle.corners.map(|corner| self.corners[corner as usize].depth);
        let number = self.triangles.len() as u32 + 1;
        let (columns, rows) = (self.width * self.fine, self.height * self.fine);
        let [by, down] = triangle.grown.map(|grown| dot(grown, depths));
        let lines = Rows::new(triangle);
        for y in range(top, bottom, rows) {
            let [low, high] = lines.columns(y as f32);
            let across = range(low, high, columns);
            if across.is_empty() {
                continue;
            }
            let [dx, dy] = [across.start as f32 - lines.first[0], y as f32 - lines.first[1]];
            let start = depths[0] + by * dx + down * dy;
            let row = (&mut self.depths[y * columns..][across.clone()], &mut self.hits[y * columns..][across]);
            fill_row(row, [start, by], number);
        }
    }

    /// Where something is seen.
    pub(super) fn coverage(&self) -> Coverage {
        let (most, pixels) =
            (self.fine * self.fine, (0..self.height).flat_map(|y| (0..self.width).map(move |x| [x, y])));
        let share = pixels.map(|at| {
            let n_hits = self.samples(at)[..most].iter().filter(|&&hit| self.sides[hit as usize] != 0).count();
            (255 * n_hits / most) as u8
        });
        Coverage::new([self.left, self.top], [self.width, self.height], share.collect())
    }

    /// The hits of a pixel, of which it may have fewer than four.
    #[inline]
    fn samples(&self, [x, y]: [usize; 2]) -> [u32; 4] {
        if self.fine == 1 {
            return [self.hits[y * self.width + x], 0, 0, 0];
        }
        let columns = 2 * self.width;
        let upper = &self.hits[2 * y * columns + 2 * x..][..columns + 2];
        [upper[0], upper[1], upper[columns], upper[columns + 1]]
    }

    /// What the samples of a pixel show: a triangle for each side of each sheet, with the number of its samples.
    #[inline]
    fn found(&self, at: [usize; 2]) -> [(u32, usize); 4] {
        let mut found = [(0, 0); 4];
        let samples = self.samples(at);
        if samples == [samples[3]; 4] {
            let is_seen = self.sides[samples[3] as usize] != 0;
            found[0] = if is_seen { (samples[3], 4) } else { (0, 0) };
            return found;
        }
        let sides = samples.map(|hit| self.sides[hit as usize]);
        if sides == [sides[0]; 4] {
            found[0] = if sides[0] == 0 { (0, 0) } else { (samples[3], 4) };
            return found;
        }
        for (hit, side) in samples.into_iter().zip(sides).filter(|(_, side)| *side != 0) {
            let is_same = |&(other, n): &(u32, usize)| n == 0 || self.sides[other as usize] == side;
            if let Some(entry) = found.iter_mut().find(|entry| is_same(entry)) {
                *entry = (hit, entry.1 + 1);
            }
        }
        found
    }

    fn spot(&self, triangle: &Triangle, p: Vec2) -> Spot {
        let shares = triangle.shares(p).map(|s| s.clamp(0.0, 1.0));
        let per_sum = 1.0 / (shares[0] + shares[1] + shares[2]).max(1e-6);
        let [a, b, c] = triangle.corners.map(|corner| &self.corners[corner as usize].shape);
        let [of_a, of_b, of_c] = shares.map(|share| share * per_sum);
        let [u, v, nx, ny, nz, ax, ay, az] = std::array::from_fn(|k| a[k] * of_a + b[k] * of_b + c[k] * of_c);
        let normal = unit([nx, ny, nz]);
        let normal = if normal[2] < 0.0 { normal.map(|v| -v) } else { normal };
        Spot { sheet: triangle.sheet, uv: [u, v], normal, along: [ax, ay, az], inner: triangle.inner }
    }

    /// Lays what is seen over what is there.
    pub(super) fn lay(&self, canvas: &mut Canvas, look: impl Fn(&Spot) -> Paint) {
        for (y, x) in (0..self.height).flat_map(|y| (0..self.width).map(move |x| (y, x))) {
            let found = self.found([x, y]);
            if found[0].1 != 0 {
                let at = [self.left + x, self.top + y];
                canvas.lay(at, self.shown(([x, y], found), canvas.gradient(at), (canvas.light, &look)));
            }
        }
    }

    /// Lays what is seen beneath what is there, which spares what that hides.
    pub(super) fn lay_beneath(&self, canvas: &mut Canvas, look: impl Fn(&Spot) -> Paint) {
        for (y, x) in (0..self.height).flat_map(|y| (0..self.width).map(move |x| (y, x))) {
            let at = [self.left + x, self.top + y];
            let found = self.found([x, y]);
            if found[0].1 != 0 && !canvas.is_hidden(at) {
                canvas.lay_beneath(at, self.shown(([x, y], found), canvas.gradient(at), (canvas.light, &look)));
            }
        }
    }

    /// What the triangles found at a pixel show side by side.
    #[expect(clippy::inline_always, reason = "a loop over pixels is fast only with what it does compiled into it")]
    #[inline(always)]
    fn shown(
        &self,
        (at, found): ([usize; 2], [(u32, usize); 4]),
        gradient: f32,
        (light, look): (&Light, impl Fn(&Spot) -> Paint),
    ) -> [f32; 4] {
        let fine = self.fine as f32;
        let centre = at.map(|v| (v as f32 + 0.5) * fine - 0.5);
        let mut sum = [0.0; 4];
        for (hit, n) in found.into_iter().take_while(|entry| entry.1 != 0) {
            let spot = self.spot(&self.triangles[hit as usize - 1], centre);
            let one = over_pixel(light, [0.0; 4], (look(&spot), gradient), n as f32 / (fine * fine));
            sum = std::array::from_fn(|c| sum[c] + one[c]);
        }
        sum
    }
}

/// Corners of a sheet with normals from the differences between neighbours.
fn placed(canvas: &Canvas, sheet: &Sheet) -> Vec<Corner> {
    let seen: Vec<Vec3> = sheet.points.iter().map(|&p| seen(canvas.head, p)).collect();
    let between = |from: usize, to: usize| -> Vec3 { std::array::from_fn(|k| seen[to][k] - seen[from][k]) };
    (0..seen.len())
        .map(|i| {
            let (column, row) = (i % (sheet.columns + 1), i / (sheet.columns + 1));
            let [across, down, depth] = seen[i];
            let right = between(sheet.at(column.saturating_sub(1), row), sheet.at(column + 1, row));
            let along = between(sheet.at(column, row.saturating_sub(1)), sheet.at(column, row + 1));
            let normal = cross3(along, right);
            // Where a dome closes its columns meet; there it looks upwards.
            let normal = if dot(normal, normal) < 1e-12 { [0.0, -1.0, 0.0] } else { unit(normal) };
            let [u, v] = [column as f32 / sheet.columns as f32, row as f32 / sheet.rows as f32];
            let ([nx, ny, nz], [ax, ay, az]) = (normal, unit(along));
            Corner { layer: canvas.to_layer([across, down]), depth, shape: [u, v, nx, ny, nz, ax, ay, az] }
        })
        .collect()
}

/// A point of head coordinates in the frame, with its depth.
pub(super) fn seen(head: &Head, [x, y, z]: Vec3) -> Vec3 {
    let [across, _] = head.at([x, y, z]);
    let [_, down] = head.at([x, y, 0.5 * z]);
    [across, down, z * head.yaw[0] - x * head.yaw[1]]
}

fn bounds<'a>(corners: impl Iterator<Item = &'a Corner>, size: [usize; 2]) -> [[usize; 2]; 2] {
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for corner in corners {
        low = std::array::from_fn(|k| low[k].min(corner.layer[k]));
        high = std::array::from_fn(|k| high[k].max(corner.layer[k]));
    }
    let clip = |v: f32, k: usize| v.clamp(0.0, size[k] as f32) as usize;
    let low = [0, 1].map(|k| clip(low[k].floor(), k));
    [low, [0, 1].map(|k| clip(high[k].ceil(), k).max(low[k]))]
}

/// Twice the area of a triangle, with its sign.
fn cross2(a: Vec2, b: Vec2, c: Vec2) -> f32 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn cross3(a: Vec3, b: Vec3) -> Vec3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn dot(a: Vec3, b: Vec3) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// A vector of length 1.
pub(super) fn unit(a: Vec3) -> Vec3 {
    let per_length = 1.0 / dot(a, a).sqrt().max(1e-9);
    a.map(|v| v * per_length)
}

/// Half the width of the head where a hat sits, its length before the axis and behind it.
pub(super) const FIT: Vec3 = [1.27, 0.98, 1.25];

/// A place on a level ring around the head: `u` runs from the back over the left of the picture, the front (0.5) and the right.
pub(super) struct Ring3 {
    /// Across.
    pub(super) x: f32,
    /// Out of the face.
    pub(super) z: f32,
    /// Sine and cosine of the angle from the front.
    pub(super) turn: Vec2,
}

/// The ring with these half axes, and a margin around it.
pub(super) fn ring(u: f32, [half, front, back]: Vec3, margin: f32) -> Ring3 {
    let (s, c) = ((u - 0.5) * std::f32::consts::TAU).sin_cos();
    let length = if c > 0.0 { front } else { back };
    Ring3 { x: (half + margin) * s, z: AXIS_Z + (length + margin) * c, turn: [s, c] }
}

/// A value given at the front, at the sides and at the back.
pub(super) fn about([front, side, back]: Vec3, [s, c]: Vec2) -> f32 {
    let end = if c > 0.0 { front } else { back };
    side * s * s + end * c * c
}

/// How far a sheet must be lifted so that a height at the front, seen at a depth, stays above a limit of the frame.
pub(super) fn lift(head: &Head, points: impl Iterator<Item = Vec3>, limit: f32) -> f32 {
    points.map(|p| seen(head, p)[1] - limit).fold(0.0, f32::max)
}

/// A place on a line of points at a share of their number.
pub(super) fn along(line: &[Vec2], v: f32) -> Vec2 {
    let last = line.len().saturating_sub(1);
    let place = v.clamp(0.0, 1.0) * last as f32;
    let i = (place as usize).min(last.saturating_sub(1));
    let t = place - i as f32;
    let next = (i + 1).min(last);
    std::array::from_fn(|k| line[i][k] + (line[next][k] - line[i][k]) * t)
}

/// A shell over the head: knitted, wrapped or grown.
pub(super) struct Dome {
    /// From its edge to its top: share of the half axes, and of the height.
    pub(super) profile: Vec<Vec2>,
    /// Half axes as in [`FIT`].
    pub(super) half: Vec3,
    /// Height of the edge in front, at the sides and at the back.
    pub(super) edge: Vec3,
    /// How pointed the edge is in front: 0 for a level ring that is tipped.
    pub(super) peak: f32,
    /// Height of the top.
    pub(super) top: f32,
    /// How far the top lies behind the axis.
    pub(super) lean: f32,
}

impl Dome {
    /// Height of the edge at sine and cosine of the angle from the front.
    pub(super) fn edge_at(&self, [s, c]: Vec2) -> f32 {
        let [front, side, back] = self.edge;
        let end = if c > 0.0 { front } else { back };
        let level = if c > 0.0 { (1.0 - self.peak) * c + self.peak * (1.0 - s.abs()) } else { -c };
        side + (end - side) * level
    }

    /// Length of the way up from the edge.
    pub(super) fn rise(&self, u: f32, v: f32) -> f32 {
        let (s, c) = ((u - 0.5) * std::f32::consts::TAU).sin_cos();
        along(&self.profile, v)[1] * (self.edge_at([s, c]) - self.top)
    }

    /// A place on the shell, moved outwards by a margin.
    pub(super) fn at(&self, [u, v]: Vec2, margin: f32) -> Vec3 {
        let [rho, up] = along(&self.profile, v);
        let place = ring(u, self.half, 0.0);
        let edge = self.edge_at(place.turn);
        let out = 1.0 + margin / self.half[0];
        let z = (place.z - AXIS_Z) * rho * out + AXIS_Z - self.lean * up * up;
        [place.x * rho * out, edge + (self.top - edge) * up - margin * up, z]
    }

    /// The same shell with its edge and top above the brows.
    pub(super) fn lifted(self, head: &Head, limit: f32) -> Self {
        // Only what lies between the temples can hang over a brow.
        let front = (0..=20).map(|i| self.at([0.36 + 0.014 * i as f32, 0.0], 0.08));
        let by = lift(head, front, limit);
        let [front, side, back] = self.edge;
        Self { edge: [front - by, side - 0.5 * by, back - 0.5 * by], top: self.top - 0.4 * by, ..self }
    }
}

/// An ellipsoid: `u` around the upright axis with the front at 0.5, `v` upwards.
pub(super) fn ball(centre: Vec3, radii: Vec3) -> impl Fn(Vec2) -> Vec3 {
    move |[u, v]| {
        let ((s, c), (up, level)) =
            (((u - 0.5) * std::f32::consts::TAU).sin_cos(), ((v - 0.5) * std::f32::consts::PI).sin_cos());
        [centre[0] + radii[0] * s * level, centre[1] - radii[1] * up, centre[2] + radii[2] * c * level]
    }
}
