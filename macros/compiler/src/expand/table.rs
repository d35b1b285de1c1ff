//! What a network is made of, as a constant of the runtime's.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::labels::Labels;
use super::size::Size;
use crate::layer::{Foreign, Start};
use crate::program::{Field, Made, Origin, Program};
use crate::shape::{Dimension, Formula, Operation, Shape};

/// The constant `STRUCTURE` of a network.
pub(super) fn table(program: &Program, labels: &Labels, name: &str) -> TokenStream {
    let values = program.values.iter().zip(&labels.values).enumerate().map(|(index, (value, label))| {
        let index = number(index);
        let (place, name, shape) = (number(value.place), label.to_string(), dimensions(value.shape));
        let device = number(value.device);
        let device = (value.device > 0).then(|| quote!(.on(#device)));
        let written = value.shape.to_string();
        let named = value.shape.axis().map(|_| quote!(.of_shape(#written)));
        match &value.origin {
            Origin::Input(_) => {
                let (mut axes, sizes) = (Vec::new(), value.shape.dimensions());
                sizes.iter().for_each(|size| size.gather_axes(&mut axes));
                let axes = axes.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
                let axes = (!axes.is_empty()).then(|| quote!(.along(&[#(#axes),*])));
                quote!(structure::Value::input(#index, #name, #shape) #named #axes #device)
            }
            Origin::Made(made) => {
                let Made { statement, inputs, first, .. } = made;
                let kind = &statement.text;
                let (inputs, first) = (inputs.iter().copied().map(number), number(*first));
                let made = quote!(structure::Value::made(#place, #name, #kind, #shape, &[#(#inputs),*], #first));
                let fields = program.places.get(value.place).map(|place| place.fields.as_slice()).unwrap_or_default();
                let costs = costs(&statement.operation, fields);
                let times = one(&program.times(program.made_in(value)));
                let often = (times.number() != Some(1)).then(|| {
                    let times = Size(&times);
                    quote!(.times(#times))
                });
                let per = per(&statement.operation, &program.times(program.made_in(value)));
                quote!(#made #named #costs #often #per #device)
            }
        }
    });
    let places = program.places.iter().enumerate().map(|(index, place)| {
        let path = place.fields.iter().map(Field::key).collect::<Vec<_>>().join(".");
        let name = labels.place(program, index);
        let (around, first) = (number(place.around), number(place.first));
        let result = match place.result.map(number) {
            Some(result) => quote!(Option::Some(#result)),
            None => quote!(Option::None),
        };
        quote!(structure::Place { name: #name, path: #path, around: #around, first: #first, result: #result })
    });
    let outputs = program.outputs.iter().map(|(name, value)| {
        let name = name.map_or_else(|| "output".to_owned(), ToString::to_string);
        let value = number(*value);
        quote!((#name, #value))
    });
    let losses = program.losses.iter().map(|(name, values)| {
        let (name, values) = (name.to_string(), values.iter().copied().map(number));
        quote!((#name, &[#(#values),*]))
    });
    quote! {
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: #name,
            values: &[#(#values),*],
            places: &[#(#places),*],
            outputs: &[#(#outputs),*],
            losses: &[#(#losses),*],
        };
    }
}

/// What follows a value that costs something.
fn costs(operation: &Operation, scope: &[Field]) -> Option<TokenStream> {
    let Operation::Layer { field, code, parameters, biases, multiply_adds, stops, .. } = operation else {
        return None;
    };
    // A variable that is shared is that of its own layer, which a loss reaches through it.
    if let Start::Shared(path) = &code.start {
        let layer = path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
        return Some(quote!(.shares(#layer)));
    }
    if let Start::Foreign(foreign) = &code.start
        && let (Foreign::Own { .. }, Some(field)) = (&**foreign, field)
    {
        // The type of the field says what it holds. The type that was written may mean something else in here.
        let text = field.to_string();
        return Some(quote!(.own(#text, own::held(|network: &Self| &network #(.#scope)* .#field))));
    }
    let variables = field.as_ref().map(|field| {
        let (field, parameters) = (field.to_string(), Size(parameters));
        let network = match &code.start {
            Start::Foreign(foreign) => match &**foreign {
                Foreign::Network { path, .. } => Some(quote!(.network(<#path as Network>::STRUCTURE))),
                Foreign::Module { .. } | Foreign::Own { .. } | Foreign::Generic { .. } => None,
            },
            Start::Function { .. } | Start::Variables(_) | Start::Parts(_) | Start::Shared(_) => None,
        };
        let biases = (biases.number() != Some(0)).then(|| {
            let size = Size(biases);
            // Of a constant of another type rustc says once what it says alike everywhere.
            match biases {
                Dimension::Constant(_) => quote!(.biases(shape::product(&[#size]))),
                _ => quote!(.biases(#size)),
            }
        });
        quote!(.variables(#field, #parameters) #biases #network)
    });
    let multiply_adds = one(multiply_adds);
    let free = multiply_adds.number() == Some(0);
    let multiply_adds = Size(&multiply_adds);
    let multiply_adds = (!free).then(|| quote!(.multiply_adds(#multiply_adds)));
    let stops = stops.then(|| quote!(.stops()));
    Some(quote!(#variables #multiply_adds #stops))
}

/// What its products are for each place of axes whose size is known when the network runs.
fn per(operation: &Operation, times: &Dimension) -> Option<TokenStream> {
    let Operation::Layer { multiply_adds, .. } = operation else {
        return None;
    };
    let products = Dimension::product([multiply_adds.clone(), times.clone()]);
    let (number, places) = products.per_axis();
    let written = |place: &Dimension| match place {
        Dimension::Computed(formula) if !matches!(**formula, Formula::Ceiling(..)) => format!("({place})"),
        place => place.to_string(),
    };
    let places = places.iter().map(written).collect::<Vec<_>>().join(" × ");
    let number = Size(&number);
    (!places.is_empty() && multiply_adds.number() != Some(0)).then(|| quote!(.per(#number, #places)))
}

/// An index, as people write it.
fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// A dimension for axes of one element, where their size is known when the network runs.
fn one(dimension: &Dimension) -> Dimension {
    dimension.at(&|_| Dimension::Number(1))
}

/// A shape as a slice of numbers.
pub(super) fn dimensions(shape: &Shape) -> TokenStream {
    let dimensions = shape.dimensions().iter().map(|dimension| Size(&one(dimension)).into_token_stream());
    quote!(&[#(#dimensions),*])
}
