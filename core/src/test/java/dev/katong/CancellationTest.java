package dev.katong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.Cancelled;
import dev.katong.fixture.DrawnPortrait;
import dev.katong.fixture.PictureAssert;
import dev.katong.fixture.TinyNetworks;
import dev.katong.image.Photo;
import dev.katong.network.Network;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final Cancellation cancellation = new Cancellation();

  @Test
  void check_afterCancel_throwsTheReason() {
    cancellation.check();
    cancellation.cancel("it took too long");
    cancellation.cancel("another reason");

    assertThat(cancellation.isCancelled()).isTrue();
    assertThatThrownBy(cancellation::check)
        .isInstanceOf(Cancelled.class)
        .hasMessage("it took too long");
  }

  @Test
  void after_itsTime_cancelsByItself() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Cancellation soon = Cancellation.after(Duration.ofMillis(20), "time is up");
    soon.onCancel(stopped::countDown);

    assertThat(stopped.await(1, TimeUnit.MINUTES)).isTrue();
    assertThatThrownBy(soon::check).hasMessage("time is up");
  }

  @Test
  void onCancel_untilItIsClosed_isDoneOnce() {
    AtomicInteger kept = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    cancellation.onCancel(kept::incrementAndGet);
    cancellation.onCancel(closed::incrementAndGet).close();
    cancellation.cancel("stop");
    cancellation.cancel("stop");
    assertThat(kept).hasValue(1);
    assertThat(closed).hasValue(0);

    cancellation.onCancel(kept::incrementAndGet);
    assertThat(kept).as("at once when it is too late").hasValue(2);
  }

  @Test
  void cancel_never_isRefused() {
    assertThatThrownBy(() -> Cancellation.NEVER.cancel("stop"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void run_stopped_endsInsideTheNetworkWhichStaysUsable() {
    cancellation.cancel("stopped by its client");
    try (Network network = Network.load(TinyNetworks.halving(1), "the network", 1);
        Photo photo = Photo.of(DrawnPortrait.drawLandscape(64, 48))) {
      assertThatThrownBy(() -> network.run(photo.mat(), Network.Arena.KEPT, cancellation))
          .isInstanceOf(Cancelled.class)
          .hasMessage("stopped by its client");
      try (Mat picture = network.run(photo.mat())) {
        PictureAssert.assertThat(picture).hasSize(64, 48);
      }
    }
  }
}
