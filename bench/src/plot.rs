//! Growth curves as SVG: logarithmic both ways, and readable on light and on dark ground.

use std::fmt::Write as _;

use crate::number::short as digits;
use crate::results::Curve;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 50.0;
/// Between the names of two lines.
const APART: f64 = 14.0;

/// Of the lines, on light ground and on dark.
const COLOURS: [(&str, &str); 6] = [
    ("#0969da", "#58a6ff"),
    ("#cf222e", "#ff7b72"),
    ("#1a7f37", "#56d364"),
    ("#8250df", "#d2a8ff"),
    ("#9a6700", "#e3b341"),
    ("#bf3989", "#f778ba"),
];

fn style() -> String {
    let mut light = String::new();
    let mut dark = String::new();
    // Writing to a text cannot fail.
    for (index, (on_light, on_dark)) in COLOURS.into_iter().enumerate() {
        let _ = write!(
            light,
            ".l{index} {{ stroke: {on_light}; fill: {on_light} }} "
        );
        let _ = write!(dark, ".l{index} {{ stroke: {on_dark}; fill: {on_dark} }} ");
    }
    format!(
        "svg {{ color: #1f2328; background: transparent; font: 12px sans-serif }} \
         text {{ fill: currentColor }} .grid {{ stroke: currentColor; opacity: .15 }} {light}\
         polyline {{ stroke-width: 2 }} polyline[class] {{ fill: none }} text[class] {{ stroke: none }} \
         @media (prefers-color-scheme: dark) {{ svg {{ color: #e6edf3 }} {dark}}}"
    )
}

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
         <title>{title}</title>\n<style>{style}</style>\n\
         <text x=\"{LEFT}\" y=\"20\" font-weight=\"bold\">{title}</text>\n",
        title = curve.title,
        style = style(),
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
    let ends = curve.lines.iter().map(|line| line.points.last());
    let ends: Vec<_> = ends.map(|end| end.map(|end| down(end.1))).collect();
    let names = spread_out(&ends);
    for (index, line) in curve.lines.iter().enumerate() {
        let class = index % COLOURS.len();
        let (Some(last), Some(name_at)) = (line.points.last(), names[index]) else {
            continue;
        };
        let places: Vec<_> = line
            .points
            .iter()
            .map(|point| (across(point.0), down(point.1)))
            .collect();
        let path = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}"));
        let _ = writeln!(
            svg,
            "<polyline class=\"l{class}\" points=\"{}\"/>",
            path.collect::<Vec<_>>().join(" ")
        );
        for ((x, y), point) in places.iter().zip(&line.points) {
            let _ = writeln!(
                svg,
                "<circle class=\"l{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{}: {} {}, {} {}</title></circle>",
                line.name,
                digits(point.0),
                curve.x,
                digits(point.1),
                curve.y
            );
        }
        let _ = writeln!(
            svg,
            "<text class=\"l{class}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            across(last.0) + 8.0,
            name_at + 4.0,
            line.name
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Places for names that are wanted there, so far from each other that all can be read.
fn spread_out(wanted: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<_> = (0..wanted.len())
        .filter(|&one| wanted[one].is_some())
        .collect();
    order.sort_by(|&one, &other| {
        let height = |index: usize| wanted[index].unwrap_or_default();
        height(one).total_cmp(&height(other))
    });
    let mut places = wanted.to_vec();
    let mut least = TOP;
    for &index in &order {
        let place = wanted[index].unwrap_or_default().max(least);
        places[index] = Some(place);
        least = place + APART;
    }
    // What was pushed out at the bottom goes up again.
    let mut most = HEIGHT - BOTTOM;
    for &index in order.iter().rev() {
        let place = places[index].unwrap_or_default().min(most);
        places[index] = Some(place);
        most = place - APART;
    }
    places
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
    use crate::results::Line;

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
    #[test]
    fn names_stay_apart() {
        let wanted = [Some(305.0), Some(306.0), None, Some(100.0), Some(310.0)];
        let mut places: Vec<f64> = spread_out(&wanted).into_iter().flatten().collect();
        places.sort_by(f64::total_cmp);
        assert_eq!(places.len(), 4);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= APART));
        assert!(
            places
                .iter()
                .all(|place| (TOP..=HEIGHT - BOTTOM).contains(place))
        );
    }
}
