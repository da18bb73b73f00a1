/// Says what it is told.
#[connector]
struct HelpDesk;
