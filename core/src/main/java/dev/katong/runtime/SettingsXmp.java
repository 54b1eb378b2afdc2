package dev.katong.runtime;

import dev.katong.Katong;
import dev.katong.Options;
import dev.katong.PictureOption;
import dev.katong.Plan;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a cartoon, as an XMP packet for its file (ISO 16684-1). */
final class SettingsXmp {
  private SettingsXmp() {}

  static String of(Plan plan, Options options) {
    Map<String, String> values = new LinkedHashMap<>();
    for (PictureOption option : PictureOption.values()) {
      values.put(option.key(), option.text(options));
    }
    values.put(PictureOption.STYLE.key(), plan.style());
    values.put(PictureOption.RESOLUTION.key(), plan.result().text());
    values.put("variant", plan.variant());
    values.put("precision", plan.precision().label());
    StringBuilder settings = new StringBuilder();
    StringBuilder sentence = new StringBuilder("Drawn by Katong " + Katong.VERSION);
    values.forEach(
        (name, value) -> {
          settings.append("\n    katong:%s=\"%s\"".formatted(name, escaped(value)));
          sentence.append(", ").append(name).append(' ').append(value);
        });
    return """
    <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
     <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about=""
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:katong="urn:katong:settings:"
        xmp:CreatorTool="Katong %s"%s>
       <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
      </rdf:Description>
     </rdf:RDF>
    </x:xmpmeta>
    <?xpacket end="r"?>"""
        .formatted(Katong.VERSION, settings, escaped(sentence.toString()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("\\p{Cntrl}", " ");
  }
}
