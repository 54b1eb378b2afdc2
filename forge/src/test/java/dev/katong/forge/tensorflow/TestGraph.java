package dev.katong.forge.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A small TensorFlow graph, written node by node with only the attributes that are given: a
 * stripped graph. {@link #exported} is the same after TensorFlow has completed it.
 */
final class TestGraph {
  private final GraphDef.Builder graph = GraphDef.newBuilder();
  private final Random random = new Random(42);

  String placeholder(long... shape) {
    return placeholder(DataType.DT_FLOAT, shape);
  }

  String placeholder(DataType type, long... shape) {
    NodeDef.Builder node = named("Placeholder").putAttr("dtype", value(type));
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long dim : shape) {
      dims.addDimBuilder().setSize(dim);
    }
    return add(node.putAttr("shape", AttrValue.newBuilder().setShape(dims).build()));
  }

  /** A placeholder whose shape nobody wrote down. */
  String placeholderOfUnknownRank() {
    return add(named("Placeholder").putAttr("dtype", value(DataType.DT_FLOAT)));
  }

  String constant(TensorProto tensor) {
    return add(
        named("Const")
            .putAttr("dtype", value(tensor.getDtype()))
            .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build()));
  }

  String floats(float[] data, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(data);
    return constant(
        tensor(DataType.DT_FLOAT, dims).setTensorContent(ByteString.copyFrom(bytes)).build());
  }

  String scalar(float value) {
    return constant(tensor(DataType.DT_FLOAT).addFloatVal(value).build());
  }

  /** An input that is this number unless somebody gives another. */
  String scalarWithDefault(float value) {
    String number = scalar(value);
    return add(
        named("PlaceholderWithDefault")
            .addInput(number)
            .putAttr("dtype", value(DataType.DT_FLOAT))
            .putAttr(
                "shape",
                AttrValue.newBuilder().setShape(TensorShapeProto.getDefaultInstance()).build()));
  }

  /** Normally distributed floats of the given deviation. */
  String random(double deviation, long... dims) {
    return around(0, deviation, dims);
  }

  String around(double mean, double deviation, long... dims) {
    float[] data = new float[size(dims)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return floats(data, dims);
  }

  /** Positive floats from 0.5 to 1.5, such as variances. */
  String positive(long... dims) {
    float[] data = new float[size(dims)];
    for (int i = 0; i < data.length; i++) {
      data[i] = 0.5f + random.nextFloat();
    }
    return floats(data, dims);
  }

  String integer(int value) {
    return constant(tensor(DataType.DT_INT32).addIntVal(value).build());
  }

  String integers(int... values) {
    TensorProto.Builder tensor = tensor(DataType.DT_INT32, values.length);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return constant(tensor.build());
  }

  /** Pairs of paddings. */
  String paddings(int... values) {
    TensorProto.Builder tensor = tensor(DataType.DT_INT32, values.length / 2, 2);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return constant(tensor.build());
  }

  static TensorProto.Builder tensor(DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDimBuilder().setSize(dim);
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
  }

  /**
   * Adds a node; its type attribute {@code T} is float unless given.
   *
   * @param attributes names and values in turn
   */
  String op(String op, List<String> inputs, Object... attributes) {
    return op(named(op).getName(), op, inputs, attributes);
  }

  String op(String name, String op, List<String> inputs, Object... attributes) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(op).addAllInput(inputs);
    if (!op.equals("Cast") && !op.equals("FusedBatchNormV2")) {
      node.putAttr("T", value(DataType.DT_FLOAT));
    }
    for (int i = 0; i < attributes.length; i += 2) {
      node.putAttr((String) attributes[i], value(attributes[i + 1]));
    }
    return add(node);
  }

  /** Adds a node on integers. */
  String intOp(String op, List<String> inputs, Object... attributes) {
    Object[] all = Arrays.copyOf(attributes, attributes.length + 2);
    all[attributes.length] = "T";
    all[attributes.length + 1] = DataType.DT_INT32;
    return op(op, inputs, all);
  }

  /** An element of a tensor's shape. */
  String dim(String tensor, int axis) {
    String shape = op("Shape", List.of(tensor), "out_type", DataType.DT_INT32);
    return intOp(
        "StridedSlice",
        List.of(shape, integers(axis), integers(axis + 1), integers(1)),
        "Index",
        DataType.DT_INT32,
        "shrink_axis_mask",
        1);
  }

  /** The sizes as one vector. */
  String pack(String... parts) {
    return intOp("Pack", List.of(parts), "N", parts.length, "axis", 0);
  }

  private NodeDef.Builder named(String op) {
    return NodeDef.newBuilder()
        .setName(op.toLowerCase(Locale.ROOT) + "_" + graph.getNodeCount())
        .setOp(op);
  }

  private String add(NodeDef.Builder node) {
    graph.addNode(node);
    return node.getName();
  }

  private static int size(long... dims) {
    return (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  private static AttrValue value(Object value) {
    AttrValue.Builder attribute = AttrValue.newBuilder();
    if (value instanceof Boolean flag) {
      attribute.setB(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      attribute.setI(((Number) value).longValue());
    } else if (value instanceof Float number) {
      attribute.setF(number);
    } else if (value instanceof String text) {
      attribute.setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof DataType type) {
      attribute.setType(type);
    } else {
      AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
      for (int element : (int[]) value) {
        list.addI(element);
      }
      attribute.setList(list);
    }
    return attribute.build();
  }

  /** The graph as it was written, without the attributes that were left out. */
  GraphDef stripped() {
    return graph.build();
  }

  /** The graph as TensorFlow exports it. */
  GraphDef exported() {
    try (Graph imported = new Graph()) {
      imported.importGraphDef(graph.build());
      return imported.toGraphDef();
    }
  }
}
