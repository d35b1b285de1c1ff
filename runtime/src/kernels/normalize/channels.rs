use std::ops::Deref;

use super::Channel;

/// As many as pictures have: three colors and transparency.
const FEW: usize = 4;

/// The numbers of all channels, in order. They are told anew at each step, so that those of pictures take no memory of
/// their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Channels(Held);

#[derive(Clone, Debug, PartialEq)]
enum Held {
    Few { channels: [Channel; FEW], count: usize },
    Many(Vec<Channel>),
}

impl Channels {
    /// So many channels, each told by its place.
    pub fn new(count: usize, channel: impl Fn(usize) -> Channel) -> Self {
        if count > FEW {
            return Self(Held::Many((0..count).map(channel).collect()));
        }
        let unused = Channel { shift: 0.0, factor: 1.0 };
        let channels = std::array::from_fn(|place| if place < count { channel(place) } else { unused });
        Self(Held::Few { channels, count })
    }
}

impl Deref for Channels {
    type Target = [Channel];

    fn deref(&self) -> &[Channel] {
        match &self.0 {
            Held::Few { channels, count } => &channels[..*count],
            Held::Many(channels) => channels,
        }
    }
}
