package dev.katong.cli.console;

import dev.katong.forge.download.ModelScope;
import java.net.URI;

/** An option's address of a service or a file, such as {@code https://www.modelscope.cn}. */
public final class ServiceAddress extends OptionType<URI> {
  public ServiceAddress() {
    super(ModelScope::httpAddress);
  }
}
