//! Mutual TLS over a pipe: who is let in, who is not, and what the certificates say.

mod accepted;
mod certificate;
mod handshake;
mod peers;
mod pem;
mod refused;
