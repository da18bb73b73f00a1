//! Groups of users by name.

use std::io;

use rustix::fs::Gid;

/// The number of a group that is given by number, or by a name in `/etc/group`.
///
/// Groups of a directory service are found by their number only: the system's own lookup is behind
/// a C interface that is not safe to call.
pub(super) fn id_of(group: &str) -> io::Result<Gid> {
    if let Some(id) = group.parse().ok().filter(|id| *id != u32::MAX) {
        return Ok(Gid::from_raw(id));
    }
    let groups = std::fs::read_to_string("/etc/group")?;
    find(&groups, group)
        .map(Gid::from_raw)
        .ok_or_else(|| io::Error::other("no such group in /etc/group; give its number"))
}

fn find(groups: &str, name: &str) -> Option<u32> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_first_field_and_numbers_the_third() {
        let groups = "root:x:0:\n# comment\nstaff:x:50:a,b\nbroken\n";
        assert_eq!(find(groups, "staff"), Some(50));
        assert_eq!(find(groups, "50"), None);
        assert_eq!(find(groups, "broken"), None);
        assert_eq!(id_of("1234").unwrap().as_raw(), 1234);
        assert!(id_of("no-such-group-here").is_err());
    }
}
