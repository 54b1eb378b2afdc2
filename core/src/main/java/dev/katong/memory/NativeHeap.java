package dev.katong.memory;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What malloc holds for this process outside the Java heap. */
public final class NativeHeap {
  private static final String DIAGNOSTICS = "com.sun.management:type=DiagnosticCommand";

  private NativeHeap() {}

  /**
   * Gives back to the system what malloc keeps of freed memory, so that it is resident no longer.
   * glibc keeps blocks of up to 32 MB. The first call takes about 0.2 s.
   *
   * @return whether the JVM could: one with {@code jcmd System.trim_native_heap}, on Linux
   */
  public static boolean trim() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName(DIAGNOSTICS), "systemTrimNativeHeap", new Object[0], new String[0]);
      return true;
    } catch (JMException e) {
      return false;
    }
  }
}
