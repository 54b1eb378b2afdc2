package dev.katong;

import dev.katong.KatongException.OutOfMemory;
import dev.katong.KatongException.OverBudget;
import dev.katong.face.Face;
import dev.katong.memory.MemorySize;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.paint.Finishing;
import dev.katong.paint.Painting;
import dev.katong.photo.Photo;
import dev.katong.photo.PhotoSource;
import dev.katong.photo.PictureMetadata;
import dev.katong.photo.PictureSize;
import dev.katong.photo.Transparency;
import dev.katong.style.Shelf;
import dev.katong.style.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * The making of one cartoon, from the photo to the report: loads the style while the photo is
 * decoded, plans, and has a {@link Painter} do the rest when it is this picture's turn.
 */
final class Drawing implements AutoCloseable {
  private final Katong katong;
  private final Shelf shelf;
  private final Options options;
  private final Ticket ticket;
  private final StageTimes times;
  private final OptionalLong idleBytes;
  private final CompletableFuture<Planners> planners;
  private CompletableFuture<Void> load = CompletableFuture.completedFuture(null);
  private final List<String> warnings = new ArrayList<>();
  private ResidentMemory.@Nullable Watch watch;
  private @Nullable Transparency transparency;
  private byte @Nullable [] exif;
  private AdmissionQueue.@Nullable Permit permit;

  Drawing(Katong katong, Options options, Ticket ticket) {
    this.katong = katong;
    this.shelf = katong.shelf();
    this.options = options;
    this.ticket = ticket;
    this.times = new StageTimes(ticket);
    this.planners = CompletableFuture.supplyAsync(() -> katong.planners(options));
    this.idleBytes = katong.idleBytes();
  }

  /**
   * The cartoon of a photo in a file.
   *
   * @param alone whether no other picture may be in work meanwhile
   */
  Cartoon draw(PhotoSource source, boolean alone) {
    Planner preferred = Futures.result(planners).preferred();
    permit = admitted(preferred.demand(source, ticket.format(), alone));
    // A photo for which there is no memory fails before it is decoded.
    Planner planner = chosen(any -> katong.plan(any, source));
    int shortSide = planner.shortSideNeeded(source.size());
    long decodePeak = source.decodePeakBytes(shortSide);
    warnings.addAll(source.warnings());
    try (Photo photo =
        times.time(Stage.DECODE, () -> source.decodeAtLeast(shortSide, options.background()))) {
      exif = exif(source);
      source.close();
      return draw(planner, photo, decodePeak, true);
    }
  }

  /** The cartoon of a decoded photo, which is not closed. */
  Cartoon draw(Photo photo) {
    PictureSize decoded = PictureSize.of(photo.mat());
    permit = admitted(Futures.result(planners).preferred().demand(photo, ticket.format()));
    long pictureBytes = PictureBuffers.bytes(decoded);
    Planner planner =
        chosen(
            any ->
                any.plan(
                    photo.fullSize(),
                    decoded,
                    0,
                    photo.transparency().isPresent(),
                    katong.situationAfterUnloading(any.key(), pictureBytes)));
    return draw(planner, photo, 0, false);
  }

  /** Whether other pictures took memory while this one was made. */
  boolean sharedMemory() {
    return permit != null && permit.wasShared();
  }

  private AdmissionQueue.Permit admitted(AdmissionQueue.Demand demand) {
    return times.time(Stage.QUEUE, () -> katong.pictures().admit(demand, ticket));
  }

  /**
   * The planner of the variant that will draw, which begins to load. Networks of which nothing is
   * known are measured before, by a watch of their own.
   */
  private Planner chosen(Function<Planner, Plan> planning) {
    Planner planner = Futures.result(planners).fitting(planning);
    watch = ResidentMemory.watch();
    load = CompletableFuture.runAsync(() -> shelf.lease(planner.key()).close());
    return planner;
  }

  private Cartoon draw(Planner planner, Photo photo, long decodePeak, boolean closing) {
    times.run(Stage.LOAD, () -> Futures.result(load));
    try (AdmissionQueue.Permit turn =
            times.time(
                Stage.QUEUE, () -> katong.networks().admit(AdmissionQueue.Demand.NONE, ticket));
        Shelf.Lease lease = times.time(Stage.LOAD, () -> shelf.lease(planner.key()))) {
      Plan plan = plan(planner, photo, decodePeak);
      try (Painting painting =
          times.time(
              Stage.FIT,
              () ->
                  new Painting(
                      lease.style(),
                      photo.mat(),
                      plan.sizes(),
                      finishing(),
                      ticket.cancellation()))) {
        transparency = photo.transparency().map(own -> own.fit(plan.result())).orElse(null);
        if (closing) {
          photo.close();
        }
        return draw(painting, lease.style(), planner, plan, turn);
      }
    } catch (KatongException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (NativeMemory.ranOut(e)) {
        throw new OutOfMemory(
            "memory ran out beside the networks; ask for a smaller resolution", e);
      }
      throw e;
    }
  }

  private Finishing finishing() {
    return new Finishing(
        options.strength(), options.tone(), options.detail() == Options.Detail.PHOTO);
  }

  /** Plans with the idle styles unloaded, if the frame is not drawn as a whole beside them. */
  private Plan plan(Planner planner, Photo photo, long decodePeak) {
    PictureSize decoded = PictureSize.of(photo.mat());
    while (true) {
      try {
        Planner.Situation now = katong.situation(planner.key(), PictureBuffers.bytes(decoded));
        Plan plan =
            planner.plan(
                photo.fullSize(), decoded, decodePeak, photo.transparency().isPresent(), now);
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

  private Cartoon draw(
      Painting painting, Style style, Planner planner, Plan planned, AdmissionQueue.Permit turn) {
    boolean blind = options.faces() == Options.Faces.AUTO && !katong.canFindFaces();
    Plan done =
        new Painter(katong, times, painting, planner.cuts(), planned)
            .paint(style, blind ? Options.Faces.OFF : options.faces());
    // The networks can draw the next picture while this one is finished.
    turn.close();
    Mat result = times.time(Stage.COMPOSITE, painting::finish);
    warnings.addAll(memoryWarnings(planned, done, planner.cuts()));
    warnings.addAll(variantWarnings(done));
    if (blind) {
      warnings.add("this platform comes without a face detector; 'katong faces pull' fetches one");
    } else if (options.faces() != Options.Faces.OFF
        && painting.faces().isEmpty()
        && style.hasHead()) {
      warnings.add("no face was found; the background network drew the whole picture");
    } else if (style.hasHead()) {
      warnings.addAll(faceWarnings(painting.faces()));
    }
    Report report =
        new Report(
            done.style(),
            result.cols(),
            result.rows(),
            painting.facesInResult(),
            Map.of(),
            done.device(),
            done.precision().label(),
            warnings,
            done,
            new MemoryUse(done.peak(), measured()));
    Transparency seeThrough = transparency;
    transparency = null;
    AdmissionQueue.Permit kept = Objects.requireNonNull(permit, "drawn without a permit");
    kept.finish(Planner.finishedBytes(done.result(), seeThrough != null, ticket.format()));
    permit = null;
    return new Cartoon(
        result, seeThrough, options.background(), metadata(done), times, report, kept);
  }

  private static List<String> faceWarnings(List<Face> faces) {
    long turned = faces.stream().filter(face -> !face.aligned()).count();
    return turned == 0
        ? List.of()
        : List.of(
            ("%d of %d faces turned too far to be aligned; there the background network's picture"
                    + " was left")
                .formatted(turned, faces.size()));
  }

  private PictureMetadata metadata(Plan done) {
    return options.metadata() == Options.Metadata.NONE
        ? PictureMetadata.NONE
        : new PictureMetadata(exif, SettingsXmp.of(done, options));
  }

  /** What is kept of the camera's words, if that is asked for. */
  private byte @Nullable [] exif(PhotoSource source) {
    if (!options.keepsExif() || !source.hasExif()) {
      return null;
    }
    byte[] kept = source.exif(options.metadata() == Options.Metadata.ALL).orElse(null);
    if (kept == null) {
      warnings.add("the photo's EXIF is damaged; nothing of it is kept");
    }
    return kept;
  }

  private static List<String> memoryWarnings(Plan planned, Plan done, FrameCuts cuts) {
    List<String> warnings = new ArrayList<>();
    if (!planned.grid().equals(done.grid())) {
      warnings.add(
          "memory ran out with tiles of %s pixels, as planned; drawn with tiles of %s"
              .formatted(planned.grid().window().text(), done.grid().window().text()));
    }
    if (cuts.isOfOneSize() && !done.grid().isWhole()) {
      warnings.add(
          "the network of the style '%s' takes %s pixels only: drawn in %d tiles with blended seams"
              .formatted(done.style(), done.grid().window().text(), done.grid().count()));
    } else if (done.tiling() == Tiling.BLENDED && !done.grid().isWhole()) {
      warnings.add(
          ("the network of the style '%s' looks at the whole frame, which was drawn in %d tiles with"
                  + " blended seams to stay within %s; as a whole it may look different")
              .formatted(done.style(), done.grid().count(), MemorySize.text(done.budget())));
    }
    return warnings;
  }

  private List<String> variantWarnings(Plan done) {
    List<String> warnings = new ArrayList<>();
    String preferred = Futures.result(planners).preferred().key().variant();
    if (!preferred.equals(done.variant())) {
      warnings.add(
          "memory is short for the variant %s of the style '%s'; %s drew, which takes less"
              .formatted(preferred, done.style(), done.variant()));
    }
    boolean asked = options.variant().isPresent() || options.precision().isPresent();
    if (asked && done.precision() == Precision.FP16 && done.device().equals("cpu")) {
      warnings.add("on a processor fp16 only saves room on the disk; it is not faster than fp32");
    }
    return warnings;
  }

  private OptionalLong measured() {
    OptionalLong peak = watch == null ? OptionalLong.empty() : watch.peak();
    return peak.isPresent() && idleBytes.isPresent()
        ? OptionalLong.of(Math.max(0, peak.getAsLong() - idleBytes.getAsLong()))
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    // A style that is still being loaded is the shelf's; the shelf must not be closed meanwhile.
    load.exceptionally(failure -> null).join();
    NativeMemory.release(watch, transparency, permit);
  }
}
