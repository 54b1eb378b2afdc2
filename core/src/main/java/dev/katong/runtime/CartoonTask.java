package dev.katong.runtime;

import dev.katong.Cartoon;
import dev.katong.KatongException;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.KatongException.OverBudget;
import dev.katong.MemoryUse;
import dev.katong.Options;
import dev.katong.Plan;
import dev.katong.Report;
import dev.katong.RequestContext;
import dev.katong.Stage;
import dev.katong.face.Face;
import dev.katong.image.Photo;
import dev.katong.image.PhotoSource;
import dev.katong.image.PictureMetadata;
import dev.katong.image.PictureSize;
import dev.katong.image.Transparency;
import dev.katong.memory.MemorySize;
import dev.katong.memory.NativeMemory;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.pipeline.FinishOptions;
import dev.katong.pipeline.Pipeline;
import dev.katong.plan.FrameTiling;
import dev.katong.plan.ImageMemoryEstimate;
import dev.katong.plan.MemoryDemand;
import dev.katong.plan.Planner;
import dev.katong.plan.Planners;
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
 * Makes one cartoon, from the photo to the report: waits for admission, loads the style while the
 * photo is decoded, plans, and runs the {@link Pipeline} when the networks are free.
 */
final class CartoonTask implements AutoCloseable {
  private final Shared shared;
  private final Options options;
  private final RequestContext context;
  private final StageTimer times;
  private final CompletableFuture<Planners> planners;
  private CompletableFuture<Void> load = CompletableFuture.completedFuture(null);
  private final List<String> warnings = new ArrayList<>();
  private ResidentMemory.@Nullable Watch watch;
  private @Nullable Transparency transparency;
  private byte @Nullable [] exif;
  private AdmissionQueue.@Nullable Permit permit;

  /**
   * Parts of the runtime that all tasks share.
   *
   * @param pictures admits pictures to memory
   * @param networks admits pictures to the networks
   * @param idleBytes resident bytes of the process before the first style
   */
  record Shared(
      StyleCache cache,
      FaceDetection faces,
      Planning planning,
      AdmissionQueue pictures,
      AdmissionQueue networks,
      OptionalLong idleBytes) {}

  CartoonTask(Shared shared, Options options, RequestContext context) {
    this.shared = shared;
    this.options = options;
    this.context = context;
    this.times = new StageTimer(context);
    this.planners = CompletableFuture.supplyAsync(() -> shared.planning().planners(options));
  }

  /**
   * Makes the cartoon of a photo in a file.
   *
   * @param alone true if no other picture may be in work meanwhile
   */
  Cartoon run(PhotoSource source, boolean alone) {
    Planner preferred = Futures.result(planners).preferred();
    permit = admit(preferred.demand(source, context.format(), alone));
    // A photo for which there is no memory fails before it is decoded.
    Planners.Choice choice = choose(planner -> shared.planning().plan(planner, source));
    int shortSide = choice.planner().shortSideNeeded(source.size());
    long decodePeak = source.decodePeakBytes(shortSide);
    PictureSize expected = source.sizeAtLeast(shortSide);
    warnings.addAll(source.warnings());
    try (Photo photo =
        times.time(Stage.DECODE, () -> source.decodeAtLeast(shortSide, options.background()))) {
      exif = exif(source);
      source.close();
      boolean asExpected =
          expected.equals(PictureSize.of(photo.mat()))
              && source.mayBeTransparent() == photo.transparency().isPresent();
      Plan plan = asExpected ? choice.plan() : null;
      return draw(choice.planner(), plan, photo, decodePeak, true);
    }
  }

  /** Makes the cartoon of a decoded photo, which is not closed. */
  Cartoon run(Photo photo) {
    PictureSize decoded = PictureSize.of(photo.mat());
    permit = admit(Futures.result(planners).preferred().demand(photo, context.format()));
    long pictureBytes = ImageMemoryEstimate.bytes(decoded);
    Planners.Choice choice =
        choose(
            planner ->
                planner.plan(
                    photo.fullSize(),
                    decoded,
                    0,
                    photo.transparency().isPresent(),
                    shared.planning().situationAfterUnloading(planner.key(), pictureBytes)));
    return draw(choice.planner(), choice.plan(), photo, 0, false);
  }

  /** True if other pictures took memory while this one was made. */
  boolean sharedMemory() {
    return permit != null && permit.wasShared();
  }

  private AdmissionQueue.Permit admit(MemoryDemand demand) {
    return times.time(Stage.QUEUE, () -> shared.pictures().admit(demand, context));
  }

  /**
   * Chooses the variant that will draw, and begins to load it. Networks of unknown cost are
   * measured before, by a watch of their own.
   */
  private Planners.Choice choose(Function<Planner, Plan> planning) {
    Planners.Choice choice = Futures.result(planners).firstPlan(planning);
    watch = ResidentMemory.watch();
    load = CompletableFuture.runAsync(() -> shared.cache().lease(choice.planner().key()).close());
    return choice;
  }

  private Cartoon draw(
      Planner planner, @Nullable Plan planned, Photo photo, long decodePeak, boolean closing) {
    times.run(Stage.LOAD, () -> Futures.result(load));
    try (AdmissionQueue.Permit turn =
            times.time(Stage.QUEUE, () -> shared.networks().admit(MemoryDemand.NONE, context));
        StyleCache.Lease lease =
            times.time(Stage.LOAD, () -> shared.cache().lease(planner.key()))) {
      Plan plan = plan(planner, planned, photo, decodePeak);
      try (Pipeline pipeline =
          times.time(
              Stage.FIT,
              () ->
                  new Pipeline(
                      lease.style(),
                      photo.mat(),
                      plan.sizes(),
                      options.composition(),
                      finishing(planner),
                      context.cancellation()))) {
        transparency = photo.transparency().map(own -> own.fit(plan.result())).orElse(null);
        if (closing) {
          photo.close();
        }
        return draw(pipeline, lease.style(), planner, plan, turn);
      }
    } catch (KatongException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (NativeMemory.ranOut(e)) {
        throw new OutOfMemory(
            "memory ran out while the picture was prepared or finished",
            KatongException.Remedy.ASK_FOR_LESS,
            e);
      }
      throw e;
    }
  }

  private FinishOptions finishing(Planner planner) {
    return new FinishOptions(
        options.strength(), planner.finish(), options.detail() == Options.Detail.PHOTO);
  }

  /**
   * Keeps the plan if memory still allows it. Otherwise idle styles are unloaded, and only then is
   * the picture planned again.
   */
  private Plan plan(Planner planner, @Nullable Plan planned, Photo photo, long decodePeak) {
    PictureSize decoded = PictureSize.of(photo.mat());
    boolean transparent = photo.transparency().isPresent();
    long pictureBytes = ImageMemoryEstimate.bytes(decoded);
    while (true) {
      Planner.Situation now = shared.planning().situation(planner.key(), pictureBytes);
      try {
        if (planned != null
            && planned.grid().isWhole()
            && planner.allows(planned, photo.fullSize(), decoded, transparent, now)) {
          return planned;
        }
        Plan plan = planner.plan(photo.fullSize(), decoded, decodePeak, transparent, now);
        if (plan.grid().isWhole() || !shared.cache().unloadIdle()) {
          return plan;
        }
      } catch (OverBudget e) {
        if (!shared.cache().unloadIdle()) {
          throw e;
        }
      }
    }
  }

  private Cartoon draw(
      Pipeline pipeline, Style style, Planner planner, Plan planned, AdmissionQueue.Permit turn) {
    boolean undetectable = options.faces() == Options.Faces.AUTO && !shared.faces().available();
    Plan done =
        new PipelineRun(pipeline, shared.faces(), shared.cache(), times, planner.tiling(), planned)
            .draw(style, undetectable ? Options.Faces.OFF : options.faces());
    // The networks can draw the next picture while this one is finished.
    turn.close();
    Mat result = times.time(Stage.COMPOSITE, pipeline::finish);
    warnings.addAll(memoryWarnings(planned, done, planner.tiling()));
    warnings.addAll(variantWarnings(done));
    if (undetectable) {
      warnings.add(
          "no faces were looked for: OpenCV has no detector for this platform, and YuNet is not"
              + " installed");
    } else if (options.faces() != Options.Faces.OFF
        && pipeline.faces().isEmpty()
        && style.hasHead()) {
      warnings.add("no face was found; the background network drew the whole picture");
    } else if (style.hasHead()) {
      warnings.addAll(faceWarnings(pipeline.faces()));
    }
    Report report =
        new Report(
            done.style(),
            result.cols(),
            result.rows(),
            pipeline.facesInResult(),
            Map.of(),
            done.device(),
            done.precision().label(),
            warnings,
            done,
            new MemoryUse(done.peak(), measured()));
    Transparency seeThrough = transparency;
    transparency = null;
    AdmissionQueue.Permit kept = Objects.requireNonNull(permit, "drawn without a permit");
    kept.finish(Planner.finishedBytes(done.result(), seeThrough != null, context.format()));
    permit = null;
    return new Cartoon(
        result, seeThrough, options.background(), metadata(done), times, report, kept);
  }

  private static List<String> faceWarnings(List<Face> faces) {
    List<String> warnings = new ArrayList<>();
    for (Face.Head head : Face.Head.values()) {
      long count = faces.stream().filter(face -> face.head() == head).count();
      if (count > 0 && head != Face.Head.DRAWN) {
        warnings.add(
            "%d of %d faces %s; there the background network's picture was left"
                .formatted(count, faces.size(), reason(head)));
      }
    }
    return warnings;
  }

  private static String reason(Face.Head head) {
    return switch (head) {
      case DRAWN -> "drawn by the head network";
      case TURNED -> "turned too far to be aligned";
      case PROFILE -> "in profile, without the far eye";
      case COVERED -> "covered by a mask";
      case SMALL -> "smaller than 28 pixels";
    };
  }

  private PictureMetadata metadata(Plan done) {
    return options.metadata() == Options.Metadata.NONE
        ? PictureMetadata.NONE
        : new PictureMetadata(exif, SettingsXmp.of(done, options));
  }

  /** The EXIF to keep; null if none is asked for. */
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

  private static List<String> memoryWarnings(Plan planned, Plan done, FrameTiling tiling) {
    List<String> warnings = new ArrayList<>();
    if (!planned.grid().equals(done.grid())) {
      warnings.add(
          "memory ran out with tiles of %s pixels, as planned; drawn with tiles of %s"
              .formatted(planned.grid().window().text(), done.grid().window().text()));
    }
    if (tiling.isOfOneSize() && !done.grid().isWhole()) {
      warnings.add(
          "the network of the style '%s' takes %s pixels only: drawn in %d tiles with blended seams"
              .formatted(done.style(), done.grid().window().text(), done.grid().count()));
    } else if (done.tiling() == Tiling.BLENDED && !done.grid().isWhole()) {
      warnings.add(
          ("the network of the style '%s' looks at the whole frame, which was drawn in %d tiles"
                  + " with blended seams to stay within %s; as a whole it may look different")
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
      warnings.add("on a processor fp16 only saves disk space; it is not faster than fp32");
    }
    return warnings;
  }

  private OptionalLong measured() {
    OptionalLong peak = watch == null ? OptionalLong.empty() : watch.peak();
    return peak.isPresent() && shared.idleBytes().isPresent()
        ? OptionalLong.of(Math.max(0, peak.getAsLong() - shared.idleBytes().getAsLong()))
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    // The cache must not be closed while it loads a style for this task.
    load.exceptionally(failure -> null).join();
    NativeMemory.release(watch, transparency, permit);
  }
}
