//! A picture of a network for its documentation: a line of text for each layer, from top to bottom, with a dot before
//! it. Lines join the dots, boxes stand for scopes. Everything has the colour of the text around it, so that it can be
//! read on dark paper, too.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::labels::Labels;
use super::rows::{Row, Rows, rows};
use crate::program::{Origin, Program};

/// Rows beyond this close the innermost scopes.
const MOST: usize = 64;
/// The height of a row, and the width of a letter and of a step to the right.
const HEIGHT: usize = 22;
const LETTER: f64 = 6.7;
const STEP: usize = 14;
/// The farthest that an arc goes to the left.
const REACH: usize = 60;

/// The picture as SVG, on one line.
pub(super) fn picture(program: &Program, labels: &Labels) -> String {
    let deepest = (0..).map(|depth| rows(program, labels, depth)).take(16).collect::<Vec<_>>();
    let fitting = deepest.iter().rev().find(|rows| rows.rows.len() <= MOST);
    match fitting.or(deepest.first()) {
        Some(rows) => draw(program, rows),
        None => String::new(),
    }
}

fn draw(program: &Program, rows: &Rows) -> String {
    let widest = |cell: fn(&Row) -> usize| rows.rows.iter().map(cell).max().unwrap_or(0);
    let names = widest(|row| row.depth * STEP + STEP + pixels(&row.name));
    let kinds = widest(|row| pixels(&row.kind));
    let shapes = widest(|row| pixels(&row.shape));
    let left = REACH + STEP;
    let columns = [left + names, left + names + kinds];
    let width = left + names + kinds + shapes;
    let height = rows.rows.len() * HEIGHT + HEIGHT / 2;
    // `write!` to a string does not fail.
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" style=\"max-width:{width}px;width:100%\" \
         font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\">"
    );
    let x = |row: &Row| left + row.depth * STEP;
    let y = |index: usize| index * HEIGHT + HEIGHT / 2 + HEIGHT / 4;
    for (index, row) in rows.rows.iter().enumerate().filter(|(_, row)| row.inside > 0) {
        let (x, top) = (x(row) - STEP / 2 - 2, y(index) - HEIGHT / 2 + 2);
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" \
             stroke=\"currentColor\" stroke-opacity=\".4\"/>",
            width - x - 2 - row.depth * 3,
            (row.inside + 1) * HEIGHT - 4
        );
    }
    for (from, to) in edges(program, rows) {
        let Some((start, end)) = rows.rows.get(from).zip(rows.rows.get(to)) else {
            continue;
        };
        let (x1, y1, x2, y2) = (x(start), y(from), x(end), y(to));
        let between = rows.rows.get(from.min(to) + 1..from.max(to)).unwrap_or_default();
        let next = from < to && between.iter().all(|row| row.inside > 0);
        let shape = if next {
            // Down beside the names of the scopes.
            match x1 < x2 {
                true => format!("M{x1} {y1}V{}L{x2} {y2}", y2 - HEIGHT / 2),
                false => format!("M{x1} {y1}L{x2} {}V{y2}", y1 + HEIGHT / 2),
            }
        } else {
            let reach = (STEP + 5 * from.abs_diff(to)).min(REACH) + x1.max(x2) - x1.min(x2);
            format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1.saturating_sub(reach), x2.saturating_sub(reach))
        };
        // What leads up is a scope that is applied again.
        let dashes = if from < to { "" } else { " stroke-dasharray=\"3\"" };
        let _ =
            write!(svg, "<path d=\"{shape}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"{dashes}/>");
    }
    for (index, row) in rows.rows.iter().enumerate() {
        let (dot, line, text) = (x(row), y(index), y(index) + 4);
        if row.inside == 0 {
            let fill = if row.input { " fill-opacity=\"0\" stroke=\"currentColor\"" } else { "" };
            let _ = write!(svg, "<circle cx=\"{dot}\" cy=\"{line}\" r=\"3.5\"{fill}/>");
        }
        let start = dot + STEP - 4;
        let [name, kind, shape] = [&row.name, &row.kind, &row.shape].map(|text| escaped(text));
        let _ = write!(svg, "<text x=\"{start}\" y=\"{text}\" font-weight=\"bold\">{name}</text>");
        for (cell, column) in [(kind, columns[0]), (shape, columns[1])] {
            if !cell.is_empty() {
                let _ = write!(svg, "<text x=\"{column}\" y=\"{text}\" fill-opacity=\".8\">{cell}</text>");
            }
        }
    }
    svg.push_str("</svg>");
    svg
}

/// The width of a text, with room after it.
fn pixels(text: &str) -> usize {
    (text.chars().count() as f64 * LETTER).ceil() as usize + STEP
}

/// Which row leads to which.
fn edges(program: &Program, rows: &Rows) -> BTreeSet<(usize, usize)> {
    let row = |value: usize| rows.of.get(value).copied();
    let mut edges = BTreeSet::new();
    for (index, value) in program.values.iter().enumerate() {
        if let Origin::Made(made) = &value.origin {
            for input in &made.inputs {
                edges.extend(row(*input).zip(row(index)).filter(|(from, to)| from != to));
            }
        }
    }
    edges
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
