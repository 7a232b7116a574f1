//! Charts as PNG, at twice their size: for slides. The faces are the machine's.

use resvg::{tiny_skia, usvg};

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
    /// Whether there are any at all.
    pub any: bool,
}

impl Faces {
    /// Looks up the faces: takes a moment, do it once.
    pub fn load() -> Faces {
        let mut options = usvg::Options::default();
        let known = options.fontdb_mut();
        known.load_system_fonts();
        let has = |family: &str| known.faces().any(|face| face.families.iter().any(|(name, _)| name.eq_ignore_ascii_case(family)));
        let chinese = CHINESE.into_iter().find(|family| has(family));
        let any = known.faces().next().is_some();
        if let Some(family) = chinese {
            known.set_sans_serif_family(family);
            family.clone_into(&mut options.font_family);
        }
        Faces { options, chinese: chinese.is_some(), any }
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
