package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.image.io.AtomicFile;
import dev.katong.image.io.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** ONNX networks in files. */
public final class OnnxFiles {
  private OnnxFiles() {}

  /**
   * Reads a network, with the weights that it keeps in other files, in {@link CanonicalForm}.
   *
   * @throws BadModel if the file is missing, damaged, or is not an ONNX network
   */
  public static ModelProto read(Path file) {
    ModelProto model;
    try {
      CodedInputStream in = CodedInputStream.newInstance(Files.readAllBytes(file));
      model = ModelProto.parseFrom(in);
    } catch (NoSuchFileException e) {
      throw new BadModel("there is no network at " + file, e);
    } catch (InvalidProtocolBufferException e) {
      throw new BadModel(file + " is not an ONNX network, or is damaged", e);
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + FileFailure.reason(e), e);
    }
    if (model.getGraph().getNodeCount() == 0 || model.getOpsetImportCount() == 0) {
      throw new BadModel(file + " is not an ONNX network: it holds no graph of operators");
    }
    return CanonicalForm.of(ExternalData.into(model, file));
  }

  /**
   * Writes a network, whole or not at all; missing folders are made.
   *
   * @throws BadOutput if the file cannot be written
   */
  public static void write(ModelProto model, Path file) {
    AtomicFile.write(file, model.toByteArray());
  }
}
