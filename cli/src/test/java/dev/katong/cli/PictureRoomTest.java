package dev.katong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PictureRoomTest {
  private final PictureRoom room = new PictureRoom(100);

  @Test
  void enter_besideOthers_waitsForRoom() {
    PictureRoom.Place first = room.enter(60);
    PictureRoom.Place second = room.enter(40);
    CompletableFuture<PictureRoom.Place> third = CompletableFuture.supplyAsync(() -> room.enter(1));
    assertThat(third).isNotDone();
    second.close();
    assertThat(third.join().hadNeighbours()).isTrue();
    first.close();
    assertThat(first.hadNeighbours()).isTrue();
  }

  @Test
  void enter_ofMoreThanThereIs_hasRoomAlone() {
    try (PictureRoom.Place huge = room.enter(1000)) {
      assertThat(huge.hadNeighbours()).isFalse();
      assertThat(CompletableFuture.supplyAsync(() -> room.enter(0))).isNotDone();
    }
  }

  @Test
  void enterAlone_waitsUntilAllHaveLeftAndKeepsOthersOut() {
    PictureRoom.Place first = room.enter(1);
    CompletableFuture<PictureRoom.Place> alone = CompletableFuture.supplyAsync(room::enterAlone);
    assertThat(alone).isNotDone();
    first.close();
    PictureRoom.Place lonely = alone.join();
    CompletableFuture<PictureRoom.Place> next = CompletableFuture.supplyAsync(() -> room.enter(0));
    assertThat(next).isNotDone();
    lonely.close();
    next.join().close();
    assertThat(lonely.hadNeighbours()).isFalse();
  }
}
