//! Growth curves as SVG: logarithmic both ways, and readable on light and on dark ground.

use std::fmt::Write as _;

use crate::measures::Curve;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;

const STYLE: &str = "\
    svg { color: #1f2328; background: transparent; font: 12px sans-serif } \
    text { fill: currentColor } .grid { stroke: currentColor; opacity: .15 } \
    .line { fill: none; stroke-width: 2 } \
    .l0 { stroke: #0969da; fill: #0969da } .l1 { stroke: #cf222e; fill: #cf222e } \
    .l2 { stroke: #1a7f37; fill: #1a7f37 } .l3 { stroke: #8250df; fill: #8250df } \
    .line.l0, .line.l1, .line.l2, .line.l3 { fill: none } text.l0, text.l1, text.l2, text.l3 { stroke: none } \
    @media (prefers-color-scheme: dark) { svg { color: #e6edf3 } \
    .l0 { stroke: #58a6ff; fill: #58a6ff } .l1 { stroke: #ff7b72; fill: #ff7b72 } \
    .l2 { stroke: #56d364; fill: #56d364 } .l3 { stroke: #d2a8ff; fill: #d2a8ff } }";

/// The range of one axis in powers of ten.
struct Axis {
    from: i32,
    to: i32,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let exponents = values.filter(|value| *value > 0.0).map(f64::log10);
        let (least, most) = exponents.fold((f64::MAX, f64::MIN), |(least, most), value| {
            (least.min(value), most.max(value))
        });
        let from = least.floor() as i32;
        Self {
            from,
            to: (most.ceil() as i32).max(from + 1),
        }
    }

    /// Where a value lies between the ends, from 0 to 1.
    fn part(&self, value: f64) -> f64 {
        (value.log10() - f64::from(self.from)) / f64::from(self.to - self.from)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        (self.from..=self.to).map(|exponent| 10f64.powi(exponent))
    }
}

/// The curve as a file.
pub(crate) fn svg(curve: &Curve) -> String {
    let points = || curve.lines.iter().flat_map(|line| &line.points);
    let (x, y) = (
        Axis::over(points().map(|point| point.0)),
        Axis::over(points().map(|point| point.1)),
    );
    let across = |value| LEFT + x.part(value) * (WIDTH - LEFT - RIGHT);
    let down = |value| HEIGHT - BOTTOM - y.part(value) * (HEIGHT - TOP - BOTTOM);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n\
         <text x=\"{LEFT}\" y=\"20\" font-weight=\"bold\">{title}</text>\n",
        title = curve.title
    );
    // Writing to a text cannot fail.
    for tick in x.ticks() {
        let (at, end) = (across(tick), HEIGHT - BOTTOM);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{end}\"/>\
             <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            end + 16.0,
            short(tick)
        );
    }
    for tick in y.ticks() {
        let (at, end) = (down(tick), WIDTH - RIGHT);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{end}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            at + 4.0,
            short(tick)
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\
         <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 12.0,
        curve.x,
        LEFT - 6.0,
        TOP - 10.0,
        curve.y
    );
    for (index, line) in curve.lines.iter().enumerate() {
        let places: Vec<_> = line
            .points
            .iter()
            .map(|point| format!("{:.1},{:.1}", across(point.0), down(point.1)))
            .collect();
        let _ = writeln!(
            svg,
            "<polyline class=\"line l{index}\" points=\"{}\"/>",
            places.join(" ")
        );
        if let Some(last) = line.points.last() {
            let _ = writeln!(
                svg,
                "<text class=\"l{index}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                across(last.0) + 6.0,
                down(last.1) + 4.0,
                line.name
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn short(value: f64) -> String {
    match value {
        value if value >= 1e6 => format!("{} M", value / 1e6),
        value if value >= 1e3 => format!("{} k", value / 1e3),
        value => format!("{value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::Line;

    #[test]
    fn every_point_lies_inside_of_the_frame() {
        let curve = Curve {
            id: "test",
            title: "A test",
            x: "bytes",
            y: "ms",
            lines: vec![Line {
                name: "one",
                points: vec![(100.0, 0.05), (60e6, 900.0)],
            }],
        };
        let svg = svg(&curve);
        let (_, points) = svg.split_once("points=\"").unwrap();
        let (points, _) = points.split_once('"').unwrap();
        for point in points.split(' ') {
            let (x, y) = point.split_once(',').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((LEFT..=WIDTH - RIGHT).contains(&x), "{svg}");
            assert!((TOP..=HEIGHT - BOTTOM).contains(&y), "{svg}");
        }
    }
}
