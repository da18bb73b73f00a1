use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

/// The content of a gzip file, whose members follow one another: pigz, bgzip and `cat` make several.
pub(super) struct Members {
    /// Absent only while one member follows another.
    current: Option<GzDecoder<BufReader<File>>>,
}

impl Members {
    pub(super) fn new(file: File) -> Self {
        Self {
            current: Some(GzDecoder::new(BufReader::new(file))),
        }
    }

    /// Whether the file ends with the member that was read last.
    pub(super) fn is_at_end(&mut self) -> io::Result<bool> {
        match &mut self.current {
            Some(member) => Ok(member.get_mut().fill_buf()?.is_empty()),
            None => Ok(true),
        }
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const FIRST_BYTE: u8 = 0x1f;

        while let Some(member) = &mut self.current {
            let read = member.read(buffer)?;
            let next = match read {
                0 => member.get_mut().fill_buf()?.first(),
                _ => None,
            };
            if buffer.is_empty() || next != Some(&FIRST_BYTE) {
                return Ok(read);
            }
            let file = self.current.take().map(GzDecoder::into_inner);
            self.current = file.map(GzDecoder::new);
        }
        Ok(0)
    }
}
