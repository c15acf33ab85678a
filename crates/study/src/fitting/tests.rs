//! Parents and designs are shared out evenly, and those of train and test never meet.

use std::collections::BTreeSet;

use super::*;

fn candidates() -> Vec<(usize, Expression)> {
    (0..70).map(|i| (i, Expression::ALL[i % 7])).collect()
}

fn wardrobe(pool: DesignPool, per_class: Option<usize>) -> Wardrobe<'static> {
    Wardrobe { kinds: &DisguiseKind::ALL, pool, per_class }
}

#[test]
fn every_class_and_kind_gets_its_share() {
    let fittings = wardrobe(DesignPool::Train, Some(16)).fit(&candidates(), 3);
    for class in Expression::ALL {
        let of_class: Vec<_> = fittings.iter().filter(|f| candidates()[f.parent].1 == class).collect();
        assert_eq!(of_class.len(), 16);
        for kind in DisguiseKind::ALL {
            assert_eq!(of_class.iter().filter(|f| f.design.kind == kind).count(), 4);
        }
        let parents: BTreeSet<usize> = of_class.iter().map(|f| f.parent).collect();
        assert_eq!(parents.len(), 10, "all ten faces of a class are used before one is used again");
    }
}

#[test]
fn the_choice_depends_on_the_seed_alone() {
    let mut reversed = candidates();
    reversed.reverse();
    let wardrobe = wardrobe(DesignPool::Test, None);
    assert_eq!(wardrobe.fit(&candidates(), 3), wardrobe.fit(&reversed, 3));
    assert_ne!(wardrobe.fit(&candidates(), 3), wardrobe.fit(&candidates(), 4));
    assert_eq!(wardrobe.fit(&candidates(), 3).len(), 70, "every face once");
}

#[test]
fn no_style_is_in_both_pools() {
    let styles = |pool| -> BTreeSet<(DisguiseKind, &'static str)> {
        let fittings = wardrobe(pool, Some(200)).fit(&candidates(), 3);
        fittings.iter().map(|f| (f.design.kind, f.design.style_name())).collect()
    };
    assert!(styles(DesignPool::Train).is_disjoint(&styles(DesignPool::Test)));
}
