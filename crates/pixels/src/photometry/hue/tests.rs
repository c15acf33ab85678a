//! Every colour against Pillow's conversions, written out pixel by pixel with their branches (`Convert.c`).

use super::*;

fn slow_hsv([r, g, b]: [u8; 3]) -> [u8; 3] {
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

fn slow_rgb([hue, saturation, value]: [u8; 3]) -> [u8; 3] {
    if saturation == 0 {
        return [value; 3];
    }
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

fn check(name: &str, fast: fn([u8; 3]) -> [u8; 3], slow: fn([u8; 3]) -> [u8; 3]) {
    for (first, second) in (0..=255).flat_map(|first| (0..=255).map(move |second| (first, second))) {
        for third in 0..=255 {
            let colour = [first, second, third];
            assert_eq!(fast(colour), slow(colour), "{name} of {colour:?}");
        }
    }
}

#[test]
fn every_colour_becomes_pillow_s_hue_saturation_and_value() {
    check("hsv", hsv, slow_hsv);
}

#[test]
fn every_hue_saturation_and_value_becomes_pillow_s_colour() {
    check("rgb", rgb, slow_rgb);
}
