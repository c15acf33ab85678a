//! Parents and designs are shared out evenly, and those of train and test never meet.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use faces::DisguiseKind;

use super::*;

fn candidates() -> Vec<Candidate> {
    let candidate = |face| Candidate { face, class: Expression::ALL[face % 7], groups: Vec::new() };
    (0..70).map(candidate).collect()
}

#[test]
fn groups_get_as_many_disguises_as_each_other() {
    let grouped = candidates().into_iter().map(|candidate| Candidate {
        groups: vec![if candidate.face < 63 { "many" } else { "few" }.to_owned()],
        ..candidate
    });
    let grouped: Vec<Candidate> = grouped.collect();
    let fittings = wardrobe(DesignPool::Train, Some(6)).fit(&grouped, 3);
    let n_of = |name: &str| fittings.iter().filter(|fitting| grouped[fitting.parent].groups == [name]).count();
    assert_eq!((n_of("many"), n_of("few")), (42, 42));
}

static KINDS: OnceLock<Vec<Kinds>> = OnceLock::new();

fn wardrobe(pool: DesignPool, per_class: Option<usize>) -> Wardrobe<'static> {
    Wardrobe { kinds: KINDS.get_or_init(Kinds::each), pool, per_class }
}

#[test]
fn every_class_and_kind_gets_its_share() {
    let kinds = Kinds::each();
    let per_class = 4 * kinds.len();
    let fittings = wardrobe(DesignPool::Train, Some(per_class)).fit(&candidates(), 3);
    for class in Expression::ALL {
        let of_class: Vec<_> = fittings.iter().filter(|f| candidates()[f.parent].class == class).collect();
        assert_eq!(of_class.len(), per_class);
        for kinds in &kinds {
            assert_eq!(of_class.iter().filter(|f| f.outfit.kinds() == *kinds).count(), 4);
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
        let designs = fittings.iter().flat_map(|fitting| &fitting.outfit.designs);
        designs.map(|design| (design.kind, design.style_name())).collect()
    };
    assert!(styles(DesignPool::Train).is_disjoint(&styles(DesignPool::Test)));
}

#[test]
fn a_refused_drawing_is_made_up_for_within_its_class() {
    let (candidates, wardrobe) = (candidates(), wardrobe(DesignPool::Train, Some(2)));
    for refused in wardrobe.fit(&candidates, 3) {
        let instead = wardrobe.instead_of(&refused, &candidates, 1, 9).unwrap();
        assert_ne!(instead.parent, refused.parent);
        assert_eq!(candidates[instead.parent].class, candidates[refused.parent].class);
        assert_eq!(instead.outfit.kinds(), refused.outfit.kinds());
        assert_eq!(wardrobe.instead_of(&refused, &candidates, MAX_REPLACEMENTS + 1, 9), None);
        let alone = [Candidate { face: refused.parent, class: Expression::Fear, groups: Vec::new() }];
        assert_eq!(wardrobe.instead_of(&refused, &alone, 1, 9), None);
        let each_once = Wardrobe { per_class: None, ..wardrobe };
        assert_eq!(each_once.instead_of(&refused, &candidates, 1, 9), None);
    }
}
