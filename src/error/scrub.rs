//! Makes a server's words fit for a log line.

/// No message of the API comes near this.
const MAX_CHARS: usize = 500;

/// The text in one line, without the given secrets and without anything that looks like a private key. A server may
/// quote what it was sent.
pub(crate) fn scrub<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = text.to_owned();
    for secret in secrets {
        if !secret.is_empty() {
            text = text.replace(secret, "[redacted]");
        }
    }
    if let Some(start) = text.find("PRIVATE KEY") {
        let start = text[..start].rfind("-----BEGIN").unwrap_or(start);
        text.truncate(start);
        text.push_str("[redacted]");
    }
    let mut line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_CHARS + 1).collect();
    if line.chars().count() > MAX_CHARS {
        line.pop();
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn secrets_and_private_keys_are_cut_out() {
        assert_eq!(scrub("bad token abc!", ["abc"]), "bad token [redacted]!");
        let echo = "cannot parse -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
        assert_eq!(scrub(echo, []), "cannot parse [redacted]");
    }

    #[test]
    fn the_text_becomes_one_short_line() {
        assert_eq!(scrub("a\r\nb\u{1b}[31m", []), "a  b [31m");
        assert_eq!(scrub(&"x".repeat(10_000), []).chars().count(), 501);
    }
}
