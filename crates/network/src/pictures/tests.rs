//! Tests of the way from bytes to tensors.

use super::*;

#[test]
fn rectangular_pictures_keep_their_pixels_in_place() {
    let picture: Vec<u8> = (0..2 * 3 * 3).map(|i| i * 14).collect();
    let normalisation = Normalisation { mean: [0.0, 0.5, 1.0], std: [1.0, 0.5, 0.25] };
    let tensor = tensor_from_pictures(&[&picture, &picture], (3, 2), &normalisation, &crate::device::cpu());
    assert_eq!(tensor.dims(), [2, 2, 3, 3]);
    let values: Vec<f32> = tensor.into_data().try_into_vec().unwrap();
    for (i, value) in values.iter().enumerate() {
        let (byte, channel) = (picture[i % 18], i % 3);
        let expected = (f32::from(byte) / 255.0 - normalisation.mean[channel]) / normalisation.std[channel];
        assert!((value - expected).abs() < 1e-6, "{i}: {value} {expected}");
    }
}

#[test]
#[should_panic(expected = "bytes of a 3x2 RGB picture")]
fn a_picture_of_another_size_is_refused() {
    tensor_from_pictures(&[&[0; 12]], (3, 2), &Normalisation::IMAGENET, &crate::device::cpu());
}
