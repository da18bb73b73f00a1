/// Follow a log.
#[operation]
fn follow(
    server: &Server,
    /// Which.
    name: String,
) -> impl Stream<Item = Result<Line>> + use<'_> {
    server.lines(name)
}

/// Find everything.
#[operation]
async fn find(server: &Server) -> Result<impl Stream<Item = Result<Found, Failure>>> {
    server.find().await
}
