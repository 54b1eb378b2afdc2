package dev.katong.forge.importer;

import dev.katong.KatongException.BadModel;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Files that people take for networks that can be imported, told by their first bytes. */
public final class FileKind {
  private static final int HEAD = 512;

  /** The advice for turning PyTorch's and Keras's own files into ONNX. */
  private static final String EXPORT =
      "; export it in the program that it was made with: torch.onnx.export(model, example, 'net.onnx')";

  private FileKind() {}

  /**
   * Refuses what is neither an ONNX network nor a TensorFlow frozen graph, with what to do instead.
   *
   * @param file a file or folder
   * @throws BadModel if it is of such a kind, or missing
   */
  public static void requireImportable(Path file) {
    if (Files.isDirectory(file)) {
      throw new BadModel(
          file
              + (Files.exists(file.resolve("saved_model.pb"))
                  ? " is a TensorFlow SavedModel; convert it: python -m tf2onnx.convert --saved-model FOLDER --output net.onnx"
                  : " is a folder; name the network in it"));
    }
    if (!Files.isRegularFile(file)) {
      throw new BadModel("there is no network at " + file);
    }
    refusal(head(file), String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT))
        .ifPresent(
            reason -> {
              throw new BadModel(file + " " + reason);
            });
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }

  private static Optional<String> refusal(byte[] head, String name) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String start = text.stripLeading().toLowerCase(Locale.ROOT);
    if (head.length == 0) {
      return Optional.of("is empty; fetch it again");
    }
    if (text.startsWith("version https://git-lfs.github.com/spec/")) {
      return Optional.of(
          "is a Git LFS pointer, not the network itself; run 'git lfs pull' there, or download the file from its web page");
    }
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return Optional.of("is a web page, saved in the network's place; download the file itself");
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return Optional.of(
          isPyTorch(name)
              ? "is a PyTorch file" + EXPORT
              : "is a zip; name a style pack, or the network inside of it");
    }
    if (isPyTorch(name) || (head[0] == (byte) 0x80 && head.length > 1 && head[1] <= 5)) {
      return Optional.of("is a PyTorch file" + EXPORT);
    }
    if (text.startsWith("TFL3", 4) || name.endsWith(".tflite")) {
      return Optional.of(
          "is a TensorFlow Lite network; convert it: python -m tf2onnx.convert --tflite FILE --output net.onnx");
    }
    if (name.endsWith(".safetensors") || (head.length > 9 && text.startsWith("{\"", 8))) {
      return Optional.of("holds weights without a network (safetensors)" + EXPORT);
    }
    if (text.startsWith("\u0089HDF")) {
      return Optional.of(
          "is a Keras file; convert it: save it as a SavedModel, then python -m tf2onnx.convert --saved-model FOLDER --output net.onnx");
    }
    if (text.startsWith("ORTM", 4) || name.endsWith(".ort")) {
      return Optional.of("is in ONNX Runtime's own format; name the .onnx that it was made of");
    }
    if (text.startsWith("7767517")) {
      return Optional.of("is an ncnn network, which cannot be converted back; look for its .onnx");
    }
    return Optional.empty();
  }

  private static boolean isPyTorch(String name) {
    return name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".ckpt");
  }
}
