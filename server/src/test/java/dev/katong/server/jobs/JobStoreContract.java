package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.katong.server.database.JobDatabase;
import dev.katong.server.service.KeyLimits;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Tests of the store that every database passes. */
abstract class JobStoreContract {
  private static final KeyLimits LIMITS = new KeyLimits(1, 1, Integer.MAX_VALUE, Long.MAX_VALUE);

  private static final Duration LEASE = Duration.ofSeconds(30);

  JobDatabase database;
  JobStore store;

  abstract JobDatabase open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    database = open();
    store = store();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Another service's view of the same database. */
  JobStore store() {
    return new JdbcJobStore(database.source(), JsonMapper.builder().build(), LEASE);
  }

  static NewJob job(String owner, int pictures, NewJob.@Nullable IdempotencyKey key) {
    UUID id = UUID.randomUUID();
    return new NewJob(
        id,
        owner,
        Map.of("style", "comic"),
        "comic@1",
        IntStream.rangeClosed(1, pictures)
            .mapToObj(number -> JobPicture.waiting(id, number, number + ".png"))
            .toList(),
        100,
        200,
        List.of(),
        null,
        key);
  }

  UUID added(String owner, int pictures) {
    NewJob job = job(owner, pictures, null);
    assertThat(store.add(job, LIMITS)).isEqualTo(JobStore.Added.YES);
    return job.id();
  }

  JobPicture claimed() {
    return store.claim(null).orElseThrow();
  }

  @Test
  void claim_ofTwoOwners_takesTurns() {
    UUID large = added("a", 4);
    UUID small = added("b", 2);
    List<UUID> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      order.add(claimed().job());
    }
    assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(large, small);
    assertThat(order.subList(2, 4)).containsExactlyInAnyOrder(large, small);
    assertThat(List.of(claimed().job(), claimed().job())).containsOnly(large);
    assertThat(store.claim(null)).isEmpty();
  }

  @Test
  void claim_ofOneOwner_takesSinglePicturesFirst() {
    added("a", 2);
    UUID single = added("a", 1);
    assertThat(claimed().job()).isEqualTo(single);
  }

  @Test
  void claim_byMany_givesEachPictureOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      added("owner" + i % 3, 20);
    }
    Set<String> seen = ConcurrentHashMap.newKeySet();
    List<String> twice = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      JobStore own = store();
      Thread thread =
          new Thread(
              () -> {
                while (own.count(PictureState.WAITING) > 0) {
                  own.claim(null)
                      .ifPresent(
                          picture -> {
                            String name = picture.job() + "/" + picture.number();
                            if (!seen.add(name) || !own.done(picture, "png", "{}", 7, 1)) {
                              twice.add(name);
                            }
                          });
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(twice).isEmpty();
    assertThat(store.count(PictureState.DONE)).isEqualTo(200);
    assertThat(store.pendingJobs()).isZero();
  }

  @Test
  void done_ofTheLastPicture_endsTheJob() {
    UUID id = added("a", 2);
    assertThat(store.done(claimed(), "png", "{}", 50, 9)).isTrue();
    assertThat(store.find(id).orElseThrow().isOver()).isFalse();
    assertThat(store.failed(claimed(), "bad-photo", "x".repeat(5000))).isTrue();

    Job job = store.find(id).orElseThrow();
    assertThat(job.isOver()).isTrue();
    assertThat(job.count(PictureState.DONE)).isEqualTo(1);
    assertThat(store.endedOf("a")).containsExactly(id);
    assertThat(store.endedBefore(Duration.ofSeconds(-5))).containsExactly(id);
    assertThat(store.endedBefore(Duration.ofHours(1))).isEmpty();
    assertThat(store.usage("a")).isEqualTo(new JobStore.Usage(1, 150));
    assertThat(store.bytes()).isEqualTo(150);
    assertThat(store.counts()).hasSize(1);
  }

  @Test
  void cancel_ofARunningJob_cancelsWhatWaitsAndWhatIsPutBack() {
    UUID id = added("a", 3);
    JobPicture running = claimed();
    assertThat(store.cancel(id)).isEqualTo(JobStore.Cancelled.YES);
    assertThat(store.cancel(id)).isEqualTo(JobStore.Cancelled.BEFORE);
    assertThat(store.putBack(running)).isTrue();
    assertThat(store.find(id).orElseThrow().count(PictureState.CANCELLED)).isEqualTo(3);
    assertThat(store.done(running, "png", "{}", 1, 1)).isFalse();

    store.retry(id);
    assertThat(claimed().job()).isEqualTo(id);
    assertThat(store.cancel(UUID.randomUUID())).isEqualTo(JobStore.Cancelled.GONE);
  }

  @Test
  void remove_ofAJob_forgetsItsPictures() {
    UUID id = added("a", 2);
    JobPicture running = claimed();
    assertThat(store.remove(id)).isTrue();
    assertThat(store.remove(id)).isFalse();
    assertThat(store.done(running, "png", "{}", 1, 1)).isFalse();
    assertThat(store.pictures(id)).isEmpty();
    assertThat(store.existing(List.of(id))).isEmpty();
  }

  @Test
  void add_beyondLimits_isRefused() {
    added("a", 1);
    assertThat(store.add(job("a", 1, null), new KeyLimits(1, 1, 1, Long.MAX_VALUE)))
        .isEqualTo(JobStore.Added.TOO_MANY_JOBS);
    assertThat(store.add(job("a", 1, null), new KeyLimits(1, 1, 9, 300)))
        .isEqualTo(JobStore.Added.TOO_MANY_BYTES);
    assertThat(store.add(job("b", 1, null), new KeyLimits(1, 1, 1, 300)))
        .isEqualTo(JobStore.Added.YES);
  }

  @Test
  void add_withAKeyThatIsTaken_isRefused() {
    NewJob first = job("a", 1, new NewJob.IdempotencyKey("token", "digest"));
    assertThat(store.add(first, LIMITS)).isEqualTo(JobStore.Added.YES);
    assertThat(store.add(job("a", 1, new NewJob.IdempotencyKey("token", "other")), LIMITS))
        .isEqualTo(JobStore.Added.KEY_TAKEN);
    assertThat(store.keyed("a", "token", Duration.ofHours(1)))
        .contains(new JobStore.Keyed(first.id(), "digest"));
    store.forgetKeys(Duration.ofSeconds(-5));
    assertThat(store.keyed("a", "token", Duration.ofHours(1))).isEmpty();
  }

  @Test
  void ofOwner_inPages_givesTheNewestFirst() {
    UUID first = added("a", 1);
    UUID second = added("a", 1);
    added("b", 1);
    List<Job> page = store.ofOwner("a", 1, null);
    assertThat(page).extracting(Job::id).containsExactly(second);
    assertThat(store.ofOwner("a", 5, JobStore.Cursor.of(page.get(0))))
        .extracting(Job::id)
        .containsExactly(first);
    assertThat(store.find(first, "b")).isEmpty();
  }

  /** Lets all leases end. */
  private void expireLeases() throws Exception {
    try (Connection connection = database.source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update picture set lease = current_timestamp - interval '1' second where lease is not null");
    }
  }

  @Test
  void takeBackExpired_whileALeaseHolds_leavesThePicture() {
    added("a", 1);
    JobPicture picture = claimed();
    assertThat(store().takeBackExpired()).isEmpty();
    assertThat(store.done(picture, "png", "{}", 1, 1)).isTrue();
  }

  @Test
  void takeBackExpired_afterALease_letsAnotherDrawAndRefusesTheOlderResult() throws Exception {
    UUID id = added("a", 1);
    JobPicture first = claimed();
    expireLeases();
    JobStore other = store();
    assertThat(other.takeBackExpired()).hasSize(1);
    assertThat(other.takeBackExpired()).isEmpty();
    assertThat(store.renew(first)).isEqualTo(JobStore.Renewal.LOST);
    JobPicture second = other.claim(null).orElseThrow();
    assertThat(second.attempt()).isEqualTo(first.attempt() + 1);

    assertThat(store.done(first, "png", "{}", 1, 1)).isFalse();
    assertThat(store.failed(first, "bad-photo", "")).isFalse();
    assertThat(store.putBack(first)).isFalse();
    assertThat(store.picture(id, 1).orElseThrow().state()).isEqualTo(PictureState.RUNNING);
    assertThat(other.done(second, "jpg", "{}", 2, 2)).isTrue();
    assertThat(store.picture(id, 1).orElseThrow().cartoon().name()).isEqualTo("00001-2.cartoon");
  }

  @Test
  void done_byAnotherService_isRefused() {
    added("a", 1);
    JobPicture picture = claimed();
    JobStore other = store();
    assertThat(other.done(picture, "png", "{}", 1, 1)).isFalse();
    other.putBackAllBut(Set.of());
    assertThat(store.renew(picture)).isEqualTo(JobStore.Renewal.YES);
    store.putBackAllBut(Set.of(picture));
    assertThat(store.done(picture, "png", "{}", 1, 1)).isTrue();
  }

  @Test
  void renew_afterItsLease_keepsAPictureThatNobodyTook() throws Exception {
    added("a", 1);
    JobPicture picture = claimed();
    expireLeases();
    assertThat(store.renew(picture)).isEqualTo(JobStore.Renewal.YES);
    assertThat(store().takeBackExpired()).isEmpty();
  }

  @Test
  void renew_ofACancelledOrRemovedJob_saysSo() {
    UUID id = added("a", 1);
    JobPicture picture = claimed();
    store().cancel(id);
    assertThat(store.renew(picture)).isEqualTo(JobStore.Renewal.CANCELLED);
    store().remove(id);
    assertThat(store.renew(picture)).isEqualTo(JobStore.Renewal.LOST);
  }

  @Test
  void takeBackExpired_threeTimes_failsThePictureAsPoison() throws Exception {
    UUID id = added("a", 1);
    for (int i = 0; i < JobStore.MOST_LOST; i++) {
      assertThat(store.claim(null)).isPresent();
      expireLeases();
      assertThat(store.takeBackExpired()).hasSize(1);
    }
    assertThat(store.claim(null)).isEmpty();
    assertThat(store.picture(id, 1).orElseThrow().code()).isEqualTo(JobStore.POISON);
    assertThat(store.find(id).orElseThrow().isOver()).isTrue();

    store.retry(id);
    assertThat(store.claim(null)).as("asked for again, it is tried again").isPresent();
    store.takeBackAll();
    assertThat(store.claim(null)).isPresent();
  }

  @Test
  void takeBackAll_ofACancelledJob_cancelsThePicture() {
    UUID id = added("a", 2);
    claimed();
    store.cancel(id);
    store().takeBackAll();
    assertThat(store.find(id).orElseThrow().count(PictureState.CANCELLED)).isEqualTo(2);
  }

  @Test
  void claim_withStyles_leavesJobsOfOthers() {
    added("a", 1);
    assertThat(store.claim(List.of("comic@2", "anime@1"))).isEmpty();
    assertThat(store.claim(List.of("comic@1"))).isPresent();
  }
}
