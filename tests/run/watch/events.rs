//! Event files, read by TensorBoard's own package.

use std::fs;
use std::path::Path;

use netweave::prelude::*;
use netweave::watch::Events;

use crate::python;

network! {
    network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image -> conv1: conv2d(4, kernel = 3, padding = 1) -> relu
        };
        features -> flatten -> fc: linear(10)
    }
}

/// Prints all that is in a folder of events.
const SHOW: &str = "
import sys
from io import BytesIO
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.graph_pb2 import GraphDef
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0, 'images': 0, 'histograms': 0})
events.Reload()
tags = events.Tags()
for tag in tags['scalars']:
    print('scalar', tag, [(event.step, event.value) for event in events.Scalars(tag)])
for tag in tags['images']:
    for image in events.Images(tag):
        print('image', tag, image.step, image.width, image.height, image.encoded_image_string.hex())
for tag in tags['histograms']:
    for event in events.Histograms(tag):
        value = event.histogram_value
        print('histogram', tag, event.step, value.min, value.max, value.num, value.sum, value.sum_squares, len(value.bucket), sum(value.bucket))
if tags['graph']:
    for node in events.Graph().node if hasattr(events.Graph(), 'node') else GraphDef.FromString(events.Graph()).node:
        shape = [dim.size for dim in node.attr['_output_shapes'].list.shape[0].dim] if '_output_shapes' in node.attr else []
        print('node', node.name, node.op, list(node.input), shape)
";

fn show(folder: &Path) -> Option<Vec<String>> {
    let output = python::run(&["tensorboard"], SHOW, &[folder])?;
    Some(output.lines().map(str::to_owned).collect())
}

#[test]
fn tensorboard_reads_scalars() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = Events::create(folder.path()).unwrap();
    for step in 0..300 {
        events.scalar("training/loss", step, 1.0 / (1 + step) as f64).unwrap();
    }
    events.scalar("Größe", u64::from(u32::MAX) + 1, -0.5).unwrap();
    let Some(lines) = show(folder.path()) else { return };
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("scalar training/loss [(0, 1.0), (1, 0.5), "), "{}", lines[0]);
    assert_eq!(lines[0].matches("), (").count(), 299);
    assert_eq!(lines[1], "scalar Größe [(4294967296, -0.5)]");
}

#[test]
fn tensorboard_reads_images() {
    let folder = tempfile::tempdir().unwrap();
    let device = Cpu::default();
    let mut events = Events::create(folder.path()).unwrap();
    let grey = device.tensor([[[0.0, 1.0, 0.5], [-7.0, 7.0, f32::NAN]]]);
    events.image("grey", 3, &grey).unwrap();
    let colour: Tensor<Rank3<3, 1, 2>, f64, Cpu> = device.tensor([[[1.0, 0.0]], [[0.0, 0.2]], [[0.4, 0.0]]]);
    events.image("colour", 4, &colour).unwrap();
    let two: Tensor<Rank3<2, 1, 1>, f32, Cpu> = device.zeros();
    let error = events.image("two", 0, &two).unwrap_err().to_string();
    assert!(error.ends_with(": `two`: an image has 1, 3 or 4 channels, not 2"), "{error}");

    let Some(lines) = show(folder.path()) else { return };
    assert_eq!(lines.len(), 2, "{lines:?}");
    let decode = |line: &str| {
        let hex = line.rsplit_once(' ').unwrap().1;
        let bytes =
            (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect::<Vec<_>>();
        image::load_from_memory(&bytes).unwrap()
    };
    assert!(lines[1].starts_with("image colour 4 2 1 "), "{lines:?}");
    assert_eq!(decode(&lines[1]).into_rgb8().into_raw(), [255, 0, 102, 0, 51, 0]);
    assert!(lines[0].starts_with("image grey 3 3 2 "), "{lines:?}");
    assert_eq!(decode(&lines[0]).into_luma8().into_raw(), [0, 255, 128, 0, 255, 0]);
}

#[test]
fn tensorboard_reads_histograms() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = Events::create(folder.path()).unwrap();
    events.histogram("ramp", 1, &(0..=60).map(f64::from).collect::<Vec<_>>()).unwrap();
    events.histogram("same", 1, &[2.0_f32; 5]).unwrap();
    events.histogram("holes", 1, &[f32::NAN, 1.0, f32::INFINITY, -1.0]).unwrap();
    events.histogram("nothing", 1, &[f32::NAN]).unwrap();
    let net = Cpu::default().build_module::<Digits, f32>();
    events.variables(2, &net, "features").unwrap();
    let Some(lines) = show(folder.path()) else { return };
    assert_eq!(lines.len(), 5, "{lines:?}");
    let starting =
        |start: &str| lines.iter().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{lines:?}"));
    assert_eq!(starting("histogram ramp"), "histogram ramp 1 0.0 60.0 61.0 1830.0 73810.0 30 61.0");
    assert_eq!(starting("histogram same"), "histogram same 1 2.0 2.0 5.0 10.0 20.0 1 5.0");
    assert_eq!(starting("histogram holes"), "histogram holes 1 -1.0 1.0 2.0 0.0 2.0 30 2.0");
    assert!(starting("histogram features/conv1/weight 2").ends_with(" 30 36.0"));
    assert!(starting("histogram features/conv1/bias 2").ends_with(" 30 4.0"));
}

#[test]
fn tensorboard_reads_the_graph() {
    let folder = tempfile::tempdir().unwrap();
    Events::create(folder.path()).unwrap().graph::<Digits>().unwrap();
    let Some(lines) = show(folder.path()) else { return };
    let expected = [
        "node image input [] [-1, 1, 8, 8]",
        "node features/conv1 conv2d ['image'] [-1, 4, 8, 8]",
        "node features/relu relu ['features/conv1'] [-1, 4, 8, 8]",
        "node flatten flatten ['features/relu'] [-1, 256]",
        "node fc linear ['flatten'] [-1, 10]",
        "node output_output output ['fc'] []",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn tensorboard_forgets_what_was_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = Events::create(folder.path()).unwrap();
    (0..10).for_each(|step| events.scalar("loss", step, 1.0).unwrap());
    let mut events = Events::resume(folder.path(), 6).unwrap();
    (6..8).for_each(|step| events.scalar("loss", step, 2.0).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    let Some(lines) = show(folder.path()) else { return };
    let expected = "scalar loss [(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0), (5, 1.0), (6, 2.0), (7, 2.0)]";
    assert_eq!(lines, [expected]);
}

/// Without Python: lengths and checksums of the records, and nothing between them.
#[test]
fn records_are_framed() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = Events::create(folder.path()).unwrap();
    events.scalar("loss", 7, 0.25).unwrap();
    let bytes = fs::read(events.path()).unwrap();
    let mut rest = bytes.as_slice();
    let mut records = Vec::new();
    while !rest.is_empty() {
        let length = u64::from_le_bytes(rest[..8].try_into().unwrap()) as usize;
        let check = |bytes: &[u8], sum: &[u8]| {
            let masked = u32::from_le_bytes(sum.try_into().unwrap()).wrapping_sub(0xA282_EAD8);
            assert_eq!(masked.rotate_left(15), crc32c(bytes));
        };
        check(&rest[..8], &rest[8..12]);
        check(&rest[12..12 + length], &rest[12 + length..16 + length]);
        records.push(&rest[12..12 + length]);
        rest = &rest[16 + length..];
    }
    assert_eq!(records.len(), 2);
    // wall_time, step 0, file_version.
    assert_eq!(records[0][9..], *b"\x10\x00\x1a\x0dbrain.Event:2");
    // wall_time, step 7, a summary with a value of this tag and number.
    let summary = [b"\x10\x07\x2a\x0d\x0a\x0b\x0a\x04loss\x15".as_slice(), &0.25_f32.to_le_bytes()].concat();
    assert_eq!(records[1][9..], summary);
}

/// By the definition, bit by bit.
fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0x82F6_3B78 } else { sum >> 1 })
    })
}
