//! Finds a certificate among those of the zone, or uploads it.

use super::super::{Action, Ensure, Ensured, Error, ErrorKind, Plan, Result, Run, Schedule, Workflow};
use super::facts::{Facts, facts};
use super::live::live;
use super::{EXISTS, NO_BUNDLE, NO_BUNDLE_ADVICE, RESOURCE};
use crate::types::{CustomCertificate, NewCustomCertificate};
use crate::{CustomCertificates, Response};

const NAME: &str = "custom_certificates.ensure";
const RESTRICTIONS: &str = "restrictions of where the key may be held cannot be changed: upload a certificate with \
    another expiry and the new restrictions, wait until it is active, and then remove this one";

impl CustomCertificates {
    /// Finds the record of a certificate in PEM form: `GET /zones/{zone_id}/custom_certificates`. Without the feature
    /// `preflight`, Cloudflare reads the PEM text before: `POST /zones/{zone_id}/ssl/analyze`.
    ///
    /// The API shows neither PEM texts nor fingerprints of custom certificates. It is the record with the same hosts,
    /// expiry and signature algorithm; of several, an active one, and then the one that was uploaded last. So it
    /// cannot tell apart two certificates that differ in nothing but their keys.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, pem: String) -> cloudflare_certificates::workflows::Result<()> {
    /// if let Some(certificate) = zone.custom_certificates().find(pem).await? {
    ///     println!("{} expires on {:?}", certificate.id, certificate.expires_on);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`. Cargo features: `custom_certificates`,
    /// and `ssl` or `preflight`.
    ///
    /// # Errors
    /// [`Call`](ErrorKind::Call) if a call fails, such as with code 1002 if the text is no certificate.
    pub fn find(&self, certificate: impl Into<String>) -> Workflow<Option<CustomCertificate>> {
        let (certificates, pem) = (self.clone(), certificate.into());
        let at_most = Schedule::CERTIFICATES.at_most;
        Workflow::new("custom_certificates.find", self.client(), at_most, async move |run: Run| {
            let facts = facts(&run, &certificates, &pem).await?;
            found(&run, &certificates, &facts).await
        })
    }

    /// Uploads a certificate unless the zone has it: `POST /zones/{zone_id}/custom_certificates`.
    ///
    /// The zone has it if [`find`](Self::find) finds it, or if the upload is refused with code 1220. It does not
    /// wait until the certificate is active: see [`wait`](Self::wait). To renew a certificate, use
    /// [`replace`](Self::replace).
    ///
    /// Upload the second of two certificates that differ in nothing but their keys, such as one with an RSA and one
    /// with an ECDSA key of the same order, with [`create`](Self::create): they cannot be told apart.
    ///
    /// ```no_run
    /// # use cloudflare_certificates::types::NewCustomCertificate;
    /// # async fn f(zone: cloudflare_certificates::Zone, new: NewCustomCertificate) -> cloudflare_certificates::workflows::Result<()> {
    /// let certificates = zone.custom_certificates();
    /// let id = certificates.ensure(&new).await?.into_inner().id;
    /// certificates.wait(id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Permission: `SSL and Certificates Write`. Cargo features: `custom_certificates`, and `ssl` or
    /// `preflight`.
    ///
    /// # Errors
    /// [`Refused`](ErrorKind::Refused) if the zone has the certificate with other restrictions of where its key may
    /// be held: these can only be changed by another upload; with the feature `preflight`, also if the certificate
    /// cannot be used. [`Call`](ErrorKind::Call) if a call fails.
    pub fn ensure(&self, new: &NewCustomCertificate) -> Ensure<CustomCertificate> {
        let at_most = Schedule::CERTIFICATES.at_most;
        let upload = Upload { certificates: self.clone(), new: new.clone() };
        let planned = upload.clone();
        let plan = Workflow::new(NAME, self.client(), at_most, async move |run: Run| {
            let facts = facts(&run, &planned.certificates, &planned.new.certificate).await?;
            Ok(planned.existing(&run, &facts).await?.map_or(Plan::Create, Plan::Keep))
        });
        let workflow =
            Workflow::new(NAME, self.client(), at_most, async move |run: Run| upload.ensure(&run).await);
        Ensure::of(plan, workflow)
    }
}

/// An upload of a certificate that the zone may have.
#[derive(Clone)]
pub(super) struct Upload {
    pub(super) certificates: CustomCertificates,
    pub(super) new: NewCustomCertificate,
}

impl Upload {
    pub(super) async fn ensure(&self, run: &Run) -> Result<Ensured<CustomCertificate>> {
        run.left(&["upload the certificate"]);
        let facts = facts(run, &self.certificates, &self.new.certificate).await?;
        if let Some(existing) = self.existing(run, &facts).await? {
            run.step_on(Action::Found, &existing);
            return Ok(Ensured::Existed(existing));
        }
        #[cfg(feature = "preflight")]
        run.check(RESOURCE, |preflight| preflight.custom_certificate(&self.new))?;
        let create = async { self.certificates.create(&self.new).await.map(Response::into_inner) };
        match run.create(create, || found(run, &self.certificates, &facts)).await {
            Ok(created) => Ok(Ensured::Created(created)),
            Err(error) if error.call().is_some_and(|call| call.has_code(EXISTS)) => {
                match self.existing(run, &facts.of_existing()).await? {
                    Some(existing) => {
                        run.step_on(Action::Found, &existing);
                        Ok(Ensured::Existed(existing))
                    }
                    None => Err(error.about(RESOURCE, "(new)").detailed(
                        "the zone has the certificate, but no record with its hosts, expiry and signature",
                    )),
                }
            }
            Err(error) if error.call().is_some_and(|call| call.has_code(NO_BUNDLE)) => {
                Err(error.advised(NO_BUNDLE_ADVICE))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the certificate's record, if its key is restricted as it must be.
    async fn existing(&self, run: &Run, facts: &Facts) -> Result<Option<CustomCertificate>> {
        let existing = found(run, &self.certificates, facts).await?;
        existing.map(|existing| self.restricted(existing)).transpose()
    }

    /// Fails if the key of a certificate is restricted in another way than it must be.
    pub(super) fn restricted(&self, existing: CustomCertificate) -> Result<CustomCertificate> {
        let label = self.new.geo_restrictions.as_ref().and_then(|wanted| wanted.label.as_ref());
        let is_label = existing.geo_restrictions.as_ref().and_then(|now| now.label.as_ref());
        let policy = existing.policy_restrictions.as_ref().or(existing.policy.as_ref());
        let agrees = label.is_none_or(|label| Some(label) == is_label)
            && self.new.policy.as_ref().is_none_or(|wanted| Some(wanted) == policy);
        if agrees {
            return Ok(existing);
        }
        Err(Error::new(ErrorKind::Refused)
            .about(RESOURCE, &existing.id)
            .with_last(existing)
            .detailed("the key of the zone's certificate is restricted in another way")
            .advised(RESTRICTIONS))
    }
}

async fn found(
    run: &Run,
    certificates: &CustomCertificates,
    facts: &Facts,
) -> Result<Option<CustomCertificate>> {
    Ok(facts.find(&live(run, certificates).await?).cloned())
}
