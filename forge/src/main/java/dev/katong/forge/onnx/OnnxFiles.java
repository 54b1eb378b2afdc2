package dev.katong.forge.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** ONNX networks in files. */
public final class OnnxFiles {
  private OnnxFiles() {}

  /**
   * Reads a network.
   *
   * @throws BadModel if the file is missing, damaged, or is not an ONNX network
   */
  public static ModelProto read(Path file) {
    ModelProto model;
    try {
      CodedInputStream in = CodedInputStream.newInstance(Files.readAllBytes(file));
      model = ModelProto.parseFrom(in);
    } catch (NoSuchFileException e) {
      throw new BadModel("There is no network at " + file + ".", e);
    } catch (InvalidProtocolBufferException e) {
      throw new BadModel(file + " is not an ONNX network, or is damaged.", e);
    } catch (IOException e) {
      throw new BadModel(file + " cannot be read: " + e.getMessage() + ".", e);
    }
    if (model.getGraph().getNodeCount() == 0 || model.getOpsetImportCount() == 0) {
      throw new BadModel(file + " is not an ONNX network: it holds no graph of operators.");
    }
    return model;
  }

  /**
   * Writes a network so that the file is either whole or not there: into a temporary file of the
   * same folder, which then takes the name. The folder must exist.
   *
   * @throws BadOutput if the file cannot be written
   */
  public static void write(ModelProto model, Path file) {
    try {
      Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
      try {
        Files.write(temporary, model.toByteArray(), StandardOpenOption.CREATE_NEW);
        move(temporary, file);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new BadOutput(file + " cannot be written: " + e.getMessage() + ".", e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
