//! Lays code out as rustfmt would, for the few forms that a revision needs.
//!
//! The limits are those of rustfmt's default style: <https://rust-lang.github.io/rustfmt/>.

/// The widest line.
pub(super) const MAX_WIDTH: usize = 100;
/// The widest list of arguments, array or chain that stays on one line.
pub(super) const MAX_SHORT: usize = 60;

/// A piece of code.
#[derive(Debug, Clone)]
pub(super) enum Code {
    /// As it stands.
    Raw(String),
    /// `head(arguments)`.
    Call { head: String, arguments: Vec<Code> },
    /// `base.call(arguments).call(arguments)`.
    Chain {
        base: Box<Code>,
        calls: Vec<(String, Vec<Code>)>,
    },
    /// `[elements]`, with what stands before the bracket (`&`, `rows!`).
    Array {
        head: &'static str,
        elements: Vec<Code>,
    },
}

/// Whether a character is written as an escape: nobody sees it, it would end a line, or turn those around it.
fn is_odd(c: char) -> bool {
    c.is_control() || !c.is_ascii() && !c.is_alphanumeric()
}

/// Text as a comment may hold it.
pub(super) fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if is_odd(c) {
            line.extend(c.escape_debug());
        } else {
            line.push(c);
        }
    }
    line
}

impl Code {
    pub(super) fn raw(text: impl Into<String>) -> Code {
        Code::Raw(text.into())
    }

    /// A string literal; one of several lines is raw, so that it reads as it runs.
    pub(super) fn text(text: &str) -> Code {
        let odd = |c: char| c != '\n' && is_odd(c);
        if !text.contains('\n') || text.contains(odd) {
            return Code::Raw(format!("{text:?}"));
        }
        let mut fence = String::new();
        while text.contains(&format!("\"{fence}")) {
            fence.push('#');
        }
        Code::Raw(format!("r{fence}\"{text}\"{fence}"))
    }

    /// SQL: a string literal, raw where it would be full of backslashes.
    pub(super) fn sql(sql: &str) -> Code {
        if !sql.contains(['"', '\\']) || sql.contains(char::is_control) {
            return Code::text(sql);
        }
        let mut hashes = String::new();
        while sql.contains(&format!("\"{hashes}")) {
            hashes.push('#');
        }
        Code::Raw(format!("r{hashes}\"{sql}\"{hashes}"))
    }

    pub(super) fn call(head: &str, arguments: Vec<Code>) -> Code {
        Code::Call {
            head: head.to_owned(),
            arguments,
        }
    }

    pub(super) fn array(elements: Vec<Code>) -> Code {
        Code::Array { head: "", elements }
    }

    /// An array of string literals.
    pub(super) fn texts(texts: &[String]) -> Code {
        Code::array(texts.iter().map(|text| Code::text(text)).collect())
    }

    /// Adds a call to the chain.
    pub(super) fn then(self, method: &str, arguments: Vec<Code>) -> Code {
        match self {
            Code::Chain { base, mut calls } => {
                calls.push((method.to_owned(), arguments));
                Code::Chain { base, calls }
            }
            base => Code::Chain {
                base: Box::new(base),
                calls: vec![(method.to_owned(), arguments)],
            },
        }
    }

    /// Takes texts of several lines out, and leaves a name where each stood: rustfmt has no one layout for them.
    pub(super) fn lift_texts(&mut self, lifted: &mut Vec<String>) {
        match self {
            Code::Raw(text) if text.contains('\n') => {
                let name = match lifted.len() {
                    0 => "text".to_owned(),
                    more => format!("text_{}", more + 1),
                };
                lifted.push(std::mem::replace(text, name));
            }
            Code::Raw(_) => {}
            Code::Call { arguments, .. } => lift_all(arguments, lifted),
            Code::Array { elements, .. } => lift_all(elements, lifted),
            Code::Chain { base, calls } => {
                base.lift_texts(lifted);
                for (_, arguments) in calls {
                    lift_all(arguments, lifted);
                }
            }
        }
    }

    /// Whether the code may stand on one line.
    pub(super) fn is_short(&self) -> bool {
        self.short()
    }

    /// The code on one line.
    pub(super) fn flat(&self) -> String {
        let list = |items: &[Code]| items.iter().map(Code::flat).collect::<Vec<_>>().join(", ");
        match self {
            Code::Raw(text) => text.clone(),
            Code::Call { head, arguments } => format!("{head}({})", list(arguments)),
            Code::Array { head, elements } => format!("{head}[{}]", list(elements)),
            Code::Chain { base, calls } => {
                let mut text = base.flat();
                for (method, arguments) in calls {
                    text.push_str(&format!(".{method}({})", list(arguments)));
                }
                text
            }
        }
    }

    /// Whether the code may stand on one line by rustfmt's limits for short forms.
    fn short(&self) -> bool {
        let width = |items: &[Code]| {
            items
                .iter()
                .map(|item| item.flat().chars().count() + 2)
                .sum::<usize>()
                .saturating_sub(2)
        };
        let fits = |items: &[Code]| width(items) <= MAX_SHORT && items.iter().all(Code::short);
        // A call that is the only argument may fill the line.
        let fits_call = |arguments: &[Code]| match arguments {
            [one @ (Code::Raw(_) | Code::Call { .. } | Code::Chain { .. })] => one.short(),
            several => fits(several),
        };
        match self {
            Code::Raw(_) => true,
            Code::Call { arguments, .. } => fits_call(arguments),
            Code::Array { elements, .. } => match elements.as_slice() {
                // A chain of one call that is the only element may fill the line, too.
                [one @ Code::Chain { calls, .. }] if calls.len() == 1 => one.short(),
                elements => fits(elements),
            },
            Code::Chain { base, calls } => {
                let whole = self.flat().chars().count();
                base.short()
                    && calls.iter().all(|(_, arguments)| fits_call(arguments))
                    && (calls.len() == 1 || whole <= MAX_SHORT)
            }
        }
    }

    /// Lays the code out at an indentation, with room for so many characters behind it.
    pub(super) fn layout(&self, indent: usize, behind: usize) -> String {
        let flat = self.flat();
        if self.short()
            && !flat.contains('\n')
            && indent + flat.chars().count() + behind <= MAX_WIDTH
        {
            return flat;
        }
        match self {
            Code::Raw(text) => text.clone(),
            Code::Call { head, arguments } => {
                format!("{head}{}", list(arguments, indent, behind))
            }
            Code::Array { head, elements } => format!("{head}{}", array(elements, indent, behind)),
            Code::Chain { base, calls } => chain(base, calls, indent, behind),
        }
    }
}

fn lift_all(items: &mut [Code], lifted: &mut Vec<String>) {
    for item in items {
        item.lift_texts(lifted);
    }
}

fn pad(indent: usize) -> String {
    " ".repeat(indent)
}

/// Arguments in parentheses: an array that is the only one opens on the line of the call.
fn list(arguments: &[Code], indent: usize, behind: usize) -> String {
    if let [only @ Code::Array { elements, .. }] = arguments
        && opened_element(elements, indent, behind + 1).is_none_or(|(_, first)| first < MAX_SHORT)
    {
        return format!("({})", only.layout(indent, behind + 1));
    }
    if let [Code::Chain { base, calls }] = arguments
        && let Some(text) = hugged(base, calls, indent, behind)
    {
        return text;
    }
    let inner = indent + 4;
    let mut text = "(\n".to_owned();
    for argument in arguments {
        text.push_str(&format!("{}{},\n", pad(inner), argument.layout(inner, 1)));
    }
    text.push_str(&format!("{})", pad(indent)));
    text
}

/// A chain that is the only argument, whose last call is too wide even for a line of its own: it opens on the line of the
/// call around it.
fn hugged(
    base: &Code,
    calls: &[(String, Vec<Code>)],
    indent: usize,
    behind: usize,
) -> Option<String> {
    let ((method, arguments), before) = calls.split_last()?;
    let [Code::Raw(argument)] = arguments.as_slice() else {
        return None;
    };
    let before = before
        .iter()
        .fold(base.clone(), |chain, (method, arguments)| {
            chain.then(method, arguments.clone())
        });
    let opening = format!("{}.{method}(", before.flat());
    let width = |text: &str| text.chars().count();
    let inner = indent + 4;
    let too_wide = inner + width(&format!(".{method}({argument})")) + behind + 1 > MAX_WIDTH;
    let fits = inner + width(argument) < MAX_WIDTH && width(&opening) <= MAX_SHORT;
    let lines = format!("({opening}\n{}{argument},\n{}))", pad(inner), pad(indent));
    (too_wide && fits && before.short() && !argument.contains('\n')).then_some(lines)
}

/// The only element of an array where it opens on the line of the bracket, and how wide its first line is.
fn opened_element(elements: &[Code], indent: usize, behind: usize) -> Option<(String, usize)> {
    let [only @ (Code::Call { .. } | Code::Chain { .. })] = elements else {
        return None;
    };
    let text = only.layout(indent, behind + 1);
    let first = text.lines().next().map_or(0, |line| line.chars().count());
    (text.contains('\n') && first <= MAX_SHORT).then_some((text, first))
}

/// Elements in brackets: a call that is the only one opens on the line of the bracket.
fn array(elements: &[Code], indent: usize, behind: usize) -> String {
    if let Some((text, _)) = opened_element(elements, indent, behind) {
        return format!("[{text}]");
    }
    let inner = indent + 4;
    let mut text = "[\n".to_owned();
    for element in elements {
        text.push_str(&format!("{}{},\n", pad(inner), element.layout(inner, 1)));
    }
    text.push_str(&format!("{}]", pad(indent)));
    text
}

fn chain(base: &Code, calls: &[(String, Vec<Code>)], indent: usize, behind: usize) -> String {
    // One call on a short base (`op.create_table(...)`) keeps its place on the line.
    if let [(method, arguments)] = calls
        && base.flat().len() <= 4
    {
        let head = format!("{}.{method}", base.flat());
        return format!("{head}{}", list(arguments, indent, behind));
    }
    if let Some(text) = opened_on_one_line(base, calls, indent, behind) {
        return text;
    }
    let mut text = base.layout(indent, 0);
    // Behind a base of several lines the calls line up with its closing bracket.
    let inner = if text.contains('\n') {
        indent
    } else {
        indent + 4
    };
    for (at, (method, arguments)) in calls.iter().enumerate() {
        let call = Code::Call {
            head: format!(".{method}"),
            arguments: arguments.clone(),
        };
        let behind = if at + 1 == calls.len() { behind } else { 0 };
        text.push_str(&format!("\n{}{}", pad(inner), call.layout(inner, behind)));
    }
    text
}

/// A chain that stands on one line up to the arguments of its last call, which need several: as rustfmt prefers where the call
/// would need as many on a line of its own.
fn opened_on_one_line(
    base: &Code,
    calls: &[(String, Vec<Code>)],
    indent: usize,
    behind: usize,
) -> Option<String> {
    let ((method, arguments), before) = calls.split_last()?;
    let front = Code::Chain {
        base: Box::new(base.clone()),
        calls: before.to_vec(),
    };
    let short = match before {
        [] => !base.layout(indent, 0).contains('\n'),
        _ => base.short() && front.short(),
    };
    let front = front.flat();
    if !short || front.contains('\n') {
        return None;
    }
    let last = Code::Call {
        head: format!(".{method}"),
        arguments: arguments.clone(),
    };
    let apart = last.layout(indent + 4, behind);
    let opened = format!(".{method}{}", list(arguments, indent, behind));
    let first = opened.lines().next().map_or(0, |line| line.chars().count());
    let (lines, lines_apart) = (opened.lines().count(), apart.lines().count());
    // One call alone may fill the line.
    let room = if before.is_empty() {
        MAX_WIDTH - indent.min(MAX_WIDTH)
    } else {
        MAX_SHORT
    };
    let fits = front.chars().count() + first <= room;
    (fits && lines > 1 && (lines >= 5 || lines_apart >= lines)).then(|| format!("{front}{opened}"))
}
