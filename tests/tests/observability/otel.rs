//! Spans of the program, the host and the plugin, at a real receiver of OTLP.

use std::collections::HashMap;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_sdk::trace::SdkTracerProvider;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};
use tracing::Instrument as _;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use wick_host::{Call, Environment, Host};
use wick_tests::cargo::binary;
use wick_tests::plugins::Plugins;
use wick_tests::timely;

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// A collector, and a program that exports to it.
struct Collector {
    address: String,
    arriving: UnboundedReceiver<Span>,
    arrived: HashMap<String, Span>,
    provider: SdkTracerProvider,
    _guard: DefaultGuard,
}

struct Receiver(UnboundedSender<Span>);

#[tonic::async_trait]
impl TraceService for Receiver {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans.into_iter();
        let scopes = resources.flat_map(|resource| resource.scope_spans);
        for span in scopes.flat_map(|scope| scope.spans) {
            let _ = self.0.send(span);
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (arrives, arriving) = mpsc::unbounded_channel();
        let server = Server::builder().add_service(TraceServiceServer::new(Receiver(arrives)));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        let exporter = SpanExporter::builder().with_tonic().with_endpoint(&address);
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter.build().unwrap())
            .build();
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("program"))
            .with_filter(filter_fn(|metadata| metadata.target().starts_with("wick")));
        let subscriber = tracing_subscriber::registry().with(layer);
        Self {
            address,
            arriving,
            arrived: HashMap::new(),
            provider,
            _guard: tracing::subscriber::set_default(subscriber),
        }
    }

    /// The span of that name, once it has arrived.
    async fn span(&mut self, name: &str) -> Span {
        let provider = self.provider.clone();
        // It waits for the collector, which runs in this thread.
        let flush = tokio::task::spawn_blocking(move || provider.force_flush());
        timely(flush).await.unwrap().unwrap();
        while !self.arrived.contains_key(name) {
            let span = timely(self.arriving.recv()).await.unwrap();
            self.arrived.insert(span.name.clone(), span);
        }
        self.arrived[name].clone()
    }

    async fn host(&self) -> (Plugins, Host) {
        let plugins = Plugins::of(&[&binary("tracedplugin")]).await;
        let environment = Environment::standard(std::env::vars_os())
            .with("OTEL_EXPORTER_OTLP_ENDPOINT", &self.address);
        let host = plugins.open(Host::builder().environment(environment)).await;
        (plugins, host)
    }
}

fn attribute<'a>(span: &'a Span, key: &str) -> Option<&'a str> {
    use opentelemetry_proto::tonic::common::v1::any_value::Value;

    let mut attributes = span.attributes.iter();
    let found = attributes.find(|attribute| attribute.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

#[tokio::test]
async fn a_trace_goes_from_the_program_over_the_host_into_the_plugin() {
    let mut collector = Collector::start().await;
    let (_plugins, host) = collector.host().await;
    let program = tracing::info_span!(target: "wick::test", "program");
    let call = host.run("traced", Call::new("where", "{}"));
    let result = timely(call.instrument(program.clone())).await.unwrap();
    drop(program);
    let parent: String = serde_json::from_slice(&result).unwrap();
    timely(host.shutdown()).await;

    let program = collector.span("program").await;
    let call = collector.span("traced where").await;
    let plugin = collector.span("where").await;
    assert_eq!(call.parent_span_id, program.span_id);
    assert_eq!(plugin.parent_span_id, call.span_id);
    for span in [&call, &plugin] {
        assert_eq!(span.trace_id, program.trace_id);
    }
    // What the author passes on is the span that was exported.
    let ids = (hex::encode(&plugin.trace_id), hex::encode(&plugin.span_id));
    assert_eq!(parent, format!("00-{}-{}-01", ids.0, ids.1));
    assert_eq!(
        (call.kind(), plugin.kind()),
        (SpanKind::Client, SpanKind::Server)
    );
    assert_eq!(attribute(&call, "connector"), Some("traced"));
    assert_eq!(attribute(&call, "outcome"), Some("ok"));
    assert_eq!(
        attribute(&call, "request_id"),
        attribute(&plugin, "request_id")
    );
    let inner = collector.span("inner").await;
    assert_eq!(inner.parent_span_id, plugin.span_id);
    let start = collector.span("start").await;
    assert!(start.parent_span_id.is_empty(), "a start is nobody's own");
}

#[tokio::test]
async fn a_trace_that_the_caller_names_is_gone_on_with_and_failures_are_errors() {
    let mut collector = Collector::start().await;
    let (_plugins, host) = collector.host().await;
    let call = host.prepare("traced", "fail", &json!({}), &HashMap::new());
    let call = call.unwrap().trace(PARENT, "vendor=1");
    timely(host.run("traced", call)).await.unwrap_err();
    timely(host.shutdown()).await;
    let call = collector.span("traced fail").await;
    assert_eq!(hex::encode(&call.trace_id), PARENT[3..35]);
    assert_eq!(hex::encode(&call.parent_span_id), PARENT[36..52]);
    assert_eq!(call.trace_state, "vendor=1");
    assert_eq!(call.status.as_ref().unwrap().code(), StatusCode::Error);
    assert_eq!(attribute(&call, "code"), Some("no"));
    let plugin = collector.span("fail").await;
    assert_eq!(plugin.parent_span_id, call.span_id);
    assert_eq!(plugin.trace_state, "vendor=1");
}
