use super::{Conv2d, Geometry, correlate, depthwise, narrow, weight_gradient, winograd};
use crate::kernels::gemm::Finish;
use crate::kernels::{Cpu, Float};

for_floats!(Conv2d for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], weight: &[E], bias: Option<&[E]>, relu: bool, y: &mut [E]) {
        forward(g, x, weight, Finish::Overwrite { bias, relu }, y);
    }

    fn backward_input(&self, g: &Geometry, weight: &[E], dy: &[E], dx: &mut [E]) {
        backward_input(g, weight, dy, Finish::Add, dx);
    }

    fn backward_weight(&self, g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
        if depthwise::pays(g) {
            depthwise::backward_weight(g, x, dy, dweight, dbias);
        } else if narrow::pays_backward_weight::<E>(g) {
            narrow::backward_weight(g, x, dy, dweight, dbias);
        } else if winograd::pays(g, g.output) {
            winograd::backward_weight(g, x, dy, dweight, dbias);
        } else {
            weight_gradient::backward_weight(&upright(g), x, dy, dweight, dbias);
        }
    }

    fn backward(
        &self,
        g: &Geometry,
        x: &[E],
        weight: &[E],
        dy: &[E],
        adds: bool,
        dx: &mut [E],
        dweight: &mut [E],
        dbias: Option<&mut [E]>,
    ) {
        self.backward_weight(g, x, dy, dweight, dbias);
        let finish = if adds { Finish::Add } else { Finish::Overwrite { bias: None, relu: false } };
        backward_input(g, weight, dy, finish, dx);
    }
});

/// `y = weight ⋆ x`, finished by `finish`.
pub(in super::super) fn forward<E: Float>(g: &Geometry, x: &[E], weight: &[E], finish: Finish<'_, E>, y: &mut [E]) {
    if depthwise::pays(g) {
        depthwise::forward(g, x, weight, finish, y);
    } else if narrow::pays_forward::<E>(g) {
        narrow::forward(g, x, weight, finish, y);
    } else if winograd::pays(g, g.output) {
        winograd::forward(g, x, weight, finish, y);
    } else {
        correlate::forward(&upright(g), x, weight, finish, y);
    }
}

/// `dx = weight ⋆ᵀ dy`, finished by `finish`.
pub(in super::super) fn backward_input<E: Float>(
    g: &Geometry,
    weight: &[E],
    dy: &[E],
    finish: Finish<'_, E>,
    dx: &mut [E],
) {
    if depthwise::pays(g) {
        depthwise::backward_input(g, weight, dy, finish, dx);
    } else if narrow::pays_backward_input::<E>(g) {
        narrow::backward_input(g, weight, dy, finish, dx);
    } else if winograd::pays(g, g.input) {
        winograd::backward_input(g, weight, dy, finish, dx);
    } else {
        correlate::backward_input(&upright(g), weight, dy, finish, dx);
    }
}

/// Images of one row, as sequences are, as images of one column: their elements lie alike, and rows can be cut into bands.
fn upright(g: &Geometry) -> Geometry {
    let is_row = [g.input[0], g.output[0], g.kernel[0]] == [1; 3] && g.padding[0] == [0; 2];
    let turned = |[a, b]: [usize; 2]| if is_row { [b, a] } else { [a, b] };
    let [first, second] = g.padding;
    Geometry {
        input: turned(g.input),
        output: turned(g.output),
        kernel: turned(g.kernel),
        stride: turned(g.stride),
        padding: if is_row { [second, first] } else { g.padding },
        dilation: turned(g.dilation),
        ..*g
    }
}
