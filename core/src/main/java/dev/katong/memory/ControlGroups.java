package dev.katong.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The limits that Linux's control groups put on the memory of this process: those of containers,
 * services and sessions. A limit of any group from the process's own up to the root holds.
 *
 * <p>Files are those of the kernel's documents {@code admin-guide/cgroup-v2} and {@code
 * admin-guide/cgroup-v1/memory}.
 */
final class ControlGroups {
  /** One version of the interface: where it lies and what its files are called. */
  private record Version(
      String controller, String folder, List<String> limits, String used, String reclaimable) {}

  private static final List<Version> VERSIONS =
      List.of(
          new Version(
              "",
              "sys/fs/cgroup",
              List.of("memory.max", "memory.high"),
              "memory.current",
              "inactive_file"),
          new Version(
              "memory",
              "sys/fs/cgroup/memory",
              List.of("memory.limit_in_bytes"),
              "memory.usage_in_bytes",
              "total_inactive_file"));

  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");

  private ControlGroups() {}

  /**
   * The memory that one group allows.
   *
   * @param limitBytes the limit of all its processes together
   * @param availableBytes the rest of it, 0..{@code limitBytes}; file pages that were not used
   *     lately count as available, because the kernel drops them first
   */
  record Room(long limitBytes, long availableBytes) {}

  /**
   * The memory of all groups that have a limit, in no order; empty where there are no groups.
   *
   * @param root of the file tree, {@code /}
   */
  static List<Room> rooms(Path root) {
    return VERSIONS.stream().flatMap(version -> rooms(root, version)).toList();
  }

  private static Stream<Room> rooms(Path root, Version version) {
    Path top = root.resolve(version.folder);
    return upwards(top, own(root, version)).stream()
        .flatMap(
            group ->
                version.limits.stream()
                    .flatMapToLong(limit -> number(group.resolve(limit)).stream())
                    .mapToObj(limit -> room(group, version, limit)));
  }

  /** The folders from the process's group to the top; a container may not see all of them. */
  private static List<Path> upwards(Path top, String own) {
    List<Path> groups = new ArrayList<>();
    for (Path group = folder(top, own);
        group != null && group.startsWith(top);
        group = group.getParent()) {
      groups.add(group);
    }
    return groups;
  }

  /** The folder of a group; the top for one that lies outside what the process may see. */
  private static Path folder(Path top, String own) {
    try {
      Path group = top.resolve(own.replaceFirst("^/+", "")).normalize();
      return group.startsWith(top) ? group : top;
    } catch (InvalidPathException e) {
      return top;
    }
  }

  /** The process's group as {@code /proc} names it, else the top. */
  private static String own(Path root, Version version) {
    return lines(root.resolve("proc/self/cgroup")).stream()
        .map(line -> line.split(":", 3))
        .filter(part -> part.length == 3)
        .filter(part -> List.of(part[1].split(",")).contains(version.controller))
        .map(part -> part[2])
        .findFirst()
        .orElse("/");
  }

  private static Room room(Path group, Version version, long limit) {
    long used = number(group.resolve(version.used)).orElse(0);
    long reclaimable =
        lines(group.resolve("memory.stat")).stream()
            .filter(line -> line.startsWith(version.reclaimable + " "))
            .flatMapToLong(line -> number(line.substring(line.indexOf(' '))).stream())
            .findFirst()
            .orElse(0);
    long available = limit - Math.max(0, used - reclaimable);
    return new Room(limit, Math.max(0, Math.min(limit, available)));
  }

  private static OptionalLong number(Path file) {
    return lines(file).stream().findFirst().map(ControlGroups::number).orElse(OptionalLong.empty());
  }

  /**
   * A count of bytes; version 2 says {@code max} where there is no limit, 1 a number of 19 digits.
   */
  private static OptionalLong number(String text) {
    String digits = text.strip();
    return COUNT.matcher(digits).matches()
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
