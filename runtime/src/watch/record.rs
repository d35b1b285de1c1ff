/// A record of TensorFlow's
/// ([format](https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details)): its length and its
/// bytes, each with a checksum.
pub(super) fn record(bytes: &[u8]) -> Vec<u8> {
    let length = (bytes.len() as u64).to_le_bytes();
    [&length, masked_checksum(&length).as_slice(), bytes, masked_checksum(bytes).as_slice()].concat()
}

/// CRC-32C, masked so that a checksum of data with checksums in it is no weaker.
fn masked_checksum(bytes: &[u8]) -> [u8; 4] {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xA282_EAD8).to_le_bytes()
}
