package dev.katong.server.security;

import dev.katong.KatongHome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Refuses to start a service that other machines can reach without a key, whichever setting caused
 * that.
 */
public final class Exposure {
  private static final String ADDRESS = "server.address";
  private static final String MANAGEMENT_ADDRESS = "management.server.address";
  private static final String MANAGEMENT_PORT = "management.server.port";

  private Exposure() {}

  /**
   * Checks the addresses that are going to be bound, and puts in what follows from other settings.
   *
   * @throws IllegalArgumentException if anybody could use the service; the message says how to
   *     change that
   */
  public static void prepare(ConfigurableEnvironment environment) {
    AccessSettings settings = Binder.get(environment).bindOrCreate("katong", AccessSettings.class);
    Map<String, Object> derived = new HashMap<>(Tls.properties(settings.tls()));
    if (settings.managementPort() != null) {
      derived.put(MANAGEMENT_PORT, settings.managementPort());
    }
    if (settings.managementPort() != null || environment.containsProperty(MANAGEMENT_PORT)) {
      derived.putAll(Tls.managementProperties(settings.tls()));
      if (!environment.containsProperty(MANAGEMENT_ADDRESS)) {
        // Spring would bind all addresses.
        derived.put(MANAGEMENT_ADDRESS, address(environment));
      }
    }
    environment.getPropertySources().addFirst(new MapPropertySource("katong-derived", derived));
    for (String name : List.of(ADDRESS, MANAGEMENT_ADDRESS)) {
      String address = environment.getProperty(name);
      if (address != null && !isLocal(address)) {
        check(address, settings, environment);
      }
    }
  }

  private static void check(String address, AccessSettings settings, Environment environment) {
    if (!settings.open() && !hasKeys(settings, environment)) {
      throw unprotected(address);
    }
  }

  private static IllegalArgumentException unprotected(String address) {
    return new IllegalArgumentException(
        "anybody could use a service at %s: set a key (katong key new NAME), or say --open"
            .formatted(address.isBlank() ? "all addresses (server.address is empty)" : address));
  }

  private static boolean hasKeys(AccessSettings settings, Environment environment) {
    if (!settings.ownKeys().isEmpty() || settings.keyFile() != null) {
      return true;
    }
    String home = environment.getProperty("katong.home");
    Path folder = home == null ? KatongHome.ofEnvironment().folder() : Path.of(home);
    return Files.exists(settings.file(folder).path());
  }

  /**
   * Checks an address that has been bound.
   *
   * @throws IllegalArgumentException if anybody could use the service there
   */
  static void check(SocketAddress bound, boolean keyRequired, boolean open) {
    if (!keyRequired
        && !open
        && bound instanceof InetSocketAddress address
        && !address.getAddress().isLoopbackAddress()) {
      throw unprotected(address.getAddress().getHostAddress());
    }
  }

  /** The address that the service listens at, as it was given. */
  public static String address(Environment environment) {
    String address = environment.getProperty(ADDRESS, "");
    return address.isBlank() ? "0.0.0.0" : address;
  }

  private static boolean isLocal(String address) {
    if (address.isBlank()) {
      return false;
    }
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + address, e);
    }
  }
}
