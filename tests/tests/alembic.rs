//! The same graphs, the same questions: this project's answers against those of Alembic itself.

mod ask;
mod fails;
mod graphs;
mod judge;
mod literals;
mod python;

use std::collections::BTreeMap;

use ask::Case;
use judge::Verdict;

/// A few hundred graphs; `MIGRATE_ALEMBIC_GRAPHS=20000 MIGRATE_ALEMBIC_SEED=7` asks for more, and for others.
#[test]
fn random_graphs() {
    let number = |name: &str, otherwise| {
        let value = std::env::var(name).ok();
        value.map_or(otherwise, |value| value.parse().expect("a number"))
    };
    let count = usize::try_from(number("MIGRATE_ALEMBIC_GRAPHS", 300)).expect("a number of graphs");
    compare(&graphs::cases(count, number("MIGRATE_ALEMBIC_SEED", 1)));
}

/// Graphs that people draw: every identifier and range from every place where a database can stand.
#[test]
fn literal_graphs() {
    compare(&literals::cases());
}

/// Asks both, and fails with the smallest differences.
fn compare(cases: &[Case]) {
    let answers = ask::ask(cases);
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for (case, answers) in cases.iter().zip(answers) {
        let graph = case.graph();
        let answers = match answers {
            Ok(answers) => answers,
            Err(answer) => {
                differences.push(format!("{}\nAlembic refuses: {answer:?}", text(case)));
                continue;
            }
        };
        for (question, answer) in case.questions.iter().zip(answers) {
            let verdict = judge::judge(&graph, question, &answer);
            if let Verdict::Differs(why) = &verdict {
                differences.push(format!("{}\n{question:?}\n{why}", text(case)));
            } else {
                *verdicts.entry(format!("{verdict:?}")).or_default() += 1;
            }
        }
    }
    println!("{verdicts:#?}");
    assert!(verdicts["Same"] > verdicts.len(), "nothing was compared");
    differences.sort_by_key(String::len);
    differences.dedup();
    let shown: Vec<&str> = differences.iter().take(12).map(String::as_str).collect();
    assert!(
        differences.is_empty(),
        "{} answers differ:\n\n{}",
        differences.len(),
        shown.join("\n\n")
    );
}

/// A graph as lines.
fn text(case: &Case) -> String {
    let line = |info: &migrate_core::RevisionInfo| {
        format!(
            "  {}: follows {:?}, needs {:?}, labels {:?}",
            info.id, info.down_revisions, info.depends_on, info.branch_labels
        )
    };
    let lines: Vec<String> = case.revisions.iter().map(line).collect();
    lines.join("\n")
}
