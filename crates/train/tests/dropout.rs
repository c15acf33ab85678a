//! Dropout draws from the device's generator, which all threads share, so its resumption is tested in a process of its own.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use faces::Expression;
use network::{ExpressionNetConfig, Normalisation};
use pixels::{Rgb, RgbImage};
use train::{HistoryRow, Length, Observer, Recipe, Resume, Sample, Silent, TrainError, TrainRequest, fit};

struct StopAfterFirstEpoch<'a>(&'a AtomicBool);

impl Observer for StopAfterFirstEpoch<'_> {
    fn epoch(&mut self, _rows: &[HistoryRow]) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn dropout_goes_on_to_the_bit() {
    let pictures: Vec<_> = (0..6_u8).map(|i| RgbImage::from_pixel(32, 32, Rgb([i * 40, 90, 200 - i * 30]))).collect();
    let labels = Expression::ALL.into_iter();
    let samples: Vec<_> = pictures
        .iter()
        .zip(labels)
        .map(|(picture, label)| Sample { picture, label, subject: None, redraw: None })
        .collect();
    let recipe = Recipe { batch: 3, length: Length::Epochs(2), input_px: 32, ..Recipe::default() };
    let run = |run_dir: &Path, resume, stop: &AtomicBool, observer: &mut dyn Observer| {
        let net = ExpressionNetConfig { hidden: 16, dropout: 0.5 }.init(1, &network::device::cpu_for_training());
        let (samples, recipe, normalisation) = (&samples, &recipe, Normalisation::IMAGENET);
        let request =
            TrainRequest { net, samples, validation: &[], recipe, normalisation, seed: 2, run_dir, resume, stop };
        fit(request, observer)
    };
    let (whole, parts) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let never = AtomicBool::new(false);
    let expected = run(whole.path(), Resume::Fresh, &never, &mut Silent).unwrap();
    let flag = AtomicBool::new(false);
    let error = run(parts.path(), Resume::Fresh, &flag, &mut StopAfterFirstEpoch(&flag)).unwrap_err();
    assert!(matches!(error, TrainError::Interrupted { epoch: 2, update: 3 }), "{error}");
    let found = run(parts.path(), Resume::Continue, &never, &mut Silent).unwrap();
    assert_eq!(found.net.to_state_dict(), expected.net.to_state_dict());
    assert_eq!(found.history, expected.history);
}
