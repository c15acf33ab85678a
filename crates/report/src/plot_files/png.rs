//! Plots as pictures of two pixels per unit, with the letters of the system's fonts.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{self, Group, Node, Options, Tree};

/// Pixels per unit of the SVG file.
const SCALE: f32 = 2.0;

/// What is looked for where a file names fonts that there are not.
const USUAL: [&str; 8] =
    ["Helvetica", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans", "Roboto", "Segoe UI", "Helvetica Neue"];

/// Fonts to write words with: at least one.
#[derive(Debug, Clone)]
pub struct Fonts(Arc<Database>);

/// Why a plot has no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The file is no SVG.
    #[error("expected an SVG file")]
    Svg(#[from] usvg::Error),
    /// No font has letters for some of the words, which would be missing in the picture.
    #[error("expected letters for {n_words} words in the system's fonts, found them for {n_written}")]
    Letters {
        /// Texts in the file.
        n_words: usize,
        /// Texts that could be written.
        n_written: usize,
    },
    /// No size, or one beyond what memory holds.
    #[error("expected a size that memory holds, found {width} x {height} pixels")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The picture could not be packed.
    #[error("the picture could not be packed")]
    Packing(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Fonts {
    /// Those that are installed; `None` where there are none.
    pub fn of_system() -> Option<Self> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        let is_there =
            |name: &&str| fonts.query(&Query { families: &[Family::Name(name)], ..Query::default() }).is_some();
        let usual = USUAL.iter().find(|name| is_there(name)).map(|name| (*name).to_owned());
        let first = || fonts.faces().find_map(|face| face.families.first().map(|(name, _)| name.clone()));
        let family = usual.or_else(first)?;
        fonts.set_sans_serif_family(family);
        Some(Self(Arc::new(fonts)))
    }

    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self(Arc::new(Database::new()))
    }
}

/// An SVG file as a PNG file of twice its size.
///
/// # Errors
/// What is no SVG, words without letters, and a size that memory does not hold.
pub fn png_of(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, PngError> {
    let tree = Tree::from_str(svg, &Options { fontdb: Arc::clone(&fonts.0), ..Options::default() })?;
    let n_words = svg.matches("<text ").count() - svg.matches("></text>").count();
    let n_written = n_texts(tree.root());
    if n_written < n_words {
        return Err(PngError::Letters { n_words, n_written });
    }
    let [width, height] = [tree.size().width(), tree.size().height()].map(|side| (side * SCALE).ceil() as u32);
    let mut picture = Pixmap::new(width, height).ok_or(PngError::Size { width, height })?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| PngError::Packing(Box::new(error)))
}

/// Texts with letters.
fn n_texts(group: &Group) -> usize {
    let of_node = |node: &Node| match node {
        Node::Group(group) => n_texts(group),
        Node::Text(text) => usize::from(text.flattened().has_children()),
        _ => 0,
    };
    group.children().iter().map(of_node).sum()
}
