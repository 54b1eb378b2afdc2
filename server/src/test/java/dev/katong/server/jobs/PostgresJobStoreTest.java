package dev.katong.server.jobs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.server.database.JobDatabase;
import dev.katong.server.fixture.Postgres;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresJobStoreTest extends JobStoreContract {

  @Override
  JobDatabase open() throws SQLException {
    return JobDatabase.shared(Postgres.newDatabase(), null, null);
  }

  @Test
  void open_withADatabaseThatIsMissing_saysWhatToDo() throws SQLException {
    String missing = Postgres.newDatabase() + "&socketTimeout=5";
    assertThatThrownBy(
            () -> JobDatabase.shared(missing.replaceFirst("/katong\\d+", "/nothing"), null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"nothing\" does not exist")
        .hasMessageContaining("--database");
  }
}
