package dev.katong;

import dev.katong.KatongException.NoFace;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.face.Face;
import dev.katong.face.FaceDetector;
import dev.katong.paint.Painting;
import dev.katong.paint.TileGrid;
import dev.katong.style.Style;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the steps of a painting. A step for which memory runs out is tried again with less at once,
 * after the idle styles have been unloaded.
 */
final class Painter {
  private final Katong katong;
  private final StageTimes times;
  private final Painting painting;
  private final FrameCuts cuts;
  private Plan plan;

  /**
   * A painter.
   *
   * @param cuts how the frame may be cut if the plan turns out too large
   */
  Painter(Katong katong, StageTimes times, Painting painting, FrameCuts cuts, Plan plan) {
    this.katong = katong;
    this.times = times;
    this.painting = painting;
    this.cuts = cuts;
    this.plan = plan;
  }

  /**
   * Paints background and heads.
   *
   * @return the plan as it was carried out
   */
  Plan paint(Style style, Options.Faces wanted) {
    switch (wanted) {
      case OFF -> paintBackground();
      case AUTO -> paintBackgroundAndFindFaces();
      case REQUIRED -> {
        findFaces();
        if (painting.faces().isEmpty()) {
          throw new NoFace(
              "no face was found in the photo; with faces on 'auto' it is drawn all the same");
        }
        paintBackground();
      }
    }
    if (painting.faces().stream().anyMatch(Face::aligned) && style.hasHead()) {
      times.run(Stage.LOAD, style::head);
      times.run(Stage.HEADS, this::paintHeads);
    }
    return plan;
  }

  private void findFaces() {
    FaceDetector faces = times.time(Stage.LOAD, katong::detector);
    times.run(Stage.FACES, () -> painting.findFaces(faces));
  }

  /** Finds faces on another thread while the background network runs on this one. */
  private void paintBackgroundAndFindFaces() {
    CompletableFuture<Void> faces =
        CompletableFuture.runAsync(
            () -> times.run(Stage.FACES, () -> painting.findFaces(katong.detector())));
    try {
      paintBackground();
    } finally {
      // Whatever the background network did: the painting must outlive the search.
      faces.exceptionally(failure -> null).join();
    }
    try {
      Futures.result(faces);
    } catch (OutOfMemory e) {
      // Beside the background network there was none; alone there may be.
      findFaces();
    }
  }

  private void paintBackground() {
    times.run(
        Stage.BACKGROUND,
        () -> {
          while (true) {
            try {
              painting.paintBackground(
                  plan.grid(), plan.tiling(), done -> times.at(Stage.BACKGROUND, done));
              return;
            } catch (OutOfMemory e) {
              katong.shelf().unloadAllIdle();
              TileGrid smaller = cuts.smaller(plan.grid()).orElseThrow(() -> e);
              plan = plan.with(smaller);
            }
          }
        });
  }

  private void paintHeads() {
    int batch = plan.headBatch();
    while (true) {
      try {
        painting.paintHeads(batch, done -> times.at(Stage.HEADS, done));
        return;
      } catch (OutOfMemory e) {
        katong.shelf().unloadAllIdle();
        if (batch == 1) {
          throw e;
        }
        batch /= 2;
      }
    }
  }
}
