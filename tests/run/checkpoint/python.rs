//! Python reads what we write, and we read what it writes.

use netweave::checkpoint::{Keys, Weights, save_weights};
use netweave::prelude::*;

use super::{Digits, place};
use crate::python;

/// Prints each tensor's name, type, shape and sum; then saves all of them doubled.
const DOUBLE: &str = "
import sys
from safetensors.numpy import load_file, save_file
tensors = load_file(sys.argv[1])
for name, array in sorted(tensors.items()):
    print(name, array.dtype, list(array.shape), repr(float(array.astype('float64').sum())))
save_file({name: 2 * array for name, array in tensors.items()}, sys.argv[2])
";

#[test]
fn safetensors_for_numpy_reads_and_writes_the_same() {
    let device = Cpu::seed_from_u64(9);
    let mut net = device.build_module::<Digits, f32>();
    let (folder, file) = place("ours.safetensors");
    let doubled = folder.path().join("theirs.safetensors");
    save_weights(&net, &file).unwrap();
    let Some(output) = python::run(&["safetensors.numpy"], DOUBLE, &[&file, &doubled]) else { return };
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), 8, "{output}");
    let sum: f64 = net.fc.weight.as_vec().into_iter().map(f64::from).sum();
    let (start, printed) = lines[1].rsplit_once(' ').unwrap();
    assert_eq!(start, "fc.weight float32 [10, 256]");
    assert!((printed.parse::<f64>().unwrap() - sum).abs() < 1e-9, "{printed} is not {sum}");
    assert!(lines[6].starts_with("features.conv1.bias float32 [4] "), "{output}");

    let before = net.fc.weight.as_vec();
    Weights::open(&doubled).unwrap().load(&mut net).unwrap();
    assert_eq!(net.fc.weight.as_vec(), before.into_iter().map(|value| 2.0 * value).collect::<Vec<_>>());
}

/// Loads our file into a PyTorch module of the same names, strictly; then saves the module and what it says.
const TORCH: &str = "
import sys
import torch
from safetensors.torch import load_file, save_file
class Digits(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torch.nn.ModuleDict({'conv1': torch.nn.Conv2d(1, 4, 3, padding=1), 'batch_norm': torch.nn.BatchNorm2d(4)})
        self.fc = torch.nn.Linear(256, 10)
    def forward(self, x):
        x = torch.relu(self.features['batch_norm'](self.features['conv1'](x)))
        return self.fc(x.flatten(1))
net = Digits()
missing, unexpected = net.load_state_dict(load_file(sys.argv[1]), strict=False)
assert unexpected == [] and set(missing) <= {'features.batch_norm.num_batches_tracked'}, (missing, unexpected)
net.eval()
x = torch.arange(64.0).reshape(1, 1, 8, 8) / 64
print(*net(x).flatten().tolist())
with torch.no_grad():
    net.fc.bias += 1
save_file(net.state_dict(), sys.argv[2])
";

#[test]
fn pytorch_computes_the_same_from_our_file() {
    let device = Cpu::seed_from_u64(10);
    let mut net = device.build_module::<Digits, f32>();
    net.features.batch_norm.running_mean = device.tensor([0.1, -0.2, 0.3, 0.0]);
    net.features.batch_norm.running_var = device.tensor([0.5, 1.5, 2.0, 1.0]);
    let (folder, file) = place("ours.safetensors");
    let back = folder.path().join("theirs.safetensors");
    save_weights(&net, &file).unwrap();
    let Some(output) = python::run(&["torch", "safetensors.torch"], TORCH, &[&file, &back]) else { return };
    let theirs: Vec<f32> = output.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let image: Tensor<Rank4<1, 1, 8, 8>, f32, Cpu> =
        device.tensor_from_vec((0..64).map(|i| i as f32 / 64.0).collect(), Default::default());
    let ours = net.forward(image.clone()).as_vec();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert!((ours - theirs).abs() < 1e-5, "{ours} is not {theirs}");
    }
    Weights::open(&back).unwrap().keys(Keys::torch()).load(&mut net).unwrap();
    let later = net.forward(image).as_vec();
    assert!(later.iter().zip(&ours).all(|(later, ours)| (later - ours - 1.0).abs() < 1e-5));
}
