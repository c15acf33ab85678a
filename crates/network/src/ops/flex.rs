//! The layers on the CPU: kernels on the tensors' own storage.

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::ops::{Backward, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, AutodiffBackend, Flex, TensorMetadata};
use burn::tensor::Shape;
use kernels::norm::{Affine, Rows, Statistics, unbiased_factor};
use kernels::pointwise::Pointwise;
use kernels::{depthwise, patches, stem};

use super::backward::{Block, BlockBackward, Single, SingleBackward};
use super::buffers::{CpuTensor, flat, give, slice, take, tensor};
use super::{Activation, BatchStatistics, EPSILON, Inverted, Layer, Layered, NetworkOps, Separated, has_short_cut};

impl NetworkOps for Flex {
    fn stem(pictures: CpuTensor, layer: Layer<Self>) -> Layered<Self> {
        let (output, layer) = stem_forward(&flat(pictures), Weights::of(layer));
        let statistics = layer.norm.statistics();
        give(layer.raw);
        Layered { output, statistics }
    }

    fn pointwise(pictures: CpuTensor, layer: Layer<Self>) -> Layered<Self> {
        let (output, layer) = pointwise_forward(&flat(pictures), Weights::of(layer));
        let statistics = layer.norm.statistics();
        give(layer.raw);
        Layered { output, statistics }
    }

    fn separable(x: CpuTensor, depthwise: Layer<Self>, project: Layer<Self>, stride: usize) -> Separated<Self> {
        let (output, block) = block_forward(flat(x), None, [depthwise, project].map(Weights::of), stride);
        let (_, depthwise, project) = block.statistics();
        block.release();
        Separated { output, depthwise, project }
    }

    fn inverted_residual(
        x: CpuTensor,
        expand: Layer<Self>,
        depthwise: Layer<Self>,
        project: Layer<Self>,
        stride: usize,
    ) -> Inverted<Self> {
        let expand = Some(Weights::of(expand));
        let (output, block) = block_forward(flat(x), expand, [depthwise, project].map(Weights::of), stride);
        let (expand, depthwise, project) = block.statistics();
        block.release();
        Inverted { output, expand: expand.expect("the block was expanded"), depthwise, project }
    }
}

/// The nodes and the values of a layer's weights.
macro_rules! taken_apart {
    ($layer:expr) => {{
        let Layer { weight, scale, shift } = $layer;
        let ((weight, weight_node), (scale, scale_node), (shift, shift_node)) =
            (weight.into_parts(), scale.into_parts(), shift.into_parts());
        let weights = Weights { weight: flat(weight), scale: flat(scale), shift: flat(shift) };
        (weights, [weight_node, scale_node, shift_node])
    }};
}

impl<C: CheckpointStrategy> NetworkOps for Autodiff<Flex, C> {
    fn stem(pictures: FloatTensor<Self>, layer: Layer<Self>) -> Layered<Self> {
        let (x, x_node) = pictures.into_parts();
        let (weights, [w, scale, shift]) = taken_apart!(layer);
        let x = flat(x);
        let (output, layer) = stem_forward(&x, weights);
        let statistics = layer.norm.statistics();
        let step = SingleBackward::Stem;
        let output = match step.prepare::<C>([x_node, w, scale, shift]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(Single { x, layer }, output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        };
        Layered { output, statistics: recorded::<C>(statistics) }
    }

    fn pointwise(pictures: FloatTensor<Self>, layer: Layer<Self>) -> Layered<Self> {
        let (x, x_node) = pictures.into_parts();
        let (weights, [w, scale, shift]) = taken_apart!(layer);
        let x = flat(x);
        let (output, layer) = pointwise_forward(&x, weights);
        let statistics = layer.norm.statistics();
        let step = SingleBackward::Pointwise;
        let output = match step.prepare::<C>([x_node, w, scale, shift]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(Single { x, layer }, output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        };
        Layered { output, statistics: recorded::<C>(statistics) }
    }

    fn separable(x: FloatTensor<Self>, depthwise: Layer<Self>, project: Layer<Self>, stride: usize) -> Separated<Self> {
        let (x, x_node) = x.into_parts();
        let (depthwise, [d, d_scale, d_shift]) = taken_apart!(depthwise);
        let (project, [p, p_scale, p_shift]) = taken_apart!(project);
        let (output, block) = block_forward(flat(x), None, [depthwise, project], stride);
        let (_, depthwise, project) = block.statistics();
        let nodes = [x_node, d, d_scale, d_shift, p, p_scale, p_shift];
        let output = match BlockBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(block, output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        };
        Separated { output, depthwise: recorded::<C>(depthwise), project: recorded::<C>(project) }
    }

    fn inverted_residual(
        x: FloatTensor<Self>,
        expand: Layer<Self>,
        depthwise: Layer<Self>,
        project: Layer<Self>,
        stride: usize,
    ) -> Inverted<Self> {
        let (x, x_node) = x.into_parts();
        let (expand, [e, e_scale, e_shift]) = taken_apart!(expand);
        let (depthwise, [d, d_scale, d_shift]) = taken_apart!(depthwise);
        let (project, [p, p_scale, p_shift]) = taken_apart!(project);
        let (output, block) = block_forward(flat(x), Some(expand), [depthwise, project], stride);
        let (expand, depthwise, project) = block.statistics();
        let nodes = [x_node, d, d_scale, d_shift, p, p_scale, p_shift, e, e_scale, e_shift];
        let output = match BlockBackward.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(block, output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        };
        let expand = recorded::<C>(expand.expect("the block was expanded"));
        Inverted { output, expand, depthwise: recorded::<C>(depthwise), project: recorded::<C>(project) }
    }
}

/// The same statistics for a backend that records gradients; they have none.
fn recorded<C: CheckpointStrategy>(statistics: BatchStatistics<Flex>) -> BatchStatistics<Autodiff<Flex, C>> {
    BatchStatistics {
        mean: <Autodiff<Flex, C> as AutodiffBackend>::from_inner(statistics.mean),
        variance: <Autodiff<Flex, C> as AutodiffBackend>::from_inner(statistics.variance),
    }
}

/// The weights of a layer, each in one piece.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) weight: CpuTensor,
    pub(super) scale: CpuTensor,
    pub(super) shift: CpuTensor,
}

impl Weights {
    fn of(Layer { weight, scale, shift }: Layer<Flex>) -> Self {
        Self { weight: flat(weight), scale: flat(scale), shift: flat(shift) }
    }

    /// The normalisation of an output with these statistics.
    fn norm(&self, statistics: Statistics, n_rows: usize, activation: Activation) -> Norm {
        let affine = statistics.normalisation(slice(&self.scale), slice(&self.shift), EPSILON, activation);
        Norm { affine, statistics, n_rows }
    }
}

/// A normalisation and what it was made from.
#[derive(Debug, Clone)]
pub(super) struct Norm {
    pub(super) affine: Affine,
    pub(super) statistics: Statistics,
    pub(super) n_rows: usize,
}

impl Norm {
    fn statistics(&self) -> BatchStatistics<Flex> {
        let factor = unbiased_factor(self.n_rows);
        let unbiased = self.statistics.variance.iter().map(|variance| variance * factor).collect();
        let row = Shape::new([self.statistics.mean.len()]);
        BatchStatistics { mean: tensor(self.statistics.mean.clone(), row.clone()), variance: tensor(unbiased, row) }
    }
}

/// A layer after its forward pass.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub(super) weights: Weights,
    /// The output before its normalisation.
    pub(super) raw: CpuTensor,
    pub(super) norm: Norm,
}

impl Done {
    pub(super) fn rows(&self) -> Rows<'_> {
        Rows::Normalised { raw: slice(&self.raw), affine: &self.norm.affine, statistics: &self.norm.statistics }
    }

    /// The normalised and activated output, plus another tensor.
    fn output(&self, more: Option<&CpuTensor>) -> CpuTensor {
        let raw = slice(&self.raw);
        let mut output = take(raw.len());
        self.norm.affine.apply(raw, more.map(slice), &mut output);
        tensor(output, self.raw.shape())
    }
}

/// The sizes of pictures of this shape.
pub(super) fn patches_geometry(shape: &Shape) -> patches::Geometry {
    let [_, height, width, channels] = shape.dims();
    patches::Geometry { height, width, channels }
}

fn stem_forward(x: &CpuTensor, weights: Weights) -> (CpuTensor, Done) {
    let geometry = patches_geometry(&x.shape());
    let (batch, n_out) = (x.shape()[0], weights.scale.shape()[0]);
    let n_rows = batch * geometry.n_patches();
    let mut raw = take(n_rows * n_out);
    let statistics = stem::Stem { geometry, weight: slice(&weights.weight) }.forward(slice(x), &mut raw);
    let norm = weights.norm(statistics, n_rows, Activation::Relu6);
    let raw = tensor(raw, Shape::new([batch, geometry.out_height(), geometry.out_width(), n_out]));
    let layer = Done { weights, raw, norm };
    (layer.output(None), layer)
}

/// A 1x1 convolution of pictures of this shape.
fn pointwise_layer(rows: Rows<'_>, shape: &Shape, weights: Weights, activation: Activation) -> Done {
    let [batch, height, width, n_in] = shape.dims();
    let (n_rows, n_out) = (batch * height * width, weights.scale.shape()[0]);
    let mut raw = take(n_rows * n_out);
    let statistics = Pointwise { weight: slice(&weights.weight), n_in }.forward(rows, &mut raw);
    let norm = weights.norm(statistics, n_rows, activation);
    Done { raw: tensor(raw, Shape::new([batch, height, width, n_out])), weights, norm }
}

fn pointwise_forward(x: &CpuTensor, weights: Weights) -> (CpuTensor, Done) {
    let layer = pointwise_layer(Rows::Plain(slice(x)), &x.shape(), weights, Activation::Relu6);
    (layer.output(None), layer)
}

fn depthwise_layer(rows: Rows<'_>, shape: &Shape, weights: Weights, stride: usize) -> Done {
    let [batch, height, width, channels] = shape.dims();
    let geometry = depthwise::Geometry { height, width, channels, stride };
    let mut raw = take(batch * geometry.n_out());
    let statistics = geometry.forward(rows, slice(&weights.weight), &mut raw);
    let norm = weights.norm(statistics, raw.len() / channels, Activation::Relu6);
    let shape = Shape::new([batch, geometry.out_height(), geometry.out_width(), channels]);
    Done { raw: tensor(raw, shape), weights, norm }
}

fn block_forward(
    x: CpuTensor,
    expand: Option<Weights>,
    [depthwise, project]: [Weights; 2],
    stride: usize,
) -> (CpuTensor, Block) {
    let expand = expand.map(|weights| pointwise_layer(Rows::Plain(slice(&x)), &x.shape(), weights, Activation::Relu6));
    let (wide, shape) = match &expand {
        Some(layer) => (layer.rows(), layer.raw.shape()),
        None => (Rows::Plain(slice(&x)), x.shape()),
    };
    let depthwise = depthwise_layer(wide, &shape, depthwise, stride);
    let project = pointwise_layer(depthwise.rows(), &depthwise.raw.shape(), project, Activation::None);
    let has_short_cut = has_short_cut(x.shape()[3], project.raw.shape()[3], stride);
    let output = project.output(has_short_cut.then_some(&x));
    (output, Block { x, expand, depthwise, project, stride, has_short_cut })
}

impl Block {
    fn statistics(&self) -> (Option<BatchStatistics<Flex>>, BatchStatistics<Flex>, BatchStatistics<Flex>) {
        let expand = self.expand.as_ref().map(|layer| layer.norm.statistics());
        (expand, self.depthwise.norm.statistics(), self.project.norm.statistics())
    }

    /// Keeps the memory of a block that nobody will go back through.
    fn release(self) {
        let layers = [Some(self.depthwise), Some(self.project), self.expand];
        layers.into_iter().flatten().for_each(|layer| give(layer.raw));
    }
}
