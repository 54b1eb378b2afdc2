package dev.katong.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.katong.Cancellation;
import dev.katong.KatongException.BadModel;
import dev.katong.fixture.TinyNetworks;
import dev.katong.memory.MemoryModel;
import dev.katong.memory.NativeHeap;
import dev.katong.memory.ResidentMemory;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class NetworkMemoryTest {
  private static final byte[] WIDE = TinyNetworks.wide(24);

  @Test
  void measure_ofAWideNetwork_foretellsALargerRun() {
    assumeThat(ResidentMemory.now()).as("resident memory").isPresent();
    MemoryModel model = NetworkMemory.measure(WIDE, "wide", 4, 2).orElseThrow();
    assertThat(model.bytesPerPixel()).isGreaterThan(12 * 24);
    try (Network network = Network.load(WIDE, "wide", 2);
        Scalar grey = new Scalar(90, 90, 90, 0);
        Mat photo = new Mat(900, 1000, CV_8UC3, grey)) {
      NativeHeap.trim();
      long before = ResidentMemory.now().orElseThrow();
      try (ResidentMemory.Watch watch = ResidentMemory.watch()) {
        network.run(photo, Network.Arena.GIVEN_BACK).close();
        assertThat(watch.peak().orElseThrow() - before)
            .isCloseTo(model.ofRun(photo.total()), Percentage.withPercentage(25));
      }
    }
  }

  @Test
  void measure_onADevice_countsWhatItHasInUseAfterEachRun() {
    long loaded = 160_000_000;
    Iterator<Long> used =
        LongStream.concat(
                LongStream.of(100_000_000, loaded),
                LongStream.of(256 * 256, 448 * 448, 512 * 512, 576 * 576, 640 * 768)
                    .map(pixels -> loaded + 300 * pixels))
            .iterator();
    MemoryModel model =
        NetworkMemory.measure(
                TinyNetworks.negative(),
                "negative",
                4,
                ExecutionTarget.onProcessor(1),
                () -> OptionalLong.of(used.next()))
            .orElseThrow();
    assertThat(model.fixedBytes()).isEqualTo(60_000_000);
    assertThat(model.bytesPerPixel()).isCloseTo(300, within(1e-6));
    assertThat(model.mostBytesPerPixel()).isCloseTo(324, within(1e-6));
  }

  @Test
  void measure_onADeviceThatDoesNotTell_isEmpty() {
    assertThat(
            NetworkMemory.measure(
                TinyNetworks.negative(),
                "negative",
                4,
                ExecutionTarget.onProcessor(1),
                OptionalLong::empty))
        .isEmpty();
  }

  @Test
  void measure_besideAnotherWatch_isEmpty() {
    assumeThat(ResidentMemory.now()).as("resident memory").isPresent();
    try (ResidentMemory.Watch other = ResidentMemory.watch()) {
      assertThat(NetworkMemory.measure(WIDE, "wide", 4, 2)).isEmpty();
      assertThat(other.alone()).isFalse();
    }
  }

  @Test
  void measure_ofWhatIsNoNetwork_isRefused() {
    assertThatThrownBy(() -> NetworkMemory.measure(new byte[] {1, 2}, "the network", 4, 2))
        .isInstanceOf(BadModel.class)
        .hasMessageStartingWith("the network is not a network that Katong can run");
  }

  @Test
  void run_thatGivesTheArenaBack_leavesThePictureAsItIs() {
    try (Network network = Network.load(TinyNetworks.negative(), "negative", 1);
        Scalar grey = new Scalar(90, 90, 90, 0);
        Mat photo = new Mat(8, 8, CV_8UC3, grey);
        Mat kept = network.run(photo);
        Mat givenBack = network.run(photo, Network.Arena.GIVEN_BACK);
        Mat stacked = network.runStacked(photo, 2, Network.Arena.GIVEN_BACK, Cancellation.NEVER)) {
      for (Mat drawn : List.of(kept, givenBack, stacked)) {
        assertThat(drawn.ptr(7, 7).get() & 0xff).isEqualTo(165);
      }
    }
  }

  @Test
  void of_factsMeasuredHere_prefersThem() {
    MemoryModel measured = new MemoryModel(5_000_000, 123, 130);
    MeasuredMemory here = MeasuredMemory.here(Precision.FP32, measured);
    MeasuredMemory elsewhere = new MeasuredMemory("cuda", Precision.FP32, "1.0", 7, 7, 7);
    assertThat(NetworkMemory.of(facts(here), Precision.FP32)).isEqualTo(measured);
    MemoryModel estimate = NetworkMemory.of(facts(elsewhere), Precision.FP32);
    assertThat(estimate).isEqualTo(NetworkMemory.estimate(facts(), Precision.FP32));
    assertThat(estimate.bytesPerPixel()).isCloseTo(180, within(1e-9));
    assertThat(estimate.fixedBytes()).isEqualTo(7_000_000);
  }

  @Test
  void estimate_withoutLiveBytes_takesAHundredNumbersAPixel() {
    assertThat(NetworkMemory.estimate(facts(), Precision.FP16).bytesPerPixel())
        .isCloseTo(360, within(1e-9));
  }

  private static NetworkFacts facts(MeasuredMemory... memory) {
    return new NetworkFacts(
        Tiling.EXACT, 4, 4, 64, 1_000_000, 1e5, Map.of(Precision.FP32, 100.0), List.of(memory));
  }
}
