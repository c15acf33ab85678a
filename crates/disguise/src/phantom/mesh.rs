//! Curved surfaces as grids of triangles, and their way onto the picture's pixels with a depth buffer.

use super::shot::{Pose, Shot};

/// A point or direction in space.
pub(super) type Vector = [f32; 3];

/// What a surface is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Material {
    /// Nothing: the background shows.
    Empty,
    /// The front of the head, painted with decals; `uv` is the place in the front view.
    Face,
    /// Neck and ears: skin without decals.
    Skin,
    /// Hair; `uv` is (angle around the head in radians, y).
    Hair,
    /// Clothes.
    Cloth,
    /// The frame of glasses.
    Frame,
}

/// A corner of a surface's grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vertex {
    /// Place in head space, millimetres.
    pub place: Vector,
    /// Place on the material.
    pub uv: [f32; 2],
    /// How much light from around reaches it, 0 to 1.
    pub open: f32,
}

/// A grid of vertices, row by row.
#[derive(Debug)]
pub(super) struct Mesh {
    n_columns: usize,
    material: Material,
    vertices: Vec<Vertex>,
}

impl Mesh {
    /// The surface `place_of(s, t)` with `s` in `[-1, 1]` along the columns and `t` in `[0, 1]` along the rows.
    pub(super) fn new(
        material: Material,
        [n_columns, n_rows]: [usize; 2],
        place_of: impl Fn(f32, f32) -> Vertex,
    ) -> Self {
        let mut vertices = Vec::with_capacity(n_columns * n_rows);
        for row in 0..n_rows {
            let t = row as f32 / (n_rows - 1) as f32;
            for column in 0..n_columns {
                vertices.push(place_of(2.0 * column as f32 / (n_columns - 1) as f32 - 1.0, t));
            }
        }
        Self { n_columns, material, vertices }
    }

    fn n_rows(&self) -> usize {
        self.vertices.len() / self.n_columns
    }

    /// Unit normal at a vertex by central differences over the grid.
    fn normal(&self, column: usize, row: usize) -> Vector {
        let at = |c: usize, r: usize| self.vertices[r * self.n_columns + c].place;
        let (left, right) = (column.saturating_sub(1), (column + 1).min(self.n_columns - 1));
        let (above, below) = (row.saturating_sub(1), (row + 1).min(self.n_rows() - 1));
        let along = minus(at(right, row), at(left, row));
        let down = minus(at(column, below), at(column, above));
        unit(cross(along, down))
    }
}

/// The camera: turns head space and projects it onto the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    turn: [Vector; 3],
    distance: f32,
    scale: f32,
    offset: [f32; 2],
}

impl View {
    /// The view before framing: one pixel a millimetre, origin between the eyes.
    pub(super) fn unframed(shot: &Shot) -> Self {
        Self { turn: turn_of(shot.pose), distance: shot.camera.distance_mm.max(300.0), scale: 1.0, offset: [0.0; 2] }
    }

    /// The same view with `centre` (in pixels of this view) in the middle of a square picture that shows `side` pixels of this view.
    pub(super) fn framed(self, centre: [f32; 2], side: f32, n_pixels: f32) -> Self {
        let scale = n_pixels / side;
        let offset = [n_pixels / 2.0 - centre[0] * scale, n_pixels / 2.0 - centre[1] * scale];
        Self { scale: self.scale * scale, offset, ..self }
    }

    /// Direction in view space of a direction in head space.
    pub(super) fn turned(&self, v: Vector) -> Vector {
        self.turn.map(|row| dot(row, v))
    }

    /// Direction in head space of a direction in view space.
    pub(super) fn turned_back(&self, v: Vector) -> Vector {
        combined(self.turn, v)
    }

    /// Pixel and depth (larger is nearer) of a place in head space.
    pub(super) fn projected(&self, place: Vector) -> Vector {
        let [x, y, z] = self.turned(place);
        let scale = self.scale * self.distance / (self.distance - z);
        [x * scale + self.offset[0], y * scale + self.offset[1], z]
    }
}

/// Rotation matrix of a pose: yaw about y, then pitch about x, then roll about z.
fn turn_of(pose: Pose) -> [Vector; 3] {
    let (sy, cy) = pose.yaw_deg.to_radians().sin_cos();
    let (sp, cp) = pose.pitch_deg.to_radians().sin_cos();
    let (sr, cr) = pose.roll_deg.to_radians().sin_cos();
    // Rows of roll * pitch * yaw; yaw carries +z (the nose) to +x, pitch carries +z to +y.
    let yawed = [[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]];
    let pitched = [yawed[0], combined(yawed, [0.0, cp, sp]), combined(yawed, [0.0, -sp, cp])];
    [combined(pitched, [cr, -sr, 0.0]), combined(pitched, [sr, cr, 0.0]), pitched[2]]
}

fn combined(rows: [Vector; 3], by: Vector) -> Vector {
    std::array::from_fn(|i| rows[0][i] * by[0] + rows[1][i] * by[1] + rows[2][i] * by[2])
}

/// What is visible at one pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Depth, larger is nearer.
    pub depth: f32,
    /// Normal in view space, not normalised.
    pub normal: Vector,
    /// Place on the material.
    pub uv: [f32; 2],
    /// How much light from around reaches it.
    pub open: f32,
    /// What it is.
    pub material: Material,
}

impl Seen {
    const NOTHING: Self =
        Self { depth: f32::MIN, normal: [0.0, 0.0, 1.0], uv: [0.0; 2], open: 1.0, material: Material::Empty };
}

/// What is visible at every pixel of a square picture, rows from the top.
#[derive(Debug)]
pub(super) struct Buffer {
    /// Side in pixels.
    pub side: usize,
    /// The nearest surface of every pixel.
    pub pixels: Vec<Seen>,
}

impl Buffer {
    /// An empty picture.
    pub(super) fn new(side: usize) -> Self {
        Self { side, pixels: vec![Seen::NOTHING; side * side] }
    }

    /// Draws a surface; where `covers(uv)` is false it is transparent.
    pub(super) fn draw(&mut self, mesh: &Mesh, view: &View, covers: impl Fn([f32; 2]) -> bool) {
        let corners: Vec<Corner> = (0..mesh.vertices.len())
            .map(|i| {
                let vertex = mesh.vertices[i];
                let normal = view.turned(mesh.normal(i % mesh.n_columns, i / mesh.n_columns));
                Corner { at: view.projected(vertex.place), normal, uv: vertex.uv, open: vertex.open }
            })
            .collect();
        for row in 0..mesh.n_rows() - 1 {
            for column in 0..mesh.n_columns - 1 {
                let i = row * mesh.n_columns + column;
                let (a, b, c, d) =
                    (&corners[i], &corners[i + 1], &corners[i + mesh.n_columns], &corners[i + mesh.n_columns + 1]);
                self.triangle([a, b, c], mesh.material, &covers);
                self.triangle([b, d, c], mesh.material, &covers);
            }
        }
    }

    fn triangle(&mut self, corners: [&Corner; 3], material: Material, covers: &impl Fn([f32; 2]) -> bool) {
        let [a, b, c] = corners.map(|corner| corner.at);
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if area.abs() < 1e-6 {
            return;
        }
        let [left, right] = self.span([a[0], b[0], c[0]]);
        let [top, bottom] = self.span([a[1], b[1], c[1]]);
        for y in top..bottom {
            for x in left..right {
                let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
                let to_b = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
                let to_c = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
                let share = [1.0 - to_b - to_c, to_b, to_c];
                self.place(y * self.side + x, (corners, share, material), covers);
            }
        }
    }

    /// Fills a pixel with the part of a triangle that has those shares of its corners, if it lies inside, is nearer and covers.
    fn place(&mut self, at: usize, (corners, share, material): Part, covers: &impl Fn([f32; 2]) -> bool) {
        if share[0] < 0.0 || share[1] < 0.0 || share[2] < 0.0 {
            return;
        }
        let seen = seen(corners, share, material);
        if seen.depth > self.pixels[at].depth && covers(seen.uv) {
            self.pixels[at] = seen;
        }
    }

    /// First and one past the last pixel whose centre can lie between the numbers.
    fn span(&self, [a, b, c]: [f32; 3]) -> [usize; 2] {
        let side = self.side as f32;
        let from = (a.min(b).min(c) - 0.5).ceil().clamp(0.0, side);
        let to = (a.max(b).max(c) + 0.5).floor().clamp(0.0, side);
        [from as usize, to as usize]
    }
}

/// The corners of a triangle, how much of each, and what it is made of.
type Part<'a> = ([&'a Corner; 3], [f32; 3], Material);

struct Corner {
    at: Vector,
    normal: Vector,
    uv: [f32; 2],
    open: f32,
}

fn seen(corners: [&Corner; 3], share: [f32; 3], material: Material) -> Seen {
    let mix =
        |of: fn(&Corner) -> f32| share[0] * of(corners[0]) + share[1] * of(corners[1]) + share[2] * of(corners[2]);
    Seen {
        depth: mix(|c| c.at[2]),
        normal: [mix(|c| c.normal[0]), mix(|c| c.normal[1]), mix(|c| c.normal[2])],
        uv: [mix(|c| c.uv[0]), mix(|c| c.uv[1])],
        open: mix(|c| c.open),
        material,
    }
}

/// Scalar product.
pub(super) fn dot(a: Vector, b: Vector) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The vector of length 1 in the same direction; a vector of no length points at the camera.
pub(super) fn unit(v: Vector) -> Vector {
    let length = dot(v, v).sqrt();
    if length < 1e-9 { [0.0, 0.0, 1.0] } else { v.map(|c| c / length) }
}

/// The difference.
pub(super) fn minus(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Vector product.
pub(super) fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
