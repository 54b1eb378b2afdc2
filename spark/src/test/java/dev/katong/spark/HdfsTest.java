package dev.katong.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsTest {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void run_onHdfs_drawsAndReplacesWholeFiles() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build()) {
      FileSystem files = hdfs.getFileSystem();
      String root = files.getUri().toString();
      PhotosOfAllKinds.writeAll(files, "/photos");
      String[] arguments = {
        "--input", root + "/photos", "--output", root + "/cartoons", "--style", "comic"
      };

      CartoonJob.Summary summary = CartoonJob.run(spark, JobArguments.of(arguments));

      assertThat(summary.done()).isEqualTo(PhotosOfAllKinds.GOOD);
      assertThat(summary.failed()).isEqualTo(Map.of("bad-photo", (long) PhotosOfAllKinds.BAD));
      org.apache.hadoop.fs.Path cartoon =
          new org.apache.hadoop.fs.Path("/cartoons/trip/2026/day one.jpg.jpg");
      assertThat(files.getFileStatus(cartoon).getLen()).isPositive();
      assertThat(files.exists(new org.apache.hadoop.fs.Path("/cartoons/" + CartoonFiles.PARTS)))
          .isFalse();

      CartoonFiles sink =
          new CartoonFiles(files.makeQualified(new org.apache.hadoop.fs.Path("/cartoons")), hadoop);
      sink.write(cartoon, new byte[] {1, 2, 3});
      assertThat(files.getFileStatus(cartoon).getLen()).isEqualTo(3);
    }
  }
}
