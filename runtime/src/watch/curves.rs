use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::{Error, Place};

/// Curves over steps, to be drawn in one call.
///
/// Curves whose names share what is before the first slash, such as `loss/training` and `loss/test`, share a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    charts: BTreeMap<String, BTreeMap<String, Vec<(u64, f64)>>>,
}

const WIDTH: u32 = 720;
/// Of each chart.
const HEIGHT: u32 = 300;

/// Colours that are told apart on paper and by those who see no red or no green
/// (Okabe and Ito 2008, [Color Universal Design](https://jfly.uni-koeln.de/color/)).
const COLORS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    BLACK,
];

type DrawError<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;

impl Curves {
    /// No curves yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a point to a curve. One that is NaN or infinite is left out when it is drawn.
    pub fn add(&mut self, name: &str, step: u64, value: f64) {
        let (chart, _) = name.split_once('/').unwrap_or((name, ""));
        let chart = self.charts.entry(chart.to_owned()).or_default();
        chart.entry(name.to_owned()).or_default().push((step, value));
    }

    /// The points of a curve.
    pub fn points(&self, name: &str) -> &[(u64, f64)] {
        let (chart, _) = name.split_once('/').unwrap_or((name, ""));
        self.charts.get(chart).and_then(|curves| curves.get(name)).map_or(&[], Vec::as_slice)
    }

    /// Draws all charts, one below the other, and writes them to a file as a picture (SVG).
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be drawn or written.
    pub fn write_svg(&self, file: impl AsRef<Path>) -> Result<(), Error> {
        let file = file.as_ref();
        let mut picture = String::new();
        self.draw(&mut picture).map_err(|error| Error::file(file, Place::Whole, error.to_string()))?;
        fs::write(file, picture).map_err(|error| Error::io(file, &error))
    }

    fn draw<'a>(&self, picture: &'a mut String) -> Result<(), DrawError<'a>> {
        let rows = self.charts.len().max(1);
        let area = SVGBackend::with_string(picture, (WIDTH, HEIGHT * rows as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        // One range of steps for all charts, so that one can look from one to the next.
        let points = || self.charts.values().flat_map(BTreeMap::values).flatten();
        let steps = points().map(|(step, _)| *step);
        let steps = steps.clone().min().unwrap_or(0)..steps.max().unwrap_or(0).max(1);
        for ((name, curves), part) in self.charts.iter().zip(area.split_evenly((rows, 1))) {
            chart(&part, name, curves, steps.clone())?;
        }
        area.present()
    }
}

fn chart<'a>(
    area: &DrawingArea<SVGBackend<'a>, Shift>,
    name: &str,
    curves: &BTreeMap<String, Vec<(u64, f64)>>,
    steps: Range<u64>,
) -> Result<(), DrawError<'a>> {
    let finite =
        |points: &[(u64, f64)]| points.iter().copied().filter(|(_, value)| value.is_finite()).collect::<Vec<_>>();
    let curves: Vec<(&String, Vec<(u64, f64)>)> = curves.iter().map(|(name, points)| (name, finite(points))).collect();
    let points = || curves.iter().flat_map(|(_, points)| points);
    let mut chart = ChartBuilder::on(area)
        .caption(name, ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(steps, range(points().map(|(_, value)| *value)))?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.12))
        .x_desc("step")
        .x_labels(8)
        .y_labels(6)
        .y_label_formatter(&|value| number(*value))
        .label_style(("sans-serif", 13))
        .draw()?;
    for ((name, points), color) in curves.iter().zip(COLORS.into_iter().cycle()) {
        let style = color.stroke_width(2);
        let line = chart.draw_series(LineSeries::new(points.iter().copied(), style))?;
        if curves.len() > 1 {
            line.label(name.as_str()).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
        }
    }
    if curves.len() > 1 {
        chart
            .configure_series_labels()
            .label_font(("sans-serif", 13))
            .background_style(WHITE.mix(0.8))
            .border_style(BLACK.mix(0.2))
            .draw()?;
    }
    Ok(())
}

/// All values, with some room above and below.
fn range(values: impl Iterator<Item = f64> + Clone) -> Range<f64> {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    let greatest = values.fold(f64::NEG_INFINITY, f64::max);
    if least > greatest {
        return 0.0..1.0;
    }
    let room = match greatest - least {
        0.0 => (greatest.abs() / 2.0).max(0.5),
        extent => extent * 0.05,
    };
    least - room..greatest + room
}

/// As many digits as a label has room for.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if !(1e-3..1e5).contains(&size) => format!("{value:.1e}"),
        _ => {
            let text = format!("{value:.4}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}
