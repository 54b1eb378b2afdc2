/**
 * Stores of the photos and cartoons of jobs: {@link dev.katong.server.storage.JobFiles}, in a
 * folder ({@link dev.katong.server.storage.FolderFiles}) or a bucket ({@link
 * dev.katong.server.storage.S3Files}).
 */
@NullMarked
package dev.katong.server.storage;

import org.jspecify.annotations.NullMarked;
