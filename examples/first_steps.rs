//! Creates a certificate whose private key never leaves Cloudflare, from the CSR to the upload, and lists what is
//! active.
//!
//! `cargo run --example first_steps -- <zone id> <file>` creates a CSR and writes it to the file. Have it signed,
//! replace the file's content with the certificate, and press Enter.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use cloudflare_certificates::types::{CustomCertificateStatus, NewCustomCertificate, NewCustomCsr};
use cloudflare_certificates::{Client, Result, Zone};

pub(crate) async fn upload_for_csr(zone: &Zone, sign: impl AsyncFn(&str) -> String) -> Result<String> {
    let new = NewCustomCsr::builder() // forgetting a required field does not compile
        .common_name("example.com")
        .sans(["example.com", "www.example.com"])
        .country("US")
        .state("California")
        .locality("San Francisco")
        .organization("Example, Inc.")
        .build();
    let csr = zone.custom_csrs().create(&new).await?;

    let signed = sign(csr.csr.as_deref().unwrap_or_default()).await; // your certificate authority
    let certificate =
        zone.custom_certificates().create(&NewCustomCertificate::for_csr(signed, &csr.id).build()).await?;
    Ok(certificate.into_inner().id)
}

pub(crate) async fn print_active(zone: &Zone) -> Result<()> {
    let mut active =
        zone.custom_certificates().list().status(CustomCertificateStatus::Active).per_page(50).stream();
    while let Some(certificate) = active.try_next().await? {
        println!("{} {:?} until {:?}", certificate.id, certificate.hosts, certificate.expires_on);
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [zone_id, file] = arguments.as_slice() else {
        return Err("usage: first_steps <zone id> <file>".into());
    };
    let zone = Client::from_env()?.zone(zone_id)?; // CLOUDFLARE_API_TOKEN
    std::fs::write(file, "")?; // fail before anything is created at Cloudflare
    let sign = async |csr: &str| {
        if let Err(error) = std::fs::write(file, csr) {
            println!("{file} cannot be written: {error}\n{csr}");
        }
        println!("The CSR is in {file}. Put the signed certificate there and press Enter.");
        let mut line = String::new();
        let _ = std::io::stdin().read_line(&mut line); // without input, continue with the file as it is
        std::fs::read_to_string(file).unwrap_or_default()
    };
    println!("uploaded: {}", upload_for_csr(&zone, sign).await?);
    print_active(&zone).await?;
    Ok(())
}
