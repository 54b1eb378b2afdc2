package dev.katong.forge.tensorflow;

import dev.katong.KatongException.BadModel;
import dev.katong.forge.tensorflow.value.Tensor;
import dev.katong.forge.tensorflow.value.UnsupportedForm;
import dev.katong.forge.tensorflow.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Imports the nodes of a graph one after the other, collecting all that cannot be imported, so that
 * the reader of the error sees the whole distance.
 */
final class GraphImport {
  private final GraphIndex index;
  private final String source;
  private final TensorWriter writer;
  private final Map<String, Value> values = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  GraphImport(GraphIndex index, String source, TensorWriter writer) {
    this.index = index;
    this.source = source;
    this.writer = writer;
  }

  /**
   * Imports all that a result needs.
   *
   * @param picture the Placeholder and what stands for it
   * @return the result as a tensor
   * @throws BadModel naming every node that cannot be imported
   */
  Tensor run(NodeDef result, NodeDef picture, Tensor photo) {
    values.put(picture.getName(), photo);
    for (NodeDef node : index.needs(result, picture.getName())) {
      if (!node.getName().equals(picture.getName())) {
        Value value = value(node);
        if (value != null) {
          values.put(node.getName(), value);
        }
      }
    }
    Value value = values.get(result.getName());
    if (!problems.isEmpty() || value == null) {
      throw new BadModel(
          "%s cannot be imported; not supported: %s"
              .formatted(source, String.join("; ", problems)));
    }
    return writer.tensor(value, result.getName());
  }

  private @Nullable Value value(NodeDef node) {
    try {
      return Operations.mapper(node.getOp()).map(new OpNode(node, index, values::get, writer));
    } catch (OpNode.InputFailed e) {
      return null;
    } catch (UnsupportedForm e) {
      problems.add("%s: %s %s".formatted(node.getName(), node.getOp(), e.getMessage()));
      return null;
    } catch (IndexOutOfBoundsException
        | ArithmeticException
        | NegativeArraySizeException
        | NumberFormatException e) {
      problems.add("%s: %s of a damaged form".formatted(node.getName(), node.getOp()));
      return null;
    }
  }
}
