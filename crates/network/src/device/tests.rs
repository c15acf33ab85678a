//! Tests of the names of devices.

use super::*;

#[test]
fn the_processor_is_always_there() {
    assert_eq!(choose("cpu"), Ok(NamedDevice::cpu()));
    assert!(cpu_for_training().is_autodiff());
    assert!(!cpu().is_autodiff());
}

#[test]
fn every_device_has_a_name_that_chooses_it_again() {
    let all = all();
    assert_eq!(all[0], NamedDevice::cpu());
    for named in &all {
        assert_eq!(choose(&named.name).as_ref(), Ok(named));
    }
    assert!(all.contains(&choose("auto").unwrap()));
}

#[test]
fn words_that_name_no_device_are_refused_with_those_that_do() {
    for word in ["", "CPU", "gpu", "cpu:0", "rocm:0", "cuda:", "cuda:-1", "cuda:+1", "vulkan:0:0", "metal:x", "cuda: 0"]
    {
        let error = choose(word).unwrap_err();
        assert_eq!(error, DeviceError::Unknown { found: word.to_owned() });
        assert!(error.to_string().contains("auto, cpu"), "{error}");
    }
}

#[test]
fn graphics_processors_that_are_not_built_or_not_there_are_refused_by_name() {
    for (word, family) in [("cuda:4000", Family::Cuda), ("vulkan:4000", Family::Vulkan), ("metal:4000", Family::Metal)]
    {
        let n_devices = family.devices().len();
        let expected = if family.is_built() {
            DeviceError::Absent { found: word.to_owned(), n_devices }
        } else {
            DeviceError::NotBuilt { found: word.to_owned(), feature: family.name() }
        };
        assert_eq!(choose(word), Err(expected));
    }
}

#[test]
fn the_number_of_the_first_may_be_left_out() {
    for family in Family::ALL {
        assert_eq!(parsed(family.name()), Some((family, 0)));
        assert_eq!(parsed(&format!("{}:3", family.name())), Some((family, 3)));
    }
}
