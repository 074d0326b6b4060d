//! Blocks of PEM strings.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// Padding may be absent: some programs leave it out, and nothing is ambiguous without it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A block of a PEM string. The bytes may be a private key's, so they are zeroed.
pub(super) struct Block<'a> {
    pub(super) label: &'a str,
    /// Whether its headers say that a passphrase is needed.
    pub(super) is_encrypted: bool,
    /// `None` if the block has no end or is not Base64.
    pub(super) der: Option<Zeroizing<Vec<u8>>>,
}

/// Returns the blocks of a string in their order. What stands between them is ignored, as OpenSSL and Go do.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let Some((label, body)) = after.split_once(DASHES) else { break };
        if label.contains(['\n', '\r']) {
            rest = after;
            continue;
        }
        let (block, following) = block(label, body);
        blocks.push(block);
        rest = following;
    }
    blocks
}

/// Returns a block and what follows it.
fn block<'a>(label: &'a str, body: &'a str) -> (Block<'a>, &'a str) {
    let end = format!("-----END {label}-----");
    let Some((body, following)) = body.split_once(&end).filter(|(body, _)| !body.contains(BEGIN)) else {
        return (Block { label, is_encrypted: false, der: None }, body);
    };
    // Headers end at an empty line, and no line of Base64 has a colon.
    let (headers, content) = body.rsplit_once(':').map_or(("", body), |(headers, last)| {
        let (value, content) = last.split_once('\n').unwrap_or((last, ""));
        (body.get(..headers.len() + 1 + value.len()).unwrap_or(headers), content)
    });
    let is_encrypted = headers.contains("ENCRYPTED");
    (Block { label, is_encrypted, der: decode(content) }, following)
}

fn decode(content: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Neither buffer grows: what is moved while it grows would stay behind in memory.
    let mut base64 = Zeroizing::new(Vec::with_capacity(content.len()));
    base64.extend(content.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let der = Zeroizing::new(BASE64.decode(base64.as_slice()).ok()?);
    (!der.is_empty()).then_some(der)
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn text_around_blocks_and_missing_padding_do_not_matter() {
        let text = "Bag Attributes\n-----BEGIN A B-----\r\nAQI\r\n-----END A B-----\nx\n-----BEGIN C-----AwQ=-----END C-----";
        let blocks = blocks(text);
        let seen: Vec<_> = blocks.iter().map(|block| (block.label, block.der.as_deref())).collect();
        assert_eq!(seen, [("A B", Some(&vec![1, 2])), ("C", Some(&vec![3, 4]))]);
    }

    #[test]
    fn a_block_without_an_end_does_not_swallow_the_next_one() {
        let blocks = blocks("-----BEGIN A-----\nAQI=\n-----BEGIN A-----\nAwQ=\n-----END A-----\n");
        let seen: Vec<_> = blocks.iter().map(|block| block.der.as_deref()).collect();
        assert_eq!(seen, [None, Some(&vec![3, 4])]);
    }

    #[test]
    fn headers_are_not_content() {
        let text =
            "-----BEGIN K-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQI=\n-----END K-----";
        let blocks = blocks(text);
        let seen: Vec<_> = blocks.iter().map(|block| (block.is_encrypted, block.der.as_deref())).collect();
        assert_eq!(seen, [(true, Some(&vec![1, 2]))]);
    }
}
