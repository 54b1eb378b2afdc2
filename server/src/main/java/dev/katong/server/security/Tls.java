package dev.katong.server.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.env.Environment;

/** Turns the two files of a certificate into the SSL bundle that Spring Boot serves with. */
public final class Tls {
  private static final String NAME = "katong";
  private static final String BUNDLE = "spring.ssl.bundle.pem." + NAME + ".";
  private static final String SERVER_BUNDLE = "server.ssl.bundle";

  private Tls() {}

  static Map<String, Object> properties(AccessSettings.Tls files) {
    Path certificate = files.certificate();
    Path key = files.key();
    Map<String, Object> properties = new HashMap<>();
    if (certificate == null || key == null) {
      return properties;
    }
    properties.put(BUNDLE + "keystore.certificate", location(certificate));
    properties.put(BUNDLE + "keystore.private-key", location(key));
    properties.put(BUNDLE + "reload-on-update", "true");
    properties.put(SERVER_BUNDLE, NAME);
    return properties;
  }

  /** The properties for metrics at a port of their own. */
  static Map<String, Object> managementProperties(AccessSettings.Tls files) {
    return files.certificate() == null ? Map.of() : Map.of("management.server.ssl.bundle", NAME);
  }

  private static String location(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("there is no file %s that can be read".formatted(file));
    }
    return file.toAbsolutePath().toUri().toString();
  }

  /** True if the service uses TLS. */
  public static boolean isOn(Environment environment) {
    return environment.containsProperty(SERVER_BUNDLE);
  }
}
