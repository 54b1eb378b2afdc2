package dev.katong.server;

import dev.katong.image.PhotoLimits;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.network.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * Settings of the service and of the resources that it may use. Each is an option of {@code katong
 * serve}, a line {@code katong.NAME=VALUE} in a file, or an environment variable {@code
 * KATONG_NAME}. The settings of access are in {@link dev.katong.server.security.AccessSettings}.
 *
 * @param home Katong's folder; null for the usual one
 * @param host the address that is listened at
 * @param maxResolution the most long side of a result that a client may ask for, in pixels
 * @param precision the precision of the networks' arithmetic: {@code auto}, {@code fp32}, {@code
 *     fp16}, {@code int8}
 * @param fidelity for {@code auto}, in dB of PSNR
 * @param memory the budget of the networks, such as {@code 2g}; null for a share of the free memory
 * @param device the device of the networks, such as {@code cuda:1}; {@code auto} for a card if
 *     there is one that works
 * @param profile presets for the resources of the process
 * @param idle the time that an unused style stays loaded
 * @param preload styles that are loaded before the first request is taken
 * @param warmUp true if each of them also draws a picture then, so that the first request takes no
 *     longer than the next
 * @param queue the most single pictures in flight at a time
 * @param deadline the longest time for a single picture, the time in the queue included
 * @param maxUpload the most bytes of one photo
 * @param maxPixels the most pixels of one photo, such as {@code 100m}
 * @param database the address of the database of jobs, {@code jdbc:postgresql://HOST/NAME}; null
 *     for one of this service alone, in Katong's folder
 * @param databaseUser the user of the database; null for none, or one in the address
 * @param databasePassword the user's password
 * @param storage the folder of the photos and cartoons of jobs, or {@code s3://BUCKET/PREFIX};
 *     services with one database share it; null for a folder in Katong's
 * @param storageEndpoint the address of a service that speaks S3's protocol; null for AWS, or what
 *     the environment of its SDK says
 * @param jobs settings of jobs
 * @param webhook settings of messages at the end of a job
 * @param connections settings of connections
 * @param stop settings of the service's end
 */
@ConfigurationProperties("katong")
public record ServerSettings(
    @Nullable Path home,
    @DefaultValue("127.0.0.1") String host,
    @DefaultValue("2048") int maxResolution,
    @DefaultValue("auto") String precision,
    @DefaultValue("40") double fidelity,
    @Nullable String memory,
    @DefaultValue("auto") String device,
    @Nullable String profile,
    @DefaultValue("300s") @DurationUnit(java.time.temporal.ChronoUnit.SECONDS) Duration idle,
    @DefaultValue List<String> preload,
    boolean warmUp,
    @DefaultValue("64") int queue,
    @DefaultValue("120s") @DurationUnit(java.time.temporal.ChronoUnit.SECONDS) Duration deadline,
    @DefaultValue("64m") String maxUpload,
    @DefaultValue("100m") String maxPixels,
    @Nullable String database,
    @Nullable String databaseUser,
    @Nullable String databasePassword,
    @Nullable String storage,
    @Nullable String storageEndpoint,
    @DefaultValue Jobs jobs,
    @DefaultValue Connections connections,
    @DefaultValue Webhook webhook,
    @DefaultValue Stop stop) {

  /** The least long side of a result that a client may ask for, in pixels. */
  public static final int MIN_RESOLUTION = 512;

  private static PhotoLimits limits(String maxPixels, String maxUpload) {
    return PhotoLimits.DEFAULTS
        .pixels(PhotoLimits.parsePixels(maxPixels))
        .bytes(MemorySize.parse(maxUpload));
  }

  /** The limits of a photo. */
  public PhotoLimits photoLimits() {
    return limits(maxPixels, maxUpload);
  }

  /** The resolution for clients that ask for none, if {@link #maxResolution} allows it. */
  public static final int DEFAULT_RESOLUTION = 1024;

  /**
   * Settings of jobs.
   *
   * @param maxPictures the most pictures of one job
   * @param maxUpload the most bytes of one job's photos
   * @param keep the time that a job is kept after its end
   * @param share the part of the disk that all jobs may take, 0 to 1
   * @param lease the time after which another service draws the pictures of one that has ended, in
   *     whole seconds; used with a database that services share
   */
  public record Jobs(
      @DefaultValue("1000") int maxPictures,
      @DefaultValue("2g") String maxUpload,
      @DefaultValue("24h") Duration keep,
      @DefaultValue("0.25") double share,
      @DefaultValue("30s") Duration lease) {

    public Jobs {
      need(maxPictures >= 1, "katong.jobs.max-pictures is at least 1, not " + maxPictures);
      need(!keep.isNegative(), "katong.jobs.keep is not negative, unlike " + keep);
      need(share > 0 && share <= 1, "katong.jobs.share is above 0 and up to 1, not " + share);
      need(
          lease.toSeconds() >= 2 && lease.toSeconds() <= 3600,
          "katong.jobs.lease is 2s to 1h, not " + lease);
      MemorySize.parse(maxUpload);
    }

    /** The most bytes of one job's photos. */
    public long maxUploadBytes() {
      return MemorySize.parse(maxUpload);
    }
  }

  /**
   * Settings of messages that are sent at the end of a job.
   *
   * @param url the address that receives a message at every job's end; null for none
   * @param hosts hosts, as {@code HOST} or {@code HOST:PORT}, to which clients may have messages
   *     sent
   * @param secret signs the messages; {@code whsec_} and base64, or any text
   */
  public record Webhook(
      @Nullable String url, @DefaultValue List<String> hosts, @Nullable String secret) {

    private static final int LEAST_SECRET = 24;

    public Webhook {
      hosts = List.copyOf(hosts);
      need(
          secret == null || secret.length() >= LEAST_SECRET,
          "katong.webhook.secret has at least %d characters".formatted(LEAST_SECRET));
      need(
          secret != null || url == null && hosts.isEmpty(),
          "webhooks are signed: set katong.webhook.secret");
    }
  }

  /**
   * Settings of the service's end.
   *
   * @param finish the time that running pictures have to finish after the service is asked to end
   */
  public record Stop(@DefaultValue("5s") Duration finish) {
    public Stop {
      need(!finish.isNegative(), "katong.stop.finish is not negative, unlike " + finish);
    }
  }

  /**
   * Settings of connections. A connection without progress for this long is closed.
   *
   * @param head the longest time for the whole head of a request
   * @param receive the longest pause within a request's body
   * @param send the longest time in which a client reads nothing of an answer
   * @param keepAlive the longest time between two requests of a connection
   */
  public record Connections(
      @DefaultValue("30s") Duration head,
      @DefaultValue("30s") Duration receive,
      @DefaultValue("60s") Duration send,
      @DefaultValue("120s") Duration keepAlive) {

    public Connections {
      positive("head", head);
      positive("receive", receive);
      positive("send", send);
      positive("keep-alive", keepAlive);
    }

    private static void positive(String name, Duration time) {
      need(
          !time.isZero() && !time.isNegative(),
          "katong.connections.%s is longer than nothing, unlike %s".formatted(name, time));
    }
  }

  public ServerSettings {
    need(
        maxResolution >= MIN_RESOLUTION && maxResolution <= 16_384,
        "katong.max-resolution is 512 to 16384, not " + maxResolution);
    need(queue >= 1, "katong.queue is at least 1, not " + queue);
    need(
        !deadline.isZero() && !deadline.isNegative(),
        "katong.deadline is longer than nothing, unlike " + deadline);
    need(!idle.isNegative(), "katong.idle is not negative, unlike " + idle);
    need(fidelity >= 0 && fidelity <= 100, "katong.fidelity is 0 to 100 dB, not " + fidelity);
    need(
        database == null || database.startsWith("jdbc:postgresql:"),
        "katong.database is an address such as jdbc:postgresql://HOST/NAME");
    need(
        storage == null || !storage.startsWith("s3:") || storage.matches("s3://[^/]+(/.*)?"),
        "katong.storage is a folder or s3://BUCKET/PREFIX, not " + storage);
    limits(maxPixels, maxUpload);
    Precision.chosen(precision);
    Device.chosen(device);
    preload = List.copyOf(preload);
  }

  private static void need(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The most bytes of one photo. */
  public long maxUploadBytes() {
    return MemorySize.parse(maxUpload);
  }

  /** The resolution for clients that ask for none. */
  public int defaultResolution() {
    return Math.min(DEFAULT_RESOLUTION, maxResolution);
  }
}
