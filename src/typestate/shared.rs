//! Lists that path states share until one of them changes its own.
//!
//! States are copied at each branch and for each case of a callee, and most copies differ from the original in one of
//! their lists at most.

use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// A list whose copies cost nothing; whoever changes one that is shared gets its own first.
#[derive(Debug)]
pub struct Shared<T> {
    /// `None` when empty.
    list: Option<Rc<Vec<T>>>,
}

impl<T> Shared<T> {
    /// Whether both are the same list, which is cheaper to ask than whether they are equal.
    pub fn is_same(&self, other: &Shared<T>) -> bool {
        match (&self.list, &other.list) {
            (None, None) => true,
            (Some(left), Some(right)) => Rc::ptr_eq(left, right),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }
}

impl<T: Clone> Shared<T> {
    fn own(&mut self) -> &mut Vec<T> {
        Rc::make_mut(self.list.get_or_insert_default())
    }

    /// Adds at the end.
    pub fn push(&mut self, item: T) {
        self.own().push(item);
    }

    /// Adds at a position.
    pub fn insert(&mut self, at: usize, item: T) {
        self.own().insert(at, item);
    }

    /// Takes out what is at a position, which must exist.
    pub fn remove(&mut self, at: usize) -> T {
        self.own().remove(at)
    }

    /// Drops what comes after the first `length`.
    pub fn truncate(&mut self, length: usize) {
        if length < self.len() {
            self.own().truncate(length);
        }
    }

    /// Changes those for which `wanted` holds.
    pub fn change_where(&mut self, wanted: impl Fn(&T) -> bool, mut change: impl FnMut(&mut T)) {
        if let Some(first) = self.iter().position(&wanted) {
            self[first..].iter_mut().filter(|item| wanted(item)).for_each(&mut change);
        }
    }

    /// Drops what does not satisfy `keep`, which is asked once of each in order. Returns whether anything was dropped.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) -> bool {
        let Some(first) = self.iter().position(|item| !keep(item)) else {
            return false;
        };
        let mut at = 0;
        self.own().retain(|item| {
            at += 1;
            at <= first || at > first + 1 && keep(item)
        });
        true
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Shared<T> {
        Shared { list: None }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared { list: self.list.clone() }
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(list: Vec<T>) -> Shared<T> {
        Shared { list: (!list.is_empty()).then(|| Rc::new(list)) }
    }
}

impl<T> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.list.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.list {
            Some(list) => Rc::make_mut(list).as_mut_slice(),
            None => &mut [],
        }
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        self.is_same(other) || **self == **other
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut Shared<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_what_it_has_when_the_other_changes() {
        let mut list = Shared::from(vec![1, 2, 3, 4]);
        let copy = list.clone();
        assert!(list.is_same(&copy));
        assert!(!list.retain(|_| true));
        assert!(list.is_same(&copy), "nothing was dropped");
        let mut asked = Vec::new();
        assert!(list.retain(|item| {
            asked.push(*item);
            item % 2 == 0
        }));
        list[0] = 7;
        assert_eq!((&*list, &*copy, asked), (&[7, 4][..], &[1, 2, 3, 4][..], vec![1, 2, 3, 4]));
    }

    #[test]
    fn an_empty_list_is_equal_however_it_became_empty() {
        let mut list = Shared::from(vec![1]);
        list.truncate(0);
        assert_eq!(list, Shared::default());
        assert_eq!(Shared::<u8>::from(Vec::new()), Shared::default());
    }
}
