package dev.katong.server.jobs;

import dev.katong.server.storage.StoredFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a job as the database has it.
 *
 * @param number counted from 1
 * @param name the sender's name for it, with the folders of its archive; never a path on this
 *     machine
 * @param code the error in one word; null if there is none
 * @param detail the error in a sentence
 * @param format of the cartoon, such as {@code png}
 * @param report of the drawing, as JSON; null until it is done
 * @param bytes of the cartoon; null until it is known
 * @param crc the CRC-32 of the cartoon; null until it is known
 * @param attempt the number of times that the picture has been claimed
 */
record JobPicture(
    UUID job,
    int number,
    String name,
    PictureState state,
    @Nullable String code,
    @Nullable String detail,
    @Nullable String format,
    @Nullable String report,
    @Nullable Long bytes,
    @Nullable Long crc,
    int attempt) {

  /** Reads a row of the table of pictures. */
  static JobPicture of(ResultSet row, int index) throws SQLException {
    return new JobPicture(
        row.getObject("job", UUID.class),
        row.getInt("number"),
        row.getString("name"),
        PictureState.valueOf(row.getString("state")),
        row.getString("code"),
        row.getString("detail"),
        row.getString("format"),
        row.getString("report"),
        row.getObject("bytes", Long.class),
        row.getObject("crc", Long.class),
        row.getInt("attempt"));
  }

  static JobPicture waiting(UUID job, int number, String name) {
    return new JobPicture(
        job, number, name, PictureState.WAITING, null, null, null, null, null, null, 0);
  }

  static JobPicture failed(UUID job, int number, String name, String code, String detail) {
    return new JobPicture(
        job, number, name, PictureState.FAILED, code, detail, null, null, null, null, 0);
  }

  JobPicture running() {
    return running(attempt);
  }

  /** The picture as it is once it has been claimed once more. */
  JobPicture claimed() {
    return running(attempt + 1);
  }

  private JobPicture running(int attempt) {
    return new JobPicture(
        job, number, name, PictureState.RUNNING, null, null, null, null, null, null, attempt);
  }

  /** The place of the photo. */
  StoredFile photo() {
    return StoredFile.photo(job, number);
  }

  /** The place of the cartoon of this attempt. */
  StoredFile cartoon() {
    return StoredFile.cartoon(job, number, attempt);
  }

  /** True if the other is this picture, claimed as often. */
  boolean isSameClaim(JobPicture other) {
    return isSame(other) && attempt == other.attempt;
  }

  /** True if the other is this picture, in any state. */
  boolean isSame(JobPicture other) {
    return job.equals(other.job) && number == other.number;
  }
}
