//! On which devices a network is, and what goes from one to another.

use std::collections::BTreeSet;

use super::Structure;

/// What a device has of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Share {
    /// Trainable elements.
    pub(super) parameters: usize,
    /// The elements of all values that are made there.
    pub(super) activations: usize,
}

/// A value that goes from the device that makes it to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hop {
    pub(super) value: usize,
    pub(super) to: usize,
}

impl Structure {
    /// What each device has; one entry where nothing is placed.
    pub(super) fn shares(&self) -> Vec<Share> {
        let count = self.values.iter().map(|value| value.device).max().unwrap_or_default() + 1;
        let mut shares = vec![Share::default(); count];
        for (index, value) in self.values.iter().enumerate() {
            let share = &mut shares[value.device];
            if value.first == index {
                share.parameters += value.parameters;
            }
            if !value.is_input() {
                share.activations += value.elements();
            }
        }
        shares
    }

    /// The values that go to another device, once to each that reads them.
    pub(super) fn hops(&self) -> Vec<Hop> {
        let mut hops = Vec::new();
        for reader in self.values {
            for &value in reader.inputs {
                let hop = Hop { value, to: reader.device };
                if self.values[value].device != reader.device && !hops.contains(&hop) {
                    hops.push(hop);
                }
            }
        }
        hops
    }

    /// Hops to where nothing has variables and all goes back: each as a hop, with the values that are made on the way.
    pub(super) fn detours(&self) -> Vec<Hop> {
        let mut seen = vec![false; self.values.len()];
        let mut detours = Vec::new();
        for start in 0..self.values.len() {
            if seen[start] || self.values[start].is_input() {
                continue;
            }
            let device = self.values[start].device;
            let (mut pending, mut inside) = (vec![start], Vec::new());
            while let Some(index) = pending.pop() {
                let value = &self.values[index];
                if value.is_input() || value.device != device || std::mem::replace(&mut seen[index], true) {
                    continue;
                }
                inside.push(index);
                pending.extend(value.inputs);
                pending.extend((0..self.values.len()).filter(|reader| self.values[*reader].inputs.contains(&index)));
            }
            let entered = inside.iter().flat_map(|index| self.values[*index].inputs).copied();
            let entered = entered.filter(|value| self.values[*value].device != device).collect::<Vec<_>>();
            let from = entered.iter().map(|value| self.values[*value].device).collect::<BTreeSet<_>>();
            let readers = self.values.iter().filter(|reader| reader.inputs.iter().any(|input| inside.contains(input)));
            let to = readers.map(|reader| reader.device).filter(|to| *to != device).collect::<BTreeSet<_>>();
            let holds = inside.iter().any(|index| self.values[*index].field.is_some());
            let ends = self.outputs.iter().any(|(_, value)| inside.contains(value));
            if let (Some(&value), false, false) = (entered.iter().min(), holds, ends)
                && from.len() == 1
                && from == to
            {
                detours.push(Hop { value, to: device });
            }
        }
        detours
    }
}
