package dev.katong.tone;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.katong.KatongException.BadModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The finish that a style recommends: changes of its pictures after the networks. Each value is 0
 * where nothing changes.
 *
 * @param tone the tone of pictures for which none is asked, 0 to 1
 * @param blackPoint the share of the lightness below which all is black, 0 to 0.5
 * @param whitePoint the share of the lightness above which all is white, 0 to 0.5
 * @param chroma the change of chroma as a share of it, -1 (grey) to 2
 * @param flattening the share of small differences that is smoothed away between edges, 0 to 1
 * @param ink the darkness of lines along the picture's edges, outside of faces, 0 to 1
 * @param shading the share of the photo's light and shade that faces get back, such as noses and
 *     beards, without eyes, brows and mouth, 0 to 1
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StyleFinish(
    double tone,
    double blackPoint,
    double whitePoint,
    double chroma,
    double flattening,
    double ink,
    double shading) {
  /** No change. */
  public static final StyleFinish NONE = new StyleFinish(0, 0, 0, 0, 0, 0, 0);

  public StyleFinish {
    need(tone, 0, 1, "finish.tone");
    need(blackPoint, 0, 0.5, "finish.blackPoint");
    need(whitePoint, 0, 0.5, "finish.whitePoint");
    need(chroma, -1, 2, "finish.chroma");
    need(flattening, 0, 1, "finish.flattening");
    need(ink, 0, 1, "finish.ink");
    need(shading, 0, 1, "finish.shading");
  }

  /** The same changes with another tone. */
  public StyleFinish withTone(double newTone) {
    return new StyleFinish(newTone, blackPoint, whitePoint, chroma, flattening, ink, shading);
  }

  /** True if pictures change by more than their tone. */
  public boolean changesPictures() {
    return !withTone(0).equals(NONE);
  }

  /** The changes by name and value, such as {@code tone 0.6, chroma 0.1}. */
  public String text() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("tone", tone);
    values.put("black point", blackPoint);
    values.put("white point", whitePoint);
    values.put("chroma", chroma);
    values.put("flattening", flattening);
    values.put("ink", ink);
    values.put("shading", shading);
    return values.entrySet().stream()
        .filter(entry -> entry.getValue() != 0)
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static void need(double value, double least, double most, String what) {
    if (!(value >= least && value <= most)) {
      throw new BadModel(what + " is " + value + ", it must be " + least + " to " + most);
    }
  }
}
