//! Strongly connected components of an indexed graph, and the order in which they may be worked on.
//!
//! Nodes are the numbers below `node_count`; an edge goes from a caller to a callee. Everything depends on the
//! numbers and the order of the edges only, so equal graphs give equal answers. Edges to numbers that are no
//! nodes are ignored.

const UNSEEN: u32 = u32::MAX;

/// The components of a graph, callees before callers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Components {
    /// Members of all components, one component after the other; ascending within each.
    members: Vec<u32>,
    /// Where each component ends in `members`.
    ends: Vec<u32>,
    /// Component of each node.
    component_of: Vec<u32>,
}

impl Components {
    /// Number of components.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the graph has no nodes.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Members of a component in ascending order.
    pub fn members(&self, component: usize) -> &[u32] {
        let start = if component == 0 { 0 } else { self.ends[component - 1] };
        &self.members[start as usize..self.ends[component] as usize]
    }

    /// All components, each after all those that it has edges to.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> + '_ {
        (0..self.len()).map(|component| self.members(component))
    }

    /// The component of a node.
    pub fn of(&self, node: u32) -> usize {
        self.component_of[node as usize] as usize
    }
}

/// Finds the components (after Tarjan), without recursion, in time linear in nodes and edges.
pub fn components<'a>(node_count: usize, edges: impl Fn(u32) -> &'a [u32]) -> Components {
    let mut search = Search {
        numbers: vec![UNSEEN; node_count],
        low: vec![UNSEEN; node_count],
        counter: 0,
        open: Vec::new(),
        path: Vec::new(),
        found: Components { members: Vec::new(), ends: Vec::new(), component_of: vec![UNSEEN; node_count] },
    };
    for root in 0..node_count as u32 {
        if search.numbers[root as usize] == UNSEEN {
            search.run(root, &edges);
        }
    }
    search.found
}

struct Search {
    /// Order of discovery.
    numbers: Vec<u32>,
    /// Least number known to be reachable within the component.
    low: Vec<u32>,
    counter: u32,
    /// Discovered nodes without a component yet.
    open: Vec<u32>,
    /// Nodes being visited, each with the number of edges already followed.
    path: Vec<(u32, usize)>,
    found: Components,
}

impl Search {
    fn run<'a>(&mut self, root: u32, edges: &impl Fn(u32) -> &'a [u32]) {
        self.enter(root);
        while let Some((node, followed)) = self.path.last_mut() {
            let node = *node;
            if let Some(&next) = edges(node).get(*followed) {
                *followed += 1;
                let Some(&number) = self.numbers.get(next as usize) else { continue };
                if number == UNSEEN {
                    self.enter(next);
                } else if self.found.component_of[next as usize] == UNSEEN {
                    self.lower(node, number);
                }
                continue;
            }
            self.path.pop();
            let low = self.low[node as usize];
            if low == self.numbers[node as usize] {
                self.close(node);
            }
            if let Some(&(parent, _)) = self.path.last() {
                self.lower(parent, low);
            }
        }
    }

    fn enter(&mut self, node: u32) {
        self.numbers[node as usize] = self.counter;
        self.low[node as usize] = self.counter;
        self.counter += 1;
        self.open.push(node);
        self.path.push((node, 0));
    }

    fn lower(&mut self, node: u32, number: u32) {
        let low = &mut self.low[node as usize];
        *low = (*low).min(number);
    }

    fn close(&mut self, root: u32) {
        let component = self.found.ends.len() as u32;
        let start = self.found.members.len();
        while let Some(node) = self.open.pop() {
            self.found.component_of[node as usize] = component;
            self.found.members.push(node);
            if node == root {
                break;
            }
        }
        self.found.members[start..].sort_unstable();
        self.found.ends.push(self.found.members.len() as u32);
    }
}

/// Groups components into waves: those of one wave have no edges between them and need only earlier waves, so
/// they may be worked on in parallel. Within a wave components are in ascending order.
pub fn waves<'a>(components: &Components, edges: impl Fn(u32) -> &'a [u32]) -> Vec<Vec<usize>> {
    let mut waves: Vec<Vec<usize>> = Vec::new();
    let mut wave_of: Vec<usize> = Vec::with_capacity(components.len());
    for (component, members) in components.iter().enumerate() {
        let mut wave = 0;
        for &callee in members.iter().flat_map(|&node| edges(node)) {
            let Some(&other) = components.component_of.get(callee as usize) else { continue };
            if other as usize != component {
                wave = wave.max(wave_of[other as usize] + 1);
            }
        }
        wave_of.push(wave);
        if wave == waves.len() {
            waves.push(Vec::new());
        }
        waves[wave].push(component);
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(graph: &[Vec<u32>]) -> Components {
        components(graph.len(), |node| &graph[node as usize])
    }

    #[test]
    fn callees_come_first() {
        // 0 calls 1 and 4; 1, 2 and 3 call each other; 3 calls 4; 5 calls itself.
        let graph = vec![vec![1, 4], vec![2], vec![3], vec![1, 4], vec![], vec![5, 99]];
        let components = found(&graph);
        assert_eq!(components.iter().collect::<Vec<_>>(), [&[4][..], &[1, 2, 3], &[0], &[5]]);
        assert_eq!(components.of(2), 1);
        assert_eq!(waves(&components, |node| &graph[node as usize]), [vec![0, 3], vec![1], vec![2]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let length = 1_000_000u32;
        let graph: Vec<Vec<u32>> =
            (0..length).map(|node| if node + 1 < length { vec![node + 1] } else { vec![] }).collect();
        let components = found(&graph);
        assert_eq!(components.members(0), [length - 1]);
        assert_eq!(waves(&components, |node| &graph[node as usize]).len(), length as usize);
    }

    fn reaches(graph: &[Vec<u32>], from: u32, to: u32) -> bool {
        let mut seen = vec![false; graph.len()];
        let mut work = vec![from];
        while let Some(node) = work.pop() {
            if !std::mem::replace(&mut seen[node as usize], true) {
                work.extend(&graph[node as usize]);
            }
        }
        seen[to as usize]
    }

    proptest! {
        #[test]
        fn agrees_with_reachability(edges in prop::collection::vec((0u32..9, 0u32..9), 0..24)) {
            let mut graph = vec![Vec::new(); 9];
            for (from, to) in edges {
                graph[from as usize].push(to);
            }
            let components = found(&graph);
            for a in 0..9 {
                for b in 0..9 {
                    let together = reaches(&graph, a, b) && reaches(&graph, b, a);
                    prop_assert_eq!(components.of(a) == components.of(b), together);
                    prop_assert!(!reaches(&graph, a, b) || components.of(b) <= components.of(a));
                }
            }
        }
    }
}
