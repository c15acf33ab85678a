//! Tests of `mixup`: its distribution, that keys decide it, and a slow twin. The loss is compared with torch in `loss`.

use super::*;

fn key(pass: u64, index: u64) -> DrawKey {
    DrawKey { seed: 1, pass, index }
}

#[test]
fn a_draw_depends_on_seed_pass_and_batch_alone() {
    let draw = Mix::draw(0.4, 8, key(2, 3)).unwrap();
    assert_eq!(Mix::draw(0.4, 8, key(2, 3)), Some(draw.clone()));
    for other in [key(1, 3), key(2, 4), DrawKey { seed: 2, ..key(2, 3) }] {
        assert_ne!(Mix::draw(0.4, 8, other).unwrap().share.to_bits(), draw.share.to_bits());
    }
    let mut partners = draw.partners;
    partners.sort_unstable();
    assert!(partners.into_iter().eq(0..8));
    assert_eq!(Mix::draw(0.0, 8, key(2, 3)), None);
}

#[test]
fn shares_have_the_mean_and_variance_of_the_beta_distribution() {
    for alpha in [0.2, 1.0, 4.0] {
        let shares: Vec<f64> = (0..4000).map(|i| Mix::draw(alpha, 2, key(0, i)).unwrap().share).collect();
        let mean = shares.iter().sum::<f64>() / 4000.0;
        let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / 3999.0;
        let expected = 1.0 / (4.0 * (2.0 * alpha + 1.0));
        assert!((mean - 0.5).abs() < 4.0 * (expected / 4000.0).sqrt(), "{alpha}: mean {mean}");
        assert!((variance / expected - 1.0).abs() < 0.1, "{alpha}: variance {variance}, expected {expected}");
        assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
    }
}

#[test]
fn pictures_and_rows_are_mixed_with_their_partners() {
    let mix = Mix { share: 0.25, partners: vec![2, 0, 1] };
    let values: Vec<f32> = (0..3 * 2 * 2 * 3).map(|i| (i * i % 17) as f32 - 5.0).collect();
    let pictures = Tensor::<4>::from_data(TensorData::new(values.clone(), [3, 2, 2, 3]), &network::device::cpu());
    let found: Vec<f32> = mix.pictures(pictures).into_data().try_into_vec().unwrap();
    for (i, found) in found.iter().enumerate() {
        let expected = 0.25 * values[i] + 0.75 * values[mix.partners[i / 12] * 12 + i % 12];
        assert!((found - expected).abs() < 1e-6, "{i}: {found}, expected {expected}");
    }
    assert_eq!(mix.rows(&[[1.0, 0.0], [0.0, 1.0], [0.0, 4.0]]), [[0.25, 3.0], [0.75, 0.25], [0.0, 1.75]]);
    assert_eq!([0, 1, 2].map(|picture| mix.dominant(picture)), [2, 0, 1]);
    assert_eq!(Mix { share: 0.5, ..mix }.dominant(1), 1);
}
