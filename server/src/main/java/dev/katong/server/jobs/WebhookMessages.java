package dev.katong.server.jobs;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Messages for webhooks that have not been taken. */
final class WebhookMessages {
  private final JdbcClient database;
  private final TransactionTemplate transactions;

  WebhookMessages(DataSource source) {
    this.database = JdbcClient.create(source);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(source));
  }

  /**
   * A message.
   *
   * @param attempt counted from 1
   */
  record Message(UUID id, UUID job, String url, int attempt) {}

  /**
   * Adds the message about a job's end, if the job has a webhook. Called in the transaction in
   * which the job ends, so that no message is lost.
   */
  void add(UUID job) {
    database
        .sql(
            """
            insert into webhook (id, job, url, attempt, due)
              select cast(? as uuid), id, webhook, 0, current_timestamp from job
                where id = ? and webhook is not null
            """)
        .params(UUID.randomUUID(), job)
        .update();
  }

  /**
   * Claims messages that are due.
   *
   * @param lost after this time they are due again if they are neither postponed nor removed
   */
  List<Message> claim(int limit, Duration lost) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              List<Message> due = due(limit);
              due.forEach(message -> postpone(message, lost));
              return due;
            }));
  }

  private List<Message> due(int limit) {
    return database
        .sql(
            """
            select id, job, url, attempt from webhook where due <= current_timestamp
              order by due limit ? for update skip locked
            """)
        .param(limit)
        .query(
            (row, index) ->
                new Message(
                    row.getObject("id", UUID.class),
                    row.getObject("job", UUID.class),
                    row.getString("url"),
                    row.getInt("attempt") + 1))
        .list();
  }

  /** A message is due again after a time. */
  void postpone(Message message, Duration delay) {
    OffsetDateTime now =
        database.sql("select current_timestamp").query(OffsetDateTime.class).single();
    database
        .sql("update webhook set attempt = ?, due = ? where id = ?")
        .params(
            message.attempt(), now.plus(delay).withOffsetSameInstant(ZoneOffset.UTC), message.id())
        .update();
  }

  /** A message has been taken, or is given up. */
  void remove(Message message) {
    database.sql("delete from webhook where id = ?").param(message.id()).update();
  }
}
