//! Identifiers in Cloudflare's forms. They look random and are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

/// Gives out identifiers, none twice.
#[derive(Debug, Default)]
pub(crate) struct Ids(AtomicU64);

impl Ids {
    /// 32 hexadecimal digits, as custom certificates have.
    pub(crate) fn tag(&self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// A UUID of version 4, as most newer things have.
    pub(crate) fn uuid(&self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            (low >> 48) & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff,
        )
    }

    /// What the header `cf-ray` says: a number and the data center.
    pub(crate) fn ray(&self) -> String {
        format!("{:016x}-SIM", self.next())
    }

    fn next(&self) -> u64 {
        let count = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        mixed(count.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

/// Returns 32 hexadecimal digits that follow from a name.
pub(crate) fn derived(kind: &str, name: &str) -> String {
    let hash = |seed: u64| {
        let bytes = kind.bytes().chain([0]).chain(name.bytes());
        bytes.fold(seed, |hash, byte| mixed(hash ^ u64::from(byte)))
    };
    format!("{:016x}{:016x}", hash(1), hash(2))
}

/// The finalizer of SplitMix64: distinct inputs give distinct outputs.
fn mixed(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
