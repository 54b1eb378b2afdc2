package dev.katong.face;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * YuNet's output for one of its grids: for each cell of {@code stride} pixels, row by row, the
 * likelihood of a face, and the places of that face and its points relative to the cell.
 *
 * @param stride a cell's side in input pixels: 8, 16 or 32
 * @param columns cells in a row
 * @param cls one number a cell, 0..1: it is a face rather than something else
 * @param obj one number a cell, 0..1: the expected overlap of box and face
 * @param bbox four a cell: the centre's offset in cells, the logarithms of width and height in
 *     cells
 * @param kps ten a cell: the five points' offsets in cells
 */
record YuNetCells(
    int stride, int columns, FloatBuffer cls, FloatBuffer obj, FloatBuffer bbox, FloatBuffer kps) {

  /** The faces whose score, {@code √(cls·obj)}, is above {@code threshold}, in input pixels. */
  List<Face> faces(double threshold) {
    List<Face> faces = new ArrayList<>();
    for (int cell = 0; cell < cls.limit(); cell++) {
      double score = Math.sqrt(unit(cls.get(cell)) * unit(obj.get(cell)));
      if (score > threshold) {
        faces.add(face(cell, score));
      }
    }
    return faces;
  }

  private static double unit(float value) {
    return Math.max(0, Math.min(1, value));
  }

  private Face face(int cell, double score) {
    int column = cell % columns;
    int row = cell / columns;
    double width = Math.exp(bbox.get(4 * cell + 2)) * stride;
    double height = Math.exp(bbox.get(4 * cell + 3)) * stride;
    Box box =
        new Box(
            (column + bbox.get(4 * cell)) * stride - width / 2,
            (row + bbox.get(4 * cell + 1)) * stride - height / 2,
            width,
            height);
    List<Point> points = new ArrayList<>(Face.POINTS);
    for (int k = 2 * Face.POINTS * cell; points.size() < Face.POINTS; k += 2) {
      points.add(new Point((column + kps.get(k)) * stride, (row + kps.get(k + 1)) * stride));
    }
    return new Face(box, score, points);
  }
}
