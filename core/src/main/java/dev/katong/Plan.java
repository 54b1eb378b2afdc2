package dev.katong;

import dev.katong.image.PictureSize;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.pipeline.Pipeline;
import dev.katong.plan.TileGrid;

/**
 * The cost of one picture, known before it is drawn.
 *
 * @param style the style's name
 * @param device the device of the networks, such as {@code cpu} or {@code cuda:1}
 * @param variant the variant of the style's networks that draws; {@code full} for its own
 * @param precision of the networks' arithmetic
 * @param view the photo at the style's working size, in which faces are found and from which they
 *     are cut out
 * @param frame the input of the background network
 * @param result the cartoon's size
 * @param tiling the way in which the network allows tiles
 * @param grid the tiles of the frame, which is padded to a size that the network takes
 * @param headBatch the most faces in one run of the head network; 0 where heads are not drawn
 * @param budget bytes that the networks may take
 * @param networks bytes that they will take at the most, loaded and running
 * @param peak peak resident memory in bytes, minus the idle process, of networks and pictures
 *     together; without the networks where they take a card's own memory
 */
public record Plan(
    String style,
    String device,
    String variant,
    Precision precision,
    PictureSize view,
    PictureSize frame,
    PictureSize result,
    Tiling tiling,
    TileGrid grid,
    int headBatch,
    long budget,
    long networks,
    long peak) {

  public Pipeline.Sizes sizes() {
    return new Pipeline.Sizes(view, frame, result);
  }

  /** This plan with the frame cut otherwise. */
  public Plan with(TileGrid newGrid) {
    return new Plan(
        style, device, variant, precision, view, frame, result, tiling, newGrid, headBatch, budget,
        networks, peak);
  }
}
