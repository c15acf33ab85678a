//! The 68 landmarks of the iBUG scheme.

use super::{Landmarks, Point};

/// 68 landmarks in the order of iBUG's 300-W (Sagonas et al. 2013), pixels of the picture. Left and right are the picture's.
///
/// | numbers | what, in order |
/// |---|---|
/// | 0 to 16 | outline of the face from the left temple over the chin (8) to the right temple |
/// | 17 to 21, 22 to 26 | left brow from the temple inwards, right brow outwards |
/// | 27 to 30, 31 to 35 | ridge of the nose down to the tip (30), base of the nose from left to right |
/// | 36 to 41, 42 to 47 | each eye: left corner, upper lid rightwards, right corner, lower lid leftwards |
/// | 48 to 59 | outer edge of the lips: left corner, upper lip rightwards, right corner (54), lower lip leftwards |
/// | 60 to 67 | inner edge of the lips in the same order: corners 60 and 64 |
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmarks68([Point; 68]);

impl Landmarks68 {
    /// Number of points.
    pub const COUNT: usize = 68;

    /// The landmarks of points in that order.
    pub fn new(points: [Point; 68]) -> Self {
        Self(points)
    }

    /// Every point in order of its number.
    pub fn points(&self) -> &[Point; 68] {
        &self.0
    }

    /// The five landmarks that follow: an eye is the mean of its six points, the nose is its tip (30), the corners of the mouth
    /// are 48 and 54.
    ///
    /// # Examples
    /// ```
    /// use faces::{Landmarks68, Point};
    /// let row = std::array::from_fn(|i| Point::new(i as f32, 0.0));
    /// let five = Landmarks68::new(row).five();
    /// assert_eq!((five.left_eye.x, five.right_eye.x), (38.5, 44.5));
    /// assert_eq!((five.nose.x, five.left_mouth.x, five.right_mouth.x), (30.0, 48.0, 54.0));
    /// ```
    pub fn five(&self) -> Landmarks {
        let p = &self.0;
        Landmarks {
            left_eye: mean(&p[36..42]),
            right_eye: mean(&p[42..48]),
            nose: p[30],
            left_mouth: p[48],
            right_mouth: p[54],
        }
    }

    /// Names of 136 columns, `x_0`, `y_0`, `x_1` and so on to `y_67`, in the order of [`Self::to_numbers`].
    pub fn columns() -> Vec<String> {
        (0..Self::COUNT).flat_map(|i| [format!("x_{i}"), format!("y_{i}")]).collect()
    }

    /// The coordinates of every point in order: x, y of point 0, then of point 1, and so on.
    pub fn to_numbers(&self) -> impl Iterator<Item = f32> + '_ {
        self.0.iter().flat_map(|point| [point.x, point.y])
    }
}

fn mean(points: &[Point]) -> Point {
    let n = points.len().max(1) as f32;
    Point::new(points.iter().map(|p| p.x).sum::<f32>() / n, points.iter().map(|p| p.y).sum::<f32>() / n)
}
