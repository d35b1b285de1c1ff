//! The variables of a layer of Keras, by names.

use super::Stored;
use super::recurrent;

/// A layer with its own variables.
pub(super) struct Layer {
    /// The names of the layers that it is in, and its own.
    pub(super) path: Vec<String>,
    /// By their names.
    pub(super) variables: Vec<(String, Stored)>,
}

/// What the layers inside of a `MultiHeadAttention` are called by their fields, and by themselves.
const PROJECTIONS: [(&str, &str); 4] =
    [("query_dense", "query"), ("key_dense", "key"), ("value_dense", "value"), ("output_dense", "attention_output")];

impl Layer {
    /// A layer whose variables have numbers for names. What they are, their shapes say, and for a matrix alone whether `kind`, the name
    /// of the layer, has to do with embeddings.
    pub(super) fn numbered(path: Vec<String>, kind: &str, tensors: Vec<Stored>) -> Self {
        let shapes: Vec<&[usize]> = tensors.iter().map(|tensor| tensor.shape.as_slice()).collect();
        let embeds = kind.contains("embed") || path.last().is_some_and(|name| name.contains("embed"));
        let names = match (embeds, shapes.as_slice()) {
            (true, [[_, _]]) => vec!["embeddings"],
            (_, shapes) => names(shapes).to_vec(),
        };
        let named = tensors.into_iter().enumerate().map(|(number, tensor)| {
            let name = names.get(number).map_or_else(|| number.to_string(), |name| (*name).to_owned());
            (name, tensor)
        });
        let variables = named.collect();
        Self { path, variables }
    }

    /// The variables by their whole names.
    pub(super) fn variables(mut self) -> Result<Vec<(String, Stored)>, String> {
        if let Some(last) = self.path.last_mut()
            && let Some((_, name)) = PROJECTIONS.iter().find(|(field, _)| field == last)
        {
            *last = (*name).to_owned();
        }
        let has = |name: &str| self.variables.iter().any(|(own, _)| own == name);
        if has("recurrent_kernel") {
            return recurrent::variables(self);
        }
        let separable = has("pointwise_kernel");
        let path = self.path.join(".");
        let own = |name: String| match (separable, name.as_str()) {
            (true, "depthwise_kernel") => "depthwise.depthwise_kernel".to_owned(),
            (true, "pointwise_kernel") => "pointwise.kernel".to_owned(),
            (true, "bias") => "pointwise.bias".to_owned(),
            _ => name,
        };
        let variables = self.variables.into_iter().map(|(name, mut tensor)| {
            join_heads(&self.path, &name, &mut tensor.shape);
            let name = own(name);
            (if path.is_empty() { name } else { format!("{path}.{name}") }, tensor)
        });
        Ok(variables.collect())
    }
}

/// What variables of these shapes are called, as far as that can be told.
fn names(shapes: &[&[usize]]) -> &'static [&'static str] {
    match shapes {
        [[a], [b], [c], [d]] if [b, c, d] == [a, a, a] => &["gamma", "beta", "moving_mean", "moving_variance"],
        [[a], [b], [c]] if [b, c] == [a, a] => &["beta", "moving_mean", "moving_variance"],
        [[a], [b]] if a == b => &["gamma", "beta"],
        [[_]] => &["gamma"],
        [[_, gates], [units, recurrent], ..] if gates == recurrent && gates % units.max(&1) == 0 => {
            &["kernel", "recurrent_kernel", "bias"]
        }
        [[.., _, _, _], [.., _, _, _], ..] => &["depthwise_kernel", "pointwise_kernel", "bias"],
        [kernel] if kernel.len() > 1 => &["kernel"],
        [kernel, bias] if kernel.len() > bias.len() => &["kernel", "bias"],
        _ => &[],
    }
}

/// Makes the heads of a `MultiHeadAttention` one dimension, in which they are side by side.
fn join_heads(path: &[String], name: &str, shape: &mut Vec<usize>) {
    let joined = match (path, name, shape.as_slice()) {
        ([_, .., layer], "kernel", &[inputs, heads, size]) if ["query", "key", "value"].contains(&layer.as_str()) => {
            Some(vec![inputs, heads.saturating_mul(size)])
        }
        ([_, .., layer], "kernel", &[heads, size, outputs]) if layer == "attention_output" => {
            Some(vec![heads.saturating_mul(size), outputs])
        }
        ([_, .., _], "bias", &[heads, size]) => Some(vec![heads.saturating_mul(size)]),
        _ => None,
    };
    if let Some(joined) = joined {
        *shape = joined;
    }
}
