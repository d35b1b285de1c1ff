//! `correlation`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Argument, Code, Inputs, Kind, Layer, Site, View};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["correlate", "spatial_correlation_sampler", "correlation_cost", "cost_volume", "corr"],
    inputs: Inputs::Named(&["first", "second"]),
    ..Kind::new("correlation", "correlation(first, second, max_displacement = 4)", |arguments| {
        let reach = arguments.size("max_displacement");
        arguments.finish()?;
        Some(Rc::new(Correlation { reach: reach? }))
    })
};

struct Correlation {
    /// The largest displacement along either axis.
    reach: Dimension,
}

impl Layer for Correlation {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [first, second] = site.inputs else {
            return None;
        };
        let (first, first_shape) = site.sample(first)?;
        let (second, second_shape) = site.sample(second)?;
        let [channels, height, width] = site.image_of(first, first_shape)?;
        site.image_of(second, second_shape)?;
        site.require(
            Condition::same(first_shape, second_shape),
            &message![
                "`",
                site.label,
                "` compares two values of one shape, but `",
                first.name,
                "` is ",
                first_shape,
                " and `",
                second.name,
                "` is ",
                second_shape
            ],
            &message!["send both through the same layers, as by a `reuse scope`"],
        )?;
        let side = Dimension::sum([self.reach.clone(), self.reach.clone(), Dimension::Number(1)]);
        let displacements = Dimension::product([side.clone(), side.clone()]);
        let output = Shape::image([displacements, height.clone(), width.clone()]);
        let multiply_adds = Dimension::product([channels.clone(), output.elements()]);
        let (side, reach) = (Size(&side), Size(&self.reach));
        let window = quote!(Pool {
            kernel: [#side, #side],
            stride: [1, 1],
            padding: [[#reach, #reach], [#reach, #reach]],
            dilation: [1, 1]
        });
        let arguments = vec![Argument::Input, Argument::Input, Argument::Setting(quote!(#reach))];
        let code = Code::call(quote!(layer::correlation), arguments);
        Some(Applied::new(output, code)?.multiply_adds(multiply_adds).sees(View::Window(window)))
    }
}
