//! Tests of the names of devices.

use super::*;

#[test]
fn the_processor_is_always_there() {
    for word in ["cpu", "auto"] {
        assert_eq!(choose(word), Ok(NamedDevice::cpu()));
    }
    assert!(cpu_for_training().is_autodiff());
    assert!(!cpu().is_autodiff());
}

#[test]
fn words_that_name_no_device_are_refused_with_those_that_do() {
    for word in ["", "CPU", "gpu", "cpu:0", "rocm:0"] {
        let error = choose(word).unwrap_err();
        assert_eq!(error, DeviceError::Unknown { found: word.to_owned() });
        assert!(error.to_string().contains("auto and cpu"), "{error}");
    }
}

#[test]
fn graphics_processors_are_refused_by_name() {
    for word in ["cuda", "cuda:0", "vulkan:1", "metal"] {
        assert_eq!(choose(word), Err(DeviceError::Unsupported { found: word.to_owned() }));
    }
}
