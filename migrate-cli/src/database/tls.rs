//! TLS by rustls, as strict as libpq is told to be: not at all, about who signed the certificate, or about the name in
//! it, too.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

use super::DatabaseError;

/// What of the server's certificate is held against what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verification {
    /// Nothing.
    None,
    /// Who signed it.
    Chain(Roots),
    /// Who signed it, and whether it is for this host.
    Full(Roots),
}

/// Whose signatures count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Roots {
    /// Those of a file.
    File(PathBuf),
    /// Those that the machine trusts.
    System,
}

/// What this side shows of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

/// Makes the configuration of a connection.
pub(super) fn config(
    verification: &Verification,
    identity: Option<&Identity>,
) -> Result<ClientConfig, DatabaseError> {
    let provider = Arc::new(ring::default_provider());
    let (roots, check_name) = match verification {
        Verification::None => (None, false),
        Verification::Chain(roots) => (Some(certificates(roots)?), false),
        Verification::Full(roots) => (Some(certificates(roots)?), true),
    };
    let verifier = Verifier::new(Arc::clone(&provider), roots, check_name)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| unusable(Path::new("TLS"), "sslmode", source))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let Some(Identity { certificate, key }) = identity else {
        return Ok(builder.with_no_client_auth());
    };
    let chain = pem_certificates(certificate, "sslcert")?;
    let secret =
        PrivateKeyDer::from_pem_file(key).map_err(|source| unusable(key, "sslkey", source))?;
    builder
        .with_client_auth_cert(chain, secret)
        .map_err(|source| unusable(certificate, "sslcert", source))
}

fn unusable(
    path: &Path,
    name: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> DatabaseError {
    DatabaseError::File {
        path: path.display().to_string(),
        name,
        source: Box::new(source),
    }
}

fn certificates(roots: &Roots) -> Result<Vec<CertificateDer<'static>>, DatabaseError> {
    match roots {
        Roots::File(file) => pem_certificates(file, "sslrootcert"),
        Roots::System => Ok(rustls_native_certs::load_native_certs().certs),
    }
}

fn pem_certificates(
    file: &Path,
    name: &'static str,
) -> Result<Vec<CertificateDer<'static>>, DatabaseError> {
    let failed = |source| unusable(file, name, source);
    let certificates: Vec<_> = CertificateDer::pem_file_iter(file)
        .map_err(failed)?
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    if certificates.is_empty() {
        let source = std::io::Error::other("there is no certificate in it");
        return Err(unusable(file, name, source));
    }
    Ok(certificates)
}

/// Checks what it was told to check, and signatures always.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    /// Absent if no certificate is questioned.
    chain: Option<(Vec<CertificateDer<'static>>, Arc<WebPkiServerVerifier>)>,
    check_name: bool,
}

impl Verifier {
    fn new(
        provider: Arc<CryptoProvider>,
        roots: Option<Vec<CertificateDer<'static>>>,
        check_name: bool,
    ) -> Result<Self, DatabaseError> {
        let chain = match roots {
            Some(roots) => {
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(roots.iter().cloned());
                let verifier = WebPkiServerVerifier::builder_with_provider(
                    Arc::new(store),
                    Arc::clone(&provider),
                )
                .build()
                .map_err(|source| unusable(Path::new("the certificates"), "sslrootcert", source))?;
                Some((roots, verifier))
            }
            None => None,
        };
        Ok(Verifier {
            provider,
            chain,
            check_name,
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some((roots, verifier)) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        // A server's own certificate may be the root that is trusted, as many set it up for themselves.
        if roots.iter().any(|root| root == end_entity) {
            if self.check_name {
                rustls::client::verify_server_name(
                    &ParsedCertificate::try_from(end_entity)?,
                    server_name,
                )?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        let checked =
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match checked {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.check_name => Ok(ServerCertVerified::assertion()),
            checked => checked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
