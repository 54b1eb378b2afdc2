package dev.katong.forge.download;

/** Is told how a download goes on, on the thread that downloads. */
public interface DownloadListener {
  /**
   * The work begins, or goes on where an earlier call ended.
   *
   * @param what is fetched, in a word or two
   * @param there how many bytes are there already
   * @param bytes how many there are in all
   */
  void begin(String what, long there, long bytes);

  /** So many bytes of all are there now. Fewer than before if a file had to begin anew. */
  void progress(long there);

  /** A file is there, and is what the service says it is. */
  void fetched(String file, long bytes);

  /** Something worth knowing that does not end the work, one sentence. */
  void note(String sentence);
}
