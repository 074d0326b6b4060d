//! The custom certificates of one zone.

use time::OffsetDateTime;

use super::record::{CustomCertificate, Status};
use crate::activation::Activation;
use crate::page::Page;
use crate::state::ById;

/// The custom certificates of one zone, in the order of their uploads.
#[derive(Default)]
pub(crate) struct ZoneCertificates {
    pub(super) by_id: ById<CustomCertificate>,
    replacements: Vec<Replacement>,
}

/// A new certificate, and the old ones that go away once it is active.
struct Replacement {
    new: String,
    old: Vec<String>,
}

impl ZoneCertificates {
    /// Carries out what has become due.
    pub(super) fn settle(&mut self, now: OffsetDateTime, activation: Activation) {
        let by_id = &mut self.by_id;
        self.replacements.retain(|replacement| match by_id.get(&replacement.new) {
            // The new one was deleted before its time: the old ones stay.
            None => false,
            Some(new) if new.is_pending(now, activation) => true,
            Some(_) => {
                replacement.old.iter().for_each(|old| drop(by_id.shift_remove(old)));
                false
            }
        });
    }

    /// Adds a certificate that replaces another one when it becomes active.
    pub(super) fn replace(&mut self, old: &str, new: CustomCertificate) {
        // What the old one was to replace is replaced by the new one as well.
        let inherited = self.replacements.iter().filter(|replacement| replacement.new == old);
        let mut replaced: Vec<String> = inherited.flat_map(|replacement| replacement.old.clone()).collect();
        replaced.push(old.to_owned());
        self.replacements.push(Replacement { new: new.id.clone(), old: replaced });
        self.by_id.insert(new.id.clone(), new);
    }

    /// The indices of a page.
    pub(super) fn range(&self, page: Page) -> Vec<usize> {
        let end = page.start().saturating_add(page.size()).min(self.by_id.len());
        (page.start()..end).collect()
    }

    /// The indices of the certificates in a state. Pending ones that are kept out by that are taken as read.
    pub(super) fn read_matching(
        &mut self,
        wanted: Status,
        now: OffsetDateTime,
        activation: Activation,
    ) -> Vec<usize> {
        let mut matching = Vec::new();
        for (index, certificate) in self.by_id.values_mut().enumerate() {
            if certificate.status(now, activation) == wanted {
                matching.push(index);
            } else {
                certificate.read();
            }
        }
        matching
    }

    /// Takes note that an answer has shown these certificates.
    pub(super) fn read(&mut self, indices: &[usize]) {
        for index in indices {
            if let Some((_, certificate)) = self.by_id.get_index_mut(*index) {
                certificate.read();
            }
        }
    }
}
