//! Tests of `averages` against the recursion written out, running statistics included.

use network::{ExpressionNetConfig, StateDict};

use super::*;

fn net(seed: u64) -> ExpressionNet {
    ExpressionNetConfig { hidden: 4, dropout: 0.0 }.init(seed, &network::device::cpu_for_training())
}

fn tensor<'a>(weights: &'a StateDict, name: &str) -> &'a [f32] {
    &weights.get(name).unwrap().values
}

#[test]
fn averages_follow_the_recursion() {
    let (first, second) = (net(1), net(2));
    // A pass in training mode moves the running statistics of the second network.
    let pictures = Tensor::<4>::ones([2, 32, 32, 3], &network::device::cpu_for_training());
    let _ = second.forward(pictures);
    let mut averages = Averages::of(&first);
    for (n_updates, decay) in [(1, 2.0 / 11.0), (2, 0.25), (200, 0.9)] {
        let before = averages.applied_to(&first).to_state_dict();
        averages.update(&second, 0.9, n_updates);
        let (after, new) = (averages.applied_to(&first).to_state_dict(), second.to_state_dict());
        for name in
            ["features.0.0.weight", "features.1.conv.0.1.running_var", "features.18.1.running_mean", "head.1.bias"]
        {
            for ((found, before), new) in tensor(&after, name).iter().zip(tensor(&before, name)).zip(tensor(&new, name))
            {
                let expected = decay * f64::from(*before) + (1.0 - decay) * f64::from(*new);
                assert!((f64::from(*found) - expected).abs() < 1e-6, "{name}: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn the_network_itself_is_not_touched() {
    let (first, second) = (net(1), net(2));
    let before = second.to_state_dict();
    let averaged = Averages::of(&first).applied_to(&second);
    assert_eq!(averaged.to_state_dict(), first.to_state_dict());
    assert_eq!(second.to_state_dict(), before);
    assert_eq!(Averages::of(&averaged), Averages::of(&first));
}
