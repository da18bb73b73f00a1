//! Server reflection, so that `grpcurl` works against a plugin.

use tonic::service::RoutesBuilder;
use tonic_reflection::server::Builder;
use wick_proto::wire;

/// Adds reflection, in the current and in the older form that many tools still ask for.
pub(super) fn add_to(routes: &mut RoutesBuilder) {
    let builder = || {
        Builder::configure()
            .register_encoded_file_descriptor_set(wire::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    // Both fail only on descriptors that do not parse, and these are compiled in.
    if let Ok(current) = builder().build_v1() {
        routes.add_service(current);
    }
    if let Ok(older) = builder().build_v1alpha() {
        routes.add_service(older);
    }
}
