package dev.katong.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processor, as far as the platform describes it: Linux by {@code /proc/cpuinfo}, Windows by
 * environment variables.
 *
 * @param model {@code unknown} if the platform does not name it
 * @param features those of its instructions that make networks faster, as the kernel names them;
 *     Linux only
 * @param cores logical cores of the whole machine; 0 if unknown
 */
record Processor(String model, List<String> features, int cores) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final String UNKNOWN = "unknown";

  /** Products of vectors and matrices, on x86 and on ARM, and the narrow numbers they take. */
  private static final Predicate<String> MATTERS =
      Pattern.compile(
              "fma|avx2|avx512(f|bw|dq|vl|_vnni|_bf16|_fp16)|avx_vnni.*|amx_.*|asimd|asimdhp|asimddp|i8mm|bf16|sve2?|sme2?")
          .asMatchPredicate();

  /** The processor of this machine. */
  static Processor here(Map<String, String> environment) {
    try {
      return ofCpuInfo(Files.readAllLines(CPUINFO));
    } catch (IOException e) {
      String model = environment.getOrDefault("PROCESSOR_IDENTIFIER", UNKNOWN);
      String cores = environment.getOrDefault("NUMBER_OF_PROCESSORS", "");
      return new Processor(
          model, List.of(), cores.matches("\\d{1,6}") ? Integer.parseInt(cores) : 0);
    }
  }

  /** The processor that lines of {@code /proc/cpuinfo} tell of. */
  static Processor ofCpuInfo(List<String> lines) {
    String model =
        values(lines, "model name", "Model", "Hardware").findFirst().orElseGet(() -> part(lines));
    List<String> features =
        values(lines, "flags", "Features")
            .findFirst()
            .map(all -> Arrays.stream(all.split(" ")).filter(MATTERS).distinct().sorted().toList())
            .orElse(List.of());
    return new Processor(model, features, (int) values(lines, "processor").count());
  }

  /** ARM's processors have no names but numbers. */
  private static String part(List<String> lines) {
    String number =
        Stream.of("CPU implementer", "CPU part")
            .flatMap(key -> values(lines, key).limit(1).map(value -> key + " " + value))
            .reduce((first, second) -> first + ", " + second)
            .orElse("");
    return number.isEmpty() ? UNKNOWN : number;
  }

  /** The values of these keys, in the order of the lines. */
  private static Stream<String> values(List<String> lines, String... keys) {
    Set<String> wanted = Set.of(keys);
    return lines.stream()
        .map(line -> line.split(":", 2))
        .filter(entry -> entry.length == 2 && wanted.contains(entry[0].strip()))
        .map(entry -> entry[1].strip())
        .filter(value -> !value.isEmpty());
  }
}
