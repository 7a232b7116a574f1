//! `--charts DIR`: each chart in a file of its own, for slides and documents.

use crate::cli::Manner;
use crate::report::chart::Chart;
use std::fs;
use std::io;
use std::path::Path;

/// Writes `NAME.svg` and, with the feature `png`, `NAME.png` for every chart.
///
/// # Errors
/// The folder cannot be made, a file not written.
pub fn write(folder: &Path, charts: &[Chart], manner: Manner) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let drawn: Vec<(&str, String)> = charts.iter().map(|chart| (chart.name.as_str(), chart.svg())).collect();
    for (name, svg) in &drawn {
        fs::write(folder.join(format!("{name}.svg")), svg)?;
    }
    pictures(folder, &drawn, manner)
}

#[cfg(feature = "png")]
fn pictures(folder: &Path, drawn: &[(&str, String)], manner: Manner) -> io::Result<()> {
    use crate::cli::terminal::speak;
    use crate::report::chart::png::Faces;
    use crate::say;
    let faces = Faces::load();
    if !faces.chinese {
        let words = say!(
            "没有找到中文字体,PNG 里的汉字可能缺失:请安装一种,例如 Noto Sans CJK SC(fonts-noto-cjk);SVG 不受影响";
            "no font for Chinese was found, and PNG may lack its characters: install one, such as Noto Sans CJK SC (fonts-noto-cjk); SVG is not affected"
        );
        speak(words.get(manner.lang));
    }
    for (name, svg) in drawn {
        match faces.png(svg) {
            Some(bytes) => fs::write(folder.join(format!("{name}.png")), bytes)?,
            None => {
                speak(say!("图 {name} 画不成 PNG,只写了 SVG"; "chart {name} could not be drawn as PNG; its SVG is there").get(manner.lang))
            }
        }
    }
    Ok(())
}

#[cfg(not(feature = "png"))]
fn pictures(_: &Path, _: &[(&str, String)], _: Manner) -> io::Result<()> {
    Ok(())
}
