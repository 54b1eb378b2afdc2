package dev.katong.cli.style;

import dev.katong.cli.console.CommandHome;
import dev.katong.cli.console.DownloadLine;
import dev.katong.cli.console.ServiceAddress;
import dev.katong.cli.console.StatusLine;
import dev.katong.forge.download.ModelScope;
import dev.katong.forge.download.PublishedStyle;
import dev.katong.forge.download.StylePull;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code katong style pull}: a published style, fetched and imported. */
@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches a DCT-Net style from ModelScope and imports it; 'style list --available' shows",
      "which there are. A call that was cut off is continued by the next."
    })
final class PullCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Which, such as anime.")
  private String style;

  @Option(
      names = "--name",
      paramLabel = "N",
      description = "What it is to be called here. Default: the same.")
  private @Nullable String name;

  @Option(names = "--force", description = "Replace a style of that name.")
  private boolean force;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      converter = ServiceAddress.class,
      defaultValue = "${env:KATONG_MODELSCOPE:-" + ModelScope.ENDPOINT + "}",
      description = {
        "The service to ask, such as a mirror with the same file API.",
        "Default: KATONG_MODELSCOPE of the environment, else " + ModelScope.ENDPOINT + "."
      })
  private URI endpoint;

  @Option(
      names = "--revision",
      paramLabel = "R",
      defaultValue = ModelScope.REVISION,
      description = "A branch or tag of the model. Default: ${DEFAULT-VALUE}.")
  private String revision;

  @Override
  public void run() {
    PublishedStyle wanted = PublishedStyle.named(style);
    ModelScope service = new ModelScope(endpoint, revision);
    DownloadLine progress = new DownloadLine(StatusLine.on(spec.commandLine().getErr()));
    StylePull pull = new StylePull(CommandHome.of(spec), service, progress);
    StyleCommand.tellImported(pull.run(wanted, name == null ? wanted.name() : name, force), spec);
  }
}
