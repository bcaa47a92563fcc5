//! Objects of OpenSSL, each on the way on which it is forgotten and on the way on which it is not.

use std::ffi::CStr;
use std::ptr;

use libc::c_int;
use openssl_sys as ffi;

pub fn context_bad(chain: &CStr) -> Result<*mut ffi::SSL_CTX, &'static str> {
    unsafe {
        let context = ffi::SSL_CTX_new(ffi::TLS_method()); // want unclosed-resource
        if context.is_null() {
            return Err("no memory");
        }
        if ffi::SSL_CTX_use_certificate_chain_file(context, chain.as_ptr()) != 1 {
            return Err("no certificate");
        }
        Ok(context)
    }
}

pub fn context_ok(chain: &CStr) -> Result<*mut ffi::SSL_CTX, &'static str> {
    unsafe {
        let context = ffi::SSL_CTX_new(ffi::TLS_method()); // want-fate returned
        if context.is_null() {
            return Err("no memory");
        }
        if ffi::SSL_CTX_use_certificate_chain_file(context, chain.as_ptr()) != 1 {
            ffi::SSL_CTX_free(context);
            return Err("no certificate");
        }
        Ok(context)
    }
}

pub fn verified_bad(context: *mut ffi::SSL_CTX, input: *mut ffi::BIO) -> Result<bool, c_int> {
    unsafe {
        let ssl = ffi::SSL_new(context); // want unclosed-resource
        if ssl.is_null() {
            return Err(0);
        }
        ffi::SSL_set_bio(ssl, input, input);
        let done = ffi::SSL_connect(ssl);
        if done != 1 {
            return Err(ffi::SSL_get_error(ssl, done));
        }
        let verified = ffi::SSL_get_verify_result(ssl) == i64::from(ffi::X509_V_OK);
        ffi::SSL_free(ssl);
        Ok(verified)
    }
}

pub fn verified_ok(context: *mut ffi::SSL_CTX, input: *mut ffi::BIO) -> Result<bool, c_int> {
    unsafe {
        let ssl = ffi::SSL_new(context); // want-fate released
        if ssl.is_null() {
            return Err(0);
        }
        ffi::SSL_set_bio(ssl, input, input);
        let done = ffi::SSL_connect(ssl);
        let verified = match done {
            1 => Ok(ffi::SSL_get_verify_result(ssl) == i64::from(ffi::X509_V_OK)),
            _ => Err(ffi::SSL_get_error(ssl, done)),
        };
        ffi::SSL_free(ssl);
        verified
    }
}

pub fn to_text_bad(certificate: *mut ffi::X509) -> Option<Vec<u8>> {
    unsafe {
        let output = ffi::BIO_new(ffi::BIO_s_mem()); // want unclosed-resource
        if output.is_null() || ffi::PEM_write_bio_X509(output, certificate) != 1 {
            return None;
        }
        let mut text = vec![0; 4096];
        let length = ffi::BIO_read(output, text.as_mut_ptr().cast(), text.len() as c_int);
        ffi::BIO_free_all(output);
        text.truncate(length.try_into().ok()?);
        Some(text)
    }
}

pub fn of_text_ok(text: &[u8]) -> Option<*mut ffi::X509> {
    unsafe {
        let input = ffi::BIO_new_mem_buf(text.as_ptr().cast(), text.len() as c_int); // want-fate released
        if input.is_null() {
            return None;
        }
        let certificate = ffi::PEM_read_bio_X509(input, ptr::null_mut(), None, ptr::null_mut());
        ffi::BIO_free_all(input);
        (!certificate.is_null()).then_some(certificate)
    }
}

pub fn encrypted_bad(key: &[u8; 32], iv: &[u8; 16], text: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0; text.len() + 16];
    let (mut length, mut rest) = (0, 0);
    unsafe {
        let context = ffi::EVP_CIPHER_CTX_new(); // want unclosed-resource
        if context.is_null() {
            return None;
        }
        if ffi::EVP_EncryptInit_ex(context, ffi::EVP_aes_256_cbc(), ptr::null_mut(), key.as_ptr(), iv.as_ptr()) != 1 {
            return None;
        }
        ffi::EVP_EncryptUpdate(context, out.as_mut_ptr(), &mut length, text.as_ptr(), text.len() as c_int);
        ffi::EVP_EncryptFinal_ex(context, out.as_mut_ptr().add(length as usize), &mut rest);
        ffi::EVP_CIPHER_CTX_free(context);
    }
    out.truncate((length + rest) as usize);
    Some(out)
}

pub struct Cipher(*mut ffi::EVP_CIPHER_CTX);

impl Cipher {
    pub fn encrypt_ok(key: &[u8; 32], iv: &[u8; 16]) -> Option<Cipher> {
        let context = unsafe { ffi::EVP_CIPHER_CTX_new() }; // want-fate stored
        if context.is_null() {
            return None;
        }
        let cipher = Cipher(context);
        let begun = unsafe {
            ffi::EVP_EncryptInit_ex(cipher.0, ffi::EVP_aes_256_cbc(), ptr::null_mut(), key.as_ptr(), iv.as_ptr())
        };
        (begun == 1).then_some(cipher)
    }
}

impl Drop for Cipher {
    fn drop(&mut self) {
        unsafe { ffi::EVP_CIPHER_CTX_free(self.0) };
    }
}

pub fn key_of_rsa_bad(rsa: *mut ffi::RSA) -> Option<*mut ffi::EVP_PKEY> {
    unsafe {
        let key = ffi::EVP_PKEY_new(); // want unclosed-resource
        if key.is_null() {
            return None;
        }
        if ffi::EVP_PKEY_set1_RSA(key, rsa) != 1 {
            return None;
        }
        Some(key)
    }
}

pub fn key_of_rsa_ok(rsa: *mut ffi::RSA) -> Option<*mut ffi::EVP_PKEY> {
    unsafe {
        let key = ffi::EVP_PKEY_new(); // want-fate returned
        if key.is_null() {
            return None;
        }
        if ffi::EVP_PKEY_assign_RSA(key, rsa) != 1 {
            ffi::EVP_PKEY_free(key);
            return None;
        }
        Some(key)
    }
}

pub fn signature_bad(key: *mut ffi::EVP_PKEY, text: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut length = 0;
    unsafe {
        let context = ffi::EVP_PKEY_CTX_new(key, ptr::null_mut()); // want unclosed-resource
        if context.is_null() || ffi::EVP_PKEY_sign_init(context) != 1 {
            return Err("cannot sign");
        }
        if ffi::EVP_PKEY_sign(context, ptr::null_mut(), &mut length, text.as_ptr(), text.len()) != 1 {
            return Err("no length");
        }
        let mut signature = vec![0; length];
        let done = ffi::EVP_PKEY_sign(context, signature.as_mut_ptr(), &mut length, text.as_ptr(), text.len());
        ffi::EVP_PKEY_CTX_free(context);
        if done == 1 { Ok(signature) } else { Err("not signed") }
    }
}

pub fn generated_ok(kind: c_int) -> Result<*mut ffi::EVP_PKEY, &'static str> {
    unsafe {
        let context = ffi::EVP_PKEY_CTX_new_id(kind, ptr::null_mut()); // want-fate released
        if context.is_null() {
            return Err("no such kind");
        }
        let mut key = ptr::null_mut();
        let done = ffi::EVP_PKEY_keygen_init(context) == 1 && ffi::EVP_PKEY_keygen(context, &mut key) == 1;
        ffi::EVP_PKEY_CTX_free(context);
        if done { Ok(key) } else { Err("no key") }
    }
}

pub fn certificate_bad(key: *mut ffi::EVP_PKEY) -> Option<*mut ffi::X509> {
    unsafe {
        let certificate = ffi::X509_new(); // want unclosed-resource
        if certificate.is_null() {
            return None;
        }
        if ffi::X509_set_version(certificate, 2) != 1 || ffi::X509_set_pubkey(certificate, key) != 1 {
            return None;
        }
        if ffi::X509_sign(certificate, key, ffi::EVP_sha256()) == 0 {
            ffi::X509_free(certificate);
            return None;
        }
        Some(certificate)
    }
}

pub fn certificate_ok(context: *mut ffi::SSL_CTX, key: *mut ffi::EVP_PKEY) -> bool {
    unsafe {
        let certificate = ffi::X509_new(); // want-fate released
        if certificate.is_null() {
            return false;
        }
        let used = ffi::X509_set_pubkey(certificate, key) == 1
            && ffi::X509_sign(certificate, key, ffi::EVP_sha256()) != 0
            && ffi::SSL_CTX_use_certificate(context, certificate) == 1;
        ffi::X509_free(certificate);
        used
    }
}

pub fn extra_certificate_ok(context: *mut ffi::SSL_CTX) -> bool {
    unsafe {
        let certificate = ffi::X509_new(); // want-fate passed
        !certificate.is_null() && ffi::SSL_CTX_add_extra_chain_cert(context, certificate) == 1
    }
}

pub fn store_bad(roots: &[*mut ffi::X509]) -> Option<*mut ffi::X509_STORE> {
    unsafe {
        let store = ffi::X509_STORE_new(); // want unclosed-resource
        if store.is_null() {
            return None;
        }
        for root in roots {
            if ffi::X509_STORE_add_cert(store, *root) != 1 {
                return None;
            }
        }
        Some(store)
    }
}

pub fn store_ok(context: *mut ffi::SSL_CTX) -> bool {
    unsafe {
        let store = ffi::X509_STORE_new(); // want-fate passed
        if store.is_null() {
            return false;
        }
        if ffi::X509_STORE_set_default_paths(store) != 1 {
            ffi::X509_STORE_free(store);
            return false;
        }
        ffi::SSL_CTX_set_cert_store(context, store);
        true
    }
}

pub fn chain_bad(store: *mut ffi::X509_STORE, certificate: *mut ffi::X509) -> Result<(), c_int> {
    unsafe {
        let context = ffi::X509_STORE_CTX_new(); // want unclosed-resource
        if context.is_null() || ffi::X509_STORE_CTX_init(context, store, certificate, ptr::null_mut()) != 1 {
            return Err(-1);
        }
        if ffi::X509_verify_cert(context) != 1 {
            return Err(ffi::X509_STORE_CTX_get_error(context));
        }
        ffi::X509_STORE_CTX_free(context);
        Ok(())
    }
}

pub fn chain_ok(store: *mut ffi::X509_STORE, certificate: *mut ffi::X509) -> Result<(), c_int> {
    unsafe {
        let context = ffi::X509_STORE_CTX_new(); // want-fate released
        if context.is_null() {
            return Err(-1);
        }
        let mut error = -1;
        if ffi::X509_STORE_CTX_init(context, store, certificate, ptr::null_mut()) == 1 {
            let valid = ffi::X509_verify_cert(context) == 1;
            error = if valid { 0 } else { ffi::X509_STORE_CTX_get_error(context) };
        }
        ffi::X509_STORE_CTX_free(context);
        if error == 0 { Ok(()) } else { Err(error) }
    }
}

pub fn product_bad(left: *const ffi::BIGNUM, right: *const ffi::BIGNUM) -> Option<*mut ffi::BIGNUM> {
    unsafe {
        let product = ffi::BN_new(); // want unclosed-resource
        if product.is_null() {
            return None;
        }
        let context = ffi::BN_CTX_new(); // want-fate released
        if context.is_null() {
            return None;
        }
        let done = ffi::BN_mul(product, left, right, context) == 1;
        ffi::BN_CTX_free(context);
        if !done {
            ffi::BN_clear_free(product);
            return None;
        }
        Some(product)
    }
}

pub fn power_bad(base: *const ffi::BIGNUM, exponent: *const ffi::BIGNUM, modulus: *const ffi::BIGNUM) -> Option<Vec<u8>> {
    unsafe {
        let context = ffi::BN_CTX_new(); // want unclosed-resource
        if context.is_null() {
            return None;
        }
        let result = ffi::BN_new(); // want-fate released
        if result.is_null() {
            return None;
        }
        let done = ffi::BN_mod_exp(result, base, exponent, modulus, context) == 1;
        let mut bytes = vec![0; (ffi::BN_num_bits(result) as usize).div_ceil(8)];
        ffi::BN_bn2bin(result, bytes.as_mut_ptr());
        ffi::BN_free(result);
        ffi::BN_CTX_free(context);
        done.then_some(bytes)
    }
}

pub fn curve_key_bad(group: *const ffi::EC_GROUP) -> Option<*mut ffi::EC_KEY> {
    unsafe {
        let key = ffi::EC_KEY_new(); // want unclosed-resource
        if key.is_null() || ffi::EC_KEY_set_group(key, group) != 1 || ffi::EC_KEY_generate_key(key) != 1 {
            return None;
        }
        Some(key)
    }
}

pub fn curve_key_ok(curve: c_int) -> bool {
    unsafe {
        let key = ffi::EC_KEY_new_by_curve_name(curve); // want-fate released
        if key.is_null() {
            return false;
        }
        let valid = ffi::EC_KEY_generate_key(key) == 1 && ffi::EC_KEY_check_key(key) == 1;
        ffi::EC_KEY_free(key);
        valid
    }
}

pub fn rsa_key_bad(bits: c_int) -> Result<*mut ffi::RSA, &'static str> {
    unsafe {
        let rsa = ffi::RSA_new(); // want unclosed-resource
        if rsa.is_null() {
            return Err("no memory");
        }
        let exponent = ffi::BN_new(); // want-fate released
        if exponent.is_null() {
            return Err("no memory");
        }
        ffi::BN_set_word(exponent, 65537);
        let done = ffi::RSA_generate_key_ex(rsa, bits, exponent, ptr::null_mut());
        ffi::BN_free(exponent);
        if done != 1 {
            ffi::RSA_free(rsa);
            return Err("no key");
        }
        Ok(rsa)
    }
}

pub fn small_rsa_key_bad(exponent: *mut ffi::BIGNUM) -> Result<*mut ffi::RSA, &'static str> {
    unsafe {
        let rsa = ffi::RSA_new(); // want unclosed-resource
        if rsa.is_null() {
            return Err("no memory");
        }
        let done = ffi::RSA_generate_key_ex(rsa, 1024, exponent, ptr::null_mut());
        if done == 1 { Ok(rsa) } else { Err("no key") }
    }
}

pub fn rsa_key_ok(modulus: &[u8]) -> Option<c_int> {
    unsafe {
        let rsa = ffi::RSA_new(); // want-fate released
        if rsa.is_null() {
            return None;
        }
        let number = ffi::BN_new(); // want-fate passed
        if number.is_null() {
            ffi::RSA_free(rsa);
            return None;
        }
        ffi::BN_bin2bn(modulus.as_ptr(), modulus.len() as c_int, number);
        ffi::RSA_set0_key(rsa, number, ptr::null_mut(), ptr::null_mut());
        let size = ffi::RSA_size(rsa);
        ffi::RSA_free(rsa);
        Some(size)
    }
}

pub mod everything {
    use openssl_sys::*;

    pub fn curve_bad(curve: i32) -> bool {
        unsafe {
            let key = EC_KEY_new_by_curve_name(curve); // known-fn unclosed-resource "which of the names come from there is not known"
            !key.is_null() && EC_KEY_generate_key(key) == 1
        }
    }
}
