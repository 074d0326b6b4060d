//! The resources that the tour created, and their removal.

use cloudflare_certificates::types::AccessCertificateUpdate;
use cloudflare_certificates::{AccessCertificates, Error};

use super::report::{Step, part, say};
use super::stage::Stage;

/// Every resource that must be removed at the end.
#[derive(Default)]
pub(super) struct Made {
    pub(super) certificates: Vec<String>,
    pub(super) csrs: Vec<String>,
    pub(super) keyless: Vec<String>,
    pub(super) roots: Vec<(AccessCertificates, String)>,
}

impl Made {
    /// Records a certificate, unless it is recorded.
    pub(super) fn certificate(&mut self, id: &str) {
        if !self.certificates.iter().any(|known| known == id) {
            self.certificates.push(id.to_owned());
        }
    }

    /// Removes all of them, prints those that cannot be removed, and returns their number.
    pub(super) async fn remove(self, stage: &Stage) -> usize {
        part("Clean up");
        let step = Step::begin("Remove what the tour made");
        let total = self.certificates.len() + self.csrs.len() + self.keyless.len() + self.roots.len();
        let mut failures = Vec::new();
        let mut note = |what: &str, id: &str, result: Result<(), Error>| match result {
            Err(error) if !error.is_not_found() => failures.push(format!("{what} {id}: {error}")),
            _ => step.progress(&format!("{what} {id} is removed")),
        };
        for id in &self.keyless {
            note("keyless", id, stage.zone.keyless_certificates().delete(id).await.map(drop));
        }
        for (roots, id) in &self.roots {
            note("root", id, remove_root(roots, id).await);
        }
        for id in &self.certificates {
            note("certificate", id, stage.zone.custom_certificates().delete(id).await.map(drop));
        }
        // Must be last: a CSR in use cannot be deleted.
        for id in &self.csrs {
            note("CSR", id, stage.zone.custom_csrs().delete(id).await.map(drop));
        }
        step.done(&format!("{} of {total} things removed", total - failures.len()));
        for failure in &failures {
            say(&format!("     not removed: {failure}"));
        }
        failures.len()
    }
}

/// Removes a root. Its hostname associations must be removed first.
async fn remove_root(roots: &AccessCertificates, id: &str) -> Result<(), Error> {
    let none = AccessCertificateUpdate::builder().associated_hostnames(Vec::<String>::new()).build();
    match roots.delete(id).await {
        Err(error) if error.has_code(12132) => {
            roots.update(id, &none).await?;
            roots.delete(id).await.map(drop)
        }
        other => other.map(drop),
    }
}
