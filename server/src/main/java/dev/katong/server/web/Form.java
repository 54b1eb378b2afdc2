package dev.katong.server.web;

import dev.katong.server.service.ServiceException;
import dev.katong.server.service.Upload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The texts and files of a request by name, whatever the form of its body. Each text is given at
 * most once.
 */
final class Form {
  private final Fields fields;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<Upload> files = new ArrayList<>();

  Form(Fields fields) {
    this.fields = fields;
  }

  /**
   * The fields that a request may have.
   *
   * @param texts names of texts
   * @param files names of files; all mean the same
   * @param maxFiles the most files
   * @param maxFileBytes the most bytes of one of them
   */
  record Fields(Set<String> texts, Set<String> files, int maxFiles, long maxFileBytes) {

    /**
     * Checks that a text may have this name.
     *
     * @throws ServiceException if not
     */
    void checkText(String name) {
      if (files.contains(name)) {
        throw ServiceException.of(
            name, name + ": a file is needed here, not a text; give its part a filename");
      }
      if (!texts.contains(name)) {
        throw unknown(name);
      }
    }

    /**
     * Checks that a file may have this name.
     *
     * @throws ServiceException if not
     */
    void checkFile(String name) {
      if (texts.contains(name)) {
        throw ServiceException.of(
            name, name + ": a text is needed here, not a file; send its part without a filename");
      }
      if (!files.contains(name)) {
        throw unknown(name);
      }
    }

    /**
     * Checks that something may have this name.
     *
     * @throws ServiceException if not
     */
    void checkKnown(String name) {
      if (!texts.contains(name) && !files.contains(name)) {
        throw unknown(name);
      }
    }

    private ServiceException unknown(String name) {
      Set<String> known = new TreeSet<>(texts);
      known.addAll(files);
      return ServiceException.of(
          name, "there is no field '%s' here, only %s".formatted(name, String.join(", ", known)));
    }
  }

  Fields fields() {
    return fields;
  }

  /**
   * Adds a text.
   *
   * @throws ServiceException if it is not known, or was given already
   */
  void add(String name, String text) {
    fields.checkText(name);
    if (texts.putIfAbsent(name, text) != null) {
      throw ServiceException.of(name, name + ": it is given twice; give it once");
    }
  }

  /**
   * Checks that another file may come under a name.
   *
   * @throws ServiceException if not
   */
  void checkFile(String name) {
    fields.checkFile(name);
    if (files.size() == fields.maxFiles()) {
      throw fields.maxFiles() == 1
          ? ServiceException.of(name, name + ": one file is needed here, not more")
          : new ServiceException(
              ServiceException.Kind.TOO_LARGE,
              "at most %d files may be sent here; send fewer".formatted(fields.maxFiles()));
    }
  }

  /** Adds a file whose name was checked. */
  void add(Upload file) {
    files.add(file);
  }

  /** A text; null if there is none of this name. */
  @Nullable String text(String name) {
    return texts.get(name);
  }

  /** The files, in their order. */
  List<Upload> files() {
    return List.copyOf(files);
  }

  /**
   * The first file.
   *
   * @param name its name in messages
   * @throws ServiceException if there is none
   */
  Upload file(String name) {
    if (files.isEmpty()) {
      throw ServiceException.of(name, name + ": a file is needed here");
    }
    return files.get(0);
  }
}
