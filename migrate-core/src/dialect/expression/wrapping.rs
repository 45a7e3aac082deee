//! The parentheses around the whole of an expression, for dialects whose servers add and expect them.

/// What a character or token means for how deep the next one stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::dialect) enum Step {
    Open,
    Close,
    Beside,
}

/// How many pairs of parentheses stand around the whole: `((a) + (b))` has one.
pub(in crate::dialect) fn pairs_around(steps: &[Step]) -> usize {
    let opening = steps.iter().take_while(|step| **step == Step::Open).count();
    let inner = &steps[opening..];
    let closing = inner
        .iter()
        .rev()
        .take_while(|step| **step == Step::Close)
        .count();
    let mut depth = opening;
    let mut least = opening.min(closing);
    for step in &inner[..inner.len() - closing] {
        depth = match (step, depth.checked_sub(1)) {
            (Step::Open, _) => depth + 1,
            (Step::Close, Some(outer)) => outer,
            (Step::Close, None) => return 0,
            (Step::Beside, _) => depth,
        };
        least = least.min(depth);
    }
    if depth == closing { least } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{Step, pairs_around};

    #[test]
    fn only_what_closes_at_the_end_stands_around_the_whole() {
        for (text, pairs) in [
            ("a", 0),
            ("(a)", 1),
            ("((a))", 2),
            ("((a)+(b))", 1),
            ("(a)+(b)", 0),
            ("()", 1),
            ("((a)", 0),
            ("(a))", 0),
            ("a)(b", 0),
            ("", 0),
        ] {
            let steps: Vec<Step> = text
                .chars()
                .map(|c| match c {
                    '(' => Step::Open,
                    ')' => Step::Close,
                    _ => Step::Beside,
                })
                .collect();
            assert_eq!(pairs_around(&steps), pairs, "{text}");
        }
    }
}
