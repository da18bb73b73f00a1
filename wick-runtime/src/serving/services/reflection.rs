//! Server reflection, so that `grpcurl` works against a plugin.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tonic::body::Body;
use tonic::codegen::http::{Request, Response};
use tonic::server::NamedService;
use tonic::service::{Routes, RoutesBuilder};
use tonic_reflection::pb::v1::server_reflection_server::ServerReflectionServer as Current;
use tonic_reflection::pb::v1alpha::server_reflection_server::ServerReflectionServer as Older;
use tonic_reflection::server::Builder;
use tower::Service;
use wick_proto::wire;

/// Adds reflection, in the current and in the older form that many tools still ask for.
pub(super) fn add_to(routes: &mut RoutesBuilder) {
    let made = Arc::new(OnceLock::new());
    routes
        .add_service(OnDemand::<Current<()>>::new(&made))
        .add_service(OnDemand::<Older<()>>::new(&made));
}

/// Both services, made when one is first called: decoding all descriptors takes longer than everything
/// else that a start calculates, and hardly any host asks for them.
struct OnDemand<S> {
    made: Arc<OnceLock<Routes>>,
    /// Whose name it has.
    service: PhantomData<fn() -> S>,
}

impl<S> OnDemand<S> {
    fn new(made: &Arc<OnceLock<Routes>>) -> Self {
        Self {
            made: made.clone(),
            service: PhantomData,
        }
    }
}

impl<S> Clone for OnDemand<S> {
    fn clone(&self) -> Self {
        Self::new(&self.made)
    }
}

impl<S: NamedService> NamedService for OnDemand<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<Request<Body>> for OnDemand<S> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = <Routes as Service<Request<Body>>>::Future;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        self.made.get_or_init(both).clone().call(request)
    }
}

fn both() -> Routes {
    let builder = || {
        Builder::configure()
            .register_encoded_file_descriptor_set(wire::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let mut routes = Routes::builder();
    // Both fail only on descriptors that do not parse, and these are compiled in.
    if let Ok(current) = builder().build_v1() {
        routes.add_service(current);
    }
    if let Ok(older) = builder().build_v1alpha() {
        routes.add_service(older);
    }
    routes.routes()
}
