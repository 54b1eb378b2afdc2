package dev.katong.image.heif;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Decodes tiles of one configuration, one after the other. */
public interface TileDecoder extends AutoCloseable {
  /**
   * Decodes one tile.
   *
   * @param data the item's content; not changed
   * @return valid until the next call or the end of this
   * @throws IOException if the data is damaged
   */
  YuvPicture decode(ByteBuffer data) throws IOException;

  @Override
  void close();
}
