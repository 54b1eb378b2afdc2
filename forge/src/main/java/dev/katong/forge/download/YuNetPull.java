package dev.katong.forge.download;

import dev.katong.KatongException.BadDownload;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.KatongHome;
import dev.katong.face.YuNetDetector;
import dev.katong.image.io.AtomicFile;
import dev.katong.image.io.FileFailure;
import dev.katong.image.io.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Fetches the face detector YuNet, one certain file of its authors that takes pictures of any size,
 * and has it used from then on.
 */
public final class YuNetPull {
  /** The authors' address of the network, at a version that does not change. */
  public static final String ADDRESS =
      "https://github.com/ShiqiYu/libfacedetection.train/raw/"
          + "dca340aa082c71081a68d17db8e58b33a58a914b/onnx/yunet_n_dynamic.onnx";

  private static final String FILE = "yunet_n_dynamic.onnx";
  private static final long BYTES = 322_906;
  private static final String SHA256 =
      "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12";

  private final KatongHome home;
  private final URI address;
  private final DownloadListener listener;

  /**
   * A pull into Katong's folder.
   *
   * @param address of the file, {@link #ADDRESS} or a copy elsewhere
   */
  public YuNetPull(KatongHome home, URI address, DownloadListener listener) {
    this.home = home;
    this.address = address;
    this.listener = listener;
  }

  /**
   * Brings the detector in.
   *
   * @return false if it was there already
   * @throws BadDownload if it cannot be fetched
   * @throws BadOutput if Katong's folder cannot be written
   * @throws BadModel if what was fetched is no face detector
   */
  public boolean run() {
    Path target = home.faceDetector();
    RemoteFile file = new RemoteFile(FILE, address, BYTES, SHA256);
    try (DownloadFolder folder = DownloadFolder.open(home.downloads(), "faces")) {
      if (Files.isRegularFile(target) && Sha256.hex(target).equals(SHA256)) {
        return false;
      }
      new Downloader(RetryPolicy.DEFAULTS, listener)
          .fetch("face detector", List.of(file), folder.path());
      Path fetched = folder.path().resolve(FILE);
      YuNetDetector.check(fetched);
      AtomicFile.write(target, Files.readAllBytes(fetched));
      folder.clear();
      return true;
    } catch (IOException e) {
      throw new BadModel("the face detector cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
