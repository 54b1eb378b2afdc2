package dev.katong;

import dev.katong.KatongException.NoFace;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.KatongException.OverBudget;
import dev.katong.face.FaceDetector;
import dev.katong.memory.MemorySize;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Tiling;
import dev.katong.paint.Painting;
import dev.katong.photo.Photo;
import dev.katong.photo.PhotoSource;
import dev.katong.photo.PictureSize;
import dev.katong.style.Shelf;
import dev.katong.style.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The making of one cartoon: loads the style while the photo is decoded, plans, runs the stages,
 * and tries again with less at once if memory runs out.
 */
final class Drawing implements AutoCloseable {
  private final Katong katong;
  private final Shelf shelf;
  private final Options options;
  private final StageTimes times;
  private final OptionalLong idleBytes;
  private final CompletableFuture<Planner> planner;
  private final CompletableFuture<Void> load;
  private final List<String> warnings = new ArrayList<>();
  private ResidentMemory.@Nullable Watch watch;

  Drawing(Katong katong, Options options, Progress progress) {
    this.katong = katong;
    this.shelf = katong.shelf();
    this.options = options;
    this.times = new StageTimes(progress);
    this.idleBytes = katong.idleBytes();
    this.planner = CompletableFuture.supplyAsync(() -> katong.planner(options));
    this.load = planner.thenRunAsync(() -> shelf.lease(options.style()).close());
  }

  /** The cartoon of a photo in a file. */
  Cartoon draw(PhotoSource source) {
    Planner plans = result(planner);
    watch = ResidentMemory.watch();
    // A photo for which there is no memory fails before it is decoded.
    plans.plan(source, katong.situation(options, 0));
    int shortSide = plans.shortSideNeeded(source.size());
    try (Photo photo = times.time(Stage.DECODE, () -> source.decodeAtLeast(shortSide))) {
      source.close();
      return draw(photo, true);
    }
  }

  /**
   * The cartoon of a decoded photo.
   *
   * @param closing whether the photo is closed as soon as it is no longer needed
   */
  Cartoon draw(Photo photo, boolean closing) {
    if (watch == null) {
      // Not before: networks of which nothing is known yet are measured, by a watch of their own.
      result(planner);
      watch = ResidentMemory.watch();
    }
    try {
      return drawInLane(photo, closing);
    } catch (KatongException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (NativeMemory.ranOut(e)) {
        throw new OutOfMemory(
            "memory ran out beside the networks; ask for a smaller picture with --resolution", e);
      }
      throw e;
    }
  }

  private Cartoon drawInLane(Photo photo, boolean closing) {
    times.run(Stage.LOAD, () -> result(load));
    katong.lane().lock();
    try (Shelf.Lease lease = times.time(Stage.LOAD, () -> shelf.lease(options.style()))) {
      Plan plan = plan(photo);
      try (Painting painting =
          new Painting(lease.style(), photo.mat(), plan.sizes(), options.strength())) {
        if (closing) {
          photo.close();
        }
        return draw(painting, lease.style(), plan);
      }
    } finally {
      katong.lane().unlock();
    }
  }

  /** Plans with the idle styles unloaded, if the frame is not drawn as a whole beside them. */
  private Plan plan(Photo photo) {
    PictureSize decoded = PictureSize.of(photo.mat());
    PictureSize full = new PictureSize(photo.fullWidth(), photo.fullHeight());
    while (true) {
      try {
        Planner.Situation now = katong.situation(options, 3 * decoded.pixels());
        Plan plan = result(planner).plan(full, decoded, 0, now);
        if (plan.grid().isWhole() || !shelf.unloadIdle()) {
          return plan;
        }
      } catch (OverBudget e) {
        if (!shelf.unloadIdle()) {
          throw e;
        }
      }
    }
  }

  private Cartoon draw(Painting painting, Style style, Plan made) {
    Plan plan = made;
    boolean blind = options.faces() == Options.Faces.AUTO && !katong.canFindFaces();
    if (blind || options.faces() == Options.Faces.OFF) {
      plan = paintBackground(painting, plan);
    } else if (options.faces() == Options.Faces.REQUIRED) {
      findFaces(painting);
      if (painting.faces().isEmpty()) {
        throw new NoFace("no face was found in the photo; '--faces auto' draws it all the same");
      }
      plan = paintBackground(painting, plan);
    } else {
      plan = paintBackgroundAndFindFaces(painting, plan);
    }
    if (!painting.faces().isEmpty() && style.hasHead()) {
      times.run(Stage.LOAD, style::head);
      paintHeads(painting, plan);
    }
    Mat result = times.time(Stage.COMPOSITE, painting::finish);
    warn(painting, style, made, plan, blind);
    return new Cartoon(result, times, report(painting, result, plan));
  }

  private void findFaces(Painting painting) {
    FaceDetector faces = times.time(Stage.LOAD, katong::detector);
    times.run(Stage.FACES, () -> painting.findFaces(faces));
  }

  /** Finds faces on another thread while the background network runs on this one. */
  private Plan paintBackgroundAndFindFaces(Painting painting, Plan plan) {
    CompletableFuture<Void> faces =
        CompletableFuture.runAsync(
            () -> times.run(Stage.FACES, () -> painting.findFaces(katong.detector())));
    Plan painted;
    boolean found;
    try {
      painted = paintBackground(painting, plan);
    } finally {
      // Whatever the background network did: the painting must outlive the search.
      found = faces.handle((done, failure) -> failure == null).join();
    }
    if (!found) {
      findFacesAgain(painting, faces);
    }
    return painted;
  }

  /** A search that got no memory beside the background network gets it alone. */
  private void findFacesAgain(Painting painting, CompletableFuture<Void> faces) {
    try {
      result(faces);
    } catch (OutOfMemory e) {
      findFaces(painting);
    }
  }

  /**
   * Paints; if memory runs out, makes room and tries again with tiles of half the size.
   *
   * @return the plan as it was carried out
   */
  private Plan paintBackground(Painting painting, Plan plan) {
    return times.time(
        Stage.BACKGROUND,
        () -> {
          Plan current = plan;
          while (true) {
            try {
              painting.paintBackground(
                  current.grid(), plan.tiling(), done -> times.at(Stage.BACKGROUND, done));
              return current;
            } catch (OutOfMemory e) {
              unloadIdleStyles();
              current = current.with(result(planner).smaller(current.grid()).orElseThrow(() -> e));
            }
          }
        });
  }

  private void paintHeads(Painting painting, Plan plan) {
    times.run(
        Stage.HEADS,
        () -> {
          int batch = plan.headBatch();
          while (true) {
            try {
              painting.paintHeads(batch, done -> times.at(Stage.HEADS, done));
              return;
            } catch (OutOfMemory e) {
              unloadIdleStyles();
              if (batch == 1) {
                throw e;
              }
              batch /= 2;
            }
          }
        });
  }

  private void unloadIdleStyles() {
    while (shelf.unloadIdle()) {
      // Each call unloads one.
    }
  }

  private void warn(Painting painting, Style style, Plan made, Plan plan, boolean blind) {
    if (!made.grid().equals(plan.grid())) {
      warnings.add(
          "memory ran out with tiles of %s pixels, as planned; drawn with tiles of %s"
              .formatted(made.grid().window().text(), plan.grid().window().text()));
    }
    if (blind) {
      warnings.add(
          "this platform comes without a face detector; 'katong faces import' brings one in");
    } else if (options.faces() != Options.Faces.OFF
        && painting.faces().isEmpty()
        && style.hasHead()) {
      warnings.add("no face was found; the background network drew the whole picture");
    }
    if (plan.tiling() == Tiling.BLENDED && !plan.grid().isWhole()) {
      warnings.add(
          "the network of the style '%s' looks at the whole frame, which was drawn in %d tiles with blended seams because of the memory, %s; as a whole it may look different"
              .formatted(plan.style(), plan.grid().count(), MemorySize.text(plan.budget())));
    }
  }

  private Report report(Painting painting, Mat result, Plan plan) {
    OptionalLong peak = watch == null ? OptionalLong.empty() : watch.peak();
    OptionalLong measured =
        peak.isPresent() && idleBytes.isPresent()
            ? OptionalLong.of(Math.max(0, peak.getAsLong() - idleBytes.getAsLong()))
            : OptionalLong.empty();
    return new Report(
        plan.style(),
        result.cols(),
        result.rows(),
        painting.facesInResult(),
        Map.of(),
        plan.device(),
        plan.precision().label(),
        warnings,
        plan,
        new MemoryUse(plan.peak(), measured));
  }

  private static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  @Override
  public void close() {
    // A style that is still being loaded is the shelf's; the shelf must not be closed meanwhile.
    load.exceptionally(failure -> null).join();
    NativeMemory.release(watch);
  }
}
