package dev.katong.server.jobs;

import dev.katong.image.archive.SafeName;

/** Names of pictures for people to read. None is ever a path on the service's disk. */
final class PictureNames {
  private PictureNames() {}

  /** The last part of a name, without what would harm a terminal or a page. */
  static String plain(String name) {
    String path = SafeName.path(name);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The name of a photo's cartoon. */
  static String cartoon(String photo, String style, String format) {
    int dot = photo.lastIndexOf('.');
    String stem = dot > photo.lastIndexOf('/') + 1 ? photo.substring(0, dot) : photo;
    return stem + "-" + style + "." + format;
  }
}
