package dev.katong.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.katong.KatongException.BadModel;
import dev.katong.forge.onnx.CanonicalForm;
import dev.katong.forge.onnx.Tensors;
import dev.katong.train.graph.Operand.Sizes;
import dev.katong.train.graph.Operand.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An ONNX network that PyTorch runs, node by node, so that its weights can be trained; afterwards
 * they go back into the graph. Bytes are computed with as floats 0..255.
 *
 * <p>Trained are the kernels and biases of convolutions, the factors and shifts of normalisations,
 * and the slopes of activations; not filters that weigh all pixels alike, and no other constants.
 * Not safe for use by several threads. It owns its weights until it is closed.
 */
public final class TrainableNetwork implements AutoCloseable {
  private static final Map<String, Operator> OPERATORS = operators();

  /** The inputs of each operator that are learnt. */
  private static final Map<String, List<Integer>> LEARNT =
      Map.of(
          "Conv", List.of(1, 2),
          "PRelu", List.of(1),
          "BatchNormalization", List.of(1, 2),
          "InstanceNormalization", List.of(1, 2));

  private final ModelProto model;
  private final NDManager manager;
  private final Map<String, Operand> constants = new HashMap<>();
  private final Map<String, NDArray> weights = new LinkedHashMap<>();

  /**
   * Makes a network ready to be trained.
   *
   * @param model one input of pictures {@code [N,H,W,3]}, one output of the same
   * @param parent the new network's manager becomes a child of this one
   * @throws BadModel if it holds an operator that cannot be trained through
   */
  public TrainableNetwork(ModelProto model, NDManager parent) {
    this.model = CanonicalForm.of(model);
    checkOperators(this.model.getGraph());
    this.manager = parent.newSubManager();
    Set<String> learnt = learnt(this.model.getGraph());
    for (TensorProto constant : this.model.getGraph().getInitializerList()) {
      String name = constant.getName();
      if (Tensors.isInteger(constant)) {
        constants.put(name, new Sizes(Tensors.integers(constant), constant.getDimsCount() == 0));
        continue;
      }
      float[] values = Tensors.floats(constant);
      NDArray array = manager.create(values, shape(constant));
      if (learnt.contains(name) && !ConvolutionOperators.isBox(values)) {
        array.setRequiresGradient(true);
        weights.put(name, array);
      }
      constants.put(name, new Tensor(array));
    }
  }

  private static Map<String, Operator> operators() {
    Map<String, Operator> all = new HashMap<>();
    all.putAll(PointOperators.ALL);
    all.putAll(ConvolutionOperators.ALL);
    all.putAll(LayoutOperators.ALL);
    return all;
  }

  private static void checkOperators(GraphProto graph) {
    Set<String> missing = new TreeSet<>();
    graph.getNodeList().stream()
        .map(NodeProto::getOpType)
        .filter(op -> !OPERATORS.containsKey(op))
        .forEach(missing::add);
    if (!missing.isEmpty()) {
      throw new BadModel(
          "the network cannot be trained: it uses %s; what can be trained through is %s"
              .formatted(
                  String.join(", ", missing),
                  String.join(", ", new TreeSet<>(OPERATORS.keySet()))));
    }
  }

  private static Set<String> learnt(GraphProto graph) {
    Set<String> names = new LinkedHashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      for (int input : LEARNT.getOrDefault(node.getOpType(), List.of())) {
        if (input < node.getInputCount()) {
          names.add(node.getInput(input));
        }
      }
    }
    return names;
  }

  private static Shape shape(TensorProto constant) {
    return new Shape(Tensors.dims(constant));
  }

  /** The weights that are trained, by their names in the graph, in its order. */
  public Map<String, NDArray> weights() {
    return weights;
  }

  /**
   * Draws pictures.
   *
   * @param photos float {@code [N,H,W,3]}, 0..255, BGR
   * @return the same shape and range, not rounded
   */
  public NDArray draw(NDArray photos) {
    String output = model.getGraph().getOutput(0).getName();
    return run(photos, List.of(output)).get(0);
  }

  /**
   * Runs the network and returns tensors from inside it.
   *
   * @param photos float {@code [N,H,W,3]}, 0..255, BGR
   * @param wanted names of tensors
   * @return in the order of {@code wanted}
   */
  public List<NDArray> run(NDArray photos, List<String> wanted) {
    Map<String, Operand> values = new HashMap<>(constants);
    values.put(model.getGraph().getInput(0).getName(), new Tensor(photos));
    for (NodeProto node : model.getGraph().getNodeList()) {
      Operator operator = OPERATORS.get(node.getOpType());
      if (operator == null) {
        throw new BadModel("the operator " + node.getOpType() + " cannot be trained");
      }
      values.put(node.getOutput(0), operator.apply(new Call(node, values, photos.getManager())));
    }
    List<NDArray> found = new ArrayList<>();
    for (String name : wanted) {
      if (!(values.get(name) instanceof Tensor tensor)) {
        throw new BadModel("the network has no tensor " + name);
      }
      found.add(tensor.array());
    }
    return found;
  }

  /** The graph with the weights as they are now. */
  public ModelProto model() {
    Map<String, float[]> values = new HashMap<>();
    weights.forEach((name, array) -> values.put(name, array.toFloatArray()));
    return withWeights(model, values);
  }

  /** A graph with other values for some of its float constants, of the same shapes. */
  public static ModelProto withWeights(ModelProto model, Map<String, float[]> values) {
    ModelProto.Builder changed = model.toBuilder();
    for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
      TensorProto constant = model.getGraph().getInitializer(i);
      float[] value = values.get(constant.getName());
      if (value != null) {
        changed.getGraphBuilder().setInitializer(i, Tensors.withFloats(constant, value));
      }
    }
    return changed.build();
  }

  @Override
  public void close() {
    manager.close();
  }
}
