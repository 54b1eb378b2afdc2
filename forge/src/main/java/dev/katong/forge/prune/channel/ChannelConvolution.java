package dev.katong.forge.prune.channel;

/**
 * A convolution or product with constant weights, as far as its channels are followed.
 *
 * @param node its position in the graph
 * @param name the node's name, or that of its output where it has none
 * @param input the tensor that it takes
 * @param output the tensor that it gives
 * @param weights its constant weights
 * @param bias its constant bias; empty if it has none
 * @param outAxis the weights' axis of output channels
 * @param inAxis the weights' axis of input channels; -1 where each output takes some inputs only
 * @param in the channels taken; none if they are fixed
 * @param out the channels given; none if they are fixed
 */
public record ChannelConvolution(
    int node,
    String name,
    String input,
    String output,
    String weights,
    String bias,
    int outAxis,
    int inAxis,
    int[] in,
    int[] out) {}
