//! Charts as PNG, at twice their size: for slides. The faces are the machine's.

use resvg::usvg::fontdb::{Database, FaceInfo, Source};
use resvg::{tiny_skia, usvg};
use std::path::Path;
use std::sync::Arc;

/// Twice: screens and paper are finer than CSS pixels.
const SCALE: f32 = 2.0;

/// Faces for Chinese, the first of them that is there is taken for every text.
const CHINESE: [&str; 10] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
];

/// The faces of this machine.
pub struct Faces {
    options: usvg::Options<'static>,
    /// Whether one of them is known to show Chinese.
    pub chinese: bool,
}

impl Faces {
    /// Looks up the faces: takes a moment, do it once.
    pub fn load() -> Faces {
        let mut known = Database::new();
        known.load_system_fonts();
        let has = |family: &str| of_family(&known, family).next().is_some();
        let mut options = usvg::Options::default();
        let chinese = CHINESE.into_iter().find(|family| has(family));
        if let Some(family) = chinese {
            // kept in memory: otherwise its file, large as it is, would be read again for every character
            let mut files: Vec<&Path> = of_family(&known, family).filter_map(file).collect();
            files.sort_unstable();
            files.dedup();
            let mut kept = Database::new();
            files.iter().filter_map(|path| std::fs::read(path).ok()).for_each(|bytes| kept.load_font_data(bytes));
            kept.set_sans_serif_family(family);
            family.clone_into(&mut options.font_family);
            options.fontdb = Arc::new(kept);
        } else {
            options.fontdb = Arc::new(known);
        }
        Faces { options, chinese: chinese.is_some() }
    }

    /// The picture of an SVG as PNG; none if it cannot be drawn.
    pub fn png(&self, svg: &str) -> Option<Vec<u8>> {
        let tree = usvg::Tree::from_str(svg, &self.options).ok()?;
        let size = tree.size().to_int_size().scale_by(SCALE)?;
        let mut map = tiny_skia::Pixmap::new(size.width(), size.height())?;
        resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut map.as_mut());
        map.encode_png().ok()
    }
}

/// The faces of a family that are upright and of a usual weight or bold.
fn of_family<'d>(known: &'d Database, family: &'d str) -> impl Iterator<Item = &'d FaceInfo> {
    let named = move |face: &&FaceInfo| face.families.iter().any(|(name, _)| name.eq_ignore_ascii_case(family));
    known.faces().filter(|face| [400, 600, 700].contains(&face.weight.0)).filter(named)
}

fn file(face: &FaceInfo) -> Option<&Path> {
    match &face.source {
        Source::File(path) => Some(path),
        _ => None,
    }
}
