//! Functions whose callers are looked for, by the hashes of their names.

use rustc_hash::FxHashMap;

use crate::base::FuncPath;

/// Bits of a set of names that may be wrong for some.
const BITS: usize = 1 << 15;

/// Where alone a call of a function is of interest.
pub enum Only {
    /// Anywhere.
    Nothing,
    /// In functions that mention one of these names too.
    Beside(Vec<u32>),
    /// In functions that may wait, or hand out what they have acquired.
    AcrossWaits,
    /// In functions that may drop the result in the statement that makes it.
    AtOnce,
}

/// The functions.
pub struct Named {
    by_name: FxHashMap<u32, Vec<(FuncPath, Only)>>,
    /// Most functions mention none of them, which a few bits tell.
    bits: Vec<u64>,
}

impl Named {
    /// Puts them in order.
    pub fn new(callees: impl Iterator<Item = (FuncPath, Only)>) -> Named {
        let mut named = Named { by_name: FxHashMap::default(), bits: vec![0u64; BITS / 64] };
        callees.for_each(|(callee, only)| named.add(callee, only));
        named
    }

    /// Adds one.
    pub fn add(&mut self, callee: FuncPath, only: Only) {
        let hash = callee.name.text_hash();
        self.by_name.entry(hash).or_default().push((callee, only));
        let name = hash as usize % BITS;
        self.bits[name / 64] |= 1 << (name % 64);
    }

    /// Whether one of these names may be that of one of the functions.
    pub fn may_be_among(&self, mentions: &[u32]) -> bool {
        mentions.iter().any(|hash| {
            let name = *hash as usize % BITS;
            self.bits[name / 64] & 1 << (name % 64) != 0
        })
    }

    /// The functions of these names.
    pub fn among<'n>(&'n self, mentions: &'n [u32]) -> impl Iterator<Item = &'n (FuncPath, Only)> + 'n {
        mentions.iter().filter_map(|hash| self.by_name.get(hash)).flatten()
    }
}
