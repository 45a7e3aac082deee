//! Holds this project's answer against Alembic's. They have to be the same; where they may differ, the reason is one
//! of a short list, and the answer is then held against what is sound.

use std::collections::BTreeSet;

use migrate_core::graph::{Direction, Graph, GraphError, PlanStep};
use serde_json::{Value, json};

use super::ask::{Answer, Question};

/// Why an answer may be another than Alembic's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Better {
    /// Alembic fails without an explanation; ours says what is wrong.
    DiesWhereWeRefuse,
    /// Alembic fails without an explanation; ours is sound.
    DiesWhereWeAnswer,
    /// Alembic leaves a row that another one implies.
    ImpliedRow,
    /// Alembic reads a target as far as it understands it.
    ReadsHalf,
    /// `show abc+1`, `stamp abc+1`, `history -r abc+1:`: Alembic knows these forms elsewhere only.
    FormOfElsewhere,
    /// `-9:` of a shorter history: Alembic stumbles over what is below the first revision; ours begins there.
    BeginsAtBase,
    /// `abcd@-1:`: Alembic takes only labels for branches here.
    BranchOfRevision,
    /// `:current` of a database without a revision: Alembic takes it for all of history.
    NothingIsCurrent,
    /// Alembic goes on with nothing behind the last or before the first revision.
    WalksPast,
    /// Alembic takes a branch that does not exist, or that could be several, for one without revisions.
    NoSuchBranch,
    /// `downgrade branch@head`: Alembic forgets the branch.
    HeadOfBranch,
    /// `stamp branch@abc`: Alembic looks for `abc` everywhere, too.
    BeginningOnBranch,
    /// `stamp abc def`: Alembic mixes what the targets stand for; it may clear a row that was asked for.
    StampOfSeveral,
    /// `abc+0`: Alembic takes it for a step in some places, and refuses it in others.
    NoSteps,
    /// Alembic writes two rows of which one implies the other, and fails on them in the next run.
    OverlappingStamp,
}

/// How two answers go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Same,
    BothRefuse,
    Better(Better),
    Differs(String),
}

/// This project's answer, in the form of Alembic's.
pub fn ours(graph: &Graph, question: &Question) -> Result<Value, GraphError> {
    let ids = |found: Vec<&migrate_core::RevisionInfo>| -> Vec<String> {
        found.into_iter().map(|info| info.id.clone()).collect()
    };
    Ok(match question {
        Question::Shape => shape(graph),
        Question::History { range, current } => {
            json!(ids(graph.history(range.as_deref(), Some(current))?))
        }
        Question::Resolve(identifier) => json!(ids(graph.resolve(identifier)?)),
        Question::Current(current) => {
            let mut found = ids(graph.all_current(current)?);
            found.sort();
            json!(found)
        }
        Question::Upgrade { current, target } => {
            steps(current, &graph.plan_upgrade(current, target)?)
        }
        Question::Downgrade { current, target } => {
            steps(current, &graph.plan_downgrade(current, target)?)
        }
        Question::Stamp { current, targets } => {
            let plan = graph.plan_stamp(current, targets)?;
            let rows: BTreeSet<String> = plan.to.into_iter().collect();
            json!({ "rows": rows })
        }
    })
}

fn shape(graph: &Graph) -> Value {
    let ids = |found: Vec<&migrate_core::RevisionInfo>| -> Vec<String> {
        found.into_iter().map(|info| info.id.clone()).collect()
    };
    let branches: Vec<Value> = graph
        .branches()
        .into_iter()
        .map(|(point, children)| {
            let mut children = ids(children);
            children.sort();
            json!([point.id, children])
        })
        .collect();
    let all = graph.revisions();
    let labels: serde_json::Map<String, Value> = all
        .iter()
        .map(|info| (info.id.clone(), json!(graph.labels_of(&info.id))))
        .collect();
    let merge_points: Vec<&str> = all
        .iter()
        .map(|info| info.id.as_str())
        .filter(|id| graph.is_merge_point(id))
        .collect();
    json!({
        "heads": ids(graph.heads()),
        "effective_heads": ids(graph.effective_heads()),
        "bases": ids(graph.bases()),
        "branches": branches,
        "labels": labels,
        "merge_points": merge_points,
    })
}

fn steps(current: &[String], plan: &[PlanStep]) -> Value {
    let told: Vec<Value> = plan
        .iter()
        .map(|step| {
            let rows: BTreeSet<&String> = step.to.iter().collect();
            json!([step.revision, rows])
        })
        .collect();
    let rows: BTreeSet<&String> = match plan.last() {
        Some(last) => last.to.iter().collect(),
        None => current.iter().collect(),
    };
    json!({"steps": told, "rows": rows})
}

pub fn judge(graph: &Graph, question: &Question, theirs: &Answer) -> Verdict {
    let ours = ours(graph, question);
    if let Err(why) = sound(graph, question) {
        return Verdict::Differs(format!("ours is unsound: {why}\n{ours:?}"));
    }
    if let (Answer::Ok(theirs), Ok(ours)) = (theirs, &ours)
        && alike(question, theirs, ours)
    {
        return Verdict::Same;
    }
    if let (Answer::Refused { kind, .. }, Err(error)) = (theirs, &ours) {
        let both = match (kind.as_str(), question) {
            // Where nothing but the number of heads is wrong, that is what is said.
            ("MultipleHeads", Question::Upgrade { target, .. }) if target == "head" => {
                matches!(error, GraphError::MultipleHeads { .. })
            }
            _ => true,
        };
        if both {
            return Verdict::BothRefuse;
        }
    }
    match better(graph, question, theirs, &ours) {
        Some(better) => Verdict::Better(better),
        None => Verdict::Differs(format!("ours: {ours:?}\nAlembic's: {theirs:?}")),
    }
}

/// Why ours may be another answer.
fn better(
    graph: &Graph,
    question: &Question,
    theirs: &Answer,
    ours: &Result<Value, GraphError>,
) -> Option<Better> {
    if let Question::History {
        range: Some(range),
        current,
    } = question
    {
        let (start, end) = range.split_once(':').unwrap_or((range, ""));
        let whole = || {
            let range = format!(":{end}");
            let history = graph.history(Some(&range), Some(current)).ok()?;
            let ids: Vec<String> = history.into_iter().map(|info| info.id.clone()).collect();
            Some(json!(ids))
        };
        if is_below_base(end) {
            return Some(Better::WalksPast);
        }
        if current.is_empty() && end == "current" {
            return Some(Better::NothingIsCurrent);
        }
        if let Some((branch, _)) = start.split_once('@')
            && !is_label(graph, branch)
        {
            return Some(Better::BranchOfRevision);
        }
        if matches!(theirs, Answer::Refused { .. })
            && start.starts_with('-')
            && ours.is_ok()
            && ours.as_ref().ok() == whole().as_ref()
        {
            return Some(Better::BeginsAtBase);
        }
    }
    if let Question::Downgrade { target, .. } = question
        && target.ends_with("+0")
    {
        return Some(Better::NoSteps);
    }
    match (theirs, ours) {
        (Answer::Ok(theirs), Ok(ours)) => match question {
            Question::Stamp { targets, .. }
                if targets.len() > 1 || targets[0].ends_with("heads") =>
            {
                Some(Better::StampOfSeveral)
            }
            Question::Stamp { .. } => theirs.get("died").map(|_| Better::DiesWhereWeAnswer),
            _ => rows_only(graph, theirs, ours),
        },
        (Answer::Ok(_), Err(GraphError::NotAnIdentifier { .. })) => Some(Better::ReadsHalf),
        (Answer::Refused { .. }, Ok(_)) => {
            let elsewhere = match question {
                Question::Resolve(identifier) => is_relative(identifier),
                Question::Stamp { targets, .. } => targets.iter().any(|target| is_relative(target)),
                Question::History { range, .. } => range.as_deref().is_some_and(|range| {
                    range == "current:current" || range.split(':').next().is_some_and(is_relative)
                }),
                Question::Shape
                | Question::Current(_)
                | Question::Upgrade { .. }
                | Question::Downgrade { .. } => false,
            };
            match question {
                _ if elsewhere => Some(Better::FormOfElsewhere),
                Question::Downgrade { target, .. } if is_head_of_branch(target) => {
                    Some(Better::HeadOfBranch)
                }
                Question::Stamp { targets, .. }
                    if targets.iter().any(|target| target.contains('@')) =>
                {
                    Some(Better::BeginningOnBranch)
                }
                _ => None,
            }
        }
        (Answer::Died { .. }, Err(_)) => Some(Better::DiesWhereWeRefuse),
        (Answer::Died { .. }, Ok(_)) => Some(Better::DiesWhereWeAnswer),
        (Answer::Ok(_), Err(error)) => match (question, error) {
            (Question::Stamp { .. }, GraphError::Overlap { .. }) => Some(Better::OverlappingStamp),
            (
                Question::Downgrade { target, .. },
                GraphError::MultipleHeads { .. } | GraphError::NotBelowCurrent { .. },
            ) if is_head_of_branch(target) => Some(Better::HeadOfBranch),
            (Question::Resolve(_) | Question::Stamp { .. }, GraphError::OutOfRange { .. }) => {
                Some(Better::WalksPast)
            }
            (
                Question::Upgrade { target, .. } | Question::Downgrade { target, .. },
                GraphError::OutOfRange { .. },
            ) if is_below_base(target) => Some(Better::WalksPast),
            (
                _,
                GraphError::NoSuchRevision { identifier, .. }
                | GraphError::Ambiguous { identifier, .. },
            ) if names_branch(question, identifier) => Some(Better::NoSuchBranch),
            _ => None,
        },
        (Answer::Refused { .. }, Err(_)) => None,
    }
}

fn is_head_of_branch(target: &str) -> bool {
    matches!(target.rsplit_once('@'), Some((_, "head" | "heads")))
}

/// `base-2`, `branch@base-1`.
fn is_below_base(target: &str) -> bool {
    let symbol = target.rsplit('@').next().unwrap_or_default();
    symbol.starts_with("base-")
}

fn is_label(graph: &Graph, name: &str) -> bool {
    let mut labels = graph
        .revisions()
        .iter()
        .flat_map(|info| &info.branch_labels);
    labels.any(|label| label == name)
}

/// `abc+1`, `-2`, `branch@abc-1`.
fn is_relative(identifier: &str) -> bool {
    let symbol = identifier.rsplit('@').next().unwrap_or_default();
    symbol.contains(['+', '-'])
}

/// Whether `name` is the branch of one of the question's identifiers.
fn names_branch(question: &Question, name: &str) -> bool {
    let branch = format!("{name}@");
    match question {
        Question::Resolve(identifier) => identifier.starts_with(&branch),
        Question::Upgrade { target, .. } | Question::Downgrade { target, .. } => {
            target.starts_with(&branch)
        }
        Question::Stamp { targets, .. } => targets.iter().any(|target| target.starts_with(&branch)),
        Question::History { range, .. } => range
            .iter()
            .flat_map(|range| range.split(':'))
            .any(|end| end.starts_with(&branch)),
        Question::Shape | Question::Current(_) => false,
    }
}

fn alike(question: &Question, theirs: &Value, ours: &Value) -> bool {
    match question {
        Question::Stamp { .. } => theirs["rows"] == ours["rows"],
        // Two heads may stand on one parent: Alembic names it twice.
        Question::Resolve(_) => {
            let mut theirs = theirs.as_array().cloned().unwrap_or_default();
            let mut seen = Vec::new();
            theirs.retain(|id| {
                let new = !seen.contains(id);
                seen.push(id.clone());
                new
            });
            *ours == Value::from(theirs)
        }
        _ => theirs == ours,
    }
}

/// Whether the steps are the same, and the first rows that differ differ for a reason.
fn rows_only(graph: &Graph, theirs: &Value, ours: &Value) -> Option<Better> {
    let list = |answer: &Value| answer["steps"].as_array().cloned();
    let (their_steps, our_steps) = (list(theirs)?, list(ours)?);
    let revisions =
        |steps: &[Value]| -> Vec<Value> { steps.iter().map(|step| step[0].clone()).collect() };
    let died = theirs.get("died").is_some();
    let same_way = if died {
        revisions(&our_steps).starts_with(&revisions(&their_steps))
    } else {
        revisions(&our_steps) == revisions(&their_steps)
    };
    if !same_way {
        return None;
    }
    let first = their_steps
        .iter()
        .zip(&our_steps)
        .find(|(theirs, ours)| theirs != ours);
    match first {
        None if died => Some(Better::DiesWhereWeAnswer),
        Some((theirs, ours)) if implied(graph, &theirs[1]) && !implied(graph, &ours[1]) => {
            Some(Better::ImpliedRow)
        }
        None | Some(_) => None,
    }
}

/// Whether one of the rows says that another one is applied, too.
fn implied(graph: &Graph, rows: &Value) -> bool {
    let rows: Vec<String> = rows
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    matches!(
        graph.plan_upgrade(&rows, "heads"),
        Err(GraphError::Overlap { .. })
    )
}

/// Holds a plan against what it has to be, whatever Alembic says: every revision after all that it needs, and rows that
/// say what is applied and nothing twice.
fn sound(graph: &Graph, question: &Question) -> Result<(), String> {
    let (current, plan) = match question {
        Question::Upgrade { current, target } => (current, graph.plan_upgrade(current, target)),
        Question::Downgrade { current, target } => (current, graph.plan_downgrade(current, target)),
        Question::Stamp { current, targets } => {
            return match graph.plan_stamp(current, targets) {
                Ok(plan) if implied(graph, &json!(plan.to)) => {
                    Err("a row implies another".to_owned())
                }
                Ok(_) | Err(_) => Ok(()),
            };
        }
        Question::Shape
        | Question::History { .. }
        | Question::Resolve(_)
        | Question::Current(_) => {
            return Ok(());
        }
    };
    let Ok(plan) = plan else { return Ok(()) };
    let needs = |id: &str| -> Vec<String> {
        let info = graph.get(id).expect("a revision of the graph");
        let names = info.down_revisions.iter().chain(&info.depends_on);
        names
            .filter_map(|name| graph.resolve_one(name).ok().flatten())
            .map(|need| need.id.clone())
            .collect()
    };
    let mut applied = BTreeSet::new();
    let mut todo = current.clone();
    while let Some(id) = todo.pop() {
        todo.extend(needs(&id));
        applied.insert(id);
    }
    for step in plan {
        let id = &step.revision;
        match step.direction {
            Direction::Upgrade => {
                if needs(id).iter().any(|need| !applied.contains(need)) {
                    return Err(format!("{id} comes before what it needs"));
                }
                applied.insert(id.clone());
            }
            Direction::Downgrade => {
                applied.remove(id);
            }
        }
        let below: BTreeSet<String> = applied.iter().flat_map(|id| needs(id)).collect();
        let rows: BTreeSet<String> = applied.difference(&below).cloned().collect();
        if rows != step.to.iter().cloned().collect() || !below.is_subset(&applied) {
            return Err(format!("{id} leaves {:?}, applied is {applied:?}", step.to));
        }
    }
    Ok(())
}
