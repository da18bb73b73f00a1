//! Lists over many tickets, sent while they are read.

use std::collections::VecDeque;

use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use reqwest::Response;
use wick_runtime::prelude::*;

use crate::client::Client;
use crate::failure::Failure;
use crate::settings::HelpDesk;
use crate::ticket::Ticket;
use crate::ticket_search::{Filter, find};

/// List all tickets that match, by number, however many there are. They come page by page.
#[operation(
    category = "Reports",
    read_only,
    pair_with = ["find_tickets"],
    pitfalls = ["Use find_tickets to look for something: this reads to the end."]
)]
fn list_tickets(
    desk: &HelpDesk,
    ctx: &Context,
    #[arg(flatten)] filter: Filter,
) -> Result<impl Stream<Item = Result<Ticket, Failure>>, Failure> {
    Ok(pages(Client::new(desk, ctx)?, filter, desk.page_size).try_flatten())
}

/// All pages of tickets that match. The next is asked for once the one before it was taken.
fn pages(
    client: Client,
    filter: Filter,
    page_size: u16,
) -> impl Stream<Item = Result<Tickets, Failure>> {
    stream::try_unfold(Some(1), move |next| {
        let (client, filter) = (client.clone(), filter.clone());
        async move {
            let Some(page) = next else { return Ok(None) };
            let page = find(&client, &filter, page, page_size).await?;
            let tickets: Vec<_> = page.items.into_iter().map(Ok).collect();
            Ok(Some((stream::iter(tickets), page.next)))
        }
    })
}

type Tickets = stream::Iter<std::vec::IntoIter<Result<Ticket, Failure>>>;

/// Export all tickets. The help desk takes its time over each.
#[operation(
    category = "Reports",
    read_only,
    quirks = ["Tickets that are opened meanwhile are not in it."]
)]
async fn export_tickets(
    desk: &HelpDesk,
    ctx: &Context,
) -> Result<impl Stream<Item = Result<Ticket, Failure>>, Failure> {
    let report = Client::new(desk, ctx)?
        .get("reports/tickets")?
        .send()
        .await?;
    let tickets =
        lines(report).map(|line| serde_json::from_slice(&line?).map_err(Failure::NoTicket));
    Ok(tickets)
}

/// The lines of an answer while it comes in.
fn lines(response: Response) -> impl Stream<Item = Result<Vec<u8>, Failure>> {
    let unread = (response, VecDeque::new());
    stream::try_unfold(
        unread,
        |(mut response, mut buffer): (_, VecDeque<u8>)| async move {
            loop {
                if let Some(end) = buffer.iter().position(|&byte| byte == b'\n') {
                    let line = buffer.drain(..=end).collect();
                    return Ok(Some((line, (response, buffer))));
                }
                match Response::chunk(&mut response).await? {
                    Some(chunk) => buffer.extend(chunk),
                    None if buffer.is_empty() => return Ok(None),
                    // The last line may lack its end.
                    None => return Ok(Some((buffer.drain(..).collect(), (response, buffer)))),
                }
            }
        },
    )
}
