package dev.katong.train.learn;

import ai.djl.ndarray.NDArray;
import dev.katong.KatongException.BadModel;
import dev.katong.KatongException.BadOutput;
import dev.katong.image.io.AtomicFile;
import dev.katong.image.io.FileFailure;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a training: the step, and named arrays of floats. It is written atomically, so that
 * a training that is interrupted at any moment continues from its last checkpoint.
 *
 * @param step the number of finished steps
 * @param arrays weights and all else that the training needs, by name
 */
public record Checkpoint(int step, Map<String, float[]> arrays) {
  private static final int MAGIC = 0x4b415431;

  /** Writes this over what was there. */
  public void write(Path file) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(MAGIC);
      out.writeInt(step);
      out.writeInt(arrays.size());
      for (Map.Entry<String, float[]> array : arrays.entrySet()) {
        out.writeUTF(array.getKey());
        out.writeInt(array.getValue().length);
        ByteBuffer values = ByteBuffer.allocate(array.getValue().length * Float.BYTES);
        values.asFloatBuffer().put(array.getValue());
        out.write(values.array());
      }
      AtomicFile.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new BadOutput(
          "the checkpoint " + file + " cannot be written: " + FileFailure.reason(e), e);
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @throws BadModel if the file is none, or a damaged one
   */
  public static Checkpoint read(Path file) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (in.readInt() != MAGIC) {
        throw new BadModel(file + " is not a checkpoint of a training; name another folder");
      }
      int step = in.readInt();
      int count = in.readInt();
      Map<String, float[]> arrays = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        float[] values = new float[in.readInt()];
        ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES)).asFloatBuffer().get(values);
        arrays.put(name, values);
      }
      return new Checkpoint(step, arrays);
    } catch (IOException | RuntimeException e) {
      if (e instanceof BadModel bad) {
        throw bad;
      }
      throw new BadModel(
          "the checkpoint " + file + " is damaged; delete it and the training starts again", e);
    }
  }

  /** The arrays whose names begin with {@code prefix}, by the rest of their names. */
  public Map<String, float[]> under(String prefix) {
    Map<String, float[]> found = new LinkedHashMap<>();
    arrays.forEach(
        (name, values) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), values);
          }
        });
    return found;
  }

  /** Sets an array's values to those of that name. */
  static void fill(NDArray array, Map<String, float[]> state, String name) {
    float[] values = state.get(name);
    if (values == null || values.length != array.size()) {
      throw new BadModel(
          "the checkpoint is of another network: it does not fit "
              + name
              + "; delete it or name another folder");
    }
    array.set(values);
  }

  /** Sets all arrays' values to those of their names. */
  public static void fill(Map<String, NDArray> arrays, Map<String, float[]> state) {
    arrays.forEach((name, array) -> fill(array, state, name));
  }
}
