//! Strongly connected components and the waves they can be processed in.

/// Components of a graph given by its edges, callees before callers; members in ascending order.
///
/// Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972) with a stack of its own: call
/// chains of real programs are deeper than a thread's stack.
pub fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut tarjan = Tarjan {
        edges,
        index: vec![usize::MAX; edges.len()],
        low: vec![0; edges.len()],
        on_stack: vec![false; edges.len()],
        stack: Vec::new(),
        next: 0,
        components: Vec::new(),
    };
    for node in 0..edges.len() {
        if tarjan.index[node] == usize::MAX {
            tarjan.visit(node);
        }
    }
    tarjan.components
}

/// Components by level: every callee outside the component is in an earlier wave, so the components of one
/// wave may run in parallel.
pub fn waves(edges: &[Vec<usize>]) -> Vec<Vec<Vec<usize>>> {
    let components = components(edges);
    let mut level = vec![0usize; edges.len()];
    let mut waves: Vec<Vec<Vec<usize>>> = Vec::new();
    for component in components {
        let outside = component.iter().flat_map(|node| &edges[*node]).filter(|callee| !component.contains(callee));
        let own = outside.map(|callee| level[*callee] + 1).max().unwrap_or(0);
        for node in &component {
            level[*node] = own;
        }
        if waves.len() <= own {
            waves.resize_with(own + 1, Vec::new);
        }
        waves[own].push(component);
    }
    waves
}

struct Tarjan<'a> {
    edges: &'a [Vec<usize>],
    index: Vec<usize>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    components: Vec<Vec<usize>>,
}

impl Tarjan<'_> {
    fn visit(&mut self, root: usize) {
        let mut work = vec![(root, 0usize)];
        self.enter(root);
        while let Some((node, edge)) = work.pop() {
            match self.edges[node].get(edge) {
                Some(&callee) => {
                    work.push((node, edge + 1));
                    if self.index[callee] == usize::MAX {
                        self.enter(callee);
                        work.push((callee, 0));
                    } else if self.on_stack[callee] {
                        self.low[node] = self.low[node].min(self.index[callee]);
                    }
                }
                None => {
                    if let Some((parent, _)) = work.last() {
                        self.low[*parent] = self.low[*parent].min(self.low[node]);
                    }
                    self.leave(node);
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = self.next;
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    fn leave(&mut self, node: usize) {
        if self.low[node] != self.index[node] {
            return;
        }
        let mut component = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.on_stack[member] = false;
            component.push(member);
            if member == node {
                break;
            }
        }
        component.sort_unstable();
        self.components.push(component);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callees_come_first_and_circles_stay_together() {
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![], vec![0, 3]];
        assert_eq!(components(&edges), vec![vec![3], vec![1, 2], vec![0], vec![4]]);
        assert_eq!(waves(&edges), vec![vec![vec![3]], vec![vec![1, 2]], vec![vec![0]], vec![vec![4]]]);
    }

    #[test]
    fn deep_chains_need_no_deep_stack() {
        let edges: Vec<Vec<usize>> = (0..200_000).map(|n| if n + 1 < 200_000 { vec![n + 1] } else { vec![] }).collect();
        assert_eq!(waves(&edges).len(), 200_000);
    }
}
