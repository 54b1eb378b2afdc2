package dev.katong.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The session of the tests: two tasks at a time in this process. */
final class LocalSpark {
  private static final SparkSession SESSION = open();

  private LocalSpark() {}

  static SparkSession session() {
    return SESSION;
  }

  static SparkConf conf() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("katong")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.sql.shuffle.partitions", "2")
            // Compiling takes longer than these few rows.
            .set("spark.sql.codegen.wholeStage", "false")
            .set(ExecutorShare.MEMORY, "300m")
            .set(ExecutorShare.MAX_PIXELS, "20m");
    ExecutorShare.prepare(conf);
    return conf;
  }

  private static SparkSession open() {
    return SparkSession.builder().config(conf()).getOrCreate();
  }
}
