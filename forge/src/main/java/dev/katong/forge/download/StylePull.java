package dev.katong.forge.download;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongHome;
import dev.katong.forge.style.DctNetFolder;
import dev.katong.forge.style.StyleImport;
import dev.katong.style.StylePack;
import dev.katong.style.StyleStore;
import java.util.List;

/**
 * Fetches a published style and imports it. What was fetched lies in Katong's folder {@code
 * downloads} until the style is there, so that a call that was cut off is continued by the next.
 */
public final class StylePull {
  private final KatongHome home;
  private final ModelScope service;
  private final DownloadListener listener;

  /** A pull into Katong's folder. */
  public StylePull(KatongHome home, ModelScope service, DownloadListener listener) {
    this.home = home;
    this.service = service;
    this.listener = listener;
  }

  /**
   * Downloads and imports a style.
   *
   * @param name its name here
   * @param replace true to replace a style of that name
   * @return the imported style
   * @throws BadOutput if the name is taken, or Katong's folder cannot be written
   * @throws BadDownload if the style cannot be fetched
   * @throws BadModel if what was fetched cannot be imported
   */
  public StylePack run(PublishedStyle style, String name, boolean replace) {
    StyleStore store = new StyleStore(home.styles());
    if (!replace) {
      store.checkFree(name);
    }
    List<RemoteFile> files = files(style);
    try (DownloadFolder folder = DownloadFolder.open(home.downloads(), style.name())) {
      new Downloader(RetryPolicy.DEFAULTS, listener)
          .fetch("style " + style.name(), files, folder.path());
      listener.note("importing: the networks are analysed and run at a few sizes");
      StylePack pack = StyleImport.dctNet(folder.path(), name, origin(style));
      store.add(pack, replace);
      folder.clear();
      return pack;
    }
  }

  private List<RemoteFile> files(PublishedStyle style) {
    List<RemoteFile> all = service.files(style.model(), RetryPolicy.DEFAULTS, listener);
    List<String> needed =
        DctNetFolder.choose(
            all.stream().map(RemoteFile::name).toList(),
            "the model " + style.model() + " on " + service.endpoint());
    return all.stream().filter(file -> needed.contains(file.name())).toList();
  }

  private String origin(PublishedStyle style) {
    return "%s, fetched from %s, model %s, revision %s"
        .formatted(DctNetFolder.AUTHORS, service.endpoint(), style.model(), service.revision());
  }
}
