/// A message of Protocol Buffers that is being written
/// ([encoding](https://protobuf.dev/programming-guides/encoding/)).
///
/// The dozen fields that TensorBoard reads do not pay for a code generator.
#[derive(Default)]
pub(super) struct Message(Vec<u8>);

/// How the bytes behind a field's number are delimited.
#[derive(Clone, Copy)]
enum Wire {
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5,
}

impl Message {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn whole(mut self, field: u32, number: u64) -> Self {
        self.key(field, Wire::Varint);
        self.varint(number);
        self
    }

    pub(super) fn double(mut self, field: u32, number: f64) -> Self {
        self.key(field, Wire::Fixed64);
        self.0.extend(number.to_le_bytes());
        self
    }

    pub(super) fn float(mut self, field: u32, number: f32) -> Self {
        self.key(field, Wire::Fixed32);
        self.0.extend(number.to_le_bytes());
        self
    }

    pub(super) fn doubles(self, field: u32, numbers: &[f64]) -> Self {
        let packed: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.bytes(field, &packed)
    }

    pub(super) fn text(self, field: u32, text: &str) -> Self {
        self.bytes(field, text.as_bytes())
    }

    pub(super) fn message(self, field: u32, message: Message) -> Self {
        self.bytes(field, &message.0)
    }

    pub(super) fn bytes(mut self, field: u32, bytes: &[u8]) -> Self {
        self.key(field, Wire::Length);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
        self
    }

    fn key(&mut self, field: u32, wire: Wire) {
        self.varint(u64::from(field << 3 | wire as u32));
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    /// The examples of the encoding's own page.
    #[test]
    fn fields_are_encoded() {
        assert_eq!(Message::new().whole(1, 150).into_bytes(), [0x08, 0x96, 0x01]);
        assert_eq!(Message::new().text(2, "testing").into_bytes(), b"\x12\x07testing");
        let inner = Message::new().whole(1, 150);
        assert_eq!(Message::new().message(3, inner).into_bytes(), [0x1A, 0x03, 0x08, 0x96, 0x01]);
        assert_eq!(Message::new().float(16, 1.0).into_bytes(), [0x85, 0x01, 0x00, 0x00, 0x80, 0x3F]);
        assert_eq!(Message::new().whole(1, u64::MAX).into_bytes().len(), 11);
    }
}
