//! `split`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Kind, Layer, Site, View, axes};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Message, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["chunk", "unbind", "unstack"],
    parts: true,
    ..Kind::new("split", "split(x, axis = 0)", |arguments| {
        let axis = arguments.axis("axis");
        let sizes = arguments.optional_size_list("sizes");
        arguments.finish()?;
        Some(Rc::new(Split { axis: axis?, sizes: sizes?, index: 0, count: 1 }))
    })
};

/// One of the parts.
#[derive(Clone)]
struct Split {
    axis: usize,
    /// `None` for parts of one size.
    sizes: Option<Vec<Dimension>>,
    index: usize,
    /// How many parts there are.
    count: usize,
}

impl Layer for Split {
    fn part(&self, index: usize, count: usize) -> Option<Rc<dyn Layer>> {
        Some(Rc::new(Self { index, count, ..self.clone() }))
    }

    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let first = self.index == 0;
        if first {
            axes::require(site, self.axis, "parts", value, shape)?;
        }
        let own = shape.dimensions().get(self.axis)?;
        if let Some(sizes) = &self.sizes
            && sizes.len() != self.count
        {
            return first
                .then(|| {
                    site.refuse(
                        &message!["`", site.label, "` has ", sizes.len(), " sizes, but ", self.count, " names"],
                        &message!["write a size for each name"],
                    )
                })
                .flatten();
        }
        let [size, from] = self.place(own);
        let condition = match &self.sizes {
            Some(sizes) => Condition::Equal(Dimension::sum(sizes.iter().cloned()), own.clone()),
            None => Condition::Divides(Dimension::Number(self.count), own.clone()),
        };
        if first {
            let (parts, help) = self.described();
            let fact = message![
                "`",
                site.label,
                "` parts axis ",
                self.axis,
                " into ",
                parts,
                ", but `",
                value.name,
                "` is ",
                shape
            ];
            site.require(condition, &fact, &help)?;
        } else if condition.fails() || site.is_beyond(&size) {
            // The first part has reported it.
            return None;
        }
        let dimensions = shape.dimensions().iter().enumerate();
        let dimensions = dimensions.map(|(axis, own)| if axis == self.axis { size.clone() } else { own.clone() });
        let axis = Dimension::Number(self.axis);
        let (axis, from) = (Size(&axis), Size(&from));
        let code = Code::function(quote!(layer::split)).with(axis).with(&from);
        let view = match (shape.rank(), self.axis) {
            (3, 0) => View::Place,
            (3, 1) => View::Shift(quote!([#from, 0])),
            (3, 2) => View::Shift(quote!([0, #from])),
            _ => View::Everything,
        };
        Some(Applied::new(Shape::new(dimensions), code)?.sees(view))
    }
}

impl Split {
    /// The size of the part, and where it begins.
    fn place(&self, own: &Dimension) -> [Dimension; 2] {
        match &self.sizes {
            Some(sizes) => {
                let before = sizes.iter().take(self.index).cloned();
                let size = sizes.get(self.index).unwrap_or(own);
                [size.clone(), Dimension::sum(before)]
            }
            None => {
                let size = own.clone().divided_by(Dimension::Number(self.count));
                let from = Dimension::product([Dimension::Number(self.index), size.clone()]);
                [size, from]
            }
        }
    }

    /// The parts in words, and what to do if they do not fit.
    fn described(&self) -> (Message, Message) {
        let Some(sizes) = &self.sizes else {
            let parts = message![self.count, " equal parts"];
            return (parts, message!["give their sizes if they are unequal: `sizes = [..]`"]);
        };
        let mut parts = Message::default();
        for (index, size) in sizes.iter().enumerate() {
            parts = match index {
                0 => message![size],
                _ if index + 1 == sizes.len() => message![parts, " and ", size],
                _ => message![parts, ", ", size],
            };
        }
        (parts, message!["write sizes whose sum is that of the axis"])
    }
}
