//! The layers and scopes of a network in the order in which people read them: a row for each, scopes before what is in
//! them. A scope that is applied often is there once.

use super::labels::Labels;
use crate::program::{Origin, Program};
use crate::shape::{Dimension, Operation};

pub(super) struct Rows {
    pub(super) rows: Vec<Row>,
    /// The row of each value; of one in a closed scope, that of the scope.
    pub(super) of: Vec<usize>,
}

pub(super) struct Row {
    /// How many scopes are around it.
    pub(super) depth: usize,
    pub(super) name: String,
    /// The scopes and the name.
    pub(super) path: String,
    /// What was written.
    pub(super) kind: String,
    pub(super) shape: String,
    pub(super) input: bool,
    /// How many rows belong to it: none, unless it is an open scope.
    pub(super) inside: usize,
    /// The number of trainable elements of its variables, if it has any.
    pub(super) parameters: Option<Dimension>,
    /// Where it is computed; of a scope, where its result is.
    pub(super) device: usize,
}

/// The longest that a row shows of what was written.
const LONGEST: usize = 44;

/// The rows; scopes with more than `depth` scopes around them are closed.
pub(super) fn rows(program: &Program, labels: &Labels, depth: usize) -> Rows {
    let mut walk = Walk { program, labels, deepest: depth, rows: Vec::new(), of: vec![0; program.values.len()] };
    walk.place(0, 0, "");
    // What another application makes is in the row of the first.
    for (index, value) in program.values.iter().enumerate() {
        if let Origin::Made(made) = &value.origin
            && made.first != index
            && let Some(row) = walk.of.get(made.first).copied()
            && let Some(own) = walk.of.get_mut(index)
        {
            *own = row;
        }
    }
    Rows { rows: walk.rows, of: walk.of }
}

struct Walk<'a> {
    program: &'a Program<'a>,
    labels: &'a Labels,
    deepest: usize,
    rows: Vec<Row>,
    of: Vec<usize>,
}

#[derive(PartialEq)]
enum Entry {
    Value(usize),
    Scope(usize),
}

impl Walk<'_> {
    fn place(&mut self, place: usize, depth: usize, path: &str) {
        let mut entries = Vec::new();
        for (index, value) in self.program.values.iter().enumerate() {
            let entry = match self.child(place, value.place) {
                None => continue,
                Some(None) if value.is_first(index) => Entry::Value(index),
                Some(None) => continue,
                Some(Some(child)) => Entry::Scope(child),
            };
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        for entry in entries {
            match entry {
                Entry::Value(index) => self.value(index, depth, path),
                Entry::Scope(index) => self.scope(index, depth, path),
            }
        }
    }

    /// The scope directly in `place` that a value made in `inner` belongs to, where it is applied first.
    fn child(&self, place: usize, mut inner: usize) -> Option<Option<usize>> {
        let mut child = None;
        while inner != place {
            if inner == 0 {
                return None;
            }
            let around = self.program.places.get(inner)?;
            child = Some(around.first);
            inner = around.around;
        }
        Some(child)
    }

    fn value(&mut self, index: usize, depth: usize, path: &str) {
        let Some((value, label)) = self.program.values.get(index).zip(self.labels.values.get(index)) else {
            return;
        };
        let (kind, input, parameters) = match &value.origin {
            Origin::Input(_) => (String::new(), true, None),
            Origin::Made(made) => {
                let parameters = match &made.statement.operation {
                    Operation::Layer { field: Some(_), parameters, .. } => Some(parameters.clone()),
                    Operation::Layer { .. } | Operation::Scope { .. } => None,
                };
                (short(&made.statement.text), false, parameters)
            }
        };
        if let Some(row) = self.of.get_mut(index) {
            *row = self.rows.len();
        }
        let shape = value.shape.to_string();
        let (name, path) = (label.to_string(), format!("{path}{label}"));
        let device = value.device;
        self.rows.push(Row { depth, name, path, kind, shape, input, inside: 0, parameters, device });
    }

    fn scope(&mut self, index: usize, depth: usize, path: &str) {
        let Some(place) = self.program.places.get(index) else {
            return;
        };
        let label = self.labels.place(self.program, index);
        let times = self.program.places.iter().filter(|other| other.first == index).count();
        let kind = match place.steps {
            Some(steps) => format!("at each of {steps} steps"),
            None if times > 1 => format!("applied {times} times"),
            None => String::new(),
        };
        let result = place.result.and_then(|result| self.program.values.get(result));
        let shape = result.map(|value| value.shape.to_string()).unwrap_or_default();
        let row = self.rows.len();
        let path = format!("{path}{label}/");
        self.rows.push(Row {
            depth,
            name: label,
            path: path.clone(),
            kind,
            shape,
            input: false,
            inside: 0,
            parameters: None,
            device: result.map(|value| value.device).unwrap_or_default(),
        });
        if depth < self.deepest {
            self.place(index, depth + 1, &path);
            let inside = self.rows.len() - row - 1;
            if let Some(row) = self.rows.get_mut(row) {
                row.inside = inside;
                if inside > 0 {
                    row.shape.clear();
                }
            }
        } else {
            for (value, of) in self.program.values.iter().zip(&mut self.of) {
                if inside_of(self.program, value.place, index) {
                    *of = row;
                }
            }
        }
    }
}

/// Whether a place is another one or in it.
fn inside_of(program: &Program, mut place: usize, outer: usize) -> bool {
    while place != outer && place != 0 {
        place = program.places.get(place).map_or(0, |place| place.around);
    }
    place == outer
}

fn short(kind: &str) -> String {
    if kind.chars().count() <= LONGEST {
        return kind.to_owned();
    }
    kind.chars().take(LONGEST - 1).chain(['…']).collect()
}
