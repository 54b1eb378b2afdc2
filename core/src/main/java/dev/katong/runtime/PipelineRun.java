package dev.katong.runtime;

import dev.katong.KatongException.NoFace;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.Options;
import dev.katong.Plan;
import dev.katong.Stage;
import dev.katong.face.Face;
import dev.katong.face.FaceDetector;
import dev.katong.pipeline.Pipeline;
import dev.katong.plan.FrameTiling;
import dev.katong.plan.TileGrid;
import dev.katong.style.Style;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the steps of a {@link Pipeline}. A step for which memory runs out is repeated with less work
 * at once, after the idle styles have been unloaded.
 */
final class PipelineRun {
  private final Pipeline pipeline;
  private final FaceDetection detection;
  private final StyleCache cache;
  private final StageTimer times;
  private final FrameTiling tiling;
  private Plan plan;

  /**
   * Creates a run.
   *
   * @param tiling cuts the frame smaller if the plan turns out too large
   */
  PipelineRun(
      Pipeline pipeline,
      FaceDetection detection,
      StyleCache cache,
      StageTimer times,
      FrameTiling tiling,
      Plan plan) {
    this.pipeline = pipeline;
    this.detection = detection;
    this.cache = cache;
    this.times = times;
    this.tiling = tiling;
    this.plan = plan;
  }

  /**
   * Draws background and heads.
   *
   * @return the plan as it was carried out
   */
  Plan draw(Style style, Options.Faces wanted) {
    switch (wanted) {
      case OFF -> drawBackground();
      case AUTO -> drawBackgroundAndFindFaces();
      case REQUIRED -> {
        findFaces();
        if (pipeline.faces().isEmpty()) {
          throw new NoFace(
              "no face was found in the photo; with faces on 'auto' it is drawn all the same");
        }
        drawBackground();
      }
    }
    if (pipeline.faces().stream().anyMatch(Face::hasHead) && style.hasHead()) {
      times.run(Stage.LOAD, style::head);
      times.run(Stage.HEADS, this::drawHeads);
    }
    return plan;
  }

  private void findFaces() {
    FaceDetector detector = times.time(Stage.LOAD, detection::detector);
    times.run(Stage.FACES, () -> pipeline.findFaces(detector));
  }

  /** Finds faces on another thread while the background network runs on this one. */
  private void drawBackgroundAndFindFaces() {
    CompletableFuture<Void> faces =
        CompletableFuture.runAsync(
            () -> times.run(Stage.FACES, () -> pipeline.findFaces(detection.detector())));
    try {
      drawBackground();
    } finally {
      // Whatever the background network did: the pipeline must outlive the search.
      faces.exceptionally(failure -> null).join();
    }
    try {
      Futures.result(faces);
    } catch (OutOfMemory e) {
      // The background network left too little memory; alone there may be enough.
      findFaces();
    }
  }

  private void drawBackground() {
    times.run(
        Stage.BACKGROUND,
        () -> {
          while (true) {
            try {
              pipeline.drawBackground(
                  plan.grid(), plan.tiling(), done -> times.at(Stage.BACKGROUND, done));
              return;
            } catch (OutOfMemory e) {
              cache.unloadAllIdle();
              TileGrid smaller = tiling.smaller(plan.grid()).orElseThrow(() -> e);
              plan = plan.with(smaller);
            }
          }
        });
  }

  private void drawHeads() {
    int batch = plan.headBatch();
    while (true) {
      try {
        pipeline.drawHeads(batch, done -> times.at(Stage.HEADS, done));
        return;
      } catch (OutOfMemory e) {
        cache.unloadAllIdle();
        if (batch == 1) {
          throw e;
        }
        batch /= 2;
      }
    }
  }
}
