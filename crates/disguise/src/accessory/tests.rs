//! Tests of the parts that the public interface does not show.

use faces::{Contour, Landmarks, Point};
use pixels::{Rgb, RgbImage};

use super::Anchors;
use super::blur::blur;
use super::falling::falling;
use super::head::{Head, MOST_YAW_DEG, Surface};
use super::light::{Light, blur_of_ratio, exp_small, level, linear, luma, step_energy};
use super::weave::{Weave, hash_unit, noise};

fn landmarks(nose_x: f32) -> Landmarks {
    let at = |x: f32, y: f32| Point::new(100.0 + 40.0 * x, 80.0 + 40.0 * y);
    Landmarks {
        left_eye: at(-0.5, 0.0),
        right_eye: at(0.5, 0.0),
        nose: at(nose_x, 0.55),
        left_mouth: at(-0.39, 1.06),
        right_mouth: at(0.39, 1.06),
    }
}

fn head(nose_x: f32) -> Head {
    fitted(landmarks(nose_x), None)
}

fn fitted(found: Landmarks, contour: Option<Contour>) -> Head {
    let anchors = Anchors { found, face_box: None, contour: None }.with_contour(contour);
    Head::fit((300, 300), &anchors, MOST_YAW_DEG).unwrap()
}

#[test]
fn a_frontal_face_is_its_own_frame() {
    let head = head(0.0);
    assert!((head.unit - 40.0).abs() < 1e-3);
    assert!((head.yaw[0] - 1.0).abs() < 1e-6 && head.yaw[1].abs() < 1e-6);
    let mouth = head.frame(Point::new(100.0, 80.0 + 40.0 * 1.06));
    assert!(mouth[0].abs() < 1e-5 && (mouth[1] - 1.06).abs() < 1e-5);
}

#[test]
fn yaw_follows_the_nose() {
    for degrees in [-40f32, -15.0, 15.0, 40.0] {
        let yaw = degrees.to_radians();
        let found = head(0.5 * yaw.tan()).yaw;
        assert!((found[1].atan2(found[0]) - yaw).abs() < 1e-4, "{degrees}");
    }
}

#[test]
fn surfaces_are_inverted() {
    for nose_x in [-0.15, 0.0, 0.2] {
        let head = head(nose_x);
        for surface in [Surface::Face, Surface::Glasses, Surface::Cup, Surface::Hull] {
            for place in [[0.0, 0.0], [0.4, 0.5], [-0.5, -0.4], [0.3, 1.2]] {
                let found = head.back(surface, head.on(surface, place));
                let off = (found[0] - place[0]).hypot(found[1] - place[1]);
                assert!(off < 0.12, "{surface:?} {place:?} {found:?} nose {nose_x}");
            }
        }
    }
}

#[test]
fn pixels_and_frame_are_inverse_under_roll() {
    let tilted = landmarks(0.05).map(|p| {
        let (x, y, (s, c)) = (p.x - 100.0, p.y - 90.0, 0.5f32.sin_cos());
        Point::new(100.0 + x * c - y * s, 90.0 + x * s + y * c)
    });
    let head = fitted(tilted, None);
    let place = [0.7, -0.3];
    let found = head.frame(head.pixel(place));
    assert!((found[0] - place[0]).abs() < 1e-4 && (found[1] - place[1]).abs() < 1e-4);
}

#[test]
fn the_outline_of_a_face_is_followed() {
    let at = |x: f32, y: f32| Point::new(100.0 + 40.0 * x, 80.0 + 40.0 * y);
    let contour = Contour {
        landmarks: landmarks(0.0),
        edges: [at(-1.0, 0.11), at(1.25, 0.11)],
        chin: at(0.0, 1.95),
        hairline: Some(at(0.0, -1.4)),
    };
    let head = fitted(landmarks(0.0), Some(contour));
    let near = |place: [f32; 2], expected: [f32; 2]| {
        let found = head.on(Surface::Face, place);
        assert!(
            (found[0] - expected[0]).hypot(found[1] - expected[1]) < 0.02,
            "{place:?}: {found:?}, expected {expected:?}"
        );
        let back = head.back(Surface::Face, found);
        assert!((back[0] - place[0]).hypot(back[1] - place[1]) < 0.05, "{place:?}: back at {back:?}");
    };
    near([-1.1, 0.11], [-1.0, 0.11]);
    near([1.1, 0.11], [1.25, 0.11]);
    near([0.0, -1.19], [0.0, -1.4]);
    near([0.39, 1.06], [0.39, 1.06]);
    assert!((head.chin - 1.95).abs() < 0.02, "{}", head.chin);
}

#[test]
fn the_outline_of_somebody_else_is_not_believed() {
    let near = |by: f32| {
        let moved = |p: Point| Point::new(p.x + by, p.y);
        let [edges, chin] = [[Point::new(50.0, 85.0), Point::new(160.0, 85.0)], [Point::new(100.0, 155.0); 2]];
        let contour = Contour { landmarks: landmarks(0.0), edges, chin: chin[0], hairline: None }.map(moved);
        Anchors { found: landmarks(0.0), face_box: None, contour: None }.with_contour(Some(contour)).contour.is_some()
    };
    assert!(near(5.0) && !near(25.0));
}

/// The slow twin: a sampled Gaussian along one row.
#[test]
fn three_boxes_are_nearly_a_gaussian() {
    for sigma in [0.6f32, 1.5, 3.7] {
        let n = 61;
        let mut row = vec![[0f32]; n];
        row[30] = [1.0];
        blur(&mut row, n, 1, sigma);
        let weight = |i: usize| (-((i as f32 - 30.0) / sigma).powi(2) / 2.0).exp();
        let total: f32 = (0..n).map(weight).sum();
        let sum: f32 = row.iter().map(|v| v[0]).sum();
        assert!((sum - 1.0).abs() < 1e-4);
        let variance: f32 = row.iter().enumerate().map(|(i, v)| v[0] * (i as f32 - 30.0).powi(2)).sum();
        assert!((variance - sigma * sigma).abs() < 0.02 * sigma * sigma, "sigma {sigma} variance {variance}");
        for (i, v) in row.iter().enumerate() {
            assert!((v[0] - weight(i) / total).abs() < 0.06 * weight(30) / total + 0.002, "sigma {sigma} at {i}");
        }
    }
}

#[test]
fn blur_keeps_a_constant_of_any_shape() {
    for (width, height) in [(1, 1), (5, 1), (1, 7), (3, 11)] {
        let mut pixels = vec![[0.25f32, 0.5]; width * height];
        blur(&mut pixels, width, height, 2.3);
        assert!(pixels.iter().all(|p| (p[0] - 0.25).abs() < 1e-5 && (p[1] - 0.5).abs() < 1e-5));
    }
}

/// The slow twin: the integral by sums over the error function's defining integral.
#[test]
fn step_energy_is_the_integral() {
    for (lag, sigma) in [(1.0f32, 0.7f32), (2.0, 1.8)] {
        let step = 0.01f32;
        let (mut edge, mut cumulative) = (Vec::new(), 0.0f32);
        for i in -1500..1500 {
            let t = i as f32 * step / sigma;
            cumulative += (-0.5 * t * t).exp() / (std::f32::consts::TAU.sqrt() * sigma) * step;
            edge.push(cumulative);
        }
        let shift = (lag / step).round() as usize;
        let sum: f32 = edge.iter().zip(edge.iter().skip(shift)).map(|(a, b)| (a - b).powi(2) * step).sum();
        assert!((sum - step_energy(lag, sigma)).abs() < 0.01 * sum, "{lag} {sigma}");
    }
}

#[test]
fn blur_is_found_from_its_ratio() {
    for sigma in [0.6f32, 1.0, 2.0, 3.5] {
        let found = blur_of_ratio(step_energy(2.0, sigma) / step_energy(1.0, sigma));
        assert!((found - sigma).abs() < 0.02 * sigma, "{sigma} {found}");
    }
    assert!(blur_of_ratio(1.2) < 0.3);
}

fn picture(blur_px: f32, grain: f32) -> RgbImage {
    RgbImage::from_fn(200, 200, |x, y| {
        let (dx, dy) = (x as f32 - 100.0, y as f32 - 100.0);
        let edge = |centre: f32| 1.0 / (1.0 + (-(dx - centre) * 1.7 / blur_px).exp());
        let stripes = edge(-30.0) - edge(-15.0) + edge(2.0) - edge(20.0);
        let noise = grain * (hash_unit(x, y, 3) + hash_unit(x, y, 4) - 1.0) * 2.45;
        let v = 90.0 + 70.0 * stripes + noise - 0.05 * dy;
        Rgb([v.clamp(0.0, 255.0) as u8; 3])
    })
}

#[test]
fn light_measures_blur_and_grain() {
    let head = head(0.0);
    let found = |blur_px, grain| Light::measure(&picture(blur_px, grain), &head);
    let (sharp, soft) = (found(0.5, 0.0).blur_px, found(2.5, 0.0).blur_px);
    assert!(sharp < 1.0 && (1.8..3.4).contains(&soft), "sharp {sharp} soft {soft}");
    let (clean, noisy) = (found(1.0, 0.0).grain, found(1.0, 4.0).grain);
    assert!(clean < 0.8 && (2.5..5.5).contains(&noisy), "clean {clean} noisy {noisy}");
}

#[test]
fn light_finds_the_side_it_comes_from() {
    let lit = |from: f32| {
        RgbImage::from_fn(200, 200, |x, _| Rgb([(120.0 + from * (x as f32 - 100.0)).clamp(0.0, 255.0) as u8; 3]))
    };
    for from in [-0.8f32, 0.8] {
        let slope = Light::measure(&lit(from), &head(0.0)).slope;
        assert!(slope[0] * from > 0.1 && slope[1].abs() < 0.05, "{slope:?}");
    }
}

#[test]
fn levels_survive_linear_light() {
    for v in 0..=255u8 {
        assert_eq!(level(linear(v)).round() as u8, v);
        let grey = linear(v);
        assert_eq!(luma([grey; 3]).to_bits(), grey.to_bits());
    }
}

#[test]
fn the_gradient_needs_no_exact_exponential() {
    assert!((-130..=130).map(|i| 0.01 * i as f32).all(|v| (exp_small(v) / v.exp() - 1.0).abs() < 2e-4));
}

#[test]
fn bells_are_exponentials() {
    assert!((0..7900).map(|i| 0.01 * i as f32).all(|v| (falling(v) / (-v).exp() - 1.0).abs() < 1e-5));
    assert!([f32::INFINITY, f32::NAN, 81.0].map(falling).iter().all(|v| *v <= 0.0));
}

/// The slow twin: one corner after the other.
#[test]
fn noise_interpolates_hashes() {
    let lattice = |u: f32, v: f32, salt: u32| {
        let at = |dx: i32, dy: i32| hash_unit((u.floor() as i32 + dx) as u32, (v.floor() as i32 + dy) as u32, salt);
        let ease = |t: f32| t * t * (3.0 - 2.0 * t);
        let (x, y) = (ease(u - u.floor()), ease(v - v.floor()));
        let [upper, lower] = [0, 1].map(|dy| at(0, dy) + (at(1, dy) - at(0, dy)) * x);
        upper + (lower - upper) * y
    };
    for (u, v, salt) in [(0.3, 1.7, 0), (-4.2, 0.1, 7), (12.0, -0.5, 96), (-0.01, -31.4, 3)] {
        let expected = 0.67 * lattice(u, v, salt) + 0.33 * lattice(2.1 * u + 5.2, 2.1 * v + 1.3, salt + 1);
        assert!((noise([u, v], salt) - expected).abs() < 1e-5, "{u} {v} {salt}");
    }
}

#[test]
fn patterns_stay_between_their_colours() {
    let weaves = [Weave::Stripes, Weave::Dots, Weave::Checks, Weave::Flowers, Weave::Camouflage, Weave::Herringbone];
    for weave in weaves {
        let mut seen = [1.0f32, 0.0];
        for i in 0..4000 {
            let place = [(i % 63) as f32 * 0.17 - 5.0, (i / 63) as f32 * 0.13 - 4.0];
            let [c, _, _] = weave.colour(place, [[0.2; 3], [0.5; 3], [0.8; 3]]);
            assert!((0.199..=0.801).contains(&c), "{weave:?} {c}");
            seen = [seen[0].min(c), seen[1].max(c)];
        }
        assert!(seen[1] - seen[0] > 0.2, "{weave:?} shows one colour only");
    }
    assert!((0..500).all(|i| (0.0..=1.0).contains(&noise([i as f32 * 0.37, i as f32 * -0.21], 2))));
}
