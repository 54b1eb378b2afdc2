package dev.katong.spark;

import dev.katong.Resources;
import dev.katong.image.PhotoLimits;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.MemorySize;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * The part of a machine that the Katong of one executor may use, as Spark's configuration gives it.
 *
 * @param networks bytes for the networks, loaded and running
 * @param slots the number of tasks that run at a time
 * @param cores the threads of a network
 * @param photos the limits of photos
 */
record ExecutorShare(long networks, int slots, int cores, PhotoLimits photos) {
  static final String MEMORY = "spark.katong.memory";
  static final String MAX_PIXELS = "spark.katong.maxPixels";
  static final String MAX_BYTES = "spark.katong.maxBytes";

  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String DEFAULT_MEMORY = "1g";
  private static final long MEGABYTE = 1L << 20;

  /** The libraries and what they keep for themselves, and the JVM's own memory beside its heap. */
  private static final long PROCESS_BYTES = 250 * MEGABYTE;

  /** The photo and the cartoon of the same size, in three channels each. */
  private static final long BYTES_PER_PIXEL = 6;

  /** Katong draws one picture, decodes the next and finishes the last. */
  private static final int MOST_PICTURES = 3;

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)(?:,.*)?])?");

  /** Reads the share. In an executor the processors count where the configuration is silent. */
  static ExecutorShare of(SparkConf conf) {
    int cores = cores(conf);
    PhotoLimits limits =
        new PhotoLimits(
            PhotoLimits.parsePixels(
                conf.get(MAX_PIXELS, Long.toString(PhotoLimits.DEFAULTS.maxPixels()))),
            MemorySize.parse(conf.get(MAX_BYTES, Long.toString(PhotoLimits.DEFAULTS.maxBytes()))));
    return new ExecutorShare(
        MemorySize.parse(conf.get(MEMORY, DEFAULT_MEMORY)),
        Math.max(1, cores / conf.getInt("spark.task.cpus", 1)),
        cores,
        limits);
  }

  private static int cores(SparkConf conf) {
    String master = conf.get("spark.master", "");
    int processors = Runtime.getRuntime().availableProcessors();
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String threads = local.group(1);
      return threads == null ? 1 : threads.equals("*") ? processors : Integer.parseInt(threads);
    }
    boolean oneByDefault = master.startsWith("yarn") || master.startsWith("k8s");
    return conf.getInt("spark.executor.cores", oneByDefault ? 1 : processors);
  }

  private static boolean isLocal(SparkConf conf) {
    return LOCAL.matcher(conf.get("spark.master", "")).matches();
  }

  /** The share for {@link dev.katong.Katong}. */
  Resources resources() {
    return Resources.DEFAULTS.memory(networks).threads(cores).photos(photos);
  }

  /** The most memory outside of the Java heap that an executor takes, in bytes. */
  long overheadBytes() {
    long pictures = Math.min(slots, MOST_PICTURES) * BYTES_PER_PIXEL * photos.maxPixels();
    return networks + pictures + PROCESS_BYTES;
  }

  /** The same in whole megabytes, as Spark's configuration has it. */
  String overheadText() {
    return (overheadBytes() + MEGABYTE - 1) / MEGABYTE + "m";
  }

  /** The plan for people. */
  String plan() {
    return ("each executor: %d tasks at a time on %d cores; outside of the heap %s for networks, %s"
            + " for pictures of at most %.0f megapixels, %s for the process: %s=%s")
        .formatted(
            slots,
            cores,
            MemorySize.text(networks),
            MemorySize.text(overheadBytes() - networks - PROCESS_BYTES),
            photos.maxPixels() / 1e6,
            MemorySize.text(PROCESS_BYTES),
            OVERHEAD,
            overheadText());
  }

  /**
   * Adds to a configuration, before its executors start, what they need: the memory outside of the
   * heap, and a native heap that gives back what is free.
   *
   * @throws IllegalArgumentException if the plan does not fit into the memory that is configured
   */
  static void prepare(SparkConf conf) {
    // As the script katong sets them.
    conf.setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "1");
    conf.setIfMissing(
        "spark.executorEnv.GLIBC_TUNABLES",
        "glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1");
    conf.setIfMissing("spark.executorEnv.ORT_DISABLE_TELEMETRY", "1");
    conf.setIfMissing("spark.executorEnv.OPENCV_LOG_LEVEL", "SILENT");
    ExecutorShare share = of(conf);
    if (isLocal(conf)) {
      share.checkFitsInto(MachineMemory.now().limitBytes() - Runtime.getRuntime().maxMemory());
    } else if (conf.contains(OVERHEAD)) {
      share.checkFitsInto(JavaUtils.byteStringAsMb(conf.get(OVERHEAD)) * MEGABYTE);
    } else {
      conf.set(OVERHEAD, share.overheadText());
    }
  }

  private void checkFitsInto(long bytes) {
    if (overheadBytes() > bytes) {
      throw new IllegalArgumentException(
          "%s. There are %s: give more, or lower --memory, --max-pixels or the cores of an executor"
              .formatted(plan(), MemorySize.text(Math.max(0, bytes))));
    }
  }
}
