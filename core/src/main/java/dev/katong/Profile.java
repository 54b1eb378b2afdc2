package dev.katong;

import java.time.Duration;

/**
 * Presets for the usual ways of use; each is nothing but values of {@link Options} and resources.
 */
public enum Profile {
  /** For pages and chats: a long side of 1024 pixels, drawn at working size. */
  WEB {
    @Override
    public Options options() {
      return Options.builder().resolution(1024).build();
    }
  },

  /** For prints: the background network draws at the photo's own size, in tiles. */
  QUALITY {
    @Override
    public Options options() {
      return Options.builder().detail(Options.Detail.NETWORK).build();
    }
  },

  /**
   * DCT-Net's own pipeline: its masks, white beyond the border, no finish, no detail of the photo.
   * Use it to compare with other implementations.
   */
  REFERENCE {
    @Override
    public Options options() {
      return Options.builder()
          .composition(Options.Composition.REFERENCE)
          .finish(Options.Finish.OFF)
          .detail(Options.Detail.PLAIN)
          .build();
    }
  },

  /** For many styles in one process: a style that no picture needs for a minute is unloaded. */
  SHARED {
    @Override
    public Resources resources() {
      return Resources.DEFAULTS.idle(Duration.ofMinutes(1));
    }
  };

  /** The options with which pictures are drawn. */
  public Options options() {
    return Options.DEFAULTS;
  }

  /** The resources that the process may use. */
  public Resources resources() {
    return Resources.DEFAULTS;
  }

  /**
   * The profile called {@code name}, in either case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Profile of(String name) {
    return Options.choice(values(), name);
  }
}
