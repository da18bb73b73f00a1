//! What a plugin may use is in force before its first instruction, whoever wrote it.

use wick_host::{CallError, Environment, Exceeded, Host, PluginLimits, StartCause};

use crate::support::{KEY, Plugin, timely};

/// Notes what the kernel allows it and what it is told.
const CURIOUS: &str = r#"
{
    ulimit -H -v; ulimit -H -t; ulimit -H -n
    echo "$WICK_PLUGIN_RLIMIT_AS_MB $WICK_PLUGIN_RLIMIT_CPU_SEC $WICK_PLUGIN_RLIMIT_NOFILE"
} > "$NOTES/limits"
"#;

#[tokio::test]
async fn limits_are_in_force_for_any_program_and_it_is_told() {
    let plugin = Plugin::script(CURIOUS);
    let limits = PluginLimits::none()
        .memory_mib(512)
        .cpu_seconds(60)
        .open_files(64);
    plugin.refusal(Host::builder().plugin_limits(limits)).await;
    assert_eq!(plugin.noted("limits").await, "524288\n60\n64\n512 60 64");
}

#[tokio::test]
async fn limits_of_one_plugin_replace_those_of_all() {
    let plugin = Plugin::script(CURIOUS);
    let builder = Host::builder()
        .plugin_limits(PluginLimits::none().memory_mib(512).open_files(64))
        .limits_of(KEY, PluginLimits::none().open_files(32));
    plugin.refusal(builder).await;
    let noted = plugin.noted("limits").await;
    assert!(noted.ends_with("\n32\n  32"), "{noted}");
    assert!(!noted.contains("524288"), "{noted}");
}

#[tokio::test]
async fn limits_in_the_environment_of_plugins_are_in_force_for_all() {
    let plugin = Plugin::script("exit 0");
    let environment = Environment::empty().with("WICK_PLUGIN_RLIMIT_NOFILE", "48");
    let host = plugin.open_with(Host::builder(), environment).await;
    let limits = host.status().connectors[0].limits;
    assert_eq!(limits, PluginLimits::none().open_files(48));
}

#[tokio::test]
async fn a_plugin_that_uses_up_its_processor_time_is_ended_and_the_error_says_so() {
    let plugin = Plugin::script("while :; do :; done");
    let limits = PluginLimits::none().cpu_seconds(1);
    let error = plugin.refusal(Host::builder().plugin_limits(limits)).await;
    assert!(
        matches!(error.cause, StartCause::NoHandshake { .. }),
        "{error:?}"
    );
    assert_eq!(error.exceeded, Some(Exceeded::ProcessorTime(1)));
    assert!(error.to_string().contains("1 s of processor time"));
}

#[tokio::test]
async fn a_dead_address_opens_the_breaker_and_the_refusal_says_why_and_for_how_long() {
    let plugin = Plugin::script("echo '1|1|unix|/nowhere/socket|grpc|'; exec sleep 3600");
    let builder = Host::builder().encryption(wick_host::Encryption::None);
    let host = plugin.open(builder).await;
    let error = timely(host.start(KEY)).await.unwrap_err();
    assert!(matches!(error, CallError::Start(_)), "{error}");
    for _ in 0..3 {
        // Saying where it listens is no proof that it works.
        let error = timely(host.start(KEY)).await.unwrap_err();
        let CallError::CircuitOpen {
            failures: 1,
            source,
            ..
        } = &error
        else {
            panic!("{error}")
        };
        assert!(error.to_string().contains("connector fake"), "{error}");
        assert!(source.to_string().contains("did not start"), "{source}");
        assert!(!error.retry_after().unwrap().is_zero());
    }
    host.reset(KEY).unwrap();
    let error = timely(host.start(KEY)).await.unwrap_err();
    assert!(matches!(error, CallError::Start(_)), "{error}");
    plugin.assert_nothing_left();
}
