package dev.katong.spark;

import com.sun.management.OperatingSystemMXBean;
import dev.katong.Katong;
import dev.katong.KatongHome;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.bytedeco.opencv.global.opencv_core;

/**
 * The Katong of this executor, which all its tasks share. It lives as long as the process: the
 * native libraries can be loaded once only, and styles stay loaded for the next task.
 */
final class ExecutorKatong {
  private static final Map<ExecutorShare, Katong> OPEN = new ConcurrentHashMap<>();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static long claimedNanos;

  private ExecutorKatong() {}

  /** The one Katong of this process; a second one only if another session asks for other limits. */
  static Katong get() {
    return OPEN.computeIfAbsent(
        ExecutorShare.of(SparkEnv.get().conf()), share -> open(share, SparkEnv.get()));
  }

  private static Katong open(ExecutorShare share, SparkEnv env) {
    boolean driver = "driver".equals(env.executorId());
    if (!driver && System.getProperty("org.bytedeco.javacpp.cachedir") == null) {
      // Users of clusters may have no home folder; the work folder goes with the application.
      System.setProperty(
          "org.bytedeco.javacpp.cachedir", SparkFiles.getRootDirectory() + "/katong-native");
    }
    Katong katong = Katong.open(KatongHome.ofEnvironment(), share.resources());
    opencv_core.setNumThreads(share.cores());
    return katong;
  }

  /**
   * The CPU seconds of this process since the last call, or its start. Work of one picture runs on
   * threads of several owners, so that only the sum over many pictures is meaningful.
   */
  static synchronized double claimCpuSeconds() {
    long now = PROCESS.getProcessCpuTime();
    double seconds = (now - claimedNanos) / 1e9;
    claimedNanos = now;
    return seconds;
  }
}
