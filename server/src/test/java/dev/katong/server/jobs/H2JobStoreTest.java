package dev.katong.server.jobs;

import dev.katong.server.database.JobDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2JobStoreTest extends JobStoreContract {
  @TempDir private Path folder;

  @Override
  JobDatabase open() {
    return JobDatabase.embedded(folder.resolve("jobs"));
  }
}
