package dev.katong.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void ofCpuInfo_ofAnX86Machine_namesModelAndFeatures() {
    String cpuinfo =
        """
        processor\t: 0
        vendor_id\t: GenuineIntel
        model\t\t: 143
        model name\t: A Fast One @ 2.00GHz
        flags\t\t: fpu sse2 avx avx2 fma avx512f avx512cd avx512_vnni avx_vnni amx_bf16 amx_int8

        processor\t: 1
        model name\t: A Fast One @ 2.00GHz
        flags\t\t: fpu sse2
        """;
    assertThat(Processor.ofCpuInfo(cpuinfo.lines().toList()))
        .isEqualTo(
            new Processor(
                "A Fast One @ 2.00GHz",
                List.of(
                    "amx_bf16", "amx_int8", "avx2", "avx512_vnni", "avx512f", "avx_vnni", "fma"),
                2));
  }

  @Test
  void ofCpuInfo_ofAnArmMachine_namesItsNumbers() {
    String cpuinfo =
        """
        processor : 0
        Features : fp asimd evtstrm asimdhp asimddp sve i8mm bf16
        CPU implementer : 0x41
        CPU part : 0xd40
        processor : 1
        CPU implementer : 0x41
        CPU part : 0xd40
        """;
    assertThat(Processor.ofCpuInfo(cpuinfo.lines().toList()))
        .isEqualTo(
            new Processor(
                "CPU implementer 0x41, CPU part 0xd40",
                List.of("asimd", "asimddp", "asimdhp", "bf16", "i8mm", "sve"),
                2));
  }

  @Test
  void ofCpuInfo_ofAnotherForm_isUnknown() {
    Processor unknown = new Processor("unknown", List.of(), 0);
    assertThat(Processor.ofCpuInfo(List.of())).isEqualTo(unknown);
    assertThat(Processor.ofCpuInfo(List.of("", ":", "model name", "model name:", "flags : ")))
        .isEqualTo(unknown);
  }

  @Test
  void here_onAnyPlatform_answers() {
    assertThat(Processor.here(Map.of()).model()).isNotBlank();
  }
}
