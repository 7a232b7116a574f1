//! Secrets: random ones, what is stored of them, and passwords.

use crate::lang::Bilingual;
use crate::say;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash, try_generate_salt};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};

/// So many characters at least.
pub const SHORTEST: usize = 10;

/// 256 random bits, hexadecimal; none where the system gives no randomness.
pub fn random() -> Option<String> {
    let (first, second) = (try_generate_salt().ok()?, try_generate_salt().ok()?);
    Some(first.iter().chain(&second).map(|byte| format!("{byte:02x}")).collect())
}

/// What is stored of a random secret: it cannot be had back.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Whether two texts are equal, in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (hash(a), hash(b));
    a.iter().zip(&b).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// argon2id with 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

/// A password as it is stored.
///
/// # Errors
/// It is too short, or the system gives no randomness.
pub fn password(password: &str) -> Result<String, Bilingual> {
    if password.chars().count() < SHORTEST {
        return Err(say!("密码至少 {SHORTEST} 个字符"; "a password has at least {SHORTEST} characters"));
    }
    match argon2().hash_password(password.as_bytes()) {
        Ok(hash) => Ok(hash.to_string()),
        Err(error) => Err(say!("算不出密码的散列:{error}"; "the password cannot be hashed: {error}")),
    }
}

/// Of a password that nobody knows: an account that is not there takes as long as one that is.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Zb4HcNmeYrPcCmPDHqXzFcAQ0jmYkKLvR3eVb0NSUFk";

/// Whether this is the password. Where there is no such account it takes as long, and is false.
pub fn is_password(given: &str, stored: Option<&str>) -> bool {
    let hash = PasswordHash::new(stored.unwrap_or(NOBODY));
    let fits = hash.is_ok_and(|hash| argon2().verify_password(given.as_bytes(), &hash).is_ok());
    fits && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_known_again_and_not_stored() {
        let stored = password("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_password("correct horse", Some(&stored)));
        assert!(!is_password("correct horse ", Some(&stored)));
        assert!(!is_password("", None) && PasswordHash::new(NOBODY).is_ok());
        assert!(password("too short").is_err());
        assert_ne!(random(), random());
        assert!(same("a", "a") && !same("a", "b"));
    }
}
