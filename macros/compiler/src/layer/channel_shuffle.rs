//! `channel_shuffle`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, View};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, message};

pub(super) const KIND: Kind = Kind {
    positional: &[("groups", "how many groups the channels come in")],
    ..Kind::new("channel_shuffle", "channel_shuffle(2)", |arguments| {
        let groups = arguments.size("groups");
        arguments.finish()?;
        Some(Rc::new(ChannelShuffle { groups: groups? }))
    })
};

struct ChannelShuffle {
    groups: Dimension,
}

impl Layer for ChannelShuffle {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let Some(channels) = shape.dimensions().first() else {
            return site.refuse(
                &message!["`", site.label, "` works on channels, but `", value.name, "` is a single number"],
                &message!["give it a value whose first axis holds the channels"],
            );
        };
        let groups = &self.groups;
        let fact =
            message!["`", site.label, "` takes channels of ", groups, " groups, but `", value.name, "` is ", shape];
        let help = message!["the number of channels must be a multiple of `groups`"];
        site.require(Condition::Divides(groups.clone(), channels.clone()), &fact, &help)?;
        let code = Code::function(quote!(layer::channel_shuffle)).with(Size(groups));
        Some(Applied::new(shape.clone(), code)?.sees(View::Place))
    }
}
