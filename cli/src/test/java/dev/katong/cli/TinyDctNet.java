package dev.katong.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The files of a DCT-Net model folder whose networks give the negative, in a few hundred bytes. */
final class TinyDctNet {
  private static final int MASK_SIDE = 32;

  private TinyDctNet() {}

  static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("cartoon_bg.pb", negation(255));
    files.put("cartoon_h.pb", negation(250));
    files.put("alpha.jpg", mask());
    return files;
  }

  /** A frozen graph of the form of DCT-Net's: one picture of any size, without a batch axis. */
  private static byte[] negation(float white) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long side : new long[] {-1, -1, 3}) {
      shape.addDimBuilder().setSize(side);
    }
    TensorProto value =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addFloatVal(white)
            .build();
    return GraphDef.newBuilder()
        .addNode(
            node("input_image", "Placeholder")
                .putAttr("dtype", type(DataType.DT_FLOAT))
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build()))
        .addNode(
            node("white", "Const")
                .putAttr("dtype", type(DataType.DT_FLOAT))
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build()))
        .addNode(
            node("negative", "Sub")
                .addInput("white")
                .addInput("input_image")
                .putAttr("T", type(DataType.DT_FLOAT)))
        .addNode(
            node("final_output", "Cast")
                .addInput("negative")
                .putAttr("SrcT", type(DataType.DT_FLOAT))
                .putAttr("DstT", type(DataType.DT_UINT8)))
        .build()
        .toByteArray();
  }

  private static NodeDef.Builder node(String name, String op) {
    return NodeDef.newBuilder().setName(name).setOp(op);
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static byte[] mask() throws IOException {
    BufferedImage white = new BufferedImage(MASK_SIDE, MASK_SIDE, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = new byte[MASK_SIDE * MASK_SIDE];
    Arrays.fill(pixels, (byte) 255);
    white.getRaster().setDataElements(0, 0, MASK_SIDE, MASK_SIDE, pixels);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(white, "jpg", out);
    return out.toByteArray();
  }
}
