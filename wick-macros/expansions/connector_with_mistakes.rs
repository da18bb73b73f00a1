#[connector(name = "🐙")]
struct GitHub<T> {
    #[config(default = 1)]
    base_url: Option<T>,
}
