//! Fields of the manifest.
