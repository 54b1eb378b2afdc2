package dev.katong.cli.model;

import dev.katong.KatongException.BadModel;
import dev.katong.image.heif.TileDecoders;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code katong heif}: the decoder of HEIC and AVIF photos. The script {@code katong} of a checkout
 * builds it before this runs.
 */
@Command(
    name = "heif",
    mixinStandardHelpOptions = true,
    description = {
      "Adds the decoder of HEIC and AVIF photos (27 MB, FFmpeg under the LGPL), which is used from",
      "then on, and tells its version. Works by the script 'katong' of a checkout."
    })
public final class HeifCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    TileDecoders decoders =
        TileDecoders.find()
            .orElseThrow(
                () ->
                    new BadModel(
                        "the decoder of HEIC and AVIF photos is not on the class path; './katong"
                            + " heif' of a checkout builds and adds it"));
    try {
      spec.commandLine()
          .getOut()
          .println("HEIC and AVIF photos are decoded, by " + decoders.library());
    } catch (IOException e) {
      throw new BadModel("a HEIC or AVIF photo " + e.getMessage(), e);
    }
  }
}
