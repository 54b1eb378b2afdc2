package dev.katong.server.jobs;

import dev.katong.image.archive.UniqueNames;
import dev.katong.server.service.KeyLimits;
import dev.katong.server.service.ServiceException;
import dev.katong.server.service.Upload;
import dev.katong.server.storage.JobFiles;
import dev.katong.server.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Creates jobs, looks at them, stops and fetches them. Each belongs to the key that made it; for
 * others it does not exist. What was finished survives the process; the rest continues after a
 * restart.
 *
 * <p>Everything happens on the threads of {@link JobExecutor}: a subscriber may leave at any
 * moment.
 */
public final class JobService {
  /** The most jobs of one page of a list. */
  public static final int MOST_LISTED = 200;

  private static final int CHUNK_BYTES = 1 << 18;
  private static final int START_BYTES = 12;

  private final JobStore store;
  private final JobFiles files;
  private final JobEvents events;
  private final JobView view;
  private final JobRunner runner;
  private final JobCreator creator;
  private final JobExecutor executor;

  JobService(
      JobStore store,
      JobFiles files,
      JobEvents events,
      JobView view,
      JobRunner runner,
      JobCreator creator,
      JobExecutor executor) {
    this.store = store;
    this.files = files;
    this.events = events;
    this.view = view;
    this.runner = runner;
    this.creator = creator;
    this.executor = executor;
  }

  /**
   * A request for a job.
   *
   * @param owner the name of the key that was sent
   * @param limits of the key
   * @param settings by the names of {@link dev.katong.server.service.RequestParser#NAMES}
   * @param webhook the address that receives a message at the job's end; null for none
   * @param idempotencyKey the client's name for the request; null if it gave none
   */
  public record Request(
      String owner,
      KeyLimits limits,
      Map<String, String> settings,
      @Nullable String webhook,
      @Nullable String idempotencyKey) {}

  /**
   * A picture to be fetched.
   *
   * @param name for the file that it will be
   */
  public record Fetched(Path file, String name, String format) {}

  /**
   * A photo as it was sent.
   *
   * @param start its first bytes, which tell its kind
   */
  public record SentPhoto(Path file, byte[] start) {}

  /**
   * Creates a job, which begins at once. If the subscriber leaves, it is created whole or not at
   * all.
   *
   * @param uploads takes over what was sent, or throws {@link dev.katong.KatongException.Cancelled}
   *     if the client has left
   * @return the job; fails with a {@link ServiceException} if there is no photo in it, it is too
   *     large, or the disk is full
   */
  public Mono<JobJson> create(Request request, Supplier<List<Upload>> uploads) {
    return executor.upload(
        request.owner(),
        cancelled -> {
          List<Upload> taken = uploads.get();
          try {
            UUID id = creator.create(request, taken, cancelled);
            runner.changed(id, 0);
            return whole(known(request.owner(), id));
          } finally {
            taken.forEach(Upload::close);
          }
        });
  }

  /**
   * A page of an owner's jobs without their pictures, the newest first.
   *
   * @param after {@code next} of the page before; null for the first page
   */
  public Mono<JobJson.Page> jobs(String owner, int limit, @Nullable String after) {
    return executor.call(
        () -> {
          JobStore.Cursor cursor = after == null ? null : JobStore.Cursor.parse(after);
          List<Job> found = store.ofOwner(owner, limit + 1, cursor);
          List<Job> page = found.subList(0, Math.min(limit, found.size()));
          int pending = store.pendingJobs();
          List<JobJson> jobs =
              page.stream().map(job -> view.of(job, runner.secondsLeft(job, pending))).toList();
          boolean more = found.size() > limit;
          return new JobJson.Page(
              jobs, more ? JobStore.Cursor.of(page.get(limit - 1)).text() : null);
        });
  }

  /** A job with its pictures. */
  public Mono<JobJson> job(String owner, UUID id) {
    return executor.call(() -> whole(known(owner, id)));
  }

  private JobJson whole(Job job) {
    List<PictureJson> pictures =
        store.pictures(job.id()).stream()
            .map(picture -> view.of(picture, runner.live(picture)))
            .toList();
    return view.of(job, runner.secondsLeft(job), pictures);
  }

  /** A job, and then what happens to it until its end. */
  public Flux<JobEvent> events(String owner, UUID id) {
    // Listened to before the job is read, so that nothing is lost in between.
    return Flux.using(
        () -> events.listen(id),
        listener -> executor.call(() -> first(owner, id)).flatMapMany(now -> now.then(listener)),
        JobEvents.Listener::close);
  }

  private record First(JobEvent job, @Nullable JobEvent end) {
    Flux<JobEvent> then(JobEvents.Listener listener) {
      return end == null ? Flux.concat(Flux.just(job), listener.events()) : Flux.just(job, end);
    }
  }

  private First first(String owner, UUID id) {
    Job job = known(owner, id);
    JobEvent now = new JobEvent(JobEvent.JOB, whole(job));
    return new First(
        now, job.isOver() ? new JobEvent(JobEvent.END, view.of(job, OptionalLong.empty())) : null);
  }

  /**
   * Sends a finished cartoon. Its file stays until the sending ends, even if the job is removed
   * meanwhile.
   */
  public Mono<Void> cartoon(
      String owner, UUID id, int number, Function<Fetched, Mono<Void>> sending) {
    return leased(id, lease -> executor.read(() -> cartoon(lease, owner, id, number)), sending);
  }

  private <T> Mono<Void> leased(
      UUID job, Function<JobFiles.Lease, Mono<T>> finding, Function<T, Mono<Void>> sending) {
    return Mono.using(
        () -> files.lease(job),
        lease -> finding.apply(lease).flatMap(sending),
        lease -> executor.execute(lease::close));
  }

  private Fetched cartoon(JobFiles.Lease lease, String owner, UUID id, int number)
      throws IOException {
    Job job = known(owner, id);
    JobPicture picture = picture(job, number);
    if (picture.state() != PictureState.DONE) {
      throw new ServiceException(
          ServiceException.Kind.CONFLICT,
          "picture %d is %s; there is no cartoon of it".formatted(number, picture.state().label()));
    }
    return new Fetched(
        local(lease, picture.cartoon()),
        PictureNames.plain(cartoonName(job, picture)),
        String.valueOf(picture.format()));
  }

  private static String cartoonName(Job job, JobPicture picture) {
    return PictureNames.cartoon(
        picture.name(),
        String.valueOf(job.settings().get("style")),
        String.valueOf(picture.format()));
  }

  /** Sends the photo that a cartoon is made from, as {@link #cartoon} does. */
  public Mono<Void> photo(
      String owner, UUID id, int number, Function<SentPhoto, Mono<Void>> sending) {
    return leased(id, lease -> executor.read(() -> photo(lease, owner, id, number)), sending);
  }

  private SentPhoto photo(JobFiles.Lease lease, String owner, UUID id, int number)
      throws IOException {
    Path file = local(lease, picture(known(owner, id), number).photo());
    try (InputStream in = Files.newInputStream(file)) {
      return new SentPhoto(file, in.readNBytes(START_BYTES));
    }
  }

  private static Path local(JobFiles.Lease lease, StoredFile file) throws IOException {
    try {
      return lease.local(file);
    } catch (NoSuchFileException e) {
      throw new ServiceException(
          ServiceException.Kind.NOT_FOUND, "the file was not stored, or is no longer there");
    }
  }

  /**
   * A job's finished cartoons as a zip archive.
   *
   * @param name for the file that it will be
   */
  public record Zip(ZipDownload plan, String name) {}

  /**
   * Sends a job's finished cartoons as a zip archive. Its files stay until the sending ends, even
   * if the job is removed meanwhile.
   */
  public Mono<Void> zip(String owner, UUID id, Function<Zip, Mono<Void>> sending) {
    return leased(
        id, lease -> executor.upload(owner, cancelled -> zip(owner, id, cancelled)), sending);
  }

  private Zip zip(String owner, UUID id, BooleanSupplier cancelled) throws IOException {
    Job job = known(owner, id);
    List<ZipDownload.Entry> entries = new ArrayList<>();
    UniqueNames names = new UniqueNames();
    for (JobPicture picture : store.pictures(id)) {
      if (cancelled.getAsBoolean()) {
        throw JobRunner.left();
      }
      if (picture.state() == PictureState.DONE) {
        String name = names.of(cartoonName(job, picture));
        entries.add(new ZipDownload.Entry(name, picture.cartoon(), size(picture), crc(picture)));
      }
    }
    return new Zip(
        new ZipDownload(entries, job.created()), "katong-" + job.settings().get("style") + ".zip");
  }

  /** A range of an archive, each piece read when it is subscribed to. */
  public Flux<DataBuffer> content(Zip zip, long start, long count) {
    return Flux.fromIterable(zip.plan().pieces(start, count, CHUNK_BYTES))
        .concatMap(this::piece, 0);
  }

  private Mono<DataBuffer> piece(ZipDownload.Piece piece) {
    byte[] bytes = piece.bytes();
    return bytes == null
        ? executor.read(() -> DefaultDataBufferFactory.sharedInstance.wrap(read(piece)))
        : Mono.fromSupplier(
            () ->
                DefaultDataBufferFactory.sharedInstance.wrap(
                    ByteBuffer.wrap(bytes, (int) piece.offset(), (int) piece.length()).slice()));
  }

  private ByteBuffer read(ZipDownload.Piece piece) throws IOException {
    StoredFile file = piece.file();
    if (file == null) {
      throw new IllegalArgumentException("a piece of no file");
    }
    return files.read(file, piece.offset(), (int) piece.length());
  }

  private long size(JobPicture picture) throws IOException {
    return files.size(picture.cartoon(), picture.bytes());
  }

  private long crc(JobPicture picture) throws IOException {
    Long known = picture.crc();
    if (known != null) {
      return known;
    }
    CRC32 crc = new CRC32();
    crc.update(files.read(picture.cartoon(), 0, (int) size(picture)));
    store.crc(picture, crc.getValue());
    return crc.getValue();
  }

  /** Cancels what is not finished; repeating it does no harm. */
  public Mono<JobJson> cancel(String owner, UUID id) {
    return executor.call(
        () -> {
          known(owner, id);
          if (store.cancel(id) == JobStore.Cancelled.OVER) {
            throw new ServiceException(
                ServiceException.Kind.CONFLICT, "the job has ended; there is nothing to cancel");
          }
          runner.stop(id);
          runner.changed(id, 0);
          return whole(known(owner, id));
        });
  }

  /** Draws again what failed or was cancelled; repeating it does no harm. */
  public Mono<JobJson> retry(String owner, UUID id) {
    return executor.call(
        () -> {
          known(owner, id);
          store.retry(id);
          runner.changed(id, 0);
          return whole(known(owner, id));
        });
  }

  /** Removes a job with its pictures; its event streams end. */
  public Mono<Void> remove(String owner, UUID id) {
    return executor
        .call(
            () -> {
              Job job = known(owner, id);
              boolean removed = store.remove(id);
              runner.stop(id);
              events.tell(
                  id, new JobEvent(JobEvent.END, view.of(ended(job), OptionalLong.empty())));
              runner.changed(id, 0);
              files.remove(id);
              return removed;
            })
        .then();
  }

  /** A job as it is after its removal: what was not finished is cancelled. */
  private static Job ended(Job job) {
    if (job.isOver()) {
      return job;
    }
    Map<PictureState, Integer> counts = new EnumMap<>(PictureState.class);
    counts.putAll(job.counts());
    int open = job.count(PictureState.WAITING) + job.count(PictureState.RUNNING);
    counts.remove(PictureState.WAITING);
    counts.remove(PictureState.RUNNING);
    counts.merge(PictureState.CANCELLED, open, Integer::sum);
    return new Job(
        job.id(),
        job.owner(),
        job.created(),
        job.settings(),
        true,
        job.skipped(),
        counts,
        job.firstDone());
  }

  /** The pictures to be drawn, and the bytes of all jobs on the disk. */
  public Mono<JobJson.Load> load() {
    return executor.call(
        () -> {
          return new JobJson.Load(
              store.count(PictureState.WAITING), store.count(PictureState.RUNNING), store.bytes());
        });
  }

  private Job known(String owner, UUID id) {
    return store
        .find(id, owner)
        .orElseThrow(
            () -> new ServiceException(ServiceException.Kind.NOT_FOUND, "there is no job " + id));
  }

  private JobPicture picture(Job job, int number) {
    return store
        .picture(job.id(), number)
        .orElseThrow(
            () ->
                new ServiceException(
                    ServiceException.Kind.NOT_FOUND,
                    "the job has %d pictures, not number %d".formatted(job.total(), number)));
  }
}
