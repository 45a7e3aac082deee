//! A set of revisions: a bit for each.

use super::Node;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NodeSet {
    words: Vec<u64>,
}

impl NodeSet {
    /// The empty set of a graph of so many revisions.
    pub(super) fn none(revisions: usize) -> Self {
        NodeSet {
            words: vec![0; revisions.div_ceil(64)],
        }
    }

    /// All revisions of a graph of so many.
    pub(super) fn all(revisions: usize) -> Self {
        (0..revisions).fold(NodeSet::none(revisions), |mut set, node| {
            set.insert(node);
            set
        })
    }

    /// Adds a revision; false if it was there.
    pub(super) fn insert(&mut self, node: Node) -> bool {
        let (word, bit) = (&mut self.words[node / 64], 1 << (node % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Takes a revision out; false if it was not there.
    pub(super) fn remove(&mut self, node: Node) -> bool {
        let (word, bit) = (&mut self.words[node / 64], 1 << (node % 64));
        let there = *word & bit != 0;
        *word &= !bit;
        there
    }

    pub(super) fn contains(&self, node: Node) -> bool {
        self.words[node / 64] & (1 << (node % 64)) != 0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// Takes out what the other set has.
    pub(super) fn subtract(&mut self, other: &NodeSet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Keeps what the other set has too.
    pub(super) fn intersect(&mut self, other: &NodeSet) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// The revisions, in the order of files.
    pub(super) fn iter(&self) -> impl Iterator<Item = Node> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            std::iter::successors(Some(word), |&word| Some(word & word.wrapping_sub(1)))
                .take_while(|&word| word != 0)
                .map(move |word| index * 64 + word.trailing_zeros() as usize)
        })
    }
}
