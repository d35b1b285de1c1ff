use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;
use dfdx::tensor::{AutoDevice, Cpu};

use crate::Error;
#[cfg(feature = "cuda")]
use crate::kernels::cuda::{self as kernels, Fault};

/// A device by its name: `cpu`, `cuda:0` for the first CUDA device, or `cuda`, which is the first one too.
///
/// A program that leaves the choice to whoever starts it parses one, and calls [`on_device!`](crate::on_device).
///
/// ```
/// use netweave::DeviceName;
///
/// assert_eq!("cuda:1".parse(), Ok(DeviceName::Cuda(1)));
/// assert_eq!(DeviceName::default().to_string(), "cpu");
/// let error = "gpu".parse::<DeviceName>().unwrap_err();
/// assert_eq!(error.to_string(), "`gpu` is no device: write `cpu`, or `cuda:0` for the first CUDA device");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceName {
    /// The processor.
    #[default]
    Cpu,
    /// The CUDA device of this number, counted from 0.
    Cuda(usize),
}

impl FromStr for DeviceName {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let number = match name {
            "cpu" => return Ok(Self::Cpu),
            "cuda" => Some("0"),
            _ => name.strip_prefix("cuda:"),
        };
        match number.map(str::parse) {
            Some(Ok(ordinal)) => Ok(Self::Cuda(ordinal)),
            _ => Err(Error::DeviceName { name: name.to_owned() }),
        }
    }
}

impl Display for DeviceName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(ordinal) => write!(f, "cuda:{ordinal}"),
        }
    }
}

/// What [`on_device!`](crate::on_device) matches on.
#[doc(hidden)]
pub enum OpenedDevice {
    Cpu(Cpu),
    /// It has another type with the feature `cuda` alone; without it, there is none of these.
    Cuda(Box<AutoDevice>),
}

impl OpenedDevice {
    /// Tells rustc the type of the device before it reads the body.
    pub fn with<D, R>(device: &D, body: impl FnOnce(&D) -> R) -> R {
        body(device)
    }
}

impl DeviceName {
    #[doc(hidden)]
    pub fn open(self) -> Result<OpenedDevice, Error> {
        match self {
            Self::Cpu => Ok(OpenedDevice::Cpu(Cpu::default())),
            #[cfg(feature = "cuda")]
            Self::Cuda(ordinal) => cuda(ordinal, 0)
                .map(|device| OpenedDevice::Cuda(Box::new(device)))
                .map_err(|fault| self.is_not_there(&fault)),
            #[cfg(not(feature = "cuda"))]
            Self::Cuda(_) => {
                let reason = "this program was built without CUDA: build it with `--features cuda`".to_owned();
                Err(Error::NoDevice { name: self, reason })
            }
        }
    }

    /// Whether it can be used.
    #[cfg(feature = "cuda")]
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Self::Cpu => Ok(()),
            Self::Cuda(ordinal) => kernels::Cuda::new(ordinal).map(drop).map_err(|fault| self.is_not_there(&fault)),
        }
    }

    #[cfg(feature = "cuda")]
    fn is_not_there(self, fault: &Fault) -> Error {
        let reason = match kernels::Cuda::count() {
            Ok(0) => "there is no CUDA device".to_owned(),
            Ok(1) => "there is one CUDA device, `cuda:0`".to_owned(),
            Ok(count) => format!("there are {count} CUDA devices, the last of them `cuda:{}`", count - 1),
            Err(_) => match fault {
                Fault::Device { cause, .. } => format!("the CUDA driver says {cause}"),
                fault => fault.to_string(),
            },
        };
        Error::NoDevice { name: self, reason }
    }
}

/// dfdx's CUDA device of this number, with random numbers from this seed. dfdx itself panics where there is none.
#[cfg(feature = "cuda")]
pub(super) fn cuda(ordinal: usize, seed: u64) -> Result<Cuda, Fault> {
    kernels::Cuda::new(ordinal)?;
    Cuda::try_build(ordinal, seed).map_err(|error| Fault::Device { ordinal, cause: error.to_string() })
}

/// Runs what is written like a closure on the device of a name, and gives what that gives.
///
/// The device has a type, which differs between `cpu` and `cuda`: the body is compiled for each that the program can use,
/// the CPU and, with the feature `cuda`, CUDA devices. What it calls is generic over the device. It answers a `Result`, whose
/// error an [`Error`](crate::Error) can become.
///
/// ```
/// use netweave::prelude::*;
/// use netweave::{Device, DeviceName};
///
/// network! {
///     network Line(x: [3]) -> [1] {
///         x -> fc: linear(1)
///     }
/// }
///
/// fn outputs<D: Device<f32>>(device: &D) -> Result<usize, Error> {
///     let net = Line::build(device);
///     Ok(net.try_forward(device.zeros::<Rank2<5, 3>>())?.as_vec().len())
/// }
///
/// let name: DeviceName = "cpu".parse()?; // from the command line
/// assert_eq!(netweave::on_device!(name, |device| outputs(device))?, 5);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// [`Error::NoDevice`](crate::Error::NoDevice) if there is no such device, or the program was built without the feature
/// `cuda`.
#[macro_export]
macro_rules! on_device {
    ($name:expr, |$device:ident| $body:expr) => {
        match $crate::DeviceName::open($name) {
            $crate::expansion::Ok($crate::expansion::OpenedDevice::Cpu(device)) => {
                $crate::expansion::OpenedDevice::with(&device, |$device| $body)
            }
            $crate::expansion::Ok($crate::expansion::OpenedDevice::Cuda(device)) => {
                $crate::expansion::OpenedDevice::with(&*device, |$device| $body)
            }
            $crate::expansion::Err(error) => $crate::expansion::Err($crate::expansion::From::from(error)),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        for (name, device, written) in [
            ("cpu", DeviceName::Cpu, "cpu"),
            ("cuda", DeviceName::Cuda(0), "cuda:0"),
            ("cuda:0", DeviceName::Cuda(0), "cuda:0"),
            ("cuda:12", DeviceName::Cuda(12), "cuda:12"),
        ] {
            assert_eq!(name.parse(), Ok(device));
            assert_eq!(device.to_string(), written);
        }
        for name in ["", "CPU", "cpu:0", "cuda:", "cuda:one", "cuda:-1", "cuda1", "cuda:99999999999999999999"] {
            assert_eq!(name.parse::<DeviceName>(), Err(Error::DeviceName { name: name.to_owned() }));
        }
    }

    fn kind<D: crate::Device<f32>>(_: &D) -> Result<&'static str, Error> {
        Ok(std::any::type_name::<D>())
    }

    #[test]
    fn the_cpu_is_always_there() {
        assert_eq!(crate::on_device!(DeviceName::Cpu, |device| kind(device)), Ok(std::any::type_name::<Cpu>()));
    }

    #[cfg(not(feature = "cuda"))]
    #[test]
    fn a_program_without_cuda_says_so() {
        let error = crate::on_device!(DeviceName::Cuda(1), |device| kind(device)).unwrap_err();
        let expected = "`cuda:1` cannot be used: this program was built without CUDA: build it with `--features cuda`";
        assert_eq!(error.to_string(), expected);
    }

    #[cfg(feature = "cuda")]
    #[test]
    fn cuda_devices_are_there_by_their_numbers() {
        let Ok(count) = kernels::Cuda::count().inspect_err(|fault| eprintln!("skipped: {fault}")) else { return };
        for name in (0..count).map(DeviceName::Cuda) {
            assert_eq!(crate::on_device!(name, |device| kind(device)), Ok(std::any::type_name::<Cuda>()));
        }
        let error = crate::on_device!(DeviceName::Cuda(count), |device| kind(device)).unwrap_err().to_string();
        let expected = if count == 1 { "there is one CUDA device, `cuda:0`" } else { "there are " };
        assert!(error.starts_with(&format!("`cuda:{count}` cannot be used: {expected}")), "{error}");
    }
}
