/**
 * Katong on Apache Spark: {@link dev.katong.spark.CartoonJob} draws what lies in a bucket, {@link
 * dev.katong.spark.CartoonFunction} draws in jobs of one's own.
 */
@NullMarked
package dev.katong.spark;

import org.jspecify.annotations.NullMarked;
