//! What somebody must set up outside of Cloudflare before a certificate can be issued.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that the owner of a hostname must set up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Setup {
    /// A DNS record.
    #[non_exhaustive]
    Dns {
        /// The record's type: `TXT` or `CNAME`.
        kind: String,
        /// The record's full name.
        name: String,
        /// The record's content.
        value: String,
    },
    /// A file that the hostname's web server returns over plain `http`.
    #[non_exhaustive]
    File {
        /// The file's address.
        url: String,
        /// The file's content.
        body: String,
    },
    /// Emails with a link that one of the recipients must follow.
    #[non_exhaustive]
    Mail {
        /// The recipients' addresses.
        addresses: Vec<String>,
    },
}

impl Setup {
    /// Returns what the owner of the hostnames must set up before a certificate pack can be issued. It is known some
    /// seconds after the order, and no longer when the validation is complete.
    #[cfg(feature = "certificate_packs")]
    pub fn of(pack: &crate::types::CertificatePack) -> Vec<Self> {
        setup_of(&pack.validation_records)
    }
}

/// One line, such as `TXT _acme-challenge.example.com = 810b7d5f`.
impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns { kind, name, value } => write!(f, "{kind} {name} = {value}"),
            Self::File { url, body } => write!(f, "{url} returning {body}"),
            Self::Mail { addresses } => write!(f, "the link in the email to {}", addresses.join(" or ")),
        }
    }
}

#[cfg(any(feature = "certificate_packs", feature = "custom_hostnames"))]
mod records {
    use super::Setup;
    use crate::types::ValidationRecord;

    /// Returns what the records of a validation ask for, each once. A record may offer several methods, of which
    /// it fills in the fields.
    pub(crate) fn setup_of(records: &[ValidationRecord]) -> Vec<Setup> {
        let mut all: Vec<Setup> = Vec::new();
        for setup in records.iter().flat_map(of_one) {
            if !all.contains(&setup) {
                all.push(setup);
            }
        }
        all
    }

    fn of_one(record: &ValidationRecord) -> Vec<Setup> {
        let both = |a: &Option<String>, b: &Option<String>| Some((a.clone()?, b.clone()?));
        let dns = |kind: &str, pair: Option<(String, String)>| {
            pair.map(|(name, value)| Setup::Dns { kind: kind.to_owned(), name, value })
        };
        let txt = dns("TXT", both(&record.txt_name, &record.txt_value));
        let cname = dns("CNAME", both(&record.cname, &record.cname_target));
        let file = both(&record.http_url, &record.http_body).map(|(url, body)| Setup::File { url, body });
        let mail = (!record.emails.is_empty()).then(|| Setup::Mail { addresses: record.emails.clone() });
        [txt, cname, file, mail].into_iter().flatten().collect()
    }
}

#[cfg(any(feature = "certificate_packs", feature = "custom_hostnames"))]
pub(crate) use records::setup_of;
