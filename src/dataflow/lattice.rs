//! Values that only grow.

/// A value with a least upper bound.
///
/// Joining is associative, commutative and idempotent, and every chain of joins that change something is
/// finite; [`check_laws`] tries the first three on examples.
pub trait JoinSemiLattice {
    /// Replaces `self` by the least upper bound of both; tells whether that changed anything.
    fn join(&mut self, other: &Self) -> bool;
}

/// Tries the laws on all triples of `values`; one text a violation.
#[cfg(test)]
pub fn check_laws<T: JoinSemiLattice + Clone + PartialEq + std::fmt::Debug>(values: &[T]) -> Vec<String> {
    let joined = |left: &T, right: &T| {
        let mut value = left.clone();
        let changed = value.join(right);
        (value, changed)
    };
    let mut errors = Vec::new();
    for a in values {
        if joined(a, a) != (a.clone(), false) {
            errors.push(format!("{a:?} joined with itself changes"));
        }
        for b in values {
            let (ab, changed) = joined(a, b);
            if changed != (ab != *a) {
                errors.push(format!("{a:?} with {b:?} says changed: {changed}"));
            }
            if ab != joined(b, a).0 {
                errors.push(format!("{a:?} and {b:?} depend on their order"));
            }
            for c in values {
                if joined(&ab, c).0 != joined(a, &joined(b, c).0).0 {
                    errors.push(format!("{a:?}, {b:?}, {c:?} depend on their grouping"));
                }
            }
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq, Debug)]
    struct Max(u8);

    impl JoinSemiLattice for Max {
        fn join(&mut self, other: &Self) -> bool {
            let before = self.0;
            self.0 = before.max(other.0);
            self.0 != before
        }
    }

    /// Takes the other value, which depends on the order.
    #[derive(Clone, PartialEq, Debug)]
    struct Last(u8);

    impl JoinSemiLattice for Last {
        fn join(&mut self, other: &Self) -> bool {
            let changed = self.0 != other.0;
            self.0 = other.0;
            changed
        }
    }

    #[test]
    fn the_laws_accept_and_refuse() {
        assert_eq!(check_laws(&[Max(0), Max(1), Max(7)]), Vec::<String>::new());
        assert!(!check_laws(&[Last(0), Last(1)]).is_empty());
    }
}
