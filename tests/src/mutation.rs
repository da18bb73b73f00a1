//! Changes to the frames of HTTP/2, the same for the same seed: what a server says comes out as something near to it.

use fastrand::Rng;

/// Bytes before the payload of a frame: its length, its kind, its flags and its stream.
const HEAD: usize = 9;

/// Of so many frames, one is changed.
const RATE: usize = 8;

/// The largest kind of frame that is known, and some that are not.
const KINDS: u8 = 14;

/// Takes the bytes of one direction, and gives them with some frames changed.
#[derive(Debug)]
pub struct Mutation {
    random: Rng,
    /// The beginning of a frame whose rest is still to come.
    partial: Vec<u8>,
}

impl Mutation {
    /// The changes of this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            random: Rng::with_seed(seed),
            partial: Vec::new(),
        }
    }

    /// What is sent in place of the frames that are whole with these bytes.
    pub fn of(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.partial.extend_from_slice(bytes);
        let mut sent = Vec::new();
        while let Some(whole) = length(&self.partial).map(|payload| HEAD + payload)
            && whole <= self.partial.len()
        {
            let frame: Vec<u8> = self.partial.drain(..whole).collect();
            match self.random.usize(..RATE) {
                0 => self.change(frame, &mut sent),
                _ => sent.extend(frame),
            }
        }
        sent
    }

    fn change(&mut self, mut frame: Vec<u8>, sent: &mut Vec<u8>) {
        let random = &mut self.random;
        let at = random.usize(..frame.len());
        match random.u8(..9) {
            0 => frame[at] ^= 1 << random.u8(..8),
            1 => frame[at] = random.u8(..),
            2 => frame[3] = random.u8(..KINDS),
            3 => frame[4] = random.u8(..),
            4 => frame[8] = random.u8(..16),
            5 => sent.extend_from_slice(&frame),
            6 => frame.clear(),
            7 => frame.truncate(at),
            _ => sent.extend(odd_frame(random)),
        }
        sent.extend(frame);
    }
}

/// A frame that was not asked for: of any kind, or headers that no gRPC has.
fn odd_frame(random: &mut Rng) -> Vec<u8> {
    const ODD: [(&str, &str); 5] = [
        ("grpc-status-details-bin", "!!!"),
        ("grpc-status", "x"),
        ("grpc-message", "%ff%"),
        ("content-length", "x"),
        ("connection", "close"),
    ];
    let stream = random.u8(..16);
    if random.bool() {
        let payload: Vec<u8> = (0..random.usize(..40)).map(|_| random.u8(..)).collect();
        return frame(random.u8(..KINDS), random.u8(..), stream, &payload);
    }
    let mut block = vec![0x88];
    let status = ("grpc-status", "2");
    for (name, value) in [status, ODD[random.usize(..ODD.len())]] {
        // A literal that enters no table; all texts here are short.
        block.push(0);
        for text in [name, value] {
            block.push(text.len() as u8);
            block.extend_from_slice(text.as_bytes());
        }
    }
    frame(1, random.u8(..) & 1 | 4, stream, &block)
}

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0, 0, payload.len() as u8, kind, flags, 0, 0, 0, stream];
    frame.extend_from_slice(payload);
    frame
}

/// Bytes of the payload of the first frame.
fn length(bytes: &[u8]) -> Option<usize> {
    let (head, _) = bytes.split_first_chunk::<HEAD>()?;
    Some(u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_changed_the_same_way_however_they_come() {
        let all: Vec<u8> = (0..200).flat_map(|n| frame(0, 0, 1, &[n; 20])).collect();
        let whole = Mutation::new(7).of(&all);
        let mut pieces = Mutation::new(7);
        let joined: Vec<u8> = all.chunks(7).flat_map(|piece| pieces.of(piece)).collect();
        assert_eq!(joined, whole);
        assert_ne!(whole, all);
        assert_ne!(whole, Mutation::new(8).of(&all));
    }
}
