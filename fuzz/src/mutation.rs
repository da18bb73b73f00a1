use fastrand::Rng;

/// Most bytes of what comes out.
const MAX_BYTES: usize = 64 << 10;

/// Values that parsers count wrong with.
const ODD: [u8; 8] = [0x00, 0x01, 0x7f, 0x80, 0xff, b'"', b'{', b'!'];

/// Some bytes of `seed` changed, with pieces of `other`; the same for the same state of `random`.
pub fn mutated(seed: &[u8], other: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.usize(..6) {
        mutate(&mut bytes, other, random);
    }
    bytes.truncate(MAX_BYTES);
    bytes
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Rng) {
    let at = random.usize(..=bytes.len());
    let end = (at + random.usize(..64)).min(bytes.len());
    match random.u8(..7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
        1 if at < bytes.len() => bytes[at] = ODD[random.usize(..ODD.len())],
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..end)),
        4 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        5 => {
            let from = random.usize(..=other.len());
            let to = (from + random.usize(..256)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        _ => bytes.insert(at, random.u8(..)),
    }
}
