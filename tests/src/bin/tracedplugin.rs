//! A plugin that exports its spans with OpenTelemetry, to where `OTEL_EXPORTER_OTLP_ENDPOINT` says.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a test fixture")]

use std::sync::OnceLock;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use wick_runtime::prelude::*;

/// Tells where it is.
#[connector(name = "Traced", icon = "🧭", tags = [CONNECTOR])]
struct Traced;

/// Return which span the call is.
#[operation(key = "where", read_only)]
async fn which(ctx: &Context) -> Result<String> {
    let _span = tracing::info_span!(target: "wick::traced", "inner").entered();
    Ok(ctx.trace_parent())
}

/// Fail.
#[operation]
async fn fail() -> Result<()> {
    Err(Error::new("no", "as it was told"))
}

fn main() -> ExitCode {
    let runtime = OnceLock::new();
    let provider = OnceLock::new();
    let code = wick_runtime::serve_with::<Traced, _>(|| {
        // The exporter connects in a runtime.
        let _in = runtime
            .get_or_init(|| tokio::runtime::Runtime::new().unwrap())
            .enter();
        let exporter = SpanExporter::builder().with_tonic().build().unwrap();
        let provider = provider.get_or_init(|| {
            SdkTracerProvider::builder()
                .with_batch_exporter(exporter)
                .build()
        });
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("traced"))
            .with_filter(filter_fn(|metadata| metadata.target().starts_with("wick")))
    });
    if let Some(provider) = provider.get() {
        // What is still to be sent; nobody is left to be told of a failure.
        let _ = provider.shutdown();
    }
    code
}
