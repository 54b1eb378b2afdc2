"""The student, its teacher and the discriminator, and the way of the student's weights into an ONNX network and back.

Pictures are float tensors [N,3,H,W], blue, green, red, in -1..1. Sides are multiples of 4.
"""
import math
import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

LEAK = 0.2
RESIDUAL_BLOCKS = 4
SMOOTHED_VARIANCE = 0.01

# How many places inside are compared: x1, x2, the sums of the residual blocks, x2/up, x3.
STAGES = 4 + RESIDUAL_BLOCKS


def box(x):
    """The mean over 3x3 pixels, of those that lie inside the picture."""
    return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)


def guided_filter(photo, raw):
    """The raw picture as a linear function of the photo in every window of 3x3 pixels."""
    mean, mean_square, raw_mean, mean_product = box(torch.cat([photo, photo * photo, raw, photo * raw], 1)).split(3, 1)
    slope = (mean_product - mean * raw_mean) / (mean_square - mean * mean + SMOOTHED_VARIANCE)
    mean_slope, mean_offset = box(torch.cat([slope, raw_mean - slope * mean], 1)).split(3, 1)
    return mean_slope * photo + mean_offset


def leaky(x):
    return F.leaky_relu(x, LEAK, inplace=True)


class Student(nn.Module):
    """The network that UNetWriter writes; its layers have the same names, with _ for /."""

    def __init__(self, fine, middle, coarse):
        super().__init__()
        self.channels = (fine, middle, coarse)

        def convolution(name, inner, outer, kernel=3, stride=1, pad=None, gain=1.0):
            layer = nn.Conv2d(inner, outer, kernel, stride, kernel // 2 if pad is None else pad)
            deviation = gain * math.sqrt(2 / (1 + LEAK * LEAK) / (inner * kernel * kernel))
            nn.init.normal_(layer.weight, 0, deviation)
            nn.init.normal_(layer.bias, 0, 1e-3)
            self.add_module(name.replace("/", "_"), layer)

        convolution("x0", 3, fine, 5)
        convolution("x1/down", fine, fine, stride=2)
        convolution("x1", fine, middle)
        convolution("x2/down", middle, middle, stride=2)
        convolution("x2", middle, coarse)
        for block in range(1, RESIDUAL_BLOCKS + 1):
            convolution("block%d/inner" % block, coarse, coarse)
            convolution("block%d/outer" % block, coarse, coarse, gain=0.3)
        convolution("x2/up", coarse, middle)
        convolution("x3/inner", middle, middle)
        convolution("x3", middle, fine)
        convolution("x4", fine, fine)
        convolution("raw", fine, 12, 8, 2, 3, gain=0.5)

    def stage_channels(self):
        fine, middle, coarse = self.channels
        return [middle] + [coarse] * (1 + RESIDUAL_BLOCKS) + [middle, fine]

    def forward(self, photo, autocast=None):
        """The picture, and the values at all stages. `autocast` makes the context that the trunk is computed in."""
        if autocast is None:
            x4, stages = self.trunk(photo)
        else:
            with autocast():
                x4, stages = self.trunk(photo)
        raw = F.pixel_shuffle(self.raw(x4.float()), 2)
        return guided_filter(photo, raw), stages

    def trunk(self, photo):
        layer = self._modules
        x0 = leaky(self.x0(photo))
        x1 = leaky(self.x1(leaky(self.x1_down(x0))))
        x2 = leaky(self.x2(leaky(self.x2_down(x1))))
        stages = [x1, x2]
        for block in range(1, RESIDUAL_BLOCKS + 1):
            inner = leaky(layer["block%d_inner" % block](x2))
            x2 = layer["block%d_outer" % block](inner) + x2
            stages.append(x2)
        up = leaky(self.x2_up(x2))
        x3 = leaky(self.x3_inner(enlarge(up) + x1))
        x3 = leaky(self.x3(x3))
        stages += [up, x3]
        return leaky(self.x4(enlarge(x3) + x0)), stages


def enlarge(x):
    """Twice as large, interpolated between the pixels' centres.

    F.interpolate does the same, but learns slowly: its way back adds into one place from several threads.
    """
    x = x.permute(0, 2, 3, 1)
    for axis in (1, 2):
        length = x.shape[axis]
        before = torch.cat([x.narrow(axis, 0, 1), x.narrow(axis, 0, length - 1)], axis)
        after = torch.cat([x.narrow(axis, 1, length - 1), x.narrow(axis, length - 1, 1)], axis)
        x = torch.stack([torch.lerp(x, before, 0.25), torch.lerp(x, after, 0.25)], axis + 1).flatten(axis, axis + 1)
    return x.permute(0, 3, 1, 2)


class Teacher(nn.Module):
    """DCT-Net's generator with the weights of an ONNX network that `katong model convert` wrote."""

    def __init__(self, file):
        super().__init__()
        graph = onnx.load(file).graph
        constants = named_constants(graph)
        learnt = [node for node in graph.node if node.op_type == "Conv" and len(node.input) == 3]
        if len(learnt) != 18:
            raise SystemExit("%s has %d convolutions with biases where DCT-Net has 18" % (file, len(learnt)))
        layers = []
        for index, node in enumerate(learnt):
            weight = torch.from_numpy(constants[node.input[1]])
            bias = torch.from_numpy(constants[node.input[2]])
            outer, inner, kernel = weight.shape[:3]
            # At a stride of 2 TensorFlow pads the end alone.
            layer = nn.Conv2d(inner, outer, kernel, 2, 0) if index in (1, 3) else nn.Conv2d(
                inner, outer, kernel, 1, kernel // 2)
            with torch.no_grad():
                layer.weight.copy_(weight)
                layer.bias.copy_(bias)
            layers.append(layer)
        self.layers = nn.ModuleList(layers)
        self.requires_grad_(False)

    def stage_channels(self):
        return [self.layers[index].out_channels for index in (2, 4, 6, 8, 10, 12, 13, 15)]

    def forward(self, photo):
        """The picture as whole grey levels, and the values at all stages."""
        layers = self.layers
        x0 = leaky(layers[0](photo.to(layers[0].weight.dtype)))
        stages = self.encode(x0, RESIDUAL_BLOCKS)
        up = leaky(layers[13](stages[-1]))
        x3 = leaky(layers[15](leaky(layers[14](double(up) + stages[0]))))
        stages += [up, x3]
        x4 = leaky(layers[16](double(x3) + x0))
        drawn = guided_filter(photo, layers[17](x4).float()).clamp(-0.999999, 0.999999)
        return torch.floor((drawn + 1) * 127.5) / 127.5 - 1, stages

    def encode(self, x0, blocks):
        layers = self.layers
        x1 = leaky(layers[2](leaky(layers[1](F.pad(x0, (0, 1, 0, 1))))))
        x2 = leaky(layers[4](leaky(layers[3](F.pad(x1, (0, 1, 0, 1))))))
        stages = [x1, x2]
        for block in range(blocks):
            x2 = layers[6 + 2 * block](leaky(layers[5 + 2 * block](x2))) + x2
            stages.append(x2)
        return stages

    def features(self, picture, blocks):
        """What the first layers make of a picture, to compare two pictures by."""
        return self.encode(leaky(self.layers[0](picture.to(self.layers[0].weight.dtype))), blocks)


def double(x):
    """Twice as large as TensorFlow's old ResizeBilinear does it: every other pixel is the source's own."""
    x = torch.cat([x, x[:, :, -1:]], 2)
    x = torch.cat([x, x[:, :, :, -1:]], 3)
    height, width = x.shape[2:]
    x = F.interpolate(x, size=(2 * height - 1, 2 * width - 1), mode="bilinear", align_corners=True)
    return x[:, :, :-1, :-1]


class Discriminator(nn.Module):
    """Sees photo and picture together; a verdict for each 8x8 pixels, 1 for a teacher's."""

    def __init__(self, channels=(32, 64, 128)):
        super().__init__()
        layers, inner = [], 6
        for outer in channels:
            layers.append(nn.Conv2d(inner, outer, 4, 2, 1))
            inner = outer
        layers.append(nn.Conv2d(inner, 1, 4, 1, 1))
        self.layers = nn.ModuleList(layers)
        for layer in layers:
            nn.init.normal_(layer.weight, 0, math.sqrt(1 / layer.weight[0].numel()))
            nn.init.zeros_(layer.bias)

    def forward(self, photo, picture):
        x = torch.cat([photo, picture], 1)
        for layer in self.layers[:-1]:
            x = leaky(layer(x))
        return self.layers[-1](x)


HALF = "/half"


def full_name(constant):
    """Weights that Katong stores in 16 bits have a name with an ending."""
    return constant.name[: -len(HALF)] if constant.name.endswith(HALF) else constant.name


def named_constants(graph):
    """A graph's float constants in 32 bits."""
    return {full_name(constant): np.array(numpy_helper.to_array(constant), np.float32)
            for constant in graph.initializer
            if constant.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)}


def layer_name(parameter):
    """The name in an ONNX network of what is called `block1_inner.weight` here."""
    layer, kind = parameter.split(".")
    return layer.replace("_", "/") + {"weight": "/weights", "bias": "/biases"}[kind]


def write_student(template, weights, file):
    """Writes a network with other weights, in 16 bits as Katong stores its own.

    `template` is any network that UNetWriter wrote, such as Katong's built-in ones: the graph is the same whatever the
    number of channels. `weights` maps this module's names to arrays.
    """
    model = onnx.load(template)
    wanted = {layer_name(name): np.asarray(array, np.float32) for name, array in weights.items()}
    done = set()
    for constant in model.graph.initializer:
        name = full_name(constant)
        if name in wanted:
            array = wanted[name].astype(np.float32 if name == constant.name else np.float16)
            if not np.isfinite(array).all():
                raise ValueError("a weight of %s is no number that 16 bits can hold" % name)
            constant.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array), constant.name))
            done.add(name)
    if done != set(wanted):
        raise SystemExit("%s is not a network of Katong's own shape: it lacks %s" % (
            template, ", ".join(sorted(set(wanted) - done))))
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    beside = file + ".part"
    onnx.save(model, beside)
    os.replace(beside, file)


def load_student(file, student):
    """Takes a student's weights from an ONNX network of its shape."""
    constants = named_constants(onnx.load(file).graph)
    with torch.no_grad():
        for name, parameter in student.named_parameters():
            parameter.copy_(torch.from_numpy(constants[layer_name(name)]))
