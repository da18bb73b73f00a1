/// The time.
#[operation(read_only)]
async fn now() -> Result<String> {
    Ok(String::new())
}
