//! What `cargo check` of a crate of operations costs, beside a crate that derives `Deserialize` and
//! `JsonSchema` for structs of the same inputs.
//!
//! Arguments are decoded field by field, so an operation needs no derived struct; this shows what
//! that saves. Compared is the processor time that rustc spends on the one crate, as a user; the
//! dependencies of both are checked before.

mod generate;
mod time;

use std::io;
use std::path::{Path, PathBuf};

pub use generate::Kind;

/// What one size costs.
#[derive(Clone, Debug)]
pub struct Row {
    /// How many operations, or structs.
    pub operations: usize,
    /// Seconds for the operations: the least of all rounds, as everything else is noise.
    pub ours: f64,
    /// Seconds for the derived structs, likewise.
    pub derived: f64,
}

impl Row {
    /// What ours costs of the derived: less than one is cheaper.
    pub fn ratio(&self) -> f64 {
        self.ours / self.derived
    }
}

/// Where it is measured.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The repository.
    pub repository: PathBuf,
    /// A directory for the generated crates and their build output, kept for the next time.
    pub directory: PathBuf,
    /// How often each is measured, in the order A B B A.
    pub rounds: usize,
}

impl Bench {
    /// Measures each size. Needs a Unix with bash.
    ///
    /// # Errors
    ///
    /// Files that cannot be written, a cargo that fails, times that are not told.
    pub fn run(&self, sizes: &[usize]) -> io::Result<Vec<Row>> {
        self.prepare(sizes)?;
        sizes.iter().map(|&size| self.row(size)).collect()
    }

    /// Writes the crates and checks what they depend on, which takes minutes the first time.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), which does this itself too.
    pub fn prepare(&self, sizes: &[usize]) -> io::Result<()> {
        let names: Vec<String> = sizes
            .iter()
            .flat_map(|&size| [Kind::Operations, Kind::Derives].map(|kind| kind.name(size)))
            .collect();
        generate::workspace(&self.directory, &self.repository, sizes)?;
        time::check(&self.directory, &names)
    }

    fn row(&self, operations: usize) -> io::Result<Row> {
        let mut ours = f64::INFINITY;
        let mut derived = f64::INFINITY;
        let measure = |kind: Kind, least: &mut f64| {
            let seconds = time::of(&self.directory, &kind.name(operations))?;
            *least = least.min(seconds);
            io::Result::Ok(())
        };
        for _ in 0..self.rounds {
            measure(Kind::Operations, &mut ours)?;
            measure(Kind::Derives, &mut derived)?;
            measure(Kind::Derives, &mut derived)?;
            measure(Kind::Operations, &mut ours)?;
        }
        Ok(Row {
            operations,
            ours,
            derived,
        })
    }
}

/// The repository that this crate lies in.
pub fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}
