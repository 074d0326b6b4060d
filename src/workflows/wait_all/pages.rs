//! The resources whose records can be seen in a list, page by page.

use std::future::Future;

use crate::Page;
use crate::workflows::Waits;

/// A resource of which many records can be waited for at once. You meet it only in the bounds of
/// [`WaitAll`](super::WaitAll).
pub trait WaitsAll: Waits {
    /// How many records are requested per page.
    #[doc(hidden)]
    const PER_PAGE: u32;

    /// Returns a page of the list of all records, whatever their status.
    #[doc(hidden)]
    fn poll_page(&self, number: u64) -> impl Future<Output = crate::Result<Page<Self::Record>>> + Send;
}

/// Returns how many pages the list has, as far as this page tells.
pub(super) fn pages<T>(page: &Page<T>, per_page: u32) -> Option<u64> {
    let count = u64::try_from(page.items().len()).unwrap_or(u64::MAX);
    let stated = page.result_info().and_then(|info| info.total_pages).and_then(|pages| pages.try_into().ok());
    let by_total = page.total_count().filter(|_| count > 0 && page.number() == 1);
    let by_total = by_total.map(|total| total.div_ceil(count));
    let is_last = count < u64::from(per_page);
    stated.max(by_total).or_else(|| is_last.then(|| page.number())).map(|pages| pages.max(1))
}

/// Lets many records of a resource be waited for, with a method `wait_all` of its handle.
#[allow(unused_macros, reason = "used by the resources that are built")]
macro_rules! waits_all {
    (
        $(#[$doc:meta])*
        $handle:ident, $per_page:literal $(, $filter:ident($value:expr))?
    ) => {
        impl WaitsAll for crate::$handle {
            const PER_PAGE: u32 = $per_page;

            async fn poll_page(&self, number: u64) -> crate::Result<Page<Self::Record>> {
                self.list()$(.$filter($value))?.per_page($per_page).page(number).await
            }
        }

        impl crate::$handle {
            $(#[$doc])*
            pub fn wait_all(
                &self,
                ids: impl IntoIterator<Item = impl Into<String>>,
            ) -> crate::workflows::WaitAll<Self> {
                crate::workflows::WaitAll::new(self.clone(), ids)
            }
        }
    };
}

#[cfg(feature = "certificate_packs")]
waits_all! {
    /// Waits until certificate packs are active, or have reached another state:
    /// `GET /zones/{zone_id}/ssl/certificate_packs?status=all` and
    /// `GET /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    CertificatePacks, 50, status(crate::types::CertificatePackStatusFilter::All)
}

#[cfg(feature = "custom_certificates")]
waits_all! {
    /// Waits until custom certificates are active, or have reached another state:
    /// `GET /zones/{zone_id}/custom_certificates` and
    /// `GET /zones/{zone_id}/custom_certificates/{custom_certificate_id}`.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    CustomCertificates, 50
}

#[cfg(feature = "custom_hostnames")]
waits_all! {
    /// Waits until custom hostnames and their certificates are active, or have reached another state:
    /// `GET /zones/{zone_id}/custom_hostnames` and `GET /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// It repairs nothing, and ends for a hostname that needs somebody to act as soon as it is seen: a loop that waits
    /// again for the same one makes requests without a pause. To follow customers' hostnames until they are active, use
    /// [`follow_all`](Self::follow_all), which repairs what has timed out; there is an example of a background task.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    CustomHostnames, 100
}
