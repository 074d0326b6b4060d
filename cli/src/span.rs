//! Lengths of time as people write them: `30d`, `12h`, `90s`.

use std::fmt::Write;
use std::time::Duration;

const UNITS: [(&str, u64); 5] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// Parses a length of time: whole numbers with units, such as `30d`, `12h`, `1h30m` or `90s`.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is not a length of time such as 30d, 12h, 15m or 90s");
    let mut seconds: u64 = 0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits).ok_or_else(wrong)?;
        let (unit, factor) = UNITS.iter().find(|(unit, _)| after.starts_with(unit)).ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        seconds = number.checked_mul(*factor).and_then(|more| seconds.checked_add(more)).ok_or_else(wrong)?;
        rest = after.strip_prefix(unit).ok_or_else(wrong)?;
    }
    Ok(Duration::from_secs(seconds))
}

/// Shows a length of time with its two largest units: `3d 4h`.
pub(crate) fn show(duration: Duration) -> String {
    let mut seconds = duration.as_secs();
    let mut text = String::new();
    let mut shown = 0;
    for (unit, factor) in UNITS.into_iter().skip(1) {
        let count = seconds / factor;
        seconds %= factor;
        if count > 0 && shown < 2 {
            let separator = if shown > 0 { " " } else { "" };
            let _ = write!(text, "{separator}{count}{unit}");
        }
        shown += u32::from(count > 0 || shown > 0);
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
