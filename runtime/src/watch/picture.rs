use png::{BitDepth, ColorType, Encoder};

use super::protobuf::Message;

/// TensorBoard's message of an image `[channels, height, width]` of numbers from 0 to 1, which are cut to that.
pub(super) fn picture(channels: usize, height: usize, width: usize, numbers: &[f64]) -> Result<Message, String> {
    let colors = match channels {
        1 => ColorType::Grayscale,
        3 => ColorType::Rgb,
        4 => ColorType::Rgba,
        _ => return Err(format!("an image has 1, 3 or 4 channels, not {channels}")),
    };
    let area = height * width;
    let byte =
        |index: usize| (numbers[index % channels * area + index / channels].clamp(0.0, 1.0) * 255.0).round() as u8;
    let pixels: Vec<u8> = (0..channels * area).map(byte).collect();

    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(colors);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&pixels).and_then(|()| writer.finish()).map_err(|error| error.to_string())?;
    let size = Message::new().whole(1, height as u64).whole(2, width as u64);
    Ok(size.whole(3, channels as u64).bytes(4, &file))
}
