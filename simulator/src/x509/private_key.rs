//! Uploaded private keys. They are looked at and forgotten: nothing here keeps one.

use rcgen::KeyPair;

/// The bits of the public key that belongs to a private key in PEM form; nothing if it cannot be used. It may be in
/// the forms PKCS #8, PKCS #1 and SEC 1, without a passphrase and without a block `EC PARAMETERS` before it.
pub(crate) fn public_key_of(private_key: &str) -> Option<Vec<u8>> {
    let blocks = pem::parse_many(private_key).ok()?;
    let [block] = blocks.as_slice() else { return None };
    if !matches!(block.tag(), "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY") {
        return None;
    }
    // `Proc-Type: 4,ENCRYPTED` is how the older forms say that there is a passphrase.
    if block.headers().get("Proc-Type").is_some() {
        return None;
    }
    let key = KeyPair::try_from(block.contents()).ok()?;
    Some(key.public_key_raw().to_vec())
}
