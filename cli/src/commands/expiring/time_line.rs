//! The bar of a certificate on a time line from now on.

use std::time::Duration;

use anstyle::{AnsiColor, Style};

const DAY: i64 = 86_400;
const REST: Style = Style::new().dimmed();

/// Returns the colour for the seconds that are left: red below a week, yellow below 30 days.
pub(super) fn style(left: Option<i64>) -> Style {
    match left {
        None => Style::new(),
        Some(left) if left < 7 * DAY => AnsiColor::Red.on_default(),
        Some(left) if left < 30 * DAY => AnsiColor::Yellow.on_default(),
        Some(_) => AnsiColor::Green.on_default(),
    }
}

/// Draws a line from now to the end of the scale, which is filled until the certificate expires. It has at least two
/// characters.
pub(super) fn draw(left: Option<i64>, scale: Duration, width: usize) -> String {
    let last = width.max(2) - 1;
    let Some(seconds) = left else { return format!("{REST}{}{REST:#}", "·".repeat(last + 1)) };
    let scale = i64::try_from(scale.as_secs()).unwrap_or(i64::MAX).max(1);
    let (bar, rest) = if seconds <= 0 {
        ("✗".to_owned(), last)
    } else if seconds > scale {
        (format!("{}▶", "━".repeat(last)), 0)
    } else {
        let filled = i128::from(seconds) * (last as i128) / i128::from(scale);
        let filled = usize::try_from(filled).unwrap_or(0).min(last);
        (format!("{}●", "━".repeat(filled)), last - filled)
    };
    let style = style(left);
    format!("{style}{bar}{style:#}{REST}{}{REST:#}", "─".repeat(rest))
}
