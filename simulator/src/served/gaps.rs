//! The times in which a hostname was without a certificate.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Change, Gap, Purpose, Served};

/// How good a certificate is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Quality {
    Nothing,
    Universal,
    Other,
}

/// A gap that has not ended.
struct Open {
    /// Its place in the list.
    index: usize,
    /// What ends it.
    needed: Quality,
    before: Option<Arc<Served>>,
}

/// Finds the gaps in the order in which they began.
pub(super) fn find<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let mut open: HashMap<(Purpose, &str), Open> = HashMap::new();
    for change in changes {
        let name = (change.purpose, &*change.hostname);
        let after = quality(change.after.as_deref());
        let (needed, before) = match open.remove(&name) {
            Some(last) => {
                if let Some(gap) = gaps.get_mut(last.index) {
                    gap.until = Some(change.at.into());
                }
                (last.needed, last.before)
            }
            None => (quality(change.before.as_deref()), change.before.clone()),
        };
        if after < needed {
            let index = gaps.len();
            gaps.push(gap(change, before.as_deref()));
            open.insert(name, Open { index, needed, before });
        }
    }
    gaps
}

fn gap(change: &Change, before: Option<&Served>) -> Gap {
    Gap {
        hostname: change.hostname.to_string(),
        purpose: change.purpose,
        from: change.at.into(),
        until: None,
        before: before.cloned(),
        meanwhile: change.after.as_deref().cloned(),
    }
}

fn quality(served: Option<&Served>) -> Quality {
    match served {
        None => Quality::Nothing,
        Some(served) if served.universal => Quality::Universal,
        Some(_) => Quality::Other,
    }
}
