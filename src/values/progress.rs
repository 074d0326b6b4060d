//! What a status means to somebody who waits.

/// What a status means to a program that waits for a resource: the types of statuses have a method `progress`.
///
/// A value that this version does not know is [`Pending`](Self::Pending): a new stage of the server must not end a
/// wait.
///
/// ```
/// use cloudflare_certificates::Progress;
/// use cloudflare_certificates::types::CertificatePackStatus;
///
/// assert_eq!(CertificatePackStatus::PendingIssuance.progress(), Progress::Pending);
/// assert_eq!(CertificatePackStatus::ValidationTimedOut.progress(), Progress::NeedsAction);
/// assert_eq!(CertificatePackStatus::from("a new stage").progress(), Progress::Pending);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Progress {
    /// Not ready yet: it becomes ready by itself, or when others do their part, such as a validation.
    Pending,
    /// Ready: it is in use, or can be used.
    Ready,
    /// It does not become ready until somebody acts: starts a validation again, activates the zone or the
    /// certificate, or has a block removed.
    NeedsAction,
    /// It cannot become ready: it has expired, or its removal failed.
    Failed,
    /// It is deleted or being deleted, or revoked.
    Gone,
}
