//! Recurrent layers of Keras, whose gates have another order, and whose biases are fewer than ours.

use super::Stored;
use super::layer::Layer;

/// The variables of an LSTM, a GRU or a simple RNN by our names, in our order.
pub(super) fn variables(layer: Layer) -> Result<Vec<(String, Stored)>, String> {
    let (path, direction) = place(layer.path);
    let mut found = layer.variables;
    let mut take = |name: &str| {
        let at = found.iter().position(|(own, _)| own == name)?;
        Some(found.swap_remove(at).1)
    };
    let (Some(kernel), Some(recurrent), bias) = (take("kernel"), take("recurrent_kernel"), take("bias")) else {
        return Err(format!("`{path}` has a recurrent kernel and no other"));
    };
    let &[units, columns] = recurrent.shape.as_slice() else {
        return Err(format!("the recurrent kernel of `{path}` is {:?}, expected two dimensions", recurrent.shape));
    };
    let strange = || format!("`{path}` has gates of another recurrent layer than an LSTM, a GRU or a simple RNN");
    if units == 0 || columns % units != 0 || kernel.shape.len() != 2 || kernel.shape[1] != columns {
        return Err(strange());
    }
    let order: &[usize] = match columns / units {
        1 => &[0],
        // Keras has z, r and h; r is ours to come first.
        3 => &[1, 0, 2],
        4 => &[0, 1, 2, 3],
        _ => return Err(strange()),
    };
    let rows: Vec<usize> = order.iter().flat_map(|gate| gate * units..(gate + 1) * units).collect();
    let name = |own: &str| format!("{path}.{own}{direction}");
    let mut variables =
        vec![(name("weight_ih"), turned(&kernel, &rows)), (name("weight_hh"), turned(&recurrent, &rows))];
    if let Some(bias) = bias {
        let (own, of_states) = match *bias.shape.as_slice() {
            // One bias for both; what is added to the states is nothing.
            [length] if length == columns && order.len() != 3 => {
                (picked(&bias, &rows), Stored { bytes: vec![0; bias.bytes.len()], ..bias.clone() })
            }
            [2, length] if length == columns => {
                let half = bias.bytes.len() / 2;
                let part = |bytes: &[u8]| Stored { kind: bias.kind, shape: vec![columns], bytes: bytes.to_vec() };
                (picked(&part(&bias.bytes[..half]), &rows), picked(&part(&bias.bytes[half..]), &rows))
            }
            [length] if length == columns => {
                return Err(format!(
                    "`{path}` is a GRU with `reset_after=False`, which computes something else than ours: train it with `reset_after=True`"
                ));
            }
            _ => {
                return Err(format!(
                    "the bias of `{path}` is {:?}, expected [{columns}] or [2, {columns}]",
                    bias.shape
                ));
            }
        };
        variables.extend([(name("bias_ih"), own), (name("bias_hh"), of_states)]);
    }
    Ok(variables)
}

/// The path of the layer that a cell is in, and the end of the names of variables for the way that it goes.
fn place(mut path: Vec<String>) -> (String, &'static str) {
    let is_cell = |name: &String| name == "cell" || name.contains("_cell");
    if path.len() > 1 && path.last().is_some_and(is_cell) {
        path.pop();
    }
    let direction = match path.last() {
        Some(name) if path.len() > 1 && name.starts_with("forward_") => Some(""),
        Some(name) if path.len() > 1 && name.starts_with("backward_") => Some("_reverse"),
        _ => None,
    };
    if direction.is_some() {
        path.pop();
    }
    (path.join("."), direction.unwrap_or_default())
}

/// A matrix `[in, out]` as `[out, in]`, its rows in this order.
fn turned(matrix: &Stored, rows: &[usize]) -> Stored {
    let (inputs, size) = (matrix.shape[0], element(matrix));
    let columns = matrix.shape[1];
    let places = rows.iter().flat_map(|row| (0..inputs).map(move |input| input * columns + row));
    let bytes = places.flat_map(|place| &matrix.bytes[place * size..(place + 1) * size]).copied().collect();
    Stored { kind: matrix.kind, shape: vec![rows.len(), inputs], bytes }
}

/// A vector with its elements in this order.
fn picked(vector: &Stored, order: &[usize]) -> Stored {
    let size = element(vector);
    let bytes = order.iter().flat_map(|place| &vector.bytes[place * size..(place + 1) * size]).copied().collect();
    Stored { kind: vector.kind, shape: vector.shape.clone(), bytes }
}

/// The bytes of an element.
fn element(tensor: &Stored) -> usize {
    tensor.bytes.len() / tensor.shape.iter().product::<usize>().max(1)
}
