//! What is begun and ended on a value that lives on, as locks are: everywhere, and almost always right.
//!
//! It is reported only where the same function also releases it, so that functions that do not need no look. What they
//! call is of interest only if it releases and does not begin anew.

use rustc_hash::FxHashMap;

use crate::base::Name;
use crate::ir::{LinkedBody, Target};
use crate::rule::{Acquire, Catalog, Handle, Release, ReportWhen};

/// Hashes of the names of methods that begin and that end such a thing.
#[derive(Default)]
pub struct Locks {
    begin: Vec<u32>,
    end: Vec<u32>,
    release_of: Vec<(crate::rule::ResourceId, Vec<u32>)>,
    /// What ends it, for each name that begins one.
    ends: FxHashMap<u32, Vec<u32>>,
}

impl Locks {
    /// Reads the tables.
    pub fn new(catalog: &Catalog) -> Locks {
        let mut locks = Locks::default();
        for path in catalog.acquirers() {
            for entry in catalog.acquires(path).iter().filter(|entry| Locks::is_lock(catalog, entry)) {
                let releases = &catalog.resource(entry.resource).releases;
                let end: Vec<u32> = releases.iter().filter_map(name).map(Name::text_hash).collect();
                locks.begin.push(path.name.text_hash());
                locks.end.extend(&end);
                locks.ends.entry(path.name.text_hash()).or_default().extend(&end);
                locks.release_of.push((entry.resource, end));
            }
        }
        locks
    }

    /// Whether an acquisition is on its receiver, and of interest only where it is also released.
    pub fn is_lock(catalog: &Catalog, entry: &Acquire) -> bool {
        entry.handle == Handle::Receiver && catalog.resource(entry.resource).report == ReportWhen::ReleasedElsewhere
    }

    /// Names of which a caller must mention one, if what it calls acquires nothing but locks; else none.
    pub fn releases_to_look_for(&self, entries: &[Acquire]) -> Vec<u32> {
        let mut names = Vec::new();
        for entry in entries {
            match self.release_of.iter().find(|known| known.0 == entry.resource && entry.handle == Handle::Receiver) {
                Some((_, end)) => names.extend(end),
                None => return Vec::new(),
            }
        }
        names
    }

    /// Hashes of the names that end what a method of this name begins.
    pub fn ends_of(&self, name: u32) -> Vec<u32> {
        self.ends.get(&name).cloned().unwrap_or_default()
    }

    /// Whether a function takes a lock.
    pub fn any_in(&self, catalog: &Catalog, linked: &LinkedBody) -> bool {
        let takes = |target: &Target| {
            let path = target.path().filter(|path| self.begin.contains(&path.name.text_hash()));
            path.is_some_and(|path| catalog.acquires(path).iter().any(|entry| Locks::is_lock(catalog, entry)))
        };
        linked.targets.iter().any(takes)
    }

    /// Whether a function that mentions these may release and does not take.
    pub fn only_releases(&self, mentions: &[u32]) -> bool {
        let any = |hashes: &[u32]| hashes.iter().any(|hash| mentions.binary_search(hash).is_ok());
        any(&self.end) && !any(&self.begin)
    }
}

fn name(release: &Release) -> Option<Name> {
    match release {
        Release::Method { name, .. } => Some(*name),
        Release::Call | Release::Function { .. } | Release::Via { .. } | Release::CloseChannel => None,
    }
}
