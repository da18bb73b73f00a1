//! Messages and services, generated from the `.proto` files of this crate.
//!
//! The generated code is committed; the test `generated_code_is_fresh` proves that it is current.

/// `wick.connector.v1`: the connector service.
#[expect(missing_docs, unused_qualifications, clippy::allow_attributes, reason = "generated")]
#[rustfmt::skip]
pub mod connector {
    include!("generated/wick.connector.v1.rs");
}

/// `plugin`: go-plugin's controller, stdio and broker services.
#[expect(missing_docs, unused_qualifications, clippy::allow_attributes, reason = "generated")]
#[rustfmt::skip]
pub mod plugin {
    include!("generated/plugin.rs");
}

/// The descriptors of all services above, encoded as a `google.protobuf.FileDescriptorSet`;
/// for server reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!("generated/descriptors.bin");
