package dev.katong.server.jobs;

import dev.katong.server.ServerSettings;
import dev.katong.server.service.ServiceException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import reactor.core.publisher.Flux;

/**
 * Where jobs are made, looked at, stopped and fetched. Each belongs to the key that made it; for
 * others there is no such job. What was finished survives the process; the rest goes on after it.
 */
public final class JobService {
  private static final int MOST_LISTED = 500;

  private final JobStore store;
  private final JobFiles files;
  private final JobEvents events;
  private final JobView view;
  private final JobRunner runner;
  private final Retention retention;
  private final ServerSettings settings;

  JobService(
      JobStore store,
      JobFiles files,
      JobEvents events,
      JobView view,
      JobRunner runner,
      Retention retention,
      ServerSettings settings) {
    this.store = store;
    this.files = files;
    this.events = events;
    this.view = view;
    this.runner = runner;
    this.retention = retention;
    this.settings = settings;
  }

  /**
   * Something that was sent for a job.
   *
   * @param file where it lies; a photo or a zip archive of photos
   * @param name what its sender calls it
   */
  public record Upload(Path file, String name) {}

  /**
   * A picture to be fetched.
   *
   * @param name for the file that it will be
   */
  public record Fetched(Path file, String name, String format) {}

  /** Where uploads may be put. */
  public Path incoming() {
    return files.incoming();
  }

  /**
   * Makes a job, which begins at once.
   *
   * @param request by the names of {@link dev.katong.server.service.RequestParser#NAMES}
   * @throws ServiceException if there is no photo in it, it is too large, or the disk is full
   */
  public Map<String, Object> create(
      String owner, Map<String, String> request, List<Upload> uploads) {
    UUID id = UUID.randomUUID();
    UploadExtractor intake = new UploadExtractor(id, files, settings);
    boolean kept = false;
    try {
      long sent = 0;
      for (Upload upload : uploads) {
        sent += Files.size(upload.file());
      }
      retention.makeRoom(sent);
      Files.createDirectories(files.folder(id));
      for (Upload upload : uploads) {
        intake.add(upload.file(), upload.name());
      }
      if (intake.pictures().isEmpty()) {
        throw ServiceException.of("images", "images: there is no photo among what was sent");
      }
      store.add(id, owner, request, intake.pictures(), intake.bytes());
      kept = true;
    } catch (IOException e) {
      throw new ServiceException(
          ServiceException.Kind.DISK_FULL,
          "the photos cannot be kept; the service's disk may be full");
    } finally {
      if (!kept) {
        files.remove(id);
      }
    }
    runner.call();
    return job(owner, id);
  }

  /** An owner's jobs without their pictures, the newest first. */
  public List<Map<String, Object>> jobs(String owner) {
    return store.ofOwner(owner, MOST_LISTED).stream()
        .map(job -> view.of(job, runner.secondsLeft(job)))
        .toList();
  }

  /** A job with its pictures. */
  public Map<String, Object> job(String owner, UUID id) {
    return whole(known(owner, id));
  }

  private Map<String, Object> whole(Job job) {
    List<Map<String, Object>> pictures =
        store.pictures(job.id()).stream()
            .map(picture -> view.of(picture, runner.live(picture)))
            .toList();
    return view.of(job, runner.secondsLeft(job), pictures);
  }

  /** A job, and then what happens to it until its end. */
  public Flux<JobEvent> events(String owner, UUID id) {
    return Flux.defer(
        () -> {
          known(owner, id);
          // Listened to before the job is read, so that nothing is lost in between.
          Flux<JobEvent> later = events.listen(id);
          Job job = known(owner, id);
          JobEvent now = new JobEvent(JobEvent.JOB, whole(job));
          return job.isOver()
              ? Flux.just(now, new JobEvent(JobEvent.END, view.of(job, OptionalLong.empty())))
              : Flux.concat(Flux.just(now), later);
        });
  }

  /** A finished cartoon. */
  public Fetched cartoon(String owner, UUID id, int number) {
    Job job = known(owner, id);
    JobPicture picture = picture(job, number);
    if (picture.state() != PictureState.DONE) {
      throw new ServiceException(
          ServiceException.Kind.CONFLICT,
          "picture %d is %s; there is no cartoon of it".formatted(number, picture.state().label()));
    }
    return fetched(job, picture);
  }

  private Fetched fetched(Job job, JobPicture picture) {
    String format = String.valueOf(picture.format());
    String name = picture.name();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return new Fetched(
        files.cartoon(job.id(), picture.number()),
        stem + "-" + job.settings().get("style") + "." + format,
        format);
  }

  /** The photo that a cartoon is made from. */
  public Path photo(String owner, UUID id, int number) {
    Job job = known(owner, id);
    Path file = files.photo(job.id(), picture(job, number).number());
    if (!Files.isRegularFile(file)) {
      throw new ServiceException(ServiceException.Kind.NOT_FOUND, "the photo was not kept");
    }
    return file;
  }

  /** Writes all that is finished as a zip archive. */
  public void zip(String owner, UUID id, OutputStream out) {
    Job job = known(owner, id);
    try (ZipPictures zip = new ZipPictures(out)) {
      for (JobPicture picture : store.pictures(id)) {
        if (picture.state() == PictureState.DONE) {
          Fetched cartoon = fetched(job, picture);
          zip.add(cartoon.file(), cartoon.name());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives up what is not finished. */
  public Map<String, Object> cancel(String owner, UUID id) {
    known(owner, id);
    store.cancel(id);
    runner.stop(id);
    runner.tellProgress(id);
    return job(owner, id);
  }

  /** Draws again what failed or was given up. */
  public Map<String, Object> retry(String owner, UUID id) {
    known(owner, id);
    store.retry(id);
    runner.call();
    return job(owner, id);
  }

  /** Removes a job with its pictures. */
  public void remove(String owner, UUID id) {
    known(owner, id);
    store.cancel(id);
    runner.stop(id);
    runner.tellProgress(id);
    store.remove(id);
    files.remove(id);
  }

  /** How much there is to do, and what all jobs take on the disk. */
  public Map<String, Object> load() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("waiting", store.count(PictureState.WAITING));
    values.put("running", store.count(PictureState.RUNNING));
    values.put("bytes", store.bytes());
    return values;
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
