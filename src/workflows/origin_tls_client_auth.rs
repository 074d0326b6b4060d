//! Authenticated origin pulls: finding, ensuring, rotating and removing client certificates, and associating hostnames
//! with them.

mod associations;
mod certificates;
mod hostname_certificates;
mod hostnames;
mod zone_certificates;

pub use hostname_certificates::RotatedHostnameCertificate;
