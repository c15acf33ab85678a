//! Turning the hue in Pillow's 8-bit HSV.

use image::RgbImage;

/// Turns the hue of every pixel by `turns` of the colour circle, in `[-0.5, 0.5]` (`adjust_hue`).
///
/// The round trip through 8-bit HSV moves levels a little even for 0 turns, as Pillow's does.
pub fn hue(picture: &RgbImage, turns: f32) -> RgbImage {
    let shift = (f64::from(turns) * 255.0) as i32 as u8;
    super::map(picture, |pixel| {
        let [hue, saturation, value] = hsv_from_rgb(pixel);
        rgb_from_hsv([hue.wrapping_add(shift), saturation, value])
    })
}

fn hsv_from_rgb([r, g, b]: [u8; 3]) -> [u8; 3] {
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    if most == least {
        return [0, 0, most];
    }
    let chroma = f32::from(most - least);
    let [rc, gc, bc] = [r, g, b].map(|level| f32::from(most - level) / chroma);
    let sixths = match most {
        m if m == r => bc - gc,
        m if m == g => (2.0 + f64::from(rc) - f64::from(bc)) as f32,
        _ => (4.0 + f64::from(gc) - f64::from(rc)) as f32,
    };
    // Pillow keeps the hue in f32 and adds in double.
    let hue = (f64::from(sixths) / 6.0 + 1.0) % 1.0;
    let saturation = f64::from(chroma / f32::from(most));
    [(f64::from(hue as f32) * 255.0) as u8, (saturation * 255.0) as u8, most]
}

fn rgb_from_hsv([hue, saturation, value]: [u8; 3]) -> [u8; 3] {
    if saturation == 0 {
        return [value; 3];
    }
    // Pillow keeps these two in f32 and the rest in double; ties of the rounding depend on it.
    let sixths = f64::from(hue) * 6.0 / 255.0;
    let rest = (sixths - sixths.floor()) as f32;
    let saturation = (f64::from(saturation) / 255.0) as f32;
    let faded = |lost: f64| (f64::from(value) * (1.0 - lost)).round() as u8;
    let p = faded(f64::from(saturation));
    let q = faded(f64::from(saturation * rest));
    let t = faded(f64::from(saturation) * (1.0 - f64::from(rest)));
    match sixths as u8 % 6 {
        0 => [value, t, p],
        1 => [q, value, p],
        2 => [p, value, t],
        3 => [p, q, value],
        4 => [t, p, value],
        _ => [value, p, q],
    }
}
