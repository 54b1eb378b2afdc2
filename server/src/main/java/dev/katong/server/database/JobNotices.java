package dev.katong.server.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices between services that share a database: a picture of a job has changed. They travel by
 * PostgreSQL's LISTEN and NOTIFY and carry ids alone; one may be lost while a connection is broken.
 * Does nothing where the database is one service's.
 */
public final class JobNotices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobNotices.class);
  private static final String CHANNEL = "katong_jobs";
  private static final int WAIT_MILLIS = 5000;
  private static final int VALID_SECONDS = 5;

  private final JobDatabase database;

  /** This service, whose own notices are not for itself. */
  private final String node = UUID.randomUUID().toString();

  private volatile boolean closed;
  private volatile @Nullable Connection listening;

  public JobNotices(JobDatabase database) {
    this.database = database;
  }

  /** Receives notices. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * A job has changed in another service.
     *
     * @param number of the picture; 0 for the job as a whole
     */
    void changed(UUID job, int number);
  }

  /** Tells other services; those that cannot be told look by themselves, some seconds later. */
  public void send(UUID job, int number) {
    if (!database.isShared()) {
      return;
    }
    try (Connection connection = database.source().getConnection();
        PreparedStatement notify = connection.prepareStatement("select pg_notify(?, ?)")) {
      notify.setString(1, CHANNEL);
      notify.setString(2, node + " " + job + " " + number);
      notify.execute();
    } catch (SQLException e) {
      LOG.debug("a notice cannot be sent", e);
    }
  }

  /** Begins to receive, on a thread of its own. */
  public void start(Receiver receiver) {
    if (database.isShared()) {
      Thread thread = new Thread(() -> receive(receiver), "job-notices");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void receive(Receiver receiver) {
    while (!closed) {
      try (Connection connection = database.connect()) {
        listening = connection;
        try (Statement listen = connection.createStatement()) {
          listen.execute("listen " + CHANNEL);
        }
        receive(connection, receiver);
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          LOG.debug("notices cannot be received now", e);
          pause();
        }
      }
    }
  }

  private void receive(Connection connection, Receiver receiver) throws SQLException {
    PGConnection notices = connection.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification[] received = notices.getNotifications(WAIT_MILLIS);
      if ((received == null || received.length == 0) && !connection.isValid(VALID_SECONDS)) {
        throw new SQLException("the connection is broken");
      }
      if (received != null) {
        for (PGNotification notice : received) {
          handle(notice.getParameter().split(" ", -1), receiver);
        }
      }
    }
  }

  private void handle(String[] notice, Receiver receiver) {
    if (notice.length == 3 && !notice[0].equals(node)) {
      try {
        receiver.changed(UUID.fromString(notice[1]), Integer.parseInt(notice[2]));
      } catch (RuntimeException e) {
        LOG.debug("a notice cannot be followed", e);
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    Connection open = listening;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("the connection of notices cannot be closed", e);
      }
    }
  }
}
