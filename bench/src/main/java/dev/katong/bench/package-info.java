/**
 * Measures Katong: programs that the scripts of this module start, such as {@link
 * dev.katong.bench.Load}, and benchmarks of single steps, such as {@link
 * dev.katong.bench.PhotoBenchmark}.
 */
@NullMarked
package dev.katong.bench;

import org.jspecify.annotations.NullMarked;
