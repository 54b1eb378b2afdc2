package dev.katong.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The database of jobs with its schema up to date: H2 in a file of one service, or PostgreSQL,
 * which several services may share.
 */
public final class JobDatabase implements AutoCloseable {
  /** Every commit is written at once: a killed process loses none. */
  private static final String EMBEDDED =
      "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";

  private static final String MIGRATIONS = "classpath:dev/katong/server/jobs/migration";
  private static final int LOCKED = 90020;
  private static final int CONNECTIONS = 12;

  /** The longest wait for a connection: those who ask for readiness learn of an outage. */
  private static final long CONNECT_MILLIS = 10_000;

  private final HikariDataSource source;
  private final boolean shared;

  private JobDatabase(HikariDataSource source, boolean shared) {
    this.source = source;
    this.shared = shared;
  }

  /**
   * Opens the database of one service.
   *
   * @param file without its ending; made if it is missing
   * @throws IllegalArgumentException if another process has it open, or it cannot be read
   */
  public static JobDatabase embedded(Path file) {
    HikariConfig config = config(EMBEDDED.formatted(file));
    config.setUsername("katong");
    try {
      return open(config, false);
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Opens a database that several services may share.
   *
   * @param url such as {@code jdbc:postgresql://db/katong}
   * @param user null for none, or one in the address
   * @throws IllegalArgumentException if it cannot be reached, or its schema not be brought up to
   *     date
   */
  public static JobDatabase shared(String url, @Nullable String user, @Nullable String password) {
    HikariConfig config = config(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setConnectionTimeout(CONNECT_MILLIS);
    // A server that does not answer must not hold threads for good.
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    try {
      return open(config, true);
    } catch (RuntimeException e) {
      // Without the address, which may hold a password.
      throw new IllegalArgumentException(
          "the database of jobs cannot be used (%s); check --database, its user and its password"
              .formatted(reason(e)),
          e);
    }
  }

  private static HikariConfig config(String url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("jobs");
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    return config;
  }

  private static JobDatabase open(HikariConfig config, boolean shared) {
    HikariDataSource source = new HikariDataSource(config);
    try {
      migrate(source);
      return new JobDatabase(source, shared);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Homes of versions before these migrations have the tables of the first one. */
  private static void migrate(DataSource source) {
    Flyway.configure(JobDatabase.class.getClassLoader())
        .dataSource(source)
        .locations(MIGRATIONS)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  private static IllegalArgumentException unreadable(Path file, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException known && known.getErrorCode() == LOCKED) {
        return new IllegalArgumentException(
            "another service keeps its jobs in %s; set KATONG_HOME to another folder for this one"
                .formatted(file.getParent()),
            failure);
      }
    }
    return new IllegalArgumentException(
        "the jobs in %s.mv.db cannot be read (%s); move the file away"
            .formatted(file, reason(failure)),
        failure);
  }

  /** The sentence of the innermost error that people can do something with. */
  private static String reason(RuntimeException failure) {
    String reason = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException || cause instanceof FlywayException) {
        reason = String.valueOf(cause.getMessage());
      }
    }
    return reason.strip();
  }

  /** Connections to the database. */
  public DataSource source() {
    return source;
  }

  /**
   * Opens a connection of its own, apart from the pool, as for one that is kept long.
   *
   * @throws SQLException if the database cannot be reached
   */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    if (source.getUsername() != null) {
      properties.setProperty("user", source.getUsername());
    }
    if (source.getPassword() != null) {
      properties.setProperty("password", source.getPassword());
    }
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(source.getJdbcUrl(), properties);
  }

  /**
   * Checks that the database answers.
   *
   * @throws SQLException if it does not
   */
  public void check() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
  }

  /** True if other services may use the database at the same time. */
  public boolean isShared() {
    return shared;
  }

  @Override
  public void close() {
    source.close();
  }
}
