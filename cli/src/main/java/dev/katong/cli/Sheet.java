package dev.katong.cli;

import dev.katong.Cartoon;

/**
 * What collects the pictures of a batch, as they are made by several threads, for a contact sheet.
 */
interface Sheet extends AutoCloseable {
  /** Collects nothing. */
  Sheet NONE =
      new Sheet() {
        @Override
        public void collect(Batch.Item item, PhotoBytes photo, Cartoon cartoon) {}

        @Override
        public void collect(Batch.Item item) {}

        @Override
        public void place(Batch.Item item) {}

        @Override
        public void finish() {}

        @Override
        public void close() {}
      };

  /** Takes what was made. */
  void collect(Batch.Item item, PhotoBytes photo, Cartoon cartoon);

  /** Takes what an earlier call has made, from its file. */
  void collect(Batch.Item item);

  /** Places what was collected of an item next; called in the items' order. */
  void place(Batch.Item item);

  /** Writes what is not written yet. */
  void finish();

  @Override
  void close();
}
