//! The order of a zone's certificates.

use super::super::{Error, ErrorKind, Result, Run, Schedule, Workflow};
use super::RESOURCE;
use super::order::{Place, check_existence, numbered, priority, reorder};
use crate::CustomCertificates;
use crate::types::CustomCertificate;

/// The order of a zone's custom certificates, from [`CustomCertificates::priorities`].
///
/// The order decides between `legacy_custom` certificates for the same hostname. Both methods read it, change it and
/// write all of it, as the API demands: `GET /zones/{zone_id}/custom_certificates`, then
/// `PUT /zones/{zone_id}/custom_certificates/prioritize`. They write nothing if it is as it should be. A change that
/// somebody else makes in the moment between the two requests is lost: the API cannot tell.
///
/// Permission: `SSL and Certificates Write`.
#[derive(Clone, Debug)]
pub struct Priorities {
    certificates: CustomCertificates,
}

impl CustomCertificates {
    /// Returns the order of the certificates, to change it.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, first: &str, second: &str) -> cloudflare_certificates::workflows::Result<()> {
    /// let priorities = zone.custom_certificates().priorities();
    /// priorities.in_order([first, second]).await?;
    /// for certificate in priorities.move_to(second, 0).await? {
    ///     println!("{} {:?}", certificate.id, certificate.priority);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn priorities(&self) -> Priorities {
        Priorities { certificates: self.clone() }
    }
}

impl Priorities {
    /// Puts these certificates first, in this order. All others follow in the order that they have now. Returns all
    /// certificates in their new order.
    ///
    /// # Errors
    /// [`Gone`](ErrorKind::Gone) if a certificate does not exist; [`Refused`](ErrorKind::Refused) if one is named
    /// twice. Nothing is changed then.
    pub fn in_order<S: Into<String>>(
        &self,
        ids: impl IntoIterator<Item = S>,
    ) -> Workflow<Vec<CustomCertificate>> {
        let first: Vec<String> = ids.into_iter().map(Into::into).collect();
        self.workflow("custom_certificates.in_order", move |all| in_order(all, &first))
    }

    /// Moves a certificate to a position: 0 is the first one, and a position after the last one is the last one.
    /// Returns all certificates in their new order.
    ///
    /// # Errors
    /// [`Gone`](ErrorKind::Gone) if the certificate does not exist.
    pub fn move_to(&self, id: impl Into<String>, position: usize) -> Workflow<Vec<CustomCertificate>> {
        let id = id.into();
        self.workflow("custom_certificates.move_to", move |all| moved(all, &id, position))
    }

    fn workflow(
        &self,
        name: &'static str,
        wanted: impl Fn(&[CustomCertificate]) -> Result<Option<Vec<Place>>> + Send + Sync + 'static,
    ) -> Workflow<Vec<CustomCertificate>> {
        let certificates = self.certificates.clone();
        Workflow::new(
            name,
            certificates.clone().client(),
            Schedule::DELETIONS.at_most,
            async move |run: Run| {
                run.left(&["write the order of the certificates"]);
                reorder(&run, &certificates, wanted).await
            },
        )
    }
}

/// Returns the order with these certificates first.
fn in_order(all: &[CustomCertificate], first: &[String]) -> Result<Option<Vec<Place>>> {
    check_existence(all, first)?;
    if let Some(id) =
        first.iter().enumerate().find_map(|(n, id)| first.iter().take(n).find(|other| *other == id))
    {
        return Err(Error::new(ErrorKind::Refused).about(RESOURCE, id).detailed("the order names it twice"));
    }
    let others = all.iter().filter(|certificate| !first.contains(&certificate.id));
    let order: Vec<String> = first.iter().chain(others.map(|other| &other.id)).cloned().collect();
    Ok(unless_so(all, order, first.len()))
}

/// Returns the order with a certificate at a position.
fn moved(all: &[CustomCertificate], id: &str, position: usize) -> Result<Option<Vec<Place>>> {
    check_existence(all, &[id.to_owned()])?;
    let mut order: Vec<String> =
        all.iter().map(|certificate| certificate.id.clone()).filter(|other| other != id).collect();
    order.insert(position.min(order.len()), id.to_owned());
    let all_matter = order.len();
    Ok(unless_so(all, order, all_matter))
}

/// Numbers an order, unless the certificates are in it. The first `strict` ones must have priorities of their own:
/// the order of equal ones is not defined.
fn unless_so(all: &[CustomCertificate], order: Vec<String>, strict: usize) -> Option<Vec<Place>> {
    let is_so = all.iter().map(|certificate| &certificate.id).eq(&order)
        && all.iter().zip(all.iter().skip(1)).take(strict).all(|(one, next)| priority(one) > priority(next));
    (!is_so).then(|| numbered(order))
}
