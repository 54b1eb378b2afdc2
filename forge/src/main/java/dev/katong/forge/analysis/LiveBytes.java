package dev.katong.forge.analysis;

/**
 * The peak memory of a network's tensors that are live at once, in a run in the order of its nodes.
 * A tensor lives from the node that produces it to its last consumer, the photo and the result
 * included; constants and the engine's own workspace are not.
 *
 * @param perPixel bytes by pixel of the frame, each node writing to memory of its own
 * @param peakNode the node that runs at that moment
 * @param inPlacePerPixel the same where operators that work value by value, and those that only
 *     rename axes, overwrite an input that is no longer needed
 * @param inPlacePeakNode the node that runs at that moment
 */
public record LiveBytes(
    double perPixel, String peakNode, double inPlacePerPixel, String inPlacePeakNode) {}
