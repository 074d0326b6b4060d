//! The certificates of a file, and which of them are uploaded.

use std::path::Path;

use cloudflare_certificates::preflight::Certificate;
use cloudflare_certificates::types::BundleMethod;

use crate::{Result, input};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The certificates of one or two files: a leaf, and perhaps its chain.
pub(crate) struct Bundle {
    /// The files as they are.
    text: String,
    sorted: Option<Sorted>,
}

/// Certificates in the order in which they are served.
struct Sorted {
    leaf: Pem,
    /// Each is the issuer of the one before.
    chain: Vec<Pem>,
    /// Those that are not in the leaf's chain.
    others: usize,
}

struct Pem {
    certificate: Certificate,
    text: String,
}

impl Bundle {
    /// Reads a certificate, with or without its chain, and the rest of its chain from another file.
    pub(crate) fn read(certificate: &Path, chain: Option<&Path>) -> Result<Self> {
        let mut text = input::read(certificate)?;
        if let Some(chain) = chain {
            text.push('\n');
            text.push_str(&input::read(chain)?);
        }
        Ok(Self::new(text))
    }

    fn new(text: String) -> Self {
        // What is wrong with it is for the checks, which then see all of the text: a private key must not just be left out.
        let sorted =
            if text.contains("PRIVATE KEY-----") { None } else { parse(&text).and_then(Sorted::new) };
        Self { text, sorted }
    }

    /// Returns the certificate that serves hosts, if it can be read.
    pub(crate) fn leaf(&self) -> Option<&Certificate> {
        self.sorted.as_ref().map(|sorted| &sorted.leaf.certificate)
    }

    /// Returns the certificates above the leaf, each before that of its issuer.
    pub(crate) fn chain(&self) -> impl Iterator<Item = &Certificate> {
        self.sorted.iter().flat_map(|sorted| &sorted.chain).map(|pem| &pem.certificate)
    }

    /// Returns how many certificates neither are the leaf nor belong to its chain. They are never uploaded.
    pub(crate) fn others(&self) -> usize {
        self.sorted.as_ref().map_or(0, |sorted| sorted.others)
    }

    /// Returns the files as they are.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns what is uploaded: the leaf and its chain for `force`, the leaf alone otherwise, because Cloudflare then finds
    /// the chain. If the certificates cannot be read, it is the text of the files, which the checks refuse.
    pub(crate) fn upload(&self, method: &BundleMethod) -> String {
        let Some(sorted) = &self.sorted else { return self.text.clone() };
        let mut upload = sorted.leaf.text.clone();
        if *method == BundleMethod::Force {
            upload.extend(sorted.chain.iter().map(|pem| pem.text.as_str()));
        }
        upload
    }
}

impl Sorted {
    /// Finds the leaf, which is the first certificate that is not an authority's, and follows the issuers from there.
    fn new(mut all: Vec<Pem>) -> Option<Self> {
        let place = all.iter().position(|pem| !pem.certificate.is_ca()).unwrap_or(0);
        if all.is_empty() {
            return None;
        }
        let leaf = all.remove(place);
        let mut chain: Vec<Pem> = Vec::new();
        loop {
            let last = chain.last().unwrap_or(&leaf);
            if last.certificate.is_self_signed() {
                break;
            }
            let issuer = all.iter().position(|pem| last.certificate.is_issued_by(&pem.certificate));
            let Some(issuer) = issuer else { break };
            chain.push(all.remove(issuer));
        }
        let known = |other: &Pem| {
            other.certificate == leaf.certificate || chain.iter().any(|pem| pem.text == other.text)
        };
        let others = all.iter().filter(|other| !known(other)).count();
        Some(Self { leaf, chain, others })
    }
}

/// Reads the certificates of a text; `None` if one of them is damaged.
fn parse(text: &str) -> Option<Vec<Pem>> {
    let blocks = text.split(BEGIN).skip(1).map(|block| {
        let (body, _) = block.split_once(END)?;
        let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
        let text = [BEGIN].into_iter().chain(lines).chain([END, ""]).collect::<Vec<_>>().join("\n");
        Certificate::from_pem(&text).ok().map(|certificate| Pem { certificate, text })
    });
    blocks.collect()
}
