//! The tensors of a network among those of a pass.

use dfdx::nn::TensorCollection;

use super::foreign::ForeignVariable;
use super::ledger::{Layout, addresses};
use super::pool::Session;
use super::run::Run;
use crate::scope;
use crate::storage::{Device, Dtype};

/// Finds the variables of a new run among the tensors of the network.
pub(super) fn lay_out<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
    run: &mut Run<E, D>,
    network: &N,
    layout: &Layout,
) {
    find(run, &addresses(network), layout);
}

fn find<E: Dtype, D: Device<E>>(run: &mut Run<E, D>, addresses: &[usize], layout: &Layout) {
    let field = |address: usize| addresses.iter().position(|own| *own == address);
    let offsets = run.program.entrances.iter().map(|entrance| {
        let field = field(entrance.address?)?;
        layout.fields[field].trainable.then(|| layout.start(field))
    });
    run.offsets = offsets.collect();
    run.ranges = ranges(run, layout, &field);
    run.updated = run.program.updates.iter().map(|update| field(update.address).unwrap_or(usize::MAX)).collect();
}

/// Where the gradients and updates of a network lie that is spread over several devices: each on the device that finds it.
fn ranges<E: Dtype, D: Device<E>>(
    run: &Run<E, D>,
    layout: &Layout,
    field: &dyn Fn(usize) -> Option<usize>,
) -> Vec<(usize, usize, usize)> {
    let program = &run.program;
    if !program.is_spread {
        return Vec::new();
    }
    let mut places = vec![0; layout.fields.len()];
    let variables = program.entrances.iter().map(|entrance| (entrance.address, entrance.node));
    let statistics = program.updates.iter().map(|update| (Some(update.address), update.statistic));
    for (address, node) in variables.chain(statistics) {
        let place = program.node(node).place;
        if let Some(field) = address.and_then(field)
            && place < program.places()
        {
            places[field] = place;
        }
    }
    layout.ranges(&places)
}

/// Where the running statistics in the scopes of these paths lie, those of networks inside of them too.
pub(super) fn frozen_statistics<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
    network: &N,
    scopes: &[&'static str],
    layout: &Layout,
) -> Vec<usize> {
    if scopes.is_empty() {
        return Vec::new();
    }
    let frozen = |name: &str| scopes.iter().any(|path| scope::holds(path, name));
    let fields = layout.fields.iter().zip(addresses(network));
    fields.filter(|(field, _)| !field.trainable && frozen(&field.name)).map(|(_, address)| address).collect()
}

/// The variables that only dfdx knows, if it does anything.
pub(super) fn foreign_variables<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
    session: &Session<E, D>,
    network: &N,
    layout: &Layout,
) -> Vec<ForeignVariable<E, D>> {
    if !session.run().has_foreign_steps() {
        return Vec::new();
    }
    // Fields whose gradients the pass has itself.
    let own = session.run().offsets.iter().flatten().copied().collect::<Vec<_>>();
    ForeignVariable::all(network, |field| own.contains(&layout.start(field)))
}
