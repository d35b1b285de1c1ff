//! A picture of what was written, while it was learnt.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

/// What the network wrote at a step.
pub(super) struct Sample {
    pub(super) step: u32,
    /// Bits a letter of text that it has not seen.
    pub(super) bits: f64,
    pub(super) text: String,
}

/// Draws a row for each sample.
pub(super) fn write(file: &Path, samples: &[Sample]) -> io::Result<()> {
    let height = 30 * samples.len() + 34;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 {height}\" font-family=\"monospace\" font-size=\"14\">\
         <rect width=\"900\" height=\"{height}\" rx=\"6\" fill=\"#fff\" stroke=\"#bbb\"/>\
         <g fill=\"#777\"><text x=\"62\" y=\"24\" text-anchor=\"end\">step</text><text x=\"124\" y=\"24\" text-anchor=\"end\">bits</text>\
         <text x=\"150\" y=\"24\">what it writes</text></g>"
    );
    for (row, Sample { step, bits, text }) in samples.iter().enumerate() {
        let y = 30 * row + 52;
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        // `write!` to a string does not fail.
        let _ = write!(
            svg,
            "<text x=\"62\" y=\"{y}\" text-anchor=\"end\">{step}</text><text x=\"124\" y=\"{y}\" text-anchor=\"end\">{bits:.2}</text>\
             <text x=\"150\" y=\"{y}\" fill=\"#222\">{text}</text>"
        );
    }
    svg.push_str("</svg>\n");
    fs::write(file, svg)
}
