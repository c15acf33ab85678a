//! The backward passes of the layers on the CPU.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::Shape;
use kernels::depthwise::Geometry;
use kernels::norm::{Return, Rows, Sums, Upstream};
use kernels::pointwise::Pointwise;
use kernels::stem::Stem;

use super::EPSILON;
use super::buffers::{CpuTensor, flat, give, owned, slice, take, tensor};
use super::flex::{Done, patches_geometry};

/// What a single layer needs for its backward pass.
#[derive(Debug, Clone)]
pub(super) struct Single {
    pub(super) x: CpuTensor,
    pub(super) layer: Done,
}

/// What an inverted residual needs for its backward pass.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) x: CpuTensor,
    pub(super) expand: Option<Done>,
    pub(super) depthwise: Done,
    pub(super) project: Done,
    pub(super) stride: usize,
    pub(super) has_short_cut: bool,
}

/// Which single layer.
#[derive(Debug)]
pub(super) enum SingleBackward {
    Stem,
    Pointwise,
}

/// The gradients of a layer's weights.
struct Learned {
    /// Of the weight.
    shape: Shape,
    weight: Vec<f32>,
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl Backward<Flex, 4> for SingleBackward {
    type State = Single;

    fn backward(self, ops: Ops<Single, 4>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let mut gradient = owned(gradients.consume::<Flex>(&ops.node));
        let Single { x, layer } = ops.state;
        let [x_node, weight, scale, shift] = ops.parents.map(|node| node.map(|node| node.id));
        let raw = slice(&layer.raw);
        let sums = layer.norm.affine.close(raw, &layer.norm.statistics, &mut gradient);
        let back = layer.way_back(&sums);
        let upstream = Upstream { gradient: &gradient, raw, back: &back };
        let weights = slice(&layer.weights.weight);
        let mut of_x = x_node.map(|_| take(x.shape().num_elements()));
        let of_weight = match self {
            Self::Stem => {
                let stem = Stem { geometry: patches_geometry(&x.shape()), weight: weights };
                stem.backward(slice(&x), &upstream, of_x.as_deref_mut())
            }
            Self::Pointwise => {
                let convolution = Pointwise { weight: weights, n_in: x.shape()[3] };
                let result = of_x.as_deref_mut().unwrap_or_default();
                convolution.backward(Rows::Plain(slice(&x)), &upstream, None, result).weight
            }
        };
        if let Some((node, of_x)) = x_node.zip(of_x) {
            gradients.register::<Flex>(node, tensor(of_x, x.shape()));
        }
        if let Self::Pointwise = self {
            // Pictures, which the stem has, come from elsewhere: nobody would ever take their memory again.
            give(x);
        }
        give(tensor(gradient, layer.raw.shape()));
        layer.learned(of_weight, back).register(gradients, [weight, scale, shift]);
    }
}

#[derive(Debug)]
pub(super) struct BlockBackward;

/// The nodes: input, then weight, factor and summand of depthwise convolution, projection and, where there is one, expansion.
impl<const N: usize> Backward<Flex, N> for BlockBackward {
    type State = Block;

    fn backward(self, ops: Ops<Block, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = flat(gradients.consume::<Flex>(&ops.node));
        let nodes = ops.parents.map(|node| node.map(|node| node.id));
        let (shape, mut learned) = (ops.state.x.shape(), Vec::new());
        let of_x = ops.state.backward(&gradient, &mut learned);
        for (i, layer) in learned.into_iter().enumerate() {
            layer.register(gradients, [1, 2, 3].map(|k| nodes.get(3 * i + k).copied().flatten()));
        }
        match nodes[0] {
            Some(node) => gradients.register::<Flex>(node, tensor(of_x, shape)),
            None => give(tensor(of_x, shape)),
        }
        give(gradient);
    }
}

impl Block {
    /// The gradient of the input; those of the layers in the order of the nodes.
    fn backward(self, gradient: &CpuTensor, learned: &mut Vec<Learned>) -> Vec<f32> {
        let Self { x, expand, depthwise, project, stride, has_short_cut } = self;
        let gradient = slice(gradient);
        let sums = Sums::measure(slice(&project.raw), &project.norm.statistics, gradient);
        let way_back = project.way_back(&sums);
        let upstream = Upstream { gradient, raw: slice(&project.raw), back: &way_back };
        let mut filtered = take(depthwise.raw.shape().num_elements());
        let channels = depthwise.raw.shape()[3];
        let convolution = Pointwise { weight: slice(&project.weights.weight), n_in: channels };
        let of_project = convolution.backward(depthwise.rows(), &upstream, None, &mut filtered);
        let of_depthwise = depthwise.way_back(&of_project.sums.expect("the projection's input was normalised"));
        let of_project = project.learned(of_project.weight, way_back);

        let upstream = Upstream { gradient: &filtered, raw: slice(&depthwise.raw), back: &of_depthwise };
        let wide = expand.as_ref().map_or(&x, |layer| &layer.raw).shape();
        let geometry = Geometry { height: wide[1], width: wide[2], channels, stride };
        let mut of_wide = take(wide.num_elements());
        let rows = expand.as_ref().map_or(Rows::Plain(slice(&x)), Done::rows);
        let weight = slice(&depthwise.weights.weight);
        let back = geometry.backward(rows, weight, &upstream, &mut of_wide);
        give(tensor(filtered, depthwise.raw.shape()));
        learned.extend([depthwise.learned(back.weight, of_depthwise), of_project]);

        let short_cut = has_short_cut.then_some(gradient);
        let Some(expand) = expand else {
            short_cut.into_iter().flatten().zip(&mut of_wide).for_each(|(more, value)| *value += more);
            give(x);
            return of_wide;
        };
        let way_back = expand.way_back(&back.sums.expect("the expansion was normalised"));
        let upstream = Upstream { gradient: &of_wide, raw: slice(&expand.raw), back: &way_back };
        let mut of_x = take(x.shape().num_elements());
        let convolution = Pointwise { weight: slice(&expand.weights.weight), n_in: x.shape()[3] };
        let of_weight = convolution.backward(Rows::Plain(slice(&x)), &upstream, short_cut, &mut of_x).weight;
        give(tensor(of_wide, wide));
        learned.push(expand.learned(of_weight, way_back));
        give(x);
        of_x
    }
}

impl Done {
    fn way_back(&self, sums: &Sums) -> Return {
        Return::new(&self.norm.statistics, (slice(&self.weights.scale), EPSILON), sums, self.norm.n_rows)
    }

    /// What the layer learns; its raw output is not needed any more.
    fn learned(self, weight: Vec<f32>, back: Return) -> Learned {
        give(self.raw);
        let shape = self.weights.weight.shape();
        Learned { shape, weight, scale: back.scale, shift: back.shift }
    }
}

impl Learned {
    /// Hands the gradients of weight, factor and summand to their nodes.
    fn register(self, gradients: &mut Gradients, [weight, scale, shift]: [Option<NodeId>; 3]) {
        let row = Shape::new([self.scale.len()]);
        let of = [(weight, self.weight, self.shape), (scale, self.scale, row.clone()), (shift, self.shift, row)];
        for (node, values, shape) in of {
            if let Some(node) = node {
                gradients.register::<Flex>(node, tensor(values, shape));
            }
        }
    }
}
