use super::super::Cpu;
use super::super::check::values;
use super::{Concat, Geometry};

#[test]
fn a_part_is_placed_and_the_rest_is_left() {
    let g = Geometry { outer: 2, part: 2, whole: 5, offset: 1 };
    let mut y = [9.0_f32; 10];
    Cpu.forward(&g, &[1.0, 2.0, 3.0, 4.0], &mut y);
    assert_eq!(y, [9.0, 1.0, 2.0, 9.0, 9.0, 9.0, 3.0, 4.0, 9.0, 9.0]);
}

#[test]
fn the_gradient_is_added_to_the_part() {
    let g = Geometry { outer: 2, part: 2, whole: 5, offset: 3 };
    let dy: Vec<f32> = (0..10_u8).map(f32::from).collect();
    let mut dx = [100.0, 200.0, 300.0, 400.0];
    Cpu.backward(&g, &dy, &mut dx);
    assert_eq!(dx, [103.0, 204.0, 308.0, 409.0]);
}

#[test]
fn parts_go_in_and_come_out_again() {
    let outer = 3000;
    let lengths = [64, 1, 128];
    let whole = lengths.iter().sum();
    let mut y = vec![f64::NAN; outer * whole];
    let mut offset = 0;
    let parts = lengths.map(|part| {
        let g = Geometry { outer, part, whole, offset };
        let x: Vec<f64> = values(part as u64, outer * part);
        Cpu.forward(&g, &x, &mut y);
        offset += part;
        (g, x)
    });
    for (g, x) in parts {
        let mut dx = vec![0.0; x.len()];
        Cpu.backward(&g, &y, &mut dx);
        assert_eq!(dx, x);
    }
}

#[test]
fn of_nothing_is_nothing() {
    let mut y = [1.0_f32; 3];
    Cpu.forward(&Geometry { outer: 1, part: 0, whole: 3, offset: 2 }, &[], &mut y);
    assert_eq!(y, [1.0; 3]);
    Cpu.forward(&Geometry { outer: 0, part: 2, whole: 3, offset: 0 }, &[], &mut [0.0_f32; 0]);
    Cpu.backward(&Geometry { outer: 0, part: 2, whole: 3, offset: 0 }, &[], &mut [0.0_f32; 0]);
}
