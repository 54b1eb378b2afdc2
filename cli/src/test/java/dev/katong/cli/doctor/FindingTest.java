package dev.katong.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.KatongException;
import dev.katong.KatongException.BadModel;
import dev.katong.cli.doctor.Finding.Probe;
import dev.katong.cli.doctor.Finding.Seen;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void needed_thatWorks_isWhatWasSeen() {
    Finding finding = Finding.needed("thing", () -> new Seen("seen", 1));
    assertThat(finding).isEqualTo(new Finding("thing", "seen", 1, null));
    assertThat(finding.broken()).isFalse();
  }

  @Test
  void needed_thatFails_saysWhyAndKeepsTheKind() {
    BadModel failure = new BadModel("it is damaged; import it again");
    Finding finding = Finding.needed("thing", failing(failure));
    assertThat(finding.broken()).isTrue();
    assertThat(finding.failure()).isSameAs(failure);
    assertThat(finding.text()).isEqualTo("BROKEN: it is damaged; import it again");
    assertThat(finding.facts()).asString().contains("bad-model", "it is damaged; import it again");
  }

  @Test
  void needed_whoseLibraryCannotBeLoaded_isAFailureOfTheEngine() {
    Finding finding = Finding.needed("thing", failing(new UnsatisfiedLinkError("no such file")));
    assertThat(finding.failure()).isInstanceOf(KatongException.Engine.class);
    assertThat(finding.text()).contains("(no such file)", "built for this platform");
    assertThat(
            Finding.needed("thing", failing(new ExceptionInInitializerError(new Error("first"))))
                .text())
        .contains("first");
  }

  @Test
  void needed_withAnythingElse_isAFault() {
    Finding finding = Finding.needed("thing", failing(new IllegalStateException("odd")));
    assertThat(finding.text()).startsWith("BROKEN: a fault in Katong itself").contains("odd");
  }

  @Test
  void known_thatFails_isUnknown() {
    Finding finding = Finding.known("thing", failing(new NoSuchFileException("/proc/x")));
    assertThat(finding)
        .isEqualTo(new Finding("thing", "unknown (there is no such file or folder)", null, null));
    assertThat(Finding.known("thing", failing(new BadModel("odd"))).text())
        .isEqualTo("unknown (odd)");
  }

  private static Probe failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    };
  }
}
