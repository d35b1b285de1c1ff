use std::fmt::{Display, Formatter, Result};

use super::Structure;
use super::devices::{Hop, Share};

/// What a network is made of, as a table: name, layer, output shape, parameters and multiply-adds of each layer and
/// scope. Where there are several devices, it says who has what, and what goes from one to another.
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Digits(image: [1, 8, 8]) -> [10] {
///         let features = scope features {
///             image -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
///         };
///         features -> flatten -> fc: linear(10)
///     }
/// }
///
/// let summary = Digits::summary().to_string();
/// let rows: Vec<&str> = summary.lines().collect();
/// assert_eq!(rows[0], "Digits");
/// assert_eq!(rows[1], "name          layer                                output      parameters  multiply-adds");
/// assert_eq!(rows[5], "  conv1       conv2d(16, kernel = 3, padding = 1)  [16, 8, 8]         160          9,216");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    structure: &'static Structure,
    element: usize,
}

/// Kinds of layers are cut off here.
const WIDEST: usize = 48;

/// A line of the table.
struct Row {
    cells: [String; 6],
}

impl Summary {
    /// The summary of a network whose elements have this many bytes.
    pub(crate) fn new(structure: &'static Structure, element: usize) -> Self {
        Self { structure, element }
    }

    /// The rows of what is in a place, indented.
    fn rows(&self, place: usize, depth: usize, rows: &mut Vec<Row>) {
        let Structure { values, places, .. } = self.structure;
        // Each scope comes where its first value or scope does.
        let mut inside = Vec::new();
        for (index, value) in values.iter().enumerate().filter(|(index, value)| value.first == *index) {
            let mut around = value.place;
            let mut child = None;
            while around != place && around != 0 {
                child = Some(around);
                around = places[around].around;
            }
            let entry = match child {
                _ if around != place => continue,
                Some(child) => Entry::Scope(places[child].first),
                None => Entry::Value(index),
            };
            if !inside.contains(&entry) {
                inside.push(entry);
            }
        }
        for entry in inside {
            match entry {
                Entry::Value(index) => rows.push(self.layer(index, depth)),
                Entry::Scope(index) => {
                    rows.push(self.scope(index, depth));
                    self.rows(index, depth + 1, rows);
                }
            }
        }
    }

    fn layer(&self, index: usize, depth: usize) -> Row {
        let value = &self.structure.values[index];
        let all = self.structure.values.iter().filter(|other| other.first == index);
        let multiply_adds = all.clone().any(|value| value.multiply_adds > 0).then(|| self.structure.products(all));
        let kind = if value.is_input() { "input" } else { value.kind };
        let parameters = value.field.is_some().then(|| number(value.parameters));
        Row {
            cells: [
                indented(value.name, depth),
                short(kind),
                value.shown(),
                parameters.unwrap_or_default(),
                multiply_adds.unwrap_or_default(),
                value.device.to_string(),
            ],
        }
    }

    fn scope(&self, index: usize, depth: usize) -> Row {
        let Structure { values, places, .. } = self.structure;
        let place = &places[index];
        let kind = match self.applications(index) {
            1 => "scope".to_owned(),
            count => format!("scope, applied {count} times"),
        };
        let shape = place.result.map(|result| values[result].shown());
        let mut inside = values.iter().filter(|value| super::leads_to(place.path, places[value.place].path));
        let device = inside.next().map(|first| first.device).filter(|own| inside.all(|value| value.device == *own));
        Row {
            cells: [
                indented(place.name, depth),
                kind,
                shape.unwrap_or_default(),
                number(self.structure.parameters(place.path)),
                self.structure.products(self.structure.made_by(place.path)),
                device.map_or_else(String::new, |device| device.to_string()),
            ],
        }
    }

    /// What each device has, and what goes from one to another.
    fn devices(&self, shares: &[Share], f: &mut Formatter<'_>) -> Result {
        let structure = self.structure;
        let bytes = |elements: usize| number(elements.saturating_mul(self.element));
        for (device, share) in shares.iter().enumerate() {
            let (parameters, activations) = (number(share.parameters), bytes(share.activations));
            write!(
                f,
                "\ndevice {device}: {parameters} parameters, {activations} bytes of activations for each sample"
            )?;
        }
        for Hop { value, to } in structure.hops() {
            let (path, made) = (structure.path(value), &structure.values[value]);
            let (from, size) = (made.device, bytes(made.elements()));
            write!(f, "\n`{path}` goes from device {from} to device {to}: {size} bytes for each sample")?;
        }
        for Hop { value, to } in structure.detours() {
            let (path, from) = (structure.path(value), structure.values[value].device);
            write!(
                f,
                "\nwarning: `{path}` goes to device {to}, where nothing has variables, and back to device {from}"
            )?;
        }
        Ok(())
    }

    fn applications(&self, place: usize) -> usize {
        self.structure.places.iter().filter(|other| other.first == place).count()
    }
}

#[derive(PartialEq)]
enum Entry {
    Value(usize),
    Scope(usize),
}

impl Display for Summary {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let structure = self.structure;
        let shares = structure.shares();
        let head = ["name", "layer", "output", "parameters", "multiply-adds", "device"].map(str::to_owned);
        let mut rows = vec![Row { cells: head }];
        self.rows(0, 0, &mut rows);
        let total = [
            "total".to_owned(),
            String::new(),
            String::new(),
            number(structure.parameters("")),
            structure.products(structure.values.iter()),
            String::new(),
        ];
        rows.push(Row { cells: total });
        if shares.len() == 1 {
            rows.iter_mut().for_each(|row| row.cells[5].clear());
        }
        let mut widths = [0; 6];
        for Row { cells } in &rows {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let [name, layer, output, parameters, multiply_adds, device] = widths;
        let columns = widths.iter().filter(|width| **width > 0).count();
        let rule = "─".repeat(widths.iter().sum::<usize>() + 2 * (columns - 1));
        writeln!(f, "{}", structure.name)?;
        let last = rows.len() - 1;
        for (index, Row { cells: [a, b, c, d, e, on] }) in rows.iter().enumerate() {
            if index == last {
                writeln!(f, "{rule}")?;
            }
            let line =
                format!("{a:name$}  {b:layer$}  {c:output$}  {d:>parameters$}  {e:>multiply_adds$}  {on:>device$}");
            writeln!(f, "{}", line.trim_end())?;
            if index == 0 {
                writeln!(f, "{rule}")?;
            }
        }
        let activations = structure.activations("");
        let bytes = activations.saturating_mul(self.element);
        write!(f, "activations: {} elements, {} bytes for each sample", number(activations), number(bytes))?;
        f.write_str(&structure.at_one())?;
        if structure.places.iter().enumerate().any(|(index, place)| place.first != index) {
            write!(f, "\na scope that is applied often counts its parameters once, its multiply-adds each time")?;
        }
        if shares.len() > 1 { self.devices(&shares, f) } else { Ok(()) }
    }
}

fn indented(name: &str, depth: usize) -> String {
    format!("{}{name}", "  ".repeat(depth))
}

/// A kind that is too long for its column loses its end.
fn short(kind: &str) -> String {
    if kind.chars().count() <= WIDEST {
        return kind.to_owned();
    }
    kind.chars().take(WIDEST - 1).chain(['…']).collect()
}

/// A number with its thousands apart: `1,048,576`.
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{number, short};

    #[test]
    fn thousands_are_apart() {
        for (value, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (123_456, "123,456"), (1_048_576, "1,048,576")] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn long_kinds_lose_their_end() {
        assert_eq!(short("relu"), "relu");
        assert_eq!(short(&"é".repeat(60)).chars().count(), 48);
    }
}
