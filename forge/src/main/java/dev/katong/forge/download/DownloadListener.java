package dev.katong.forge.download;

/** Receives the progress of a download, on the thread that downloads. */
public interface DownloadListener {
  /**
   * The download begins, or continues where an earlier call ended.
   *
   * @param what the thing that is downloaded, in a word or two
   * @param there the bytes downloaded already
   * @param bytes the bytes in all
   */
  void begin(String what, long there, long bytes);

  /**
   * Reports the bytes downloaded so far. They are fewer than before if a file had to start again.
   */
  void progress(long there);

  /** A file is there, and is what the service says it is. */
  void fetched(String file, long bytes);

  /** Something worth knowing that does not end the work, one sentence. */
  void note(String sentence);
}
