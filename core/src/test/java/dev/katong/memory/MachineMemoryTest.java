package dev.katong.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.katong.memory.MachineMemory.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every test makes a file tree as a Linux kernel shows it. */
class MachineMemoryTest {
  private static final long MB = 1 << 20;
  private static final long GB = 1 << 30;
  private static final String V2 = "sys/fs/cgroup/";
  private static final String V1 = "sys/fs/cgroup/memory/";
  private static final String NO_LIMIT_V1 = "9223372036854771712";

  @TempDir private Path root;

  @Test
  void now_ofThisMachine_isPlausible() {
    MachineMemory memory = MachineMemory.now();
    assertThat(memory.limitBytes()).isGreaterThan(64 * MB);
    assertThat(memory.availableBytes()).isPositive();
  }

  @Test
  void under_withoutGroups_isTheMachine() throws IOException {
    machine(16 * GB, 10 * GB);
    assertMemory(16 * GB, 16 * GB, 10 * GB, Limit.MACHINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no memory here",
        "MemTotal: 16 kB\n",
        "MemTotal: lots kB\nMemAvailable: 8 kB\n",
        "MemTotal: 16 MB\nMemAvailable: 8 MB\n",
        "MemTotal: 99999999999999999999 kB\nMemAvailable: 8 kB\n",
        "MemTotal: -16 kB\nMemAvailable: 8 kB\n"
      })
  void under_withMeminfoOfAnotherForm_isEmpty(String meminfo) throws IOException {
    put("proc/meminfo", meminfo);
    assertThat(MachineMemory.under(root)).isEmpty();
  }

  @Test
  void under_withoutOrWithUnreadableMeminfo_isEmpty() throws IOException {
    assertThat(MachineMemory.under(root)).isEmpty();
    Files.createDirectories(root.resolve("proc/meminfo"));
    assertThat(MachineMemory.under(root)).isEmpty();
    Files.delete(root.resolve("proc/meminfo"));
    Files.write(root.resolve("proc/meminfo"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(MachineMemory.under(root)).isEmpty();
  }

  @Test
  void under_inAContainerOfVersion2_isItsLimit() throws IOException {
    machine(16 * GB, 10 * GB);
    put("proc/self/cgroup", "0::/\n");
    group(V2, "" + 2 * GB, "max", 1500 * MB, 500 * MB);
    assertMemory(16 * GB, 2 * GB, 2 * GB - 1000 * MB, Limit.CGROUP);
  }

  @Test
  void under_inAContainerOfVersion2_withoutProcSelf_isItsLimit() throws IOException {
    machine(16 * GB, 10 * GB);
    group(V2, "" + 2 * GB, "max", 0, 0);
    assertMemory(16 * GB, 2 * GB, 2 * GB, Limit.CGROUP);
  }

  @Test
  void under_withNestedGroups_isTheSmallestOfEach() throws IOException {
    machine(16 * GB, 10 * GB);
    put("proc/self/cgroup", "0::/user.slice/katong.service/part\n");
    group(V2 + "user.slice/", "" + 4 * GB, "max", 3500 * MB, 0);
    group(V2 + "user.slice/katong.service/", "max", "" + GB, 200 * MB, 0);
    group(V2 + "user.slice/katong.service/part/", "max", "max", 100 * MB, 0);
    assertMemory(16 * GB, GB, 4 * GB - 3500 * MB, Limit.CGROUP);
  }

  @Test
  void under_withHighBelowMax_isHigh() throws IOException {
    machine(16 * GB, 10 * GB);
    group(V2, "" + 4 * GB, "" + 3 * GB, GB, 0);
    assertMemory(16 * GB, 3 * GB, 2 * GB, Limit.CGROUP);
  }

  @Test
  void under_withUnlimitedGroups_isTheMachine() throws IOException {
    machine(16 * GB, 10 * GB);
    put("proc/self/cgroup", "4:cpu,memory:/docker/1\n1:name=systemd:/\n0::/docker/1\n");
    group(V2 + "docker/1/", "max", "max", 9 * GB, 0);
    groupOfVersion1(V1 + "docker/1/", NO_LIMIT_V1, 9 * GB, 0);
    assertMemory(16 * GB, 16 * GB, 10 * GB, Limit.MACHINE);
  }

  @Test
  void under_withALimitAboveTheMachine_isTheMachine() throws IOException {
    machine(16 * GB, 10 * GB);
    group(V2, "" + 64 * GB, "max", 60 * GB, 50 * GB);
    assertMemory(16 * GB, 16 * GB, 10 * GB, Limit.MACHINE);
  }

  @Test
  void under_inAGroupOfVersion1_isItsLimit() throws IOException {
    machine(16 * GB, 10 * GB);
    put("proc/self/cgroup", "5:cpu,memory:/kubepods/pod:1\n1:name=systemd:/x\n0::/\n");
    groupOfVersion1(V1, NO_LIMIT_V1, 9 * GB, 0);
    groupOfVersion1(V1 + "kubepods/", "" + 8 * GB, 7500 * MB, 0);
    groupOfVersion1(V1 + "kubepods/pod:1/", "" + 2 * GB, GB, 256 * MB);
    assertMemory(16 * GB, 2 * GB, 8 * GB - 7500 * MB, Limit.CGROUP);
  }

  /** Docker shows a container its own group as the top, under the path of the machine. */
  @Test
  void under_inAContainerOfVersion1_isTheLimitAtTheTop() throws IOException {
    machine(16 * GB, 10 * GB);
    put("proc/self/cgroup", "4:memory:/docker/0123abc\n");
    groupOfVersion1(V1, "" + 2 * GB, GB, 256 * MB);
    assertMemory(16 * GB, 2 * GB, GB + 256 * MB, Limit.CGROUP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0::/../../etc", "0::/..", "0::", "garbage", "::", "0::/\0", "\n\n"})
  void under_withAGroupThatCannotBeSeen_isTheLimitAtTheTop(String cgroup) throws IOException {
    machine(16 * GB, 10 * GB);
    put("proc/self/cgroup", cgroup);
    group(V2, "" + 2 * GB, "max", 0, 0);
    assertMemory(16 * GB, 2 * GB, 2 * GB, Limit.CGROUP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "none", "-1", "1.5", "0x10", "99999999999999999999"})
  void under_withALimitOfAnotherForm_isTheMachine(String limit) throws IOException {
    machine(16 * GB, 10 * GB);
    group(V2, limit, limit, GB, 0);
    groupOfVersion1(V1, limit, GB, 0);
    assertMemory(16 * GB, 16 * GB, 10 * GB, Limit.MACHINE);
  }

  @Test
  void under_withoutTheUseOfAGroup_isItsLimit() throws IOException {
    machine(16 * GB, 10 * GB);
    put(V2 + "memory.max", "" + GB);
    put(V2 + "memory.stat", "inactive_file lots\n");
    assertMemory(16 * GB, GB, GB, Limit.CGROUP);
  }

  @ParameterizedTest
  @CsvSource({"3000, 0, 0", "3000, 1500, 548", "100, 500, 2048"})
  void under_withUseThatDoesNotFit_staysWithinTheLimit(long used, long inactive, long available)
      throws IOException {
    machine(16 * GB, 10 * GB);
    group(V2, "" + 2048 * MB, "max", used * MB, inactive * MB);
    assertMemory(16 * GB, 2048 * MB, available * MB, Limit.CGROUP);
  }

  @ParameterizedTest
  @CsvSource({"1000, 500", "4096, 2048", "100000, 2048", "0, 0"})
  void defaultBudget_isHalfOfWhatIsAvailable_atMost2Gigabytes(long available, long budget) {
    assertThat(new MachineMemory(200 * GB, 100 * GB, available * MB).defaultBudget())
        .isEqualTo(budget * MB);
  }

  @ParameterizedTest
  @CsvSource({"3, 2, -1", "3, 1, 2", "1, 2, 1"})
  void machineMemory_ofPartsLargerThanTheWhole_isRefused(long total, long limit, long available) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MachineMemory(total, limit, available))
        .withMessageContaining("%d bytes available of %d of %d", available, limit, total);
  }

  private void assertMemory(long total, long limit, long available, Limit limitedBy) {
    MachineMemory memory = MachineMemory.under(root).orElseThrow();
    assertThat(memory).isEqualTo(new MachineMemory(total, limit, available));
    assertThat(memory.limitedBy()).isEqualTo(limitedBy);
  }

  private void machine(long total, long available) throws IOException {
    put(
        "proc/meminfo",
        "MemTotal:       %d kB\nMemFree:        12 kB\nMemAvailable:   %d kB\nHugePages_Total: 0\n"
            .formatted(total / 1024, available / 1024));
  }

  private void group(String folder, String max, String high, long used, long inactiveFile)
      throws IOException {
    put(folder + "memory.max", max + "\n");
    put(folder + "memory.high", high + "\n");
    put(folder + "memory.current", used + "\n");
    put(
        folder + "memory.stat",
        "anon 1\nfile 5\ninactive_anon 7\ninactive_file %d\n".formatted(inactiveFile));
  }

  private void groupOfVersion1(String folder, String limit, long used, long inactiveFile)
      throws IOException {
    put(folder + "memory.limit_in_bytes", limit + "\n");
    put(folder + "memory.usage_in_bytes", used + "\n");
    put(
        folder + "memory.stat",
        "cache 1\ninactive_file 3\ntotal_inactive_file %d\n".formatted(inactiveFile));
  }

  private void put(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
