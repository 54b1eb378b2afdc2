package dev.katong.forge.importer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.katong.KatongException.BadModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "net.onnx|<!DOCTYPE html><html>|web page",
        "net.onnx|'\n  <html lang=en>'|web page",
        "net.onnx|version https://git-lfs.github.com/spec/v1|git lfs pull",
        "net.pth|PK\u0003\u0004archive/data.pkl|torch.onnx.export",
        "net.onnx|'PK\u0003\u0004'|is a zip",
        "net.pt|anything|torch.onnx.export",
        "net.bin|\u0080\u0002}q|torch.onnx.export",
        "net.lite|'    TFL3'|TensorFlow Lite",
        "net.bin|'        {\"a\":1}'|safetensors",
        "net.h5|\u0089HDF|Keras",
        "net.param|7767517|ncnn",
      })
  void requireImportable_ofAnotherKind_saysWhatToDo(String name, String content, String expected)
      throws IOException {
    Path file = Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> FileKind.requireImportable(file))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(expected);
  }

  @Test
  void requireImportable_ofASavedModel_saysHowToConvertIt() throws IOException {
    Files.createFile(folder.resolve("saved_model.pb"));
    assertThatThrownBy(() -> FileKind.requireImportable(folder))
        .isInstanceOf(BadModel.class)
        .hasMessageContaining("--saved-model");
  }

  @Test
  void requireImportable_ofAnOnnxNetwork_isSilent() throws IOException {
    Path file = Files.write(folder.resolve("net.onnx"), new byte[] {8, 8, 18, 7, 'p', 'y', 't'});
    assertThatCode(() -> FileKind.requireImportable(file)).doesNotThrowAnyException();
  }
}
