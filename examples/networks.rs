//! Networks that people know: what they are made of, and how long a picture takes.
//!
//! `cargo run --release --example networks -- resnet50` prints the table of its layers, and the time of a forward pass.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use netweave::prelude::*;
use netweave::{Device, DeviceName};

#[path = "networks/convnext.rs"]
mod convnext;
#[path = "networks/densenet.rs"]
mod densenet;
#[path = "networks/efficientnet.rs"]
mod efficientnet;
#[path = "networks/inception_v3.rs"]
mod inception_v3;
#[path = "networks/mobilenet_v2.rs"]
mod mobilenet_v2;
#[path = "networks/pointnet.rs"]
mod pointnet;
#[path = "networks/pwc.rs"]
mod pwc;
#[path = "networks/resnet18.rs"]
mod resnet18;
#[path = "networks/resnet50.rs"]
mod resnet50;
#[path = "networks/shufflenet_v2.rs"]
mod shufflenet_v2;
#[path = "networks/unet.rs"]
mod unet;
#[path = "networks/vgg19.rs"]
mod vgg19;
#[path = "networks/video_resnet18.rs"]
mod video_resnet18;
#[path = "networks/vit.rs"]
mod vit;

use convnext::ConvNextT;
use densenet::DenseNet121;
use efficientnet::EfficientNetB0;
use inception_v3::InceptionV3;
use mobilenet_v2::MobileNetV2;
use pointnet::PointNet;
use pwc::Pwc;
use resnet18::{CifarResNet18, ResNet18};
use resnet50::ResNet50;
use shufflenet_v2::ShuffleNetV2;
use unet::UNet;
use vgg19::Vgg19;
use video_resnet18::VideoResNet18;
use vit::{TinyVit, VitB16};

#[derive(Parser)]
#[command(about = "Prints the layers of a network, and how long it takes for one picture.")]
struct Arguments {
    /// The network.
    network: Choice,
    /// How many passes are timed, after one that is not.
    #[arg(long, default_value_t = 5)]
    passes: u32,
    /// Where to compute: `cpu`, or `cuda:0` for the first CUDA device.
    #[arg(long, default_value_t)]
    device: DeviceName,
}

#[derive(Clone, Copy, ValueEnum)]
enum Choice {
    #[value(name = "resnet18")]
    ResNet18,
    #[value(name = "resnet18-cifar")]
    CifarResNet18,
    #[value(name = "resnet50")]
    ResNet50,
    #[value(name = "vgg19")]
    Vgg19,
    #[value(name = "video-resnet18")]
    VideoResNet18,
    #[value(name = "mobilenet-v2")]
    MobileNetV2,
    #[value(name = "convnext-t")]
    ConvNextT,
    #[value(name = "efficientnet-b0")]
    EfficientNetB0,
    #[value(name = "shufflenet-v2")]
    ShuffleNetV2,
    #[value(name = "inception-v3")]
    InceptionV3,
    #[value(name = "densenet121")]
    DenseNet121,
    #[value(name = "unet")]
    UNet,
    #[value(name = "pwc")]
    Pwc,
    #[value(name = "pointnet")]
    PointNet,
    #[value(name = "vit-b-16")]
    VitB16,
    #[value(name = "tiny-vit")]
    TinyVit,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match netweave::on_device!(arguments.device, |device| run(&arguments, device)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run<D: Device<f32>>(&Arguments { network, passes, .. }: &Arguments, device: &D) -> Result<(), Error> {
    match network {
        Choice::ResNet18 => show::<ResNet18<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::CifarResNet18 => show::<CifarResNet18<f32, D>, Rank4<1, 3, 32, 32>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::ResNet50 => show::<ResNet50<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::Vgg19 => show::<Vgg19<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::VideoResNet18 => {
            show::<VideoResNet18<f32, D>, Rank5<1, 3, 16, 112, 112>, D>(device, passes, |net, film| {
                Ok(net.try_forward(film)?.as_vec())
            })
        }
        Choice::MobileNetV2 => show::<MobileNetV2<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::ConvNextT => show::<ConvNextT<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::EfficientNetB0 => {
            show::<EfficientNetB0<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
                Ok(net.try_forward(image)?.as_vec())
            })
        }
        Choice::ShuffleNetV2 => show::<ShuffleNetV2<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::InceptionV3 => show::<InceptionV3<f32, D>, Rank4<1, 3, 299, 299>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::DenseNet121 => show::<DenseNet121<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::VitB16 => show::<VitB16<f32, D>, Rank4<1, 3, 224, 224>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::TinyVit => show::<TinyVit<f32, D>, Rank4<1, 3, 32, 32>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
        Choice::Pwc => show::<Pwc<f32, D>, Rank4<1, 3, 64, 64>, D>(device, passes, |net, frame| {
            Ok(net.try_forward(frame, frame)?.as_vec())
        }),
        Choice::PointNet => show::<PointNet<f32, D>, Rank3<1, 3, 1024>, D>(device, passes, |net, cloud| {
            Ok(net.try_forward(cloud)?.as_vec())
        }),
        Choice::UNet => show::<UNet<f32, D>, Rank4<1, 3, 128, 128>, D>(device, passes, |net, image| {
            Ok(net.try_forward(image)?.as_vec())
        }),
    }
}

/// Prints a network's table, and the median time of some passes over a random picture, with what they give in the memory of
/// the processor.
fn show<N, S, D>(
    device: &D,
    passes: u32,
    forward: impl Fn(&N, &Tensor<S, f32, D>) -> Result<Vec<f32>, Error>,
) -> Result<(), Error>
where
    N: Network<Dtype = f32, Device = D> + BuildOnDevice<D, f32, Built = N>,
    S: Shape + Default,
    D: Device<f32>,
{
    println!("{}", N::summary());
    let device = device.with_seed(0)?;
    let net: N = N::build_on_device(&device);
    let image = device.sample_normal_like(&S::default());
    forward(&net, &image)?;
    let times = (0..passes).map(|_| {
        let start = Instant::now();
        forward(&net, &image)?;
        Ok(start.elapsed())
    });
    let mut times = times.collect::<Result<Vec<Duration>, Error>>()?;
    times.sort_unstable();
    if let Some(median) = times.get(times.len() / 2) {
        println!("\nforward pass of one picture: {:.1} ms (median of {passes})", 1e3 * median.as_secs_f64());
    }
    Ok(())
}
