//! The laws of autogenerate as a whole, for whoever tries them: a place, a pair of schemas, and the way from one to the
//! other and back, by operations as they were found or by a revision file that was compiled.

pub mod asked;
mod comparable;
pub mod compiled;
pub mod pair;
pub mod place;

pub use pair::{Compiled, Pair};
pub use place::Place;

/// A number that a variable of the environment states.
pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
