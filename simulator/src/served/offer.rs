//! What a record offers.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{Coverage, Purpose};

/// Identifies a record of any kind and owner.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RecordKey(Arc<(&'static str, String, String)>);

impl RecordKey {
    pub(crate) fn new(kind: &'static str, owner: &str, id: &str) -> Self {
        Self(Arc::new((kind, owner.to_owned(), id.to_owned())))
    }

    pub(crate) fn kind(&self) -> &'static str {
        self.0.0
    }

    pub(crate) fn owner(&self) -> &str {
        &self.0.1
    }

    pub(crate) fn id(&self) -> &str {
        &self.0.2
    }
}

/// What a record stands for at a moment.
#[derive(Debug)]
pub(crate) enum Standing {
    /// Nothing: it is gone, or does not serve.
    Nothing,
    /// What it stood for before: a change of it is on its way. For a new record, this is nothing.
    AsBefore,
    Offers(Offer),
}

/// A certificate for hostnames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) purpose: Purpose,
    /// Without any, the record only is what others need.
    pub(crate) coverage: Vec<Coverage>,
    /// `None`: the hostnames have none, whatever less specific offers there are.
    pub(crate) certificate: Option<Facts>,
    /// Of two offers for the same set of hostnames, the one of the higher class serves, then that of the higher priority, then
    /// the newer one.
    pub(crate) class: u8,
    pub(crate) priority: i64,
    /// Another record, without which it is nothing.
    pub(crate) needs: Option<RecordKey>,
    /// Whether it keeps less specific offers from being used, even if what it needs is missing.
    pub(crate) is_binding: bool,
    /// When it expires.
    pub(crate) until: Option<OffsetDateTime>,
}

/// What is known of a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) fingerprint_sha256: Option<String>,
    pub(crate) serial_number: Option<String>,
    pub(crate) is_universal: bool,
    /// The record that has the certificate, if it is another one.
    pub(crate) of: Option<RecordKey>,
}

impl Offer {
    /// A certificate for visitors.
    pub(crate) fn to_visitors<'a>(
        names: impl IntoIterator<Item = &'a str>,
        class: u8,
        certificate: Facts,
        until: Option<OffsetDateTime>,
    ) -> Self {
        let coverage = names.into_iter().map(Coverage::of_name).collect();
        Self::new(Purpose::Visitors, coverage, Some(certificate), class, until)
    }

    /// A certificate for origins.
    pub(crate) fn to_origins(
        coverage: Vec<Coverage>,
        certificate: Option<Facts>,
        until: Option<OffsetDateTime>,
    ) -> Self {
        Self::new(Purpose::OriginPulls, coverage, certificate, 0, until)
    }

    /// A record that others need.
    pub(crate) fn for_others(until: Option<OffsetDateTime>) -> Self {
        Self::to_origins(Vec::new(), None, until)
    }

    /// Makes it depend on another record.
    pub(crate) fn needing(mut self, key: RecordKey) -> Self {
        self.needs = Some(key);
        self
    }

    /// Keeps less specific offers from being used.
    pub(crate) fn binding(mut self) -> Self {
        self.is_binding = true;
        self
    }

    /// Sets the priority among offers of the same class.
    pub(crate) fn priority(mut self, priority: i64) -> Self {
        self.priority = priority;
        self
    }

    fn new(
        purpose: Purpose,
        coverage: Vec<Coverage>,
        certificate: Option<Facts>,
        class: u8,
        until: Option<OffsetDateTime>,
    ) -> Self {
        Self { purpose, coverage, certificate, class, priority: 0, needs: None, is_binding: false, until }
    }
}
