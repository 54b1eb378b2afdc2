package dev.katong.forge.analysis;

/**
 * The memory of a network's tensors that are live at once, at the worst moment of a run in the
 * order of its nodes. A tensor lives from the node that gives it to the last that takes it, the
 * photo and the result included; constants and the engine's own workspace are not.
 *
 * @param perPixel bytes by pixel of the frame, each node writing to memory of its own
 * @param peakNode the node that runs at that moment
 * @param inPlacePerPixel the same where operators that work value by value, and those that only
 *     name axes anew, write over an input that nobody needs any more
 * @param inPlacePeakNode the node that runs at that moment
 */
public record LiveBytes(
    double perPixel, String peakNode, double inPlacePerPixel, String inPlacePeakNode) {}
