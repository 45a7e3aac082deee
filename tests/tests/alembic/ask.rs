//! Asks real Alembic: cases go to one Python process as JSON, its answers come back in the same order.

use std::io::Write as _;
use std::process::{Command, Stdio};

use migrate_core::RevisionInfo;
use migrate_core::graph::Graph;
use serde_json::{Value, json};

use super::python::{python, script};

/// Something to ask of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Heads, bases, branch points, labels.
    Shape,
    History {
        range: Option<String>,
        current: Vec<String>,
    },
    Resolve(String),
    Current(Vec<String>),
    Upgrade {
        current: Vec<String>,
        target: String,
    },
    Downgrade {
        current: Vec<String>,
        target: String,
    },
    Stamp {
        current: Vec<String>,
        targets: Vec<String>,
    },
}

impl Question {
    fn json(&self, revisions: &[RevisionInfo]) -> Value {
        match self {
            Question::Shape => {
                let ids: Vec<&str> = revisions.iter().map(|info| info.id.as_str()).collect();
                json!({"ask": "shape", "ids": ids})
            }
            Question::History { range, current } => {
                json!({"ask": "history", "range": range, "current": current})
            }
            Question::Resolve(identifier) => json!({"ask": "resolve", "identifier": identifier}),
            Question::Current(current) => json!({"ask": "current", "current": current}),
            Question::Upgrade { current, target } => {
                json!({"ask": "upgrade", "current": current, "target": target})
            }
            Question::Downgrade { current, target } => {
                json!({"ask": "downgrade", "current": current, "target": target})
            }
            Question::Stamp { current, targets } => {
                json!({"ask": "stamp", "current": current, "targets": targets})
            }
        }
    }
}

/// A graph with what is asked of it.
#[derive(Debug, Clone)]
pub struct Case {
    pub revisions: Vec<RevisionInfo>,
    pub questions: Vec<Question>,
}

impl Case {
    fn json(&self) -> Value {
        let revision = |info: &RevisionInfo| {
            json!({
                "id": info.id,
                "down_revisions": info.down_revisions,
                "depends_on": info.depends_on,
                "branch_labels": info.branch_labels,
            })
        };
        let questions: Vec<Value> = self
            .questions
            .iter()
            .map(|question| question.json(&self.revisions))
            .collect();
        json!({
            "revisions": self.revisions.iter().map(revision).collect::<Vec<_>>(),
            "questions": questions,
        })
    }

    pub fn graph(&self) -> Graph {
        Graph::new(self.revisions.clone()).expect("a sound graph")
    }
}

/// What Alembic says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Ok(Value),
    /// It says what is wrong.
    Refused {
        kind: String,
        message: String,
    },
    /// It fails without an explanation.
    Died {
        kind: String,
        message: String,
    },
}

impl Answer {
    fn of(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let message = text("message");
        if value.get("refused").is_some() {
            let kind = text("refused");
            Answer::Refused { kind, message }
        } else if value.get("died").is_some() {
            let kind = text("died");
            Answer::Died { kind, message }
        } else {
            Answer::Ok(value["ok"].clone())
        }
    }
}

/// Alembic's answers: for each case an error of the whole graph, or an answer to each question.
pub fn ask(cases: &[Case]) -> Vec<Result<Vec<Answer>, Answer>> {
    let asked: Vec<Value> = cases.iter().map(Case::json).collect();
    let mut child = Command::new(python())
        .arg(script("answer.py"))
        // With a fixed seed, Alembic's sets have the same order every time.
        .env("PYTHONHASHSEED", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin
        .write_all(Value::from(asked).to_string().as_bytes())
        .expect("Python reads");
    drop(stdin);
    let output = child.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "Alembic's side failed");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answers.len(), cases.len());
    let of_case = |value: &Value| match Answer::of(value) {
        Answer::Ok(answers) => {
            let answers = answers.as_array().expect("a list").iter();
            Ok(answers.map(Answer::of).collect())
        }
        other => Err(other),
    };
    answers.iter().map(of_case).collect()
}
