package dev.katong.server.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.pagination.sync.SdkIterable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The files of jobs as objects of a bucket, {@code PREFIX/ID/00001.photo}, in S3 or a service that
 * speaks its protocol. Credentials and region are found as the AWS SDK does.
 *
 * <p>A file that is to be drawn or sent is fetched into a folder of this machine first, and deleted
 * from it with its lease.
 */
public final class S3Files implements JobFiles {
  /** Addresses of buckets begin with this. */
  public static final String SCHEME = "s3://";

  private static final Logger LOG = LoggerFactory.getLogger(S3Files.class);
  private static final int MOST_DELETED = 1000;
  private static final int NOT_FOUND = 404;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration READ = Duration.ofSeconds(30);

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final Path folder;
  private final JobReaders readers = new JobReaders(this::removeObjects);

  /**
   * Connects to a bucket.
   *
   * @param address {@code s3://BUCKET} or {@code s3://BUCKET/PREFIX}
   * @param endpoint the address of a service that speaks S3's protocol; null for what the SDK's
   *     environment says, or AWS
   * @param work a folder of this service alone, emptied now
   * @throws IllegalArgumentException if the bucket cannot be used
   */
  public S3Files(String address, @Nullable String endpoint, Path work) {
    String[] parts = address.substring(SCHEME.length()).split("/", 2);
    this.bucket = parts[0];
    this.prefix = parts.length > 1 && !parts[1].isEmpty() ? parts[1].replaceAll("/*$", "/") : "";
    this.folder = work;
    try {
      FileSystemUtils.deleteRecursively(work);
      Files.createDirectories(work);
      this.client = client(endpoint);
      check();
    } catch (IOException | SdkException e) {
      throw new IllegalArgumentException(
          "the storage %s cannot be used: %s".formatted(address, e.getMessage()), e);
    }
  }

  private static S3Client client(@Nullable String endpoint) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(READ))
            // Many services that speak S3's protocol lack its newer checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true);
      if (System.getenv("AWS_REGION") == null) {
        builder.region(Region.US_EAST_1);
      }
    }
    return builder.build();
  }

  private String key(StoredFile file) {
    return folderKey(file.job()) + file.name();
  }

  private String folderKey(UUID job) {
    return prefix + job + "/";
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private static <T> T call(StoredFile file, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (NoSuchKeyException e) {
      throw new NoSuchFileException(file.toString());
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        throw new NoSuchFileException(file.toString());
      }
      throw unreachable(e);
    } catch (SdkException e) {
      throw unreachable(e);
    }
  }

  private static StorageUnreachable unreachable(SdkException failure) {
    return new StorageUnreachable(String.valueOf(failure.getMessage()), failure);
  }

  @Override
  public void begin(UUID job) {
    readers.begin(job);
  }

  @Override
  public void commit(UUID job) {
    readers.commit(job);
  }

  @Override
  public void force(UUID job) {
    // Each object was stored when its PUT was answered.
  }

  @Override
  public Path draft(StoredFile photo) {
    return folder.resolve(photo.job() + "-" + photo.name());
  }

  @Override
  public void keep(StoredFile photo) throws IOException {
    Path draft = draft(photo);
    try {
      put(photo, RequestBody.fromFile(draft));
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public void write(StoredFile cartoon, byte[] bytes) throws IOException {
    put(cartoon, RequestBody.fromBytes(bytes));
  }

  private void put(StoredFile file, RequestBody body) throws IOException {
    call(file, () -> client.putObject(put -> put.bucket(bucket).key(key(file)), body));
  }

  @Override
  public void delete(StoredFile file) {
    try {
      client.deleteObject(delete -> delete.bucket(bucket).key(key(file)));
    } catch (SdkException e) {
      LOG.debug("{} cannot be deleted now", file, e);
    }
  }

  @Override
  public long size(StoredFile file, @Nullable Long known) throws IOException {
    return known != null
        ? known
        : call(
            file,
            () -> client.headObject(head -> head.bucket(bucket).key(key(file))).contentLength());
  }

  @Override
  public ByteBuffer read(StoredFile file, long offset, int length) throws IOException {
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
    ResponseBytes<GetObjectResponse> part =
        call(
            file,
            () -> client.getObjectAsBytes(get -> get.bucket(bucket).key(key(file)).range(range)));
    ByteBuffer bytes = part.asByteBuffer();
    if (bytes.remaining() != length) {
      throw new FileNotFoundException("a file of a job has become shorter");
    }
    return bytes;
  }

  private final class S3Lease implements Lease {
    private final UUID job;
    private final Collection<Path> copies = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private S3Lease(UUID job) {
      this.job = job;
    }

    @Override
    public Path local(StoredFile file) throws IOException {
      Path copy = folder.resolve(UUID.randomUUID().toString());
      copies.add(copy);
      call(
          file,
          () ->
              client.getObject(
                  get -> get.bucket(bucket).key(key(file)), ResponseTransformer.toFile(copy)));
      return copy;
    }

    @Override
    public void close() {
      if (closed.getAndSet(true)) {
        return;
      }
      for (Path copy : copies) {
        try {
          Files.deleteIfExists(copy);
        } catch (IOException e) {
          LOG.debug("{} cannot be deleted", copy, e);
        }
      }
      readers.leave(job);
    }
  }

  @Override
  public Lease lease(UUID job) {
    readers.enter(job);
    return new S3Lease(job);
  }

  @Override
  public void remove(UUID job) {
    readers.remove(job);
  }

  /** Removes a job's objects; those that cannot be removed now are orphans and removed later. */
  private void removeObjects(UUID job) {
    try {
      List<ObjectIdentifier> some = new ArrayList<>();
      for (S3Object object : objects(job)) {
        some.add(ObjectIdentifier.builder().key(object.key()).build());
        if (some.size() == MOST_DELETED) {
          delete(some);
          some.clear();
        }
      }
      if (!some.isEmpty()) {
        delete(some);
      }
      removeDrafts(job);
    } catch (IOException | SdkException e) {
      LOG.warn("the files of the job {} cannot be removed now: {}", job, e.toString());
    }
  }

  private SdkIterable<S3Object> objects(UUID job) {
    return client
        .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(folderKey(job)))
        .contents();
  }

  private void delete(List<ObjectIdentifier> objects) {
    client.deleteObjects(
        delete -> delete.bucket(bucket).delete(which -> which.objects(objects).quiet(true)));
  }

  /** Removes what a job that was not created whole has left on this machine. */
  private void removeDrafts(UUID job) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (String.valueOf(entry.getFileName()).startsWith(job + "-")) {
          Files.deleteIfExists(entry);
        }
      }
    }
  }

  @Override
  public void removeOrphans(Function<Collection<UUID>, Set<UUID>> existing) {
    try {
      List<UUID> jobs =
          client
              .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix).delimiter("/"))
              .commonPrefixes()
              .stream()
              .flatMap(found -> JobReaders.job(folderName(found.prefix())).stream())
              .toList();
      readers.removeOrphans(jobs, existing, this::isOld);
    } catch (SdkException e) {
      LOG.warn("files of no job cannot be looked for now: {}", e.getMessage());
    }
  }

  private boolean isOld(UUID job) {
    return objects(job).stream().allMatch(object -> JobReaders.isOld(object.lastModified()));
  }

  /** The name of a folder, which S3 gives with the prefix before it and a slash after it. */
  private String folderName(String found) {
    return found.substring(prefix.length()).replace("/", "");
  }

  @Override
  public long capacity() {
    return UNLIMITED;
  }

  @Override
  public long free() {
    return UNLIMITED;
  }

  @Override
  public void check() throws IOException {
    try {
      client.headBucket(head -> head.bucket(bucket));
    } catch (SdkException e) {
      throw unreachable(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
