//! A plot with its title, the sentence that says what it shows and its legend, written as an SVG file.

use super::grid::{Grid, frame};
use super::ink::{self, FONTS, INK, SOFT, attributes, escaped, lettering, shade, wrapped};
use crate::plot::{LegendEntry, Plot, px};

const MARGIN: f64 = 16.0;
const TITLE: f64 = 14.0;
const WORDS: f64 = 11.0;
/// Narrower drawings leave too little room for their words.
const LEAST_WIDTH: f64 = 328.0;

/// What a file shows.
pub(super) struct Sheet {
    pub title: String,
    pub sentence: String,
    pub body: Body,
    pub keys: Vec<Key>,
}

/// The drawing itself.
pub(super) enum Body {
    Plot(Plot),
    Grid(Grid),
}

/// An entry of the legend.
pub(super) enum Key {
    Mark(LegendEntry),
    Line(&'static str),
    Reference(&'static str),
    /// Lighter and darker cells.
    Shade,
    Frame(&'static str),
}

impl Sheet {
    /// The file. The same sheet gives the same bytes.
    pub fn svg(&self) -> String {
        let (width, height) = self.body.size();
        let width = width.max(LEAST_WIDTH);
        let mut y = MARGIN;
        let mut inner = String::new();
        for line in wrapped(&self.title, TITLE, width) {
            y += TITLE;
            inner.push_str(&words(y, &format!("font-size=\"{TITLE}\" font-weight=\"bold\" fill=\"{INK}\""), &line));
            y += 4.0;
        }
        y += 2.0;
        for line in wrapped(&self.sentence, WORDS, width) {
            y += WORDS;
            inner.push_str(&words(y, &format!("font-size=\"{WORDS}\" fill=\"{SOFT}\""), &line));
            y += 4.0;
        }
        y += 10.0;
        inner.push_str(&format!("<g transform=\"translate({} {})\">\n{}</g>\n", px(MARGIN), px(y), self.body.draw()));
        y += height + 10.0;
        let (legend, below) = self.legend(y, width);
        inner.push_str(&legend);
        self.file([width + 2.0 * MARGIN, below + MARGIN], &inner)
    }

    fn file(&self, [width, height]: [f64; 2], inner: &str) -> String {
        let (width, height) = (width.ceil(), height.ceil());
        let described = match &self.body {
            Body::Plot(plot) => format!("{} {}", self.sentence, plot.description),
            Body::Grid(_) => self.sentence.clone(),
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" font-family=\"{FONTS}\">\n<title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{inner}</svg>\n",
            escaped(&self.title),
            escaped(&described)
        )
    }

    /// Entries side by side as long as they fit, and where they end.
    fn legend(&self, top: f64, width: f64) -> (String, f64) {
        let mut svg = String::new();
        let (mut x, mut y) = (MARGIN, top);
        for key in &self.keys {
            let length = 28.0 + ink::width(key.text(), WORDS) + 14.0;
            if MARGIN < x && MARGIN + width < x + length - 14.0 {
                (x, y) = (MARGIN, y + 18.0);
            }
            svg.push_str(&format!(
                "<g transform=\"translate({} {})\">{}<text x=\"28\" y=\"12\" {}>{}</text></g>\n",
                px(x),
                px(y),
                key.sample(),
                lettering("name"),
                escaped(key.text())
            ));
            x += length;
        }
        (svg, if self.keys.is_empty() { top } else { y + 16.0 })
    }
}

impl Body {
    fn size(&self) -> (f64, f64) {
        match self {
            Self::Plot(plot) => (plot.width, plot.height.parse().unwrap_or_default()),
            Self::Grid(grid) => grid.size(),
        }
    }

    fn draw(&self) -> String {
        match self {
            Self::Plot(plot) => drawn(plot),
            Self::Grid(grid) => grid.draw(),
        }
    }
}

impl Key {
    fn text(&self) -> &str {
        match self {
            Self::Mark(entry) => &entry.text,
            Self::Line(text) | Self::Reference(text) | Self::Frame(text) => text,
            Self::Shade => "share of the row: 0, 25, 50, 75, 100 %",
        }
    }

    /// A sample of 22 by 16.
    fn sample(&self) -> String {
        match self {
            Self::Mark(entry) => format!("<path d=\"{}\" {}/>", entry.d, attributes(entry.class)),
            Self::Line(_) => {
                format!("<line x1=\"0\" y1=\"8\" x2=\"22\" y2=\"8\" stroke=\"{INK}\" stroke-width=\"1.6\"/>")
            }
            Self::Reference(_) => {
                format!("<line x1=\"11\" y1=\"1\" x2=\"11\" y2=\"15\" {}/>", attributes("reference"))
            }
            Self::Shade => {
                let step = |i: u32| {
                    let (x, colour) = (f64::from(i) * 4.4, shade(25 * i));
                    format!("<rect x=\"{}\" y=\"2\" width=\"4.4\" height=\"12\" fill=\"{colour}\"/>", px(x))
                };
                (0..5).map(step).collect()
            }
            Self::Frame(_) => frame(4.0, 2.0, 14.0, 12.0),
        }
    }
}

fn drawn(plot: &Plot) -> String {
    let mut svg = String::new();
    for line in &plot.segments {
        let style = attributes(&line.class);
        let [x1, y1, x2, y2] = [&line.x1, &line.y1, &line.x2, &line.y2];
        svg.push_str(&format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" {style}/>\n"));
    }
    for label in &plot.labels {
        let (anchor, style, text) = (label.anchor, lettering(label.class), escaped(&label.text));
        svg.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" {style}>{text}</text>\n",
            label.x, label.y
        ));
    }
    for path in &plot.paths {
        let (style, title) = (attributes(&path.class), escaped(&path.title));
        svg.push_str(&format!("<path d=\"{}\" {style}><title>{title}</title></path>\n", path.d));
    }
    svg
}

fn words(y: f64, style: &str, text: &str) -> String {
    format!("<text x=\"{}\" y=\"{}\" {style}>{}</text>\n", px(MARGIN), px(y), escaped(text))
}
