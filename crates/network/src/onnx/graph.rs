//! The network's layers as ONNX operators, channels first.

use super::proto::{Attribute, Dimension, FLOAT, Graph, Kind, Node, Shape, Tensor, TensorKind, ValueInfo};
use super::{Extent, LOGITS, OnnxError, PICTURES, PROBABILITIES, Port};
use crate::ops::EPSILON;
use crate::state_dict::{HostTensor, StateDict};

/// The stride of every inverted residual, in order: table 2 of Sandler et al. 2018.
const STRIDES: [usize; 17] = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];

/// The bounds of the activation, as ONNX wants them: scalars by name.
const BOUNDS: [(&str, f32); 2] = [("zero", 0.0), ("six", 6.0)];

/// The graph of a network's weights, which are named as in torchvision.
pub(super) fn of(weights: &StateDict, inputs: &[Port], outputs: &[Port]) -> Result<Graph, OnnxError> {
    let mut builder = Builder { weights, nodes: Vec::new(), tensors: Vec::new() };
    for (name, value) in BOUNDS {
        builder.constant(name, Vec::new(), &[value])?;
    }
    let features = builder.backbone()?;
    builder.head(&features)?;
    Ok(Graph {
        node: builder.nodes,
        name: "expression_net".to_owned(),
        initializer: builder.tensors,
        input: inputs.iter().map(value_info).collect(),
        output: outputs.iter().map(value_info).collect(),
    })
}

/// How a convolution walks over the picture.
#[derive(Clone, Copy)]
struct Walk {
    stride: usize,
    padding: usize,
}

impl Walk {
    const POINT: Self = Self { stride: 1, padding: 0 };

    fn of_3x3(stride: usize) -> Self {
        Self { stride, padding: 1 }
    }
}

/// A graph under construction. A value is known by the name of the layer that makes it.
struct Builder<'a> {
    weights: &'a StateDict,
    nodes: Vec<Node>,
    tensors: Vec<Tensor>,
}

impl<'a> Builder<'a> {
    fn backbone(&mut self) -> Result<String, OnnxError> {
        let stem = self.convolution(("features.0.0", "features.0.1"), PICTURES, Walk::of_3x3(2))?;
        let mut value = self.relu6(&stem);
        for (index, stride) in STRIDES.into_iter().enumerate() {
            value = self.inverted_residual(&format!("features.{}", index + 1), &value, stride)?;
        }
        let last = format!("features.{}", STRIDES.len() + 1);
        let value = self.convolution((&format!("{last}.0"), &format!("{last}.1")), &value, Walk::POINT)?;
        Ok(self.relu6(&value))
    }

    fn inverted_residual(&mut self, name: &str, input: &str, stride: usize) -> Result<String, OnnxError> {
        let layer = |place: &str| format!("{name}.conv.{place}");
        let has_expansion = self.weights.get(&format!("{}.weight", layer("1.0"))).is_some();
        let (mut value, place) = (input.to_owned(), usize::from(has_expansion));
        if has_expansion {
            let wide = self.convolution((&layer("0.0"), &layer("0.1")), &value, Walk::POINT)?;
            value = self.relu6(&wide);
        }
        let names = (layer(&format!("{place}.0")), layer(&format!("{place}.1")));
        let filtered = self.convolution((&names.0, &names.1), &value, Walk::of_3x3(stride))?;
        let filtered = self.relu6(&filtered);
        let names = (layer(&format!("{}", place + 1)), layer(&format!("{}", place + 2)));
        let narrow = self.convolution((&names.0, &names.1), &filtered, Walk::POINT)?;
        let first_pointwise = layer(if has_expansion { "0.0" } else { "1" });
        let has_short_cut = stride == 1 && self.n_in(&first_pointwise) == self.n_out(&names.0);
        Ok(if has_short_cut { self.node("Add", name, &[&narrow, input], Vec::new()) } else { narrow })
    }

    fn head(&mut self, features: &str) -> Result<(), OnnxError> {
        let pooled = self.node("GlobalAveragePool", "pool", &[features], Vec::new());
        let rows = self.node("Flatten", "flatten", &[&pooled], vec![Attribute::int("axis", 1)]);
        let hidden = self.linear("hidden", "head.0", &rows)?;
        let hidden = self.node("Relu", "hidden.relu", &[&hidden], Vec::new());
        let logits = self.linear(LOGITS, "head.1", &hidden)?;
        self.node("Softmax", PROBABILITIES, &[&logits], vec![Attribute::int("axis", 1)]);
        Ok(())
    }

    /// A convolution with the batch norm that follows it folded in.
    fn convolution(&mut self, (conv, norm): (&str, &str), input: &str, walk: Walk) -> Result<String, OnnxError> {
        let kernel = self.tensor(&format!("{conv}.weight"));
        let [n_out, n_in_group, side, _] = kernel.shape[..] else { unreachable!("kernels have four dimensions") };
        let folded = self.folded(kernel, norm);
        let (weight, bias) = (format!("{conv}.weight"), format!("{conv}.bias"));
        self.constant(&weight, kernel.shape.clone(), &folded.weight)?;
        self.constant(&bias, vec![n_out], &folded.bias)?;
        // A kernel with one channel in is a depthwise one; no other convolution of the network has so few.
        let group = if n_in_group == 1 { n_out } else { 1 };
        let attributes = vec![
            Attribute::ints("dilations", &[1, 1]),
            Attribute::int("group", group),
            Attribute::ints("kernel_shape", &[side, side]),
            Attribute::ints("pads", &[walk.padding; 4]),
            Attribute::ints("strides", &[walk.stride; 2]),
        ];
        Ok(self.node("Conv", conv, &[input, &weight, &bias], attributes))
    }

    /// `weight * scale / deviation` and `shift - mean * scale / deviation` per channel out, rounded once.
    fn folded(&self, kernel: &HostTensor, norm: &str) -> Folded {
        let of = |what: &str| self.tensor(&format!("{norm}.{what}")).values.iter().map(|value| f64::from(*value));
        let deviations = of("running_var").map(|variance| (variance + f64::from(EPSILON)).sqrt());
        let factors: Vec<f64> = of("weight").zip(deviations).map(|(scale, deviation)| scale / deviation).collect();
        let taps = kernel.values.chunks_exact(kernel.values.len() / factors.len());
        let weight = taps
            .zip(&factors)
            .flat_map(|(taps, factor)| taps.iter().map(move |tap| (f64::from(*tap) * factor) as f32))
            .collect();
        let shifts = of("bias").zip(of("running_mean")).zip(&factors);
        let bias = shifts.map(|((shift, mean), factor)| (shift - mean * factor) as f32).collect();
        Folded { weight, bias }
    }

    fn relu6(&mut self, input: &str) -> String {
        self.node("Clip", &format!("{input}.relu6"), &[input, BOUNDS[0].0, BOUNDS[1].0], Vec::new())
    }

    fn linear(&mut self, name: &str, layer: &str, input: &str) -> Result<String, OnnxError> {
        let (weight, bias) = (format!("{layer}.weight"), format!("{layer}.bias"));
        for tensor in [&weight, &bias] {
            let HostTensor { shape, values } = self.tensor(tensor);
            self.constant(tensor, shape.clone(), values)?;
        }
        Ok(self.node("Gemm", name, &[input, &weight, &bias], vec![Attribute::int("transB", 1)]))
    }

    /// Adds an operator and returns the name of its value, which is its own.
    fn node(&mut self, op_type: &str, name: &str, inputs: &[&str], attribute: Vec<Attribute>) -> String {
        self.nodes.push(Node {
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![name.to_owned()],
            name: name.to_owned(),
            op_type: op_type.to_owned(),
            attribute,
        });
        name.to_owned()
    }

    fn constant(&mut self, name: &str, shape: Vec<usize>, values: &[f32]) -> Result<(), OnnxError> {
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            return Err(OnnxError::NotFinite { tensor: name.to_owned(), found: value.to_string() });
        }
        self.tensors.push(Tensor {
            dims: shape.into_iter().map(|length| length as i64).collect(),
            data_type: FLOAT,
            name: name.to_owned(),
            raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        });
        Ok(())
    }

    fn n_in(&self, layer: &str) -> usize {
        self.tensor(&format!("{layer}.weight")).shape[1]
    }

    fn n_out(&self, layer: &str) -> usize {
        self.tensor(&format!("{layer}.weight")).shape[0]
    }

    fn tensor(&self, name: &str) -> &'a HostTensor {
        self.weights.get(name).expect("a network's state dict holds every one of its tensors")
    }
}

/// A convolution's numbers after folding.
struct Folded {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

fn value_info(port: &Port) -> ValueInfo {
    let dim = |extent: &Extent| match extent {
        Extent::Batch => Dimension { dim_value: None, dim_param: Some("batch".to_owned()) },
        Extent::Fixed(length) => Dimension { dim_value: Some(*length as i64), dim_param: None },
    };
    let shape = Shape { dim: port.shape.iter().map(dim).collect() };
    let tensor = TensorKind { elem_type: FLOAT, shape: Some(shape) };
    let doc_string = match port.name {
        PICTURES => {
            "normalised RGB pictures: (byte / 255 - mean) / std with the metadata's mean and std, channels first"
        }
        LOGITS => "one number per label, in the order of the metadata's labels",
        _ => "the softmax of the logits",
    };
    ValueInfo {
        name: port.name.to_owned(),
        kind: Some(Kind { tensor: Some(tensor) }),
        doc_string: doc_string.to_owned(),
    }
}
