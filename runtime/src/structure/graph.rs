use std::collections::BTreeSet;
use std::fmt::{Result, Write};

use super::Structure;

/// A network as a picture: a node for each input, layer and operator, a box for each scope.
///
/// A scope that is applied often is drawn once, and what it is applied to leads into it from all sides. Losses are
/// left out: they are no part of what the network computes for a user. Where there are several devices, each has a
/// colour.
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Tiny(x: [4]) -> [2] {
///         x -> fc: linear(2) -> relu
///     }
/// }
///
/// let mermaid = Tiny::graph().mermaid();
/// assert!(mermaid.starts_with("flowchart TD\n"));
/// assert!(mermaid.contains("v1[\"<b>fc</b><br>linear(2)<br>[2]\"]"));
/// assert!(mermaid.contains("v0 --> v1\n"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Graph {
    structure: &'static Structure,
}

/// What a node stands for.
#[derive(Clone, Copy)]
enum Kind {
    Input,
    /// With the device that it is on, where there are several.
    Made(Option<usize>),
}

/// The colours of devices, light enough for black letters; more devices begin again.
const COLOURS: [&str; 6] = ["#dbeafe", "#fde68a", "#dcfce7", "#fbcfe8", "#e9d5ff", "#fed7aa"];

fn colour(device: usize) -> &'static str {
    COLOURS[device % COLOURS.len()]
}

/// How a picture is written.
trait Language {
    /// A device is said where there are several.
    fn value(&self, out: &mut String, index: usize, label: [&str; 3], kind: Kind) -> Result;
    fn output(&self, out: &mut String, index: usize, name: &str) -> Result;
    fn open(&self, out: &mut String, index: usize, label: &str) -> Result;
    fn close(&self, out: &mut String) -> Result;
    fn edge(&self, out: &mut String, from: &str, to: &str) -> Result;
}

impl Graph {
    pub(crate) fn new(structure: &'static Structure) -> Self {
        Self { structure }
    }

    /// The picture for [Mermaid](https://mermaid.js.org), which GitHub and mdBook plugins draw.
    pub fn mermaid(&self) -> String {
        let mut out = "flowchart TD\n".to_owned();
        self.write(&mut out, &Mermaid);
        out
    }

    /// The picture for [Graphviz](https://graphviz.org): `dot -Tsvg`.
    pub fn graphviz(&self) -> String {
        let mut out = format!("digraph {} {{\n", quoted(self.structure.name));
        out.push_str("  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
        out.push_str("  graph [fontname=\"sans-serif\", style=rounded];\n");
        self.write(&mut out, &Graphviz);
        out.push_str("}\n");
        out
    }

    fn write(&self, out: &mut String, language: &dyn Language) {
        // Writing to a string does not fail.
        let _ = self.place(out, language, 0).and_then(|()| self.edges(out, language));
    }

    /// What is in a place, where its scope is applied first.
    fn place(&self, out: &mut String, language: &dyn Language, place: usize) -> Result {
        let Structure { values, places, .. } = self.structure;
        let placed = values.iter().any(|value| value.device > 0);
        for (index, value) in values.iter().enumerate() {
            if value.place == place && value.first == index {
                let shape = value.shown();
                let kind = if value.is_input() { Kind::Input } else { Kind::Made(placed.then_some(value.device)) };
                language.value(out, index, [value.name, value.kind, &shape], kind)?;
            }
        }
        for (index, inner) in places.iter().enumerate().skip(1) {
            if inner.around == place && inner.first == index {
                let applications = places.iter().filter(|other| other.first == index).count();
                let label = match applications {
                    1 => inner.name.to_owned(),
                    count => format!("{}, applied {count} times", inner.name),
                };
                language.open(out, index, &label)?;
                self.place(out, language, index)?;
                language.close(out)?;
            }
        }
        Ok(())
    }

    fn edges(&self, out: &mut String, language: &dyn Language) -> Result {
        let Structure { values, outputs, .. } = self.structure;
        let mut drawn = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            for input in value.inputs {
                let edge = (values[*input].first, value.first);
                // Another application only adds where its inputs come from.
                if drawn.insert(edge) || value.first == index {
                    language.edge(out, &format!("v{}", edge.0), &format!("v{}", edge.1))?;
                }
            }
        }
        for (index, (name, value)) in outputs.iter().enumerate() {
            language.output(out, index, name)?;
            language.edge(out, &format!("v{}", values[*value].first), &format!("o{index}"))?;
        }
        Ok(())
    }
}

struct Mermaid;

impl Mermaid {
    /// Text between quotation marks, in which HTML is read.
    fn text(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }
}

impl Language for Mermaid {
    fn value(&self, out: &mut String, index: usize, [name, written, shape]: [&str; 3], kind: Kind) -> Result {
        let [name, written, shape] = [name, written, shape].map(Self::text);
        match kind {
            Kind::Input => writeln!(out, "  v{index}([\"<b>{name}</b><br>{shape}\"])"),
            Kind::Made(None) => writeln!(out, "  v{index}[\"<b>{name}</b><br>{written}<br>{shape}\"]"),
            Kind::Made(Some(device)) => {
                writeln!(out, "  v{index}[\"<b>{name}</b><br>{written}<br>{shape}<br>device {device}\"]")?;
                writeln!(out, "  style v{index} fill:{},color:#000", colour(device))
            }
        }
    }

    fn output(&self, out: &mut String, index: usize, name: &str) -> Result {
        writeln!(out, "  o{index}([\"<b>{}</b>\"])", Self::text(name))
    }

    fn open(&self, out: &mut String, index: usize, label: &str) -> Result {
        writeln!(out, "  subgraph s{index}[\"{}\"]", Self::text(label))
    }

    fn close(&self, out: &mut String) -> Result {
        writeln!(out, "  end")
    }

    fn edge(&self, out: &mut String, from: &str, to: &str) -> Result {
        writeln!(out, "  {from} --> {to}")
    }
}

struct Graphviz;

/// A text as Graphviz reads it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Language for Graphviz {
    fn value(&self, out: &mut String, index: usize, [name, written, shape]: [&str; 3], kind: Kind) -> Result {
        let (device, form) = match kind {
            Kind::Input => (String::new(), ", shape=ellipse".to_owned()),
            Kind::Made(None) => (String::new(), String::new()),
            Kind::Made(Some(device)) => {
                let form = format!(", style=\"rounded,filled\", fillcolor={}", quoted(colour(device)));
                (format!("device {device}"), form)
            }
        };
        let lines = [name, written, shape, &device].into_iter().filter(|line| !line.is_empty()).map(quoted);
        // A line break is an escape, which the text itself cannot hold.
        let label = lines.collect::<Vec<_>>().join("\\n").replace("\"\\n\"", "\\n");
        writeln!(out, "  v{index} [label={label}{form}];")
    }

    fn output(&self, out: &mut String, index: usize, name: &str) -> Result {
        writeln!(out, "  o{index} [label={}, shape=ellipse];", quoted(name))
    }

    fn open(&self, out: &mut String, index: usize, label: &str) -> Result {
        writeln!(out, "  subgraph cluster_{index} {{\n  label={};", quoted(label))
    }

    fn close(&self, out: &mut String) -> Result {
        writeln!(out, "  }}")
    }

    fn edge(&self, out: &mut String, from: &str, to: &str) -> Result {
        writeln!(out, "  {from} -> {to};")
    }
}
