package dev.katong.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorShareTest {
  private static SparkConf conf(String master) {
    return new SparkConf(false)
        .set("spark.master", master)
        .set(ExecutorShare.MEMORY, "500m")
        .set(ExecutorShare.MAX_PIXELS, "10m");
  }

  @Test
  void of_local_hasASlotForEachThread() {
    assertThat(ExecutorShare.of(conf("local")).slots()).isEqualTo(1);
    assertThat(ExecutorShare.of(conf("local[3]")).slots()).isEqualTo(3);
    assertThat(ExecutorShare.of(conf("local[3,2]")).cores()).isEqualTo(3);
  }

  @Test
  void of_cluster_hasTheCoresOfAnExecutor() {
    ExecutorShare share =
        ExecutorShare.of(conf("yarn").set("spark.executor.cores", "4").set("spark.task.cpus", "2"));

    assertThat(share.slots()).isEqualTo(2);
    assertThat(share.cores()).isEqualTo(4);
    assertThat(ExecutorShare.of(conf("k8s://https://host")).cores()).isEqualTo(1);
  }

  @Test
  void prepare_noOverheadConfigured_setsThatOfThePlan() {
    SparkConf conf = conf("yarn").set("spark.executor.cores", "2");

    ExecutorShare.prepare(conf);

    // 500 MB, two pictures of 10 megapixels with 6 bytes each, 250 MB.
    assertThat(conf.get("spark.executor.memoryOverhead")).isEqualTo("865m");
    assertThat(conf.get("spark.executorEnv.MALLOC_ARENA_MAX")).isEqualTo("1");
  }

  @Test
  void prepare_tooLittleOverhead_saysHowMuchIsNeeded() {
    SparkConf conf =
        conf("yarn").set("spark.executor.cores", "2").set("spark.executor.memoryOverhead", "864m");

    assertThatThrownBy(() -> ExecutorShare.prepare(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark.executor.memoryOverhead=865m")
        .hasMessageContaining("864 MB");
    ExecutorShare.prepare(conf.set("spark.executor.memoryOverhead", "1g"));
  }
}
