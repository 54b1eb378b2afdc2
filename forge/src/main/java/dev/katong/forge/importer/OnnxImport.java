package dev.katong.forge.importer;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.importer.Adaptation.End;
import dev.katong.forge.importer.ImportOptions.FixedSize;
import dev.katong.forge.importer.PhotoTrial.Given;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.GraphBuilder;
import dev.katong.forge.onnx.NetworkInspection;
import dev.katong.forge.onnx.Node;
import dev.katong.forge.onnx.PixelEnds;
import dev.katong.forge.onnx.PixelEnds.Channels;
import dev.katong.forge.onnx.PixelEnds.Layout;
import dev.katong.forge.onnx.PixelEnds.Range;
import dev.katong.forge.onnx.SizeProbe;
import dev.katong.forge.onnx.TensorText;
import dev.katong.image.PictureSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fits networks that others made to Katong: one picture in, one picture out, in whatever operator
 * set, layout, colours, range, precision and size. What is not said is found out, from shapes and
 * by trials on a drawn portrait.
 */
public final class OnnxImport {
  /** Sizes that are tried where a network does not say its own; of unequal sides at first. */
  private static final List<PictureSize> TRIALS =
      List.of(
          new PictureSize(96, 128),
          new PictureSize(192, 256),
          new PictureSize(120, 180),
          new PictureSize(140, 210),
          new PictureSize(256, 256),
          new PictureSize(224, 224),
          new PictureSize(512, 512),
          new PictureSize(128, 128));

  /** Likenesses nearer to each other than this tell nothing. */
  private static final double ALIKE = 0.03;

  /** The bonus of a range if the network gives what it takes, as most do. */
  private static final double USUAL = 0.05;

  /** A network that keeps colours has at least this likeness; of others nothing can be told. */
  private static final double KEPT = 0.5;

  /** The least gain of likeness for the unusual order of colours. */
  private static final double CLEARLY = 0.02;

  private final ModelProto model;
  private final ImportOptions options;
  private final List<String> notes = new ArrayList<>();

  /**
   * The network as opened for each form of input that was tried; empty where it does not run so.
   */
  private final Map<PixelEnds, Optional<Opened>> tried = new HashMap<>();

  private OnnxImport(ModelProto model, ImportOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * Fits a network.
   *
   * @throws BadModel if that cannot be done; the message says why
   */
  public static ImportedNetwork of(ModelProto foreign, ImportOptions options) {
    ModelProto model = CanonicalForm.of(withoutOverrides(foreign));
    requireKnownDomains(model);
    model = OpsetUpgrade.of(FullPrecision.of(model));
    return new OnnxImport(model, options).imported();
  }

  /** The network without inputs that have a value already; old exporters list all weights so. */
  private static ModelProto withoutOverrides(ModelProto model) {
    List<ValueInfoProto> inputs = NetworkInspection.inputs(model.getGraph());
    return model.toBuilder()
        .setGraph(model.getGraph().toBuilder().clearInput().addAllInput(inputs))
        .build();
  }

  /** A network that was opened with its input in one form, and what it gave. */
  private record Opened(End input, PictureSize size, List<PictureOutput> pictures) {}

  private ImportedNetwork imported() {
    PictureInput input = PictureInput.of(model, options);
    Opened opened = opened(input);
    PictureOutput output = chosen(opened.pictures());
    if (input.tensor().colours() == 1 && output.tensor().colours() == 1) {
      throw new BadModel(
          "the network works on brightness alone (one channel in, one out), so its pictures would have no colours");
    }
    Range taken = options.taken();
    if (taken == null) {
      taken = guessed(input, output.name(), opened);
    }
    Layout layout = opened.input().ends().layout();
    Channels channels = channels(input, output.name(), opened.size(), layout, taken);
    opened = opened(input, opened.size(), new PixelEnds(layout, channels, taken)).orElse(opened);
    output = named(opened.pictures(), output.name());
    Range given = given(output);
    say(opened.input(), output, taken, given);
    End in = opened.input();
    PixelEnds outEnds = new PixelEnds(output.layout(), in.ends().channels(), given);
    return sized(in, new End(output.name(), output.tensor(), outEnds), output, opened.size());
  }

  private static void requireKnownDomains(ModelProto model) {
    Set<String> own = new TreeSet<>();
    model.getFunctionsList().forEach(function -> own.add(function.getDomain()));
    Set<String> unknown = new TreeSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      String domain = node.getDomain();
      if (!Node.isStandard(domain)
          && !domain.startsWith(GraphBuilder.ENGINE_DOMAIN)
          && !own.contains(domain)) {
        unknown.add(node.getOpType() + " of " + domain);
      }
    }
    if (!unknown.isEmpty()) {
      throw new BadModel(
          "the network uses operators that ONNX Runtime does not have: %s; export it with ONNX's own"
              .formatted(String.join(", ", unknown)));
    }
  }

  /** The range of what comes out: what was said, else where the numbers lie. */
  private Range given(PictureOutput output) {
    if (output.tensor().isBytes()) {
      return Range.ZERO_TO_255;
    }
    Range said = options.given();
    return said == null ? Likeness.rangeOf(output.given().values()) : said;
  }

  private Channels channels() {
    Channels said = options.channels();
    return said == null ? Channels.RGB : said;
  }

  /** The order that was said; else blue first only if that keeps the colours clearly better. */
  private Channels channels(
      PictureInput input, String output, PictureSize size, Layout layout, Range taken) {
    if (options.channels() != null || input.tensor().colours() == 1) {
      return channels();
    }
    double[] likenesses = new double[2];
    for (Channels channels : Channels.values()) {
      PixelEnds ends = new PixelEnds(layout, channels, taken);
      likenesses[channels.ordinal()] =
          picture(opened(input, size, ends), output)
              .filter(picture -> picture.tensor().colours() > 1)
              .map(
                  picture ->
                      new Likeness(picture, new PixelEnds(layout, channels, given(picture)), size)
                          .ofColours())
              .orElse(0.0);
    }
    double blueFirst = likenesses[Channels.BGR.ordinal()];
    return blueFirst > KEPT && blueFirst > likenesses[Channels.RGB.ordinal()] + CLEARLY
        ? Channels.BGR
        : Channels.RGB;
  }

  private static Optional<PictureOutput> picture(Optional<Opened> opened, String output) {
    return opened.flatMap(
        run -> run.pictures().stream().filter(p -> p.name().equals(output)).findFirst());
  }

  /** Runs the network in the first of the possible layouts and sizes in which it runs. */
  private Opened opened(PictureInput input) {
    Range range = options.taken() == null ? Range.ZERO_TO_ONE : options.taken();
    String reason = "";
    List<PictureSize> sizes = input.size().map(List::of).orElse(TRIALS);
    for (Layout layout : input.layouts()) {
      End end = new End(input.name(), input.tensor(), new PixelEnds(layout, channels(), range));
      Adaptation adaptation = new Adaptation(model, end);
      try (PhotoTrial trial = new PhotoTrial(adaptation.raw())) {
        for (PictureSize size : sizes) {
          try {
            Map<String, Given> given = trial.run(size);
            List<PictureOutput> pictures = pictures(adaptation, given, size);
            if (!pictures.isEmpty()) {
              Opened opened = new Opened(end, size, pictures);
              tried.put(end.ends(), Optional.of(opened));
              return opened;
            }
            reason =
                "of %s pixels it gives %s, which is no picture"
                    .formatted(size.text(), shapes(given));
          } catch (OrtException e) {
            reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
          }
        }
      }
    }
    throw new BadModel("the network draws no picture: " + reason);
  }

  private Optional<Opened> opened(PictureInput input, PictureSize size, PixelEnds ends) {
    return tried.computeIfAbsent(ends, form -> run(input, size, form));
  }

  private Optional<Opened> run(PictureInput input, PictureSize size, PixelEnds ends) {
    End end = new End(input.name(), input.tensor(), ends);
    Adaptation adaptation = new Adaptation(model, end);
    try (PhotoTrial trial = new PhotoTrial(adaptation.raw())) {
      List<PictureOutput> pictures = pictures(adaptation, trial.run(size), size);
      return pictures.isEmpty() ? Optional.empty() : Optional.of(new Opened(end, size, pictures));
    } catch (OrtException e) {
      return Optional.empty();
    }
  }

  private static String shapes(Map<String, Given> given) {
    return given.entrySet().stream()
        .map(
            entry ->
                "'%s' [%s]"
                    .formatted(
                        entry.getKey(),
                        Arrays.stream(entry.getValue().shape())
                            .mapToObj(Long::toString)
                            .collect(Collectors.joining(","))))
        .collect(Collectors.joining(", "));
  }

  private List<PictureOutput> pictures(
      Adaptation adaptation, Map<String, Given> given, PictureSize size) {
    List<PictureOutput> pictures = new ArrayList<>();
    for (ValueInfoProto output : model.getGraph().getOutputList()) {
      Given values = given.get(adaptation.name(output.getName()));
      if (values != null) {
        PictureOutput.of(output.getName(), values, size, options.layout()).ifPresent(pictures::add);
      }
    }
    return pictures;
  }

  /** The output that was named; else of those with most colours the one that is computed last. */
  private PictureOutput chosen(List<PictureOutput> pictures) {
    String wanted = options.output();
    if (wanted != null) {
      return named(pictures, wanted);
    }
    List<PictureOutput> best = new ArrayList<>();
    for (int colours : new int[] {3, 4, 1}) {
      if (best.isEmpty()) {
        pictures.stream().filter(p -> p.tensor().colours() == colours).forEach(best::add);
      }
    }
    PictureOutput last = best.get(0);
    for (PictureOutput picture : best) {
      Set<String> needed =
          CanonicalForm.needed(model.getGraph().getNodeList(), List.of(picture.name()));
      if (needed.contains(last.name())) {
        last = picture;
      }
    }
    if (model.getGraph().getOutputCount() > 1) {
      notes.add(
          "of the outputs %s, '%s' is taken; name another with --output"
              .formatted(
                  model.getGraph().getOutputList().stream()
                      .map(TensorText::named)
                      .collect(Collectors.joining(", ")),
                  last.name()));
    }
    return last;
  }

  private PictureOutput named(List<PictureOutput> pictures, String name) {
    return pictures.stream()
        .filter(picture -> picture.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadModel(
                    "the network has no picture as output '%s'; its outputs are %s"
                        .formatted(
                            name,
                            model.getGraph().getOutputList().stream()
                                .map(TensorText::named)
                                .collect(Collectors.joining(", ")))));
  }

  /** The range in which the portrait goes in and comes out most like itself. */
  private Range guessed(PictureInput input, String output, Opened opened) {
    if (input.tensor().isBytes()) {
      return Range.ZERO_TO_255;
    }
    Optional<Range> hint = RangeHint.of(model, output);
    Map<Range, Double> likenesses = new HashMap<>();
    for (Range range : Range.ALL) {
      PixelEnds ends = new PixelEnds(opened.input().ends().layout(), channels(), range);
      picture(opened(input, opened.size(), ends), output)
          .ifPresent(
              picture -> {
                Range out = given(picture);
                PixelEnds outEnds = new PixelEnds(ends.layout(), ends.channels(), out);
                double likeness = new Likeness(picture, outEnds, opened.size()).ofStructure();
                likenesses.put(range, likeness + (out.equals(range) ? USUAL : 0));
              });
    }
    double best =
        likenesses.values().stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    List<Range> order = new ArrayList<>();
    hint.ifPresent(order::add);
    order.addAll(
        List.of(Range.ZERO_TO_ONE, Range.MINUS_ONE_TO_ONE, Range.ZERO_TO_255, Range.IMAGENET));
    return order.stream()
        .filter(range -> likenesses.getOrDefault(range, -1.0) >= best - ALIKE)
        .findFirst()
        .orElse(hint.orElse(Range.ZERO_TO_ONE));
  }

  private void say(End input, PictureOutput output, Range taken, Range given) {
    List<String> guesses = new ArrayList<>();
    if (options.layout() == null) {
      guesses.add("--layout " + input.ends().layout());
    }
    if (options.channels() == null && input.tensor().colours() != 1) {
      guesses.add("--channels " + input.ends().channels());
    }
    if (options.taken() == null && !input.tensor().isBytes()) {
      guesses.add("--range " + (taken.equals(given) ? taken : taken + ":" + given));
    } else if (options.given() == null && !output.tensor().isBytes() && !taken.equals(given)) {
      guesses.add("--range " + taken + ":" + given);
    }
    if (!guesses.isEmpty()) {
      notes.add(
          "taken for granted: %s; if colours or contrast are wrong, say otherwise"
              .formatted(String.join(" ", guesses)));
    }
    if (output.tensor().colours() == 1) {
      notes.add("its pictures are grey");
    }
    if (output.scale() > 1) {
      notes.add("it enlarges %d times".formatted(output.scale()));
    }
  }

  /** The finished network, of free sizes if it works at others than the one that was tried. */
  private ImportedNetwork sized(End in, End out, PictureOutput output, PictureSize tried) {
    Object pictures = in.tensor().hasPictures() && out.tensor().hasPictures() ? "N" : 1;
    ModelProto free = finished(in, out, output, pictures, null, null);
    try {
      int multiple = SizeProbe.multipleOf(free);
      return new ImportedNetwork(
          pictures.equals(1) || SizeProbe.takesBatches(free, multiple)
              ? free
              : finished(in, out, output, 1, null, null),
          notes);
    } catch (BadModel e) {
      PictureSize window =
          output.border() == 0 ? tried : shrunk(tried, output.border(), output.scale());
      if (options.fixedSize() == FixedSize.FIT) {
        notes.add(
            "it takes %s pixels only: frames are brought to that size".formatted(tried.text()));
        return new ImportedNetwork(finished(in, out, output, 1, null, window), notes);
      }
      notes.add(
          "it takes %s pixels only: frames are drawn in tiles of that size; --fixed-size fit draws them as a whole"
              .formatted(tried.text()));
      return new ImportedNetwork(finished(in, out, output, 1, window, null), notes);
    }
  }

  /** The rest of the only size if a border is added to each tile. */
  private static PictureSize shrunk(PictureSize size, int border, int scale) {
    int around = 2 * ((border + 2 * scale - 1) / (2 * scale));
    return new PictureSize(size.width() - around, size.height() - around);
  }

  private ModelProto finished(
      End in,
      End out,
      PictureOutput output,
      Object pictures,
      @Nullable PictureSize window,
      @Nullable PictureSize fitted) {
    return new Adaptation(model, in)
        .finished(out, output.scale(), output.border(), pictures, window, fitted);
  }
}
