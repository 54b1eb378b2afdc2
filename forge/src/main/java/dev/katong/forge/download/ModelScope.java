package dev.katong.forge.download;

import dev.katong.KatongException.BadDownload;
import dev.katong.forge.download.RetryPolicy.TransientFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service where DCT-Net's authors published their styles, or another that speaks its file API:
 * {@code /api/v1/models/MODEL/repo/files?Revision=R} lists the files of a model with their sizes
 * and digests, {@code /api/v1/models/MODEL/repo?Revision=R&FilePath=F} gives one.
 */
public final class ModelScope {
  /** The service itself. */
  public static final String ENDPOINT = "https://www.modelscope.cn";

  /** The version that a model's page shows. */
  public static final String REVISION = "master";

  private static final int MOST_LISTING_BYTES = 4 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String endpoint;
  private final String revision;

  /**
   * Creates a client of a service.
   *
   * @param endpoint such as {@link #ENDPOINT}: what comes before {@code /api}
   * @param revision a branch or tag of the models
   */
  public ModelScope(URI endpoint, String revision) {
    this.endpoint = endpoint.toString().replaceAll("/+$", "");
    this.revision = revision;
  }

  /**
   * Reads an address of HTTP.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static URI httpAddress(String text) {
    try {
      URI address = URI.create(text);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if (address.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Answered as addresses of other kinds are.
    }
    throw new IllegalArgumentException("'" + text + "' is not an address such as " + ENDPOINT);
  }

  /** The service's address, as provenance names it. */
  String endpoint() {
    return endpoint;
  }

  String revision() {
    return revision;
  }

  /**
   * The files that lie directly in a model's folder.
   *
   * @param model such as {@code iic/cv_unet_person-image-cartoon_compound-models}
   * @throws BadDownload if there is no such model, or the service gives no list
   */
  List<RemoteFile> files(String model, RetryPolicy policy, DownloadListener listener) {
    URI address = URI.create(api(model) + "/files?Revision=" + encoded(revision));
    JsonNode listing;
    try {
      listing = policy.run(() -> listing(address, model, policy), () -> 0, listener);
    } catch (IOException e) {
      throw new AssertionError("nothing is written", e);
    }
    List<RemoteFile> files = new ArrayList<>();
    for (JsonNode file : listing) {
      String path = file.path("Path").asString("");
      if (file.path("Type").asString("").equals("blob") && !path.contains("/")) {
        files.add(
            new RemoteFile(
                path,
                URI.create(
                    api(model) + "?Revision=" + encoded(revision) + "&FilePath=" + encoded(path)),
                Math.max(0, file.path("Size").asLong(0)),
                digest(file.path("Sha256").asString(""))));
      }
    }
    return files;
  }

  private String api(String model) {
    return endpoint + "/api/v1/models/" + model + "/repo";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static @Nullable String digest(String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    return digits.matches("[0-9a-f]{64}") ? digits : null;
  }

  private JsonNode listing(URI address, String model, RetryPolicy policy) throws TransientFailure {
    JsonNode answer;
    String said;
    try (HttpAnswer http = HttpAnswer.to(address, 0, policy)) {
      answer = json(http.readAll(MOST_LISTING_BYTES));
      said = answer.path("Message").asString("");
      http.checkStatus("model " + model, said);
    }
    JsonNode files = answer.path("Data").path("Files");
    if (!answer.path("Success").asBoolean(true) || !(files.isArray() || files.isNull())) {
      throw new BadDownload(
          ("%s gives no list of the files of %s%s; if it is not ModelScope that answers, a proxy or"
                  + " a page to log in may stand between")
              .formatted(
                  HttpAnswer.host(address),
                  model,
                  said.isBlank() ? "" : " (" + said.strip() + ")"));
    }
    if (files.isNull()) {
      throw new BadDownload(
          "%s has no revision '%s' of the model %s; name another with --revision"
              .formatted(HttpAnswer.host(address), revision, model));
    }
    return files;
  }

  /** Reads an answer; a missing node if it is something else than JSON. */
  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }
}
